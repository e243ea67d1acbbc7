"""How an editor previews a lesson or a module. Upper apps add the ways they know, so that this one needs not know them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.template.response import TemplateResponse

if TYPE_CHECKING:
    from courses.models import LessonPage, ModulePage


class Ways[P]:
    """The ways to look at one kind of page, the first of which needs no name. Those of upper apps follow, as they were registered."""

    def __init__(self, *own: tuple[str, str, Callable[[P, HttpRequest], TemplateResponse]]) -> None:
        self._ways = {name: (label, server) for name, label, server in own}

    def register(self, name: str, label: str, server: Callable[[P, HttpRequest], TemplateResponse]) -> None:
        """Adds a way, or replaces the one of this name."""
        self._ways[name] = (label, server)

    def modes(self) -> list[tuple[str, str]]:
        """Names and labels, as the admin asks for them."""
        return [(name, label) for name, (label, _) in self._ways.items()]

    def serve(self, page: P, request: HttpRequest, mode: str) -> TemplateResponse:
        """The page in this way; in the first one where the name is unknown."""
        _, server = self._ways.get(mode) or next(iter(self._ways.values()))
        return server(page, request)


def alone(page: "LessonPage", request: HttpRequest) -> TemplateResponse:
    """The lesson without a reader: no count, no button."""
    from courses.lesson import draft_context

    return TemplateResponse(request, "courses/lesson_page.html", draft_context(page))


def for_visitors(page: "ModulePage", request: HttpRequest) -> TemplateResponse:
    """The page of the module, open to all."""
    return TemplateResponse(request, page.template, page.get_context(request))


def whole(page: "ModulePage", request: HttpRequest) -> TemplateResponse:
    """The module and all its lessons on one page, drafts included."""
    from courses.lesson import whole_context

    context: dict[str, Any] = {**page.get_context(request), **whole_context(page)}
    return TemplateResponse(request, "courses/module_whole.html", context)


LESSONS: Ways["LessonPage"] = Ways(("", "La page seule", alone))
MODULES: Ways["ModulePage"] = Ways(("", "Comme en visite", for_visitors), ("whole", "Le module entier, brouillons compris", whole))
