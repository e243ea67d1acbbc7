"""The drawings beside the tables: a wheel with one spoke an indicator, and the line on which a level moves.

Pure functions: levels in, coordinates out, already rounded. A level that is not there leaves a gap, never a zero; no competency
has a figure of its own, so there is nothing here that adds or averages.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

CENTRE = (160.0, 132.0)
STEP = 20.0  # from one level's ring to the next
LABEL = 118.0
FEWEST_SPOKES = 3  # with fewer spokes a wheel says nothing that the table does not


@dataclass(frozen=True)
class Spoke:
    """One axis, and the numeral at its end, which is that of the table's row."""

    axis: str
    x: str
    y: str
    number: int


@dataclass(frozen=True)
class Series:
    """One moment on the wheel: a closed shape where every spoke has a level; otherwise the pieces between neighbours, and points."""

    shape: str
    pieces: tuple[str, ...]
    points: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Wheel:
    """Everything its template writes down: rings from the first level to the fifth, one spoke a row, one or two series."""

    rings: tuple[str, ...]
    spokes: tuple[Spoke, ...]
    before: Series | None
    after: Series


def rounded(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def at(index: int, count: int, radius: float) -> tuple[float, float]:
    """A place on a spoke: the first points up, the others follow clockwise."""
    angle = 2 * math.pi * index / count - math.pi / 2
    return CENTRE[0] + radius * math.cos(angle), CENTRE[1] + radius * math.sin(angle)


def pairs(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{rounded(x)},{rounded(y)}" for x, y in points)


def draw_wheel(before: Sequence[int | None] | None, after: Sequence[int | None]) -> Wheel | None:
    """The wheel of one competency: levels 1 to 5 in the order of its rows, None where there is none. None with fewer than three rows."""
    count = len(after)
    if count < FEWEST_SPOKES or not any(after):
        return None
    return Wheel(
        rings=tuple(pairs([at(index, count, STEP * level) for index in range(count)]) for level in range(1, 6)),
        spokes=tuple(
            Spoke(
                axis=f"M{pairs([CENTRE])}L{pairs([at(index, count, STEP * 5)])}",
                x=rounded(at(index, count, LABEL)[0]),
                y=rounded(at(index, count, LABEL)[1]),
                number=index + 1,
            )
            for index in range(count)
        ),
        before=_series(before) if before is not None and any(before) else None,
        after=_series(after),
    )


def _series(levels: Sequence[int | None]) -> Series:
    count = len(levels)
    places = [at(index, count, STEP * level) if level else None for index, level in enumerate(levels)]
    points = [place for place in places if place is not None]
    whole = len(points) == count
    pieces = []
    for here, there in zip(places, [*places[1:], places[0]], strict=True):
        if not whole and here is not None and there is not None:
            pieces.append(f"M{pairs([here])}L{pairs([there])}")
    return Series(
        shape=pairs(points) if whole else "",
        pieces=tuple(pieces),
        points=tuple((rounded(x), rounded(y)) for x, y in points),
    )


@dataclass(frozen=True)
class Move:
    """Where a level was and is, on a line of five places. `was` is None where there is nothing to compare with."""

    was: str | None
    now: str | None

    @property
    def is_still(self) -> bool:
        return self.was is not None and self.was == self.now


def draw_move(before: int | None, after: int | None) -> Move | None:
    """The line of one row: 128 wide, its five places at 10, 37, 64, 91, 118. None where neither moment has a level."""
    if before is None and after is None:
        return None
    return Move(*(str(10 + 27 * (level - 1)) if level else None for level in (before, after)))
