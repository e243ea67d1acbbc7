"""Choosing what to work on, trying it, saying what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from assessments.enums import Outcome
from assessments.framework.models import Indicator
from assessments.participants import AssessmentError
from assessments.planning.models import PLACES, Goal
from assessments.taking.models import SelfAssessment
from cohorts.models import Enrolment

FULL = "Trois indicateurs au plus : mettez-en un de côté pour en choisir un autre."
ELSEWHERE = "Une autre page, ou un autre appareil, a écrit ici entre-temps. Rien n’est perdu : choisissez, puis gardez."


class Stale(AssessmentError):
    """The goal was written elsewhere meanwhile; nothing was kept, and both texts are to be shown."""


@transaction.atomic
def choose(*, snapshot: SelfAssessment, code: str) -> Goal:
    """Takes one indicator to work on, in the first free of three places. The same one twice is one."""
    snapshot = SelfAssessment.objects.select_for_update(of=("self",)).get(pk=snapshot.pk)
    if not snapshot.is_submitted:
        raise AssessmentError("Envoyez d’abord votre positionnement : c’est lui qui montre quoi travailler.")
    # Looked for here: what an address or a form carries may hold signs that a database refuses to be asked about.
    indicator = next((one for one in Indicator.objects.filter(version=snapshot.version_id) if one.code == code), None)
    if indicator is None:
        raise AssessmentError("Choisissez un indicateur de la liste.")
    goals = list(Goal.objects.standing().filter(assessment__enrolment=snapshot.enrolment_id))
    same = next((one for one in goals if one.indicator.code == code), None)
    if same is not None:
        return same
    taken = {one.place for one in goals}
    free = next((place for place in PLACES if place not in taken), None)
    if free is None:
        raise AssessmentError(FULL)
    return Goal.objects.create(assessment=snapshot, place=free, indicator=indicator)


def mark_of(goal: Goal) -> str:
    """What a form showed of a goal, in a few signs."""
    return sha256(repr((goal.action, goal.action_on, goal.trace)).encode()).hexdigest()[:16]


@transaction.atomic
def write(*, goal: Goal, action: str, action_on: date | None, trace: str, seen: str) -> None:
    """Keeps what one means to try, for when, and what one will bring back. `seen`: the mark of what the form had shown.

    Where another page wrote meanwhile, and something else, nothing is kept: `Stale`.
    """
    stored = Goal.objects.select_for_update(of=("self",)).get(pk=goal.pk)
    if seen != mark_of(stored) and (action, action_on, trace) != (stored.action, stored.action_on, stored.trace):
        raise Stale(ELSEWHERE)
    Goal.objects.filter(pk=goal.pk).update(action=action, action_on=action_on, trace=trace)


def tick(*, goal: Goal, done: bool) -> None:
    """The action was carried out, or was not after all."""
    Goal.objects.filter(pk=goal.pk).update(done_at=timezone.now() if done else None)


@transaction.atomic
def drop(*, goal: Goal) -> None:
    """Puts a goal aside: it keeps its words and its date, and frees its place."""
    Goal.objects.filter(pk=goal.pk, dropped_at=None).update(dropped_at=timezone.now())


@transaction.atomic
def take_up(*, goal: Goal) -> None:
    """Takes up again what was put aside, where a place is free."""
    SelfAssessment.objects.select_for_update(of=("self",)).get(pk=goal.assessment_id)
    standing = list(Goal.objects.standing().filter(assessment__enrolment=goal.assessment.enrolment_id).exclude(pk=goal.pk))
    if any(one.indicator.code == goal.indicator.code for one in standing):
        raise AssessmentError("Vous travaillez déjà cet indicateur.")
    free = next((place for place in PLACES if place not in {one.place for one in standing}), None)
    if free is None:
        raise AssessmentError(FULL)
    Goal.objects.filter(pk=goal.pk).update(dropped_at=None, place=free)


@dataclass(frozen=True)
class Told:
    """What came of a goal, as a form says it. `seen`: the mark of what the form had shown; empty where it had shown nothing."""

    outcome: str
    text: str
    seen: str = ""


def outcome_mark(outcome: str, text: str) -> str:
    """What is said of a goal, in a few signs."""
    return sha256(repr((outcome, text)).encode()).hexdigest()[:16]


UNSAID = outcome_mark("", "")


@transaction.atomic
def tell_outcomes(*, enrolment: Enrolment, outcomes: Mapping[int, Told], is_draft: bool = False) -> set[int]:
    """What came of each goal, by its number: an outcome and some words. From then on it makes room for the next plan.

    A draft keeps the words, complete or not, and the goal is asked about again. What another page wrote meanwhile is never written
    over: `Stale`, and nothing is kept. Gives back whose words are kept.
    """
    found = Goal.objects.select_for_update(of=("self",)).filter(pk__in=outcomes, assessment__enrolment=enrolment, asked_at=None)
    handled = set()
    for goal in found:
        told = outcomes[goal.pk]
        outcome, text, seen = told.outcome, told.text.strip(), told.seen or UNSAID
        if outcome not in Outcome.values and not (is_draft and outcome == ""):
            raise AssessmentError("Pour chaque point, dites ce qu’il est devenu.")
        handled.add(goal.pk)
        if is_draft and outcome_mark(outcome, text) == seen:
            continue  # nothing was typed here; what another page wrote stands
        stored = (goal.outcome, goal.outcome_text)
        if outcome_mark(*stored) != seen and stored != (outcome, text):
            raise Stale(ELSEWHERE)
        goal.outcome, goal.outcome_text, goal.asked_at = outcome, text, None if is_draft else timezone.now()
        goal.save(update_fields=["outcome", "outcome_text", "asked_at"])
    return handled
