"""The words of the track, from A to Z."""

from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from courses.cards import glossary as set_of
from courses.models import GlossaryTerm
from courses.uses import uses_of_terms
from pages.cards import Card, described
from territories.names import folded

INTRO = "Les mots du parcours, tels qu’il les emploie."


@login_not_required
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Every term under its letter, with what to see also and where it is used. Three queries whatever their number."""
    uses = uses_of_terms()
    terms = sorted(GlossaryTerm.objects.prefetch_related("see_also"), key=lambda term: folded(term.term))
    entries = [(term, *uses.get(term.slug, ((), ()))) for term in terms]
    letters = [(letter.upper(), list(group)) for letter, group in groupby(entries, key=lambda entry: folded(entry[0].term)[:1])]
    path = reverse("glossary")
    words = described(f"{INTRO[:-1]} : {', '.join(term.term for term in terms)}.")
    card = Card("Glossaire", words, path, nodes=(set_of(terms, path, "Glossaire"),))
    return render(request, "portal/glossary.html", {"letters": letters, "intro": INTRO, "card": card})
