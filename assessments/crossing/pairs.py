"""Two people by name, and one moment: what every screen of this package is about."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate

from django.db.models import Exists, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import User
from assessments.crossing.models import Consent
from assessments.enums import ConsentKind, Moment
from assessments.participants import moment_at
from cohorts.models import Enrolment, Seat
from cohorts.views import own_enrolment

LONGEST_NUMBER = 18  # digits that both databases hold


@dataclass(frozen=True)
class Pair:
    """A reader, someone who shares or shared her binôme, and the moment they look at together.

    Consents name people: what stands between two of them stays theirs when a seat changes, and opens nothing to whoever
    comes next. In a trio each two of the three are a pair of their own.
    """

    me: Enrolment
    partner: Enrolment
    moment: Moment
    is_former: bool

    @property
    def name(self) -> str:
        """The partner's first name, as sentences say it."""
        return self.partner.user.first_name

    @property
    def may_write(self) -> bool:
        """Whoever has withdrawn from the cohort reads what is hers and writes no more. The state of the cohort locks nothing."""
        return self.me.left_on is None

    @property
    def partner_has_left(self) -> bool:
        """Whether the other has withdrawn from the cohort: she reads on, and sends nothing more."""
        return self.partner.left_on is not None

    def about(self, kind: ConsentKind) -> str:
        """What notices call one of the two features between these two people, at this moment: the same from both sides."""
        first, second = sorted((self.me.pk, self.partner.pk))
        return f"crossing:{kind}:{self.moment}:{first}-{second}"


def seated_with(enrolment: Enrolment) -> list[tuple[Enrolment, bool]]:
    """Who sits with this person today, by seat, then who did, the latest first; and whether that is over. One query.

    Somebody who held a seat of the same binôme at another time never met her there, and is no partner of hers.
    """
    seats = Seat.objects.filter(binome__seats__enrolment=enrolment).select_related("enrolment__user").distinct().order_by("number", "pk")
    every = list(seats)
    mine = [one for one in every if one.enrolment_id == enrolment.pk]
    met = [
        (one, any(one.binome_id == own.binome_id and one.until is None and own.until is None for own in mine))
        for one in every
        if one.enrolment_id != enrolment.pk and any(_overlap(one, own) for own in mine)
    ]
    today = [(seat.enrolment, False) for seat, is_today in met if is_today]
    over = sorted((seat for seat, is_today in met if not is_today), key=lambda seat: (seat.until or seat.since, seat.pk), reverse=True)
    found: dict[int, tuple[Enrolment, bool]] = {}
    for other, is_former in [*today, *((seat.enrolment, True) for seat in over)]:
        other.cohort = enrolment.cohort
        found.setdefault(other.pk, (other, is_former))
    return list(found.values())


def _overlap(one: Seat, own: Seat) -> bool:
    """Whether two people sat in the same binôme at the same time."""
    if one.binome_id != own.binome_id:
        return False
    return (own.until is None or one.since < own.until) and (one.until is None or own.since < one.until)


def pair_of(me: Enrolment, number: int, moment: Moment) -> Pair:
    """The pair that this person forms with the enrolment of that number; a 404 where they never sat together.

    A word given outlives the days that trainers note: whoever gave one finds the page to take it back.
    """
    for partner, is_former in seated_with(me):
        if partner.pk == number:
            return Pair(me, partner, moment, is_former)
    between = Consent.objects.filter(Q(giver=me, receiver=number) | Q(giver=number, receiver=me))
    agreed = Enrolment.objects.filter(pk=number, cohort=me.cohort_id).filter(Exists(between)).select_related("user").first()
    if agreed is None:
        raise Http404
    agreed.cohort = me.cohort
    return Pair(me, agreed, moment, is_former=True)


def for_pairs[**Rest](
    view: Callable[Concatenate[HttpRequest, Pair, Rest], HttpResponse],
) -> Callable[Concatenate[HttpRequest, str, int, Rest], HttpResponse]:
    """Opens a screen to someone and her partner of today or of before; a 404 for anyone else.

    The reader's own enrolment is the one of her partner's cohort: a link in a notice opens whichever cohort she is looking at.
    """

    @wraps(view)
    def inner(request: HttpRequest, moment: str, number: int, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        at = moment_at(moment)
        if len(str(number)) > LONGEST_NUMBER:
            raise Http404
        user: User = request.user  # type: ignore[assignment]
        if request.method == "POST":
            me: Enrolment | None = own_enrolment(request)
        else:
            me = Enrolment.objects.of(user).filter(cohort__enrolments=number).first()
        if me is None:
            raise Http404
        me.user = user
        with timezone.override(me.cohort.zone):
            return view(request, pair_of(me, number, at), *args, **kwargs)

    return inner
