"""The reader whom docs/adr/0021 supposes: keeps every publication, knows her own answers and her partners', and tries to learn a third person's.

Written without `assessments.counting`: it knows the announced rules, the tables, and, which is more than any reader knows, whose
answers stand behind each. It looks for certainties by trying every way in which the unknown people may stand.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

Levels = Mapping[int, int | None]
GROUPS = {1: 0, 2: 0, 3: 1, 4: 2, 5: 2}
MOVES = {"lower": 0, "same": 1, "higher": 2}


@dataclass(frozen=True)
class Table:
    """One publication about one indicator, as a screen shows it, with the people behind it. `truth`: where each of them stands.

    `read` is whom trainers read. `limits`: of whom they read one of the two moments of a change, where she may stand.
    """

    name: str
    kind: str
    base: int | None
    parts: tuple[tuple[frozenset[int], int], ...]  # groups that stand together, and how many people
    members: frozenset[int]
    truth: Mapping[int, int]
    read: frozenset[int]
    limits: Mapping[int, frozenset[int]]


def parts_of(bands: Iterable[Mapping[str, object]]) -> tuple[tuple[frozenset[int], int], ...]:
    """Bands as a screen names them, as sets of groups."""
    made = []
    for band in bands:
        held = [MOVES[one] if isinstance(one, str) else GROUPS[one] for one in band["holds"]]  # type: ignore[attr-defined]
        made.append((frozenset(held), int(str(band["people"]))))
    return tuple(made)


def spread(people: int, places: int) -> Iterator[tuple[int, ...]]:
    """Every way to put so many people in so many places."""
    if places == 1:
        yield (people,)
        return
    for first in range(people + 1):
        for rest in spread(people - first, places - 1):
            yield (first, *rest)


def outcomes(counts: tuple[int, ...], hidden: tuple[int, ...] | None, smallest: int) -> set[tuple[frozenset[int], ...]]:
    """What the announced rule may show of such counts: all three groups, else two of which one is merged, else nothing."""

    def stands(partition: tuple[frozenset[int], ...]) -> bool:
        return all(
            sum(counts[one] for one in part) >= smallest and (hidden is None or sum(hidden[one] for one in part) >= 1) for part in partition
        )

    three = (frozenset({0}), frozenset({1}), frozenset({2}))
    if stands(three):
        return {three}
    two = {one for one in ((frozenset({0, 1}), frozenset({2})), (frozenset({0}), frozenset({1, 2}))) if stands(one)}
    return two or {()}


def faults_of_shape(table: Table) -> Iterator[str]:
    """Five behind any figure, three in any group, and the figures are true."""
    if table.base is None:
        if table.parts or table.members:
            yield f"{table.name}: something is shown of nothing"
        return
    if table.base < 5 or table.base != len(table.members):
        yield f"{table.name}: a base of {table.base} for {len(table.members)}"
    if not table.parts:
        return
    if len(table.parts) == 1 or sorted(one for part, _ in table.parts for one in part) != [0, 1, 2]:
        yield f"{table.name}: groups {table.parts}"
    for part, people in table.parts:
        if people < 3:
            yield f"{table.name}: a group of {people}"
        if people != sum(table.truth[one] in part for one in table.members):
            yield f"{table.name}: a wrong figure"


def learns_from_one(table: Table, knows: frozenset[int], smallest: int, *, is_trainer: bool) -> bool:
    """Whether somebody whom this reader does not know is certainly in one group, or in one of the groups that are shown.

    To her, unknown people are alike: one of them is placed if all of them stand at the same place in every possible world.
    """
    unknown = table.members - knows
    if not unknown or table.base is None:
        return False
    seen = tuple(part for part, _ in table.parts)
    known = [sum(table.truth[one] == group for one in table.members & knows) for group in range(3)]

    def adds_up(world: tuple[int, ...]) -> bool:
        return all(sum(known[one] + world[one] for one in part) == people for part, people in table.parts)

    def follows(world: tuple[int, ...]) -> bool:
        counts = tuple(known[group] + world[group] for group in range(3))
        return adds_up(world) and seen in outcomes(counts, world if is_trainer else None, smallest)

    true_world = tuple(sum(table.truth[one] == group for one in unknown) for group in range(3))
    places = [*(frozenset({group}) for group in range(3)), *(part for part in seen if len(part) > 1)]
    # Where more was held back than the rule explains (for what trainers read, or for a table of before), only the sums tell.
    possible = follows if follows(true_world) else adds_up
    for place in places:
        if sum(true_world[group] for group in place) != len(unknown):
            continue
        if all(sum(world[group] for group in place) == len(unknown) for world in spread(len(unknown), 3) if possible(world)):
            return True
    return False


def learns_from_halves(table: Table, smallest: int) -> bool:
    """Whether trainers, who read one of two moments of some people, can place one of these among the groups that are shown."""
    if not table.parts or not table.limits:
        return False
    half = {one: may for one, may in table.limits.items() if one in table.members and one not in table.read}
    kinds = sorted({tuple(sorted(may)) for may in half.values()})
    free = [one for one in table.members - table.read if one not in half]
    sizes = [people - sum(table.truth[one] in part for one in table.members & table.read) for part, people in table.parts]

    def parts_for(may: tuple[int, ...]) -> list[int]:
        return [index for index, (part, _) in enumerate(table.parts) if part & set(may)]

    def fits(places: dict[tuple[int, ...], tuple[int, ...]]) -> bool:
        rest = list(sizes)
        for may, world in places.items():
            for index, people in zip(parts_for(may), world, strict=True):
                rest[index] -= people
        return min(rest) >= 0 and sum(rest) == len(free)

    def worlds(
        left: list[tuple[int, ...]], places: dict[tuple[int, ...], tuple[int, ...]]
    ) -> Iterator[dict[tuple[int, ...], tuple[int, ...]]]:
        if not left:
            if fits(places):
                yield places
            return
        count = sum(tuple(sorted(may)) == left[0] for may in half.values())
        for world in spread(count, len(parts_for(left[0]))):
            yield from worlds(left[1:], {**places, left[0]: world})

    open_kinds = {may for may in kinds if len(parts_for(may)) > 1}
    seen: dict[tuple[int, ...], set[int]] = {may: set() for may in open_kinds}
    for world in worlds(kinds, {}):
        for may in open_kinds:
            seen[may] |= {index for index, people in enumerate(world[may]) if people}
        if all(len(places) > 1 for places in seen.values()):
            return False
    return any(len(places) == 1 for places in seen.values())


def learns_from_two(one: Table, two: Table, knows_one: Mapping[int, int], knows_two: Mapping[int, int]) -> bool:
    """Whether one table minus another of its kind places somebody unknown, if nobody had moved between them.

    `knows_…`: where those stand whom she knows, in each.
    """
    if one.kind != two.kind or not one.parts or not two.parts or one.members == two.members:
        return False
    cells = [{0}, {1}, {2}]
    for part, _ in (*one.parts, *two.parts):  # groups that either table holds together
        touched = [cell for cell in cells if cell & part]
        cells = [cell for cell in cells if not cell & part] + [set().union(*touched)]
    if len(cells) < 2:
        return False

    def unknown_counts(table: Table, knows: Mapping[int, int]) -> list[int]:
        return [
            sum(people for part, people in table.parts if part <= cell)
            - sum(group in cell for person, group in knows.items() if person in table.members)
            for cell in cells
        ]

    first, second = unknown_counts(one, knows_one), unknown_counts(two, knows_two)
    only_one = len(one.members - two.members - knows_one.keys())
    only_two = len(two.members - one.members - knows_two.keys())
    change = [a - b for a, b in zip(first, second, strict=True)]
    found: set[tuple[tuple[int, ...], tuple[int, ...]]] = set()
    for world in spread(only_one, len(cells)):
        other = tuple(here - moved for here, moved in zip(world, change, strict=True))
        if min(other) >= 0 and sum(other) == only_two:
            found.add((world, other))
            if len(found) > 1 and not _same_place(found, only_one, only_two):
                return False
    return bool(found) and _same_place(found, only_one, only_two)


def _same_place(worlds: set[tuple[tuple[int, ...], tuple[int, ...]]], only_one: int, only_two: int) -> bool:
    for side, people in ((0, only_one), (1, only_two)):
        if people and any(all(world[side][cell] == people for world in worlds) for cell in range(len(next(iter(worlds))[side]))):
            return True
    return False


def attack(tables: list[Table], circles: Mapping[int, frozenset[int]], smallest: Mapping[str, int]) -> list[str]:
    """Every certainty that any participant, or the trainers, can draw from these tables of one indicator. `smallest` by table."""
    faults = [fault for table in tables for fault in faults_of_shape(table)]
    shown = [table for table in tables if table.base is not None]
    readers = {*circles.values(), *(frozenset({one}) for one in circles), frozenset[int]()}
    for table in shown:
        for knows in {reader & table.members for reader in readers}:
            if learns_from_one(table, knows, smallest[table.name], is_trainer=False):
                faults.append(f"{table.name}: {sorted(knows)} learn somebody's group")
        if table.members - table.read - table.limits.keys() and learns_from_one(
            table, table.read | frozenset(table.limits), smallest[table.name], is_trainer=True
        ):
            faults.append(f"{table.name}: trainers learn somebody's group")
        unread = table.members - table.read
        if table.parts and unread and len(unread - table.limits.keys()) < 5:
            faults.append(f"{table.name}: groups are shown of fewer than five whom trainers do not read")
        if learns_from_halves(table, smallest[table.name]):
            faults.append(f"{table.name}: trainers place whom they read at one moment")
    for one, two in combinations(shown, 2):
        if 0 < len(one.members ^ two.members) < 5:
            faults.append(f"{one.name} and {two.name} differ by {len(one.members ^ two.members)}")
        pairs = [(_where(one, knows), _where(two, knows)) for knows in {reader & (one.members | two.members) for reader in readers}]
        read_one, read_two = _where(one, one.read), _where(two, two.read)
        static_one = {**{who: at for who, at in read_two.items() if who in one.members}, **read_one}
        static_two = {**{who: at for who, at in read_one.items() if who in two.members}, **read_two}
        for knows_one, knows_two in (*pairs, (static_one, static_two)):
            if learns_from_two(one, two, knows_one, knows_two):
                faults.append(f"{one.name} minus {two.name} places somebody")
                break
    return faults


def _where(table: Table, people: frozenset[int]) -> dict[int, int]:
    return {one: table.truth[one] for one in people & table.members}
