"""The cohort's matrix: a row a binôme with its threads up to sixty people, a row a person above."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from cohorts.desk.following import Follower, Following, Group
from cohorts.geometry import Side
from cohorts.path import Tally, Walker, draw_thread
from cohorts.path.parts import Loop
from courses.outline import Lesson

THREADS_UP_TO = 60
SIDES = (Side.ME, Side.PARTNER, Side.THIRD)


@dataclass(frozen=True)
class Cell:
    """One module of one row: each person's count, and the loop where threads are drawn."""

    counts: tuple[tuple[str, int], ...]
    loop: Loop | None

    @property
    def is_untouched(self) -> bool:
        return not any(finished for _, finished in self.counts)


@dataclass
class Line:
    """One row: the people, their cells, and whether their lessons are shown below."""

    group: Group
    people: list[Follower]
    cells: list[Cell]
    is_open: bool
    starts_group: bool = True

    @property
    def anchor(self) -> str:
        return f"p{self.people[0].enrolment.pk}"


def lines_of(following: Following, groups: Sequence[Group], *, opened: int | None) -> list[Line]:
    """The rows in the order of the groups. `opened` is the enrolment whose lessons are asked for."""
    if len(following.people) <= THREADS_UP_TO:
        return [_line(following, group, group.people, opened, threads=True) for group in groups]
    return [
        _line(following, group, [one], opened, threads=False, starts=not rank) for group in groups for rank, one in enumerate(group.people)
    ]


def _line(following: Following, group: Group, people: list[Follower], opened: int | None, *, threads: bool, starts: bool = True) -> Line:
    modules = following.outline.modules
    tallies = [[one.walk.count_in(module) for module in modules] for one in people]
    walkers = tuple(
        Walker(one.enrolment.user.first_name, "", side, tuple(Tally(count.finished, count.total) for count in counts))
        for one, side, counts in zip(people, SIDES, tallies, strict=False)
    )
    cells = [
        Cell(
            counts=tuple((one.enrolment.user.first_name, counts[index].finished) for one, counts in zip(people, tallies, strict=True)),
            loop=_thread(tuple(_anonymous(walker) for walker in walkers), index) if threads else None,
        )
        for index in range(len(modules))
    ]
    return Line(group, people, cells, any(one.enrolment.pk == opened for one in people), starts)


def _anonymous(walker: Walker) -> Walker:
    """Rows that stand at the same place share one drawing, whoever they are."""
    return Walker("", "", walker.side, walker.tallies)


@lru_cache(maxsize=4096)
def _thread(walkers: tuple[Walker, ...], index: int) -> Loop:
    return draw_thread(walkers, index)


def lessons_of(line: Line, following: Following) -> list[list[tuple[Lesson, list[tuple[Follower, object, bool]]]]]:
    """Module by module, each lesson with when each person finished it (or that she began it)."""
    return [
        [
            (
                lesson,
                [
                    (one, row.finished_at if (row := one.walk.rows.get(lesson.id)) else None, one.walk.has_begun(lesson))
                    for one in line.people
                ],
            )
            for lesson in module.lessons
        ]
        for module in following.outline.modules
    ]
