"""The public home as it presents the whole site to whoever finds it elsewhere."""

from dataclasses import replace

from django.http import HttpRequest
from django.urls import reverse

from pages.cards import LANGUAGE, Card, Node, absolute, node, operator
from pages.models import HomePage


def card_of_home(page: HomePage, request: HttpRequest) -> Card:
    """The home by its headline, the site by its name, and how one searches in it."""
    card = page.card(request, page.lede)
    site = node(
        "WebSite",
        card.path,
        name=card.site,
        description=card.description,
        inLanguage=LANGUAGE,
        publisher=operator(),
        potentialAction=search(),
    )
    return replace(card, title=page.headline, nodes=(site,))


def search() -> Node:
    """The search of the site, as an address that any program can fill in."""
    asked = node("EntryPoint", urlTemplate=f"{absolute(reverse('search'))}?q={{search_term_string}}")
    return {"@type": "SearchAction", "target": asked, "query-input": "required name=search_term_string"}
