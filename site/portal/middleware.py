"""What is settled around any screen: how answers travel, addresses that hold no words, and forms whose writer is no longer signed in."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.urls import reverse
from django.utils.cache import patch_cache_control

from portal.views.errors import expired, forbidden, not_understood, texts_of, ticks_of


class Compressed(GZipMiddleware):
    """Pages and data leave compressed, a third or a quarter of their weight on a slow link; files leave as they are.

    Most files are compressed already, and a part of one that a player asks for must keep its length. Django pads what it compresses
    with a few random bytes, so that the length of an answer tells nothing of the secrets in it (the BREACH attack).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.get("Content-Type", "").partition(";")[0]
        is_text = kind.startswith("text/") or kind in {"application/json", "application/xml", "application/atom+xml", "image/svg+xml"}
        if response.streaming or response.status_code == 206 or not is_text:
            return response
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed


class ReadableAddress:
    """Refuses an address that holds the sign NUL: no page of ours makes one, and PostgreSQL looks for no such word.

    A forged key of a session may hold one too: whoever sends it is a visitor, as with any key that opens nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.META.get("QUERY_STRING", ""):
            return not_understood(request)
        if "\x00" in request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""):
            del request.COOKIES[settings.SESSION_COOKIE_NAME]
        return self.get_response(request)


@receiver(user_logged_out)
def remember_sign_out(request: HttpRequest | None, **_: Any) -> None:
    """Marks the request that signs somebody out, whichever screen does it."""
    if request is not None:
        request.signs_out = True  # type: ignore[attr-defined]


class PrivateAnswers:
    """What a signed-in person is shown is hers alone: no cache on the way keeps it, and her browser asks again before it shows it anew.

    Where an answer says for itself how long it is kept, that stands. Going back while signed in still finds what was being typed: nothing
    is « no-store ». Whoever signs out has her browser forget the pages it kept, so that « Back » shows them to nobody who comes after.
    An answer for which nobody looked at the session is the same for all: it is left alone, and costs no query.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.session.accessed and SESSION_KEY in request.session and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        if getattr(request, "signs_out", False):
            response.headers["Clear-Site-Data"] = '"cache"'
        return response


class LoginRequired(LoginRequiredMiddleware):
    """Leads to the sign-in, as Django does; a form that was filled in first gets a page that shows its text back.

    A redirect would forget what was typed. Nothing is written and nothing is replayed. Whoever is signed in already and has no
    business in the admin is told so: Wagtail would send her to the sign-in, which sends her back, until her browser gives up.
    """

    def process_view(self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any) -> HttpResponseBase | None:
        if self.is_closed_admin(request):
            return forbidden(request)
        response: HttpResponseBase | None = super().process_view(request, view_func, view_args, view_kwargs)
        return response

    def is_closed_admin(self, request: HttpRequest) -> bool:
        if not request.path.startswith(reverse("wagtailadmin_home")) or request.path == reverse("wagtailadmin_logout"):
            return False
        return request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin")

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponse:  # type: ignore[override]
        if request.method == "POST" and (texts_of(request) or ticks_of(request)):
            return expired(request, 403)
        response: HttpResponse = super().handle_no_permission(request, view_func)
        return response
