"""What the admin does with the framework besides writing it: preparing, publishing, comparing, taking in and giving out."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from accounts.models import User
from assessments.framework.actions import ALREADY, import_draft, new_draft, publish
from assessments.framework.comparing import compare
from assessments.framework.exchange import case, sheet
from assessments.framework.exchange.reading import MAX_BYTES, MOST_FAULTS, Found, Unreadable, read, too_heavy
from assessments.framework.models import FrameworkVersion
from assessments.framework.wording import problems_of, skill_titles, words_of
from assessments.participants import AssessmentError
from assessments.taking.models import MomentOpening, SelfAssessment
from pages.weights import weight

TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}


def for_editors[**Rest](
    view: Callable[Concatenate[HttpRequest, Rest], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Rest], HttpResponse]:
    """Opens a screen to whoever may write the framework; the admin tells anyone else that she may not."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        if not request.user.has_perm("assessments.add_frameworkversion"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return inner


def screen(request: HttpRequest, name: str, title: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page of the admin under « Référentiel »: `name` is its template."""
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": "Accueil"},
        {"url": reverse("referentiel:list"), "label": "Référentiel"},
        {"url": "", "label": title},
    ]
    frame = {"breadcrumbs_items": crumbs, "header_title": title, "page_title": title, "header_icon": "tasks"}
    return TemplateResponse(request, name, {**frame, **context}, status=status)


def draft_of(pk: int) -> FrameworkVersion:
    """The draft, whole; a 404 where it is none."""
    return get_object_or_404(FrameworkVersion.objects.drafts().whole(), pk=pk)


@require_http_methods(["GET", "POST"])
@for_editors
def prepare(request: HttpRequest) -> HttpResponse:
    """« Préparer une nouvelle version »: says what it does, then copies the latest published one."""
    draft = FrameworkVersion.objects.drafts().first()
    if request.method == "POST":
        try:
            made = new_draft()
        except AssessmentError as error:
            messages.error(request, str(error))
            return redirect("referentiel:list")
        messages.success(request, f"La version {made.number} est un brouillon : personne ne la voit avant sa publication.")
        return redirect("referentiel:edit", made.pk)
    latest = FrameworkVersion.objects.published().first()
    return screen(request, "assessments/framework/admin_prepare.html", "Préparer une nouvelle version", draft=draft, latest=latest)


@require_http_methods(["GET", "POST"])
@for_editors
def publishing(request: HttpRequest, pk: int) -> HttpResponse:
    """« Publier cette version »: says what happens to whom, then publishes."""
    if request.method == "POST":
        version = get_object_or_404(FrameworkVersion, pk=pk)
        try:
            publish(version=version, by=cast(User, request.user))
        except AssessmentError as error:
            messages.error(request, str(error))
            return redirect("referentiel:list")
        messages.success(request, f"La version {version.number} est publiée. Les moments qui commencent maintenant la suivent.")
        return redirect("referentiel:inspect", version.pk)
    published = FrameworkVersion.objects.published().filter(pk=pk).first()
    if published is not None:  # read again in a second tab, or by the back button
        return redirect("referentiel:edit", published.pk)
    draft = draft_of(pk)
    before = FrameworkVersion.objects.published().whole().first()
    return screen(
        request,
        "assessments/framework/admin_publish.html",
        f"Publier la version {draft.number}",
        draft=draft,
        problems=problems_of(words_of(draft), skill_titles()),
        comparison=compare(before, draft) if before else None,
        begun=MomentOpening.objects.filter(version__isnull=False, closed_at=None).count(),
        writing=SelfAssessment.objects.drafts().count(),
        sent=SelfAssessment.objects.submitted().count(),
    )


@require_safe
@for_editors
def comparing(request: HttpRequest) -> HttpResponse:
    """Two versions side by side: the two latest, or those of the address. An unknown number is a 404."""
    versions = list(FrameworkVersion.objects.order_by("-number").only("number", "published_at"))
    numbers = [one.number for one in versions]
    after = _number(request.GET.get("apres", "")) or next(iter(numbers), 0)
    before = _number(request.GET.get("avant", "")) or next((number for number in numbers if number < after), after)
    chosen = {one.number: one for one in FrameworkVersion.objects.whole().filter(number__in=[before, after])}
    if {before, after} - set(chosen):
        raise Http404
    found = compare(chosen[before], chosen[after])
    return screen(request, "assessments/framework/admin_compare.html", "Comparer deux versions", versions=versions, comparison=found)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0


class FileForm(forms.Form):
    file = forms.FileField(
        label="Fichier CSV ou JSON",
        help_text=f"{weight(MAX_BYTES)} au plus, en UTF-8. Partez d’un export : les colonnes et les éléments doivent y être.",
        error_messages={"required": "Choisissez un fichier.", "empty": "Le fichier est vide."},
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(too_heavy(file.size or 0))
        return file


@require_http_methods(["GET", "POST"])
@for_editors
def importing(request: HttpRequest) -> HttpResponse:
    """Takes a file in as a draft: all of it is checked first, and one error is enough for nothing to be written."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    found = Found()
    if form.is_valid():
        try:
            file = form.cleaned_data["file"]
            found = read(file.read(), file.name, skill_titles())
            if not found.faults and found.text is not None:
                draft = import_draft(text=found.text)
                messages.success(request, f"Le fichier est devenu la version {draft.number}, en brouillon. Relisez-la avant de la publier.")
                return redirect("referentiel:edit", draft.pk)
        except (Unreadable, AssessmentError) as error:
            form.add_error("file", str(error))
    return screen(
        request,
        "assessments/framework/admin_import.html",
        "Importer un référentiel",
        status=422 if form.errors or found.faults else 200,
        form=form,
        faults=found.faults[:MOST_FAULTS],
        count=len(found.faults),
        draft=FrameworkVersion.objects.drafts().first(),
        already=ALREADY,
    )


@require_safe
@for_editors
def exporting(request: HttpRequest, pk: int, extension: str) -> HttpResponse:
    """A version as a file, draft or published."""
    version = get_object_or_404(FrameworkVersion.objects.whole(), pk=pk)
    if extension not in TYPES:
        raise Http404
    data = sheet.written(words_of(version)) if extension == "csv" else case.written(version)
    response = HttpResponse(data, content_type=TYPES[extension])
    response["Content-Disposition"] = f'attachment; filename="referentiel-version-{version.number}.{extension}"'
    return response
