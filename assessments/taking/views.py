"""Taking stock, one competency a screen: begin, write, check, send."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.notices.actions import seen
from assessments.crossing.reading import words_given
from assessments.enums import Moment
from assessments.framework.models import FrameworkVersion
from assessments.framework.tree import FrameworkText, SectionText, framework_of
from assessments.participants import AssessmentError, for_participants, moment_at
from assessments.planning.reading import awaiting_outcome
from assessments.taking.actions import begin, missing, save, standing_at, submit
from assessments.taking.forms import NOT_CONCERNED, IndicatorForm, SendForm
from assessments.taking.lines import Line, left, lines_of, problems_of, ratings_of, ready_in, to_do
from assessments.taking.models import Rating, SelfAssessment
from cohorts.models import Enrolment


@require_safe
@for_participants
def moment(request: HttpRequest, enrolment: Enrolment, moment: str) -> HttpResponse:
    """What this moment asks, and where one stands with it: to begin, to go on with, or sent, which leads to the result."""
    standing = standing_at(enrolment, moment_at(moment))
    if standing.opening is not None:
        seen(user=enrolment.user, about=f"moment:{standing.opening.pk}")
    if standing.snapshot is not None and standing.draft is None and not standing.may_begin:
        return redirect("moment_results", standing.moment)
    context: dict[str, Any] = {"standing": standing, "enrolment": enrolment}
    latest = FrameworkVersion.objects.published().first() if standing.draft is None else None
    version_id = (
        standing.draft.version_id if standing.draft else (standing.opening and standing.opening.version_id) or (latest and latest.pk)
    )
    if version_id:
        framework = framework_of(version_id)
        ratings = ratings_of(standing.draft) if standing.draft else {}
        context |= {
            "framework": framework,
            "sections": [(one, ready_in(one, ratings)) for one in framework.sections],
            "total": len(framework.indicators),
        }
    return render(request, "assessments/taking/moment.html", context)


@require_POST
@for_participants
def start(request: HttpRequest, enrolment: Enrolment, moment: str) -> HttpResponse:
    """Begins, or goes on: first with what came of the former plan, then at the first competency that needs something. POST only."""
    at = moment_at(moment)
    try:
        draft = begin(enrolment=enrolment, moment=at)
    except AssessmentError as error:
        messages.error(request, str(error))
        return redirect("moment", at)
    if awaiting_outcome(enrolment, at):
        return redirect("moment_outcomes", at)
    return redirect(*first_place(draft))


def first_place(draft: SelfAssessment) -> tuple[str, ...]:
    """Where to go on: the first competency that needs something, or the last reading."""
    framework, ratings = framework_of(draft.version), ratings_of(draft)
    section = next((one for one in framework.sections if ready_in(one, ratings) < len(one.indicators)), None)
    return ("moment_section", draft.moment, section.slug) if section else ("moment_review", draft.moment)


def draft_at(enrolment: Enrolment, moment: Moment) -> SelfAssessment | None:
    """The draft of this moment with its version. One query."""
    return SelfAssessment.objects.drafts().filter(enrolment=enrolment, moment=moment).select_related("version").first()


@require_http_methods(["GET", "POST"])
@for_participants
def section(request: HttpRequest, enrolment: Enrolment, moment: str, competence: str) -> HttpResponse:
    """One competency. POST keeps what was typed, complete or not, then goes where its button says."""
    at = moment_at(moment)
    draft = draft_at(enrolment, at)
    if draft is None:
        return gone(request, enrolment, at)
    framework = framework_of(draft.version)
    here = next((one for one in framework.sections if one.slug == competence), None)
    if here is None:
        raise Http404
    if request.method == "POST":
        return keep(request, enrolment, draft, framework, here)
    lines = lines_of(framework, here, ratings_of(draft), is_checked="verifier" in request.GET)
    return section_page(request, enrolment, draft, framework, here, lines)


# Where people write, by the last part of a field's name: an indicator, an evidence, what came of a plan.
WRITTEN = {"situation", "effect", "url", "title", "description", "text"}


def gone(request: HttpRequest, enrolment: Enrolment, moment: Moment) -> HttpResponse:
    """There is no draft here: it was sent, perhaps from another page a moment ago, or never begun. What was typed is shown back."""
    typed = [value for name, value in request.POST.items() if name.rpartition("-")[2] in WRITTEN and str(value).strip()]
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"problem": "Ce positionnement n’est plus un brouillon : il a été envoyé depuis une autre page."}, status=422)
    if typed:
        context = {"typed": typed, "moment": moment, "enrolment": enrolment}
        return render(request, "assessments/taking/gone.html", context, status=409)
    return redirect("moment", moment)


def keep(request: HttpRequest, enrolment: Enrolment, draft: SelfAssessment, framework: FrameworkText, here: SectionText) -> HttpResponse:
    """Saves one screen, then goes on; stays where a date is none, or where another page wrote something else meanwhile."""
    stored = {one.indicator_id: one for one in draft.ratings.all()}
    today = enrolment.cohort.today()
    forms = {one.code: IndicatorForm(request.POST, prefix=one.code, today=today) for one in here.indicators}
    for form in forms.values():
        form.full_clean()
    by_code = {one.code: stored.get(one.id) for one in here.indicators}
    asked = request.POST.get("seen", "")
    seen = int(asked) if asked.isdecimal() and len(asked) < 10 else 0
    choices = {code: form.choice(by_code[code]) for code, form in forms.items()}
    try:
        conflicts = save(draft=draft, choices=choices, seen_revision=seen)
    except AssessmentError as error:
        if request.headers.get("X-Requested-With") == "fetch":
            return JsonResponse({"problem": str(error)}, status=422)
        messages.error(request, str(error))
        return gone(request, enrolment, Moment(draft.moment))
    wrong = {code: form for code, form in forms.items() if form.errors}
    # Where this page holds nothing there is one text, the other's: it stays, and there is nothing to choose.
    clashes = {code: row for code, row in conflicts.items() if not choices[code].is_empty}
    if request.headers.get("X-Requested-With") == "fetch":
        if conflicts and not clashes:
            return shown_too(draft, conflicts)
        return saved(framework, draft, here, wrong, clashes, is_checked="verifier" in request.GET)
    conflicts = clashes
    if wrong or conflicts:
        draft.refresh_from_db()
        shown = {code: forms[code] for code in {*wrong, *conflicts}}
        lines = lines_of(framework, here, ratings_of(draft), forms=shown, conflicts=conflicts)
        return section_page(request, enrolment, draft, framework, here, lines, status=422)
    return redirect_after(request, draft, framework, here)


def shown_too(draft: SelfAssessment, written: dict[str, Rating]) -> HttpResponse:
    """What another page wrote in indicators that this one left blank, for its script to show. Only a page that shows it has seen it."""
    draft.refresh_from_db()
    values = {}
    for code, row in written.items():
        values[f"{code}-level"] = NOT_CONCERNED if row.not_concerned else str(row.level or "")
        values[f"{code}-situated_on"] = row.situated_on.isoformat() if row.situated_on else ""
        values |= {f"{code}-situation": row.situation, f"{code}-effect": row.effect}
    words = "Une autre page a écrit d’autres indicateurs entre-temps. Rien ne se perd : continuez."
    return JsonResponse({"problem": words, "elsewhere": {"seen": draft.revision, "values": values}}, status=409)


def saved(
    framework: FrameworkText,
    draft: SelfAssessment,
    here: SectionText,
    wrong: dict[str, IndicatorForm],
    conflicts: dict[str, Rating],
    *,
    is_checked: bool,
) -> HttpResponse:
    """What a script shows after it saved by itself. A conflict is left to the button, which shows both texts.

    Where a field could not be kept this is no success: the script would drop its own copy.
    """
    draft.refresh_from_db()
    if conflicts:
        words = "Une autre page a écrit entre-temps. Continuez : vous verrez les deux textes, et choisirez."
        return JsonResponse({"problem": words}, status=409)
    ratings = ratings_of(draft)
    lines = lines_of(framework, here, ratings, forms=wrong, is_checked=is_checked)
    told = {"seen": draft.revision, "ready": ready_in(here, ratings), "total": len(here.indicators), "left": left(lines)}
    if wrong:
        _, rank, words = problems_of(lines_of(framework, here, {}, forms=wrong))[0]
        what = "À corriger" if all(form.is_kept for form in wrong.values()) else "Pas encore gardé"
        return JsonResponse({"problem": f"{what}, indicateur {rank}. {words[:1].upper()}{words[1:]}", **told}, status=422)
    return JsonResponse({"at": formats.date_format(timezone.localtime(draft.saved_at), "G \\h i"), **told})


def redirect_after(request: HttpRequest, draft: SelfAssessment, framework: FrameworkText, here: SectionText) -> HttpResponse:
    """Where the button leads: the next competency, the one before, the evidence of an indicator, out, or the last reading."""
    wanted = request.POST.get("do", "")
    slugs = [one.slug for one in framework.sections]
    index = slugs.index(here.slug)
    if wanted.startswith("preuve:") and wanted[7:] in framework.indicators:
        return redirect("moment_evidence", draft.moment, here.slug, wanted[7:])
    if wanted == "sortir":
        messages.success(request, "Votre brouillon est gardé. Vous le retrouverez ici, sur n’importe quel appareil.")
        return redirect("competences")
    if wanted == "avant":
        return redirect("moment_section", draft.moment, slugs[index - 1]) if index else redirect("moment", draft.moment)
    if wanted == "relire" or index + 1 == len(slugs):
        return redirect("moment_review", draft.moment)
    return redirect("moment_section", draft.moment, slugs[index + 1])


def section_page(
    request: HttpRequest,
    enrolment: Enrolment,
    draft: SelfAssessment,
    framework: FrameworkText,
    here: SectionText,
    lines: list[Line],
    *,
    status: int = 200,
) -> HttpResponse:
    """The screen of one competency."""
    index = framework.sections.index(here)
    context = {
        "enrolment": enrolment,
        "draft": draft,
        "framework": framework,
        "section": here,
        "lines": lines,
        "ready": sum(line.is_ready for line in lines),
        "problems": problems_of(lines),
        "to_do": to_do(lines),
        "conflicts": [line for line in lines if line.conflict],
        "is_refused": status == 422,
        "number": index + 1,
        "before": framework.sections[index - 1] if index else None,
        "after": framework.sections[index + 1] if index + 1 < len(framework.sections) else None,
    }
    return render(request, "assessments/taking/section.html", context, status=status)


@require_http_methods(["GET", "POST"])
@for_participants
def review(request: HttpRequest, enrolment: Enrolment, moment: str) -> HttpResponse:
    """Everything once more before it is sent. POST sends, when nothing is missing; what is missing is named with the way to it."""
    at = moment_at(moment)
    draft = draft_at(enrolment, at)
    if draft is None:
        return redirect("moment", at)
    form = SendForm(request.POST or None)
    problem = ""
    if form.is_valid() and request.method == "POST":
        try:
            submit(draft=draft, as_read=request.POST.get("seen"), **form.cleaned_data)
        except AssessmentError as error:
            problem = str(error)
            draft.refresh_from_db()
        else:
            messages.success(request, "Votre positionnement est envoyé. Il est daté, et ne changera plus.")
            return redirect("moment_results", at)
    framework, ratings = framework_of(draft.version), ratings_of(draft)
    context = {
        "enrolment": enrolment,
        "draft": draft,
        "standing": standing_at(enrolment, at),
        "framework": framework,
        "sections": [(one, lines_of(framework, one, ratings)) for one in framework.sections],
        "missing": [(indicator, framework.section_of(indicator.code)) for indicator, _ in missing(draft)],
        "words": words_given(draft),
        "problem": problem,
        "form": form,
    }
    return render(request, "assessments/taking/review.html", context, status=422 if problem else 200)
