"""How an editor previews a lesson. Upper apps add the ways they know, so that this one needs not know them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.template.response import TemplateResponse

if TYPE_CHECKING:
    from courses.models import LessonPage

Server = Callable[["LessonPage", HttpRequest], TemplateResponse]

_modes: dict[str, tuple[str, Server]] = {}


def alone(page: "LessonPage", request: HttpRequest) -> TemplateResponse:
    """The lesson without a reader: no count, no button."""
    from courses.lesson import draft_context

    return TemplateResponse(request, "courses/lesson_page.html", draft_context(page))


def register(name: str, label: str, server: Server) -> None:
    """Adds a way to preview a lesson; the first registered stands first after « La page seule »."""
    _modes[name] = (label, server)


def modes() -> list[tuple[str, str]]:
    return [("", "La page seule"), *((name, label) for name, (label, _) in _modes.items())]


def serve(page: "LessonPage", request: HttpRequest, mode: str) -> TemplateResponse:
    server = _modes[mode][1] if mode in _modes else alone
    return server(page, request)
