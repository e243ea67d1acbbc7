"""The binômes somebody had, with whom and until when: what she reads herself, never why, and what her trainers read."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from cohorts.models import Enrolment, Seat


@dataclass(frozen=True)
class Parting:
    """The end of a binôme: who is no longer with her, since when, and whether it was she who left the place."""

    name: str
    at: datetime
    is_her_own: bool


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


@dataclass(frozen=True)
class Sitting:
    """One place she had in a binôme, and the seats of those who were there in her time."""

    seat: Seat
    others: list[Seat]

    @property
    def gone(self) -> list[Seat]:
        """Who left before her: the place is still hers, and « Avec » alone would say that they are still there."""
        return [one for one in self.others if one.until and (self.seat.until is None or one.until < self.seat.until)]

    @property
    def is_shared_now(self) -> bool:
        """Whether somebody sits with her today."""
        return self.seat.until is None and any(one.until is None for one in self.others)


def sittings(enrolment: Enrolment) -> list[Sitting]:
    """Every place she had, the last first. Who came after she left, or left before she came, was never with her."""
    places = Seat.objects.filter(enrolment=enrolment).select_related("binome").prefetch_related("binome__seats__enrolment__user")
    return [
        Sitting(mine, [one for one in mine.binome.seats.all() if one.enrolment_id != enrolment.pk and _met(mine, one)])
        for mine in places.order_by("-since", "-pk")
    ]


def _met(mine: Seat, other: Seat) -> bool:
    return (mine.until is None or other.since < mine.until) and (other.until is None or other.until > mine.since)
