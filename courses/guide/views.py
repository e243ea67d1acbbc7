"""The guide as a file."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import quote_etag
from django.views.decorators.http import condition, require_safe

from courses.guide.outline import guide_of
from courses.guide.printing import ask_now, current

NAME = "guide-co-construction-territoriale.pdf"


def _etag(request: HttpRequest) -> str | None:
    found = current()
    return quote_etag(found.digest) if found is not None else None


@login_not_required
@require_safe
@condition(etag_func=_etag)
def guide_pdf(request: HttpRequest) -> HttpResponse:
    """The last printed guide, for anyone; where there is none yet, a page that says when it will be there."""
    if guide_of() is None:
        raise Http404
    found = current()
    if found is None:
        ask_now()
        found = current()
    if found is None:
        return _waiting(request)
    with found.file.open("rb") as file:
        response = HttpResponse(file.read(), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{NAME}"'
    response["Cache-Control"] = "public, max-age=300"
    return response


def _waiting(request: HttpRequest) -> HttpResponse:
    """Accepted, and not there yet: a machine that asks is told when to come back."""
    response = render(request, "courses/guide_pdf_waiting.html", status=202)
    response["Retry-After"] = "30"
    response["Cache-Control"] = "no-store"
    return response
