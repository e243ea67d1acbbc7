"""What a trainer changes about a cohort and its people. Each writes its line of the audit trail in the same transaction."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts import audit
from accounts.models import AuditEntry, User
from accounts.notices.actions import tell
from cohorts.actions import CohortError, require_arrangeable
from cohorts.announcing import forget_opening
from cohorts.enums import CohortState
from cohorts.models import Absence, Cohort, Enrolment, ModuleOpening, PersonalOpening, Seat, TrainerNote
from cohorts.pairing.actions import last_arrival, leave_seat
from cohorts.talking import actions as talking
from cohorts.working import actions as working
from courses.models import ModulePage
from courses.outline import Module
from territories.models import Territory

RESERVED = {"nouvelle", "choisir"}
DESCRIBED = ("name", "starts_on", "ends_on", "time_zone", "capacity")
FOLLOWED = (*DESCRIBED, "state")
TRIES = 8  # of one cohort, where others take the same address at the same moment


def free_slug(name: str) -> str:
    """An address for a cohort: its name, and a number where that is taken."""
    root = slugify(name)[:70] or "cohorte"
    slug, number = root, 1
    while slug in RESERVED or Cohort.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{root}-{number}"
    return slug


@transaction.atomic
def create_cohort(*, cohort: Cohort, trainers: Iterable[User], by: User) -> Cohort:
    """Opens a cohort in preparation. Whoever creates it trains it, unless she names others.

    The same one twice within a minute is one: a double click is harmless. Her account is held, so that two clicks are judged one
    after the other.
    """
    User.objects.select_for_update(no_key=True, of=("self",)).get(pk=by.pk)
    if (known := _just_created(cohort, by)) is not None:
        return known
    cohort.state = CohortState.DRAFT
    _save_under_a_free_address(cohort)
    chosen = list(trainers) or [by]
    cohort.trainers.set(chosen)
    _trail(cohort, "cohort_created", by, after={**_plain(cohort), "formateurs": sorted(str(one) for one in chosen)})
    return cohort


def _just_created(cohort: Cohort, by: User) -> Cohort | None:
    """The cohort that the same form made a moment ago."""
    since = timezone.now() - timedelta(minutes=1)
    lately = AuditEntry.objects.filter(action="cohort_created", by=by, target=cohort.name, at__gt=since).values_list("scope", flat=True)
    same = {name: getattr(cohort, name) for name in (*DESCRIBED, "curriculum_id")}
    return next((one for one in Cohort.objects.filter(state=CohortState.DRAFT, **same) if one.scope in set(lately)), None)


def _save_under_a_free_address(cohort: Cohort) -> None:
    """Two people who give the same name at the same moment both get their cohort: who comes second takes the next free address."""
    for rank in range(TRIES):
        cohort.slug = free_slug(cohort.name)
        try:
            with transaction.atomic():
                cohort.save()
                break
        except IntegrityError:
            if rank + 1 == TRIES:
                raise


@transaction.atomic
def change_cohort(*, cohort: Cohort, trainers: Iterable[User] | None, by: User) -> None:
    """Saves what the form changed. A cohort keeps at least one trainer, and an archived one changes no more."""
    stored = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if not stored.is_kept:
        raise CohortError("Cette cohorte est archivée : elle se lit, et ne change plus.")
    standing = list(stored.trainers.all())
    before, old = _plain(stored), sorted(str(one) for one in standing)
    cohort.state = stored.state  # moved by someone else meanwhile, it stays moved
    cohort.save(update_fields=[*DESCRIBED, "curriculum"])
    if before != _plain(cohort):
        _trail(cohort, "cohort_changed", by, before=before, after=_plain(cohort))
    if trainers is None:
        return
    chosen = list(trainers)
    if not chosen:
        raise CohortError("Une cohorte garde au moins une personne qui la forme.")
    new = sorted(str(one) for one in chosen)
    if new != old:
        cohort.trainers.set(chosen)
        _trail(cohort, "trainers", by, before=old, after=new)
    for one in standing:
        if one not in chosen and not one.is_superuser:  # an administrator reads on
            working.forget_trainer(cohort=cohort, trainer=one)
            talking.forget_trainer(cohort=cohort, trainer=one)


@transaction.atomic
def set_state(*, cohort: Cohort, state: str, by: User) -> None:
    """Moves a cohort one step along its life. Only an administrator brings one back from the archive."""
    stored = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if state not in stored.next_states:
        raise CohortError(f"La cohorte est {stored.get_state_display()} : ce passage n’est pas possible d’ici. Rechargez la page.")
    if stored.state == CohortState.ARCHIVED and not by.is_superuser:
        raise CohortError("Seul un administrateur sort une cohorte des archives.")
    before = stored.state
    stored.state = cohort.state = state
    stored.save(update_fields=["state"])
    _trail(cohort, "cohort_state", by, before=before, after=state)
    if before == CohortState.DRAFT:
        people = list(cohort.enrolments.staying().values_list("user", flat=True))
        words = f"« {cohort} » est ouverte : votre parcours commence."
        tell(to=people, kind="module_opened", by=by, text=words, url="/accueil/", about=cohort.scope)


@transaction.atomic
def duplicate_cohort(*, source: Cohort, name: str, days: int, by: User) -> Cohort:
    """A new cohort in preparation with the same curriculum, zone, places and trainers, and every date moved by `days`.

    Hours stay what they were on the clock of the cohort, also where summer time begins or ends between. Nobody is copied.
    """
    copy = Cohort(
        name=name,
        curriculum_id=source.curriculum_id,
        starts_on=source.starts_on + timedelta(days=days),
        ends_on=source.ends_on + timedelta(days=days),
        time_zone=source.time_zone,
        capacity=source.capacity,
    )
    made = create_cohort(cohort=copy, trainers=source.trainers.all(), by=by)
    if made is not copy:
        return made
    if not by.is_superuser:
        copy.trainers.add(by)
    ModuleOpening.objects.bulk_create(
        ModuleOpening(cohort=copy, module_id=one.module_id, opens_at=moved(one.opens_at, days, source)) for one in source.openings.all()
    )
    return copy


def moved(moment: datetime, days: int, cohort: Cohort) -> datetime:
    """The same hour on the cohort's clock, so many days later."""
    local = moment.astimezone(cohort.zone)
    return (local.replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=cohort.zone)


def by_rhythm(modules: Iterable[Module], first: datetime, *, weeks: int) -> dict[int, datetime]:
    """One module every so many weeks, from `first` on, at the same hour of the same weekday on the cohort's clock."""
    naive, zone = first.replace(tzinfo=None), first.tzinfo
    return {module.id: (naive + timedelta(weeks=weeks * rank)).replace(tzinfo=zone) for rank, module in enumerate(modules)}


@transaction.atomic
def set_openings(*, cohort: Cohort, dates: Mapping[int, datetime | None], by: User) -> int:
    """Sets or lifts when modules open; how many changed. Nothing that someone has begun is locked by a later date.

    A date that is lifted, or moved to later, takes back what said that the module is open, to everyone who has no date of her own.
    """
    require_arrangeable(cohort)
    now = {one.module_id: one for one in cohort.openings.select_for_update()}
    titles = dict(ModulePage.objects.filter(pk__in=list(dates)).values_list("pk", "title"))
    changed = 0
    for module_id, opens_at in dates.items():
        standing = now.get(module_id)
        if (standing.opens_at if standing else None) == opens_at:
            continue
        if opens_at is None:
            cohort.openings.filter(module_id=module_id).delete()
        else:
            ModuleOpening.objects.update_or_create(cohort=cohort, module_id=module_id, defaults={"opens_at": opens_at, "told_at": None})
        if opens_at is None or opens_at > timezone.now():
            own = PersonalOpening.objects.filter(module=module_id).values("enrolment")
            forget_opening(list(cohort.enrolments.exclude(pk__in=own).values_list("user", flat=True)), module_id, cohort)
        changed += 1
        before = _moment(standing.opens_at if standing else None, cohort)
        _trail(cohort, "opening", by, what=titles.get(module_id, ""), before=before, after=_moment(opens_at, cohort))
    return changed


@transaction.atomic
def set_personal_opening(*, enrolment: Enrolment, module_id: int, opens_at: datetime | None, by: User) -> None:
    """Gives one person her own date for a module, or takes it back: the cohort's date holds again.

    Where the module is closed to her by the date that holds now, what said that it is open is taken back.
    """
    require_arrangeable(enrolment.cohort)
    own = PersonalOpening.objects.filter(enrolment=enrolment, module_id=module_id)
    before = own.values_list("opens_at", flat=True).first()
    if opens_at is None:
        own.delete()
    else:
        PersonalOpening.objects.update_or_create(enrolment=enrolment, module_id=module_id, defaults={"opens_at": opens_at, "told_at": None})
    cohort = enrolment.cohort
    holds = opens_at or cohort.openings.filter(module=module_id).values_list("opens_at", flat=True).first()
    if holds is None or holds > timezone.now():
        forget_opening([enrolment.user_id], module_id, cohort)
    detail = {"before": _moment(before, cohort), "after": _moment(opens_at, cohort)}
    title = ModulePage.objects.filter(pk=module_id).values_list("title", flat=True).first()
    _trail(cohort, "personal_opening", by, what=f"{enrolment.user}, {title}", **detail)


@transaction.atomic
def withdraw(*, enrolment: Enrolment, by: User, reason: str = "", on: date | None = None) -> None:
    """Someone leaves the cohort. What she wrote and finished stays with her; her seat in the binôme becomes free."""
    require_arrangeable(enrolment.cohort)
    today = enrolment.cohort.today()
    day = on or today
    if day > today:
        raise CohortError("Un retrait se note le jour où il a lieu, ou après. Choisissez une date passée.")
    if not Enrolment.objects.filter(pk=enrolment.pk, left_on=None).update(left_on=day, left_reason=reason[:200]):
        raise CohortError(f"{enrolment.user} s’était déjà retirée ou retiré.")
    for seat in Seat.objects.current().filter(enrolment=enrolment).select_related("binome__cohort", "enrolment__user"):
        since = last_arrival(seat).since.astimezone(enrolment.cohort.zone).date()
        leave_seat(seat=seat, by=by, reason="Retrait de la cohorte", on=max(day, since))
    _trail(enrolment.cohort, "withdrawn", by, what=str(enrolment.user), after={"date": day.isoformat(), "motif": reason})


@transaction.atomic
def take_back(*, enrolment: Enrolment, by: User) -> None:
    """Someone who had withdrawn comes back, with everything she had finished. She has no binôme until she is paired."""
    cohort = Cohort.objects.select_for_update().get(pk=enrolment.cohort_id)
    require_arrangeable(cohort)
    require_room(cohort)
    stored = Enrolment.objects.get(pk=enrolment.pk)
    if not Enrolment.objects.filter(pk=enrolment.pk, left_on__isnull=False).update(left_on=None, left_reason=""):
        raise CohortError(f"{enrolment.user} fait déjà partie de la cohorte.")
    before = {"date": str(stored.left_on), "motif": stored.left_reason}
    _trail(cohort, "came_back", by, what=str(enrolment.user), before=before)


def require_room(cohort: Cohort, more: int = 1) -> None:
    """Refuses one person too many: people and waiting invitations share the places."""
    left = places_left(cohort)
    if left is not None and left < more:
        raise CohortError(f"Les {cohort.capacity} places de la cohorte sont prises, invitations en attente comprises.")


def places_left(cohort: Cohort) -> int | None:
    """How many more people fit; None where the number is not limited. Nobody fits where the limit came down below those who are in."""
    if cohort.capacity is None:
        return None
    return max(cohort.capacity - cohort.enrolments.staying().count() - cohort.invitations.pending().count(), 0)


@transaction.atomic
def note_absence(*, absence: Absence, by: User) -> None:
    """Writes down that someone is away from … to …. The same days twice are one absence."""
    require_arrangeable(absence.enrolment.cohort)
    _hold(absence.enrolment)
    if Absence.objects.filter(enrolment=absence.enrolment, starts_on=absence.starts_on, ends_on=absence.ends_on).exists():
        return
    absence.save()
    detail = {"du": absence.starts_on.isoformat(), "au": absence.ends_on.isoformat()}
    _trail(absence.enrolment.cohort, "absence", by, what=str(absence.enrolment.user), after=detail)


@transaction.atomic
def end_absence(*, absence: Absence, by: User) -> None:
    """Takes an absence back: it was a mistake, or she is here again. The audit trail keeps it."""
    require_arrangeable(absence.enrolment.cohort)
    detail = {"du": absence.starts_on.isoformat(), "au": absence.ends_on.isoformat()}
    _trail(absence.enrolment.cohort, "absence", by, what=str(absence.enrolment.user), before=detail)
    absence.delete()


@transaction.atomic
def set_details(*, enrolment: Enrolment, by: User, **values: Any) -> None:
    """Changes territory, organisation or day of arrival of someone."""
    require_arrangeable(enrolment.cohort)
    hold_place(values.get("territory"))
    before = {name: str(getattr(enrolment, name) or "") for name in values}
    for name, value in values.items():
        setattr(enrolment, name, value)
    after = {name: str(value or "") for name, value in values.items()}
    if before != after:
        enrolment.save(update_fields=list(values))
        _trail(enrolment.cohort, "details", by, what=str(enrolment.user), before=before, after=after)


@transaction.atomic
def write_note(*, enrolment: Enrolment, author: User, text: str) -> TrainerNote:
    """Keeps a note about someone, signed and dated. The same words within a minute are one note: a double click is harmless."""
    _require_kept(enrolment.cohort)
    _hold(enrolment)
    since = timezone.now() - timedelta(minutes=1)
    same = TrainerNote.objects.filter(enrolment=enrolment, author=author, text=text, struck_at=None, written_at__gt=since)
    if (known := same.order_by("-pk").first()) is not None:
        return known
    return TrainerNote.objects.create(enrolment=enrolment, author=author, text=text)


def strike_note(*, note: TrainerNote, by: User, struck: bool) -> None:
    """Strikes a note out, or restores it, as its author asks, whatever another of her pages did before. It stays readable."""
    _require_kept(note.enrolment.cohort)
    if note.author_id != by.pk:
        raise CohortError("Seule la personne qui a écrit une note peut la rayer.")
    note.struck_at = (note.struck_at or timezone.now()) if struck else None
    note.save(update_fields=["struck_at"])


def _hold(enrolment: Enrolment) -> None:
    """Two sendings about one person at the same moment are judged one after the other."""
    Enrolment.objects.select_for_update(no_key=True, of=("self",)).get(pk=enrolment.pk)


def _require_kept(cohort: Cohort) -> None:
    if not cohort.is_kept:
        raise CohortError("Cette cohorte est archivée : elle se lit, et ne change plus.")


def enrol(*, user: User, cohort: Cohort, by: User | None, **values: Any) -> Enrolment:
    """Puts someone into a cohort; someone who is there already is an error in words."""
    try:
        with transaction.atomic():
            hold_place(values.get("territory"))
            enrolment = Enrolment.objects.create(user=user, cohort=cohort, **values)
            _trail(cohort, "enrolled", by, what=str(user), after={"adresse": user.email})
            return enrolment
    except IntegrityError:
        raise CohortError(f"{user} fait déjà partie de la cohorte.") from None


def hold_place(territory: Territory | None) -> None:
    """Holds the territory that is about to be given to somebody; refused where an editor deletes it at this very moment."""
    if territory is None:
        return
    held = Territory.objects.select_for_update(no_key=True, of=("self",)).filter(pk=territory.pk)
    if not list(held.values_list("pk")):
        raise CohortError(f"Le territoire « {territory} » vient d’être supprimé. Choisissez-en un autre.")


def _plain(cohort: Cohort) -> dict[str, str]:
    return {name: str(getattr(cohort, name) if getattr(cohort, name) is not None else "") for name in FOLLOWED}


def _moment(at: datetime | None, cohort: Cohort) -> str | None:
    return at.astimezone(cohort.zone).isoformat(timespec="minutes") if at else None


def _trail(cohort: Cohort, action: str, by: User | None, *, what: str = "", before: Any = None, after: Any = None) -> None:
    audit.record(by=by, action=action, target=what or cohort.name, scope=cohort.scope, before=before, after=after)
