"""The path of strands: one for each walker, parting at the start of a module and meeting at its end. Data, not ornament.

Pure geometry, without Django. Each strand of module `i` is a cubic whose handles stand at thirds of its length, so the
length is linear in `t`: cutting the curve at the share of finished lessons (de Casteljau) ends exactly there, and the pin
stands exactly on it. Lengths are units of the drawing's viewBox.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cohorts.geometry import Curves, Side, cubic_at, curves_of, number, split, spread, to_path, upright

# Heights and slopes of the nine meeting points, drawn by hand once: a regular wave looks like a machine's.
WIDE_Y = (104, 94, 102, 86, 96, 80, 90, 74, 80)
WIDE_SLOPE = (34, 46, 52, 44, 54, 46, 52, 44, 30)
RISING_Y = (430, 416, 392, 356, 308, 250, 190, 124, 60)
RISING_SLOPE = (34, 50, 56, 48, 60, 50, 58, 50, 32)
CLAMP = 0.18  # a pin never hides a meeting point
SHORT_CLAMP = 0.32


@dataclass(frozen=True)
class Tally:
    """One person in one module: lessons finished, over those published to her."""

    finished: int
    total: int

    @property
    def share(self) -> float:
        return min(self.finished / self.total, 1.0) if self.total else 0.0

    @property
    def is_done(self) -> bool:
        return self.total > 0 and self.finished >= self.total


@dataclass(frozen=True)
class Walker:
    """One person on the path, with a tally for each module."""

    name: str
    initial: str
    side: Side
    tallies: tuple[Tally, ...]

    @property
    def here(self) -> int:
        """The module one stands in: the first that is not finished, or the last."""
        return next((index for index, tally in enumerate(self.tallies) if not tally.is_done), len(self.tallies) - 1)


@dataclass(frozen=True)
class Step:
    """One module, as it is named beside the drawing."""

    number: int
    name: str
    url: str
    lessons: int
    note: str = ""


@dataclass(frozen=True)
class Strand:
    """A walked line, and whose it is."""

    d: str
    side: Side


@dataclass(frozen=True)
class Node:
    """A meeting point; a lozenge is a positionnement."""

    x: str
    y: str
    radius: str
    lozenge: str
    is_done: bool


@dataclass(frozen=True)
class Pin:
    """Where someone stands. `near` is the share of the module's height, for drawings that stretch."""

    x: str
    y: str
    near: str
    initial: str
    side: Side


@dataclass(frozen=True)
class Number:
    x: str
    y: str
    text: str
    is_here: bool
    is_done: bool


@dataclass(frozen=True)
class Row:
    """One module of the list beside the drawing, with its own upright piece of it."""

    step: Step
    top: int
    shared: str
    ahead: tuple[str, ...]
    walked: tuple[Strand, ...]
    pins: tuple[Pin, ...]
    starts_with_lozenge: bool
    ends_with_lozenge: bool
    start_is_done: bool
    end_is_done: bool
    is_here: bool
    is_done: bool
    counts: tuple[tuple[str, Tally], ...]
    ending: str


@dataclass(frozen=True)
class Path:
    """A drawing: everything its template writes down, already rounded and formatted."""

    width: int
    height: int
    shared: tuple[str, ...]
    ahead: tuple[str, ...]
    walked: tuple[Strand, ...]
    nodes: tuple[Node, ...]
    numbers: tuple[Number, ...]
    pins: tuple[Pin, ...]
    rows: tuple[Row, ...]
    walkers: tuple[Walker, ...]


def draw(steps: Sequence[Step], walkers: Sequence[Walker]) -> Path:
    """The path of one pair (or of nobody, of one person alone, of a trio): wide, and upright for narrow screens."""
    return _path(steps, walkers, spread(WIDE_Y, len(steps)), spread(WIDE_SLOPE, len(steps)), 158)


def draw_rising(steps: Sequence[Step]) -> Path:
    """The path of the public home: climbing, walked to its end by the two people one might be."""
    whole = tuple(Tally(1, 1) for _ in steps)
    pair = [Walker("", "", Side.ME, whole), Walker("", "", Side.PARTNER, whole)]
    return _path(steps, pair, spread(RISING_Y, len(steps)), spread(RISING_SLOPE, len(steps)), 480, pins=False)


def draw_short(walkers: Sequence[Walker], modules: int) -> Path:
    """The path at the end of a lesson: 416 wide for eight modules, without names."""
    width = 50.0
    curves = curves_of(8, width, [28.0] * (modules + 1), [19.0] * (modules + 1))
    return Path(
        width=16 + 50 * modules,
        height=56,
        shared=(),
        ahead=_ahead(walkers, curves, modules),
        walked=_walked(walkers, curves),
        nodes=_nodes(walkers, curves, modules, dot=3, lozenge=7),
        numbers=(),
        pins=_pins(walkers, curves, SHORT_CLAMP),
        rows=(),
        walkers=tuple(walkers),
    )


def _path(
    steps: Sequence[Step],
    walkers: Sequence[Walker],
    heights: list[float],
    slopes: list[float],
    height: int,
    *,
    pins: bool = True,
) -> Path:
    count = len(steps)
    width = 1096 / count if count else 1096
    curves = curves_of(12, width, heights, slopes)
    me = next((walker for walker in walkers if walker.side is Side.ME), None)
    return Path(
        width=1120,
        height=height,
        shared=tuple(_loop(curves, index) for index in range(count) if _is_shared(walkers, index)),
        ahead=_ahead(walkers, curves, count),
        walked=_walked(walkers, curves),
        nodes=_nodes(walkers, curves, count, dot=5.5, lozenge=9.5),
        numbers=tuple(
            Number(
                x=number(12 + (index + 0.5) * width),
                y=number((heights[index] + heights[index + 1]) / 2),
                text=str(step.number),
                is_here=pins and me is not None and me.here == index,
                is_done=_all_done(walkers, index),
            )
            for index, step in enumerate(steps)
        ),
        pins=_pins(walkers, curves, CLAMP) if pins and count else (),
        rows=tuple(_row(steps, walkers, index, me if pins else None) for index in range(count)),
        walkers=tuple(walkers),
    )


def _row(steps: Sequence[Step], walkers: Sequence[Walker], index: int, me: Walker | None) -> Row:
    count, curves = len(steps), upright()
    passed = _passed(walkers, count)
    done = _all_done(walkers, index)
    named = [walker for walker in walkers if walker.name]
    started = any(walker.tallies[index].finished for walker in named)
    is_here = me is not None and me.here == index
    return Row(
        step=steps[index],
        top=index * 100,
        shared=_loop(curves, index) if _is_shared(walkers, index) else "",
        ahead=tuple(
            to_path([curves(side, index)])
            for side in _sides(walkers)
            if not any(walker.side is side and walker.tallies[index].is_done for walker in walkers)
        ),
        walked=tuple(
            Strand(to_path([split(curves(walker.side, index), walker.tallies[index].share)[0]]), walker.side)
            for walker in _mine_last(walkers)
            if walker.tallies[index].share
        ),
        pins=tuple(
            Pin(number(x), number(y), f"{number(y - index * 100)}%", walker.initial, walker.side)
            for walker in _mine_last(walkers)
            if me is not None and walker.here == index
            for x, y in [cubic_at(curves(walker.side, index), _clamped(walker.tallies[index].share, CLAMP))]
        ),
        starts_with_lozenge=_is_lozenge(index, count),
        ends_with_lozenge=_is_lozenge(index + 1, count),
        start_is_done=passed[index],
        end_is_done=passed[index + 1],
        is_here=is_here,
        is_done=done,
        counts=tuple((walker.name, walker.tallies[index]) for walker in named) if (started or is_here) and not done else (),
        ending={1: "Terminé", 2: "Terminé à deux"}.get(len(named), "Terminé à trois") if done and named else "",
    )


def _sides(walkers: Sequence[Walker]) -> list[Side]:
    """Which strands are drawn: the walkers' own; the two of a pair where there is nobody yet."""
    return [walker.side for walker in walkers] or [Side.ME, Side.PARTNER]


def _mine_last(walkers: Sequence[Walker]) -> list[Walker]:
    """One's own strand lies on top."""
    return sorted(walkers, key=lambda walker: walker.side is Side.ME)


def _all_done(walkers: Sequence[Walker], index: int) -> bool:
    return bool(walkers) and all(walker.tallies[index].is_done for walker in walkers)


def _is_shared(walkers: Sequence[Walker], index: int) -> bool:
    """Ground built together takes two people."""
    return len(walkers) > 1 and _all_done(walkers, index)


def _passed(walkers: Sequence[Walker], count: int) -> list[bool]:
    """Which meeting points everyone has passed; the first as soon as there is someone, for she stands beyond it."""
    passed = [bool(walkers)]
    for index in range(count):
        passed.append(passed[-1] and _all_done(walkers, index))
    return passed


def _is_lozenge(index: int, count: int) -> bool:
    return index in {0, count // 2, count}


def _nodes(walkers: Sequence[Walker], curves: Curves, count: int, *, dot: float, lozenge: float) -> tuple[Node, ...]:
    points = [curves(Side.ME, index)[0] for index in range(count)] + ([curves(Side.ME, count - 1)[3]] if count else [])
    nodes = []
    for index, ((x, y), done) in enumerate(zip(points, _passed(walkers, count), strict=False)):
        shape = ""
        if _is_lozenge(index, count):
            r = number(lozenge)
            shape = f"M{number(x)},{number(y - lozenge)}l{r},{r} -{r},{r} -{r},-{r}z"
        nodes.append(Node(number(x), number(y), number(dot), shape, done))
    return tuple(nodes)


def _loop(curves: Curves, index: int) -> str:
    """The ground between the two strands of a module."""
    there, back = curves(Side.ME, index), curves(Side.PARTNER, index)
    return to_path([there, (back[3], back[2], back[1], back[0])])


def _ahead(walkers: Sequence[Walker], curves: Curves, count: int) -> tuple[str, ...]:
    """What is still to walk, one dotted line a side."""
    tallies = {walker.side: walker.tallies for walker in walkers}
    lines = []
    for side in _sides(walkers):
        left = [index for index in range(count) if side not in tallies or not tallies[side][index].is_done]
        if left:
            lines.append(to_path([curves(side, index) for index in left]))
    return tuple(lines)


def _walked(walkers: Sequence[Walker], curves: Curves) -> tuple[Strand, ...]:
    """What each has walked; a module begun out of order shows as a piece of its own."""
    strands = []
    for walker in _mine_last(walkers):
        pieces = [split(curves(walker.side, index), tally.share)[0] for index, tally in enumerate(walker.tallies) if tally.share]
        if pieces:
            strands.append(Strand(to_path(pieces), walker.side))
    return tuple(strands)


def _pins(walkers: Sequence[Walker], curves: Curves, clamp: float) -> tuple[Pin, ...]:
    pins = []
    for walker in _mine_last(walkers):
        if walker.tallies:
            x, y = cubic_at(curves(walker.side, walker.here), _clamped(walker.tallies[walker.here].share, clamp))
            pins.append(Pin(number(x), number(y), "", walker.initial, walker.side))
    return tuple(pins)


def _clamped(share: float, clamp: float) -> float:
    return min(max(share, clamp), 1 - clamp)
