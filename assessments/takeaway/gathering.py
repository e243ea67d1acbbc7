"""Everything that the self-assessments hold of one person, as plain values: the JSON file is this, the PDF and the CSV are made of it.

The keys are a promise (`docs/takeaway.md`): one may be added, none changes its meaning. Dates are ISO 8601, on the clock of the cohort
that they belong to. What a partner shared is the partner's, and is not here; what a partner wrote about her, and she may read, is.
"""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import User
from assessments.enums import Amount, EvidenceKind, Moment
from assessments.framework.models import FrameworkVersion
from assessments.models import ActivityProfile, Consent, CrossView, Evidence, Goal, Rating, SelfAssessment
from cohorts.models import Enrolment

FORMAT = "positionnements/1"


def gathered(user: User) -> dict[str, Any]:
    """One's own results, drafts too. A fixed number of queries, whatever their number."""
    views = (
        CrossView.objects.readable_by(user)
        .select_related("author__user", "author__cohort", "subject__user")
        .prefetch_related("observations")
    )
    written: list[dict[str, Any]] = []
    received: list[dict[str, Any]] = []
    for view in views:
        with timezone.override(view.author.cohort.zone):
            (written if view.author.user_id == user.pk else received).append(_view(view))
    return {
        "format": FORMAT,
        "made_at": _said(timezone.localtime()),
        "person": {"first_name": user.first_name, "last_name": user.last_name, "email": user.email},
        "assessments": _assessments(user),
        "consents": _consents(user),
        "cross_views": {"written": written, "received": received},
        "profiles": [_profile(one) for one in ActivityProfile.objects.of(user).select_related("enrolment__cohort").reverse()],
    }


def has_something_to_take(user: User) -> bool:
    """Whether these files are for this person: whoever is or was enrolled, in a cohort of any state."""
    return Enrolment.objects.filter(user=user).exists()


def _said(value: date | datetime | None, zone: ZoneInfo | None = None) -> str | None:
    if isinstance(value, datetime):
        return timezone.localtime(value, zone).isoformat(timespec="seconds")
    return value.isoformat() if value else None


def _assessments(user: User) -> list[dict[str, Any]]:
    rows = list(
        SelfAssessment.objects.of(user)
        .select_related("enrolment__cohort")
        .prefetch_related("ratings__indicator", "ratings__evidence", "goals__indicator")
        .in_order()
    )
    # A snapshot keeps what was read; a draft reads its version.
    drafted = FrameworkVersion.objects.whole().in_bulk({one.version_id for one in rows if not one.is_submitted})
    found = []
    for one in rows:
        with timezone.override(one.enrolment.cohort.zone):
            found.append(_assessment(one, one.asked if one.is_submitted else drafted[one.version_id].as_asked()))
    return found


def _assessment(one: SelfAssessment, asked: dict[str, Any]) -> dict[str, Any]:
    return {
        "cohort": one.enrolment.cohort.name,
        "moment": one.moment,
        "moment_title": str(Moment(one.moment).label),
        "number": one.number,
        "started_at": _said(one.started_at),
        "saved_at": _said(one.saved_at),
        "submitted_at": _said(one.submitted_at),
        "counted": one.counted,
        "for_trainers": one.for_trainers,
        "framework": asked,
        "ratings": [_rating(rating, asked) for rating in one.ratings.all()],
        "goals": [_goal(goal, asked) for goal in one.goals.all()],
    }


def _indicator(asked: dict[str, Any], code: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A competency and one of its indicators, as they were read."""
    for competency in asked.get("competencies", []):
        for indicator in competency["indicators"]:
            if indicator["code"] == code:
                return competency, indicator
    return {"slug": "", "title": ""}, {"code": code, "title": "", "sentences": []}


def _rating(rating: Rating, asked: dict[str, Any]) -> dict[str, Any]:
    competency, indicator = _indicator(asked, rating.indicator.code)
    names = {level["number"]: level["title"] for level in asked.get("levels", [])}
    sentences = indicator["sentences"]
    return {
        "code": indicator["code"],
        "title": indicator["title"],
        "competency": competency["slug"],
        "competency_title": competency["title"],
        "level": rating.level,
        "level_title": names.get(rating.level, ""),
        "not_concerned": rating.not_concerned,
        "sentence": sentences[rating.level - 1] if rating.level and len(sentences) >= rating.level else "",
        "situation": rating.situation,
        "situated_on": _said(rating.situated_on),
        "effect": rating.effect,
        "saved_at": _said(rating.saved_at),
        "evidence": [_evidence(piece) for piece in rating.evidence.all()],
    }


def _evidence(piece: Evidence) -> dict[str, Any]:
    file = {"name": piece.title, "type": piece.content_type, "size": piece.size, "sha256": piece.digest}
    return {
        "kind": piece.kind,
        "kind_title": str(EvidenceKind(piece.kind).label),
        "title": piece.title,
        "description": piece.description,
        "url": piece.url,
        "lesson": piece.lesson_code,
        "file": file if piece.kind == EvidenceKind.FILE else None,
        "dated_on": _said(piece.dated_on),
        "added_at": _said(piece.added_at),
    }


def _goal(goal: Goal, asked: dict[str, Any]) -> dict[str, Any]:
    return {
        "place": goal.place,
        "code": goal.indicator.code,
        "title": _indicator(asked, goal.indicator.code)[1]["title"] or goal.indicator.title,
        "action": goal.action,
        "action_on": _said(goal.action_on),
        "done_at": _said(goal.done_at),
        "trace": goal.trace,
        "chosen_at": _said(goal.chosen_at),
        "dropped_at": _said(goal.dropped_at),
        "outcome": goal.outcome,
        "outcome_title": str(goal.get_outcome_display()) if goal.outcome else "",
        "outcome_text": goal.outcome_text,
        "asked_at": _said(goal.asked_at),
    }


def _consents(user: User) -> dict[str, list[dict[str, Any]]]:
    """What she agreed to, withdrawn or not; and what was agreed towards her and still stands."""
    rows = Consent.objects.select_related("giver__user", "giver__cohort", "receiver__user")
    given = [(one, one.receiver.user) for one in rows.filter(giver__user=user)]
    received = [(one, one.giver.user) for one in rows.standing().filter(receiver__user=user)]
    return {"given": [_consent(*one) for one in given], "received": [_consent(*one) for one in received]}


def _consent(one: Consent, other: User) -> dict[str, Any]:
    zone = one.giver.cohort.zone
    return {
        "kind": one.kind,
        "kind_title": str(one.get_kind_display()),
        "moment": one.moment,
        "with": other.get_full_name(),
        "given_at": _said(one.given_at, zone),
        "withdrawn_at": _said(one.withdrawn_at, zone),
    }


def _view(view: CrossView) -> dict[str, Any]:
    return {
        "moment": view.moment,
        "moment_title": str(Moment(view.moment).label),
        "by": view.author.user.get_full_name(),
        "about": view.subject.user.get_full_name(),
        "started_at": _said(view.started_at),
        "submitted_at": _said(view.submitted_at),
        "observations": [
            {"code": one.code, "title": one.title, "seen": one.seen, "question": one.question, "proof": one.proof}
            for one in view.observations.all()
        ],
    }


def _profile(one: ActivityProfile) -> dict[str, Any]:
    cohort = one.enrolment.cohort
    return {
        "cohort": cohort.name,
        "made_at": _said(one.made_at, cohort.zone),
        "activities": one.activities,
        "modes": one.modes,
        "amounts": {str(amount.value): str(amount.label) for amount in Amount},
        "note": one.note,
        "asked": one.asked,
    }
