"""What changes a profile: one is added, and none ever changes."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from assessments.participants import AssessmentError
from assessments.profile.activities import asked_today
from assessments.profile.models import ActivityProfile
from cohorts.models import Enrolment


@transaction.atomic
def describe_weeks(
    *, enrolment: Enrolment, key: uuid.UUID, activities: Mapping[str, int], modes: Mapping[str, int], note: str
) -> ActivityProfile:
    """Keeps how somebody says that her weeks are made, with the words as read. The same form sent twice makes one profile."""
    if enrolment.left_on is not None:
        raise AssessmentError("Vous avez quitté cette cohorte : vos profils se lisent, aucun ne s’y ajoute.")
    told: dict[str, Any] = {"activities": dict(activities), "modes": dict(modes), "note": note}
    made, is_new = ActivityProfile.objects.get_or_create(key=key, defaults={"enrolment": enrolment, "asked": asked_today(), **told})
    if not is_new and made.enrolment_id != enrolment.pk:
        raise AssessmentError("Ce formulaire a déjà servi. Rouvrez la page, puis recommencez.")
    # The arrow brings a form back after it was sent: other answers in it are another profile, never lost.
    if any(getattr(made, name) != value for name, value in told.items()):
        return describe_weeks(enrolment=enrolment, key=uuid.uuid5(key, repr(told)), **told)
    return made
