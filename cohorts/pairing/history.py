"""Who sat with whom, and until when: what a person reads of the binôme she had, never why, and what her trainers read."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from cohorts.models import Enrolment, Seat


@dataclass(frozen=True)
class Parting:
    """The end of a binôme: who is no longer with her, since when, and whether it was she who left the place."""

    name: str
    at: datetime
    is_her_own: bool


@dataclass(frozen=True)
class Sitting:
    """One seat of a person: with whom she sits there today, or sat last; and who had left her before, the latest first."""

    seat: Seat
    others: list[User]
    gone: list[Seat]
    since: datetime  # today's company together, or the last of it gone; a seat that was left counts from its own first day
    until: datetime | None  # for a seat that was left, the end of its last company
    alone_until: datetime | None  # when she left it, where she had kept it alone since another day


def sittings(enrolment: Enrolment) -> list[Sitting]:
    """Every seat she has or had, the latest first. Whoever came after she left, or had left before she came, was never with her."""
    zone = enrolment.cohort.zone

    def is_before(one: datetime, other: datetime) -> bool:
        return timezone.localdate(one, zone) < timezone.localdate(other, zone)

    found = []
    mine = Seat.objects.filter(enrolment=enrolment).select_related("binome").order_by("-since", "-pk")
    for seat in mine.prefetch_related("binome__seats__enrolment__user"):
        met = [
            other
            for other in sorted(seat.binome.seats.all(), key=lambda one: (one.until is not None, one.since))
            if other.enrolment_id != enrolment.pk
            and (other.until is None or other.until > seat.since)
            and (seat.until is None or other.since < seat.until)
        ]
        until = seat.until and max((min(one.until or seat.until, seat.until) for one in met), default=seat.until)
        others, gone, came = {}, {}, []
        for other in met:
            if other.until is not None and (until is None or is_before(other.until, until)):
                gone[other.enrolment_id] = other
            else:
                others[other.enrolment_id] = other.enrolment.user
                came.append(other.since)
        left = [one for pk, one in gone.items() if pk not in others]
        turns = [] if seat.until else came or [one.until for one in left if one.until]
        alone_until = seat.until if seat.until and until and is_before(until, seat.until) else None
        found.append(Sitting(seat, list(others.values()), left[::-1], max([seat.since, *turns]), until, alone_until))
    return found


def last_parting(enrolment: Enrolment) -> Parting | None:
    """How her last binôme ended; nothing for who never sat with anyone. Two queries."""
    mine = Seat.objects.filter(enrolment=enrolment).order_by("-since", "-pk").first()
    if mine is None:
        return None
    others = Seat.objects.filter(binome=mine.binome_id).exclude(enrolment=enrolment).select_related("enrolment__user")
    if mine.until is None:
        gone = others.filter(until__gte=mine.since).order_by("-until", "-pk").first()
        return Parting(str(gone.enrolment.user), gone.until, False) if gone is not None and gone.until else None
    there = others.filter(Q(until=None) | Q(until__gte=mine.until), since__lte=mine.until).order_by("number")
    names = " et ".join(str(seat.enrolment.user) for seat in there)
    return Parting(names, mine.until, True) if names else None
