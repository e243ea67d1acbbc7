from allauth.account import views as allauth
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp import views as totp
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: who the site thinks one is, and what can be changed."""
    return render(request, "account/home.html")


@login_not_required
@require_safe
def invitation(request: HttpRequest) -> HttpResponse:
    """For whoever was invited and looks for the way in."""
    return render(request, "account/invitation.html")


@login_not_required
def admin_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in is one for the whole site: Wagtail's own would let in by a password alone, ask no second factor and count no tries."""
    return redirect(reverse("account_login", query={"next": request.GET.get("next") or reverse("wagtailadmin_home")}))


@login_not_required
def confirm_login_code(request: HttpRequest) -> HttpResponse:
    """The code that came by mail. Too many wrong ones, or one that is too old, lead back to asking for another; and that one leads
    to the page that was wanted, where a text may wait, all the same."""
    answer: HttpResponse = allauth.confirm_login_code(request)
    wanted = request.POST.get("next") or request.GET.get("next")
    if wanted and answer.get("Location") == reverse("account_request_login_code"):
        return redirect(reverse("account_request_login_code", query={"next": wanted}))
    return answer


def activate_totp(request: HttpRequest) -> HttpResponse:
    """Links an authenticator app. Of two clicks at the same moment one links it; the other is led to what that one made."""
    try:
        linked: HttpResponse = totp.activate_totp(request)
    except IntegrityError:
        return redirect("mfa_view_recovery_codes")
    return linked


@never_cache
@require_safe
def totp_image(request: HttpRequest) -> HttpResponse:
    """The drawing that an authenticator app reads, as a picture of our own host: the policy allows no data: address.

    Only while an app is being linked: the secret is the one kept in this session, and a 404 without it.
    """
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    adapter = get_adapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
    return HttpResponse(svg, content_type="image/svg+xml")
