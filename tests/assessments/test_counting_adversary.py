"""Drawn cohorts, their figures published in some order, and the adversary of docs/adr/0021 against every table."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.counting import figures
from assessments.counting.actions import due
from assessments.counting.gathering import Gathered
from assessments.enums import Moment
from tests.assessments.adversary import GROUPS, Table, attack, parts_of

CODES = ("dia-1", "rel-2")
ASKED = [{"slug": "une", "order": 1, "title": "Une", "indicators": [(code, code) for code in CODES]}]


@dataclass
class Answer:
    """What one person sent at one moment."""

    levels: dict[str, int | None]
    counted: bool
    shown: bool


@dataclass
class World:
    """A cohort: who sat with whom, who exchanged answers with whom, what each sent, who of them trains it too."""

    people: list[int]
    groups: list[frozenset[int]]
    exchanged: list[frozenset[int]]
    sent: dict[str, dict[int, Answer]]
    order: list[Moment]
    trainers: frozenset[int]
    seed: int
    circles: dict[int, frozenset[int]] = field(init=False)

    def __post_init__(self) -> None:
        known = {one: {one} for one in self.people}
        for group in (*self.groups, *self.exchanged):
            for one in group:
                known[one] |= group
        self.circles = {one: frozenset(others) for one, others in known.items()}


def odds(*most: float) -> st.SearchStrategy[float]:
    return st.sampled_from(most)


@st.composite
def worlds(draw: st.DrawFn, least: int = 1, largest: int = 40, moments: int = 4) -> World:
    """From one person to forty. Levels are anywhere, close together, or at the two ends; people move, or stay where they were."""
    size = draw(st.integers(least, largest))
    seed = draw(st.integers(0, 2**32))
    chance = Random(seed)  # noqa: S311 - a drawn cohort, not a secret
    alone, trio, change, exchange = (
        draw(odds(0.0, 0.0, 0.2, 1.0)),
        draw(odds(0.0, 0.2)),
        draw(odds(0.0, 0.0, 0.3)),
        draw(odds(0.0, 0.0, 0.05)),
    )
    absent, refuses, apart, shows = (
        draw(odds(0.0, 0.1, 0.3)),
        draw(odds(0.0, 0.1)),
        draw(odds(0.0, 0.05, 0.2)),
        draw(odds(0.0, 0.3, 0.7, 0.95)),
    )
    moves, kept_sharing = draw(odds(0.0, 0.3, 1.0)), draw(st.booleans())
    scales = [draw(st.sampled_from([(1, 2, 3, 4, 5), (1, 2), (2, 3), (3, 3, 3, 3, 4), (4, 5, 5), (1, 5), (1, 2, 3)])) for _ in range(2)]
    order = draw(st.permutations(list(Moment)[:moments]))[: draw(st.integers(1, moments))]
    people = list(range(1, size + 1))
    groups, waiting = [], chance.sample(people, size)
    while waiting:
        many = 1 if chance.random() < alone else 3 if chance.random() < trio else 2
        groups.append(frozenset(waiting[:many]))
        waiting = waiting[many:]
    groups += [frozenset(chance.sample(people, 2)) for _ in people if size > 1 and chance.random() < change]
    exchanged = [frozenset(chance.sample(people, 2)) for _ in people if size > 1 and chance.random() < exchange]
    sent: dict[str, dict[int, Answer]] = {}
    last: dict[int, dict[str, int | None]] = {}
    always = {one: chance.random() < shows for one in people}
    for index, moment in enumerate(list(Moment)[:moments]):
        sent[moment] = {}
        scale = scales[index >= moments // 2]
        for one in people:
            if one not in last or chance.random() < moves:
                last[one] = {code: None if chance.random() < apart else chance.choice(scale) for code in CODES}
            if chance.random() >= absent:
                shown = always[one] if kept_sharing else chance.random() < shows
                sent[moment][one] = Answer(dict(last[one]), chance.random() >= refuses, shown)
    trainers = frozenset(chance.sample(people, 1)) if draw(st.integers(0, 5)) == 5 else frozenset[int]()
    return World(people, groups, exchanged, sent, order, trainers, seed)


def truth_of(world: World, code: str, moment: str, since: str) -> dict[int, int]:
    """Where each person stands who may be counted, by the words of the rule."""
    found = {}
    for one, now in world.sent[moment].items():
        level = now.levels[code]
        if not now.counted or level is None:
            continue
        if not since:
            found[one] = GROUPS[level]
        elif (then := world.sent[since].get(one)) and then.counted and (before := then.levels[code]) is not None:
            found[one] = 0 if level < before else 1 if level == before else 2
    return found


def half_read(world: World, code: str, moment: str, since: str) -> dict[int, frozenset[int]]:
    """Whom trainers read at one of two moments only: where she can still stand."""
    found: dict[int, frozenset[int]] = {}
    if not since:
        return found
    for one, now in world.sent[moment].items():
        then = world.sent[since].get(one)
        if then is None or now.shown == then.shown or one in world.trainers:
            continue
        level = (now if now.shown else then).levels[code]
        up, down = level == (1 if now.shown else 5), level == (5 if now.shown else 1)
        found[one] = frozenset({0, 1} if up else {1, 2} if down else {0, 1, 2})
    return found


def read_of(world: World, moment: str) -> frozenset[int]:
    return world.trainers | {one for one, answer in world.sent[moment].items() if answer.shown}


def table(world: World, code: str, kind: str, moment: str, since: str, shown: Mapping[str, object], members: frozenset[int]) -> Table:
    """One published cell, as the adversary takes it."""
    read = read_of(world, moment) & (read_of(world, since) if since else read_of(world, moment))
    return Table(
        name=f"{code} {kind} {moment}",
        kind=kind,
        base=shown["base"],  # type: ignore[arg-type]
        parts=parts_of(shown["bands"]),  # type: ignore[arg-type]
        members=members,
        truth=truth_of(world, code, moment, since),
        read=read,
        limits=half_read(world, code, moment, since),
    )


def smallest_of(world: World, moment: str, since: str) -> int:
    """Three, or one more than the largest number of counted people whom one enrolled person may know: one rule for all indicators."""
    people = {one for code in CODES for one in truth_of(world, code, moment, since)}
    read = read_of(world, moment) & (read_of(world, since) if since else read_of(world, moment))
    untouched = people - read_of(world, moment) - (read_of(world, since) if since else frozenset())
    untouched -= frozenset[int]().union(*(world.circles[one] for one in world.trainers))
    if people - read and len(untouched) < 5:
        people &= read
    return max(3, 1 + max((len(circle & people) for circle in world.circles.values()), default=0))


def close(
    world: World, moment: Moment, closed: dict[str, None], told: list[figures.Told]
) -> list[tuple[str, str, str, dict[str, figures.Cell]]]:
    """What closing this moment publishes, through the code that the product runs."""
    closed[moment] = None
    familiar = frozenset[int]().union(*(world.circles[one] for one in world.trainers))
    gathered = Gathered(
        version_id=1,
        asked=ASKED,
        levels_at={at: {one: answer.levels for one, answer in row.items() if answer.counted} for at, row in world.sent.items()},
        read_at={at: read_of(world, at) for at in world.sent},
        touched_at={at: read_of(world, at) | familiar for at in world.sent},
        circles=sorted(set(world.circles.values()), key=sorted),
        publications=[],
    )
    made = []
    chance = Random(world.seed)  # noqa: S311 - reproducible
    for kind, at, since in due(moment, closed):  # type: ignore[arg-type]
        crowd = gathered.crowd(kind, at, since)
        cells = figures.publish(crowd, codes=CODES, circles=gathered.circles, earlier=told, rng=chance)
        told.append(figures.Told(crowd, cells))
        made.append((str(kind.value), str(at.value), since, cells))
    return made


def published(world: World) -> dict[str, list[Table]]:
    """Every table of every indicator, after all closings."""
    closed: dict[str, None] = {}
    told: list[figures.Told] = []
    found: dict[str, list[Table]] = defaultdict(list)
    for moment in world.order:
        for kind, at, since, cells in close(world, moment, closed, told):
            for shown in figures.shown(ASKED, kind, cells)[0]["indicators"]:
                found[shown["code"]].append(table(world, shown["code"], kind, at, since, shown, cells[shown["code"]].members))
    return found


def faults(world: World) -> list[str]:
    found = []
    for tables in published(world).values():
        smallest = {}
        for one in tables:
            _, kind, moment = one.name.split()
            smallest[one.name] = smallest_of(world, moment, Moment.ENTRY if kind == "change" else "")
        found += attack(tables, world.circles, smallest)
    return found


@settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(world=worlds())
def test_nobody_is_recognised_in_any_table_nor_between_any_two(world: World) -> None:
    assert not faults(world)


def test_the_adversary_sees_what_the_rules_prevent() -> None:
    """Tables that break one rule each; without this, an adversary that sees nothing would pass for a good one."""
    people = frozenset(range(1, 13))
    ends = {one: 0 if one < 7 else 2 for one in people}
    three = (frozenset({0}), frozenset({1}), frozenset({2}))
    low, high = frozenset({0}), frozenset({1, 2})

    def one(name: str, parts: tuple[tuple[frozenset[int], int], ...], truth: dict[int, int], read: frozenset[int] = frozenset()) -> Table:
        return Table(name, "state", len(truth), parts, frozenset(truth), truth, read, {})

    circles = {person: frozenset({person}) for person in people}
    merged = one("merged", ((low, 6), (high, 6)), ends)
    assert not attack([merged], circles, {"merged": 3})
    small = {person: 0 if person < 3 else 2 for person in people}
    assert attack([one("small", ((low, 2), (high, 10)), small)], circles, {"small": 3})
    empty = one("empty", tuple(zip(three, (6, 0, 6), strict=True)), ends)
    assert attack([empty], circles, {"empty": 3})
    pair = {**circles, 1: frozenset(range(1, 7))}
    assert "learn somebody" in attack([merged], pair, {"merged": 3})[0]  # all of one band are known: the others stand in the second
    assert "trainers" in attack([one("read", ((low, 6), (high, 6)), ends, frozenset(range(7, 13)))], circles, {"read": 3})[0]
    fewer = {person: band for person, band in ends.items() if person > 5}
    less = one("less", (), fewer)
    assert attack(
        [merged, one("near", (), {person: band for person, band in ends.items() if person > 2})], circles, {"merged": 3, "near": 3}
    )
    assert not attack([merged, less], circles, {"merged": 3, "less": 3})
    nine = {person: 0 if person < 4 else 2 for person in range(1, 10)}
    fourteen = {**nine, **dict.fromkeys(range(20, 25), 2)}
    tables = [one("nine", ((low, 3), (high, 6)), nine), one("fourteen", ((low, 3), (high, 11)), fourteen)]
    assert "minus" in attack(tables, {}, {"nine": 3, "fourteen": 3})[0]
