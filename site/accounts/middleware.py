"""A second factor for whoever sees other people's work."""

from collections.abc import Callable

from allauth.mfa.signals import authenticator_removed
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

KNOWN = "second_factor"
OPEN_PREFIXES = ("/compte/", "/static/", "/sante/", "/apparence/")
CLOSED = "/compte/journal/"  # it stands with the account, and names everybody


@receiver(authenticator_removed)
def look_again(request: HttpRequest, **_: object) -> None:
    """Whoever takes a factor away is looked at anew: she may have another, or none."""
    request.session.pop(KNOWN, None)


class RequireSecondFactor:
    """Sends a trainer, an editor or an administrator without a second factor to the page that sets one up.

    On where MFA_REQUIRED is. Participants never meet it, and a yes is kept in the session: it costs no query. What one takes away in one
    session is noticed by the others at their next sign-in.
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
        if not user.is_authenticated or not user.has_wide_view:
            return False
        if request.session.get(KNOWN) == user.pk:
            return False
        if is_mfa_enabled(user):
            request.session[KNOWN] = user.pk
            return False
        return True
