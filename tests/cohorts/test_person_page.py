"""The page of one person, as the trainers of her cohort have it."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from cohorts.enums import CohortState
from cohorts.models import Absence, Enrolment, PersonalOpening
from courses.outline import Outline
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("form", "data"),
    [
        ("fiche", {"organisation": "x" * 161}),
        ("ouverture", {"opens_at": "demain"}),
        ("absence", {"starts_on": "2026-12-05", "ends_on": "2026-12-01"}),
        ("retrait", {"on": "2999-01-01"}),
    ],
)
def test_a_refused_form_comes_back_open_with_what_to_do(form: str, data: dict[str, str], desk: Client, enrolment: Enrolment) -> None:
    """Folded away, its sentence would be read by nobody, and the trainer would take it for done."""
    page = f"/cohortes/pionniers/personnes/{enrolment.pk}/"
    answer = desk.post(f"{page}{form}/", data)
    assert answer.status_code == 422
    fold = BeautifulSoup(answer.content, "lxml").select_one(f'form[action="{page}{form}/"]').find_parent("details")
    assert fold.has_attr("open")
    assert fold.select_one("[role=alert]")
    assert not BeautifulSoup(desk.get(page).content, "lxml").select("details[open]")


@pytest.mark.parametrize(("state", "offers"), [(CohortState.OPEN, True), (CohortState.CLOSED, False)])
def test_dates_of_her_own_are_taken_back_while_the_cohort_is_arranged(
    state: str, offers: bool, desk: Client, enrolment: Enrolment, outline: Outline
) -> None:
    today = timezone.localdate()
    Absence.objects.create(enrolment=enrolment, starts_on=today, ends_on=today + timedelta(days=3))
    PersonalOpening.objects.create(enrolment=enrolment, module_id=outline.modules[7].id, opens_at=timezone.now())
    type(enrolment.cohort).objects.filter(pk=enrolment.cohort_id).update(state=state)
    page = BeautifulSoup(desk.get(f"/cohortes/pionniers/personnes/{enrolment.pk}/").content, "lxml")
    assert len(page.select('[name="retirer"]')) == (2 if offers else 0)
    for words in ("Absences", "Ouvrir un module pour cette personne"):
        assert page.find("h2", string=words), "what was noted is read all the same"


@pytest.mark.parametrize("role", ["trainer", "administrator"])
def test_who_trains_and_learns_here_reads_no_note_that_others_wrote_about_her(role: str, desk: Client, enrolment: Enrolment) -> None:
    """« Jamais montrées à Amina à l’écran » is promised to whoever writes one."""
    at = f"/cohortes/pionniers/personnes/{enrolment.pk}/"
    assert "jamais montrées à Amina à l’écran" in desk.get(at).content.decode()
    desk.post(f"{at}notes/", {"text": "Elle doute beaucoup"})
    amina = enrolment.user
    if role == "trainer":
        amina.is_trainer = True
        enrolment.cohort.trainers.add(amina)
    else:
        amina.is_superuser = True
    amina.save()
    own = signed_in("amina")
    refused = own.post(f"{at}notes/", {"text": ""})
    assert refused.status_code == 422
    own.post(f"{at}notes/", {"text": "Je reprends en janvier"})
    for page in (own.get(at).content.decode(), refused.content.decode()):
        assert "Elle doute beaucoup" not in page
        assert "celles des autres ne vous sont pas montrées à l’écran" in page
    assert "Je reprends en janvier" in own.get(at).content.decode()
    page = desk.get(at).content.decode()
    assert "Elle doute beaucoup" in page
    assert "Je reprends en janvier" in page
