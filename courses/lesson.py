"""What a lesson's page needs to be drawn, whoever reads it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from courses.models import LessonPage, ModulePage
from courses.outline import Lesson, Module, Outline, curriculum_of, outline_of
from courses.rendering import Piece, pieces_of, ready


def lesson_context(
    outline: Outline, module: Module, lesson: Lesson, pieces: tuple[Piece, ...], dress: Callable[[Piece], SafeString] | None = None
) -> dict[str, Any]:
    """A published lesson: its place in the track, its neighbours, its body from its `pieces`; `dress` draws what is answered."""
    previous, following = outline.around(lesson)
    return {
        "outline": outline,
        "module": module,
        "lesson": lesson,
        "previous": previous,
        "following": following,
        "fragments": ready(pieces, dress),
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


@dataclass(frozen=True)
class Drafted:
    """A lesson of a module that is previewed as one: what its editors last wrote, and whether readers have it."""

    page: LessonPage
    fragments: list[SafeString]

    @property
    def state(self) -> str:
        """Where it stands, in a word that the preview shows beside its title."""
        if not self.page.live:
            return "Brouillon"
        return "En ligne, avec des changements non publiés" if self.page.has_unpublished_changes else "En ligne"

    @property
    def minutes(self) -> int:
        return self.page.duration_min or 0


def whole_context(module: ModulePage) -> dict[str, Any]:
    """Every lesson of a module as it was last written, drafts included, in their order. Three queries a lesson, in the admin only."""
    children = LessonPage.objects.child_of(module).order_by("path") if module.pk else LessonPage.objects.none()
    pages = [child.get_latest_revision_as_object() for child in children]
    lessons = [Drafted(page, ready(pieces_of(page.body, in_section=True))) for page in pages]
    return {"lessons": lessons, "minutes": sum(lesson.minutes for lesson in lessons)}
