"""Looking for something: the track, its words, the site's pages, each as far as one may read it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from cohorts.perms import sees_every_lesson
from cohorts.reading import Reader, reader_of
from cohorts.switching import chosen_cohort
from courses.guide.outline import Guide, guide_of
from courses.outline import Lesson, Module, Outline, main_outline
from pages.models import SearchEntry
from pages.search.index import find, hits

PAGE = 20
KINDS = {
    "curriculum": "Parcours",
    "module": "Module",
    "lesson": "Leçon",
    "page": "Page",
    "term": "Glossaire",
    "territory": "Territoire pilote",
    "resource": "Ressource",
}


@dataclass(frozen=True)
class Result:
    """One line of the results: what it is, where it is, and the words that say why."""

    title: str
    url: str
    where: str
    pieces: list[tuple[str, bool]]


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What holds all the words of `q`, the likeliest first. A lesson that one may not open yet is not among them."""
    query = " ".join(request.GET.get("q", "").split())[:200]
    outline = main_outline()
    guide = guide_of(outline.epoch) if outline is not None else guide_of()
    found = find(query, visible_to(request, outline, guide))
    page = Paginator(found.entries, PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "query": query,
        "found": found,
        "page": page,
        "results": results_of(list(page), query, outline, guide),
        "query_string": f"{urlencode({'q': query})}&",
    }
    return render(request, "portal/search.html", context)


def visible_to(request: HttpRequest, outline: Outline | None, guide: Guide | None) -> Q:
    """What this person may read: terms, resources, modules, the guide and plain pages are public, lessons follow the rule of their page."""
    public = Q(kind__in=["term", "page", "curriculum", "territory", "resource"])
    if guide is not None:
        public |= Q(kind="guide", page__in=[chapter.id for chapter in guide.chapters])
    if outline is None:
        return public
    public |= Q(kind="module", page__in=[module.id for module in outline.modules])
    if not isinstance(request.user, User):
        return public
    reader = reader_of(request.user, outline, cohort_id=chosen_cohort(request))
    lessons = readable(reader, outline)
    if len(lessons) < len(outline.lessons) and sees_every_lesson(request.user):
        lessons = [lesson.id for lesson in outline.lessons]
    return public | Q(kind="lesson", page__in=lessons)


def readable(reader: Reader | None, outline: Outline) -> list[int]:
    """The published lessons that a reader may open."""
    if reader is None:
        return []
    return [lesson.id for module in outline.modules for lesson in module.lessons if reader.may_read(module.id, lesson.id)]


def results_of(entries: list[SearchEntry], query: str, outline: Outline | None, guide: Guide | None) -> list[Result]:
    """Entries as lines: the address and the place of a lesson or a chapter are those of today."""
    chapters = {chapter.id: chapter for chapter in guide.chapters} if guide is not None else {}
    lessons: dict[int, tuple[Module, Lesson]] = {}
    modules: dict[int, Module] = {}
    if outline is not None:
        modules = {module.id: module for module in outline.modules}
        lessons = {lesson.id: (module, lesson) for module in outline.modules for lesson in module.lessons}
    found = []
    plain = [entry for entry in entries if entry.kind in {"page", "curriculum"}]
    pages = {page.pk: page.get_url() for page in SearchEntry.pages_of(plain)} if plain else {}
    for hit in hits(entries, query):
        entry = hit.entry
        url, where = entry.url, KINDS.get(entry.kind, "")
        if entry.page_id in lessons:
            module, lesson = lessons[entry.page_id]
            url, where = lesson.url, f"Module {module.number}, {module.short_title}, leçon {lesson.number}"
        elif entry.page_id in modules:
            url, where = modules[entry.page_id].url, f"Module {modules[entry.page_id].number}"
        elif entry.page_id in chapters:
            chapter = chapters[entry.page_id]
            url, where = f"{chapter.url}{entry.url}", f"Guide de référence, {chapter.place.lower()}"
        elif entry.page_id is not None:
            url = pages.get(entry.page_id) or "/"
        found.append(Result(entry.label, url, where, hit.pieces))
    return found
