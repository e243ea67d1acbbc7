"""What shows a level: cited from what one did here, a link, or a file. Words are kept with each, for the day it is gone."""

import hashlib
import uuid
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from assessments.enums import EvidenceKind
from assessments.framework.models import Indicator
from assessments.participants import AssessmentError
from assessments.taking.actions import locked
from assessments.taking.models import Evidence, Rating, SelfAssessment
from cohorts.models import Answer, LessonProgress
from cohorts.working.enums import Kind
from cohorts.working.pages import StoredFile
from cohorts.working.reading import current_heads
from courses.outline import main_outline
from pages.files import Judged, Refused, judge, too_heavy

PIECES = 6  # of one indicator: a short proof, not a file; also in words: below, and taking/evidence.html


@dataclass(frozen=True)
class Citable:
    """Something of hers that she may cite: `code` is what the form carries, « lesson:m1-l3 » or « answer:7 »."""

    code: str
    label: str
    group: str


def citable(draft: SelfAssessment) -> list[Citable]:
    """Her finished lessons and her written answers, in all her cohorts, the latest first. A constant number of queries."""
    user_id = draft.enrolment.user_id
    outline = main_outline()
    titles = {one.id: one for one in outline.lessons} if outline else {}
    finished = LessonProgress.objects.finished().filter(enrolment__user=user_id).order_by("-finished_at", "-pk")
    found, met = [], set()
    for row in finished:
        lesson = titles.get(row.lesson_id)
        if lesson is not None and lesson.code not in met:
            met.add(lesson.code)
            found.append(Citable(f"lesson:{lesson.code}", lesson.title, "Une leçon terminée"))
    answers = Answer.objects.given().filter(readers__enrolment__user=user_id, readers__writes=True).exclude(kind=Kind.QUIZ)
    kept = list(answers.distinct().order_by("-written_at", "-pk")[:60])
    heads = current_heads(kept)
    for answer in kept:
        if answer.pk in heads and heads[answer.pk].question:
            found.append(Citable(f"answer:{answer.pk}", heads[answer.pk].question[:120], "Une réponse ou une activité"))
    return found


def _place(draft: SelfAssessment, indicator: Indicator) -> Rating:
    """The rating that the piece hangs on, made where nothing was chosen yet. The draft is held: two clicks come one after the other."""
    rating, _ = Rating.objects.get_or_create(assessment=locked(draft), indicator=indicator)
    return rating


def _take_room(draft: SelfAssessment, rating: Rating) -> None:
    """Refuses a seventh piece; asked once it is certain that the piece is not there yet."""
    if rating.evidence.count() >= PIECES:
        raise AssessmentError(f"Six preuves au plus pour un indicateur. Retirez-en une d’abord : {rating.indicator.title}.")
    _changed(draft)


def _changed(draft: SelfAssessment) -> None:
    """What was read before is not all of it any more: nothing is sent before it is read again."""
    SelfAssessment.objects.filter(pk=draft.pk).update(revision=F("revision") + 1, saved_at=timezone.now())


@transaction.atomic
def cite(*, draft: SelfAssessment, indicator: Indicator, code: str, description: str) -> Evidence:
    """Cites a finished lesson or an answer of one's own, with its title of today and its own day. The same one twice is one."""
    if code not in {one.code for one in citable(draft)}:
        raise AssessmentError("Choisissez une leçon ou une réponse dans la liste.")
    rating = _place(draft, indicator)
    kind, _, key = code.partition(":")
    if kind == EvidenceKind.LESSON:
        outline = main_outline()
        lesson = next(one for one in outline.lessons if one.code == key) if outline else None
        row = (
            LessonProgress.objects.finished().filter(enrolment__user=draft.enrolment.user_id, lesson_id=lesson.id if lesson else 0).first()
        )
        found = Evidence.objects.filter(rating=rating, kind=kind, lesson_code=key).first()
        values = {
            "title": lesson.title[:200] if lesson else key,
            "lesson_code": key,
            "dated_on": _day(draft, row.finished_at if row else None),
        }
    else:
        answer = Answer.objects.get(pk=int(key))
        found = Evidence.objects.filter(rating=rating, answer=answer).first()
        head = current_heads([answer])[answer.pk]
        values = {"title": head.question[:200], "answer": answer, "dated_on": _day(draft, answer.written_at)}
        # Of a page that several wrote, the words are also somebody else's: she says herself what it shows.
        is_hers_alone = not answer.readers.filter(writes=True).exclude(enrolment__user=draft.enrolment.user_id).exists()
        description = description or (head.words[:500] if is_hers_alone else "")
    if found is not None:
        return found
    _take_room(draft, rating)
    return Evidence.objects.create(rating=rating, kind=kind, description=description.strip()[:500], **values)


def _day(draft: SelfAssessment, at: object) -> object:
    return at.astimezone(draft.enrolment.cohort.zone).date() if at else None  # type: ignore[attr-defined]


@transaction.atomic
def add_link(*, draft: SelfAssessment, indicator: Indicator, url: str, title: str, description: str) -> Evidence:
    """Keeps an address and the words that say what is there. Nothing is ever fetched from it. The same one twice is one."""
    url = url.strip()
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError as error:
        raise AssessmentError("Écrivez l’adresse entière, par exemple : https://exemple.fr/page.") from error
    if len(url) > 500:
        raise AssessmentError("Cette adresse est trop longue : 500 signes au plus.")
    rating = _place(draft, indicator)
    said = {"title": title.strip()[:200] or urlsplit(url).netloc, "description": description.strip()[:500]}
    found = Evidence.objects.filter(rating=rating, kind=EvidenceKind.LINK, url=url, **said).first()
    if found is not None:
        return found
    _take_room(draft, rating)
    return Evidence.objects.create(rating=rating, kind=EvidenceKind.LINK, url=url, **said)


def add_file(*, draft: SelfAssessment, indicator: Indicator, upload: UploadedFile, description: str) -> Evidence:
    """Keeps a file that was judged by its content, without place and date of a photo. The same file twice is one.

    A large photo takes seconds to be judged: nobody's own saving waits for it meanwhile.
    """
    name = upload.name or "fichier"
    if problem := too_heavy(name, upload.size or 0):
        raise AssessmentError(problem)
    try:
        judged = judge(name, upload.read())
    except Refused as refused:
        raise AssessmentError(str(refused)) from refused
    return _keep_file(draft, indicator, judged, description)


@transaction.atomic
def _keep_file(draft: SelfAssessment, indicator: Indicator, judged: Judged, description: str) -> Evidence:
    digest = hashlib.sha256(judged.data).hexdigest()
    rating = _place(draft, indicator)
    found = Evidence.objects.filter(rating=rating, digest=digest).first()
    if found is not None:
        return found
    _take_room(draft, rating)
    piece = Evidence(
        rating=rating,
        kind=EvidenceKind.FILE,
        title=judged.name,
        description=description.strip()[:500],
        content_type=judged.content_type,
        size=len(judged.data),
        digest=digest,
        dated_on=timezone.localdate(),
    )
    piece.file.save(judged.name, ContentFile(judged.data), save=False)
    piece.save()
    return piece


@transaction.atomic
def remove(*, draft: SelfAssessment, number: int) -> None:
    """Takes a piece off a draft; its file goes too, once that is certain."""
    draft = locked(draft)
    piece = Evidence.objects.filter(pk=number, rating__assessment=draft).first()
    if piece is None:
        return
    name, storage = piece.file.name, piece.file.storage
    piece.delete()
    _changed(draft)
    if name:
        transaction.on_commit(lambda: storage.delete(name))


def stored_file(user: User, key: uuid.UUID) -> StoredFile | None:
    """The file of a piece of evidence, for whoever may read the self-assessment it belongs to."""
    readable = SelfAssessment.objects.readable_by(user)
    piece = Evidence.objects.filter(key=key, rating__assessment__in=readable).exclude(file="").first()
    return StoredFile(piece.file, piece.title, piece.content_type) if piece else None
