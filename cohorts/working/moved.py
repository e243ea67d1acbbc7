"""Where a lesson stands by now that an editor has moved, or given another address, while somebody was answering in it."""

from django.http import Http404

from cohorts.models import Enrolment, LessonProgress
from cohorts.views import find
from cohorts.working.questions import questions_of
from courses.outline import Lesson, Module, main_outline
from courses.rendering import cached_pieces

MOVED = "Cette leçon a changé d’adresse."
UNPUBLISHED = "Cette leçon n’est plus publiée."


def exists(module: str, lesson: str) -> bool:
    """Whether a published lesson stands at this address."""
    try:
        find(module, lesson)
    except Http404:
        return False
    return True


def moved_to(enrolment: Enrolment, block: str) -> tuple[Module, Lesson] | None:
    """The lesson that holds this question now, among those that she has opened: what she writes is kept there, as if it had never moved.

    None where no such lesson is published, and where a copy holds the same question: nobody guesses which she meant.
    """
    outline = main_outline()
    if outline is None:
        return None
    opened = set(LessonProgress.objects.filter(enrolment=enrolment).values_list("lesson_id", flat=True))
    near = [one for one in outline.lessons if one.id in opened]
    found = [one for one in near if block in questions_of(cached_pieces(one.id, outline.epoch), one.id)]
    return (outline.module_of(found[0]), found[0]) if len(found) == 1 else None


def why_gone(lesson: str) -> str:
    """What has become of a lesson that is not at its address any more, in words: one that was moved is not said to be withdrawn."""
    outline = main_outline()
    return MOVED if outline is not None and any(one.slug == lesson for one in outline.lessons) else UNPUBLISHED
