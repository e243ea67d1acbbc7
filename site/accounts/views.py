from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def account(request: HttpRequest) -> HttpResponse:
    """One's own account: who the site thinks one is, and what can be changed."""
    return render(request, "account/home.html")


@login_not_required
def invitation(request: HttpRequest) -> HttpResponse:
    """For whoever was invited and looks for the way in."""
    return render(request, "account/invitation.html")
