"""What one works on: chosen from a result, written down, ticked off, put aside; and what came of it."""

from collections.abc import Callable, Collection
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.enums import Moment, Outcome
from assessments.fields import WordsField
from assessments.framework.tree import framework_of
from assessments.framework.wording import lines_of
from assessments.participants import AssessmentError, for_participants, moment_at
from assessments.planning.actions import Stale, Told, choose, drop, mark_of, outcome_mark, take_up, tell_outcomes, tick, write
from assessments.planning.models import PLACES, Goal
from assessments.planning.proposing import helps_for
from assessments.planning.reading import awaiting_outcome, standing_goals
from assessments.results.reading import latest_of, snapshots_of, told_of
from assessments.taking.actions import standing_at
from assessments.taking.views import first_place, gone
from cohorts.desk.forms import DayField
from cohorts.models import Enrolment
from courses.outline import main_outline
from pages.fields import LongText


class GoalForm(forms.Form):
    action = WordsField(
        label="Ce que vous allez essayer sur le terrain",
        help_text="Une action petite et précise : avec qui, où, quoi.",
        limit=1_000,
        widget=LongText(attrs={"rows": 3}),
    )
    action_on = DayField(label="Pour quand", required=False)
    trace = WordsField(
        label="La trace à rapporter au prochain positionnement",
        help_text="Un compte rendu, une photo, trois lignes dans vos notes.",
        limit=1_000,
        widget=LongText(attrs={"rows": 2}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)  # the mark of what was there when the form was opened


class OutcomeForm(forms.Form):
    """What came of one goal. Left for later (`is_draft`), it may lack its outcome, and what was typed is kept."""

    outcome = forms.ChoiceField(
        label="Qu’est-ce devenu ?",
        choices=Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez l’une des trois réponses.", "invalid_choice": "Choisissez l’une des trois réponses."},
    )
    text = WordsField(label="Ce que cela a donné, en quelques mots", limit=2_000, widget=LongText(attrs={"rows": 3}))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)  # the mark of what was there when the form was opened

    def __init__(self, data: QueryDict | None, *, goal: Goal, is_draft: bool) -> None:
        initial = {"outcome": goal.outcome, "text": goal.outcome_text, "seen": outcome_mark(goal.outcome, goal.outcome_text)}
        super().__init__(data, prefix=str(goal.pk), auto_id=f"g{goal.pk}_%s", initial=initial)
        self.fields["outcome"].required = not is_draft

    @property
    def told(self) -> Told:
        return Told(self.cleaned_data["outcome"], self.cleaned_data["text"], self.cleaned_data["seen"])


def own_goal(enrolment: Enrolment, number: int) -> Goal:
    """A goal of this person, or a 404."""
    goals = Goal.objects.filter(assessment__enrolment__user=enrolment.user_id).select_related(
        "assessment__enrolment", "indicator__competency"
    )
    return get_object_or_404(goals, pk=number)


@require_safe
@for_participants
def plan(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """What one works on now, what was put aside, what came of the former ones, and every indicator that could be chosen."""
    everything = list(
        Goal.objects.filter(assessment__enrolment=enrolment)
        .select_related("indicator__competency", "assessment")
        .order_by("-chosen_at", "-pk")
    )
    standing = standing_goals(enrolment)
    snapshots = snapshots_of(enrolment)
    latest = latest_of(snapshots)
    chosen = {goal.indicator.code for goal in standing}
    open_to_choice: list[Any] = []
    if latest is not None and len(standing) < len(PLACES):
        framework, told = framework_of(latest.version_id), told_of([latest])[latest.pk]
        open_to_choice = [
            (section, [one for one in section.indicators if one.code not in chosen and not told[one.code].not_concerned])
            for section in framework.sections
        ]
    context = {
        "enrolment": enrolment,
        "goals": standing,
        "aside": [goal for goal in everything if goal.dropped_at and not goal.asked_at],
        "former": [goal for goal in everything if goal.asked_at],
        "latest": latest,
        "choices": open_to_choice,
        "wanted": request.GET.get("indicateur", ""),
    }
    return render(request, "assessments/planning/plan.html", context)


@require_POST
@for_participants
def add(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """Chooses an indicator of the latest snapshot, and leads to where it is written down. POST only."""
    latest = latest_of(snapshots_of(enrolment))
    if latest is None:
        raise Http404
    try:
        goal = choose(snapshot=latest, code=request.POST.get("indicateur", ""))
    except AssessmentError as error:
        messages.error(request, str(error))
        return redirect("plan")
    return redirect("goal", goal.pk)


@require_http_methods(["GET", "POST"])
@for_participants
def goal(request: HttpRequest, enrolment: Enrolment, number: int) -> HttpResponse:
    """One indicator one works on: the next level, the lessons and activities that help, the action and its trace. POST keeps it."""
    found = own_goal(enrolment, number)
    initial = {"action": found.action, "action_on": found.action_on, "trace": found.trace, "seen": mark_of(found)}
    form = GoalForm(request.POST.copy() if "do" not in request.POST and request.method == "POST" else None, initial=initial)
    if request.method == "POST" and "do" in request.POST:
        return decide(request, found)
    stored: Goal | None = None  # what another page wrote meanwhile
    if form.is_valid():
        try:
            write(goal=found, **form.cleaned_data)
        except Stale as error:
            stored = own_goal(enrolment, number)
            form.add_error(None, str(error))
            form.data["seen"] = mark_of(stored)  # type: ignore[index]
        else:
            say_kept(request, found, form)
            return redirect("plan")
    framework = framework_of(found.assessment.version_id)
    told = told_of([found.assessment])[found.assessment_id][found.indicator.code]
    lessons, actions = helps_for(framework, found.indicator.code, main_outline())
    level = told.level or 0
    context = {
        "enrolment": enrolment,
        "goal": found,
        "section": framework.section_of(found.indicator.code),
        "told": told,
        "next_level": framework.level(level + 1) if level < len(framework.levels) else None,
        "next_sentence": found.indicator.sentence(level + 1) if level < len(framework.levels) else "",
        "lessons": lessons,
        "actions": actions,
        "form": form,
        "stored": stored,
    }
    return render(request, "assessments/planning/goal.html", context, status=422 if form.errors else 200)


def say_kept(request: HttpRequest, before: Goal, form: GoalForm) -> None:
    """Says what became of an action: written down, rubbed out, or not there yet."""
    if any(form.cleaned_data[name] for name in ("action", "action_on", "trace")):
        messages.success(request, "C’est noté. Vous le retrouverez sur votre accueil.")
    elif before.action or before.action_on or before.trace:
        messages.success(request, "L’action est effacée. Ce point reste dans votre plan.")
    else:
        messages.info(request, "Rien n’était écrit, rien n’a été gardé. Ce point reste dans votre plan.")


def decide(request: HttpRequest, found: Goal) -> HttpResponse:
    """What a button of the plan does: done, not done, put aside, taken up again."""
    wanted = request.POST["do"]
    actions: dict[str, tuple[Callable[[], None], str]] = {
        "faite": (lambda: tick(goal=found, done=True), "C’est fait. Pensez à la trace que vous rapporterez."),
        "reprendre": (lambda: tick(goal=found, done=False), "L’action est de nouveau à faire."),
        "ecarter": (lambda: drop(goal=found), "Ce point est mis de côté. Ses mots sont gardés."),
        "remettre": (lambda: take_up(goal=found), "Ce point est de nouveau dans votre plan."),
    }
    if wanted not in actions:
        raise Http404
    action, words = actions[wanted]
    try:
        action()
    except AssessmentError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    back = request.POST.get("retour")
    return redirect("home" if back == "accueil" else "plan")


@require_http_methods(["GET", "POST"])
@for_participants
def outcomes(request: HttpRequest, enrolment: Enrolment, moment: str) -> HttpResponse:
    """What came of the former plan, asked before anything else at the next moment. POST keeps it and goes on.

    It may be left for later: what was typed is then kept as it is, and asked again.
    """
    at = moment_at(moment)
    draft = standing_at(enrolment, at).draft
    goals = awaiting_outcome(enrolment, at)
    if draft is None:
        return gone(request, enrolment, at)
    if not goals:
        return told_elsewhere(request, enrolment, at) or redirect("moment", at)
    data = request.POST.copy() if request.method == "POST" else None
    is_draft = data is not None and data.get("do") == "passer"
    asked = {one.pk: OutcomeForm(data, goal=one, is_draft=is_draft) for one in goals}
    stored: dict[int, Goal] = {}  # what another page wrote meanwhile
    problem = ""
    if data is not None and all(form.is_valid() for form in asked.values()):
        try:
            kept = tell_outcomes(enrolment=enrolment, outcomes={pk: form.told for pk, form in asked.items()}, is_draft=is_draft)
        except Stale as error:
            problem, goals = str(error), awaiting_outcome(enrolment, at)
            stored = {one.pk: one for one in goals if differs(one, asked[one.pk].told)}
            data.update({f"{pk}-seen": outcome_mark(one.outcome, one.outcome_text) for pk, one in stored.items()})
        else:
            if any(form.told.outcome or form.told.text for form in asked.values()) and is_draft:
                messages.success(request, "Vos mots sont gardés. La question vous sera posée de nouveau quand vous reprendrez.")
            return told_elsewhere(request, enrolment, at, kept) or redirect(*first_place(draft))
    return outcomes_page(request, enrolment, at, [(one, asked[one.pk], stored.get(one.pk)) for one in goals if one.pk in asked], problem)


def differs(goal: Goal, told: Told) -> bool:
    """Whether something else than this form shows is kept of a goal."""
    return (goal.outcome, goal.outcome_text) not in {("", ""), (told.outcome, told.text.strip())}


def outcomes_page(
    request: HttpRequest, enrolment: Enrolment, moment: Moment, asked: list[tuple[Goal, OutcomeForm, Goal | None]], problem: str
) -> HttpResponse:
    """The questions, with what was typed, what is missing, and beside it what another page had kept."""
    has_errors = any(form.errors for _, form, _ in asked)
    context = {
        "enrolment": enrolment,
        "moment": moment,
        "asked": asked,
        "problem": problem,
        "has_errors": has_errors,
    }
    return render(request, "assessments/planning/outcomes.html", context, status=422 if has_errors or problem else 200)


def told_elsewhere(request: HttpRequest, enrolment: Enrolment, moment: Moment, kept: Collection[int] = ()) -> HttpResponse | None:
    """The words of this form that another page had told otherwise: they are shown back, for that one stays. None where there are none.

    `kept`: the goals whose words this form has just kept.
    """
    stored = dict(Goal.objects.filter(assessment__enrolment=enrolment).values_list("pk", "outcome_text"))
    said = {str(pk): text for pk, text in stored.items()}
    typed = {name.removesuffix("-text"): str(text) for name, text in request.POST.items() if name.endswith("-text")}
    mine = {str(pk) for pk in kept}
    lost = [text for pk, text in typed.items() if pk not in mine and text.strip() and lines_of(text.strip()) != said.get(pk, "")]
    if not lost:
        return None
    context = {"typed": lost, "moment": moment, "enrolment": enrolment, "is_told": True}
    return render(request, "assessments/taking/gone.html", context, status=409)
