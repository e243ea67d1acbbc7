"""What writes: one verb an action, one transaction each, one domain error with a French sentence."""

from django.utils import timezone

from cohorts.models import Cohort, Enrolment, LessonProgress


class CohortError(Exception):
    """A rule of the cohorts was about to be broken; the message is a French sentence for the person who did it."""


def require_arrangeable(cohort: Cohort) -> None:
    """People, pairs, absences and openings change while a cohort is prepared or open; its days and moments until it is archived."""
    if not cohort.is_arrangeable:
        raise CohortError(f"Cette cohorte est {cohort.get_state_display()} : ses personnes, ses binômes et ses dates ne changent plus.")


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
    require_writable(enrolment)
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
    require_writable(enrolment)
    rows = LessonProgress.objects.finished().filter(enrolment=enrolment, lesson_id=lesson_id)
    return bool(rows.update(finished_at=None, undone_at=timezone.now()))


def require_writable(enrolment: Enrolment) -> None:
    if enrolment.left_on is not None:
        raise CohortError("Vous vous êtes retirée ou retiré de cette cohorte : votre progression est gardée, et ne change plus.")
    if not enrolment.is_writable:
        raise CohortError("Cette cohorte est close : vos leçons restent lisibles, votre progression ne change plus.")
