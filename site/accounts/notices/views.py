"""What one was told, how one wants to be told, and the click that stops mails."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.notices.forms import NoticesForm
from accounts.notices.models import Notice, NoticeSettings
from accounts.notices.sending import user_of

PAGE = 30


@require_http_methods(["GET", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """One's own notices, the latest first, and the choice of what comes by mail, when. POST keeps the choice."""
    user: User = request.user  # type: ignore[assignment]
    form = NoticesForm(request.POST or None, user=user)
    if form.is_valid():
        form.save()
        stopped = "C’est gardé, mais les courriels restent arrêtés : ce choix vaudra quand vous les recevrez de nouveau."
        messages.success(request, stopped if form.choice.stopped_at else "C’est gardé. Vos prochains courriels suivront ce choix.")
        return redirect("notices")
    page = Paginator(Notice.objects.filter(to=user), PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "unseen": Notice.objects.filter(to=user).unseen().count(), "stopped_at": form.choice.stopped_at}
    return render(request, "account/notices.html", context, status=422 if form.errors else 200)


@require_safe
def notice(request: HttpRequest, number: int) -> HttpResponse:
    """Leads to what a notice speaks of; it is seen from now on. Somebody else's is a 404."""
    found = get_object_or_404(Notice, pk=number, to=request.user.pk)
    Notice.objects.filter(pk=found.pk, seen_at=None).update(seen_at=timezone.now())
    if not url_has_allowed_host_and_scheme(found.url, allowed_hosts=None):
        raise Http404
    return HttpResponseRedirect(found.url)


@require_POST
def all_seen(request: HttpRequest) -> HttpResponse:
    """Marks everything as seen. POST only."""
    Notice.objects.filter(to=request.user.pk).unseen().update(seen_at=timezone.now())
    return redirect("notices")


@require_POST
def mails(request: HttpRequest) -> HttpResponse:
    """Stops all mails of notices, or lets them come again. POST only."""
    stopped = timezone.now() if request.POST.get("arreter") else None
    user: User = request.user  # type: ignore[assignment]
    NoticeSettings.objects.update_or_create(user=user, defaults={"stopped_at": stopped})
    messages.success(request, "Vous ne recevrez plus ces courriels." if stopped else "Les courriels reprennent.")
    return redirect("notices")


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a mail: a page that asks once, because mail scanners open links; a POST stops (RFC 8058), without signing in.

    Opened again afterwards, it says that mails are stopped. A forwarded mail may be opened by somebody else: the page says whose it stops.
    """
    user = user_of(token)
    if user is None:
        raise Http404
    if request.method == "POST":
        NoticeSettings.objects.update_or_create(user=user, defaults={"stopped_at": timezone.now()})
    is_stopped = NoticeSettings.objects.filter(user=user).exclude(stopped_at=None).exists()
    is_another = request.user.is_authenticated and request.user != user
    return render(request, "account/notices_stop.html", {"is_stopped": is_stopped, "whose": user, "is_another": is_another})
