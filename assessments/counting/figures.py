"""What a cohort may be told about itself so that nobody is recognised. Plain values in, plain values out: no database.

A *band* is 0, 1 or 2: levels 1–2, 3, 4–5 of a state; lower, same, higher of a change. For one indicator:

1.  The base is the people with a level. « Non concerné » is not in it, and is never a zero. Under five: nothing is shown.
2.  A shown band holds at least `smallest` people: three, and always one more than anybody enrolled may know (herself, everyone
    she ever shared a binôme with, whoever exchanged answers with her). So each shown band holds somebody unknown to any reader.
3.  Where trainers cannot read everybody, each shown band also holds somebody of whom they read nothing, among five at least.
    Where fewer than five are so hidden, whoever they cannot read is left out of the whole publication.
4.  A first or last band that is too small, or empty, joins the middle one. A middle band that is too small joins one side drawn
    once and kept secret: were it always the same, whoever is alone with her partner in the other band would know that the rest
    of the merged one stands in the middle. If one band remains, only the base is shown.
5.  Two publications are about the same people, or differ by five at least; and what is left when one is subtracted from the other
    puts no person in one band, were nobody's answer to have changed. Otherwise an earlier set of people that is part of this one
    is taken again; otherwise people are left out at random until it holds.

Why it holds: whoever is unknown to a reader may change places with an unknown person of another shown band without a figure
moving; and where only the base is shown, all unknown people may stand in any one band. `tests/assessments/test_counting_adversary.py`
plays that reader, without this module.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

# People behind any figure, and between any two. Also in words: `NOTHING` in reading.py, counting/rules.html, desk/close.html,
# taking/review.html, portal/privacy.html, docs/privacy.md.
FEWEST = 5
SMALLEST = 3  # people in a shown band; also in words: desk/close.html, with what five answers can show
ORDERS = 8  # in how many random orders people are left out before giving up
LONGEST = 60  # how many people one order leaves out at most

STATE, CHANGE = "state", "change"
type Span = tuple[int, int]  # first and last of the bands that stand together
THREE: tuple[Span, ...] = ((0, 0), (1, 1), (2, 2))
WITH_FIRST: tuple[Span, ...] = ((0, 1), (2, 2))
WITH_LAST: tuple[Span, ...] = ((0, 0), (1, 2))
BAND_OF_LEVEL = {1: 0, 2: 0, 3: 1, 4: 2, 5: 2}
LEVELS_OF_BAND = ((1, 2), (3,), (4, 5))
CHANGES = ("lower", "same", "higher")
LABELS: dict[str, dict[Span, str]] = {
    STATE: {
        (0, 0): "Niveaux 1 et 2",
        (1, 1): "Niveau 3",
        (2, 2): "Niveaux 4 et 5",
        (0, 1): "Niveaux 1 à 3",
        (1, 2): "Niveaux 3 à 5",
    },
    CHANGE: {
        (0, 0): "Regard plus exigeant",
        (1, 1): "Même niveau",
        (2, 2): "Niveau plus haut",
        (0, 1): "Regard plus exigeant ou même niveau",
        (1, 2): "Même niveau ou niveau plus haut",
    },
}


@dataclass(frozen=True)
class Crowd:
    """Whom a publication may count. `values`: for each indicator, each person's band.

    Trainers read all that `read` put into it, and nothing at all of `hidden`. Of a change, somebody who shows them one of its two
    moments only is in neither: they cannot read her, and still know enough to be told more than others are.
    """

    kind: str
    values: Mapping[str, Mapping[int, int]]
    read: frozenset[int] = frozenset()
    hidden: frozenset[int] = frozenset()

    def without(self, people: Collection[int]) -> "Crowd":
        """The same crowd, some people left out of every indicator."""
        kept = {code: {one: band for one, band in row.items() if one not in people} for code, row in self.values.items()}
        return Crowd(self.kind, kept, self.read - set(people), self.hidden - set(people))

    @property
    def people(self) -> frozenset[int]:
        return frozenset().union(*self.values.values())


@dataclass(frozen=True)
class Cell:
    """What is published about one indicator: whose answers stand behind it, and how many in each shown band, if any is shown.

    No member: nothing is published. No band: only the base is.
    """

    members: frozenset[int] = frozenset()
    bands: tuple[tuple[Span, int], ...] = ()


@dataclass(frozen=True)
class Told:
    """One publication of a cohort, with the answers behind it as they were; but for those that were erased since."""

    crowd: Crowd
    cells: Mapping[str, Cell]


def state_bands(levels: Mapping[int, Mapping[str, int | None]]) -> dict[str, dict[int, int]]:
    """Bands of a moment, from each person's levels by indicator (None: non concerné)."""
    found: dict[str, dict[int, int]] = {}
    for person, row in levels.items():
        for code, level in row.items():
            if level is not None:
                found.setdefault(code, {})[person] = BAND_OF_LEVEL[level]
    return found


def change_bands(
    before: Mapping[int, Mapping[str, int | None]], after: Mapping[int, Mapping[str, int | None]]
) -> dict[str, dict[int, int]]:
    """Lower, same or higher, of the people who have a level at both moments."""
    found: dict[str, dict[int, int]] = {}
    for person in before.keys() & after.keys():
        old_row = before[person]
        for code, level in after[person].items():
            if level is not None and (old := old_row.get(code)) is not None:
                found.setdefault(code, {})[person] = 1 + (level > old) - (level < old)
    return found


def smallest_band(circles: Iterable[frozenset[int]], people: frozenset[int]) -> int:
    """How many people a shown band needs: one more than any enrolled person, counted or not, may know among them; three at least."""
    return max(SMALLEST, 1 + max((len(circle & people) for circle in circles), default=0))


def publish(
    crowd: Crowd, *, codes: Sequence[str], circles: Collection[frozenset[int]], earlier: Sequence[Told], rng: Random
) -> dict[str, Cell]:
    """What may be published about each indicator, after all that was published before. `circles`: whom each enrolled person may
    know, herself included. Whatever `rng` draws is frozen with the publication, and told to nobody.
    """
    unread = crowd.people - crowd.read
    if unread and len(unread & crowd.hidden) < FEWEST:
        crowd = crowd.without(unread)
    smallest = smallest_band(circles, crowd.people)
    return {code: _cell(crowd, code, smallest, circles, earlier, rng) for code in codes}


def _cell(crowd: Crowd, code: str, smallest: int, circles: Collection[frozenset[int]], earlier: Sequence[Told], rng: Random) -> Cell:
    values = crowd.values.get(code, {})
    leans_first = rng.random() < 0.5  # drawn for each indicator, needed or not
    others = [(told.crowd, told.cells[code]) for told in earlier if code in told.cells and told.cells[code].members]
    for with_bands in (True, False):
        for members in _candidates(frozenset(values), [cell.members for _, cell in others], rng):
            if any(0 < len(members ^ cell.members) < FEWEST for _, cell in others):
                continue
            made = Cell(members, _bands(crowd, values, members, smallest, leans_first) if with_bands else ())
            if not any(_subtraction_tells(crowd, made, other, cell, code, circles) for other, cell in others):
                return made
    return Cell()


def _candidates(natural: frozenset[int], others: Sequence[frozenset[int]], rng: Random) -> Iterator[frozenset[int]]:
    """Everybody; then earlier sets of people that are part of it, the largest first; then everybody but some, at random."""
    if len(natural) < FEWEST:
        return
    yield natural
    yield from sorted({one for one in others if one < natural}, key=lambda one: (-len(one), sorted(one)))
    if not others:
        return
    for _ in range(ORDERS):
        order = sorted(natural)
        rng.shuffle(order)
        for out in range(1, min(len(order) - FEWEST, LONGEST) + 1):
            yield frozenset(order[out:])


def _bands(
    crowd: Crowd, values: Mapping[int, int], members: frozenset[int], smallest: int, leans_first: bool
) -> tuple[tuple[Span, int], ...]:
    """The finest bands that may be shown; none where only one would remain."""
    counts, unknown = [0, 0, 0], [0, 0, 0]
    for one in members:
        counts[values[one]] += 1
        unknown[values[one]] += one in crowd.hidden
    is_guarded = not members <= crowd.read
    if is_guarded and sum(unknown) < FEWEST:
        return ()
    sides = (WITH_FIRST, WITH_LAST) if leans_first else (WITH_LAST, WITH_FIRST)
    for spans in (THREE, *sides):
        sizes = [sum(counts[first : last + 1]) for first, last in spans]
        hidden = [sum(unknown[first : last + 1]) for first, last in spans]
        if min(sizes) >= smallest and (not is_guarded or min(hidden) >= 1):
            return tuple(zip(spans, sizes, strict=True))
    return ()


def _common_cuts(*cells: Cell) -> list[int]:
    """The bands after which every one of these tables is cut."""
    return sorted(set.intersection(*({last for (_, last), _ in cell.bands[:-1]} for cell in cells)))


def _subtraction_tells(mine: Crowd, cell: Cell, other: Crowd, told: Cell, code: str, circles: Collection[frozenset[int]]) -> bool:
    """Whether one table minus another of its kind would put an unknown person in one band, were nobody to have moved since.

    Readers: trainers, with whomever they read in either, or know something of; every person, alone or with all whom she may know.
    Whose answers were erased since still knows them, and so may her circle: as many as a circle holds may have stood in any band.
    Trainers may have read all of them.
    """
    cuts = _common_cuts(cell, told) if mine.kind == other.kind else []
    if not cuts or cell.members == told.members:
        return False

    part = [sum(band > cut for cut in cuts) for band in range(3)]
    delta = [0] * (len(cuts) + 1)
    for (first, _), people in cell.bands:
        delta[part[first]] += people
    for (first, _), people in told.bands:
        delta[part[first]] -= people
    now = {one: part[band] for one, band in mine.values.get(code, {}).items() if one in cell.members}
    then = {one: part[band] for one, band in other.values.get(code, {}).items() if one in told.members}
    left = cell.members - told.members
    erased = len(told.members - then.keys())
    if any(_puts_in_one_band(delta, *seen, erased) for seen in _seen_by(_trainers(mine, other, now, then), left, len(delta))):
        return True
    erased = min(erased, max((len(circle) for circle in circles), default=0))
    return any(_puts_in_one_band(delta, *seen, erased) for seen in _seen_by(_people(now, then, left, circles), left, len(delta)))


type Known = tuple[dict[int, int], dict[int, int]]  # where each person stands of whom a reader knows it, now and then


def _trainers(mine: Crowd, other: Crowd, now: Mapping[int, int], then: Mapping[int, int]) -> Iterator[Known]:
    """What trainers know: whom they read in either table, or know something of."""
    for is_known_now, is_known_then in ((mine.read, other.read), (now.keys() - mine.hidden, then.keys() - other.hidden)):
        read_now = {one: band for one, band in now.items() if one in is_known_now}
        read_then = {one: band for one, band in then.items() if one in is_known_then}
        yield (
            {one: band for one, band in {**read_then, **read_now}.items() if one in now},
            {one: band for one, band in {**read_now, **read_then}.items() if one in then},
        )


def _people(now: Mapping[int, int], then: Mapping[int, int], left: frozenset[int], circles: Collection[frozenset[int]]) -> Iterator[Known]:
    """What each person knows: nobody, herself alone, or all whom she may know."""
    stands = {one: (now.get(one, -1), then.get(one, -1), one in left) for one in now.keys() | then.keys()}
    # Of two circles whose people stood alike, one takes out as much as the other: the last one met speaks for all of them.
    alike: dict[tuple[tuple[int, int, bool], ...], Collection[int]] = {(): (), **{(stand,): (one,) for one, stand in stands.items()}}
    for circle in circles:
        here = [one for one in circle if one in stands]
        alike[tuple(sorted([stands[one] for one in here]))] = here
    for who in alike.values():
        yield {one: now[one] for one in who if one in now}, {one: then[one] for one in who if one in then}


def _seen_by(readers: Iterable[Known], left: frozenset[int], bands: int) -> set[tuple[tuple[int, ...], int]]:
    """What these readers take out of a difference, band by band, and how many of `left` they do not know: many see the same."""
    found = set()
    for now, then in readers:
        known_now, known_then = list(now.values()), list(then.values())
        out = tuple(known_now.count(band) - known_then.count(band) for band in range(bands))
        found.add((out, len(left - now.keys())))
    return found


def _puts_in_one_band(delta: Sequence[int], out: Sequence[int], unknown: int, erased: int = 0) -> bool:
    """Whether the unknown people of those counted now only, or those counted then only, can but stand in one band.

    Known people, with their bands, are taken out of both tables first. What the former have more of than the others is then in `delta`;
    as long as one more of each may cancel out, anybody may stand anywhere. Up to `erased` people, whose bands are written nowhere any
    more, are taken out of the former table too, from whichever bands tell most.
    """
    rest = [change - known for change, known in zip(delta, out, strict=True)]
    for at, change in enumerate(rest):
        others = rest[:at] + rest[at + 1 :]
        if unknown > 0 and change <= unknown <= change + erased and max(others) <= 0:
            return True
        if change < 0 and sum(-one for one in others if one < 0) <= unknown - sum(others) <= erased:
            return True
    return False


def shown(asked: Sequence[Mapping[str, Any]], kind: str, cells: Mapping[str, Cell]) -> list[dict[str, Any]]:
    """All that a screen or a file says about one publication. `asked`: competencies with their indicators, as they were asked."""
    return [
        {
            **{name: one[name] for name in ("slug", "order", "title")},
            "indicators": [
                {"code": code, "title": title, "base": len(cells[code].members) or None, "bands": _labelled(kind, cells[code])}
                for code, title in one["indicators"]
            ],
        }
        for one in asked
    ]


def _labelled(kind: str, cell: Cell) -> list[dict[str, Any]]:
    return [{"label": LABELS[kind][span], "bands": list(span), "holds": _held(kind, span), "people": people} for span, people in cell.bands]


def _held(kind: str, span: Span) -> list[int] | list[str]:
    bands = range(span[0], span[1] + 1)
    return [level for band in bands for level in LEVELS_OF_BAND[band]] if kind == STATE else [CHANGES[band] for band in bands]


def told_again(figures: Iterable[Mapping[str, Any]], members: Mapping[str, Sequence[int]], crowd: Crowd) -> Told:
    """A publication of earlier, as `publish` needs it, from what was stored."""
    cells = {
        one["code"]: Cell(
            frozenset(members.get(one["code"], ())), tuple(((band["bands"][0], band["bands"][1]), band["people"]) for band in one["bands"])
        )
        for competency in figures
        for one in competency["indicators"]
    }
    return Told(crowd, cells)
