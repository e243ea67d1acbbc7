"""What combines subjects in Wagtail: the public home, and in the editors' room what waits and the words in order."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from cohorts.path import draw_rising
from cohorts.walking import steps_of
from courses.models import Competency
from courses.outline import main_outline
from pages.models import HomePage
from portal.cards import card_of_home
from portal.editing.panels import WaitingPanel, waiting
from portal.vocabulary import Vocabulary

register_snippet(Vocabulary)


@hooks.register("before_serve_page")
def serve_public_home(page: Page, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]) -> HttpResponse | None:
    """Serves the public home with the path of its modules."""
    if not isinstance(page, HomePage):
        return None
    outline = main_outline()
    context = {
        **page.get_context(request),
        "outline": outline,
        "path": draw_rising(steps_of(outline)) if outline is not None else None,
        "skills": Competency.objects.all(),
        "card": card_of_home(page, request),
    }
    return TemplateResponse(request, "portal/home_public.html", context)


@hooks.register("construct_homepage_panels")
def open_on_what_waits(request: HttpRequest, panels: list[Component]) -> None:
    """The admin opens on what waits: reviews first, then the rest, then what one did lately."""
    panels.append(WaitingPanel())


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """The page of everything that waits."""
    return [path("attente/", waiting, name="waiting")]


@hooks.register("register_admin_menu_item")
def waiting_in_the_menu() -> MenuItem:
    """« Ce qui attend », first in the admin's menu."""
    return MenuItem("Ce qui attend", reverse("waiting"), icon_name="time", order=10)


@hooks.register("construct_help_menu")
def keep_to_ourselves(request: HttpRequest, items: list[MenuItem]) -> None:
    """The news of the software lead elsewhere, in English; the keyboard's shortcuts stay."""
    items[:] = [item for item in items if not item.url.startswith("http")]


@hooks.register("construct_settings_menu")
def leave_the_site_open(request: HttpRequest, items: list[MenuItem]) -> None:
    """Nothing of this site is set under « Sites », and one box unticked there closes all its pages without a word."""
    items[:] = [item for item in items if item.name != "sites"]
