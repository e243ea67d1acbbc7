"""The cohort's figures, for its trainers and for its people alike: no address, no parameter filters them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.counting.reading import figures_file, figures_of
from assessments.participants import for_participants
from cohorts.desk.exporting import TYPES, file_name
from cohorts.desk.page import desk_page, for_its_trainers
from cohorts.models import Cohort, Enrolment


@require_safe
@for_its_trainers
def cohort_figures(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Every publication of the cohort."""
    return desk_page(request, cohort, "assessments/counting/desk.html", tab="cohort_moments", told=figures_of(cohort))


@require_safe
@for_its_trainers
def export(request: HttpRequest, cohort: Cohort, extension: str) -> HttpResponse:
    """The same figures as a file."""
    if extension not in TYPES:
        raise Http404
    response = HttpResponse(figures_file(cohort, extension), content_type=TYPES[extension])
    response["Content-Disposition"] = f'attachment; filename="{file_name("positionnements-chiffres", cohort, extension)}"'
    return response


@require_safe
@for_participants
def own_cohort(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """The same figures for the people whom they are about."""
    context = {"enrolment": enrolment, "cohort": enrolment.cohort, "told": figures_of(enrolment.cohort)}
    return render(request, "assessments/counting/own.html", context)
