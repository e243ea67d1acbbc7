"""No page with people's work is deleted, nor changed in bulk: an editor is told the count, and how to archive instead.

This holds too where somebody leaves her first trace at the very moment of a deletion.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.messages import get_messages
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.delete import DeleteBulkAction
from wagtail.admin.views.pages.delete import DeleteView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from cohorts.work import is_held
from courses.models import CurriculumPage, LessonPage, ModulePage
from courses.work import work_in

ARCHIVE = "Archivez plutôt, en dépubliant : ce qui est terminé le reste, et rien n’est effacé."


def refusal(page: Page) -> str:
    """Why this page cannot go, in a sentence; empty when it can."""
    work = work_in(page)
    if work:
        return f"« {page.title} » porte du travail ({work.words}) : suppression refusée. {ARCHIVE}"
    if work.openings:
        return f"« {page.title} » est dans le calendrier d’une cohorte : suppression refusée. {ARCHIVE}"
    if is_held(page):
        return f"« {page.title} » garde des traces de participants ou d’une cohorte : suppression refusée. {ARCHIVE}"
    return ""


def warning(page: Page, what: str) -> str:
    """What is at stake before a page with people's work leaves its place; empty where there is none."""
    work = work_in(page)
    return f"{work.words} : « {page.title} » {what}" if work else ""


def keep_pages_with_work(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuses with the count, and offers the way to archive instead."""
    reason = refusal(page)
    if not reason:
        return None
    archive = [messages.button(reverse("wagtailadmin_pages:unpublish", args=[page.pk]), "Archiver")] if page.live else []
    messages.error(request, reason, buttons=archive)
    return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))


def keep_pages_in_bulk(request: HttpRequest, action_type: str, objects: list[Page], action: object) -> HttpResponse | None:
    """The same for several pages at once: one with people's work keeps all those that were chosen with it.

    They are not archived nor moved in bulk either: that screen has no room to say what each of them holds.
    """
    if action_type not in {"delete", "unpublish", "move"} or not all(isinstance(page, Page) for page in objects):
        return None
    if action_type == "delete":
        reasons = [reason for page in objects if (reason := refusal(page))]
    else:
        reasons = [
            words for page in objects if (words := warning(page, "se traite seule : ouvrez ses actions, vous verrez ce qu’elle porte."))
        ]
    if not reasons:
        return None
    messages.error(request, " ".join(reasons))
    return HttpResponseRedirect(reverse("wagtailadmin_explore_root"))


def kept_by_the_database(
    request: HttpRequest, delete: Callable[[], HttpResponse], refuse: Callable[[], HttpResponse | None]
) -> HttpResponse:
    """Deletes; where the database keeps what came after the last look, refuses in the words of that look, taken once more.

    Nobody is made to wait by a lock: a first page opened in a lesson would fail once it is gone, and what was typed with it.
    """
    try:
        return delete()
    except (ProtectedError, IntegrityError):
        list(get_messages(request))  # that it was deleted, said before the database had its say
        if (refused := refuse()) is None:
            raise
        return refused


class DeletePage(DeleteView):
    """Deletes a page of the track."""

    def dispatch(self, request: HttpRequest, page_id: int, *args: Any, **kwargs: Any) -> HttpResponse:
        return kept_by_the_database(
            request,
            lambda: super(DeletePage, self).dispatch(request, page_id, *args, **kwargs),
            lambda: keep_pages_with_work(request, get_object_or_404(Page, pk=page_id).specific),
        )


class DeletePages(DeleteBulkAction):
    """Deletes several pages."""

    def form_valid(self, form: Any) -> HttpResponse:
        return kept_by_the_database(
            self.request,
            lambda: super(DeletePages, self).form_valid(form),
            lambda: keep_pages_in_bulk(self.request, "delete", self.get_actionable_objects()[0], self),
        )


class TrackViewSet(PageViewSet):
    """The screens of a kind of page, Wagtail's own but for its deletion."""

    parent_models: list[type[Page]] = []
    delete_view_class = DeletePage


class CurriculumViewSet(TrackViewSet):
    model = CurriculumPage


class ModuleViewSet(TrackViewSet):
    model = ModulePage


class LessonViewSet(TrackViewSet):
    model = LessonPage
