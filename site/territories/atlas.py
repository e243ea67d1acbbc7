"""The map of the 18 regions as light shapes: read once from its file, rounded to whole units, written as relative steps.

As filed the shapes weigh 26 kB, 9.2 kB gzipped; as served 9.3 kB, 3.3 kB gzipped, and look the same at the size of a page.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from territories.regions import CODES

FILE = Path(__file__).resolve().parent / "content" / "regions.svg"
SHAPE = re.compile(r'<path id="r(\d\d)" d="([^"]+)">')
Point = tuple[int, int]


@dataclass(frozen=True)
class Shape:
    """One region: its INSEE code, its name, its outline, and where a numeral stands inside it."""

    code: str
    name: str
    d: str
    x: int
    y: int


@cache
def shapes() -> tuple[Shape, ...]:
    """Every region of the file, overseas included. Raises ValueError where the file does not hold the 18 that we know."""
    found = dict(SHAPE.findall(FILE.read_text(encoding="utf-8")))
    if set(found) != set(CODES):
        raise ValueError(f"{FILE.name}: {sorted(set(found) ^ set(CODES))}")
    return tuple(_shape(code, outlines(found[code])) for code in CODES)


def _shape(code: str, rings: list[list[Point]]) -> Shape:
    x, y = middle(max(rings, key=lambda ring: abs(area(ring))))
    return Shape(code, CODES[code], "".join(map(steps, rings)), x, y)


def outlines(d: str) -> list[list[Point]]:
    """The rings of a path made of M, L and z alone, in whole units; one that shrinks to less than a triangle is left out."""
    rings = []
    for part in filter(None, d.strip().split("z")):
        points = [_point(pair) for pair in part.lstrip("M").split("L")]
        ring = [point for index, point in enumerate(points) if not index or point != points[index - 1]]
        if len(ring) > 2:
            rings.append(ring)
    return rings


def _point(pair: str) -> Point:
    x, y = pair.split(",")
    return round(float(x)), round(float(y))


def steps(ring: list[Point]) -> str:
    """A ring as one absolute point and relative steps: the shortest writing."""
    moves = [f"{x - before_x} {y - before_y}" for (before_x, before_y), (x, y) in pairwise(ring)]
    return f"M{ring[0][0]} {ring[0][1]}l{' '.join(moves).replace(' -', '-')}z"


def area(ring: list[Point]) -> float:
    """The signed area of a ring, in square units (the shoelace formula)."""
    return sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


def middle(ring: list[Point]) -> Point:
    """The centroid of a ring, rounded."""
    sides = [(one, other, one[0] * other[1] - other[0] * one[1]) for one, other in zip(ring, ring[1:] + ring[:1], strict=True)]
    whole = 6 * area(ring)
    x = sum((one[0] + other[0]) * cross for one, other, cross in sides) / whole
    y = sum((one[1] + other[1]) * cross for one, other, cross in sides) / whole
    return round(x), round(y)
