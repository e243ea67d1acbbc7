"""What seats people together, and what ends it. History stays: a seat is left, never changed."""

from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils import formats, timezone

from accounts import audit
from accounts.models import User
from cohorts.actions import CohortError, require_arrangeable
from cohorts.models import Binome, Cohort, Enrolment, Seat
from cohorts.pairing.announcing import tell_apart, tell_together
from pages.templatetags.typography import day


def pair(*, enrolments: list[Enrolment], by: User | None = None) -> Binome:
    """Seats two people of one cohort together, or three for a trio.

    Someone who was left alone keeps her binôme and its history; the others join her there. Of two trainers who pair the
    same person at the same moment one wins: the database holds one current seat a person, and the other is told who.
    """
    if len({enrolment.pk for enrolment in enrolments}) != len(enrolments) or len(enrolments) < 2:
        raise CohortError("Choisissez deux personnes différentes.")
    if len(enrolments) > 3:
        raise CohortError("Un binôme réunit deux personnes, un trio en réunit trois.")
    cohort = enrolments[0].cohort
    require_arrangeable(cohort)
    if any(enrolment.cohort_id != cohort.pk for enrolment in enrolments):
        raise CohortError("Un binôme réunit deux personnes de la même cohorte.")
    try:
        with transaction.atomic():
            _hold(enrolments)
            return _seat(cohort, enrolments, by)
    except IntegrityError:
        raise CohortError(why_taken(enrolments)) from None


def join(*, binome: Binome, enrolment: Enrolment, by: User | None = None) -> Binome:
    """Adds a third person to a binôme of two that stands: it becomes a trio. Whoever was left alone gives up that place.

    Where one of the two has left since the page was read, she sits down with who stayed; where both have, with nobody: refused.
    """
    people = [seat.enrolment for seat in Seat.objects.current().filter(binome=binome).select_related("enrolment__user")]
    if not people:
        raise CohortError("Plus personne ne fait partie de ce binôme. Rien n’a été changé. Rechargez la page.")
    if len(people) > 2:
        raise CohortError("Ce trio est complet.")
    require_arrangeable(binome.cohort)
    if enrolment.left_on is not None or enrolment.cohort_id != binome.cohort_id:
        raise CohortError(f"{enrolment.user} ne fait pas partie de cette cohorte.")
    try:
        with transaction.atomic():
            _hold([enrolment])
            _leave_an_empty_binome(enrolment, binome)
            _take(binome, [enrolment], len(people) + 1, by)
            _trail("pair", binome, by, before=_names(people), after=_names([*people, enrolment]))
            tell_together(binome, by)
            return binome
    except IntegrityError:
        raise CohortError(why_taken([enrolment])) from None


@transaction.atomic
def leave_seat(*, seat: Seat, by: User | None = None, reason: str = "", on: date | None = None) -> None:
    """Frees a seat, on a day that is today or past. Who sat there, from when to when and why, stays."""
    cohort = seat.binome.cohort
    require_arrangeable(cohort)
    until = _moment(cohort, on, seat)
    if not Seat.objects.filter(pk=seat.pk, until=None).update(until=until, reason=reason[:200]):
        raise CohortError(f"{seat.enrolment.user} avait déjà quitté ce binôme.")
    _trail(
        "unseat",
        seat.binome,
        by,
        before=[str(seat.enrolment.user)],
        after={"date": until.astimezone(cohort.zone).date().isoformat(), "motif": reason},
    )
    tell_apart(seat, by)


def last_arrival(seat: Seat) -> Seat:
    """The seat of whoever came last of those this person sat with, or her own: left earlier, hers would deny that they ever met,
    and what the two agreed to show each other could no longer be taken back."""
    others = Seat.objects.filter(binome=seat.binome_id, since__gt=seat.since).exclude(enrolment=seat.enrolment_id)
    return others.select_related("enrolment__user").order_by("-since", "-pk").first() or seat


def why_taken(enrolments: list[Enrolment]) -> str:
    """Who holds whom since when: what a trainer reads when someone else was faster."""
    taken = Seat.objects.current().filter(enrolment__in=enrolments).select_related("enrolment__user", "binome__cohort", "seated_by")
    for seat in taken.order_by("-since"):
        others = list(Seat.objects.current().filter(binome=seat.binome_id).exclude(pk=seat.pk).select_related("enrolment__user"))
        names = " et ".join(str(other.enrolment.user) for other in others)
        if names:
            since = max(one.since for one in [seat, *others])
            at = formats.date_format(since.astimezone(seat.binome.cohort.zone), "j F à G \\h i")
            hand = f", par {seat.seated_by}" if seat.seated_by else ""
            return f"{seat.enrolment.user} a déjà un binôme, avec {names}, depuis le {at}{hand}. Rien n’a été changé."
    return "Ces personnes viennent d’être mises en binôme par quelqu’un d’autre. Rien n’a été changé."


def _hold(enrolments: list[Enrolment]) -> None:
    """Holds who is about to sit down. Whoever withdraws at this very moment does so before, and is refused here; or after, and her
    seat is freed: nobody is left with a partner who is no longer there."""
    rows = Enrolment.objects.select_for_update(no_key=True, of=("self",)).select_related("user").order_by("pk")
    for one in rows.filter(pk__in=[enrolment.pk for enrolment in enrolments]):
        if one.left_on is not None:
            raise CohortError(f"{one.user} s’est retirée ou retiré de la cohorte. Faites d’abord revenir cette personne.")


def _seat(cohort: Cohort, enrolments: list[Enrolment], by: User | None) -> Binome:
    seats = {
        seat.enrolment_id: seat
        for seat in Seat.objects.current().filter(enrolment__in=enrolments).select_for_update().select_related("binome").order_by("pk")
    }
    company = set(
        Seat.objects.current()
        .filter(binome__in=[seat.binome_id for seat in seats.values()])
        .exclude(enrolment__in=enrolments)
        .values_list("binome_id", flat=True)
    )
    if company or len({seat.binome_id for seat in seats.values()}) < len(seats):
        raise CohortError(why_taken(enrolments))
    keeper = next((seats[enrolment.pk] for enrolment in enrolments if enrolment.pk in seats), None)
    for seat in seats.values():
        if keeper is not None and seat.pk != keeper.pk:
            Seat.objects.filter(pk=seat.pk, until=None).update(until=timezone.now(), reason="Nouveau binôme")
    binome = keeper.binome if keeper else Binome.objects.create(cohort=cohort, territory_id=enrolments[0].territory_id)
    coming = [enrolment for enrolment in enrolments if keeper is None or enrolment.pk != keeper.enrolment_id]
    _take(binome, coming, len(enrolments), by)
    _trail("pair", binome, by, before=[], after=_names(enrolments))
    tell_together(binome, by)
    return binome


def _leave_an_empty_binome(enrolment: Enrolment, coming_to: Binome) -> None:
    """Ends the seat of someone who was left alone. Whoever has company keeps hers, and the database refuses a second one."""
    for seat in Seat.objects.current().filter(enrolment=enrolment).exclude(binome=coming_to).select_for_update():
        if not Seat.objects.current().filter(binome=seat.binome_id).exclude(pk=seat.pk).exists():
            Seat.objects.filter(pk=seat.pk, until=None).update(until=timezone.now(), reason="Nouveau binôme")


def _take(binome: Binome, coming: list[Enrolment], size: int, by: User | None) -> None:
    """The lowest free seats. Of two trainers who bring somebody to the last one, the second is told: her person is seated nowhere."""
    if size == 3 and not binome.is_trio:
        binome.is_trio = True
        binome.save(update_fields=["is_trio"])
    held = set(Seat.objects.current().filter(binome=binome).values_list("number", flat=True))
    free = [number for number in (1, 2, 3) if number not in held and (number < 3 or binome.is_trio)]
    if len(free) < len(coming):
        raise CohortError("Quelqu’un d’autre vient de compléter ce binôme. Rien n’a été changé. Rechargez la page.")
    Seat.objects.bulk_create(
        Seat(binome=binome, enrolment=enrolment, number=number, seated_by=by) for enrolment, number in zip(coming, free, strict=False)
    )


def _moment(cohort: Cohort, on: date | None, seat: Seat) -> datetime:
    """The moment of a change noted for a day: now for today, the end of a past day, never before these people sat together."""
    now = timezone.now()
    if on is None or on == cohort.today():
        return now
    if on > cohort.today():
        raise CohortError("Un changement de binôme se note le jour où il a lieu, ou après. Choisissez une date passée.")
    last = last_arrival(seat)
    since = last.since.astimezone(cohort.zone)
    if on < since.date() and last.pk != seat.pk:
        raise CohortError(f"{last.enrolment.user} a rejoint ce binôme le {day(since)}. Choisissez une date à partir de ce jour.")
    if on < since.date():
        raise CohortError(f"Ce binôme n’existait pas encore. Choisissez une date à partir du {day(since)}.")
    end = datetime.combine(on, time(23, 59), tzinfo=cohort.zone)
    return max(end, last.since + timedelta(seconds=1))


def _names(enrolments: list[Enrolment]) -> list[str]:
    return [str(enrolment.user) for enrolment in enrolments]


def _trail(action: str, binome: Binome, by: User | None, *, before: object, after: object) -> None:
    audit.record(by=by, action=action, target=f"Binôme {binome.pk}", scope=binome.cohort.scope, before=before, after=after)
