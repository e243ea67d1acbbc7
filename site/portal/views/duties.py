"""The three pages the law asks for. They say what is true of this installation, and what is not yet."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about whom, for how long, and how to ask (GDPR, articles 13 and 14)."""
    return render(request, "portal/privacy.html", {"operator": operator()})


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement (law 2005-102, article 47; RGAA 4.1)."""
    return render(request, "portal/accessibility.html", {"operator": operator()})


@login_not_required
def legal(request: HttpRequest) -> HttpResponse:
    """Who publishes and who hosts (law 2004-575, article 1-1)."""
    return render(request, "portal/legal.html", {"operator": operator()})


def operator() -> dict[str, str]:
    """Who answers for this installation, as its settings say; empty where they say nothing."""
    return {
        "name": settings.OPERATOR_NAME,
        "address": settings.OPERATOR_ADDRESS,
        "email": settings.OPERATOR_EMAIL,
        "publisher": settings.OPERATOR_PUBLISHER,
        "host": settings.HOST_NAME,
        "host_address": settings.HOST_ADDRESS,
    }
