"""Reading a lesson, and saying that it is finished."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from cohorts.actions import CohortError, finish_lesson, touch_lesson, undo_finish
from cohorts.models import Enrolment, LessonProgress
from cohorts.notebook.margin import margin
from cohorts.perms import may_open, sees_every_lesson
from cohorts.reading import Reader, Trace, reader_of
from cohorts.switching import chosen_cohort
from cohorts.walking import opening_note, short_path
from cohorts.working import typed
from cohorts.working.questions import questions_of
from cohorts.working.reading import Present, Standing, present, standings, unanswered
from cohorts.working.rendering import dresser
from courses.lesson import lesson_context
from courses.models import LessonPage
from courses.outline import Lesson, Module, Outline, main_outline
from courses.rendering import cached_pieces

RECENT = 60  # seconds; a reload within them is the same reading


def while_it_stands[**Rest](
    view: Callable[Concatenate[HttpRequest, Rest], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Rest], HttpResponse]:
    """For a view that leaves something in a lesson: a 404, which shows back what was typed, where an editor deletes it at that moment."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (IntegrityError, LessonPage.DoesNotExist) as error:
            if LessonPage.objects.filter(url_path__endswith="/{module}/{lesson}/".format(**kwargs)).exists():
                raise
            raise Http404 from error

    return inner


@login_not_required
@require_safe
@while_it_stands
def lesson(request: HttpRequest, module: str, lesson: str) -> HttpResponse:
    """A lesson, by the table of who may open it: enrolled people whose module is open, trainers, editors.

    Resolved from the cached outline instead of the page tree: one query instead of six. A draft is a 404 for everyone.
    """
    outline, found_module, found = find(module, lesson)
    if not isinstance(request.user, User):
        return redirect_to_login(request.get_full_path())
    typed.come_back(request, request.user, lesson)
    reader = reader_of(request.user, outline, cohort_id=chosen_cohort(request))
    if reader is not None and reader.may_read(found_module.id, found.id):
        return for_participant(request, reader, outline, found_module, found)
    if sees_every_lesson(request.user):
        return render(request, "cohorts/lesson.html", lesson_context(outline, found_module, found, cached_pieces(found.id, outline.epoch)))
    if reader is not None:
        context = {"module": found_module, "lesson": found, "opens_at": reader.opens_at(found_module.id), "cohort": reader.cohort}
        return render(request, "cohorts/lesson_closed.html", context, status=403)
    return render(request, "cohorts/join.html", {"module": found_module, "outline": outline}, status=403)


@require_POST
@while_it_stands
def finish(request: HttpRequest, module: str, lesson: str) -> HttpResponse:
    """Marks the lesson as finished in the enrolment that the form names, then shows it again. POST only."""
    _, found_module, found = find(module, lesson)
    enrolment = own_enrolment(request)
    if not may_open(enrolment, module_id=found_module.id, lesson_id=found.id):
        raise Http404
    try:
        finish_lesson(enrolment=enrolment, lesson_id=found.id)
    except CohortError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Cette leçon est terminée. Vous pouvez y revenir quand vous voulez.")
    return HttpResponseRedirect(f"{found.url}#fin")


@require_POST
def undo(request: HttpRequest, module: str, lesson: str) -> HttpResponse:
    """Takes one's own « terminée » back. POST only."""
    _, _, found = find(module, lesson)
    try:
        undo_finish(enrolment=own_enrolment(request), lesson_id=found.id)
    except CohortError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Cette leçon n’est plus comptée comme terminée.")
    return HttpResponseRedirect(f"{found.url}#fin")


def find(module: str, lesson: str) -> tuple[Outline, Module, Lesson]:
    """The published lesson at this address, or a 404."""
    outline = main_outline()
    found = outline.find(module, lesson) if outline is not None else None
    if outline is None or found is None:
        raise Http404
    return outline, *found


def own_enrolment(request: HttpRequest) -> Enrolment:
    """The enrolment that the form names, when it is the reader's own and her cohort has opened; otherwise a 404."""
    number = request.POST.get("enrolment", "")
    if not number.isdecimal() or len(number) > 18:
        raise Http404
    enrolments = Enrolment.objects.of(request.user)  # type: ignore[arg-type]
    return get_object_or_404(enrolments, pk=int(number))


def for_participant(request: HttpRequest, reader: Reader, outline: Outline, module: Module, lesson: Lesson) -> HttpResponse:
    """The lesson for someone who follows it; that she has it open is remembered."""
    row = reader.me.rows.get(lesson.id)
    if reader.enrolment.is_writable and (row is None or (timezone.now() - row.seen_at).total_seconds() > RECENT):
        row = touch_lesson(enrolment=reader.enrolment, lesson_id=lesson.id)
    return lesson_page(request, reader, outline, module, lesson, row=row)


def lesson_page(
    request: HttpRequest,
    reader: Reader,
    outline: Outline,
    module: Module,
    lesson: Lesson,
    *,
    row: Trace | LessonProgress | None = None,
    found: dict[str, Standing] | None = None,
    there: Present | None = None,
    status: int = 200,
) -> HttpResponse:
    """The lesson with what its reader wrote in it, her notes, her count and her partner's, and the button that says it is finished."""
    row = row or reader.me.rows.get(lesson.id)
    pieces = cached_pieces(lesson.id, outline.epoch)
    there = there or present(reader.enrolment, lesson.id)
    if found is None:
        found = standings(reader, questions_of(pieces, lesson.id), there)
    note_text = typed.take_up(request, reader.enrolment, lesson.slug, found) if request.method == "GET" else ""
    token = get_token(request)
    page = lesson_context(outline, module, lesson, pieces, dresser(token, reader, lesson, found))
    context: dict[str, Any] = {
        **page,
        **standing(reader, module, lesson),
        **margin(there.notes, pieces, page["fragments"]),
        "csrf_token": token,  # drawn once: each drawing masks it anew
        "row": row,
        "closed": closed_next(reader, outline, page["following"]),
        "confirm": "confirmer" in request.GET and not (row and row.finished_at),
        "unanswered": unanswered(found),
        "questions": len(found),
        "note_text": note_text,
    }
    return render(request, "cohorts/lesson.html", context, status=status)


def closed_next(reader: Reader, outline: Outline, following: Lesson | None) -> str:
    """« Module 2 : ouvre le 7 décembre », where the next lesson is not open to her yet: no button sends her to a refusal."""
    if following is None or reader.may_read(following.module_id, following.id):
        return ""
    number = next(one.number for one in outline.modules if one.id == following.module_id)
    note = opening_note(reader, following.module_id)
    return f"Module {number}\u00a0: {note}." if note else "La leçon suivante ne vous est pas ouverte."


def standing(reader: Reader, module: Module, lesson: Lesson) -> dict[str, Any]:
    """What a lesson says about its reader: her figures, her partner's, the short path, the state of each lesson."""
    return {
        **module_standing(reader, module),
        "reader": reader,
        "count": reader.me.count,
        "path": short_path(reader),
        "readers_before": [walk.user.first_name for walk in reader.partners if walk.has_finished(lesson)],
    }


def module_standing(reader: Reader, module: Module) -> dict[str, Any]:
    """Where the reader and her partners are in one module: the count, and each lesson's state."""
    return {
        "in_module": reader.me.count_in(module),
        "no_longer_published": reader.me.finished_before_it_left(module),
        "partners_in_module": [(walk.user.first_name, walk.count_in(module)) for walk in reader.partners],
        "opening": opening_note(reader, module.id),
        "is_dated": reader.opens_at(module.id) is not None,
        "siblings": [
            {
                "lesson": other,
                "is_finished": reader.me.has_finished(other),
                "is_begun": reader.me.has_begun(other),
                "by": [walk.user.first_name for walk in reader.partners if walk.has_finished(other)],
            }
            for other in module.lessons
        ],
    }
