"""When modules open: one by one, all by a rhythm, or now."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cohorts.desk.actions import by_rhythm, set_openings
from cohorts.desk.forms import OpeningsForm, RhythmForm
from cohorts.desk.page import desk_page, for_its_trainers, said
from cohorts.models import Cohort, PersonalOpening
from courses.outline import Outline, outline_of


@require_http_methods(["GET", "POST"])
@for_its_trainers
def openings(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Every module with its date on the cohort's clock. POST saves the dates that were changed."""
    outline = outline_of(cohort.curriculum_id)
    with timezone.override(cohort.zone):
        form = OpeningsForm(request.POST or None, outline=outline, cohort=cohort)
        if form.is_valid():
            with said(request, "Les dates sont enregistrées."):
                set_openings(cohort=cohort, dates=form.dates(), by=request.user)  # type: ignore[arg-type]
            return redirect("cohort_openings", cohort.slug)
        return page(request, cohort, outline, form, RhythmForm())


@require_POST
@for_its_trainers
def rhythm(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Sets every module's date from the first one and a rhythm. POST only."""
    outline = outline_of(cohort.curriculum_id)
    with timezone.override(cohort.zone):
        form = RhythmForm(request.POST)
        if not form.is_valid():
            return page(request, cohort, outline, OpeningsForm(outline=outline, cohort=cohort), form)
        first = form.cleaned_data["first"].astimezone(cohort.zone)
        with said(request, "Les dates des modules suivent ce rythme. Vous pouvez encore changer chacune."):
            dates = by_rhythm(outline.modules, first, weeks=form.cleaned_data["weeks"])
            set_openings(cohort=cohort, dates=dict(dates), by=request.user)  # type: ignore[arg-type]
    return redirect("cohort_openings", cohort.slug)


@require_POST
@for_its_trainers
def open_now(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Opens one module this minute. POST only."""
    outline = outline_of(cohort.curriculum_id)
    module = next((one for one in outline.modules if str(one.id) == request.POST.get("module")), None)
    if module is None:
        raise Http404
    with said(request, f"Le module {module.number} est ouvert."):
        set_openings(cohort=cohort, dates={module.id: timezone.now()}, by=request.user)  # type: ignore[arg-type]
    return redirect("cohort_openings", cohort.slug)


def page(request: HttpRequest, cohort: Cohort, outline: Outline, form: OpeningsForm, rhythm: RhythmForm) -> HttpResponse:
    """The dates, the rhythm, and the people who have a date of their own."""
    now = timezone.now()
    open_now = {module for module, at in cohort.openings.order_by().values_list("module_id", "opens_at") if at <= now}
    lines = [(module, form[f"m{module.id}"], module.id in open_now) for module in outline.modules]
    numbers = {module.id: module.number for module in outline.modules}
    own = PersonalOpening.objects.filter(enrolment__cohort=cohort).select_related("enrolment__user").order_by("opens_at", "pk")
    return desk_page(
        request,
        cohort,
        "cohorts/desk/openings.html",
        tab="cohort_openings",
        form=form,
        rhythm=rhythm,
        lines=lines,
        exceptions=[(one, numbers.get(one.module_id)) for one in own],
        status=422 if form.errors or rhythm.errors else 200,
    )
