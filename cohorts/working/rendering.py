"""The interactive blocks of a lesson, rendered for the one who answers them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import SafeString

from cohorts.reading import Reader
from cohorts.working.enums import Kind
from cohorts.working.files import MOST_FILES
from cohorts.working.reading import Standing
from courses.blocks import LessonBody
from courses.outline import Lesson
from courses.rendering import Piece
from pages.files import LIMIT
from pages.weights import weight

_body = LessonBody()
TEMPLATES = {
    Kind.ACTIVITY: "cohorts/blocks/activity.html",
    Kind.QUIZ: "cohorts/blocks/quiz.html",
    Kind.REFLECTION: "cohorts/blocks/reflection.html",
}


def dresser(
    token: str,
    reader: Reader,
    lesson: Lesson,
    found: Mapping[str, Standing],
    *,
    is_alone: bool = False,
    is_in_place: bool = False,
) -> Callable[[Piece], SafeString]:
    """How each interactive block of this lesson is drawn for this reader; `token` of its forms, `is_alone` where it has the
    page for itself, `is_in_place` where a script asked for the block alone.

    In a lesson, a field in which nothing is yet typed is for scripts, which keep drafts: without them one writes on a page of its own.
    """
    shared = {
        "csrf_token": token,
        "enrolment": reader.enrolment,
        "is_alone": is_alone,
        "is_in_place": is_in_place,
        "is_writable": reader.enrolment.is_writable,
        "lesson": lesson,
        "max_files": MOST_FILES,
        "max_size": weight(LIMIT),
        "max_bytes": LIMIT,
    }
    return lambda piece: block(piece, found[piece.id], shared)


def block(piece: Piece, standing: Standing, shared: Mapping[str, Any]) -> SafeString:
    """One block with what stands under it."""
    template = get_template(TEMPLATES[standing.question.kind])
    lesson: Lesson = shared["lesson"]
    value = _body.child_blocks[piece.kind].to_python(piece.data)
    context = {**shared, "value": value, "block_id": piece.id, "asked": standing.question.asked, "it": standing}
    is_scripted = not shared["is_alone"] and standing.typed is None
    return SafeString(template.render({**context, "is_scripted": is_scripted, "action": f"{lesson.url}blocs/{piece.id}/"}))
