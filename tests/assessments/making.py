"""What tests of self-assessments share: openings, and snapshots that went through the draft as real ones do."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from assessments.enums import Moment
from assessments.models import FrameworkVersion, Indicator, MomentOpening, Rating, SelfAssessment
from cohorts.models import Cohort, Enrolment
from tests.conftest import person


def current_version() -> FrameworkVersion:
    found = FrameworkVersion.objects.published().first()
    assert found is not None
    return found


def enrolment_of(name: str) -> Enrolment:
    return Enrolment.objects.select_related("user", "cohort").get(user=person(name))


def open_moment(cohort: Cohort, moment: str = Moment.ENTRY, *, days: int = 30, **values: Any) -> MomentOpening:
    """Opens a moment since yesterday, for some days more."""
    today = cohort.today()
    defaults = {"opens_on": today - timedelta(days=1), "closes_on": today + timedelta(days=days), "version": current_version(), **values}
    return MomentOpening.objects.update_or_create(cohort=cohort, moment=moment, defaults=defaults)[0]


def make_assessment(
    enrolment: Enrolment,
    moment: str = Moment.ENTRY,
    *,
    levels: Mapping[str, int | None] | int = 2,
    submitted: bool = True,
    counted: bool = True,
    for_trainers: bool = False,
    number: int = 1,
    version: FrameworkVersion | None = None,
    at: datetime | None = None,
    mark: str = "",
) -> SelfAssessment:
    """A draft with every indicator, sent unless told otherwise. `levels` by code (None: non concerné), or one level for all.

    `mark` stands in every situation, so that a test can look for it where it must not be read.
    """
    version = version or current_version()
    at = at or timezone.now()
    made = SelfAssessment.objects.create(enrolment=enrolment, moment=moment, number=number, version=version, started_at=at, saved_at=at)
    rows = []
    for indicator in Indicator.objects.filter(version=version).order_by("sort_order"):
        level = levels if isinstance(levels, int) else levels.get(indicator.code, 2)
        rows.append(
            Rating(
                assessment=made,
                indicator=indicator,
                level=level,
                not_concerned=level is None,
                situation=f"Situation {mark or enrolment.pk} {indicator.code}" if level else "",
                situated_on=date(2026, 3, 12) if level else None,
                effect="Un accord trouvé." if level else "",
            )
        )
    Rating.objects.bulk_create(rows)
    if submitted:
        SelfAssessment.objects.filter(pk=made.pk).update(
            submitted_at=at, saved_at=at, counted=counted, for_trainers=for_trainers, asked=version.as_asked()
        )
        made.refresh_from_db()
    return made
