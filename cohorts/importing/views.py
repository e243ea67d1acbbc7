"""Giving a file, reading what it would do, deciding; and the people as a file."""

from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.db.models import Case, Count, IntegerField, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.actions import CohortError
from cohorts.desk.exporting import TYPES, file_name, written
from cohorts.desk.page import desk_page, for_its_trainers, said
from cohorts.enums import Outcome
from cohorts.importing.actions import abandon, confirm, resume, start
from cohorts.importing.models import ImportRun
from cohorts.importing.reading import COLUMNS, MAX_BYTES, MAX_ROWS
from cohorts.models import Cohort, Enrolment, Invitation
from pages.weights import weight

PER_PAGE = 100
# Blocking ones first, then what would change, then what would not.
RANK = Case(
    When(outcome=Outcome.REFUSED, then=Value(0)),
    When(outcome=Outcome.CREATED, then=Value(1)),
    When(outcome=Outcome.UPDATED, then=Value(2)),
    default=Value(3),
    output_field=IntegerField(),
)


class FileForm(forms.Form):
    file = forms.FileField(
        label="Fichier CSV, XLSX ou ODS",
        widget=forms.FileInput(attrs={"aria-invalid": "false", "data-most": MAX_BYTES}),  # until refused: browsers say wrong what is blank
        help_text=f"{weight(MAX_BYTES)} et {f'{MAX_ROWS:_}'.replace('_', ' ')} lignes au plus.",
        error_messages={"required": "Choisissez un fichier.", "empty": "Le fichier est vide."},
    )

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(f"Le fichier n’a pas été reçu. Il pèse {weight(file.size)}, la limite est de {weight(MAX_BYTES)}.")
        return file


@require_http_methods(["GET", "POST"])
@for_its_trainers
def upload(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Takes a file in. Nothing is written before it was shown and confirmed."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = start(cohort=cohort, by=request.user, name=file.name, data=file.read())  # type: ignore[arg-type]
            return redirect("cohort_import_run", cohort.slug, run.pk)
        except CohortError as error:
            form.add_error("file", str(error))
    runs = cohort.imports.select_related("by").defer("file")[:10]
    columns = list(COLUMNS.values())
    status = 422 if form.errors else 200
    return desk_page(request, cohort, "cohorts/desk/import.html", tab="cohort_people", form=form, runs=runs, columns=columns, status=status)


def run_at(cohort: Cohort, number: int) -> ImportRun:
    found = get_object_or_404(ImportRun.objects.select_related("by").defer("file"), pk=number, cohort=cohort)
    found.cohort = cohort
    return found


@require_safe
@for_its_trainers
def run(request: HttpRequest, cohort: Cohort, number: int) -> HttpResponse:
    """What the file would do, or did, row by row: refused rows first, each with its column, value and reason."""
    found = run_at(cohort, number)
    counts = dict.fromkeys(Outcome.values, 0) | dict(found.rows.order_by().values_list("outcome").annotate(Count("pk")))
    asked = request.GET.get("effet", "")
    rows = found.rows.exclude(outcome="").annotate(rank=RANK).order_by("rank", "line")
    if asked in Outcome.values:
        rows = rows.filter(outcome=asked)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page")) if not found.is_running else None
    changes = counts[Outcome.CREATED] + counts[Outcome.UPDATED]
    sample = found.rows.first() if counts[Outcome.REFUSED] else None
    no_first_names = sample is not None and "first_name" not in sample.values
    outcomes = [(one.value, one.announced if found.is_announced else one.label, counts[one]) for one in Outcome]
    return desk_page(
        request, cohort, "cohorts/desk/import_run.html", tab="cohort_people",
        run=found, outcomes=outcomes, counts=counts, changes=changes, rows=page, asked=asked,
        query_string=f"{urlencode({'effet': asked})}&", no_first_names=no_first_names,
    )  # fmt: skip


@require_POST
@for_its_trainers
def decide(request: HttpRequest, cohort: Cohort, number: int) -> HttpResponse:
    """« Importer les lignes valides », « ne rien importer », or taking up work that stopped. POST only."""
    found = run_at(cohort, number)
    with said(request):
        if "importer" in request.POST:
            confirm(run=found, sends_mail="envoyer" in request.POST)
        elif "reprendre" in request.POST:
            resume(run=found)
        else:
            abandon(run=found)
    return redirect("cohort_import_run", cohort.slug, number)


@require_safe
@for_its_trainers
def template(request: HttpRequest, cohort: Cohort, extension: str) -> HttpResponse:
    """An empty list with the right titles."""
    return _file([], cohort, "modele-personnes", extension)


@require_safe
@for_its_trainers
def people(request: HttpRequest, cohort: Cohort, extension: str) -> HttpResponse:
    """The people of the cohort and whoever is expected, in the columns that the import reads, and one that tells them apart."""
    enrolled = cohort.enrolments.staying().select_related("user", "territory").by_name()
    rows = [[*_row(one.user.email, one.user.first_name, one.user.last_name, one), "inscription faite"] for one in enrolled]
    expected = cohort.invitations.pending().select_related("territory").by_name()
    rows += [[*_row(one.email, one.first_name, one.last_name, one), "invitation en attente"] for one in expected]
    return _file(rows, cohort, "personnes", extension, "état")


def _row(email: str, first_name: str, last_name: str, one: Enrolment | Invitation) -> list[str]:
    place, day = one.territory, one.joins_on
    where = [place.name, place.region] if place else ["", ""]
    return [email, first_name, last_name, *where, one.organisation, f"{day:%d/%m/%Y}" if day else ""]


def _file(rows: list[list[str]], cohort: Cohort, subject: str, extension: str, *more: str) -> HttpResponse:
    if extension not in TYPES:
        raise Http404
    response = HttpResponse(written(rows, [*COLUMNS.values(), *more], "Personnes", extension), content_type=TYPES[extension])
    response["Content-Disposition"] = f'attachment; filename="{file_name(subject, cohort, extension)}"'
    return response
