"""What the track brings to the editors' room: the shelf of resources, and a module to look at as a whole."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.models import register_snippet

from courses.guide.models import GuideChapterPage
from courses.models import ModulePage
from courses.resources.models import Resource
from courses.resources.viewset import DecideItem, ResourceViewSet

register_snippet(ResourceViewSet)


@hooks.register("register_snippet_action_menu_item")
def decide_from_the_form(model: type) -> ActionMenuItem | None:
    """The way to the decision stands beside « Enregistrer »."""
    return DecideItem(order=10) if model is Resource else None


@xframe_options_sameorigin
@require_safe
def whole_module(request: HttpRequest, pk: int) -> HttpResponse:
    """A module and all its lessons on one page, drafts included, for whoever may change it."""
    module = get_object_or_404(ModulePage, pk=pk)
    if not module.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    latest: ModulePage = module.get_latest_revision_as_object()
    response: HttpResponse = latest.make_preview_request(request, "whole")
    return response


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """Our own addresses under `/admin/`."""
    return [path("modules/<int:pk>/entier/", whole_module, name="module_whole")]


@hooks.register("register_page_header_buttons")
def see_whole_module(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """The way to it, among the actions of a module."""
    if isinstance(page.specific_deferred, ModulePage) and page.permissions_for_user(user).can_edit():
        yield Button("Voir le module entier", reverse("module_whole", args=[page.pk]), icon_name="view", priority=5)


@hooks.register("register_page_listing_more_buttons")
def see_whole_module_in_lists(page: Page, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """The same in the list of pages."""
    yield from see_whole_module(page, user, "index", next_url)


@hooks.register("before_delete_page")
def name_modules_of_chapter(request: HttpRequest, page: Page) -> None:
    """Before a chapter is deleted, the modules that lead to it: they name it by its code, which Wagtail's own count does not see."""
    if request.method != "GET" or not isinstance(page.specific_deferred, GuideChapterPage):
        return
    code = page.specific.code
    named = [module for module in ModulePage.objects.live().order_by("number") if code in module.guide_chapters]
    if named:
        titles = ", ".join(f"« {module.title} »" for module in named)
        whose = "Ce module mène" if len(named) == 1 else "Ces modules mènent"
        show = "montrera" if len(named) == 1 else "montreront"
        messages.warning(request, f"{whose} à ce chapitre et ne le {show} plus : {titles}.")
