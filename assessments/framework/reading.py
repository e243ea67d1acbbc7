"""The framework as a page shows it: each indicator with the lessons of today that develop it."""

from dataclasses import dataclass

from assessments.framework.models import FrameworkVersion, Indicator, Level, Section
from courses.outline import Lesson, Outline, main_outline


@dataclass(frozen=True)
class Developed:
    """An indicator: each level with its sentence, and the lessons that develop it. A lesson that left the track is not among them."""

    indicator: Indicator
    sentences: list[tuple[Level, str]]
    lessons: list[Lesson]


@dataclass(frozen=True)
class Part:
    """One competency of a version."""

    section: Section
    indicators: list[Developed]


def lessons_by_code(outline: Outline | None) -> dict[str, Lesson]:
    """The published lessons, by permanent code."""
    return {lesson.code: lesson for lesson in outline.lessons} if outline else {}


def parts_of(version: FrameworkVersion) -> list[Part]:
    """The whole of a version, competency by competency. One query where it was read `whole()`: the outline's."""
    lessons = lessons_by_code(main_outline())
    scale = version.scale()
    return [
        Part(
            section,
            [
                Developed(
                    one,
                    [(level, one.sentence(level.number)) for level in scale],
                    [lessons[code] for code in one.lessons if code in lessons],
                )
                for one in indicators
            ],
        )
        for section, indicators in version.in_order()
    ]
