"""What people show their trainers besides answers: each decides, at any time, and it holds at once. Upper apps say what theirs is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import User
from cohorts.models import Cohort, Enrolment

AT_ONCE = 20  # of one kind on the trainers' list; its own screen has them all


@dataclass(frozen=True)
class Shown:
    """One thing somebody shows: whose it is, what, where it is read, since when."""

    enrolment: Enrolment
    title: str
    url: str
    at: datetime


@dataclass(frozen=True)
class Showing:
    """One kind of thing that is shown. `tab` names the screen of the cohort where they all stand; `find` gives back what this
    trainer may read, the latest first: of one person, or of the whole cohort and then only so many.
    """

    label: str
    tab: str
    find: Callable[[User, Cohort, Enrolment | None, int | None], list[Shown]]


SHOWN: list[Showing] = []


@dataclass(frozen=True)
class Group:
    """What is shown of one kind, and whether there is more."""

    showing: Showing
    rows: list[Shown] = field(default_factory=list)
    has_more: bool = False


def shown_to(user: User, cohort: Cohort, enrolment: Enrolment | None = None) -> list[Group]:
    """What a trainer of this cohort may read, kind by kind, without those that are empty. One query a kind."""
    found = []
    for one in SHOWN:
        rows = one.find(user, cohort, enrolment, None if enrolment else AT_ONCE + 1)
        if rows:
            found.append(Group(one, rows if enrolment else rows[:AT_ONCE], enrolment is None and len(rows) > AT_ONCE))
    return found
