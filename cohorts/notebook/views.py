"""A participant's notes: in the lesson, on one page, searched, taken away."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from cohorts.actions import CohortError
from cohorts.desk.exporting import TYPES, written
from cohorts.models import Note
from cohorts.notebook.actions import change_note, put_aside, take_back, write_note
from cohorts.notebook.margin import anchors
from cohorts.perms import may_open
from cohorts.views import find, own_enrolment, while_it_stands
from cohorts.working import typed
from cohorts.working.moved import exists, why_gone
from courses.outline import Lesson, Module, main_outline
from courses.rendering import cached_pieces
from pages.search.words import plain

PAGE = 40
FILE_TYPES = {"md": "text/markdown; charset=utf-8", **TYPES}


@login_not_required
@require_POST
@while_it_stands
def write(request: HttpRequest, module: str, lesson: str) -> HttpResponse:
    """Keeps a note beside the lesson, or beside one of its passages. POST only.

    After a session that ended, the text is found again in the lesson, in the note's field.
    """
    if not isinstance(request.user, User):
        typed.keep(request, lesson=lesson, block=typed.NOTE)
        return redirect_to_login(f"/parcours/{module}/{lesson}/?repris=1#notes")
    if not exists(module, lesson):  # an editor has moved it, or taken it away, while she was writing
        return typed.into_notes(request, own_enrolment(request), lesson, why_gone(lesson))
    outline, found_module, found = find(module, lesson)
    enrolment = own_enrolment(request)
    if not may_open(enrolment, module_id=found_module.id, lesson_id=found.id):
        raise Http404
    names = dict(anchors(cached_pieces(found.id, outline.epoch)))
    block = request.POST.get("passage", "")
    block = block if block in names else ""
    try:
        note = write_note(
            enrolment=enrolment, lesson_id=found.id, text=request.POST.get("text", ""), block=block, passage=names.get(block, "")
        )
    except CohortError as error:
        messages.error(request, str(error))
        typed.keep(request, lesson=lesson, block=typed.NOTE)
        # Not down to the note: what is to do stands at the top of the page, and one must see it.
        return redirect(f"{found.url}?repris=1")
    messages.success(request, "Votre note est gardée, pour vous seulement.")
    return redirect(f"{found.url}#n-{note.pk}")


@require_safe
def notes(request: HttpRequest) -> HttpResponse:
    """All one's notes by lesson, from every cohort; `q` searches in them. Nobody else's are ever here."""
    query = request.GET.get("q", "").strip()[:200]
    aside = "retirees" in request.GET
    rows = Note.objects.filter(enrolment__user=request.user.pk, removed_at__isnull=not aside)
    for word in plain(query).split():
        rows = rows.filter(words__contains=word)
    page = Paginator(rows.in_order().select_related("lesson"), PAGE).get_page(request.GET.get("page"))
    places = places_of()
    context: dict[str, Any] = {
        "page": page,
        "query": query,
        "aside": aside,
        "lines": [(note, *places.get(note.lesson_id, (None, None))) for note in page],
        "total": Note.objects.kept().filter(enrolment__user=request.user.pk).count(),
        "aside_count": Note.objects.filter(enrolment__user=request.user.pk).exclude(removed_at=None).count(),
        "query_string": "".join(f"{urlencode({name: value})}&" for name, value in (("q", query), ("retirees", aside and "1")) if value),
    }
    return render(request, "cohorts/notes.html", context)


def places_of() -> dict[int, tuple[Module, Lesson]]:
    outline = main_outline()
    return {lesson.id: (module, lesson) for module in outline.modules for lesson in module.lessons} if outline else {}


@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, number: int) -> HttpResponse:
    """Changes one's own note; where it was changed elsewhere meanwhile, both texts are kept. Somebody else's is a 404."""
    found = get_object_or_404(Note.objects.select_related("enrolment", "lesson"), pk=number, enrolment__user=request.user.pk)
    text, problem = found.text, ""
    if request.method == "POST":
        text = request.POST.get("text", "")
        try:
            alone = change_note(note=found, text=text, seen=_seen(request.POST.get("seen", "")))
        except CohortError as error:
            problem = str(error)
        else:
            if alone:
                messages.success(request, "Votre note est gardée.")
            else:
                messages.warning(request, "Cette note avait changé sur un autre écran : les deux textes sont gardés, l’un sous l’autre.")
            return redirect(f"/notes/#n-{found.pk}")
    # A refused text goes on from what its page had seen: what was written elsewhere meanwhile is still kept beside it.
    seen = request.POST.get("seen") or found.changed_at.isoformat()
    context = {
        "note": found,
        "text": text,
        "seen": seen,
        "problem": problem,
        "place": places_of().get(found.lesson_id),
    }
    return render(request, "cohorts/note.html", context, status=422 if problem else 200)


def _seen(value: str) -> datetime | None:
    try:
        return parse_datetime(value)
    except ValueError:
        return None


@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Puts a note aside, or takes it back. POST only."""
    found = get_object_or_404(Note, pk=number, enrolment__user=request.user.pk)
    if request.POST.get("reprendre"):
        take_back(note=found)
        messages.success(request, "Votre note est revenue.")
        return redirect(f"/notes/#n-{found.pk}")
    put_aside(note=found)
    messages.success(request, "Votre note est mise de côté. Vous la retrouvez sous « Notes mises de côté ».")
    return redirect("notes")


@require_safe
def export(request: HttpRequest, extension: str) -> HttpResponse:
    """One's notes as a text file or a table, named after the day."""
    if extension not in FILE_TYPES:
        raise Http404
    places = places_of()
    rows = list(Note.objects.kept().filter(enrolment__user=request.user.pk).in_order().select_related("lesson"))
    if extension == "md":
        data: bytes | str = markdown(rows, places)
    else:
        headers = ["Module", "Leçon", "Passage", "Note", "Écrite le"]
        lines = [
            [number_of(one, places), one.lesson.title, one.passage, one.text, f"{timezone.localtime(one.written_at):%Y-%m-%d %H:%M}"]
            for one in rows
        ]
        data = written(lines, headers, "Notes", extension)
    response = HttpResponse(data, content_type=FILE_TYPES[extension])
    response["Content-Disposition"] = f'attachment; filename="notes-{timezone.localdate():%Y-%m-%d}.{extension}"'
    return response


def number_of(note: Note, places: dict[int, tuple[Module, Lesson]]) -> int | str:
    return places[note.lesson_id][0].number if note.lesson_id in places else ""


def markdown(rows: list[Note], places: dict[int, tuple[Module, Lesson]]) -> str:
    """The notes as one text, a title a lesson: read as it is, or opened by any editor."""
    parts, last = ["# Mes notes\n"], 0
    for one in rows:
        if one.lesson_id != last:
            last = one.lesson_id
            place = places.get(last)
            number = f"Module {place[0].number}, leçon {place[1].number} : " if place else ""
            parts.append(f"\n## {number}{one.lesson.title}\n")
        about = f" ({one.passage})" if one.passage else ""
        parts.append(f"\n**{timezone.localtime(one.written_at):%d/%m/%Y %H:%M}**{about}\n\n{one.text}\n")
    return "".join(parts)
