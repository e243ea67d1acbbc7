"""What happens to a form whose writer is no longer signed in."""

from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse

from portal.views.errors import expired, texts_of


class LoginRequired(LoginRequiredMiddleware):
    """Leads to the sign-in, as Django does; a form that was filled in first gets a page that shows its text back.

    A redirect would forget what was typed. Nothing is written and nothing is replayed.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponse:  # type: ignore[override]
        if request.method == "POST" and texts_of(request):
            return expired(request, 403)
        response: HttpResponse = super().handle_no_permission(request, view_func)
        return response
