"""The three pages the law asks for. They say what is true of this installation, and what is not yet."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pages.cards import Card, described


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about whom, for how long, and how to ask (GDPR, articles 13 and 14)."""
    return duty(
        request, "portal/privacy.html", "Confidentialité", "Ce que le site garde de vous aujourd’hui, qui le voit, et rien de plus."
    )


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement (law 2005-102, article 47; RGAA 4.1)."""
    words = "Le site vise le RGAA 4.1 et les WCAG 2.2, niveau AA. Aucun audit complet n’a encore été mené."
    return duty(request, "portal/accessibility.html", "Accessibilité", words)


@login_not_required
@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    """Who publishes and who hosts (law 2004-575, article 1-1)."""
    return duty(request, "portal/legal.html", "Mentions légales", "Éditeur du site, hébergement, contenus et logiciel.")


def duty(request: HttpRequest, template: str, title: str, lede: str) -> HttpResponse:
    """One of the three, which its first sentence also presents to whoever finds it elsewhere."""
    context = {"operator": operator(), "lede": lede, "card": Card(title, described(lede), request.path)}
    return render(request, template, context)


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
