"""What people are told when their binôme is formed, grows or is left: a name and a place to meet, never a reason."""

from accounts.models import User
from accounts.notices.actions import take_back, tell
from cohorts.enums import CohortState
from cohorts.models import Binome, Seat
from pages.templatetags.typography import of

KIND = "binome"
BINOME = "/binome/"


def tell_together(binome: Binome, by: User | None = None) -> None:
    """Each person who sits here learns with whom she does. In a cohort still in preparation nobody is told: she does not see it yet."""
    if binome.cohort.state != CohortState.OPEN:
        return
    people = [seat.enrolment.user for seat in _seats(binome)]
    for one in people:
        others = [other for other in people if other.pk != one.pk]
        names = " et ".join(str(other) for other in others)
        words = f"Vous formez un trio avec {names}." if len(others) > 1 else f"Vous faites binôme avec {names}."
        if others:
            tell(to=[one.pk], kind=KIND, by=by, text=words, url=BINOME, about=about(binome))


def tell_apart(seat: Seat, by: User | None = None) -> None:
    """Who stays learns that the other has left, and who was moved learns it too, unless she did it herself.

    What told someone who has withdrawn with whom she sits is taken back: no mail says it the next morning.
    """
    binome = seat.binome
    if binome.cohort.state != CohortState.OPEN:
        return
    leaver = seat.enrolment.user
    left = [one.enrolment.user for one in _seats(binome)]
    rest = " Une place est libre : vos formatrices et formateurs vous proposeront quelqu’un." if len(left) == 1 else ""
    tell(to=[one.pk for one in left], kind=KIND, by=by, text=f"{leaver} a quitté votre binôme.{rest}", url=BINOME, about=about(binome))
    if seat.enrolment.left_on is not None:
        take_back(about=about(binome), to=[leaver.pk], kinds=[KIND])
    elif left:
        names = " et ".join(str(one) for one in left)
        words = f"Vous avez quitté le binôme {of(names)}. Ce que vous avez écrit reste à vous."
        tell(to=[leaver.pk], kind=KIND, by=by, text=words, url=BINOME, about=about(binome))


def about(binome: Binome) -> str:
    """The last word on a binôme replaces the one before, as long as nobody has read it."""
    return f"binome:{binome.pk}"


def _seats(binome: Binome) -> list[Seat]:
    return list(Seat.objects.current().filter(binome=binome).select_related("enrolment__user").order_by("number"))
