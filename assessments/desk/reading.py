"""Where a cohort stands with a moment: who has sent, who has begun, who has not. Never what anybody answered."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from assessments.enums import Moment
from assessments.taking.models import MomentOpening, PersonalReopening, SelfAssessment
from assessments.taking.reading import last_day_of
from cohorts.models import Absence, Cohort, Enrolment, Seat


def may_arrange(cohort: Cohort, moment: str) -> bool:
    """Whether trainers still date, reopen, remind and close: until the cohort is archived; « à six mois », whatever its state."""
    return cohort.is_kept or moment == Moment.LATER


@dataclass(frozen=True)
class MomentLine:
    """One moment of a cohort: its dates, and how many have sent of those who are here today."""

    cohort: Cohort
    moment: Moment
    opening: MomentOpening | None
    sent: int
    people: int
    today: date

    @property
    def may_reopen(self) -> bool:
        """Whether it may be opened again for one person: once it has begun, closed or not."""
        return may_arrange(self.cohort, self.moment) and self.has_begun

    @property
    def may_change(self) -> bool:
        """Whether its dates may still move."""
        return may_arrange(self.cohort, self.moment) and (self.opening is None or self.opening.closed_at is None)

    @property
    def has_begun(self) -> bool:
        return self.opening is not None and self.opening.opens_on <= self.today

    @property
    def is_open(self) -> bool:
        return self.opening is not None and self.opening.is_open(self.today)

    @property
    def is_frozen(self) -> bool:
        return self.opening is not None and self.opening.closed_at is not None

    @property
    def may_close(self) -> bool:
        """Whether its figures may be frozen now."""
        return self.may_change and self.has_begun

    @property
    def was_reminded(self) -> bool:
        """Whether a reminder has already left today, on the cohort's clock."""
        at = self.opening.reminded_at if self.opening else None
        return at is not None and at.astimezone(self.cohort.zone).date() == self.today


def _sent(cohort: Cohort) -> dict[str, int]:
    counts = SelfAssessment.objects.submitted().filter(enrolment__cohort=cohort, enrolment__left_on=None).order_by()
    return dict(counts.values("moment").annotate(people=Count("enrolment", distinct=True)).values_list("moment", "people"))


def moment_lines(cohort: Cohort) -> list[MomentLine]:
    """The four moments in their order. Three queries."""
    openings = {one.moment: one for one in MomentOpening.objects.filter(cohort=cohort)}
    sent, people, today = _sent(cohort), cohort.enrolments.staying().count(), cohort.today()
    return [MomentLine(cohort, one, openings.get(one), sent.get(one, 0), people, today) for one in Moment]


@dataclass(frozen=True)
class PersonLine:
    """One person at one moment. `shown` is the latest snapshot that she shows her trainers."""

    enrolment: Enrolment
    binome: int | None
    starts_group: bool
    begun_at: datetime | None
    sent_at: datetime | None
    times: int
    shown: SelfAssessment | None
    opening: MomentOpening | None
    reopening: PersonalReopening | None
    is_absent: bool
    today: date

    @property
    def has_left(self) -> bool:
        return self.enrolment.left_on is not None

    @property
    def has_sent(self) -> bool:
        return self.sent_at is not None

    @property
    def is_reopened(self) -> bool:
        """Whether a trainer opened it for her, the day has not passed, and she has not used it."""
        if self.reopening is None or self.today > self.reopening.until:
            return False
        return self.sent_at is None or (self.reopening.again and self.sent_at < self.reopening.at)

    @property
    def own_day(self) -> date | None:
        """The day up to which it is reopened for her; None where all have as long, for hers then changes nothing."""
        if self.reopening is None or not self.is_reopened:
            return None
        runs = self.opening is not None and self.opening.is_open(self.today) and (self.sent_at is None or self.begun_at is not None)
        last_day = last_day_of(runs=runs, closes_on=self.opening.closes_on if self.opening else None, own=self.reopening.until)
        return last_day if last_day == self.reopening.until else None

    def awaits(self, is_open: bool) -> bool:
        """Whether a reminder would help her: she may write, has sent nothing yet, is here and not away."""
        return self.sent_at is None and not self.has_left and not self.is_absent and (is_open or self.is_reopened)


def people_at(cohort: Cohort, moment: Moment) -> list[PersonLine]:
    """Whoever has not sent first, for that is whom a trainer looks for; then whoever has, then whoever has withdrawn. Within each,
    binôme by binôme in the order of names. Six queries, whatever the number of people.

    Of what they answered nothing is read: dates only, and which snapshots their authors show to trainers.
    """
    people = list(Enrolment.objects.filter(cohort=cohort).select_related("user").by_name())
    binomes = dict(Seat.objects.current().filter(binome__cohort=cohort).order_by().values_list("enrolment", "binome"))
    found: dict[int, list[SelfAssessment]] = defaultdict(list)
    fields = ("enrolment", "number", "started_at", "submitted_at", "for_trainers")
    for one in SelfAssessment.objects.filter(enrolment__cohort=cohort, moment=moment).only(*fields).order_by("number", "pk"):
        found[one.enrolment_id].append(one)
    reopenings = {one.enrolment_id: one for one in PersonalReopening.objects.filter(enrolment__cohort=cohort, moment=moment)}
    opening = MomentOpening.objects.filter(cohort=cohort, moment=moment).first()
    today = cohort.today()
    away = set(Absence.objects.on(today).filter(enrolment__cohort=cohort).order_by().values_list("enrolment", flat=True))
    places: dict[int, int] = {}
    for rank, person in enumerate(people):  # a binôme stands where the first of its names stands
        places.setdefault(binomes.get(person.pk, 0), rank)
    has_sent = {pk: any(one.is_submitted for one in mine) for pk, mine in found.items()}
    people.sort(
        key=lambda one: (one.left_on is not None, has_sent.get(one.pk, False), one.pk not in binomes, places[binomes.get(one.pk, 0)])
    )
    lines: list[PersonLine] = []
    last: tuple[int | None, bool] | None = None
    for person in people:
        mine = found[person.pk]
        sent = [one for one in mine if one.is_submitted]
        group = binomes.get(person.pk)
        lines.append(
            PersonLine(
                enrolment=person,
                binome=group,
                starts_group=group is None or (group, bool(sent)) != last,
                begun_at=next((one.started_at for one in mine if not one.is_submitted), None),
                sent_at=sent[-1].submitted_at if sent else None,
                times=len(sent),
                shown=next((one for one in reversed(sent) if one.for_trainers), None),
                opening=opening,
                reopening=reopenings.get(person.pk),
                is_absent=person.pk in away,
                today=today,
            )
        )
        last = (group, bool(sent))
    return lines


def people_to_remind(cohort: Cohort, moment: Moment, is_open: bool) -> list[PersonLine]:
    """Whom a reminder would reach today."""
    return [one for one in people_at(cohort, moment) if one.awaits(is_open)]
