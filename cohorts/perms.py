"""Who may do what around a cohort. Each docstring is the rule."""

from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import User
from cohorts.models import Cohort, Enrolment, LessonProgress
from cohorts.reading import openings_for


def sees_every_lesson(user: User) -> bool:
    """Authors, editors and administrators, and whoever trains at least one cohort: they read any published lesson."""
    return user.is_staff or Cohort.objects.trained_by(user).exists()


def may_open(enrolment: Enrolment, *, module_id: int, lesson_id: int) -> bool:
    """What she has begun; what is open to her by now, by her own date or her cohort's; everything once the cohort is closed.

    Who has withdrawn keeps what she had begun.
    """
    if LessonProgress.objects.filter(enrolment=enrolment, lesson_id=lesson_id).order_by().exists():
        return True
    if enrolment.left_on is not None:
        return False
    if not enrolment.cohort.is_writable:
        return True
    opens_at = openings_for(enrolment).get(module_id)
    return opens_at is not None and opens_at <= timezone.now()


def trained_cohort(user: User, slug: str) -> Cohort:
    """The cohort at this address when this person trains it or administers; a 404 for anyone else, as if it did not exist."""
    return get_object_or_404(Cohort.objects.trained_by(user), slug=slug)
