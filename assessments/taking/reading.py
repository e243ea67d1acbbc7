"""Where someone stands with the four moments: what is open to her, what she is writing, what she has sent."""

from dataclasses import dataclass
from datetime import date, timedelta

from assessments.enums import Moment
from assessments.taking.models import MomentOpening, PersonalReopening, SelfAssessment
from cohorts.models import Enrolment


def last_day_of(*, runs: bool, closes_on: date | None, own: date | None) -> date | None:
    """The last day on which somebody may send: that of all while the moment runs, or her own where it is later; None where there is
    no end. `own` is the day up to which it is reopened for her; None where that has passed, or never was."""
    if own is None:
        return closes_on
    if not runs:
        return own
    return max(own, closes_on) if closes_on else None


@dataclass(frozen=True)
class MomentStanding:
    """One moment for one person. `snapshot` is the last one she sent."""

    enrolment: Enrolment
    moment: Moment
    opening: MomentOpening | None
    reopening: PersonalReopening | None
    draft: SelfAssessment | None
    snapshot: SelfAssessment | None
    today: date

    @property
    def is_reopened(self) -> bool:
        """Whether a trainer opened it again for her, and the day has not passed."""
        return self.reopening is not None and self.today <= self.reopening.until

    @property
    def is_open(self) -> bool:
        """Whether she may write. A moment stays writable whatever the state of the cohort; whoever has withdrawn writes no more."""
        if self.enrolment.left_on is not None:
            return False
        return self.is_reopened or (self.opening is not None and self.opening.is_open(self.today))

    @property
    def may_begin(self) -> bool:
        """Whether she may begin one: nothing sent yet, or a trainer asked for another."""
        if not self.is_open or self.draft is not None:
            return False
        if self.snapshot is None:
            return True
        again = self.reopening is not None and self.reopening.again and self.is_reopened
        sent = self.snapshot.submitted_at
        return again and sent is not None and self.reopening is not None and sent < self.reopening.at

    @property
    def last_day(self) -> date | None:
        """The last day on which she may send; None where there is no end. Whoever may make another has her own day to begin it."""
        own = self.reopening.until if self.reopening is not None and self.is_reopened else None
        runs = self.opening is not None and self.opening.is_open(self.today)
        if self.snapshot is not None and self.draft is None:
            runs = False
        return last_day_of(runs=runs, closes_on=self.opening.closes_on if self.opening else None, own=own)

    @property
    def is_coming(self) -> bool:
        return self.opening is not None and self.today < self.opening.opens_on

    @property
    def ends_soon(self) -> bool:
        """Whether a week or less is left."""
        return self.is_open and self.last_day is not None and self.last_day - self.today <= timedelta(days=7)


def moments_of(enrolment: Enrolment) -> list[MomentStanding]:
    """The four moments in their order. Three queries."""
    openings = {one.moment: one for one in MomentOpening.objects.filter(cohort=enrolment.cohort_id).select_related("version")}
    reopenings = {one.moment: one for one in PersonalReopening.objects.filter(enrolment=enrolment)}
    mine: dict[str, list[SelfAssessment]] = {}
    for one in SelfAssessment.objects.filter(enrolment=enrolment).select_related("version").in_order():
        mine.setdefault(one.moment, []).append(one)
    today = enrolment.cohort.today()
    found = []
    for moment in Moment:
        sent = [one for one in mine.get(moment, []) if one.is_submitted]
        found.append(
            MomentStanding(
                enrolment=enrolment,
                moment=moment,
                opening=openings.get(moment),
                reopening=reopenings.get(moment),
                draft=next((one for one in mine.get(moment, []) if not one.is_submitted), None),
                snapshot=sent[-1] if sent else None,
                today=today,
            )
        )
    return found
