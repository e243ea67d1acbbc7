"""Where the middle of somebody's weeks lies between the types of activity, and between the modes of animation. Pure arithmetic.

Source: lesson m3-l3 and slide 9, « 4 types d'activités possibles, avec un barycentre spécifique à chaque catalyseur ». The document
draws it and gives no formula; the weighted mean of the corners is the usual one (barycentric coordinates, Möbius 1827).

In a triangle one point is one set of shares. In a square it is not: as much of two opposite types lies in the middle like as much of all
four. So the drawing never stands alone, and the table says everything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cohorts.geometry import Point, number
from pages.templatetags.typography import french

# Units of the drawing, 320 wide: on the narrowest phone one unit is still about one pixel, so that names keep their size.
WIDTH = 320
SQUARE: tuple[Point, ...] = ((60, 60), (260, 60), (260, 260), (60, 260))
TRIANGLE: tuple[Point, ...] = ((160, 60), (270, 250), (50, 250))
LINE = 17  # from one line of a name to the next
RING, DISC = 9, 7


def barycentre(weights: Sequence[int], corners: Sequence[Point]) -> Point | None:
    """The mean of the corners, each weighing its amount: (Σ wᵢ·xᵢ / Σ wᵢ, Σ wᵢ·yᵢ / Σ wᵢ). None where every amount is zero.

    Amounts are whole and not negative, in the order of the corners; the point is in the units of the corners.
    """
    total = sum(weights)
    if not total:
        return None
    x = sum(weight * corner[0] for weight, corner in zip(weights, corners, strict=True)) / total
    y = sum(weight * corner[1] for weight, corner in zip(weights, corners, strict=True)) / total
    return x, y


def weights_of_types(asked: Mapping[str, Any], amounts: Mapping[str, int]) -> list[int]:
    """How much weighs each type: the sum of the amounts of its activities. It places a point, and no screen shows it."""
    return [sum(amounts.get(one["id"], 0) for one in kind["activities"]) for kind in asked["types"]["list"]]


def weights_of_modes(asked: Mapping[str, Any], amounts: Mapping[str, int]) -> list[int]:
    """How much weighs each mode: its amount."""
    return [amounts.get(mode["slug"], 0) for mode in asked["modes"]["list"]]


@dataclass(frozen=True)
class Line:
    """One line of a name."""

    y: str
    text: str


@dataclass(frozen=True)
class Corner:
    """A corner, and its name in words, outside the figure."""

    x: str
    y: str
    name_x: str
    anchor: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Drawing:
    """What the template writes: every value is ready for an attribute. `now` or `before` is None where there is no point."""

    outline: str
    corners: tuple[Corner, ...]
    now: tuple[str, str] | None
    before: tuple[str, str] | None
    height: int
    width: int = WIDTH
    ring: int = RING
    disc: int = DISC


def draw(corners: Sequence[Point], names: Sequence[str], now: Sequence[int], before: Sequence[int] | None) -> Drawing:
    """The figure whose corners bear these names, with today's point and the former one."""
    here = barycentre(now, corners)
    there = barycentre(before, corners) if before is not None else None
    middle = sum(corner[1] for corner in corners) / len(corners)
    return Drawing(
        outline=" ".join(f"{number(x)},{number(y)}" for x, y in corners),
        corners=tuple(_corner(corner, name, is_above=corner[1] < middle) for corner, name in zip(corners, names, strict=True)),
        now=(number(here[0]), number(here[1])) if here else None,
        before=(number(there[0]), number(there[1])) if there else None,
        height=int(max(corner[1] for corner in corners)) + 2 * LINE + 18,
    )


def _corner(corner: Point, name: str, *, is_above: bool) -> Corner:
    """Names stand above the upper corners and below the lower ones, and never leave the drawing on either side."""
    lines = in_two_lines(french(name))
    x, y = corner
    if x == WIDTH / 2:
        anchor, name_x = "middle", x
    elif x < WIDTH / 2:
        anchor, name_x = "start", 8.0
    else:
        anchor, name_x = "end", WIDTH - 8.0
    first = y - 14 - LINE * (len(lines) - 1) if is_above else y + 26
    placed = tuple(Line(number(first + LINE * rank), line) for rank, line in enumerate(lines))
    return Corner(number(x), number(y), number(name_x), anchor, placed)


def in_two_lines(name: str) -> tuple[str, ...]:
    """A name of several words on two lines, as even as its words allow."""
    words = name.split(" ")
    if len(words) == 1:
        return (name,)
    cuts = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    return min(cuts, key=lambda pair: max(len(line) for line in pair))
