"""A second factor for whoever sees other people's work."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

OPEN_PREFIXES = ("/compte/", "/static/", "/sante/", "/apparence/")
CLOSED = "/compte/journal/"  # it stands with the account, and names everybody


class RequireSecondFactor:
    """Sends a trainer, an editor or an administrator without a second factor to the page that sets one up.

    On where MFA_REQUIRED is. Participants never meet it. Others are asked each time, for one query: whoever takes her second factor
    away has no more access from then on, on any of her devices.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.MFA_REQUIRED and self.is_missing(request):
            messages.warning(
                request,
                "Vous voyez le travail d’autres personnes : protégez votre compte par une double authentification pour continuer.",
            )
            return HttpResponseRedirect(reverse("mfa_index"))
        return self.get_response(request)

    def is_missing(self, request: HttpRequest) -> bool:
        if request.path.startswith(OPEN_PREFIXES) and not request.path.startswith(CLOSED):
            return False
        user = request.user
        return user.is_authenticated and user.has_wide_view and not is_mfa_enabled(user)
