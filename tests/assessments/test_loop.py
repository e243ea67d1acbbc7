"""Where one is, on the home page: the lozenges of the path, filled once both have sent, and what one works on."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.enums import Moment
from assessments.loop import loop_of
from assessments.planning.actions import choose, drop, tick
from assessments.planning.reading import standing_goals
from cohorts.models import Cohort, Seat
from cohorts.reading import reader_of
from courses.outline import Outline
from pages.templatetags.typography import day
from tests.assessments.making import enrolment_of, make_assessment, open_moment
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


def filled(who: str, url: str = "/accueil/") -> int:
    """How many lozenges of the wide drawing are filled."""
    page = signed_in(who).get(url).content.decode()
    wide = page[page.index('class="path-wide"') : page.index('class="path-steps"')]
    return len(re.findall(r'<path class="node is-done"', wide))


def test_nothing_sent_leaves_the_entry_empty_and_both_fill_it() -> None:
    assert filled("amina") == 0
    make_assessment(enrolment_of("amina"))
    make_assessment(enrolment_of("bastien"), Moment.EXIT, submitted=False)
    assert filled("amina") == filled("bastien") == 0
    make_assessment(enrolment_of("bastien"), Moment.MIDWAY)
    assert filled("amina") == 0
    make_assessment(enrolment_of("bastien"))
    assert filled("amina") == filled("bastien") == 1
    assert filled("denis", f"/cohortes/pionniers/personnes/{enrolment_of('amina').pk}/") == 1


def test_the_key_says_whom_a_full_lozenge_waits_for() -> None:
    """One's own is sent and the lozenge is empty: the key says that it is everyone's."""
    both = "Positionnement, plein une fois envoyé par chaque personne"
    assert both in signed_in("amina").get("/accueil/").content.decode()
    Seat.objects.current().filter(enrolment=enrolment_of("amina")).update(until=timezone.now())
    alone = signed_in("amina").get("/accueil/").content.decode()
    assert "Positionnement, plein une fois envoyé" in alone
    assert both not in alone


def test_a_draft_still_says_by_which_day_it_is_to_be_sent(pionniers: Cohort) -> None:
    """Once begun, it « waits »: the day was told no more, before the last week on the home page, and never among one's skills."""
    opening = open_moment(pionniers, days=30)
    make_assessment(enrolment_of("amina"), submitted=False)
    said = f"À envoyer au plus tard le {day(opening.closes_on)}."
    urls = ("/accueil/", "/competences/")
    amina = signed_in("amina")
    for url in urls:
        assert said in amina.get(url).content.decode(), url
    open_moment(pionniers, opens_on=pionniers.today() - timedelta(days=9), closes_on=pionniers.today() - timedelta(days=1))
    for url in urls:
        assert "À envoyer" not in amina.get(url).content.decode(), url
    open_moment(pionniers, closes_on=None)
    for url in urls:
        assert "À envoyer" not in amina.get(url).content.decode(), url


def test_what_was_sent_costs_no_query_more(outline: Outline) -> None:
    """A lesson draws the path at its end: whatever was sent comes with the traces of lessons."""
    amina = enrolment_of("amina")
    costs, marks = [], []
    for moments in ((), (Moment.ENTRY, Moment.EXIT, Moment.LATER)):
        for moment in moments:
            make_assessment(amina, moment)
        with CaptureQueriesContext(connection) as queries:
            reader = reader_of(amina.user, outline)
        assert reader is not None
        marks.append(reader.me.marks)
        costs.append(len(queries))
    assert marks == [frozenset(), frozenset({0, 2})]
    assert costs[0] == costs[1]


def test_what_one_works_on_stands_at_home_in_the_order_of_the_plan_whatever_was_ticked(outline: Outline) -> None:
    amina = enrolment_of("amina")
    entry, midway = make_assessment(amina), make_assessment(amina, Moment.MIDWAY)
    first, second = (choose(snapshot=entry, code=code) for code in ("dia-1", "dia-2"))
    third = choose(snapshot=midway, code="dia-3")
    drop(goal=first)
    fourth = choose(snapshot=entry, code="dia-4")
    tick(goal=second, done=True)
    reader = reader_of(amina.user, outline)
    assert reader is not None
    assert [one.number for one in loop_of(reader).goals] == [one.pk for one in standing_goals(amina)] == [fourth.pk, second.pk, third.pk]
