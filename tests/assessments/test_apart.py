"""What belongs to one cohort, or to one moment, moves nothing in another: counts, notices, days of one's own, plans."""

from datetime import timedelta

import pytest

from accounts.models import Notice
from assessments.desk.actions import reopen
from assessments.desk.announcing import announce_moments
from assessments.desk.reading import moment_lines, people_at
from assessments.desk.telling import put_right
from assessments.enums import Moment
from assessments.models import Goal
from assessments.participants import AssessmentError
from assessments.planning.actions import choose
from cohorts.models import Cohort
from tests.assessments.making import enrolment_of, make_assessment, open_moment
from tests.assessments.test_desk import day_of
from tests.conftest import person

pytestmark = pytest.mark.django_db


def test_who_has_sent_in_another_cohort_is_not_counted_here(pionniers: Cohort) -> None:
    make_assessment(enrolment_of("amina"))
    make_assessment(enrolment_of("chloe"))
    assert enrolment_of("chloe").cohort != pionniers
    assert [line.sent for line in moment_lines(pionniers)] == [1, 0, 0, 0]


def test_whoever_has_sent_at_an_earlier_moment_is_told_that_the_next_one_begins(pionniers: Cohort) -> None:
    amina = enrolment_of("amina")
    make_assessment(amina)
    opening = open_moment(pionniers, Moment.MIDWAY, opens_on=pionniers.today())
    announce_moments()
    assert Notice.objects.filter(to=amina.user, about=f"moment:{opening.pk}").exists()


def test_a_day_of_ones_own_holds_for_its_moment_alone(pionniers: Cohort) -> None:
    """Reopened at the entry, she is neither reminded nor told another day at the next moment."""
    amina, today = enrolment_of("amina"), pionniers.today()
    open_moment(pionniers, opens_on=today - timedelta(days=40), closes_on=today - timedelta(days=10))
    reopen(enrolment=amina, moment=Moment.ENTRY, until=today + timedelta(days=20), by=person("denis"))
    midway = open_moment(pionniers, Moment.MIDWAY, opens_on=today, closes_on=today + timedelta(days=5))
    mine = next(one for one in people_at(pionniers, Moment.MIDWAY) if one.enrolment == amina)
    assert mine.reopening is None
    announce_moments()
    midway.closes_on = today + timedelta(days=7)
    midway.save()
    put_right(midway)
    told = Notice.objects.get(to=amina.user, about=f"moment:{midway.pk}").text
    assert day_of(midway.closes_on) in " ".join(told.split())


def test_three_indicators_at_most_whatever_the_moment_they_come_from() -> None:
    amina = enrolment_of("amina")
    entry, midway = make_assessment(amina), make_assessment(amina, Moment.MIDWAY)
    first = choose(snapshot=entry, code="dia-1")
    assert choose(snapshot=midway, code="dia-1") == first
    for snapshot, code in ((entry, "dia-2"), (midway, "rel-3")):
        choose(snapshot=snapshot, code=code)
    with pytest.raises(AssessmentError, match="Trois indicateurs au plus"):
        choose(snapshot=midway, code="acc-1")
    assert Goal.objects.standing().count() == 3
