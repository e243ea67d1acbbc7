"""What was sent on a day was sent on that day, on the cohort’s own clock, wherever one reads it."""

import io
import re
from datetime import datetime

import pikepdf
import pytest
import time_machine
from django.test import Client

from assessments.enums import Moment
from assessments.models import SelfAssessment
from assessments.takeaway.document import document_of
from assessments.takeaway.gathering import gathered
from assessments.taking.reading import moments_of
from cohorts.models import Cohort
from tests.assessments.crossing import agree
from tests.assessments.making import enrolment_of, make_assessment, open_moment
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


def plain(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.parametrize(
    ("zone", "at", "day", "other"),
    [
        ("Pacific/Noumea", "2027-03-01T20:00:00+00:00", 2, 1),
        ("America/Cayenne", "2027-03-02T01:30:00+00:00", 1, 2),
        ("Europe/Paris", "2027-03-01T23:30:00+00:00", 2, 1),
    ],
)
def test_every_page_and_file_says_the_same_day(zone: str, at: str, day: int, other: int, pionniers: Cohort) -> None:
    Cohort.objects.filter(pk=pionniers.pk).update(time_zone=zone)
    with time_machine.travel("2027-03-04T12:00:00+00:00", tick=False):
        mine = make_assessment(enrolment_of("amina"), at=datetime.fromisoformat(at), for_trainers=True)
        make_assessment(enrolment_of("bastien"), at=datetime.fromisoformat(at))
        agree("amina", "bastien")
        me, partner, desk = signed_in("amina"), signed_in("bastien"), signed_in("denis")
        right, wrong = (f"{'1er' if one == 1 else one} mars" for one in (day, other))
        for client, url in (
            (me, "/accueil/"),
            (me, "/competences/"),
            (me, "/competences/entree/resultats/"),
            (me, "/competences/partages/"),
            (me, f"/competences/entree/avec/{enrolment_of('bastien').pk}/"),
            (partner, f"/competences/lire/{mine.pk}/"),
            (desk, f"/competences/lire/{mine.pk}/"),
            (desk, "/cohortes/pionniers/positionnements/entree/"),
        ):
            page = plain(client, url)
            assert right in page, url
            assert not re.search(rf"(?<!\d){wrong}", page), url
        assert f";2027-03-0{day};" in me.get("/competences/mes-resultats.csv").content.decode()
        data = gathered(mine.enrolment.user)
        assert data["assessments"][0]["submitted_at"].startswith(f"2027-03-0{day}T")
        assert f"{right} 2027" in str(document_of(data)).replace("\\xa0", " ")
        assert len(pikepdf.open(io.BytesIO(me.get("/competences/mes-resultats.pdf").content)).pages)


def test_home_says_when_the_last_of_several_was_sent(pionniers: Cohort) -> None:
    me = enrolment_of("amina")
    with time_machine.travel("2027-03-04T12:00:00+00:00", tick=False):
        for number, at in ((2, "2027-03-03T12:00:00+00:00"), (1, "2027-02-01T12:00:00+00:00")):
            make_assessment(me, number=number, at=datetime.fromisoformat(at))
        assert "Envoyé le 3 mars" in plain(signed_in("amina"), "/accueil/")


@pytest.mark.parametrize(
    ("zone", "within", "outside"),
    [
        ("Pacific/Noumea", ("2027-03-01T13:00:00", "2027-03-02T12:59:59"), ("2027-03-01T12:59:59", "2027-03-02T13:00:00")),
        ("America/Cayenne", ("2027-03-02T03:00:00", "2027-03-03T02:59:59"), ("2027-03-02T02:59:59", "2027-03-03T03:00:00")),
        ("Europe/Paris", ("2027-03-01T23:00:00", "2027-03-02T22:59:59"), ("2027-03-01T22:59:59", "2027-03-02T23:00:00")),
    ],
)
def test_a_moment_of_one_day_runs_from_midnight_to_midnight_where_the_cohort_is(
    zone: str, within: tuple[str, ...], outside: tuple[str, ...], pionniers: Cohort
) -> None:
    Cohort.objects.filter(pk=pionniers.pk).update(time_zone=zone)
    pionniers.refresh_from_db()
    open_moment(pionniers, opens_on="2027-03-02", closes_on="2027-03-02")
    client, me = signed_in("amina"), enrolment_of("amina")
    for now in (*outside, *within):
        with time_machine.travel(f"{now}+00:00", tick=False):
            client.force_login(me.user)
            assert ("Me positionner" in plain(client, "/accueil/")) is (now in within), now
            assert ("Commencer" in plain(client, "/competences/entree/")) is (now in within), now
            client.post("/competences/entree/commencer/", {"enrolment": me.pk})
            assert SelfAssessment.objects.filter(enrolment=me).exists() is (now in within), now
            SelfAssessment.objects.all().delete()


def test_the_day_on_which_clocks_change_is_a_day(pionniers: Cohort) -> None:
    open_moment(pionniers, opens_on="2027-03-28", closes_on="2027-03-28")
    for now, is_open in (("27T22:59", False), ("27T23:00", True), ("28T21:59", True), ("28T22:00", False)):  # 23 hours
        with time_machine.travel(f"2027-03-{now}:00+00:00", tick=False):
            (standing,) = [one for one in moments_of(enrolment_of("amina")) if one.moment == Moment.ENTRY]
            assert standing.is_open is is_open, now
