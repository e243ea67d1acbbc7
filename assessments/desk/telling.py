"""What people are told of a moment, by notice and by mail, and its last day put right there when that day moves."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from accounts.notices.actions import reword, take_back
from assessments.enums import Moment
from assessments.taking.models import MomentOpening, PersonalReopening
from assessments.taking.reading import last_day_of
from pages.templatetags.typography import day

KINDS = ("moment_opened", "moment_reminder")


def about(opening: MomentOpening) -> str:
    """What these notices speak of."""
    return f"moment:{opening.pk}"


def words_of(kind: str, moment: Moment, end: date | None) -> str:
    until = f"jusqu’au {day(end)}" if end else ""
    if kind == "moment_opened":
        return f"« {moment.label} » est ouvert{until and f' {until}'}."
    return f"« {moment.label} » vous attend{until and f', {until}'}. Ce qui est commencé est gardé."


def put_right(opening: MomentOpening, *, to: Collection[int] | None = None) -> None:
    """Says the last day that holds now in what these people were told: everyone, where `to` is not given. A mail may leave in the
    morning, at the end of quiet hours, with what was said the evening before. Who may not send any more is told nothing.
    """
    cohort, moment, today = opening.cohort, Moment(opening.moment), opening.cohort.today()
    given = PersonalReopening.objects.filter(enrolment__cohort=cohort, moment=moment, until__gte=today)
    own = dict(given.order_by().values_list("enrolment__user", "until"))
    runs = opening.is_open(today)
    by_end: dict[date | None, list[int]] = defaultdict(list)
    for pk in cohort.enrolments.order_by().values_list("user", flat=True) if to is None else to:
        by_end[last_day_of(runs=runs, closes_on=opening.closes_on, own=own.get(pk))].append(pk)
    for end, people in by_end.items():
        if end is not None and end < today:
            take_back(about=about(opening), to=people)
            continue
        for kind in KINDS:
            reword(about=about(opening), kind=kind, to=people, text=words_of(kind, moment, end))
