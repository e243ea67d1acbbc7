"""What stands under each question of a lesson for one reader: her words, her drafts, what others showed her."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef

from accounts.models import User
from cohorts.models import Answer, AnswerReader, AnswerVersion, Attachment, Comment, Draft, Enrolment
from cohorts.reading import Reader
from cohorts.working.enums import Kind
from cohorts.working.parties import Party, party_in
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
    former: list[tuple[Answer, AnswerVersion]] = field(default_factory=list)  # her own, written with others or alone
    files: list[Attachment] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    readers: list[Enrolment] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    in_cohort: int = 0
    typed: str | None = None  # what was typed and could not be kept
    problem: str = ""
    is_restored: bool = False

    @property
    def head(self) -> AnswerVersion | None:
        return self.heads[-1] if self.heads else None

    @property
    def is_given(self) -> bool:
        """Whether a word of hers, or of her binôme's page, stands here."""
        return any(head.text or head.choices for head in self.heads)

    @property
    def has_two_versions(self) -> bool:
        return len(self.heads) > 1

    @property
    def base(self) -> str:
        """The versions this page shows: what the next one replaces."""
        if self.draft and self.draft.base and self.typed is None:
            return self.draft.base
        return ",".join(str(head.number) for head in self.heads)

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
    def is_shown_to_partners(self) -> bool:
        partners = {one.pk for one in self.party.partners}
        return bool(partners) and partners <= {one.pk for one in self.readers}


class Rows:
    """Every row about some answers, gathered by answer. Four queries, none where there is no answer."""

    def __init__(self, answers: list[Answer]) -> None:
        self.heads: dict[int, list[AnswerVersion]] = defaultdict(list)
        self.authors: dict[int, list[str]] = defaultdict(list)
        self.readers: dict[int, list[AnswerReader]] = defaultdict(list)
        self.files: dict[int, list[Attachment]] = defaultdict(list)
        self.comments: dict[int, list[Comment]] = defaultdict(list)
        pks = [answer.pk for answer in answers]
        if not pks:
            return
        for version in AnswerVersion.objects.filter(answer__in=pks).select_related("author__user").order_by("number"):
            first = version.author.user.first_name
            if version.is_head:
                self.heads[version.answer_id].append(version)
            if version.text and first not in self.authors[version.answer_id]:
                self.authors[version.answer_id].append(first)
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
        elif any(one.writes and one.enrolment_id == me.pk for one in self.readers[answer.pk]):
            standing.former.append((answer, heads[-1]))
        elif answer.kind != Kind.QUIZ:
            standing.shown.append((answer, heads[-1]))


def standings(reader: Reader, lesson_id: int, questions: Mapping[str, Question]) -> dict[str, Standing]:
    """Every question of a lesson for its reader. Three queries where nothing was answered, four more where something was."""
    party = party_in(reader)
    found = {block: Standing(question, party) for block, question in questions.items()}
    if not found:
        return found
    mine = AnswerReader.objects.filter(answer=OuterRef("pk"), enrolment=reader.enrolment.pk)
    answers = list(Answer.objects.filter(Exists(mine), lesson=lesson_id).order_by("pk"))
    rows = Rows(answers)
    for answer in answers:
        if answer.block in found:
            rows.place(answer, found[answer.block], reader.enrolment)
    for draft in Draft.objects.filter(enrolment=reader.enrolment.pk, lesson=lesson_id):
        if draft.block in found:
            found[draft.block].drafts.append(draft)
    shared = Answer.objects.given().filter(cohort=reader.enrolment.cohort_id, lesson=lesson_id, for_cohort=True)
    for block, number in shared.exclude(Exists(mine)).order_by().values_list("block").annotate(Count("pk")):
        if block in found:
            found[block].in_cohort = number
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
