"""What the editors' room must know about the people who learn: no page with their work is ever deleted."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from accounts.models import User
from accounts.notices.actions import seen
from cohorts.keeping import (
    CurriculumViewSet,
    DeletePages,
    LessonViewSet,
    ModuleViewSet,
    TrackViewSet,
    keep_pages_in_bulk,
    keep_pages_with_work,
    warning,
)
from cohorts.reading import reader_of
from cohorts.switching import chosen_cohort
from cohorts.views import module_standing
from cohorts.walking import wide_path
from courses.models import CurriculumPage, ModulePage
from courses.outline import curriculum_of, outline_of


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


hooks.register("before_delete_page", keep_pages_with_work)
hooks.register("before_bulk_action", keep_pages_in_bulk)
hooks.register("register_bulk_action", DeletePages, order=1)  # the later one stands


@hooks.register("register_admin_viewset")
def pages_of_the_track() -> list[TrackViewSet]:
    """Wagtail's own screens of these pages, but for their deletion."""
    return [CurriculumViewSet(), ModuleViewSet(), LessonViewSet()]


@hooks.register("before_move_page")
def warn_before_moving(request: HttpRequest, page: Page, destination: Page) -> None:
    """Before a page with people's work changes its place: their work goes with it."""
    if request.method == "GET" and (words := warning(page, "change de place. Le travail déjà fait suit la page.")):
        messages.warning(request, words)
