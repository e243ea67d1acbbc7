"""What was typed when the session had ended: every text of every page comes back, to its writer alone, and none is sent by itself."""

import pytest
from django.test import Client

from cohorts.enums import CohortState
from cohorts.models import Answer, Cohort, Draft, Note
from tests.cohorts.writing import block, enrolment_of, page, post
from tests.conftest import person

pytestmark = pytest.mark.django_db


def typed(visitor: Client, url: str, text: str, who: str = "amina") -> None:
    visitor.post(url, {"enrolment": enrolment_of(who).pk, "text": text})


def test_two_pages_that_were_open_both_come_back_each_in_its_field(a: Client) -> None:
    asked, visitor = block("activity", "binome"), Client()
    other = block("reflection", code=asked.page.code)
    typed(visitor, asked.url, "Sur la page commune.")
    typed(visitor, other.url, "Une réflexion.")
    visitor.force_login(person("amina"))
    html = page(visitor, f"{asked.lesson}?repris=1")
    assert html.count("Votre session avait expiré.") == 2
    assert not Answer.objects.exists()
    post(visitor, "amina", other, text="Une réflexion.", sharing=1)
    later = page(visitor, asked.lesson)
    assert "Sur la page commune." in later
    assert "Une réflexion." in later
    assert Draft.objects.get().block == asked.id


def test_two_texts_for_one_question_both_come_back(a: Client) -> None:
    asked, visitor = block("reflection"), Client()
    for text in ("Du premier onglet.", "Du second.", "Du second."):
        typed(visitor, asked.url, text)
    visitor.force_login(person("amina"))
    html = page(visitor, f"{asked.lesson}?repris=1")
    field = html[html.index(f'id="a-{asked.id}"') :]
    assert "Du second." in field[: field.index("</textarea>")]
    assert "Du premier onglet." in html
    assert Draft.objects.count() == 2


def test_whoever_comes_back_by_another_way_finds_her_words_too(a: Client) -> None:
    """A new password leads home, not to the lesson where she was writing."""
    asked, visitor = block("reflection"), Client()
    typed(visitor, asked.url, "Avant le mot de passe.")
    typed(visitor, f"{asked.lesson}notes/", "Une note, avant aussi.")
    visitor.force_login(person("amina"))
    page(visitor, "/accueil/")
    html = page(visitor, asked.lesson)
    assert "Avant le mot de passe." in html
    assert "Une note, avant aussi." in html
    assert not Note.objects.exists()


def test_a_saved_text_is_not_shown_again_as_unsaved(a: Client) -> None:
    asked, visitor = block("reflection"), Client()
    typed(visitor, asked.url, "Gardé ensuite.")
    visitor.force_login(person("amina"))
    page(visitor, f"{asked.lesson}?repris=1")
    post(visitor, "amina", asked, text="Gardé ensuite.", sharing=1)
    html = page(visitor, f"{asked.lesson}?repris=1")
    assert "Votre session avait expiré" not in html
    assert not Draft.objects.exists()


def test_a_page_that_lost_its_cookies_is_taken_up_in_its_lesson(a: Client) -> None:
    asked = block("reflection")
    visitor = Client(enforce_csrf_checks=True, headers={"origin": "http://testserver"})
    refused = visitor.post(asked.url, {"enrolment": enrolment_of("amina").pk, "text": "Sans témoin."})
    assert refused.status_code == 403
    visitor.force_login(person("amina"))
    assert "Sans témoin." in page(visitor, f"{asked.lesson}?repris=1")


def test_somebody_else_in_this_browser_reads_nothing_of_it_and_finds_nothing_later(a: Client) -> None:
    asked, visitor = block("reflection"), Client()
    typed(visitor, asked.url, "À Amina seulement.")
    visitor.force_login(person("bastien"))
    assert "À Amina" not in page(visitor, f"{asked.lesson}?repris=1")
    assert "texts" not in visitor.session or not visitor.session["texts"]
    assert not Draft.objects.exists()


def test_a_refused_form_waits_for_its_own_answer_before_others_are_taken_up(a: Client) -> None:
    asked, visitor = block("activity", "solo"), Client()
    typed(visitor, asked.url, "D’avant.")
    visitor.force_login(person("amina"))
    refused = post(visitor, "amina", asked, text="De maintenant.", done_on="2099-12-31").content.decode()
    assert "De maintenant." in refused
    post(visitor, "amina", asked, text="De maintenant.", sharing=1)
    assert "D’avant." in page(visitor, asked.lesson)


def test_a_text_for_a_cohort_that_is_closed_by_now_is_shown_to_be_copied(a: Client) -> None:
    asked, visitor = block("reflection"), Client()
    typed(visitor, asked.url, "Trop tard pour l’enregistrer.")
    Cohort.objects.update(state=CohortState.CLOSED)
    visitor.force_login(person("amina"))
    for _ in range(2):
        assert "Trop tard pour l’enregistrer." in page(visitor, f"{asked.lesson}?repris=1")
    assert not Draft.objects.exists()


def test_signs_that_nobody_types_shut_nobody_out_of_her_lesson(a: Client) -> None:
    """PostgreSQL keeps no NUL: left in this browser by a forged form, it broke the lesson each time that she came back."""
    asked, visitor = block("reflection"), Client()
    visitor.post(asked.url, {"enrolment": enrolment_of("amina").pk, "text": "Mes mots.\x00", "base": "1\x00:2"})
    visitor.force_login(person("amina"))
    assert "Mes mots." in page(visitor, f"{asked.lesson}?repris=1")
    draft = Draft.objects.get()
    assert (draft.text, draft.base) == ("Mes mots.", "1:2")
