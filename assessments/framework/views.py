"""The framework as anyone may read it: the version in force, and those that were."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessments.enums import Moment
from assessments.framework.models import FrameworkVersion
from assessments.framework.reading import parts_of
from pages.cards import Card, described


@login_not_required
@require_safe
def framework(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """A published version, whole: the latest, or the one of that number. A draft and a number that never was are a 404."""
    published = FrameworkVersion.objects.published()
    versions = list(published.defer("intention", "instructions", "rules"))
    asked = number if number is not None else (versions[0].number if versions else 0)
    version = published.whole().filter(number=asked).first()
    if version is None:
        raise Http404
    context = {
        "version": version,
        "current": versions[0],
        "versions": versions,
        "parts": parts_of(version),
        "moments": list(Moment),
        "card": Card(version.title, described(version.intention), address(version.number, versions[0].number), "article"),
    }
    return render(request, "assessments/framework/page.html", context)


def address(number: int, current: int) -> str:
    """Where a version is read: the one in force at the framework's own address, a past one under its number."""
    return reverse("framework") if number == current else reverse("framework_version", args=[number])
