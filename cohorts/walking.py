"""From a reader's standing to the drawing of her path."""

from functools import lru_cache
from zoneinfo import ZoneInfo

from django.template.loader import get_template
from django.utils import timezone
from django.utils.safestring import SafeString

from cohorts.geometry import Side
from cohorts.path import Path, Step, Tally, Walker, draw, draw_short
from cohorts.reading import Reader, Walk
from courses.outline import Outline
from pages.templatetags.typography import day

SIDES = (Side.PARTNER, Side.THIRD)


def steps_of(outline: Outline, reader: Reader | None = None) -> list[Step]:
    """The modules as the path names them; one that is not open yet says when it will be."""
    return [
        Step(module.number, module.short_title, module.url, len(module.lessons), note=opening_note(reader, module.id))
        for module in outline.modules
    ]


def opening_note(reader: Reader | None, module_id: int) -> str:
    """« ouvre le 4 mai », for a module that is still closed to the reader."""
    if reader is None or reader.is_open(module_id) or not reader.enrolment.is_writable:
        return ""
    opens_at = reader.opens_at(module_id)
    if opens_at is None:
        return "pas encore ouvert"
    return f"ouvre le {day(timezone.localtime(opens_at, ZoneInfo(reader.cohort.time_zone)), 'court')}"


def walkers_of(reader: Reader, name: str = "Vous") -> list[Walker]:
    """The reader, then her partners, as the path draws them; under her own name where someone else looks."""
    me = walker_of(reader.me, Side.ME, name)
    return [
        me,
        *(walker_of(walk, side, walk.user.first_name) for walk, side in zip(reader.partners, SIDES, strict=False)),
    ]


def walker_of(walk: Walk, side: Side, name: str) -> Walker:
    tallies = (walk.count_in(module) for module in walk.outline.modules)
    return Walker(name, walk.user.initial, side, tuple(Tally(count.finished, count.total) for count in tallies), walk.marks)


def wide_path(reader: Reader, name: str = "Vous") -> Path:
    """The path of the reader's home; on her trainer's screen, under her name."""
    return draw(steps_of(reader.me.outline, reader), walkers_of(reader, name))


def short_path(reader: Reader) -> SafeString:
    """The path at the end of a lesson, drawn."""
    return _short(tuple(walkers_of(reader)), len(reader.me.outline.modules))


@lru_cache(maxsize=512)
def _short(walkers: tuple[Walker, ...], modules: int) -> SafeString:
    """The same pair at the same place draws the same path: a lesson is read more often than finished."""
    return SafeString(get_template("components/path_short.html").render({"path": draw_short(walkers, modules)}))
