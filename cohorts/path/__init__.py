"""The path of strands: one for each walker, parting at the start of a module and meeting at its end. Data, not ornament.

Pure geometry, without Django.
"""

from cohorts.geometry import Side
from cohorts.path.drawing import draw, draw_rising, draw_short, draw_thread
from cohorts.path.parts import Loop, Path, Step, Tally, Walker

__all__ = ["Loop", "Path", "Side", "Step", "Tally", "Walker", "draw", "draw_rising", "draw_short", "draw_thread"]
