"""The curves of the path: cubics whose length is linear in `t`, cut exactly, written as SVG. Pure arithmetic."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from itertools import pairwise

Point = tuple[float, float]
Cubic = tuple[Point, Point, Point, Point]


class Side(StrEnum):
    """Whose strand it is, from the reader's point of view."""

    ME = "me"
    PARTNER = "partner"
    THIRD = "third"


def cubic_at(curve: Cubic, t: float) -> Point:
    """The point of a cubic at t."""
    return split(curve, t)[0][3]


def split(curve: Cubic, t: float) -> tuple[Cubic, Cubic]:
    """Cuts a cubic in two at t (de Casteljau): both parts are the very same curve."""
    a, b, c, d = curve
    ab, bc, cd = mix(a, b, t), mix(b, c, t), mix(c, d, t)
    abc, bcd = mix(ab, bc, t), mix(bc, cd, t)
    middle = mix(abc, bcd, t)
    return (a, ab, abc, middle), (middle, bcd, cd, d)


def mix(a: Point, b: Point, t: float) -> Point:
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t


def spread(table: Sequence[float], modules: int) -> list[float]:
    """The hand-drawn values, stretched over as many meeting points as there are modules, plus one."""
    if modules + 1 == len(table):
        return list(table)
    last = len(table) - 1
    values = []
    for index in range(modules + 1):
        place = last * index / modules if modules else 0.0
        low = min(int(place), last - 1)
        values.append(table[low] + (table[low + 1] - table[low]) * (place - low))
    return values


Curves = Callable[[Side, int], Cubic]


def sign_of(side: Side, index: int) -> float:
    """On which side of the middle a strand runs in a module, and how far. The reader's starts above, and sides swap at
    every meeting point. The third of a trio keeps near the middle, a little aside: the numeral stands there."""
    sign = {Side.ME: -1.0, Side.PARTNER: 1.0, Side.THIRD: 0.25}[side]
    return sign if index % 2 == 0 else -sign


def curves_of(x0: float, width: float, heights: Sequence[float], slopes: Sequence[float]) -> Curves:
    """The cubic of each side in each module, from left to right."""

    def curve(side: Side, index: int) -> Cubic:
        sign = sign_of(side, index)
        x, third = x0 + index * width, width / 3
        end = x0 + (index + 1) * width  # the very float the next module starts from, or the line would break there
        y0, y1 = heights[index], heights[index + 1]
        rise = (y1 - y0) / 3
        return (
            (x, y0),
            (x + third, y0 + rise + sign * slopes[index]),
            (x + 2 * third, y1 - rise + sign * slopes[index + 1]),
            (end, y1),
        )

    return curve


def upright() -> Curves:
    """The same from top to bottom, a hundred units a module: each row of the list stretches its own piece."""

    def curve(side: Side, index: int) -> Cubic:
        x, y = 44 + sign_of(side, index) * 34, index * 100.0
        return (44, y), (x, y + 100 / 3), (x, y + 200 / 3), (44, y + 100)

    return curve


def to_path(pieces: Sequence[Cubic]) -> str:
    """An SVG path; pieces that follow each other are one line."""
    parts = [f"M{pair_of(pieces[0][0])}C{' '.join(pair_of(point) for point in pieces[0][1:])}"]
    for before, piece in pairwise(pieces):
        if before[3] != piece[0]:
            parts.append(f"M{pair_of(piece[0])}")
        parts.append(f"C{' '.join(pair_of(point) for point in piece[1:])}")
    return "".join(parts)


def pair_of(point: Point) -> str:
    return f"{number(point[0])},{number(point[1])}"


def number(value: float) -> str:
    """One decimal, and none where it would be zero; always with a dot, whatever the language of the page."""
    text = f"{round(value, 6):.1f}"
    return "0" if text == "-0.0" else text.removesuffix(".0")
