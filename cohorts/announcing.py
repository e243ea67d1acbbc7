"""Telling people that a module has opened for them, once."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.notices.actions import take_back, tell
from cohorts.enums import WRITABLE_STATES
from cohorts.models import Cohort, Enrolment, ModuleOpening, PersonalOpening

KIND = "module_opened"
NEWS = timedelta(days=1)  # what opened longer ago is no news: a cohort set up late, a clock that stood still


def announce_openings() -> int:
    """Tells the people of running cohorts about modules whose hour has come; how many openings were told.

    Each opening is claimed by one conditional UPDATE, so that two clocks tell it once. Whoever has her own date for the
    module is told at that date. In a cohort that does not run yet, an opening waits for as long as it is news.
    """
    now = timezone.now()
    told = 0
    for opening in ModuleOpening.objects.filter(told_at=None, opens_at__lte=now).select_related("module", "cohort"):
        if opening.cohort.state not in WRITABLE_STATES and opening.opens_at >= now - NEWS:
            continue
        with transaction.atomic():
            if not ModuleOpening.objects.filter(pk=opening.pk, told_at=None).update(told_at=now) or opening.opens_at < now - NEWS:
                continue
            own = PersonalOpening.objects.filter(module=opening.module_id).values("enrolment")
            people = Enrolment.objects.filter(cohort=opening.cohort_id).staying().exclude(pk__in=own)
            _tell(list(people.values_list("user", flat=True)), opening)
            told += 1
    for own_opening in PersonalOpening.objects.filter(told_at=None, opens_at__lte=now).select_related("module", "enrolment__cohort"):
        if not own_opening.enrolment.cohort.is_writable and own_opening.opens_at >= now - NEWS:
            continue
        with transaction.atomic():
            if not PersonalOpening.objects.filter(pk=own_opening.pk, told_at=None).update(told_at=now) or own_opening.opens_at < now - NEWS:
                continue
            if own_opening.enrolment.is_writable:
                _tell([own_opening.enrolment.user_id], own_opening)
                told += 1
    return told


def forget_opening(people: list[int], module_id: int, cohort: Cohort) -> None:
    """Whoever was told that a module is open is not told so any more, by mail or on the site: its date was moved away in this cohort.

    The notice names no cohort: to whom the module is open in another one, it stays true.
    """
    elsewhere = ModuleOpening.objects.filter(module=module_id, opens_at__lte=timezone.now(), cohort__state__in=WRITABLE_STATES)
    others = Enrolment.objects.staying().filter(user__in=people, cohort__in=elsewhere.exclude(cohort=cohort).values("cohort"))
    still = set(others.values_list("user", flat=True))
    take_back(about=f"module:{module_id}", to=[one for one in people if one not in still], kinds=[KIND])


def _tell(people: list[int], opening: ModuleOpening | PersonalOpening) -> None:
    module = opening.module
    tell(
        to=people,
        kind=KIND,
        text=f"Le module {module.number} est ouvert : « {module.title} ».",
        url=module.get_url() or "/parcours/",
        about=f"module:{module.pk}",
    )
