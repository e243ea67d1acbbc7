"""The evidence of one indicator: what is there, and three ways to add to it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from assessments.framework.models import Indicator
from assessments.framework.tree import framework_of
from assessments.participants import AssessmentError, for_participants, moment_at
from assessments.taking.evidence import PIECES, add_file, add_link, citable, cite, remove
from assessments.taking.forms import CiteForm, FileForm, LinkForm
from assessments.taking.models import Evidence, SelfAssessment
from assessments.taking.views import draft_at, gone
from cohorts.models import Enrolment


@require_http_methods(["GET", "POST"])
@for_participants
def evidence(request: HttpRequest, enrolment: Enrolment, moment: str, competence: str, code: str) -> HttpResponse:
    """What shows one's level on an indicator. POST adds a piece or takes one off, and comes back."""
    at = moment_at(moment)
    draft = draft_at(enrolment, at)
    if draft is None:
        return gone(request, enrolment, at)
    framework = framework_of(draft.version_id)
    if code not in framework.indicators or framework.section_of(code).slug != competence:
        raise Http404
    draft.enrolment = enrolment
    indicator = get_object_or_404(Indicator, version=draft.version_id, code=code)
    wanted = request.POST.get("do", "")
    bound = forms_of(request, draft, wanted)
    if request.method == "POST":
        if wanted == "retirer":
            number = request.POST.get("piece", "")
            return finished(request, lambda: remove(draft=draft, number=int(number) if number.isdecimal() and len(number) < 18 else 0))
        form = bound.get(wanted)
        if form is None:
            raise Http404
        if form.is_valid():
            try:
                add(draft, indicator, wanted, form.cleaned_data)
            except AssessmentError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, "La preuve est ajoutée.")
                return redirect(f"{request.path}#")  # the top, where the news is: otherwise the anchor of the form would follow
    pieces = list(Evidence.objects.filter(rating__assessment=draft, rating__indicator=indicator))
    context = {
        "enrolment": enrolment,
        "draft": draft,
        "section": framework.section_of(code),
        "indicator": framework.indicators[code],
        "pieces": pieces,
        "is_full": len(pieces) >= PIECES,
        "forms": bound,
        "can_cite": len(bound["citer"].fields["source"].choices) > 1,  # type: ignore[attr-defined]
    }
    status = 422 if any(form.errors for form in bound.values()) else 200
    return render(request, "assessments/taking/evidence.html", context, status=status)


def forms_of(request: HttpRequest, draft: SelfAssessment, wanted: str) -> dict[str, forms.Form]:
    """The three ways to add; the one that was sent holds what was typed."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in citable(draft):
        groups.setdefault(one.group, []).append((one.code, one.label))
    data = request.POST if request.method == "POST" else None
    return {
        "citer": CiteForm(data if wanted == "citer" else None, groups=list(groups.items()), auto_id="citer_%s"),
        "lien": LinkForm(data if wanted == "lien" else None, auto_id="lien_%s"),
        "fichier": FileForm(data if wanted == "fichier" else None, request.FILES if wanted == "fichier" else None, auto_id="fichier_%s"),
    }


def add(draft: SelfAssessment, indicator: Indicator, wanted: str, typed: dict[str, Any]) -> None:
    """Adds the piece that a form describes."""
    if wanted == "citer":
        cite(draft=draft, indicator=indicator, code=typed["source"], description=typed["description"])
    elif wanted == "lien":
        add_link(draft=draft, indicator=indicator, url=typed["url"], title=typed["title"], description=typed["description"])
    else:
        add_file(draft=draft, indicator=indicator, upload=typed["file"], description=typed["description"])


def finished(request: HttpRequest, action: Callable[[], None]) -> HttpResponse:
    try:
        action()
    except AssessmentError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "La preuve est retirée.")
    return redirect(request.path)
