"""Writing an answer, deciding who reads it, answering back. Nothing here ever takes a word away."""

import re
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CharField, F, Max, Q, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from accounts.models import User
from accounts.notices.actions import take_back, tell
from cohorts.actions import CohortError, require_writable
from cohorts.models import Answer, AnswerReader, AnswerVersion, Cohort, Comment, Draft, Enrolment
from cohorts.working.enums import Kind
from cohorts.working.models import TEXT_LIMIT
from cohorts.working.parties import Party
from cohorts.working.questions import Question, published_on
from pages.writing import html_of


class WrongDay(CohortError):
    """It is the day of an activity that is to correct, not its words."""


@dataclass(frozen=True)
class Written:
    """What became of a text: its answer, and whether somebody else had written meanwhile, so that two versions stand."""

    answer: Answer
    is_new: bool
    has_two_versions: bool


@dataclass(frozen=True)
class Sharing:
    """Who may read an answer besides those who write it."""

    binome: bool = False
    trainers: bool = False
    cohort: bool = False


def tidy(text: str, limit: int = TEXT_LIMIT) -> str:
    """What was typed, with plain line ends, without control signs nor trailing space; refused, never cut, when it is too long."""
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]", "", re.sub(r"\r\n?", "\n", text)).strip()
    if len(text) > limit:
        raise CohortError(
            f"Ce texte est trop long : {len(text)} caractères, la limite est de {limit}. Il est gardé ici : partagez-le en deux."
        )
    return text


def cleaned(text: str) -> str:
    """The HTML of a text, or a sentence for its author."""
    try:
        return html_of(text)
    except ValidationError as error:
        raise CohortError("Ce texte a trop de listes ou de liens pour être montré. Retirez-en, ou partagez-le en deux.") from error


def address_of(answer: Answer) -> str:
    return reverse("answer", args=[answer.pk])


def about(answer: Answer) -> str:
    """What notices call this answer."""
    return f"answer:{answer.pk}"


def _opened(party: Party, question: Question) -> Answer:
    """The answer of this party, locked: made with its writers the first time, whoever of them comes first."""
    answer, _ = Answer.objects.get_or_create(
        party=party.writing(question),
        lesson_id=question.lesson_id,
        block=question.block,
        defaults={"cohort_id": party.me.cohort_id, "kind": question.kind, "setting": question.setting},
    )
    writers = [AnswerReader(answer=answer, enrolment=one, writes=True) for one in party.writers(question)]
    AnswerReader.objects.bulk_create(writers, ignore_conflicts=True)
    return Answer.objects.select_for_update(of=("self",)).get(pk=answer.pk)


@transaction.atomic
def write_text(*, party: Party, question: Question, text: str, base: Collection[int], has_files: bool = False) -> Written:
    """Adds a version. `base` are the versions its writer had before her: only those does it replace. With files, an empty
    text is an answer too: a photo may say it all.

    So when a partner wrote meanwhile, both texts stand. The same text again changes nothing: a double click is harmless.
    """
    require_writable(party.me)
    text = tidy(text)
    html = cleaned(text)
    answer = _opened(party, question)
    heads = list(answer.versions.filter(is_head=True))
    replaced = [head for head in heads if head.number in base]
    if any(head.text == text for head in heads) and len(replaced) < 2:
        return Written(answer, False, len(heads) > 1)
    if not text and not heads and not has_files:
        return Written(answer, False, False)
    is_first = answer.written_at is None
    _add(answer, party.me, question, replaced, text=text, html=html)
    if is_first:
        _tell_whom_it_was_shown(answer, party.me.user)
    if question.is_joint and party.partners:
        tell(
            to=[one.user.pk for one in party.partners],
            kind="page_changed",
            by=party.me.user,
            text=f"{party.me.user.first_name} a écrit dans votre page commune « {question.title} ».",
            url=address_of(answer),
            about=about(answer),
        )
    return Written(answer, True, len(heads) > len(replaced))


@transaction.atomic
def choose(*, party: Party, question: Question, choices: Collection[str]) -> AnswerVersion:
    """Answers a quiz, as often as one likes: each try is kept with the choices as they were written."""
    require_writable(party.me)
    known = [choice for choice in question.asked["choices"] if choice["id"] in set(choices)]
    if not known:
        raise CohortError(f"Choisissez {'au moins une' if len(question.right) > 1 else 'une'} réponse, puis vérifiez-la.")
    answer = _opened(party, question)
    heads = list(answer.versions.filter(is_head=True))
    picked = [{"id": choice["id"], "text": choice["text"]} for choice in known]
    if heads and heads[-1].choices == picked and heads[-1].asked == question.asked:
        return heads[-1]
    return _add(answer, party.me, question, heads, choices=picked)


def _add(answer: Answer, author: Enrolment, question: Question, replaced: list[AnswerVersion], **what: object) -> AnswerVersion:
    now = timezone.now()
    last = answer.versions.aggregate(last=Max("number"))["last"] or 0
    version = AnswerVersion.objects.create(
        answer=answer,
        number=last + 1,
        author=author,
        asked=question.asked,
        asked_on=None if question.is_former else published_on(question.lesson_id),
        written_at=now,
        **what,
    )
    answer.versions.filter(pk__in=[head.pk for head in replaced]).update(is_head=False)
    answer.written_at = now
    answer.save(update_fields=["written_at"])
    return version


@transaction.atomic
def share(*, party: Party, answer: Answer, sharing: Sharing) -> None:
    """Decides who reads an answer; it holds at once, everywhere. What the cohort reads, its trainers read too.

    « Mon binôme » are the partners of today, by name: one who comes later has to be shown it. Nobody is told of an answer without
    a word: its first words tell whoever was chosen before.
    """
    require_writable(party.me)
    if answer.kind == Kind.QUIZ:
        raise CohortError("Une question reste pour vous : elle ne se partage pas.")
    answer = Answer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
    if not answer.is_joint:
        partners = party.partners if sharing.binome else ()
        shown = answer.readers.filter(writes=False)
        before = dict(shown.values_list("enrolment_id", "enrolment__user_id"))
        gone = {user for enrolment, user in before.items() if enrolment not in {one.pk for one in partners}}
        shown.exclude(enrolment__in=[one.pk for one in partners]).delete()
        AnswerReader.objects.bulk_create([AnswerReader(answer=answer, enrolment=one) for one in partners], ignore_conflicts=True)
        take_back(about=about(answer), to=gone)
        if answer.written_at:
            _tell_partners(answer, party.me.user, [one.user.pk for one in partners if one.pk not in before])
    trainers = sharing.trainers or sharing.cohort
    if trainers and not answer.for_trainers and answer.written_at:
        _tell_given_to_read(answer, party.me.user)
    if answer.for_trainers and not trainers:
        take_back(about=about(answer), kinds=["to_read"])
    answer.for_trainers, answer.for_cohort = trainers, sharing.cohort
    answer.save(update_fields=["for_trainers", "for_cohort"])


@transaction.atomic
def close(*, answer: Answer) -> None:
    """Leaves an answer to those who wrote it. Each of them may, whatever has ended since: her word on who reads outlives the binôme,
    the cohort and her own place in it."""
    answer = Answer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
    shown = answer.readers.filter(writes=False)
    take_back(about=about(answer), to=list(shown.values_list("enrolment__user", flat=True)))
    take_back(about=about(answer), kinds=["to_read"])
    shown.delete()
    answer.for_trainers = answer.for_cohort = False
    answer.save(update_fields=["for_trainers", "for_cohort"])


def _tell_whom_it_was_shown(answer: Answer, by: User) -> None:
    """Its first words are there, and it was decided before who reads them."""
    _tell_partners(answer, by, list(answer.readers.filter(writes=False).values_list("enrolment__user", flat=True)))
    if answer.for_trainers:
        _tell_given_to_read(answer, by)


def _tell_partners(answer: Answer, by: User, people: list[int]) -> None:
    words = f"{by.first_name} vous montre sa réponse : « {_title(answer)} »."
    tell(to=people, kind="partner_shared", by=by, text=words, url=address_of(answer), about=about(answer))


def _tell_given_to_read(answer: Answer, by: User) -> None:
    tell_trainers(answer, by, f"{by} vous a donné à lire : « {_title(answer)} ».")


def tell_trainers(answer: Answer, by: User, text: str) -> None:
    """Tells the cohort's trainers that something waits on their list."""
    trainers = answer.cohort.trainers_today().values_list("pk", flat=True)
    tell(to=list(trainers), kind="to_read", by=by, text=text, url=address_of(answer), about=about(answer))


def forget_trainer(*, cohort: Cohort, trainer: User) -> None:
    """Whoever trains the cohort no more is no longer told what its people have given to read: no mail of tomorrow leads there."""
    words = Answer.objects.filter(cohort=cohort).order_by().annotate(word=Concat(Value("answer:"), Cast("pk", CharField()))).values("word")
    take_back(about=words, to=[trainer.pk], kinds=["to_read"])


def _title(answer: Answer) -> str:
    last = answer.versions.order_by("-number").first()
    return Truncator(last.question if last else "").chars(120)


@transaction.atomic
def set_done(*, party: Party, answer: Answer, done_on: date | None) -> None:
    """When the activity was carried out, in its writers' words; empty takes it back."""
    require_writable(party.me)
    if done_on and done_on > party.me.cohort.today():
        raise WrongDay("Cette date est à venir. Notez le jour où l’activité a été faite.")
    Answer.objects.filter(pk=answer.pk).update(done_on=done_on)


def hold(enrolment: Enrolment) -> None:
    """Holds the enrolment until the end of the transaction; rows that refer to it may still be written meanwhile."""
    Enrolment.objects.select_for_update(no_key=True, of=("self",)).get(pk=enrolment.pk)


@transaction.atomic
def keep_draft(*, enrolment: Enrolment, question: Question, text: str, base: str, draft_id: int | None, revision: int) -> Draft:
    """Keeps what is being typed. A tab that did not see the draft's last writing begins its own: none writes over another.

    The same words again are the same draft: a page that was drawn before they arrived sends them once more, perhaps at the same moment.
    """
    require_writable(enrolment)
    text = tidy(text)
    now = timezone.now()
    mine = Draft.objects.filter(enrolment=enrolment, lesson=question.lesson_id, block=question.block)
    if draft_id is not None and mine.filter(pk=draft_id, revision=revision).update(text=text, revision=revision + 1, saved_at=now):
        return mine.get(pk=draft_id)
    hold(enrolment)
    if (same := mine.filter(text=text).first()) is not None:
        return same
    return Draft.objects.create(
        enrolment=enrolment, lesson_id=question.lesson_id, block=question.block, text=text, base=tidy(base[:200]), saved_at=now
    )


def forget_what_is_saved(*, enrolment: Enrolment, question: Question, text: str) -> None:
    """Lets go of the drafts that a saved text holds word for word: earlier writings of it, that came late or from nearby. One in which
    another device writes at this moment stays."""
    for draft in Draft.objects.filter(enrolment=enrolment, lesson=question.lesson_id, block=question.block):
        if draft.text in text:
            forget_draft(enrolment=enrolment, draft_id=draft.pk, revision=draft.revision)


def forget_draft(*, enrolment: Enrolment, draft_id: int, revision: int | None = None) -> None:
    """Lets go of a draft: it was saved as an answer, or its writer does not want it.

    With a revision, only as it was then: what another device has written in it since was not before her when she saved.
    """
    found = Draft.objects.filter(pk=draft_id, enrolment=enrolment)
    (found if revision is None else found.filter(revision=revision)).delete()


@transaction.atomic
def comment(*, answer: Answer, author: User, is_trainer: bool, text: str, key: uuid.UUID) -> Comment:
    """A word under an answer, between its writers and their trainers; each side is told. A form says the same words once."""
    text = tidy(text)
    if not text:
        raise CohortError("Écrivez votre commentaire, puis envoyez-le.")
    answer = Answer.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=answer.pk)
    if not answer.cohort.is_kept:
        raise CohortError("Cette cohorte est archivée : elle se lit, et ne change plus.")
    if not answer.for_trainers:
        raise CohortError("Cette réponse n’est plus partagée avec les formatrices et formateurs.")
    said, created = Comment.objects.get_or_create(
        key=key, defaults={"answer": answer, "author": author, "by_trainer": is_trainer, "text": text, "html": cleaned(text)}
    )
    if said.answer_id != answer.pk or said.author_id != author.pk:
        raise CohortError("Ce formulaire a déjà servi. Rechargez la page.")
    # The arrow brings a form back after it was sent: other words in it are said besides, never lost.
    if said.text != text:
        return comment(answer=answer, author=author, is_trainer=is_trainer, text=text, key=uuid.uuid5(key, text))
    if not created:
        return said
    if is_trainer:
        answer.answered_at = answer.read_at = said.written_at
        answer.read_by = author
        answer.save(update_fields=["answered_at", "read_at", "read_by"])
        writers = answer.readers.filter(writes=True).values_list("enrolment__user", flat=True)
        words = f"{author} a répondu à « {_title(answer)} »."
        tell(to=list(writers), kind="answered", by=author, text=words, url=f"{address_of(answer)}#fil", about=about(answer))
    else:
        answer.written_at = said.written_at
        answer.save(update_fields=["written_at"])
        tell_trainers(answer, author, f"{author} vous a répondu : « {_title(answer)} ».")
    return said


@transaction.atomic
def strike_comment(*, answer: Answer, author: User, number: int) -> bool:
    """Its author withdraws a comment: it is struck out, and its place stays."""
    return bool(Comment.objects.filter(pk=number, answer=answer, author=author, struck_at=None).update(struck_at=timezone.now()))


def mark_read(*, answer: Answer, by: User) -> None:
    """A trainer has the piece before her eyes. The first who reads a word is named.

    One conditional UPDATE: a word that came since she opened the page is not read yet, and of two trainers one is the first.
    """
    if answer.written_at and (answer.read_at is None or answer.read_at < answer.written_at):
        unread = Q(read_at=None) | Q(read_at__lt=F("written_at"))
        Answer.objects.filter(unread, pk=answer.pk, written_at=answer.written_at).update(read_at=timezone.now(), read_by=by)
