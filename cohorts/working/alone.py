"""A field on a page of its own, for a browser without scripts: in a lesson, one button would lose what another field holds."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from cohorts.notebook.margin import anchors
from cohorts.reading import Reader, reader_of
from cohorts.switching import chosen_cohort
from cohorts.views import find, while_it_stands
from cohorts.working.enums import Kind
from cohorts.working.questions import questions_of
from cohorts.working.reading import present, standings
from cohorts.working.rendering import dresser
from courses.outline import Lesson, Module, Outline
from courses.rendering import cached_pieces


@require_safe
@while_it_stands
def write(request: HttpRequest, module: str, lesson: str, block: str) -> HttpResponse:
    """One question of a lesson, with all that one may do about it there, and no other field.

    Where there is nothing to write, for a quiz, or where she writes no more, the lesson itself tells what there is.
    """
    outline, found_module, found = find(module, lesson)
    reader = reader_in(request, outline, found_module, found)
    pieces = {piece.id: piece for piece in cached_pieces(found.id, outline.epoch)}
    question = questions_of(tuple(pieces.values()), found.id).get(block)
    if reader is None or not reader.enrolment.is_writable or question is None or question.kind == Kind.QUIZ:
        return HttpResponseRedirect(f"{found.url}#b-{block}")
    known = standings(reader, {block: question}, present(reader.enrolment, found.id))
    field = dresser(get_token(request), reader, found, known, is_alone=True)(pieces[block])
    return page(request, outline, found_module, found, {"field": field, "what": question.title, "back": f"{found.url}#b-{block}"})


@require_safe
@while_it_stands
def write_note(request: HttpRequest, module: str, lesson: str) -> HttpResponse:
    """A new note of a lesson, or of one of its passages; in a closed cohort too, for it is hers alone."""
    outline, found_module, found = find(module, lesson)
    reader = reader_in(request, outline, found_module, found)
    if reader is None:
        return HttpResponseRedirect(found.url)
    named = anchors(cached_pieces(found.id, outline.epoch))
    context = {"reader": reader, "anchors": named, "what": "Une note", "back": f"{found.url}#notes"}
    return page(request, outline, found_module, found, context)


def reader_in(request: HttpRequest, outline: Outline, module: Module, lesson: Lesson) -> Reader | None:
    """Whoever follows this lesson."""
    if not isinstance(request.user, User):
        return None
    reader = reader_of(request.user, outline, cohort_id=chosen_cohort(request))
    return reader if reader is not None and reader.may_read(module.id, lesson.id) else None


def page(request: HttpRequest, outline: Outline, module: Module, lesson: Lesson, context: dict[str, Any]) -> HttpResponse:
    places = {"outline": outline, "module": module, "lesson": lesson, "is_alone": True}
    return render(request, "cohorts/write.html", {**places, **context})
