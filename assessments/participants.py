"""Screens of a participant: for whom they are, in which of her cohorts, and how an action's refusal is said."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import User
from assessments.enums import Moment
from cohorts.models import Enrolment
from cohorts.reading import enrolments_of
from cohorts.switching import chosen_cohort
from cohorts.views import own_enrolment
from courses.outline import main_outline


class AssessmentError(Exception):
    """A rule of the self-assessments was about to be broken; the message is a French sentence for the person who did it."""


def current_enrolment(request: HttpRequest) -> Enrolment | None:
    """The enrolment that this page is about: the one that a form names, otherwise that of her current cohort; None where she has none."""
    if request.method == "POST":
        return own_enrolment(request)
    outline = main_outline()
    if outline is None or not isinstance(request.user, User):
        return None
    found = enrolments_of(request.user, curriculum_id=outline.curriculum_id)
    chosen = chosen_cohort(request)
    return next((one for one in found if one.cohort_id == chosen), found[0] if found else None)


def for_participants[**Rest](
    view: Callable[Concatenate[HttpRequest, Enrolment, Rest], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Rest], HttpResponse]:
    """Opens a screen to whoever is enrolled, as the enrolment it is about, on her cohort's clock; a 404 for anyone else."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        enrolment = current_enrolment(request)
        if enrolment is None:
            raise Http404
        with timezone.override(enrolment.cohort.zone):
            return view(request, enrolment, *args, **kwargs)

    return inner


def moment_at(slug: str) -> Moment:
    """The moment of an address, or a 404."""
    if slug not in Moment.values:
        raise Http404
    return Moment(slug)
