"""Who may do what around a cohort. Each docstring is the rule."""

from accounts.models import User
from cohorts.models import Cohort


def sees_every_lesson(user: User) -> bool:
    """Editors and administrators, and whoever trains at least one cohort: they read any published lesson."""
    return user.is_editor or user.is_superuser or (user.is_trainer and Cohort.objects.filter(trainers=user).exists())
