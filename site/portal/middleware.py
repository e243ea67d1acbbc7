"""What is settled before any screen: addresses that hold no words, and forms whose writer is no longer signed in."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse

from portal.views.errors import expired, not_understood, texts_of


class ReadableAddress:
    """Refuses an address that holds the sign NUL: no page of ours makes one, and PostgreSQL looks for no such word."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.META.get("QUERY_STRING", ""):
            return not_understood(request)
        return self.get_response(request)


class LoginRequired(LoginRequiredMiddleware):
    """Leads to the sign-in, as Django does; a form that was filled in first gets a page that shows its text back.

    A redirect would forget what was typed. Nothing is written and nothing is replayed.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponse:  # type: ignore[override]
        if request.method == "POST" and texts_of(request):
            return expired(request, 403)
        response: HttpResponse = super().handle_no_permission(request, view_func)
        return response
