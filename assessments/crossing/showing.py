"""Reading what others share, and seeing who reads one's own."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from assessments.crossing.reading import reads_as_partner, shared_with, states_at, visible_to
from assessments.enums import Moment
from assessments.models import Evidence, SelfAssessment
from assessments.participants import for_participants
from cohorts.models import Enrolment


@dataclass(frozen=True)
class Line:
    """One indicator as its author answered it: the name of the level, the sentence as read, and what shows it."""

    title: str
    level: str
    sentence: str
    is_not_concerned: bool
    situation: str
    situated_on: date | None
    effect: str
    evidence: list[Evidence]


def lines_of(assessment: SelfAssessment) -> list[tuple[dict[str, Any], list[Line]]]:
    """Each competency as it was asked, with the answers of a snapshot. Two queries."""
    ratings = {one.indicator.code: one for one in assessment.ratings.select_related("indicator").prefetch_related("evidence")}
    names = {one["number"]: one["title"] for one in assessment.asked["levels"]}
    found = []
    for competency in assessment.asked["competencies"]:
        lines = []
        for asked in competency["indicators"]:
            one = ratings.get(asked["code"])
            if one is None:
                continue
            lines.append(
                Line(
                    title=asked["title"],
                    level=names[one.level] if one.level else "",
                    sentence=asked["sentences"][one.level - 1] if one.level else "",
                    is_not_concerned=one.not_concerned,
                    situation=one.situation,
                    situated_on=one.situated_on,
                    effect=one.effect,
                    evidence=list(one.evidence.all()),
                )
            )
        found.append((competency, lines))
    return found


@require_safe
def assessment_read(request: HttpRequest, number: int) -> HttpResponse:
    """Someone else's snapshot, for whoever may read it, and why she may. One's own leads to one's own results; the rest is a 404."""
    user: User = request.user  # type: ignore[assignment]
    rows = SelfAssessment.objects.readable_by(user).select_related("enrolment__user", "enrolment__cohort", "version")
    found = get_object_or_404(rows, pk=number)
    if found.enrolment.user_id == user.pk:
        return HttpResponseRedirect(found.url if found.is_submitted else f"/competences/{found.moment}/")
    context = {
        "assessment": found,
        "author": found.enrolment.user,
        "moment": found.at,
        "lines": lines_of(found),
        "is_partner": reads_as_partner(user, found),
    }
    with timezone.override(found.enrolment.cohort.zone):
        return render(request, "assessments/crossing/read.html", context)


@require_safe
@for_participants
def shared_list(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """What others share with this person, who reads her own at this moment, and where each is changed."""
    enrolment.user = request.user  # type: ignore[assignment]
    standing = states_at(enrolment, Moment.values)
    context = {
        "waiting": [one for one in standing if one.next is not None and one.next.is_due],
        "theirs": shared_with(enrolment.user),
        "mine": visible_to(enrolment.user),
        "offers": [one for one in standing if not one.is_former or one.has_word],
        "enrolment": enrolment,
    }
    return render(request, "assessments/crossing/shared.html", context)
