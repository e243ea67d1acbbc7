"""What partners add to a result, where they agreed: their observations, and their own levels. Shown beside, never counted in."""

from dataclasses import dataclass

from accounts.models import User
from assessments.crossing.reading import Seen, received, shared_with
from assessments.enums import Moment
from assessments.results.reading import Result, told_of
from assessments.taking.models import SelfAssessment
from cohorts.models import Enrolment


@dataclass(frozen=True)
class Voice:
    """What a partner said of one indicator at one moment."""

    moment: str
    said: Seen


@dataclass(frozen=True)
class Theirs:
    """The level that a partner chose for herself, which she shares."""

    name: str
    moment: str
    level: str
    number: int  # of her snapshot, to read it whole


def add_voices(result: Result, user: User, enrolment: Enrolment) -> None:
    """Puts under each indicator what may be read of partners at the moments of this result. Six queries, whatever their number."""
    moments = [one.moment for one in (result.before, result.after) if one is not None]
    seen = received(user, moments, enrolment)
    readable = [one.pk for one in shared_with(user) if one.moment in moments and one.enrolment.cohort_id == enrolment.cohort_id]
    shared = list(SelfAssessment.objects.filter(pk__in=readable).select_related("enrolment__user").in_order()) if readable else []
    told = told_of(shared) if shared else {}
    for row in result.rows:
        row.voices = [Voice(Moment(moment).short, one) for moment in moments for one in seen.get((moment, row.code), [])]
        row.theirs = [
            Theirs(one.enrolment.user.first_name, one.at.short, told[one.pk][row.code].name, one.pk)
            for one in shared
            if row.code in told[one.pk]
        ]
