"""Where one stands: the four moments on one page, a result indicator by indicator, and who may read it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from assessments.crossing.reading import states, states_at
from assessments.enums import Moment
from assessments.framework.tree import framework_of
from assessments.participants import current_enrolment, for_participants, moment_at
from assessments.planning.models import PLACES
from assessments.planning.proposing import proposals
from assessments.planning.reading import awaiting_outcome, standing_goals
from assessments.profile.models import ActivityProfile
from assessments.results.crossed import add_voices
from assessments.results.reading import earlier_than, latest_of, result_of, snapshots_of
from assessments.taking.actions import show_to_trainers
from assessments.taking.models import SelfAssessment
from assessments.taking.reading import moments_of
from cohorts.desk.page import number_in
from cohorts.membership import waiting_of
from cohorts.models import Enrolment
from courses.outline import main_outline


@require_safe
def competences(request: HttpRequest) -> HttpResponse:
    """The four moments, what one works on, and everything else about oneself. Whoever is enrolled nowhere is told how to join."""
    enrolment = current_enrolment(request)
    if enrolment is None:
        return render(request, "cohorts/join.html", {"outline": main_outline(), "waiting": waiting_of(request)})
    standings = moments_of(enrolment)
    goals = standing_goals(enrolment)
    context: dict[str, Any] = {
        "enrolment": enrolment,
        "standings": standings,
        "has_sent": any(one.snapshot for one in standings),
        "goals": goals,
        "to_tell": next((one for one in standings if one.is_open and awaiting_outcome(enrolment, one.moment)), None) if goals else None,
        "pairs": states_at(enrolment, [one.moment for one in standings if one.snapshot or one.draft or one.is_open]),
        "profile": ActivityProfile.objects.filter(enrolment__user=enrolment.user_id).order_by("-made_at", "-pk").first(),
    }
    with timezone.override(enrolment.cohort.zone):
        return render(request, "assessments/results/competences.html", context)


@require_safe
@for_participants
def results(request: HttpRequest, enrolment: Enrolment, moment: str) -> HttpResponse:
    """What was sent last at this moment, beside an earlier one. `?positionnement=` names another of hers, an earlier one or one of
    another cohort; `?avec=` what it stands beside.
    """
    at = moment_at(moment)
    user: User = request.user  # type: ignore[assignment]
    number = number_in(request.GET.get("positionnement", ""))
    mine = SelfAssessment.objects.submitted().of(user).filter(moment=at)
    named = mine.filter(pk=number).select_related("enrolment__cohort").first() if number else None
    if named is not None:
        enrolment = named.enrolment
        enrolment.user = user
    snapshots = snapshots_of(enrolment)
    here = [one for one in snapshots if one.moment == at]
    if not here:
        return redirect("moment", at)
    after = next((one for one in here if named is not None and one.pk == named.pk), here[-1])
    others = [one for one in snapshots if one.pk != after.pk and (Moment(one.moment).rank, one.number) < (at.rank, after.number)]
    before = next((one for one in others if str(one.pk) == request.GET.get("avec")), earlier_than(after, snapshots))
    result = result_of(after, before)
    add_voices(result, user, enrolment)
    goals = standing_goals(enrolment)
    framework = framework_of(after.version_id)
    context = {
        "enrolment": enrolment,
        "result": result,
        "others": [one for one in others if before and one.pk != before.pk],
        "attempts": [one for one in here if one.pk != after.pk],
        "pairs": states(enrolment, at),
        "is_latest": after == latest_of(snapshots),
        "goals": goals,
        "proposals": proposals(result, framework, main_outline(), {goal.indicator.code for goal in goals})
        if len(goals) < len(PLACES)
        else [],
    }
    with timezone.override(enrolment.cohort.zone):
        return render(request, "assessments/results/results.html", context)


@require_POST
@for_participants
def readers(request: HttpRequest, enrolment: Enrolment, moment: str) -> HttpResponse:
    """Shows a snapshot to the trainers of the cohort, or shows it no more. POST only."""
    number = number_in(request.POST.get("positionnement", ""))
    mine = SelfAssessment.objects.submitted().filter(enrolment=enrolment, moment=moment_at(moment))
    snapshot = get_object_or_404(mine, pk=number or 0)
    shown = "for_trainers" in request.POST
    show_to_trainers(snapshot=snapshot, shown=shown)
    words = (
        "Vos formatrices et formateurs peuvent lire ce positionnement."
        if shown
        else "Ce positionnement n’est plus montré à vos formatrices et formateurs."
    )
    messages.success(request, words)
    return redirect(f"{snapshot.url}#lecteurs")
