"""Binômes: suggestions, pairs by hand, one binôme and its history."""

from itertools import combinations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.actions import CohortError
from cohorts.desk.forms import WithdrawForm
from cohorts.desk.page import desk_page, for_its_trainers, number_in, said
from cohorts.models import Binome, Cohort, Enrolment, Seat
from cohorts.pairing.actions import join, leave_seat, pair
from cohorts.pairing.nearness import Candidate, Standing, Suggestion, suggest
from territories.names import folded

BY_HAND = ("premiere", "seconde", "troisieme", "rejoint")


class Room:
    """Who sits with whom in a cohort, and who waits for a partner. Two queries, and one for who was paired before."""

    def __init__(self, cohort: Cohort) -> None:
        people = cohort.enrolments.staying().select_related("user", "territory").by_name()
        self.people: dict[int, Enrolment] = {one.pk: one for one in people}
        self.binomes: dict[int, list[Seat]] = {}
        for seat in Seat.objects.current().filter(binome__cohort=cohort).order_by("binome", "number"):
            if seat.enrolment_id in self.people:
                seat.enrolment = self.people[seat.enrolment_id]
                self.binomes.setdefault(seat.binome_id, []).append(seat)
        self.alone = {seats[0].enrolment_id: pk for pk, seats in self.binomes.items() if len(seats) == 1}
        seated = {seat.enrolment_id for seats in self.binomes.values() for seat in seats}
        self.free = [one for one in self.people.values() if one.pk not in seated or one.pk in self.alone]

    def candidate(self, enrolment: Enrolment) -> Candidate:
        place = enrolment.territory
        name = f"{enrolment.user.last_name} {enrolment.user.first_name}".strip()
        return Candidate(enrolment.pk, name, place.name if place else "", place.region if place else "", str(enrolment.user))

    def formers(self) -> set[frozenset[int]]:
        """Pairs among those who wait who have already learnt together: in one binôme, at the same time. One query."""
        groups: dict[int, list[Seat]] = {}
        for seat in Seat.objects.filter(enrolment__in=[one.pk for one in self.free]).order_by():
            groups.setdefault(seat.binome_id, []).append(seat)
        pairs = (pair for group in groups.values() for pair in combinations(group, 2))
        return {frozenset((one.enrolment_id, other.enrolment_id)) for one, other in pairs if _met(one, other)}

    def suggestions(self) -> list[Suggestion]:
        standing = [
            Standing(pk, tuple(self.candidate(seat.enrolment) for seat in seats)) for pk, seats in self.binomes.items() if len(seats) == 2
        ]
        return suggest([self.candidate(one) for one in self.free], standing)


def _met(one: Seat, other: Seat) -> bool:
    """Whether two seats of a binôme were held at the same time: who came after the other had left was never with her."""
    return (one.until is None or other.since < one.until) and (other.until is None or one.since < other.until)


@require_safe
@for_its_trainers
def binomes(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """The binômes of today, who waits, and whom to pair with whom and why."""
    room = Room(cohort)
    formers = room.formers()
    suggestions = [
        (one, [room.people[person.pk] for person in one.people], frozenset(person.pk for person in one.people[:2]) in formers)
        for one in room.suggestions()
    ]
    together = [seats for seats in room.binomes.values() if len(seats) > 1]
    standing = sorted(together, key=lambda seats: folded(str(seats[0].enrolment.user)))
    return desk_page(
        request,
        cohort,
        "cohorts/desk/binomes.html",
        tab="cohort_binomes",
        binomes=[(seats, max(seat.since for seat in seats)) for seats in standing],  # a keeper's seat is older than her new binôme
        free=room.free,
        suggestions=suggestions,
        trios=[seats for seats in standing if len(seats) == 2],
        chosen={name: number_in(request.GET.get(name, "")) for name in BY_HAND},
    )


@require_POST
@for_its_trainers
def form_pairs(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Seats the people whose numbers are sent: one suggestion, all of them, or names chosen by hand. POST only.

    Each `groupe` is a list of enrolment numbers, `12,15`, with `12,15>7` for someone who joins binôme 7. Each is formed by
    itself: one that somebody else was faster with does not hold up the others. Names chosen by hand that are refused stay chosen.
    """
    by_hand = {name: number for name in BY_HAND if (number := number_in(request.POST.get(name, "")))}
    groups = request.POST.getlist("groupe")
    if not groups and (chosen_binome := request.POST.get("rejoint", "")):
        groups = [f"{request.POST.get('premiere', '')}>{chosen_binome}"]
    if not groups:
        chosen = [one for name in ("premiere", "seconde", "troisieme") if (one := request.POST.get(name, ""))]
        groups = [",".join(chosen)]
    formed = []
    for group in groups:
        try:
            formed.append(_form(cohort, group, request))
        except CohortError as error:
            messages.error(request, str(error))
    if len(formed) == 1:
        messages.success(request, f"{formed[0]} apprennent désormais ensemble.")
    elif formed:
        messages.success(request, f"{len(formed)} binômes sont formés.")
    elif by_hand:
        return redirect(reverse("cohort_binomes", args=[cohort.slug], query=by_hand))
    return redirect("cohort_binomes", cohort.slug)


def _form(cohort: Cohort, group: str, request: HttpRequest) -> str:
    numbers, _, joins = group.partition(">")
    wanted = [number for part in numbers.split(",") if (number := number_in(part)) is not None]
    found = {one.pk: one for one in cohort.enrolments.filter(pk__in=wanted).select_related("user")}
    people = [found[number] for number in wanted if number in found]
    for one in people:
        one.cohort = cohort
    if joins.isdecimal() and people:
        binome = get_object_or_404(Binome, pk=number_in(joins), cohort=cohort)
        binome.cohort = cohort
        join(binome=binome, enrolment=people[-1], by=request.user)  # type: ignore[arg-type]
        seats = Seat.objects.current().filter(binome=binome).select_related("enrolment__user").order_by("number")
        people = [seat.enrolment for seat in seats]
    else:
        pair(enrolments=people, by=request.user)  # type: ignore[arg-type]
    *names, last = [str(one.user) for one in people]
    return f"{', '.join(names)} et {last}" if names else last


@require_http_methods(["GET", "POST"])
@for_its_trainers
def binome(request: HttpRequest, cohort: Cohort, number: int) -> HttpResponse:
    """One binôme: who sits there, who sat there from when to when and why. POST: someone leaves it, on a day, for a reason."""
    found = get_object_or_404(Binome.objects.select_related("territory"), pk=number, cohort=cohort)
    found.cohort = cohort
    seats = list(found.seats.select_related("enrolment__user", "enrolment__territory", "seated_by").order_by("-since", "number", "-pk"))
    form = WithdrawForm(request.POST if request.method == "POST" else None, today=cohort.today())
    asked = number_in(request.POST.get("place", ""))
    if request.method == "POST" and not request.POST.get("place"):
        form.add_error(None, "Choisissez qui quitte ce binôme.")
    if form.is_valid():
        seat = get_object_or_404(Seat.objects.select_related("enrolment__user"), pk=asked, binome=found)
        seat.binome = found
        with said(request, f"{seat.enrolment.user} a quitté ce binôme. Ce qui a été écrit reste à chaque personne."):
            leave_seat(seat=seat, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            return redirect("cohort_binomes", cohort.slug)
        return redirect("cohort_binome", cohort.slug, number)
    here = [seat for seat in seats if seat.until is None]
    return desk_page(
        request,
        cohort,
        "cohorts/desk/binome.html",
        tab="cohort_binomes",
        binome=found,
        here=here,
        leaving=asked or (here[0].pk if len(here) == 1 else None),  # a refusal keeps the choice; nobody is chosen between two
        seats=seats,
        form=form,
        status=422 if form.errors else 200,
    )
