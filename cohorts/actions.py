"""What writes: one verb an action, one transaction each, one domain error with a French sentence."""

from django.db import transaction
from django.utils import timezone

from cohorts.models import Binome, Enrolment, LessonProgress, Seat
from courses.models import LessonPage


class CohortError(Exception):
    """A rule of the cohorts was about to be broken; the message is a French sentence for the person who did it."""


def touch_lesson(*, enrolment: Enrolment, lesson_id: int) -> LessonProgress:
    """Remembers that the reader has the lesson open: where she resumes, and when she was last seen. Safe to repeat."""
    row, created = LessonProgress.objects.get_or_create(enrolment=enrolment, lesson_id=lesson_id)
    if not created:
        LessonProgress.objects.filter(pk=row.pk).update(seen_at=timezone.now())
    return row


def finish_lesson(*, enrolment: Enrolment, lesson_id: int) -> bool:
    """Marks a lesson as finished by the reader's own word. True when the count rose; a second click changes nothing.

    One conditional UPDATE for the usual case, the row being there since the lesson was opened: two tabs that finish at
    the same moment agree, and the first date stays.
    """
    if not enrolment.cohort.is_writable:
        raise CohortError("Cette cohorte est close : vos leçons restent lisibles, votre progression ne change plus.")
    now = timezone.now()
    unfinished = LessonProgress.objects.filter(enrolment=enrolment, lesson_id=lesson_id, finished_at=None)
    if unfinished.update(finished_at=now, seen_at=now):
        return True
    _, created = LessonProgress.objects.get_or_create(
        enrolment=enrolment, lesson_id=lesson_id, defaults={"started_at": now, "seen_at": now, "finished_at": now}
    )
    return created


def undo_finish(*, enrolment: Enrolment, lesson_id: int) -> bool:
    """Takes back one's own « terminée ». The row stays, with the date at which it was taken back."""
    if not enrolment.cohort.is_writable:
        raise CohortError("Cette cohorte est close : vos leçons restent lisibles, votre progression ne change plus.")
    rows = LessonProgress.objects.finished().filter(enrolment=enrolment, lesson_id=lesson_id)
    return bool(rows.update(finished_at=None, undone_at=timezone.now()))


@transaction.atomic
def pair(*, enrolments: list[Enrolment]) -> Binome:
    """Seats two people of the same cohort together, or three where the cohort allows trios."""
    cohort = enrolments[0].cohort
    if any(enrolment.cohort_id != cohort.pk for enrolment in enrolments):
        raise CohortError("Un binôme réunit deux personnes de la même cohorte.")
    if len(enrolments) > (3 if cohort.allows_trios else 2):
        raise CohortError("Un binôme réunit deux personnes. Pour un trio, permettez-le d’abord dans la cohorte.")
    binome = Binome.objects.create(cohort=cohort, territory=enrolments[0].territory, is_trio=len(enrolments) == 3)
    Seat.objects.bulk_create(Seat(binome=binome, enrolment=enrolment, number=number) for number, enrolment in enumerate(enrolments, 1))
    return binome


@transaction.atomic
def leave_seat(*, seat: Seat, reason: str = "") -> None:
    """Frees a seat. Who sat there, from when to when and why, stays."""
    seat.until = timezone.now()
    seat.reason = reason
    seat.save(update_fields=["until", "reason"])


def learners_of(page: LessonPage) -> int:
    """How many people have a trace in this lesson: what an editor is told before she removes it."""
    return LessonProgress.objects.filter(lesson=page).count()
