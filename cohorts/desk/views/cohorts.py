"""The list of a trainer's cohorts, a new one, its settings, its state, its copy."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from cohorts.actions import CohortError
from cohorts.desk.actions import change_cohort, create_cohort, duplicate_cohort, set_state
from cohorts.desk.following import SILENT_DAYS, follow_all
from cohorts.desk.forms import CohortForm, DuplicateForm
from cohorts.desk.page import desk_page, for_its_trainers, said
from cohorts.enums import CohortState
from cohorts.models import Cohort
from courses.outline import main_outline

STATE_WORDS = {
    CohortState.DRAFT: ("", "Préparez les personnes, les binômes et les dates. Personne d’autre ne voit la cohorte."),
    CohortState.OPEN: ("Ouvrir la cohorte", "Les personnes inscrites lisent et terminent les leçons des modules ouverts."),
    CohortState.CLOSED: ("Clore la cohorte", "Les leçons restent lisibles, les progressions ne bougent plus. Vous pouvez encore écrire."),
    CohortState.ARCHIVED: (
        "Archiver la cohorte",
        "Tout se lit. Vous ne changez plus rien, sauf le regard à distance. Un positionnement daté ou rouvert se fait encore à ses dates ; "
        "s’il n’est pas clos, il reste sans chiffres. "
        "Seul un administrateur revient en arrière.",
    ),
}
BACK_WORDS = {
    (CohortState.CLOSED, CohortState.OPEN): "Rouvrir la cohorte",
    (CohortState.ARCHIVED, CohortState.CLOSED): "Sortir des archives",
}


def trainer_of(request: HttpRequest) -> User:
    """Whoever may enter the desk; for anyone else it does not exist."""
    user = request.user
    if not isinstance(user, User) or not (user.is_trainer or user.is_superuser):
        raise Http404
    return user


@require_safe
def cohorts(request: HttpRequest) -> HttpResponse:
    """The cohorts this person trains, the latest first; an administrator sees all."""
    user = trainer_of(request)
    found = list(Cohort.objects.trained_by(user).in_order())
    outline = main_outline()
    following = follow_all(found, outline) if outline else {}
    lines = [(cohort, following.get(cohort.pk)) for cohort in found]
    shown = [line for line in lines if line[0].state != CohortState.ARCHIVED]
    archived = [line for line in lines if line[0].state == CohortState.ARCHIVED]
    silent = {cohort.pk: one.silent(SILENT_DAYS) for cohort, one in lines if one}
    return render(request, "cohorts/desk/cohorts.html", {"lines": shown, "archived": archived, "silent": silent})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new cohort, in preparation, trained by whom its form names: at first whoever creates it."""
    user = trainer_of(request)
    form = CohortForm(request.POST or None, initial={"trainers": [user.pk], "time_zone": "Europe/Paris"})
    if form.is_valid():
        made = create_cohort(cohort=form.instance, trainers=form.cleaned_data["trainers"], by=user)
        if Cohort.objects.trained_by(user).filter(pk=made.pk).exists():
            return redirect("cohort_people", made.slug)
        return redirect("cohorts")
    return render(request, "cohorts/desk/new.html", {"form": form}, status=200 if not form.errors else 422)


@require_http_methods(["GET", "POST"])
@for_its_trainers
def settings(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Name, dates, zone, places, trainers; where the cohort is in its life, and what each state permits."""
    form = CohortForm(request.POST or None, instance=Cohort.objects.get(pk=cohort.pk))
    if form.is_valid():
        with said(request, "Les réglages sont enregistrés."):
            change_cohort(cohort=form.instance, trainers=form.cleaned_data["trainers"], by=request.user)  # type: ignore[arg-type]
        if Cohort.objects.trained_by(request.user).filter(pk=cohort.pk).exists():  # type: ignore[arg-type]
            return redirect("cohort_settings", cohort.slug)
        return redirect("cohorts")
    steps = [
        {
            "state": state,
            "name": state.label,
            "label": BACK_WORDS.get((CohortState(cohort.state), state), STATE_WORDS[state][0]),
            # Whoever opens a cohort for the first time tells its people, by mail too: said before the button, not found out after.
            "words": STATE_WORDS[state][1] + (" Elles en sont prévenues à l’ouverture." if cohort.state == CohortState.DRAFT else ""),
        }
        for state in cohort.next_states
        if cohort.state != CohortState.ARCHIVED or request.user.is_superuser
    ]
    return desk_page(
        request,
        cohort,
        "cohorts/desk/settings.html",
        tab="cohort_settings",
        form=form,
        steps=steps,
        now=STATE_WORDS[CohortState(cohort.state)][1],
        status=422 if form.errors else 200,
    )


@require_POST
@for_its_trainers
def state(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Moves the cohort to the state that the button names. POST only."""
    asked = request.POST.get("state", "")
    words = "La cohorte est ouverte." if asked == CohortState.OPEN else ""
    present = cohort.enrolments.staying()
    if words and cohort.state == CohortState.DRAFT and present.exists():
        words += " Les personnes inscrites en sont prévenues."
    if words and not cohort.openings.exists():
        words += " Aucun module n’a encore de date : tous restent fermés. Donnez-leur une date dans « Ouvertures »."
    if words and present.exists() and not present.filter(seats__until=None, seats__isnull=False).exists():
        words += " Aucun binôme n’est encore formé : formez-les dans « Binômes »."
    with said(request, words):
        set_state(cohort=cohort, state=asked, by=request.user)  # type: ignore[arg-type]
    return redirect("cohort_settings", cohort.slug)


@require_http_methods(["GET", "POST"])
@for_its_trainers
def duplicate(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """A copy in preparation, with the openings moved by so many days and nobody in it yet."""
    form = DuplicateForm(request.POST or None, initial={"name": f"{cohort.name}, suite"})
    if form.is_valid():
        try:
            made = duplicate_cohort(source=cohort, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(request, f"« {made.name} » est créée, en préparation. Vérifiez ses dates.")
            return redirect("cohort_openings", made.slug)
        except (CohortError, OverflowError):
            form.add_error("days", "Ce décalage mène hors du calendrier. Choisissez un nombre de jours plus petit.")
    return desk_page(request, cohort, "cohorts/desk/duplicate.html", tab="cohort_settings", form=form, status=422 if form.errors else 200)
