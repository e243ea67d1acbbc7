"""Who may do what around a cohort. Each docstring is the rule."""

from django.utils import timezone

from accounts.models import User
from cohorts.models import Cohort, Enrolment, LessonProgress, ModuleOpening


def sees_every_lesson(user: User) -> bool:
    """Editors and administrators, and whoever trains at least one cohort: they read any published lesson."""
    return user.is_editor or user.is_superuser or (user.is_trainer and Cohort.objects.filter(trainers=user).exists())


def may_open(enrolment: Enrolment, *, module_id: int, lesson_id: int) -> bool:
    """What is open to her cohort by now, what she has begun, and everything once the cohort has ended."""
    if not enrolment.cohort.is_writable:
        return True
    open_now = ModuleOpening.objects.filter(cohort_id=enrolment.cohort_id, module_id=module_id, opens_at__lte=timezone.now())
    return open_now.order_by().exists() or LessonProgress.objects.filter(enrolment=enrolment, lesson_id=lesson_id).order_by().exists()
