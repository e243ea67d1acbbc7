"""The quiet drawing beside the figures: one strip, cut by how many people stand in each group. It says nothing that words do not."""

from dataclasses import dataclass
from typing import Any

WIDTH, GAP = 100.0, 1.0  # percent of the strip
LOOKS = {(0, 0): "is-first", (0, 1): "is-first", (1, 1): "is-middle", (1, 2): "is-last", (2, 2): "is-last"}


@dataclass(frozen=True)
class Piece:
    """One group: where it begins and how wide it is, and whether it is hollow, hatched or full."""

    x: str
    width: str
    look: str


def strip(bands: list[dict[str, Any]]) -> list[Piece]:
    """Pieces side by side, as wide as their share of the people, with a gap between two."""
    total = sum(band["people"] for band in bands)
    room = WIDTH - GAP * (len(bands) - 1)
    pieces, x = [], 0.0
    for band in bands:
        width = room * band["people"] / total
        pieces.append(Piece(f"{x:.1f}", f"{width:.1f}", LOOKS[band["bands"][0], band["bands"][1]]))
        x += width + GAP
    return pieces
