"""The words of the track, from A to Z."""

from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses.models import GlossaryTerm
from territories.names import folded


@login_not_required
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Every term under its letter, with what to see also. Two queries whatever their number."""
    terms = sorted(GlossaryTerm.objects.prefetch_related("see_also"), key=lambda term: folded(term.term))
    letters = [(letter.upper(), list(group)) for letter, group in groupby(terms, key=lambda term: folded(term.term)[:1])]
    return render(request, "portal/glossary.html", {"letters": letters})
