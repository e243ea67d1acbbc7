"""What the editors' room must know about the people who learn: no page with their work is ever deleted."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from accounts.models import User
from accounts.notices.actions import seen
from cohorts.reading import reader_of
from cohorts.switching import chosen_cohort
from cohorts.views import module_standing
from cohorts.walking import wide_path
from cohorts.work import is_held
from courses.models import CurriculumPage, ModulePage
from courses.outline import curriculum_of, outline_of
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


@hooks.register("before_serve_page")
def serve_with_progress(page: Page, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]) -> HttpResponse | None:
    """The track and its modules as a participant meets them: with her own progress and her partner's. Who is here knows what opened."""
    if not isinstance(page, CurriculumPage | ModulePage) or not isinstance(request.user, User):
        return None
    outline = outline_of(page.pk if isinstance(page, CurriculumPage) else curriculum_of(page))
    reader = reader_of(request.user, outline, cohort_id=chosen_cohort(request))
    if reader is None:
        return None
    context = {**page.get_context(request), "reader": reader, "count": reader.me.count}
    if isinstance(page, CurriculumPage):
        return TemplateResponse(request, "cohorts/curriculum.html", {**context, "path": wide_path(reader)})
    seen(user=request.user, about=f"module:{page.pk}")
    return TemplateResponse(request, "cohorts/module.html", {**context, **module_standing(reader, context["module"])})


@hooks.register("before_delete_page")
def keep_pages_with_work(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuses with the count, and offers the way to archive instead."""
    reason = refusal(page)
    if not reason:
        return None
    archive = [messages.button(reverse("wagtailadmin_pages:unpublish", args=[page.pk]), "Archiver")] if page.live else []
    messages.error(request, reason, buttons=archive)
    return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))


@hooks.register("before_move_page")
def warn_before_moving(request: HttpRequest, page: Page, destination: Page) -> None:
    """Before a page with people's work changes its place: their work goes with it."""
    if request.method == "GET" and (words := warning(page, "change de place. Leur travail suit la page.")):
        messages.warning(request, words)


@hooks.register("before_bulk_action")
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
