"""From a gap to something to do: the lessons that develop an indicator, and what can be tried in the field."""

from dataclasses import dataclass

from django.core.cache import cache

from assessments.framework.tree import FrameworkText
from assessments.results.reading import Chapter, Result, Row
from cohorts.working.enums import Setting
from cohorts.working.questions import questions_of
from courses.models import LessonPage
from courses.outline import A_DAY, Lesson, Outline
from courses.rendering import pieces_of

PROPOSED = 3


@dataclass(frozen=True)
class FieldAction:
    """An activity of a lesson that is carried out in the field."""

    title: str
    url: str
    minutes: int


@dataclass(frozen=True)
class Proposal:
    """One indicator that could be worked on, and what helps."""

    chapter: Chapter
    row: Row
    lessons: tuple[Lesson, ...]
    actions: tuple[FieldAction, ...]


def field_actions(outline: Outline) -> dict[str, tuple[FieldAction, ...]]:
    """The field activities of each published lesson, by its code. Kept until something published changes."""
    key = f"field-actions:{outline.curriculum_id}:{outline.epoch}"
    found: dict[str, tuple[FieldAction, ...]] | None = cache.get(key)
    if found is None:
        lessons = {lesson.id: lesson for lesson in outline.lessons}
        found = {}
        for page in LessonPage.objects.filter(pk__in=lessons).order_by("path"):
            lesson = lessons[page.pk]
            found[lesson.code] = tuple(
                FieldAction(question.title, f"{lesson.url}#b-{question.block}", int(question.asked.get("duration_min") or 0))
                for question in questions_of(pieces_of(page.body), page.pk).values()
                if question.setting == Setting.TERRAIN
            )
        cache.set(key, found, A_DAY)
    return found


def helps_for(framework: FrameworkText, code: str, outline: Outline | None) -> tuple[tuple[Lesson, ...], tuple[FieldAction, ...]]:
    """The published lessons linked to an indicator, in the order of the framework, and their field activities."""
    if outline is None or code not in framework.indicators:
        return (), ()
    by_code = {lesson.code: lesson for lesson in outline.lessons}
    lessons = tuple(by_code[one] for one in framework.indicators[code].lessons if one in by_code)
    activities = field_actions(outline)
    return lessons, tuple(action for lesson in lessons for action in activities.get(lesson.code, ()))


def proposals(result: Result, framework: FrameworkText, outline: Outline | None, taken: set[str]) -> list[Proposal]:
    """What could be worked on: the indicators whose level is the first of the scale before the others, in the framework's order.

    The first is proposed first; it is a place to begin, not a ranking of the person. « Non concerné » and the last level are left out.
    """
    rows = [(chapter, row) for chapter in result.chapters for row in chapter.rows if row.next_sentence and row.code not in taken]
    rows.sort(key=lambda pair: pair[1].after.level or 0)
    return [Proposal(chapter, row, *helps_for(framework, row.code, outline)) for chapter, row in rows[:PROPOSED]]
