"""What the path is made of: the walkers and modules it is told about, and the strands, points and rows it answers."""

from dataclasses import dataclass

from cohorts.geometry import Side


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
    lozenges: frozenset[int] | None = None  # which of the three positionnements are behind, from 0; None: nobody says, lessons do

    @property
    def here(self) -> int:
        """The module one stands in: the first that is not finished. One without lessons holds nobody back, but nobody
        stands beyond what is published: after the last lesson, one waits in the module that follows, if there is one."""
        unfinished = (index for index, tally in enumerate(self.tallies) if tally.total and not tally.is_done)
        done = max((index for index, tally in enumerate(self.tallies) if tally.is_done), default=-1)
        return next(unfinished, min(done + 1, len(self.tallies) - 1))

    def has_passed(self, index: int) -> bool:
        """Whether the end of a module is behind; one without lessons is passed with a later one."""
        if self.tallies[index].total:
            return self.tallies[index].is_done
        return any(tally.is_done for tally in self.tallies[index + 1 :])


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
    """The numeral of a module, in its loop."""

    x: str
    y: str
    text: str
    is_here: bool
    is_done: bool


@dataclass(frozen=True)
class Loop:
    """One module cut out of a drawing, to be stretched to the place it has."""

    view_box: str
    shared: str
    ahead: tuple[str, ...]
    walked: tuple[Strand, ...]


@dataclass(frozen=True)
class Row:
    """One module of the list beside the drawing, with its own upright piece of it."""

    step: Step
    loop: Loop
    number_x: str
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

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width} {self.height}"
