"""One's activity profile: today's, the former ones, and a new one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessments.participants import AssessmentError, for_participants
from assessments.profile.actions import describe_weeks
from assessments.profile.forms import ProfileForm
from assessments.profile.models import ActivityProfile
from assessments.profile.reading import described
from cohorts.models import Enrolment


def own_profiles(enrolment: Enrolment) -> list[ActivityProfile]:
    """Her own, the latest first, from whichever cohort: weeks are compared with one's own earlier weeks. One query."""
    return list(ActivityProfile.objects.of(enrolment.user))


@require_safe
@for_participants
def profile(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """The latest profile beside the one before it, and the way to the former ones."""
    found = own_profiles(enrolment)
    return _shown(request, enrolment, found, found[0] if found else None)


@require_safe
@for_participants
def profile_at(request: HttpRequest, enrolment: Enrolment, number: int) -> HttpResponse:
    """One of her own profiles, beside the one before it; somebody else's is a 404."""
    found = own_profiles(enrolment)
    one = next((one for one in found if one.pk == number), None)
    if one is None:
        raise Http404
    return _shown(request, enrolment, found, one)


def _shown(request: HttpRequest, enrolment: Enrolment, found: list[ActivityProfile], one: ActivityProfile | None) -> HttpResponse:
    place = found.index(one) if one else 0
    before = found[place + 1] if place + 1 < len(found) else None
    context = {
        "shown": described(one, before) if one else None,
        "is_latest": place == 0,
        "others": [other for other in found if other is not one],
        "may_write": enrolment.left_on is None,
    }
    return render(request, "assessments/profile/profile.html", context)


@require_http_methods(["GET", "POST"])
@for_participants
def profile_new(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """Describes one's weeks: all nineteen lines are chosen, or what was typed comes back with what is missing."""
    last = ActivityProfile.objects.of(enrolment.user).first()
    form = ProfileForm(request.POST or None, last=last)
    if form.is_valid():
        try:
            describe_weeks(
                enrolment=enrolment,
                key=form.cleaned_data["key"],
                activities=form.amounts(form.asked.activity_ids),
                modes=form.amounts(form.asked.mode_ids),
                note=form.cleaned_data["note"],
            )
        except AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Votre profil est gardé, avec sa date.")
            return redirect("profile")
    context = {"form": form, "enrolment": enrolment, "last": last, "asked": form.asked}
    return render(request, "assessments/profile/new.html", context, status=422 if form.errors else 200)
