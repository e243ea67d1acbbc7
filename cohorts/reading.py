"""How a reader stands towards the curriculum: her enrolment, her binôme, her count, and what she may open.

Everything a screen says about progress comes from here, so that the same figure stands everywhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from accounts.models import User
from cohorts.enums import READABLE_STATES
from cohorts.models import Cohort, Enrolment, LessonProgress
from courses.outline import Lesson, Module, Outline


@dataclass(frozen=True)
class Count:
    """Lessons finished by one person, over what the rule counts: published now, or finished by her."""

    finished: int
    total: int

    @property
    def percent(self) -> int:
        """Whole percent, rounded down: 100 is said only when everything is finished."""
        return self.finished * 100 // self.total if self.total else 0

    @property
    def is_complete(self) -> bool:
        return self.total > 0 and self.finished >= self.total


class Trace(NamedTuple):
    """What someone did with one lesson: the row of `LessonProgress` that screens need."""

    lesson_id: int
    seen_at: datetime
    finished_at: datetime | None
    undone_at: datetime | None


class Walk:
    """What one enrolment did, set against the published curriculum."""

    def __init__(
        self, enrolment: Enrolment, rows: Iterable["Trace | LessonProgress"], outline: Outline, marks: frozenset[int] | None = None
    ) -> None:
        self.enrolment = enrolment
        self.marks = marks  # which lozenges of the path are behind; None where nobody says
        self.outline = outline
        self.rows: Mapping[int, Trace | LessonProgress] = {row.lesson_id: row for row in rows}
        self.finished_ids = {row.lesson_id for row in self.rows.values() if row.finished_at}

    @property
    def user(self) -> User:
        return self.enrolment.user

    @cached_property
    def count(self) -> Count:
        """The figure of the whole track. A lesson that left the track still counts for whoever finished it."""
        published = {lesson.id for module in self.outline.modules for lesson in module.lessons}
        return Count(len(self.finished_ids), len(published | self.finished_ids))

    def count_in(self, module: Module) -> Count:
        """The figure of one module, by the rule of the whole track: what she finished there is never lowered when a lesson leaves."""
        earlier = self.finished_before_it_left(module)
        return Count(sum(lesson.id in self.finished_ids for lesson in module.lessons) + earlier, len(module.lessons) + earlier)

    def finished_before_it_left(self, module: Module) -> int:
        """How many lessons of this module she finished that are no longer published: they count for her, and for her alone."""
        return len(self.finished_ids & module.unpublished)

    def has_finished(self, lesson: Lesson) -> bool:
        return lesson.id in self.finished_ids

    def has_begun(self, lesson: Lesson) -> bool:
        return lesson.id in self.rows

    @cached_property
    def last_trace(self) -> datetime | None:
        """When she last read or finished a lesson; None when she never came."""
        return max((row.seen_at for row in self.rows.values()), default=None)

    @property
    def resumable(self) -> Lesson | None:
        """The lesson she left in the middle, most recently read first."""
        lessons = {lesson.id: lesson for module in self.outline.modules for lesson in module.lessons}
        begun = [row for row in self.rows.values() if not row.finished_at and row.lesson_id in lessons]
        return lessons[max(begun, key=lambda row: (row.seen_at, row.lesson_id)).lesson_id] if begun else None


@dataclass(frozen=True)
class Reader:
    """A participant with her partners (none, one, or two in a trio), and when each module opens for her."""

    me: Walk
    partners: tuple[Walk, ...]
    openings: Mapping[int, datetime]
    elsewhere: tuple[Cohort, ...] = ()  # the other cohorts this person may switch to

    @property
    def enrolment(self) -> Enrolment:
        return self.me.enrolment

    @property
    def cohort(self) -> Cohort:
        return self.me.enrolment.cohort

    def opens_at(self, module_id: int) -> datetime | None:
        return self.openings.get(module_id)

    def is_open(self, module_id: int, now: datetime | None = None) -> bool:
        """Whether the module is open to her by now: by her own date, otherwise by her cohort's."""
        opens_at = self.openings.get(module_id)
        return opens_at is not None and opens_at <= (now or timezone.now())

    def may_read(self, module_id: int, lesson_id: int) -> bool:
        """What is open, what was begun (a date that moves later never locks work), and all of it once the cohort is closed."""
        if lesson_id in self.me.rows:
            return True
        return self.enrolment.left_on is None and (self.is_open(module_id) or not self.cohort.is_writable)

    @property
    def next_step(self) -> Lesson | None:
        """The one lesson to go on with: what she left in the middle, otherwise the first unfinished one that is open."""
        resumable = self.me.resumable
        if resumable is not None:
            return resumable
        for module in self.me.outline.modules:
            for lesson in module.lessons:
                if not self.me.has_finished(lesson) and self.may_read(module.id, lesson.id):
                    return lesson
        return None


# By hand, as everything here that every page of a participant asks: composing these three took a tenth of a lesson's time.
# In the order of the model, as `from_db` wants them.
COHORT = ("id", "slug", "name", "curriculum_id", "starts_on", "ends_on", "time_zone", "state", "capacity")
MINE = f"""
    SELECT enrolment.*, {", ".join(f"cohort.{name} AS its_{name}" for name in COHORT)}
    FROM cohorts_enrolment enrolment JOIN cohorts_cohort cohort ON cohort.id = enrolment.cohort_id
    WHERE enrolment.user_id = %s AND cohort.curriculum_id = %s AND cohort.state IN (%s, %s, %s)
"""  # noqa: S608 - the names above, nothing that anyone typed
TRACE, MARK, OPENING, OWN_OPENING = range(4)  # what a row says, its last column
TRACES = """
    SELECT enrolment_id, lesson_id, seen_at, finished_at, undone_at, 0 AS says
    FROM cohorts_lessonprogress WHERE enrolment_id IN (%s, %s, %s)
"""
OPENINGS = """
    SELECT 0, module_id, opens_at, NULL, NULL, 2 FROM cohorts_moduleopening WHERE cohort_id = %s
    UNION ALL SELECT enrolment_id, module_id, opens_at, NULL, NULL, 3 FROM cohorts_personalopening WHERE enrolment_id = %s
"""
# What upper apps know of the lozenges of the path, asked in the same query, for every lesson draws them: each a SELECT of the enrolment,
# the rank of a lozenge that it has passed, when, two NULLs and 1, of three enrolments.
MARKS: list[str] = []
type Row = tuple[int, int, datetime | str, datetime | str | None, datetime | str | None, int]


def enrolments_of(user: User, *, curriculum_id: int) -> list[Enrolment]:
    """The enrolments that screens may be about, the likeliest first: `Enrolment.likeliness` says which.

    One query.
    """
    found = list(Enrolment.objects.raw(MINE, [user.pk, curriculum_id, *READABLE_STATES]))
    for enrolment in found:
        values = [getattr(enrolment, f"its_{name}") for name in COHORT]
        values[4:6] = [date.fromisoformat(day) if isinstance(day, str) else day for day in values[4:6]]
        enrolment.user, enrolment.cohort = user, Cohort.from_db(enrolment._state.db, COHORT, values)
    return sorted(found, key=lambda one: one.likeliness, reverse=True)


def reader_of(user: User, outline: Outline, *, cohort_id: int | None = None) -> Reader | None:
    """The reader's standing in her current cohort, or None when she is in none. `cohort_id` is the one she chose.

    Three queries whatever the size of the cohort or of the track: enrolment, seats of the binôme, progress with openings.
    """
    found = enrolments_of(user, curriculum_id=outline.curriculum_id)
    if not found:
        return None
    current = next((one for one in found if one.cohort_id == cohort_id), found[0])
    return reader_for(current, outline, elsewhere=tuple(one.cohort for one in found if one is not current))


def reader_for(enrolment: Enrolment, outline: Outline, *, elsewhere: tuple[Cohort, ...] = ()) -> Reader:
    """The same for an enrolment that is already known."""
    people = [enrolment, *partners_of(enrolment)]
    rows = _rows(people)
    me, *partners = [_walk(one, outline, [row for row in rows if row[0] == one.pk]) for one in people]
    return Reader(me=me, partners=tuple(partners), openings=_openings(rows), elsewhere=elsewhere)


def _rows(people: list[Enrolment]) -> list[Row]:
    """What each of these people, three at most, did with each lesson, which lozenges of the path are behind, and when modules open
    for the first of them. One query."""
    numbers = [one.pk for one in people[:3]]
    numbers += numbers[:1] * (3 - len(numbers))
    with connection.cursor() as cursor:
        asked = " UNION ALL ".join([TRACES, *MARKS, OPENINGS])
        cursor.execute(asked, [*numbers * (1 + len(MARKS)), people[0].cohort_id, people[0].pk])
        return cursor.fetchall()


def _walk(enrolment: Enrolment, outline: Outline, rows: list[Row]) -> Walk:
    """One person's track, from the rows about her."""
    traces = [
        Trace(lesson, _aware(seen), _aware(finished) if finished else None, _aware(undone) if undone else None)
        for _, lesson, seen, finished, undone, says in rows
        if says == TRACE
    ]
    return Walk(enrolment, traces, outline, frozenset(row[1] for row in rows if row[5] == MARK) if MARKS else None)


def openings_for(enrolment: Enrolment) -> dict[int, datetime]:
    """When each module opens for this person: her own date where she has one, otherwise her cohort's. One query."""
    with connection.cursor() as cursor:
        cursor.execute(OPENINGS, [enrolment.cohort_id, enrolment.pk])
        return _openings(cursor.fetchall())


def _openings(rows: list[Row]) -> dict[int, datetime]:
    """Dates by module. Her own come last, and hold over her cohort's."""
    return {row[1]: _aware(row[2]) for says in (OPENING, OWN_OPENING) for row in rows if row[5] == says}


def _aware(at: datetime | str) -> datetime:
    """SQLite gives moments without their zone, as text or not; they are in UTC."""
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


# Written by hand: the ORM took three times as long to compose this as the database to answer it, on every lesson read.
PARTNERS = """
    SELECT theirs.enrolment_id, person.id, person.email, person.first_name, person.last_name
    FROM cohorts_seat mine
    JOIN cohorts_seat theirs ON theirs.binome_id = mine.binome_id AND theirs.until IS NULL AND theirs.id <> mine.id
    JOIN cohorts_enrolment enrolment ON enrolment.id = theirs.enrolment_id
    JOIN accounts_user person ON person.id = enrolment.user_id
    WHERE mine.enrolment_id = %s AND mine.until IS NULL
    ORDER BY theirs.number
"""


def partners_of(enrolment: Enrolment) -> list[Enrolment]:
    """Who holds the other seats of the binôme today, by seat: nobody, one person, two in a trio. One query.

    What it does not ask for is read when somebody wants it, a query each: nothing stands empty in its place.
    """
    with connection.cursor() as cursor:
        cursor.execute(PARTNERS, [enrolment.pk])
        rows = cursor.fetchall()
    found = []
    for pk, *person in rows:
        # `from_db` wants its names, and their values, in the order of the model.
        partner = Enrolment.from_db(connection.alias, ("id", "user_id", "cohort_id"), (pk, person[0], enrolment.cohort_id))
        partner.user = User.from_db(connection.alias, ("id", "email", "first_name", "last_name"), person)
        found.append(partner)
    return found
