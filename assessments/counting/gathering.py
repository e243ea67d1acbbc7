"""Everything that closing a moment reads, in few queries, as the plain values that `figures` judges."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, Subquery

from assessments.counting import figures
from assessments.counting.models import Publication
from assessments.crossing.models import Consent
from assessments.enums import ConsentKind, Counted, Moment
from assessments.framework.models import FrameworkVersion, Indicator, Section
from assessments.taking.models import MomentOpening, Rating, SelfAssessment
from cohorts.models import Cohort, Seat

type Levels = dict[int, dict[str, int | None]]  # of each person (an enrolment's id), by indicator; None: non concerné
NOBODY: frozenset[int] = frozenset()


class Sent(NamedTuple):
    """A snapshot, as far as counting asks."""

    pk: int
    person: int
    moment: str
    version_id: int
    submitted_at: datetime
    counted: bool
    for_trainers: bool
    trains: bool


@dataclass(frozen=True)
class Gathered:
    """A cohort at the hour one of its moments closes. `levels_at`: only of those who sent, and agree to be counted.

    At each moment, `read_at` is whose answers trainers read; `touched_at` is whose they may know something of: an earlier snapshot
    that was shown, or what the partner of a trainer who learns here too may have shown her. `circles`: whom each person may know.
    """

    version_id: int
    asked: list[dict[str, Any]]
    levels_at: Mapping[str, Levels]
    read_at: Mapping[str, frozenset[int]]
    touched_at: Mapping[str, frozenset[int]]
    circles: list[frozenset[int]]
    publications: list[Publication]

    def crowd(self, kind: str, moment: str, since: str) -> figures.Crowd:
        """Whom one publication may count, and what its trainers read of them."""
        now, then = self.levels_at.get(moment, {}), self.levels_at.get(since, {})
        read, touched = self.read_at.get(moment, NOBODY), self.touched_at.get(moment, NOBODY)
        if kind == Counted.STATE:
            return figures.Crowd(kind, figures.state_bands(now), read, frozenset(now) - touched)
        read, touched = read & self.read_at.get(since, NOBODY), touched | self.touched_at.get(since, NOBODY)
        return figures.Crowd(kind, figures.change_bands(then, now), read, frozenset(now) - touched)

    @property
    def told(self) -> list[figures.Told]:
        """What was published before."""
        return [
            figures.told_again(one.figures["competencies"], one.members, self.crowd(one.kind, one.moment, one.since))
            for one in self.publications
        ]


def gather(cohort: Cohort, opening: MomentOpening, closed_at: Mapping[str, datetime]) -> Gathered:
    """What stands behind the figures of this moment and of those that were closed before (`closed_at`, this one included).

    Six queries: publications, snapshots, ratings, seats, consents, framework. A snapshot that was sent after its moment had
    closed, by somebody for whom it was reopened, moves no figure: not now, not later.
    """
    publications = list(Publication.objects.filter(cohort=cohort))
    sent = _sent(cohort, closed_at)
    version_id = opening.version_id or max((one.version_id for one in sent if one.moment == opening.moment), default=0)
    if not version_id:  # nobody has begun: what would have been asked
        version_id = FrameworkVersion.objects.published().values_list("pk", flat=True)[0]
    latest = {(one.person, one.moment): one for one in sent if one.submitted_at <= closed_at[one.moment]}
    circles, trainers = _circles(cohort)
    trainers |= {one.person for one in sent if one.trains}
    for one in sent:
        circles.setdefault(one.person, frozenset({one.person}))
    familiar = NOBODY.union(*(circles[person] for person in trainers if person in circles))
    read_at, touched_at = {}, {}
    for moment in closed_at:
        read_at[moment] = frozenset(trainers) | {one.person for one in latest.values() if one.moment == moment and one.for_trainers}
        touched_at[moment] = familiar | read_at[moment] | {one.person for one in sent if one.moment == moment and one.for_trainers}
    return Gathered(
        version_id=version_id,
        asked=_asked(version_id),
        levels_at=_levels(cohort, [one for one in latest.values() if one.counted]),
        read_at=read_at,
        touched_at=touched_at,
        circles=sorted(set(circles.values()), key=sorted),
        publications=publications,
    )


def _trains(cohort: Cohort) -> Q:
    """Whether the person of a row reads, as a trainer, what people show to trainers."""
    here = Cohort.trainers.through.objects.filter(cohort=cohort, user=OuterRef("enrolment__user"))
    return Q(Exists(here)) | Q(enrolment__user__is_superuser=True)


def _sent(cohort: Cohort, closed_at: Mapping[str, datetime]) -> list[Sent]:
    """Every snapshot of closed moments, in the order of their numbers."""
    found = SelfAssessment.objects.submitted().filter(enrolment__cohort=cohort, moment__in=closed_at).annotate(trains=_trains(cohort))
    names = ("pk", "enrolment", "moment", "version", "submitted_at", "counted", "for_trainers", "trains")
    return [Sent(*row) for row in found.order_by("enrolment", "moment", "number").values_list(*names)]


def _levels(cohort: Cohort, counted: Sequence[Sent]) -> dict[str, Levels]:
    """What those who agreed to be counted answered, by moment. One query, of the indicators' codes and levels only."""
    levels_at: dict[str, Levels] = defaultdict(dict)
    place = {one.pk: levels_at[one.moment].setdefault(one.person, {}) for one in counted}
    rows = Rating.objects.filter(assessment__enrolment__cohort=cohort, assessment__submitted_at__isnull=False).order_by()
    for pk, code, level in rows.values_list("assessment_id", "indicator__code", "level").iterator(chunk_size=10_000):
        if pk in place:
            place[pk][code] = level
    return levels_at


def _circles(cohort: Cohort) -> tuple[dict[int, frozenset[int]], set[int]]:
    """Whom each person may know the answers of, herself included; and who of them trains this cohort too. Two queries.

    Everyone who ever sat in a binôme with her, and everyone with whom both words were ever given, taken back since or not: what
    was read once is known.
    """
    groups: dict[int, set[int]] = defaultdict(set)
    trainers = set()
    seats = Seat.objects.filter(binome__cohort=cohort).annotate(trains=_trains(cohort)).order_by()
    for binome, person, trains in seats.values_list("binome", "enrolment", "trains"):
        groups[binome].add(person)
        if trains:
            trainers.add(person)
    known: dict[int, set[int]] = defaultdict(set)
    for group in groups.values():
        for person in group:
            known[person] |= group
    words = Consent.objects.filter(kind=ConsentKind.RECIPROCAL, giver__cohort=cohort).order_by()
    given = set(words.values_list("giver", "receiver"))
    for giver, receiver in given:
        if (receiver, giver) in given:
            known[giver] |= {giver, receiver}
    return {person: frozenset(others) for person, others in known.items()}, trainers


def _asked(version_id: int) -> list[dict[str, Any]]:
    """The competencies of a version and their indicators, as they were asked. One query."""
    titles = Section.objects.filter(version=OuterRef("version"), competency=OuterRef("competency")).values("title")[:1]
    rows = Indicator.objects.filter(version=version_id).select_related("competency").annotate(section_title=Subquery(titles))
    found: dict[str, dict[str, Any]] = {}
    for one in rows.order_by("competency__order", "sort_order", "pk"):
        skill = one.competency
        place: dict[str, Any] = {"slug": skill.slug, "order": skill.order, "title": one.section_title or skill.title, "indicators": []}
        found.setdefault(skill.slug, place)["indicators"].append((one.code, one.title))
    return list(found.values())


def closed_moments(openings: Sequence[MomentOpening]) -> dict[str, datetime]:
    """When each closed moment was closed."""
    return {Moment(one.moment): one.closed_at for one in openings if one.closed_at is not None}
