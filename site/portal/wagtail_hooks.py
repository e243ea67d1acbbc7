"""The public home is a page of `pages`; what it says about the track comes from `courses`, so it is put together here."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from wagtail import hooks
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from cohorts.path import draw_rising
from cohorts.walking import steps_of
from courses.models import Competency
from courses.outline import main_outline
from pages.models import HomePage
from portal.cards import card_of_home
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
