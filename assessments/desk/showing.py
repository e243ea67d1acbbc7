"""The self-assessments that people show their trainers, for the trainers' list and each person's page."""

from django.urls import reverse

from accounts.models import User
from assessments.enums import Moment
from assessments.taking.models import SelfAssessment
from cohorts.desk.showing import Shown
from cohorts.models import Cohort, Enrolment


def shown(user: User, cohort: Cohort, enrolment: Enrolment | None, limit: int | None) -> list[Shown]:
    """Those whose authors show them, the latest first. One query.

    By the one rule of reading, and only what is shown to trainers: what somebody shares with her binôme is no trainer's list.
    """
    rows = SelfAssessment.objects.readable_by(user).submitted().filter(for_trainers=True, enrolment__cohort=cohort)
    if enrolment is not None:
        rows = rows.filter(enrolment=enrolment)
    rows = rows.select_related("enrolment__user").defer("asked").order_by("-submitted_at", "-pk")
    return [
        Shown(one.enrolment, Moment(one.moment).label, reverse("assessment_read", args=[one.pk]), one.submitted_at)
        for one in rows[:limit]
        if one.submitted_at is not None
    ]
