"""What the editors' room must know about the people who learn: no page with their work is ever deleted."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from wagtail import hooks
from wagtail.models import Page

from accounts.models import User
from cohorts.models import LessonProgress, ModuleOpening
from cohorts.reading import reader_of
from cohorts.switching import chosen_cohort
from cohorts.views import module_standing
from cohorts.walking import wide_path
from courses.models import CurriculumPage, ModulePage
from courses.outline import curriculum_of, outline_of


def people_in(page: Page) -> int:
    """How many people have a trace in this page or below it."""
    rows = LessonProgress.objects.filter(lesson__path__startswith=page.path)
    return rows.values("enrolment__user").distinct().count()


def refusal(page: Page) -> str:
    """Why this page cannot go, in a sentence; empty when it can."""
    people = people_in(page)
    if people:
        who = "1 personne y a" if people == 1 else f"{people} personnes y ont"
        return f"« {page.title} » ne peut pas être supprimée : {who} une progression. Dépubliez-la : leur travail reste compté."
    if ModuleOpening.objects.filter(module__path__startswith=page.path).exists():
        return f"« {page.title} » ne peut pas être supprimé : une cohorte l’ouvre. Dépubliez-le plutôt."
    return ""


@hooks.register("before_serve_page")
def serve_with_progress(page: Page, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]) -> HttpResponse | None:
    """The track and its modules as a participant meets them: with her own progress and her partner's."""
    if not isinstance(page, CurriculumPage | ModulePage) or not isinstance(request.user, User):
        return None
    outline = outline_of(page.pk if isinstance(page, CurriculumPage) else curriculum_of(page))
    reader = reader_of(request.user, outline, cohort_id=chosen_cohort(request))
    if reader is None:
        return None
    context = {**page.get_context(request), "reader": reader, "count": reader.me.count}
    if isinstance(page, CurriculumPage):
        return TemplateResponse(request, "cohorts/curriculum.html", {**context, "path": wide_path(reader)})
    return TemplateResponse(request, "cohorts/module.html", {**context, **module_standing(reader, context["module"])})


@hooks.register("before_delete_page")
def keep_pages_with_work(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuses, says how many people are concerned, and leads back to where the page can be withdrawn instead."""
    reason = refusal(page)
    if not reason:
        return None
    messages.error(request, reason)
    return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))


@hooks.register("before_bulk_action")
def keep_pages_in_bulk(request: HttpRequest, action_type: str, objects: list[Page], action: object) -> HttpResponse | None:
    """The same for several pages at once: nothing is deleted when one of them must stay."""
    if action_type != "delete" or not all(isinstance(page, Page) for page in objects):
        return None
    reasons = [reason for page in objects if (reason := refusal(page))]
    if not reasons:
        return None
    messages.error(request, " ".join(reasons))
    return HttpResponseRedirect(reverse("wagtailadmin_explore_root"))
