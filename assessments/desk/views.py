"""The tab « Positionnements »: the four moments, one moment's people, and what a trainer does about them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.counting.actions import close_moment
from assessments.desk.actions import proposed_end, remind, reopen, set_moments
from assessments.desk.exporting import people_file
from assessments.desk.forms import MomentsForm, ReopeningForm
from assessments.desk.reading import MomentLine, moment_lines, people_at
from assessments.enums import Moment
from assessments.participants import moment_at
from assessments.taking.models import MomentOpening
from cohorts.desk.exporting import TYPES, file_name
from cohorts.desk.page import desk_page, for_its_trainers, said
from cohorts.models import Cohort, Enrolment
from pages.templatetags.typography import day

TAB = "cohort_moments"


@require_http_methods(["GET", "POST"])
@for_its_trainers
def moments(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """The four moments with their dates, and how many have sent. POST saves the dates that were changed."""
    lines = moment_lines(cohort)
    form = MomentsForm(request.POST or None, lines=lines)
    if request.method == "POST" and form.is_valid():
        with said(request, "Les dates sont enregistrées."):
            set_moments(cohort=cohort, dates=form.dates(), by=request.user)  # type: ignore[arg-type]
        return redirect(TAB, cohort.slug)
    shown = [(one, form[f"{one.moment}-du"], form[f"{one.moment}-au"]) if one.may_change else (one, None, None) for one in lines]
    context: dict[str, Any] = {"form": form, "lines": shown, "may_change": any(one.may_change for one in lines)}
    return desk_page(request, cohort, "assessments/desk/moments.html", tab=TAB, status=422 if form.errors else 200, **context)


def line_at(cohort: Cohort, moment: str) -> MomentLine:
    """One moment of this cohort; a 404 for a word that names none."""
    return moment_lines(cohort)[moment_at(moment).rank]


def opening_at(cohort: Cohort, moment: str) -> MomentOpening:
    """Its dates; a 404 where it has none."""
    found = get_object_or_404(MomentOpening, cohort=cohort, moment=moment_at(moment))
    found.cohort = cohort
    return found


@require_safe
@for_its_trainers
def moment(request: HttpRequest, cohort: Cohort, moment: str) -> HttpResponse:
    """Who has taken stock and who has not."""
    opening = line_at(cohort, moment).opening
    return moment_page(request, cohort, moment, ReopeningForm(initial={"until": proposed_end(opening, cohort.today())}))


def moment_page(request: HttpRequest, cohort: Cohort, moment: str, form: ReopeningForm) -> HttpResponse:
    """The people of one moment, under the form that reopens it for one of them."""
    line = line_at(cohort, moment)
    people = people_at(cohort, line.moment)
    context = {
        "line": line,
        "moment": line.moment,
        "people": [one for one in people if not one.has_left],
        "left": [one for one in people if one.has_left and one.times],
        "to_remind": sum(one.awaits(line.is_open) for one in people) if cohort.is_readable else 0,
        "form": form,
    }
    with timezone.override(cohort.zone):
        status = 422 if form.errors else 200
        return desk_page(request, cohort, "assessments/desk/moment.html", tab=TAB, status=status, **context)


@require_safe
@for_its_trainers
def export(request: HttpRequest, cohort: Cohort, moment: str, extension: str) -> HttpResponse:
    """Who has sent, as a file. No level is in it."""
    at = moment_at(moment)
    if extension not in TYPES:
        raise Http404
    response = HttpResponse(people_file(cohort, at, people_at(cohort, at), extension), content_type=TYPES[extension])
    response["Content-Disposition"] = f'attachment; filename="{file_name(f"positionnements-{at}", cohort, extension)}"'
    return response


@require_POST
@for_its_trainers
def reopen_for(request: HttpRequest, cohort: Cohort, moment: str) -> HttpResponse:
    """Opens the moment again for the person whom the button names. POST only."""
    at, form = moment_at(moment), ReopeningForm(request.POST)
    if not form.is_valid():
        return moment_page(request, cohort, moment, form)
    enrolment = get_object_or_404(Enrolment.objects.select_related("user"), pk=form.cleaned_data["enrolment"], cohort=cohort)
    enrolment.cohort = cohort
    until = form.cleaned_data["until"]
    with said(request, f"C’est rouvert pour {enrolment.user}, jusqu’au {day(until)} compris. Aucun avis ne part : écrivez-lui."):
        reopen(enrolment=enrolment, moment=at, until=until, by=request.user)  # type: ignore[arg-type]
    return redirect("cohort_moment", cohort.slug, at)


@require_POST
@for_its_trainers
def remind_people(request: HttpRequest, cohort: Cohort, moment: str) -> HttpResponse:
    """Reminds those who have not sent theirs. POST only."""
    opening = opening_at(cohort, moment)
    with said(request, "Le rappel est donné : un avis tout de suite, un courriel selon ce que chaque personne a choisi."):
        remind(opening=opening, by=request.user)  # type: ignore[arg-type]
    return redirect("cohort_moment", cohort.slug, moment)


@require_http_methods(["GET", "POST"])
@for_its_trainers
def close(request: HttpRequest, cohort: Cohort, moment: str) -> HttpResponse:
    """Says what closing does, then does it: it cannot be undone."""
    opening = opening_at(cohort, moment)
    if request.method == "POST":
        with said(request, "Ce moment est clos. Ses chiffres ne bougeront plus."):
            close_moment(opening=opening, by=request.user)  # type: ignore[arg-type]
        return redirect("cohort_figures", cohort.slug)
    line = line_at(cohort, moment)
    if not line.may_close:
        return redirect("cohort_moment", cohort.slug, moment)
    return desk_page(request, cohort, "assessments/desk/close.html", tab=TAB, line=line, moment=Moment(line.moment))
