"""The people of a cohort, and one person's page: her path, her dates, her absences, the trainers' notes."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.delivery import Delivery
from cohorts.actions import CohortError
from cohorts.desk.actions import (
    end_absence,
    note_absence,
    places_left,
    set_details,
    set_personal_opening,
    strike_note,
    take_back,
    withdraw,
    write_note,
)
from cohorts.desk.following import follow
from cohorts.desk.forms import AbsenceForm, DetailsForm, NoteForm, PersonOpeningForm, WithdrawForm
from cohorts.desk.page import desk_page, for_its_trainers, number_in, said
from cohorts.desk.showing import shown_to
from cohorts.models import Absence, Cohort, Enrolment, InvitationLink, PersonalOpening, TrainerNote
from cohorts.pairing.history import sittings
from cohorts.reading import reader_for
from cohorts.walking import wide_path
from courses.outline import outline_of

PER_PAGE = 100  # invitations that wait; an import may bring thousands


@require_safe
@for_its_trainers
def people(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Everyone of the cohort, whoever has withdrawn, and whoever is expected."""
    following = follow(cohort, outline_of(cohort.curriculum_id))
    partners = {
        one.enrolment.pk: [other for other in group.people if other is not one] for group in following.groups for one in group.people
    }
    waiting = cohort.invitations.pending().select_related("territory").prefetch_related("links").by_name()
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    standing = InvitationLink.objects.standing().filter(invitation__in=cohort.invitations.pending())
    return desk_page(
        request,
        cohort,
        "cohorts/desk/people.html",
        tab="cohort_people",
        people=[(one, partners[one.enrolment.pk]) for one in following.people],
        left=following.left,
        pending=[(one, next((link for link in one.links.all() if link.revoked_at is None), None)) for one in page],
        pending_count=page.paginator.count,
        page=page,
        prepared=standing.filter(delivery=Delivery.PREPARED).count(),
        places=places_left(cohort),
    )


def person_at(cohort: Cohort, number: int) -> Enrolment:
    """Someone of this cohort; a 404 for someone of another one."""
    found = get_object_or_404(Enrolment.objects.select_related("user", "territory", "cohort"), pk=number, cohort=cohort)
    found.cohort = cohort
    return found


@require_safe
@for_its_trainers
def person(request: HttpRequest, cohort: Cohort, number: int) -> HttpResponse:
    """One person: where she is, with whom, what she needs, what was noted about her."""
    return person_page(request, person_at(cohort, number))


def person_page(request: HttpRequest, enrolment: Enrolment, status: int = 200, **forms: forms.BaseForm) -> HttpResponse:
    """The page of one person; `forms` replaces those that were sent with a mistake."""
    cohort = enrolment.cohort
    outline = outline_of(cohort.curriculum_id)
    reader = reader_for(enrolment, outline)
    numbers = {module.id: module for module in outline.modules}
    # Who trains this cohort may learn in it too: what others note about her is not for her eyes, as they were told.
    is_own, notes = enrolment.user_id == request.user.pk, enrolment.trainer_notes.select_related("author")
    context: dict[str, Any] = {
        "enrolment": enrolment,
        "is_followed": cohort.is_arrangeable and not enrolment.left_on,
        "reader": reader,
        "path": wide_path(reader, enrolment.user.first_name),
        "modules": [
            {
                "module": module,
                "count": reader.me.count_in(module),
                "opens_at": reader.opens_at(module.id),
                "lessons": [(lesson, reader.me.rows.get(lesson.id)) for lesson in module.lessons],
            }
            for module in outline.modules
        ],
        "history": sittings(enrolment),
        "shown": shown_to(request.user, cohort, enrolment),  # type: ignore[arg-type]
        "is_own": is_own,
        "notes": notes.filter(author=enrolment.user_id) if is_own else notes,
        "absences": enrolment.absences.all(),
        "own_dates": [
            (one, numbers.get(one.module_id)) for one in PersonalOpening.objects.filter(enrolment=enrolment).order_by("opens_at", "pk")
        ],
        "letters": enrolment.letters.select_related("letter__author").order_by("-letter__written_at", "-pk")[:5],
        "note_form": forms.get("note_form") or NoteForm(auto_id="note_%s"),
        "absence_form": forms.get("absence_form") or AbsenceForm(auto_id="absence_%s"),
        "withdraw_form": forms.get("withdraw_form") or WithdrawForm(auto_id="retrait_%s", today=cohort.today()),
        "details_form": forms.get("details_form") or details_of(enrolment),
    }
    with timezone.override(cohort.zone):
        context["opening_form"] = forms.get("opening_form") or PersonOpeningForm(outline=outline, auto_id="ouverture_%s")
        return desk_page(request, cohort, "cohorts/desk/person.html", tab="cohort_people", status=status, **context)


def details_of(enrolment: Enrolment, data: Any = None) -> DetailsForm:
    """The form that corrects territory, organisation and arrival."""
    initial = {"territory": enrolment.territory_id, "organisation": enrolment.organisation, "joins_on": enrolment.joins_on}
    return DetailsForm(data, initial=initial, auto_id="fiche_%s")


@require_POST
@for_its_trainers
def details(request: HttpRequest, cohort: Cohort, number: int) -> HttpResponse:
    """Corrects territory, organisation, day of arrival. POST only."""
    enrolment = person_at(cohort, number)
    form = details_of(enrolment, request.POST)
    if not form.is_valid():
        return person_page(request, enrolment, 422, details_form=form)
    with said(request, "La fiche est enregistrée."):
        values = {"organisation": form.cleaned_data["organisation"], "joins_on": form.cleaned_data["joins_on"]}
        set_details(enrolment=enrolment, by=request.user, territory=form.place(), **values)  # type: ignore[arg-type]
    return back_to(enrolment)


@require_POST
@for_its_trainers
def note(request: HttpRequest, cohort: Cohort, number: int) -> HttpResponse:
    """Adds a note. POST only."""
    enrolment = person_at(cohort, number)
    form = NoteForm(request.POST, auto_id="note_%s")
    if not form.is_valid():
        return person_page(request, enrolment, 422, note_form=form)
    try:
        write_note(enrolment=enrolment, author=request.user, text=form.cleaned_data["text"])  # type: ignore[arg-type]
    except CohortError as error:
        form.add_error(None, str(error))
        return person_page(request, enrolment, 422, note_form=form)
    return back_to(enrolment, "notes")


@require_POST
@for_its_trainers
def strike(request: HttpRequest, cohort: Cohort, number: int) -> HttpResponse:
    """Strikes one's own note out, or restores it. POST only."""
    enrolment = person_at(cohort, number)
    with said(request):
        note = get_object_or_404(TrainerNote, pk=number_in(request.POST.get("note", "")), enrolment=enrolment)
        strike_note(note=note, by=request.user, struck="retablir" not in request.POST)  # type: ignore[arg-type]
    return back_to(enrolment, "notes")


@require_POST
@for_its_trainers
def absence(request: HttpRequest, cohort: Cohort, number: int) -> HttpResponse:
    """Notes an absence from … to …, or takes one back. POST only."""
    enrolment = person_at(cohort, number)
    if asked := request.POST.get("retirer", ""):
        found = get_object_or_404(Absence, pk=number_in(asked), enrolment=enrolment)
        with said(request, "L’absence est retirée."):
            end_absence(absence=found, by=request.user)  # type: ignore[arg-type]
        return back_to(enrolment)
    form = AbsenceForm(request.POST, instance=Absence(enrolment=enrolment), auto_id="absence_%s")
    if not form.is_valid():
        return person_page(request, enrolment, 422, absence_form=form)
    with said(request, "L’absence est notée."):
        note_absence(absence=form.instance, by=request.user)  # type: ignore[arg-type]
    return back_to(enrolment)


@require_POST
@for_its_trainers
def opening(request: HttpRequest, cohort: Cohort, number: int) -> HttpResponse:
    """Opens a module for one person, now or on a date, or takes her own date back. POST only."""
    enrolment = person_at(cohort, number)
    outline = outline_of(cohort.curriculum_id)
    if asked := request.POST.get("retirer", ""):
        with said(request, "La date de la cohorte vaut à nouveau."):
            module_id = number_in(asked) or 0
            set_personal_opening(enrolment=enrolment, module_id=module_id, opens_at=None, by=request.user)  # type: ignore[arg-type]
        return back_to(enrolment)
    with timezone.override(cohort.zone):
        form = PersonOpeningForm(request.POST, outline=outline, auto_id="ouverture_%s")
        if not form.is_valid():
            return person_page(request, enrolment, 422, opening_form=form)
    with said(request, f"C’est noté pour {enrolment.user}."):
        module_id = form.cleaned_data["module"]
        set_personal_opening(enrolment=enrolment, module_id=module_id, opens_at=form.moment(), by=request.user)  # type: ignore[arg-type]
    return back_to(enrolment)


@require_POST
@for_its_trainers
def leave(request: HttpRequest, cohort: Cohort, number: int) -> HttpResponse:
    """Withdraws someone from the cohort. POST only."""
    enrolment = person_at(cohort, number)
    form = WithdrawForm(request.POST, auto_id="retrait_%s", today=cohort.today())
    if not form.is_valid():
        return person_page(request, enrolment, 422, withdraw_form=form)
    with said(request, f"{enrolment.user} ne fait plus partie de la cohorte. Ce qui a été écrit et terminé est gardé."):
        withdraw(enrolment=enrolment, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
    return back_to(enrolment)


@require_POST
@for_its_trainers
def come_back(request: HttpRequest, cohort: Cohort, number: int) -> HttpResponse:
    """Takes back someone who had withdrawn. POST only."""
    enrolment = person_at(cohort, number)
    with said(request, f"{enrolment.user} est de retour, avec tout ce qui était terminé. Il reste à lui donner un binôme."):
        take_back(enrolment=enrolment, by=request.user)  # type: ignore[arg-type]
    return back_to(enrolment)


def back_to(enrolment: Enrolment, anchor: str = "") -> HttpResponse:
    """The person's page again, where one was."""
    response = redirect("cohort_person", enrolment.cohort.slug, enrolment.pk)
    if anchor:
        response["Location"] += f"#{anchor}"
    return response
