"""What was typed when the session had ended: every text of every page comes back, to its writer alone, and none is sent by itself."""

import re
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from cohorts.enums import CohortState
from cohorts.models import Answer, Cohort, Draft, Note
from cohorts.working.actions import keep_draft
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


def test_a_text_whose_lesson_she_opens_only_after_the_next_session_ended_comes_back(a: Client) -> None:
    """Two tabs in two lessons: she signs in and saves in one; this session ends too before she looks at the other."""
    asked, visitor = block("reflection"), Client()
    typed(visitor, asked.url, "Dans l’autre onglet.")
    visitor.force_login(person("amina"))
    page(visitor, "/accueil/")
    visitor.logout()
    visitor.force_login(person("amina"))
    assert "Dans l’autre onglet." in page(visitor, f"{asked.lesson}blocs/{asked.id}/ecrire/")
    assert "Dans l’autre onglet." in page(visitor, asked.lesson)


def test_a_text_saved_on_its_own_page_first_is_not_shown_as_unsaved(a: Client) -> None:
    asked, visitor = block("reflection"), Client()
    typed(visitor, asked.url, "Gardé sur sa page.")
    visitor.force_login(person("amina"))
    assert "Gardé sur sa page." in page(visitor, f"{asked.lesson}blocs/{asked.id}/ecrire/")
    post(visitor, "amina", asked, text="Gardé sur sa page.", sharing=1)
    assert "Votre session avait expiré" not in page(visitor, asked.lesson)
    assert not Draft.objects.exists()


def test_a_text_written_on_meanwhile_is_not_set_back(a: Client) -> None:
    asked, visitor = block("reflection"), Client()
    typed(visitor, asked.url, "Le début.")
    visitor.force_login(person("amina"))
    draft = Draft.objects.get()
    keep_draft(
        enrolment=draft.enrolment,
        question=asked.question,
        text="Le début, et la suite.",
        base="",
        draft_id=draft.pk,
        revision=draft.revision,
    )
    html = page(visitor, asked.lesson)
    assert "Votre session avait expiré" not in html
    assert Draft.objects.get().text == "Le début, et la suite."


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


def test_a_sign_in_left_open_in_another_tab_leads_back_to_its_own_lesson(a: Client) -> None:
    """Signing in has changed what the other tab's form must carry: it is refused, and must not lose the way to the words it promised."""
    asked = block("reflection")
    back = f"{asked.lesson}?repris=1#b-{asked.id}"
    visitor = Client(enforce_csrf_checks=True, headers={"origin": "http://testserver"})
    for url in ("/compte/connexion/", "/compte/connexion/code/", "/compte/connexion/code/confirmer/"):
        refused = visitor.post(url, {"login": "amina@demo.example", "next": back}).content.decode()
        assert f'href="/compte/connexion/?{urlencode({"next": back})}"' in refused, url
        elsewhere = visitor.post(url, {"next": "https://ailleurs.example/"}).content.decode()
        assert "ailleurs" not in elsewhere
    visitor.force_login(person("amina"))
    assert visitor.get("/compte/connexion/", {"next": back}).headers["Location"] == back


def test_giving_up_the_code_by_mail_leads_back_to_the_sign_in_that_promised_the_text(a: Client) -> None:
    back, asked = "/parcours/etat-des-lieux/trois-eres/?repris=1#notes", "/compte/connexion/code/"
    visitor = Client()
    for html in (page(visitor, f"{asked}?{urlencode({'next': back})}"), visitor.post(asked, {"email": "", "next": back}).content.decode()):
        href = re.search(r'href="([^"]+)">Revenir à la connexion', html)
        assert href
        assert parse_qs(urlsplit(unescape(href[1])).query) == {"next": [back]}
    assert 'href="/compte/connexion/">Revenir à la connexion' in page(visitor, asked)


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


def test_a_note_stands_in_its_field_once_and_again_only_where_it_is_asked_for(a: Client) -> None:
    """She may have kept it, or thrown it away: the next reading of the lesson does not set it before her a second time."""
    asked, visitor = block("reflection"), Client()
    typed(visitor, f"{asked.lesson}notes/", "Une note, avant.")
    visitor.force_login(person("amina"))
    assert "Une note, avant." in page(visitor, asked.lesson)
    assert "Une note, avant." not in page(visitor, asked.lesson)
