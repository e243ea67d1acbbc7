"""What a lesson's page needs to be drawn, whoever reads it."""

from collections.abc import Callable
from typing import Any

from django.utils.safestring import SafeString

from courses.models import LessonPage, ModulePage
from courses.outline import Lesson, Module, Outline, curriculum_of, outline_of
from courses.rendering import Piece, cached_pieces, pieces_of, ready


def lesson_context(outline: Outline, module: Module, lesson: Lesson, dress: Callable[[Piece], SafeString] | None = None) -> dict[str, Any]:
    """A published lesson: its place in the track, its neighbours, its body from the cache; `dress` draws what is answered."""
    previous, following = outline.around(lesson)
    return {
        "outline": outline,
        "module": module,
        "lesson": lesson,
        "previous": previous,
        "following": following,
        "fragments": ready(cached_pieces(lesson.id, outline.epoch), dress),
    }


def draft_context(page: LessonPage) -> dict[str, Any]:
    """A lesson as its editor is writing it, rendered afresh in the place it will have."""
    outline = outline_of(curriculum_of(page))
    parent = ModulePage.objects.get(pk=page.get_parent().pk)
    module = outline.module_of_page(parent)
    known = next((lesson for lesson in module.lessons if lesson.id == page.pk), None)
    lesson = Lesson(
        id=page.pk or 0,
        code=page.code,
        slug=page.slug,
        title=page.title,
        url=f"{module.url}{page.slug}/",
        minutes=page.duration_min or 0,
        number=known.number if known else len(module.lessons) + 1,
        module_id=module.id,
    )
    return {
        "outline": outline,
        "module": module,
        "lesson": lesson,
        "previous": None,
        "following": None,
        "fragments": ready(pieces_of(page.body)),
        "is_preview": True,
    }
