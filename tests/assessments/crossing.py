"""What tests of crossed views share: pairs, words given, views written and sent, seats that change."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from assessments.crossing.actions import Words, give, keep_section, send
from assessments.crossing.pairs import Pair, pair_of
from assessments.crossing.writing import groups_of
from assessments.enums import ConsentKind, Moment
from assessments.models import Consent, CrossView
from cohorts.models import Binome, Enrolment, Seat
from cohorts.pairing.actions import join, leave_seat, pair
from tests.assessments.making import enrolment_of
from tests.conftest import signed_in

BOTH = tuple(ConsentKind)


def pair_for(me: str, partner: str, moment: str = Moment.ENTRY) -> Pair:
    return pair_of(enrolment_of(me), enrolment_of(partner).pk, Moment(moment))


def agree(one: str, other: str, moment: str = Moment.ENTRY, kinds: tuple[ConsentKind, ...] = BOTH) -> None:
    """Both give their word, through the action as their clicks do."""
    for kind in kinds:
        give(pair=pair_for(one, other, moment), kind=kind)
        give(pair=pair_for(other, one, moment), kind=kind)


def write(author: str, subject: str, moment: str = Moment.ENTRY, *, mark: str = "", rank: int = 0) -> CrossView:
    """Writes on the first indicator of a competency, as a draft; `mark` stands in every place."""
    at = pair_for(author, subject, moment)
    view = CrossView.objects.filter(author=at.me, subject=at.partner, moment=moment).first()
    version, groups = groups_of(at, view)
    indicators = groups[rank][1]
    mark = mark or f"{author}-{subject}"
    words = {one.code: Words() for one in indicators}
    words[indicators[0].code] = Words(f"Vu {mark}", f"Question {mark}", f"Preuve {mark}")
    revision = view.revision if view else 0
    return keep_section(pair=at, version=version, indicators=indicators, words=words, revision=revision, shown="")


def write_and_send(author: str, subject: str, moment: str = Moment.ENTRY, *, mark: str = "") -> CrossView:
    view = write(author, subject, moment, mark=mark)
    send(pair=pair_for(author, subject, moment), revision=view.revision)
    view.refresh_from_db()
    return view


def cross(one: str, other: str, moment: str = Moment.ENTRY) -> None:
    """Both agree on the crossed view, write and send."""
    agree(one, other, moment, (ConsentKind.CROSSED,))
    write_and_send(one, other, moment)
    write_and_send(other, one, moment)


def leaves(name: str) -> None:
    """Gives up her seat, some days after she took it."""
    seat = Seat.objects.current().get(enrolment=enrolment_of(name))
    Seat.objects.filter(binome=seat.binome).update(since=timezone.now() - timedelta(days=30))
    seat.refresh_from_db()
    leave_seat(seat=seat)


def change_partner(name: str, new: str) -> None:
    """She leaves her partner and sits with somebody else."""
    for one in (name, new):
        leaves(one)
    pair(enrolments=[enrolment_of(name), enrolment_of(new)])


def make_trio(name: str, third: str) -> None:
    leaves(third)
    join(binome=Seat.objects.current().get(enrolment=enrolment_of(name)).binome, enrolment=enrolment_of(third))


def url(me: str, partner: str, what: str = "avec", rest: str = "", moment: str = Moment.ENTRY) -> str:
    return f"/competences/{moment}/{what}/{enrolment_of(partner).pk}/{rest}"


def post(who: str, at: str, client: Client | None = None, **data: Any) -> HttpResponse:
    """Posts as the form does, with the enrolment of whoever sends it."""
    return (client or signed_in(who)).post(at, {"enrolment": enrolment_of(who).pk, **data})  # type: ignore[return-value]


def standing(giver: Enrolment, receiver: Enrolment) -> int:
    return Consent.objects.standing().filter(giver=giver, receiver=receiver).count()


def meet(name: str, others: list[Enrolment]) -> None:
    """Each of these people sat an hour with her, one after the other, some weeks ago."""
    binome = Seat.objects.current().get(enrolment=enrolment_of(name)).binome
    Binome.objects.filter(pk=binome.pk).update(is_trio=True)
    now = timezone.now()
    Seat.objects.current().filter(binome=binome).update(since=now - timedelta(days=60))
    for other in others:
        since = now - timedelta(days=50) + timedelta(hours=Seat.objects.filter(binome=binome).count())
        Seat.objects.create(binome=binome, enrolment=other, number=3, since=since, until=since + timedelta(hours=1))


def strangers(name: str, count: int) -> list[Enrolment]:
    """People of her cohort who never sat with her."""
    mine = enrolment_of(name)
    met = Seat.objects.filter(binome__seats__enrolment=mine).values("enrolment")
    return list(Enrolment.objects.filter(cohort=mine.cohort).exclude(pk__in=met).order_by("pk")[:count])
