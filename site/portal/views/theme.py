from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from portal.context_processors import THEME_COOKIE, THEMES

A_YEAR = 60 * 60 * 24 * 365


@login_not_required
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keeps the reader's choice of light or dark in a cookie that says nothing else, and goes back where she was: at this very choice."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(f"{back}#apparence")
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(THEME_COOKIE, theme, max_age=A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure())
    else:
        response.delete_cookie(THEME_COOKIE)
    return response
