"""What a person who sits alone reads of the binôme she had: with whom, until when, never why."""

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
