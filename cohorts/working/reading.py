"""What stands under each question of a lesson for one reader: her words, her drafts, what others showed her."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db import connection

from accounts.models import User
from cohorts.models import Answer, AnswerReader, AnswerVersion, Attachment, Comment, Draft, Enrolment
from cohorts.reading import Reader
from cohorts.working.enums import Kind
from cohorts.working.parties import SOLO, Party, party_in
from cohorts.working.questions import Question


@dataclass
class Standing:
    """One question as one reader meets it."""

    question: Question
    party: Party
    answer: Answer | None = None
    heads: list[AnswerVersion] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    shown: list[tuple[Answer, AnswerVersion]] = field(default_factory=list)  # what partners let her read
    former: list[tuple[Answer, list[AnswerVersion], str]] = field(default_factory=list)  # her own, and with whom it was written
    files: list[Attachment] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    readers: list[Enrolment] = field(default_factory=list)
    authors: set[int] = field(default_factory=set)  # enrolments: two partners may have one first name
    in_cohort: int = 0
    typed: str | None = None  # what was typed and could not be kept
    typed_on: str = ""  # on which versions, as its page said
    typed_day: str | None = None  # the day that came with it
    chosen: frozenset[str] | None = None  # who was to read what could not be kept, as ticked
    problem: str = ""
    is_of_day: bool = False  # it is the day that is to correct
    is_restored: bool = False

    @property
    def head(self) -> AnswerVersion | None:
        return self.heads[-1] if self.heads else None

    @property
    def is_given(self) -> bool:
        """Whether a word or a file of hers, or of her binôme's page, stands here."""
        return any(head.text or head.choices for head in self.heads) or bool(self.files)

    @property
    def has_two_versions(self) -> bool:
        return len(self.heads) > 1

    @property
    def only_author(self) -> Enrolment | None:
        """Whoever wrote every version that stands, at two places at once: nobody else is said to have written with her."""
        authors = {head.author_id for head in self.heads}
        return self.heads[0].author if len(authors) == 1 else None

    @property
    def base(self) -> str:
        """For whom this page is written, and the versions its field was written on: what the next one replaces.

        A draft was begun before some versions, perhaps on a page still blank: it replaces none that its writer had not
        before her, and none of a page that is written with other people.
        """
        people, seen = self._written_on
        if people is None:
            seen = ",".join(str(head.number) for head in self.heads)
        elif self.question.is_joint and people not in {"", self.party.together}:
            seen = ""
        return f"{'' if self.question.is_joint else SOLO}{self.party.together}:{seen}"

    @property
    def is_from_before(self) -> bool:
        """Whether the words in the field of a joint page were begun with other people, who may have written some of them."""
        people, _ = self._written_on
        return bool(people) and self.question.is_joint and bool(self.party.partners) and people != self.party.together

    @property
    def is_beside_saved(self) -> bool:
        """Whether the field holds a draft that was not begun on the words saved since, which the page would then show nowhere."""
        if self.draft is None or self.typed is not None or self.head is None or self.has_two_versions or self.is_from_before:
            return False
        return str(self.head.number) not in self._written_on[1].split(",")

    @property
    def _written_on(self) -> tuple[str | None, str]:
        """For whom the unsaved words of the field were begun, where that is known, and on which versions; None where there are none."""
        written_on = self.typed_on if self.typed is not None else self.draft.base if self.draft else None
        if written_on is None:
            return None, ""
        people, _, seen = written_on.rpartition(":")
        return people, seen

    def put_first(self, draft: Draft) -> None:
        """Has the field hold this draft, which was kept since the others were read."""
        self.drafts = [draft, *(other for other in self.drafts if other.pk != draft.pk)]

    @property
    def draft(self) -> Draft | None:
        return self.drafts[0] if self.drafts else None

    @property
    def other_drafts(self) -> list[Draft]:
        return self.drafts[1:]

    @property
    def text(self) -> str:
        """What the field holds: what could not be kept, the draft, the answer; both texts where two versions stand."""
        if self.typed is not None:
            return self.typed
        if self.draft is not None:
            return self.draft.text
        return "\n\n".join(head.text for head in self.heads)

    @property
    def is_asked_otherwise(self) -> bool:
        """Whether the question has changed since it was answered."""
        return self.head is not None and self.head.asked != self.question.asked

    @property
    def picked(self) -> list[str]:
        return self.head.picked if self.head and not self.is_asked_otherwise else []

    @property
    def is_right(self) -> bool:
        """Whether the choices of the last try are the right ones, as the question was asked then."""
        if self.head is None:
            return False
        return set(self.head.picked) == {choice["id"] for choice in self.head.asked.get("choices", []) if choice["correct"]}

    @property
    def feedbacks(self) -> list[tuple[str, str]]:
        """What is said of each choice that was ticked."""
        if self.head is None:
            return []
        picked = set(self.head.picked)
        choices = self.head.asked.get("choices", [])
        return [(choice["text"], choice["feedback"]) for choice in choices if choice["id"] in picked and choice["feedback"]]

    @property
    def partners(self) -> str:
        return " et ".join(one.user.first_name for one in self.party.partners)

    @property
    def former_readers(self) -> str:
        """Whom she showed it to in a former binôme: they read it until she saves it again or takes it back."""
        partners = {one.pk for one in self.party.partners}
        return " et ".join(one.user.first_name for one in self.readers if one.pk not in partners)

    @property
    def shown_to(self) -> str:
        """Her partners of today who read it: in a trio that someone has joined since, perhaps one of the two."""
        readers = {one.pk for one in self.readers}
        return " et ".join(one.user.first_name for one in self.party.partners if one.pk in readers)

    @property
    def not_shown_to(self) -> str:
        """Her partners of today who do not read it."""
        readers = {one.pk for one in self.readers}
        return " et ".join(one.user.first_name for one in self.party.partners if one.pk not in readers)

    @property
    def drawn(self) -> list[str]:
        """The ticks of « qui peut lire » as things stand."""
        answer = self.answer
        ticks = {
            "binome": bool(self.shown_to) and not self.not_shown_to,
            "trainers": answer is not None and answer.for_trainers,
            "cohort": answer is not None and answer.for_cohort,
        }
        return [name for name, is_ticked in ticks.items() if is_ticked]

    @property
    def ticks(self) -> Collection[str]:
        """The same as the page draws them: a choice that was refused with its text is not lost with it."""
        return self.drawn if self.chosen is None else self.chosen


class Rows:
    """Every row about some answers, gathered by answer. Four queries, none where there is no answer."""

    def __init__(self, answers: list[Answer]) -> None:
        self.heads: dict[int, list[AnswerVersion]] = defaultdict(list)
        self.authors: dict[int, set[int]] = defaultdict(set)
        self.readers: dict[int, list[AnswerReader]] = defaultdict(list)
        self.files: dict[int, list[Attachment]] = defaultdict(list)
        self.comments: dict[int, list[Comment]] = defaultdict(list)
        pks = [answer.pk for answer in answers]
        if not pks:
            return
        for version in AnswerVersion.objects.filter(answer__in=pks).select_related("author__user").order_by("number"):
            if version.is_head:
                self.heads[version.answer_id].append(version)
            if version.text:
                self.authors[version.answer_id].add(version.author_id)
        for reader in AnswerReader.objects.filter(answer__in=pks).select_related("enrolment__user"):
            self.readers[reader.answer_id].append(reader)
        for attachment in Attachment.objects.filter(answer__in=pks, removed_at=None):
            self.files[attachment.answer_id].append(attachment)
        for said in Comment.objects.filter(answer__in=pks).select_related("author"):
            self.comments[said.answer_id].append(said)

    def place(self, answer: Answer, standing: Standing, me: Enrolment) -> None:
        """Puts one answer where it belongs under its question: hers today, hers before, or shown to her."""
        heads = self.heads[answer.pk]
        if answer.party == standing.party.writing(standing.question):
            standing.answer, standing.heads, standing.files = answer, heads, self.files[answer.pk]
            standing.comments, standing.authors = self.comments[answer.pk], self.authors[answer.pk]
            standing.readers = [one.enrolment for one in self.readers[answer.pk] if not one.writes]
        elif not heads:
            return
        elif me.pk in (writers := {one.enrolment_id: one.enrolment.user for one in self.readers[answer.pk] if one.writes}):
            others = " et ".join(user.first_name for pk, user in writers.items() if pk != me.pk)
            standing.former.append((answer, heads, others))
        elif answer.kind != Kind.QUIZ:
            standing.shown.append((answer, heads[-1]))


# By hand, because it is asked on every lesson read and mostly answers « nothing yet »: four queries of the ORM took a
# quarter of the page's time. What it names is then read as usual.
PRESENT = """
    SELECT 'answer' AS what, answer.id, answer.block
    FROM cohorts_answerreader reader JOIN cohorts_answer answer ON answer.id = reader.answer_id
    WHERE reader.enrolment_id = %(me)s AND answer.lesson_id = %(lesson)s
    UNION ALL SELECT 'draft', id, block FROM cohorts_draft WHERE enrolment_id = %(me)s AND lesson_id = %(lesson)s
    UNION ALL SELECT 'note', id, block FROM cohorts_note WHERE enrolment_id = %(me)s AND lesson_id = %(lesson)s AND removed_at IS NULL
    UNION ALL SELECT 'shared', id, block FROM cohorts_answer
    WHERE cohort_id = %(cohort)s AND lesson_id = %(lesson)s AND for_cohort AND written_at IS NOT NULL
"""


@dataclass(frozen=True)
class Present:
    """What there is for one reader in one lesson: the numbers of answers she may read by name, drafts and notes, and how
    many answers her cohort was shown under each question besides."""

    answers: tuple[int, ...]
    drafts: tuple[int, ...]
    notes: tuple[int, ...]
    in_cohort: Mapping[str, int]


def present(enrolment: Enrolment, lesson_id: int) -> Present:
    """What there is to read in a lesson. One query. To whoever has left the cohort it shows nothing of what people share with it."""
    with connection.cursor() as cursor:
        cursor.execute(PRESENT, {"me": enrolment.pk, "lesson": lesson_id, "cohort": enrolment.cohort_id})
        rows = cursor.fetchall()
    numbers: dict[str, tuple[int, ...]] = {what: tuple(pk for kind, pk, _ in rows if kind == what) for what in ("answer", "draft", "note")}
    stays = enrolment.left_on is None
    others = Counter(block for what, pk, block in rows if what == "shared" and stays and pk not in numbers["answer"])
    return Present(numbers["answer"], numbers["draft"], numbers["note"], others)


def standings(reader: Reader, questions: Mapping[str, Question], there: Present) -> dict[str, Standing]:
    """Every question of a lesson for its reader. No query where nothing was written, six at most where something was."""
    party = party_in(reader)
    found = {block: Standing(question, party, in_cohort=there.in_cohort.get(block, 0)) for block, question in questions.items()}
    if there.answers:
        answers = list(Answer.objects.filter(pk__in=there.answers).order_by("pk"))
        rows = Rows(answers)
        for answer in answers:
            if answer.block in found:
                rows.place(answer, found[answer.block], reader.enrolment)
    for draft in Draft.objects.filter(pk__in=there.drafts) if there.drafts else ():
        if draft.block in found:
            found[draft.block].drafts.append(draft)
    return found


def unanswered(found: Mapping[str, Standing]) -> list[Question]:
    """What the reader has not answered yet, in the order of the lesson."""
    return [standing.question for standing in found.values() if not standing.is_given]


def current_heads(answers: Iterable[Answer]) -> dict[int, AnswerVersion]:
    """The last current version of each answer, with its author. One query."""
    rows = AnswerVersion.objects.filter(answer__in=[one.pk for one in answers], is_head=True).select_related("author__user")
    return {version.answer_id: version for version in rows.order_by("number")}


def is_writer(answer: Answer, user: User) -> bool:
    return answer.readers.filter(enrolment__user=user, writes=True).exists()
