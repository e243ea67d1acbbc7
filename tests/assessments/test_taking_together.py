"""Tabs and devices at the same moment, on connections that commit for real."""

import json
import threading
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from assessments.counting.actions import close_moment
from assessments.enums import EvidenceKind, Moment
from assessments.models import Evidence, Rating, SelfAssessment
from assessments.participants import AssessmentError
from assessments.taking.actions import Choice, begin, save, submit
from assessments.taking.evidence import PIECES, add_link
from tests.assessments.making import enrolment_of, make_assessment, open_moment
from tests.conftest import person


def race(jobs: list[Any]) -> list[Any]:
    """Runs each in a thread with a connection of its own, as nearly at once as a machine allows."""
    gate, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(index: int) -> None:
        gate.wait()
        try:
            results[index] = jobs[index]()
        except (AssessmentError, IntegrityError) as error:
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_tabs_that_begin_and_send_at_once_make_one_snapshot(own_database: None) -> None:
    me = enrolment_of("amina")
    open_moment(me.cohort)
    made = race([lambda: begin(enrolment=me, moment=Moment.ENTRY).pk for _ in range(6)])
    assert len(set(made)) == 1, made
    SelfAssessment.objects.filter(pk=made[0]).delete()
    draft = make_assessment(me, submitted=False)
    sent = race([lambda: submit(draft=draft, counted=True, for_trainers=False).submitted_at for _ in range(6)])
    assert len({str(at) for at in sent}) == 1, sent
    assert SelfAssessment.objects.submitted().filter(enrolment=me).count() == 1
    late = race([lambda: save(draft=draft, choices={"dia-1": Choice(level=5)}, seen_revision=0) for _ in range(2)])
    assert all(isinstance(one, AssessmentError) for one in late)
    assert Rating.objects.filter(assessment=draft, level=5).count() == 0


def test_saving_while_another_tab_sends_never_changes_what_is_sent(own_database: None) -> None:
    me = enrolment_of("amina")
    open_moment(me.cohort)
    draft = make_assessment(me, submitted=False)
    words = {"dia-1": Choice(level=5, situation="Après", situated_on=me.cohort.today(), effect="Tard")}
    race(
        [
            lambda: submit(draft=draft, counted=True, for_trainers=False),
            *[lambda: save(draft=draft, choices=words, seen_revision=0) for _ in range(4)],
        ]
    )
    draft.refresh_from_db()
    assert draft.is_submitted
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.ratings.update(level=1)
    assert json.dumps(draft.asked)


def test_nothing_is_sent_into_a_moment_that_is_closing(own_database: None) -> None:
    """Its figures are made of what was sent by then: what comes while they are made would be sent in time, and counted nowhere."""
    me = enrolment_of("amina")
    opening = open_moment(me.cohort)
    draft = make_assessment(me, submitted=False)
    begun, sent = threading.Event(), []

    def late() -> None:
        begun.wait(20)
        try:
            sent.append(submit(draft=draft, counted=True, for_trainers=False))
        except AssessmentError as error:
            sent.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=late)
    thread.start()
    with transaction.atomic():
        close_moment(opening=opening, by=person("denis"))
        begun.set()
        thread.join(1.5)
    thread.join(30)
    assert isinstance(sent[0], AssessmentError), sent
    assert not SelfAssessment.objects.submitted().exists()


def test_a_link_that_is_sent_six_times_at_once_is_one_piece(own_database: None) -> None:
    """Also where it takes the last free place: none of the six is told that there is no room."""
    me = enrolment_of("amina")
    open_moment(me.cohort)
    draft = make_assessment(me, submitted=False)
    rating = draft.ratings.select_related("indicator")[0]
    for number in range(PIECES - 1):
        Evidence.objects.create(rating=rating, kind=EvidenceKind.LINK, title=f"Page {number}", url=f"https://exemple.fr/{number}")
    link = {"url": "https://exemple.fr/une", "title": "Une page", "description": ""}
    made = race([lambda: add_link(draft=draft, indicator=rating.indicator, **link).pk for _ in range(6)])
    assert len(set(made)) == 1, made
    assert rating.evidence.count() == PIECES
