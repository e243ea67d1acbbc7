"""What a trainer does with a moment: date it, reopen it for one person, remind people. Each leaves its line of the audit trail."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import audit
from accounts.models import User
from accounts.notices.actions import take_back, tell
from assessments.desk.reading import may_arrange, people_to_remind
from assessments.desk.telling import about, put_right, words_of
from assessments.enums import Moment
from assessments.taking.models import MomentOpening, PersonalReopening, SelfAssessment
from assessments.taking.reading import last_day_of
from cohorts.actions import CohortError
from cohorts.models import Cohort, Enrolment
from pages.templatetags.typography import day

REOPENED_FOR = timedelta(days=14)
LONGEST = timedelta(days=366)


def address_of(moment: str) -> str:
    """Where someone takes stock at this moment."""
    return f"/competences/{moment}/"


@transaction.atomic
def set_moments(*, cohort: Cohort, dates: dict[Moment, tuple[date | None, date | None]], by: User) -> int:
    """Sets or changes the dates of moments, first day and last; how many changed. Both empty: a moment without dates stays so.

    A moment that was closed keeps its dates, for good. Moved to a later first day, a moment is told again when that day comes;
    what said that it is open is taken back. A last day that moves is put right in what was told.
    """
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    stored = {one.moment: one for one in MomentOpening.objects.filter(cohort=cohort)}
    today, changed = cohort.today(), 0
    for moment, (opens_on, closes_on) in dates.items():
        opening = stored.get(moment)
        before = _plain(opening)
        if opens_on is None or before == (after := {"du": str(opens_on), "au": str(closes_on or "")}):
            continue
        if not may_arrange(cohort, moment):
            raise CohortError("Cette cohorte est archivée : seules les dates du moment « à six mois » changent encore.")
        if opening is not None and opening.closed_at is not None:
            raise CohortError(f"« {moment.label} » est clos : ses dates ne changent plus. Vous pouvez le rouvrir pour une personne.")
        opening = opening or MomentOpening(cohort=cohort, moment=moment)
        opening.opens_on, opening.closes_on = opens_on, closes_on
        if opens_on > today:
            opening.told_at = None
        opening.save()
        if opens_on > today:
            take_back(about=about(opening))
        elif before is not None:
            put_right(opening)
        changed += 1
        audit.record(by=by, action="moment_dates", target=moment.label, scope=cohort.scope, before=before, after=after)
    return changed


def proposed_end(opening: MomentOpening | None, today: date) -> date:
    """Up to when to give somebody more time: two weeks from today, or from the moment's own end where that is still to come."""
    end = opening.closes_on if opening and opening.closes_on and opening.is_open(today) else today
    return min(end + REOPENED_FOR, today + LONGEST)


@transaction.atomic
def reopen(*, enrolment: Enrolment, moment: Moment, until: date, by: User) -> PersonalReopening:
    """Opens a moment again for one person, up to a day. If she has sent one already she may make another: the first stays.

    It never moves the cohort's figures, which were made of what was sent before the moment closed.
    """
    cohort = enrolment.cohort
    today = cohort.today()
    if not may_arrange(cohort, moment):
        raise CohortError("Cette cohorte est archivée : ce moment ne se rouvre plus.")
    if enrolment.left_on is not None:
        raise CohortError(f"{enrolment.user} s’est retirée ou retiré de la cohorte : rien ne se rouvre.")
    opening = MomentOpening.objects.filter(cohort=cohort, moment=moment, opens_on__lte=today).first()
    if opening is None:
        raise CohortError("Ce moment n’a pas commencé. Donnez-lui d’abord ses dates.")
    if not today <= until <= today + LONGEST:
        raise CohortError("Choisissez un jour entre aujourd’hui et dans un an.")
    again = SelfAssessment.objects.submitted().filter(enrolment=enrolment, moment=moment).exists()
    if opening.is_open(today) and not again and (opening.closes_on is None or until <= opening.closes_on):
        end = f"jusqu’au {day(opening.closes_on)}" if opening.closes_on else "sans dernier jour"
        raise CohortError(f"Ce moment est ouvert {end} pour toute la cohorte. Choisissez un jour plus lointain.")
    values = {"until": until, "again": again, "at": timezone.now(), "by": by}
    made, _ = PersonalReopening.objects.update_or_create(enrolment=enrolment, moment=moment, defaults=values)
    put_right(opening, to=[enrolment.user_id])
    after = {"personne": str(enrolment.user), "jusqu’au": str(until), "nouveau positionnement": again}
    audit.record(by=by, action="moment_reopened", target=moment.label, scope=cohort.scope, after=after)
    return made


@transaction.atomic
def remind(*, opening: MomentOpening, by: User) -> int:
    """Reminds whoever may write and has sent nothing, except those who are away today; how many people. Each reads her own last day.
    Nobody of a cohort in preparation: its people do not see it yet, and the mail would lead to a page that they may not open.

    Once a day at most, on the cohort's clock: the day is claimed by one conditional UPDATE, so that two clicks remind once.
    """
    cohort, moment = opening.cohort, Moment(opening.moment)
    today, now = cohort.today(), timezone.now()
    if not may_arrange(cohort, moment):
        raise CohortError("Cette cohorte est archivée : aucun rappel ne part plus.")
    if not cohort.is_readable:
        raise CohortError("Cette cohorte est en préparation : ses personnes ne voient pas encore ce moment. Ouvrez-la d’abord.")
    midnight = datetime.combine(today, datetime.min.time(), tzinfo=cohort.zone)
    due = Q(reminded_at=None) | Q(reminded_at__lt=midnight)
    if not MomentOpening.objects.filter(due, pk=opening.pk).update(reminded_at=now):
        raise CohortError("Un rappel est déjà parti aujourd’hui. Le prochain peut partir demain.")
    runs = opening.is_open(today)
    people = people_to_remind(cohort, moment, runs)
    if not people:
        raise CohortError("Personne à qui rappeler ce moment aujourd’hui.")
    by_end: dict[date | None, list[int]] = defaultdict(list)
    for one in people:
        own = one.reopening.until if one.reopening is not None and one.is_reopened else None
        by_end[last_day_of(runs=runs, closes_on=opening.closes_on, own=own)].append(one.enrolment.user_id)
    for end, users in by_end.items():
        words = words_of("moment_reminder", moment, end)
        tell(to=users, kind="moment_reminder", text=words, url=address_of(moment), about=about(opening), by=by)
    audit.record(by=by, action="moment_reminder", target=moment.label, scope=cohort.scope, after={"personnes": len(people)})
    return len(people)


def _plain(opening: MomentOpening | None) -> dict[str, Any] | None:
    return {"du": str(opening.opens_on), "au": str(opening.closes_on or "")} if opening else None
