"""A view about a partner saves itself while one writes, and a page that saves by itself writes over nobody."""

import re
from typing import Any

import pytest
from django.test import Client

from assessments.crossing.actions import withdraw
from assessments.enums import ConsentKind
from assessments.models import CrossView, Observation
from tests.assessments.crossing import agree, pair_for, url
from tests.assessments.making import enrolment_of
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
CROSSED = (ConsentKind.CROSSED,)
FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def at() -> str:
    agree("amina", "bastien", kinds=CROSSED)
    return url("amina", "bastien", "regard", "dialogue/")


def seen_on(page: str) -> dict[str, str]:
    return {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("revision", "shown")}  # type: ignore[index]


def saved(at: str, client: Client, form: dict[str, str], words: str) -> Any:
    data = {"enrolment": enrolment_of("amina").pk, **form, "dia-1-seen": words}
    return client.post(at, data, headers=FETCH)


def test_a_script_saves_again_and_again_without_a_quarrel_with_itself(at: str) -> None:
    client = signed_in("amina")
    page = client.get(at).content.decode()
    assert "js/assessing.js" in page
    assert 'data-marks="revision shown"' in page
    form = seen_on(page)
    for words in ("La", "La réunion", "La réunion du collège"):
        answer = saved(at, client, form, words)
        assert answer.status_code == 200
        assert re.fullmatch(r"\d+ h \d\d", answer.json()["at"])
        form = {name: str(answer.json()[name]) for name in ("revision", "shown")}
    assert Observation.objects.get().seen == "La réunion du collège"
    assert seen_on(client.get(at).content.decode()) == form
    assert CrossView.objects.get().submitted_at is None


def test_a_script_writes_over_no_other_page_and_is_told_what_was_not_kept(at: str) -> None:
    client = signed_in("amina")
    stale = seen_on(client.get(at).content.decode())
    saved(at, client, stale, "Depuis le téléphone")
    refused = saved(at, client, stale, "Depuis l’ordinateur")
    assert refused.status_code == 409
    assert "les deux textes" in refused.json()["problem"]
    long = saved(at, client, stale, "é" * 2_001)
    assert (long.status_code, long.json()["problem"]) == (422, "Un texte est à raccourcir.")
    withdraw(pair=pair_for("bastien", "amina"), kind=ConsentKind.CROSSED)
    stopped = saved(at, client, stale, "Après le retrait")
    assert stopped.status_code == 422
    assert "demande votre accord" in stopped.json()["problem"]
    assert Observation.objects.get().seen == "Depuis le téléphone"
