"""From walkers and modules to a drawing.

Each strand of module `i` is a cubic whose handles stand at thirds of its length, so the length is linear in `t`: cutting the
curve at the share of finished lessons (de Casteljau) ends exactly there, and the pin stands exactly on it. Lengths are units of
the drawing's viewBox.
"""

import math
from collections.abc import Sequence

from cohorts.geometry import Curves, Point, Side, cubic_at, curves_of, number, sign_of, split, spread, to_path, upright
from cohorts.path.parts import Loop, Node, Number, Path, Pin, Row, Step, Strand, Tally, Walker

# Heights and slopes of the nine meeting points, drawn by hand once: a regular wave looks like a machine's.
WIDE_Y = (104, 94, 102, 86, 96, 80, 90, 74, 80)
WIDE_SLOPE = (34, 46, 52, 44, 54, 46, 52, 44, 30)
RISING_Y = (430, 416, 392, 356, 308, 250, 190, 124, 60)
RISING_SLOPE = (34, 50, 56, 48, 60, 50, 58, 50, 32)
FEW, FEW_SLOPE = 5, 46
CLAMP = 0.18  # a pin never hides a meeting point
UPRIGHT_CLAMP = 0.25  # modules follow each other more closely there
SHORT_CLAMP = 0.32
# Between two pins: 14 + 14 on the wide drawing, 13 + 12 on the upright one, 6 + 6 on the short one, and a little air.
APART, UPRIGHT_APART, SHORT_APART = 28, 26, 13
TRIO_SHIFT = 6  # a numeral makes room for the third strand, which runs near the middle


def draw(steps: Sequence[Step], walkers: Sequence[Walker]) -> Path:
    """The path of one pair (or of nobody, of one person alone, of a trio): wide, and upright for narrow screens."""
    # Long loops would be so flat that a pin touches the numeral: the slopes of the two ends are for eight modules.
    slopes = [max(slope, FEW_SLOPE if len(steps) < FEW else 0) for slope in spread(WIDE_SLOPE, len(steps))]
    return _path(steps, walkers, spread(WIDE_Y, len(steps)), slopes, 158)


def draw_rising(steps: Sequence[Step]) -> Path:
    """The path of the public home: climbing, walked to its end by the two people one might be."""
    whole = tuple(Tally(1, 1) for _ in steps)
    pair = [Walker("", "", Side.ME, whole), Walker("", "", Side.PARTNER, whole)]
    return _path(steps, pair, spread(RISING_Y, len(steps)), spread(RISING_SLOPE, len(steps)), 480, pins=False)


def draw_short(walkers: Sequence[Walker], modules: int) -> Path:
    """The path at the end of a lesson, without names: 416 by 56, however many modules share the width."""
    curves = curves_of(8, 400 / modules if modules else 400, [28.0] * (modules + 1), [19.0] * (modules + 1))
    return Path(
        width=416,
        height=56,
        shared=(),
        ahead=_ahead(walkers, curves, modules),
        walked=_walked(walkers, curves),
        nodes=_nodes(walkers, curves, modules, dot=3, lozenge=7),
        numbers=(),
        pins=_pins(_stands(walkers, curves, SHORT_CLAMP, SHORT_APART)),
        rows=(),
        walkers=tuple(walkers),
    )


def draw_thread(walkers: Sequence[Walker], index: int) -> Loop:
    """One cell of the trainer's matrix: the cells of a row, side by side, are the path of the pair."""
    modules = index + 1
    curves = curves_of(0, 64, [15.0] * (modules + 1), [15.0] * (modules + 1))
    return _cut(walkers, curves, index, f"{index * 64} 0 64 30")


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
    me = next((walker for walker in walkers if walker.side is Side.ME), None) if pins else None
    shift = TRIO_SHIFT if any(walker.side is Side.THIRD for walker in walkers) else 0
    stands = _stands(walkers, upright(), UPRIGHT_CLAMP, UPRIGHT_APART) if pins and count else []
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
                y=number((heights[index] + heights[index + 1]) / 2 + shift * sign_of(Side.ME, index)),
                text=str(step.number),
                is_here=me is not None and me.here == index,
                is_done=_all_done(walkers, index),
            )
            for index, step in enumerate(steps)
        ),
        pins=_pins(_stands(walkers, curves, CLAMP, APART)) if pins and count else (),
        rows=tuple(_row(steps, walkers, index, me, stands, shift) for index in range(count)),
        walkers=tuple(walkers),
    )


def _row(
    steps: Sequence[Step],
    walkers: Sequence[Walker],
    index: int,
    me: Walker | None,
    stands: Sequence[tuple[Walker, Point]],
    shift: int,
) -> Row:
    count, passed = len(steps), _passed(walkers, len(steps))
    done = _all_done(walkers, index)
    named = [walker for walker in walkers if walker.name]
    started = any(walker.tallies[index].finished for walker in named)
    return Row(
        step=steps[index],
        loop=_cut(walkers, upright(), index, f"0 {index * 100} 88 100"),
        number_x=number(44 + shift * sign_of(Side.ME, index)),
        pins=tuple(
            Pin(number(x), number(y), f"{number(y - index * 100)}%", walker.initial, walker.side)
            for walker, (x, y) in stands
            if walker.here == index
        ),
        starts_with_lozenge=_is_lozenge(index, count),
        ends_with_lozenge=_is_lozenge(index + 1, count),
        start_is_done=passed[index],
        end_is_done=passed[index + 1],
        is_here=me is not None and me.here == index,
        is_done=done,
        counts=tuple((walker.name, walker.tallies[index]) for walker in named) if started and not done else (),
        ending={1: "Terminé", 2: "Terminé à deux"}.get(len(named), "Terminé à trois") if done and named else "",
    )


def _cut(walkers: Sequence[Walker], curves: Curves, index: int, view_box: str) -> Loop:
    done = {walker.side for walker in walkers if walker.tallies[index].is_done}
    return Loop(
        view_box=view_box,
        shared=_loop(curves, index) if _is_shared(walkers, index) else "",
        ahead=tuple(to_path([curves(side, index)]) for side in reversed(_sides(walkers)) if side not in done),
        walked=tuple(
            Strand(to_path([split(curves(walker.side, index), walker.tallies[index].share)[0]]), walker.side)
            for walker in _mine_last(walkers)
            if walker.tallies[index].share
        ),
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
    """Which meeting points everyone has passed; the first as soon as there is someone, for she stands beyond it.

    A lozenge is passed by whoever has sent that positionnement, wherever her lessons are.
    """
    passed = [bool(walkers)]
    for index in range(count):
        passed.append(passed[-1] and all(walker.has_passed(index) for walker in walkers))
    for index in {0, count // 2, count} if walkers else ():
        rank = 0 if index == 0 else 2 if index == count else 1
        if all(walker.lozenges is not None for walker in walkers):
            passed[index] = all(rank in (walker.lozenges or ()) for walker in walkers)
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


def _pins(stands: Sequence[tuple[Walker, Point]]) -> tuple[Pin, ...]:
    return tuple(Pin(number(x), number(y), "", walker.initial, walker.side) for walker, (x, y) in stands)


def _stands(walkers: Sequence[Walker], curves: Curves, clamp: float, apart: float) -> list[tuple[Walker, Point]]:
    """Where each pin stands, always on its own strand. The two of a pair are a loop's height apart; the third of a trio
    runs between them, so hers gives way along her strand, as little as it can, rather than hide someone."""
    places: dict[Side, Point] = {}
    for walker in sorted(walkers, key=lambda walker: walker.side is Side.THIRD):
        if not walker.tallies:
            continue
        curve = curves(walker.side, walker.here)
        t = _clamped(walker.tallies[walker.here].share, clamp)
        place = cubic_at(curve, t)
        if walker.side is Side.THIRD:
            tries = sorted((clamp + (1 - 2 * clamp) * step / 60 for step in range(61)), key=lambda other: abs(other - t))
            points = [place, *(cubic_at(curve, other) for other in tries)]
            room = [min((math.dist(point, other) for other in places.values()), default=apart) for point in points]
            place = next((point for point, space in zip(points, room, strict=True) if space >= apart), points[room.index(max(room))])
        places[walker.side] = place
    return [(walker, places[walker.side]) for walker in _mine_last(walkers) if walker.side in places]


def _clamped(share: float, clamp: float) -> float:
    return min(max(share, clamp), 1 - clamp)
