"""What is longer than a field allows comes whole, is refused in words, and is shown again whole: nothing is cut on its way."""

import re
import uuid
from typing import Any

import pytest

from assessments.enums import Moment
from assessments.taking.actions import begin
from cohorts.models import Message, Note
from tests.assessments.making import enrolment_of, open_moment
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db

LESSON = "/parcours/etat-des-lieux/trois-eres/"
SECTION = "/competences/entree/dialogue/"
END = "Rendez-vous jeudi à 9 h."


PLACES = {
    "word to a partner": ("amina", "/binome/", "/binome/mots/", "text", 4_000),
    "note": ("amina", LESSON, f"{LESSON}notes/", "text", 10_000),
    "longer note than a session of a visitor holds": ("amina", LESSON, f"{LESSON}notes/", "text", 60_000),
    "needs": ("amina", "/cohorte/", "/cohorte/", "needs", 1_000),
    "proposal": ("amina", "/ressources/proposer/", "/ressources/proposer/", "why", 1_000),
    "profile": ("amina", "/competences/profil/nouveau/", "/competences/profil/nouveau/", "note", 2_000),
    "situation": ("bastien", SECTION, SECTION, "dia-1-situation", 2_000),
    "effect": ("bastien", SECTION, SECTION, "dia-1-effect", 1_000),
    "mail": ("denis", "/cohortes/pionniers/courriels/nouveau/", "/cohortes/pionniers/courriels/nouveau/", "body", 8_000),
    "follow-up": ("denis", "/cohortes/pionniers/personnes/{amina}/", "/cohortes/pionniers/personnes/{amina}/notes/", "text", 4_000),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_browser_cuts_nothing_and_what_is_refused_is_shown_again_whole(place: str) -> None:
    """With `maxlength`, what one pastes lost its end before it was sent, and « Votre message est envoyé. » was said of the rest."""
    who, page, url, field, limit = PLACES[place]
    amina = enrolment_of("amina")
    open_moment(amina.cohort)
    begin(enrolment=enrolment_of("bastien"), moment=Moment.ENTRY)
    page, url = page.format(amina=amina.pk), url.format(amina=amina.pk)
    client = signed_in(who)
    fields = re.findall(r"<textarea[^>]*>", client.get(page).content.decode())
    assert [one for one in fields if f'name="{field}"' in one]
    assert not [one for one in fields if "maxlength" in one]

    long = f"{'mot ' * (limit // 4)}{END}"
    mine = "" if who == "denis" else enrolment_of(who).pk
    data: dict[str, Any] = {"enrolment": mine, "key": uuid.uuid4(), "seen": "0", "to": "tous", "subject": "Jeudi", "title": "Un guide"}
    response = client.post(url, {**data, field: long}, follow=True)
    shown = response.content.decode()
    assert any(END in one for one in re.findall(rf'<textarea[^>]* name="{field}"[^>]*>(.*?)</textarea>', shown, re.DOTALL))
    assert re.search(r"trop long|au plus", shown)
    assert not Message.objects.exists()
    assert not Note.objects.exists()
