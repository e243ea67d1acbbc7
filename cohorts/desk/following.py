"""How a whole cohort is doing: one set of figures for the matrix, the exports, the home page and the mails.

A fixed number of queries, whatever the number of people or lessons.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Value
from django.utils import timezone

from cohorts.models import Absence, Cohort, Enrolment, LessonProgress, ModuleOpening, PersonalOpening, Seat
from cohorts.reading import Trace, Walk
from courses.outline import Lesson, Outline
from pages.templatetags.typography import NBSP
from territories.names import folded

SILENT_DAYS = 14  # also written: portal/accueil.html, cohorts/desk/cohorts.html, cohorts/desk/matrix_figures.html
FAR_APART = 5  # lessons between two partners: about a module
STUCK_DAYS = 7


@dataclass
class Follower:
    """One person of the cohort, her walk, and how long nothing was heard of her."""

    enrolment: Enrolment
    walk: Walk
    waiting_since: datetime | None
    absent_until: date | None
    now: datetime
    seat: Seat | None = None
    absences: tuple[Absence, ...] = ()

    @property
    def name(self) -> str:
        return str(self.enrolment.user)

    @property
    def last_trace(self) -> datetime | None:
        return self.walk.last_trace

    @property
    def seen(self) -> str:
        """When she last read or finished a lesson, as one says it and on one line: « hier », « il y a 5 jours »."""
        if self.last_trace is None:
            return ""
        days = self._days_since(self.last_trace)
        return "aujourd’hui" if days < 1 else "hier" if days == 1 else f"il y a {days} jours".replace(" ", NBSP)

    @cached_property
    def silent_days(self) -> int | None:
        """Days of the calendar without a trace, from her last one or from the day she could have begun; None where silence
        means nothing: she has finished, is away, has withdrawn, or has nothing open yet. Days of an absence that is over are no
        silence either; those before it are, so that a short absence does not hide a long silence."""
        if self.enrolment.left_on or self.absent_until or self.walk.count.is_complete or self.waiting_since is None:
            return None
        since = max(self.last_trace, self.waiting_since) if self.last_trace else self.waiting_since
        return max(self._days_since(since) - self._days_away_since(since), 0)

    def _days_since(self, then: datetime) -> int:
        """By the calendar of the cohort: « il y a 14 jours » and « 14 jours sans trace » are the same fortnight at any hour."""
        zone = self.enrolment.cohort.zone
        return (self.now.astimezone(zone).date() - then.astimezone(zone).date()).days

    def _days_away_since(self, then: datetime) -> int:
        zone = self.enrolment.cohort.zone
        first, today = then.astimezone(zone).date() + timedelta(days=1), self.now.astimezone(zone).date()
        spans = [(max(one.starts_on, first), min(one.ends_on, today)) for one in self.absences]
        return len({start + timedelta(days=day) for start, end in spans for day in range((end - start).days + 1)})

    def is_silent(self, days: int) -> bool:
        return self.silent_days is not None and self.silent_days >= days


@dataclass
class Group:
    """A binôme with its people in the order of their seats; or one person without a binôme."""

    binome_id: int | None
    people: list[Follower] = field(default_factory=list)

    @property
    def territory(self) -> str:
        """The territories of its people, named once each."""
        names = [str(one.enrolment.territory) for one in self.people if one.enrolment.territory]
        return ", ".join(dict.fromkeys(names))

    @property
    def gap(self) -> int:
        """Lessons between the partner who has finished most and the one who has finished least."""
        counts = [one.walk.count.finished for one in self.people]
        return max(counts) - min(counts) if len(counts) > 1 else 0

    @property
    def is_far_apart(self) -> bool:
        return self.gap >= FAR_APART

    def silent(self, days: int) -> list[Follower]:
        return [one for one in self.people if one.is_silent(days)]

    @property
    def silence(self) -> int:
        return max((one.silent_days or 0 for one in self.people), default=0)

    @property
    def finished(self) -> int:
        return sum(one.walk.count.finished for one in self.people)

    @property
    def last_trace(self) -> datetime | None:
        return max((one.last_trace for one in self.people if one.last_trace), default=None)

    @property
    def key(self) -> tuple[str, int]:
        return (folded(self.people[0].name), self.people[0].enrolment.pk)


@dataclass
class Following:
    """A cohort as its trainer follows it."""

    cohort: Cohort
    outline: Outline
    people: list[Follower]
    left: list[Follower]
    now: datetime

    @cached_property
    def groups(self) -> list[Group]:
        """The binômes, then those without one, by name."""
        groups: dict[int, Group] = {}
        alone = []
        for one in self.people:
            if one.seat is None:
                alone.append(Group(None, [one]))
            else:
                groups.setdefault(one.seat.binome_id, Group(one.seat.binome_id)).people.append(one)
        for group in groups.values():
            group.people.sort(key=lambda one: one.seat.number if one.seat else 0)
        return sorted(groups.values(), key=lambda group: group.key) + sorted(alone, key=lambda group: group.key)

    def sorted_groups(self, order: str, days: int) -> list[Group]:
        """By need (the longest silence first), by name, by lessons finished, by last trace or by territory."""
        groups = list(self.groups)
        longest = datetime.min.replace(tzinfo=self.now.tzinfo)
        keys = {
            "besoin": lambda group: (not group.silent(days), -group.silence if group.silent(days) else 0, not group.is_far_apart),
            "avancement": lambda group: group.finished / len(group.people),
            "trace": lambda group: group.last_trace or longest,
            "territoire": lambda group: (group.territory == "", folded(group.territory)),
        }
        key = keys.get(order)
        return sorted(groups, key=key) if key else groups

    @property
    def pairs(self) -> int:
        """How many binômes, as the head of every screen counts them: whoever was left alone in hers waits, and is none."""
        return sum(len(group.people) > 1 for group in self.groups)

    @property
    def counts_silence(self) -> bool:
        """Whether anybody could have begun: before the first opening and once the cohort is closed, silence means nothing."""
        return any(one.waiting_since for one in self.people)

    @property
    def alone(self) -> list[Follower]:
        return [group.people[0] for group in self.groups if len(group.people) == 1]

    def silent(self, days: int) -> list[Follower]:
        """Everyone without a trace for so many days, the longest silence first."""
        return sorted((one for one in self.people if one.is_silent(days)), key=lambda one: (-(one.silent_days or 0), folded(one.name)))

    def silent_groups(self, days: int) -> list[Group]:
        return sorted((group for group in self.groups if group.silent(days)), key=lambda group: (-group.silence, group.key))

    @property
    def far_apart(self) -> list[Group]:
        return sorted((group for group in self.groups if group.is_far_apart), key=lambda group: (-group.gap, group.key))

    def stopping(self, least: int = 2) -> list[tuple[Lesson, int]]:
        """Lessons that people have left unfinished, and not looked at for over a week: where at least two are stopped, most first."""
        limit = self.now - timedelta(days=STUCK_DAYS)
        stopped = Counter(
            row.lesson_id for one in self.people for row in one.walk.rows.values() if not row.finished_at and row.seen_at < limit
        )
        found = [(lesson, stopped[lesson.id]) for lesson in self.outline.lessons if stopped[lesson.id] >= least]
        return sorted(found, key=lambda pair: -pair[1])


def follow(cohort: Cohort, outline: Outline, now: datetime | None = None) -> Following:
    """The cohort's figures. Five queries: people, seats, progress, absences, openings."""
    return follow_all([cohort], outline, now)[cohort.pk]


def follow_all(cohorts: Iterable[Cohort], outline: Outline, now: datetime | None = None) -> dict[int, Following]:
    """The same for several cohorts, in the same five queries."""
    now = now or timezone.now()
    by_pk = {cohort.pk: cohort for cohort in cohorts}
    enrolments = list(Enrolment.objects.filter(cohort__in=list(by_pk)).select_related("user", "territory").by_name())
    rows: dict[int, list[Trace]] = defaultdict(list)
    traces = LessonProgress.objects.filter(enrolment__cohort__in=list(by_pk)).order_by()
    for owner, *values in traces.values_list("enrolment_id", *Trace._fields):
        rows[owner].append(Trace(*values))
    seats = {seat.enrolment_id: seat for seat in Seat.objects.current().filter(enrolment__cohort__in=list(by_pk))}
    absences: dict[int, list[Absence]] = defaultdict(list)
    for absence in Absence.objects.filter(enrolment__cohort__in=list(by_pk)):
        absences[absence.enrolment_id].append(absence)
    common, own = _openings(list(by_pk))
    following = {pk: Following(cohort, outline, [], [], now) for pk, cohort in by_pk.items()}
    for enrolment in enrolments:
        cohort = by_pk[enrolment.cohort_id]
        enrolment.cohort = cohort
        today = now.astimezone(cohort.zone).date()
        away = [absence.ends_on for absence in absences[enrolment.pk] if absence.starts_on <= today <= absence.ends_on]
        one = Follower(
            enrolment=enrolment,
            walk=Walk(enrolment, rows[enrolment.pk], outline),
            waiting_since=_could_begin(enrolment, {**common[cohort.pk], **own[enrolment.pk]}, now),
            absent_until=max(away, default=None),
            now=now,
            seat=seats.get(enrolment.pk),
            absences=tuple(absences[enrolment.pk]),
        )
        (following[cohort.pk].left if enrolment.left_on else following[cohort.pk].people).append(one)
    return following


def _openings(cohorts: list[int]) -> tuple[dict[int, dict[int, datetime]], dict[int, dict[int, datetime]]]:
    """When each module opens, by cohort; and for whoever has dates of her own, by enrolment. One query."""
    common: dict[int, dict[int, datetime]] = defaultdict(dict)
    own: dict[int, dict[int, datetime]] = defaultdict(dict)
    fields = ("module_id", "opens_at", "is_own")
    of_cohorts = ModuleOpening.objects.filter(cohort__in=cohorts).annotate(is_own=Value(0)).values_list("cohort_id", *fields)
    of_people = PersonalOpening.objects.filter(enrolment__cohort__in=cohorts).annotate(is_own=Value(1)).values_list("enrolment_id", *fields)
    for owner, module, opens_at, is_own in of_cohorts.order_by().union(of_people.order_by(), all=True).order_by():
        (own if is_own else common)[owner][module] = opens_at
    return common, own


def _could_begin(enrolment: Enrolment, openings: Mapping[int, datetime], now: datetime) -> datetime | None:
    """From when a silence counts: the first module that opens to her, her enrolment, the day she was to join; None before all three."""
    cohort = enrolment.cohort
    if not openings or not cohort.is_writable:
        return None
    since = max(min(openings.values()), enrolment.enrolled_at)
    if enrolment.joins_on:
        since = max(since, datetime(enrolment.joins_on.year, enrolment.joins_on.month, enrolment.joins_on.day, tzinfo=cohort.zone))
    return since if since <= now else None
