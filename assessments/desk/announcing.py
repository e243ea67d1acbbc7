"""Telling people that a moment has begun, once."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.notices.actions import tell
from assessments.desk.actions import address_of
from assessments.desk.telling import about, words_of
from assessments.enums import Moment
from assessments.taking.models import MomentOpening, SelfAssessment

NEWS = timedelta(days=1)  # what began longer ago is no news: dates typed late, a clock that stood still
AHEAD = timedelta(days=1)  # it may be tomorrow already where the cohort is


def announce_moments() -> int:
    """Tells the people of each cohort that a moment's first day has come, on its own clock; how many moments were told.

    Each is claimed by one conditional UPDATE, so that two clocks tell it once. Whoever has sent hers already, or has withdrawn,
    is not told. In a cohort in preparation, which its people do not see yet, a moment waits for as long as it is news; after that,
    nobody is told.
    """
    now = timezone.now()
    told = 0
    waiting = MomentOpening.objects.filter(told_at=None, closed_at=None, opens_on__lte=now.date() + AHEAD)
    for opening in waiting.select_related("cohort"):
        cohort, today = opening.cohort, opening.cohort.today()
        is_news = opening.opens_on >= today - NEWS
        if opening.opens_on > today or (is_news and not cohort.is_readable):
            continue
        with transaction.atomic():
            if not MomentOpening.objects.filter(pk=opening.pk, told_at=None).update(told_at=now) or not is_news:
                continue
            _tell(opening)
            told += 1
    return told


def _tell(opening: MomentOpening) -> None:
    moment = Moment(opening.moment)
    sent = SelfAssessment.objects.submitted().filter(moment=moment, enrolment__cohort=opening.cohort_id).values("enrolment")
    people = opening.cohort.enrolments.staying().exclude(pk__in=sent)
    tell(
        to=list(people.values_list("user", flat=True)),
        kind="moment_opened",
        text=words_of("moment_opened", moment, opening.closes_on),
        url=address_of(moment),
        about=about(opening),
    )
