"""What Firefox puts back into a form when a page is loaded again: never a former text under the mark of a newer one.

It finds the form by its name. One that is named after what its fields stand on is another form once somebody has written meanwhile.
"""

import re

import pytest
from django.test import Client

from tests.cohorts.test_notes import write
from tests.cohorts.writing import block, enrolment_of, post

pytestmark = pytest.mark.django_db


def names(client: Client, url: str) -> list[str]:
    """The names of the forms in which one writes over what stands."""
    return re.findall(r'<form[^>]* name="([^"]+)"', client.get(url).content.decode())


def test_a_text_that_the_partner_changed_is_another_form(a: Client, b: Client) -> None:
    asked = block("activity", "binome")
    before = names(a, asked.lesson)
    assert before == names(a, asked.lesson)
    assert len(set(before)) == len(before) >= 1
    post(b, "bastien", asked, text="Bastien, deux.", base=before[0].split()[1])
    after = names(a, asked.lesson)
    assert [one for one in before if one.startswith(f"f-{asked.id}")] != [one for one in after if one.startswith(f"f-{asked.id}")]
    assert before[1:] == after[1:]


def test_a_draft_kept_from_another_device_is_another_form(a: Client) -> None:
    asked = block("reflection")
    before = names(a, f"{asked.url}ecrire/")
    post(a, "amina", asked, text="Sur le téléphone", base="", do="draft")
    assert names(a, f"{asked.url}ecrire/") != before


def test_a_note_or_a_need_changed_elsewhere_is_another_form(a: Client) -> None:
    note = write(a, "Avant")
    url = f"/notes/{note.pk}/"
    before = names(a, url), names(a, "/cohorte/")
    a.post(url, {"text": "Après", "seen": before[0][0].removeprefix("note ")})
    a.post(
        "/cohorte/",
        {"needs": "Une salle au rez-de-chaussée", "enrolment": enrolment_of("amina").pk, "seen": before[1][0].removeprefix("needs ")},
    )
    assert names(a, url) != before[0] != []
    assert names(a, "/cohorte/") != before[1] != []
