"""Without scripts no draft keeps what is typed: each field has a page of its own, where no other button loses it."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cohorts.enums import CohortState
from cohorts.models import AnswerVersion, Cohort, Draft, Enrolment, Note
from tests.cohorts.writing import Block, block, copy_of, enrolment_of, page, post
from tests.conftest import person, signed_in

pytestmark = pytest.mark.django_db


def unscripted(html: str) -> list[str]:
    """What a browser without scripts is shown besides the page that others see."""
    return [part.split("</noscript>")[0] for part in html.split("<noscript>")[1:]]


def there(client: Client, at: Block) -> str:
    """What stands without scripts under a question of its lesson."""
    html = page(client, at.lesson)
    section = html[html.index(f'id="b-{at.id}"') :]
    return unscripted(section)[0]


def test_a_lesson_holds_no_field_without_scripts_and_leads_to_a_page_for_each(a: Client) -> None:
    asked = block("activity", "binome")
    html = page(a, asked.lesson)
    assert any("css/noscript.css" in part for part in unscripted(html))
    fields = re.findall(r"<textarea[^>]*name=\"text\"", html)
    hidden = re.findall(r"<(?:form|details)[^>]* class=\"[^\"]*is-scripted|<details class=\"is-scripted", html)
    links = [link for part in unscripted(html) for link in re.findall(r'href="([^"]*/ecrire/)"', part)]
    assert len(links) == len(fields) == len(hidden) > 2
    for link in links:
        alone = page(a, link)
        assert len(re.findall(r"<textarea[^>]*name=\"text\"", alone)) == 1
        assert "is-scripted" not in alone
        assert "noscript.css" not in alone
        assert re.findall(r'<button class="(button[^"]*)"', alone) == ["button"], "what one came for is the one filled button"
        assert "enregistrez ce texte avant de quitter cette page" in alone
        assert f'href="{asked.lesson}#' in alone


def test_the_lesson_says_without_scripts_what_is_written_there(a: Client) -> None:
    asked = block("reflection")
    assert ">Écrire<" in there(a, asked)
    draft = post(a, "amina", asked, do="draft", text="Un début.").json()
    assert "Reprendre mon texte" in there(a, asked)
    assert "Brouillon gardé" in there(a, asked)
    post(a, "amina", asked, text="Un **début** et une fin.", sharing=1, for_trainers=1, draft=draft["draft"], revision=draft["revision"])
    said = there(a, asked)
    assert "<strong>début</strong>" in said
    assert "Enregistré le" in said
    assert "Visible par vous et par vos formatrices et formateurs" in said


def test_what_is_saved_there_leads_back_to_its_question(a: Client) -> None:
    asked = block("reflection")
    alone = page(a, f"{asked.url}ecrire/")
    form = re.search(r'<form[^>]*action="([^"#]*)', alone)
    assert form is not None
    assert form[1] == asked.url
    response = post(a, "amina", asked, text="Écrit sur une page à part.", sharing=1)
    assert response["Location"] == f"{asked.lesson}#b-{asked.id}"
    assert "Écrit sur une page à part." in page(a, f"{asked.url}ecrire/")


def test_a_refused_text_is_shown_in_its_field_without_scripts_too(a: Client) -> None:
    asked = block("activity", "solo")
    response = post(a, "amina", asked, text="Fait demain.", done_on="2099-12-31")
    assert response.status_code == 422
    html = response.content.decode()
    form = html[html.index(f'id="f-{asked.id}"') - 60 :]
    assert "is-scripted" not in form[: form.index(">")]
    assert "Fait demain." in form
    assert "enregistrez ce texte avant de quitter cette page" in unscripted(form)[0]


def test_a_refused_text_is_a_draft_by_then_without_scripts_too(a: Client) -> None:
    """Who leaves the page instead of putting the day right: no script has kept her words meanwhile."""
    asked = block("activity", "solo")
    draft = post(a, "amina", asked, do="draft", text="Commencé ailleurs.").json()
    post(a, "amina", asked, text="Fait demain.", done_on="2099-12-31", draft=draft["draft"], revision=draft["revision"])
    assert "Fait demain." in page(a, f"{asked.url}ecrire/")
    post(a, "amina", asked, text="Fait après-demain.", done_on="2099-12-31", draft=draft["draft"], revision=draft["revision"])
    alone = page(a, f"{asked.url}ecrire/")
    assert "Fait après-demain." in alone
    assert "Fait demain." in alone, "written from a page that had not seen it"
    post(a, "amina", asked, headers={"HX-Request": "true"}, text="Avec script.", done_on="2099-12-31")
    assert "Avec script." not in page(a, f"{asked.url}ecrire/"), "a script keeps its own"


def test_refused_words_of_a_question_that_has_left_are_a_note_and_no_draft(a: Client) -> None:
    asked = block("activity", "solo")
    post(a, "amina", asked, text="Une réponse.", sharing=1)
    asked.page.body = [raw for raw in asked.page.body.raw_data if raw["id"] != asked.id]
    asked.page.save_revision().publish()
    post(a, "amina", asked, text="Des mots refusés.", done_on="2099-12-31")
    assert Note.objects.get().text == "Des mots refusés."
    assert not Draft.objects.exists(), "it would come back beside the note, should the question come back"


def test_two_texts_are_joined_there(a: Client) -> None:
    asked = block("reflection")
    post(a, "amina", asked, text="Du téléphone.", base="")
    post(a, "amina", asked, text="De l’ordinateur.", base="")
    assert "Réunir les deux textes" in there(a, asked)
    alone = page(a, f"{asked.url}ecrire/")
    assert "Du téléphone." in alone
    assert "De l’ordinateur." in alone


def test_where_there_is_nothing_to_write_the_lesson_tells_why(a: Client) -> None:
    quiz, asked = block("quiz"), block("reflection")
    assert a.get(f"{quiz.url}ecrire/")["Location"] == f"{quiz.lesson}#b-{quiz.id}"
    assert a.get(f"{asked.lesson}blocs/none/ecrire/").status_code == 302
    Cohort.objects.update(state=CohortState.CLOSED)
    assert a.get(f"{asked.url}ecrire/")["Location"] == f"{asked.lesson}#b-{asked.id}"
    assert f"{asked.id}/ecrire/" not in page(a, asked.lesson)
    # A note is hers alone, and may still be written.
    assert 'name="passage"' in page(a, f"{asked.lesson}notes/ecrire/")
    assert signed_in("gaelle").get(f"{asked.lesson}notes/ecrire/")["Location"] == asked.lesson


def test_whoever_does_not_follow_the_lesson_is_led_to_it_by_the_page_of_a_question(a: Client) -> None:
    asked = block("reflection")
    for name in ("denis", "elise", "farid", "gaelle"):
        assert signed_in(name).get(f"{asked.url}ecrire/")["Location"] == f"{asked.lesson}#b-{asked.id}", name
    assert Client().get(f"{asked.url}ecrire/")["Location"].startswith("/compte/connexion/")


def test_the_page_of_a_question_leads_whoever_does_not_follow_the_lesson_to_it(a: Client) -> None:
    asked = block("reflection")
    for name in ("denis", "elise", "farid", "gaelle"):
        assert signed_in(name).get(f"{asked.url}ecrire/")["Location"] == f"{asked.lesson}#b-{asked.id}", name
    assert Client().get(f"{asked.url}ecrire/")["Location"].startswith("/compte/connexion/")


def test_a_note_written_on_its_page_stands_beside_its_passage(a: Client) -> None:
    asked = block("activity", "binome")
    alone = page(a, f"{asked.lesson}notes/ecrire/")
    assert f'<option value="{asked.id}">' in alone
    assert "<details" not in alone, "nothing folds away what one came for"
    assert '<h2 id="nt"' in alone
    enrolment = re.search(r'name="enrolment" value="(\d+)"', alone)
    assert enrolment is not None
    a.post(f"{asked.lesson}notes/", {"enrolment": enrolment[1], "text": "À relire.", "passage": asked.id})
    assert Note.objects.get().block == asked.id


def test_the_page_of_a_field_costs_the_same_for_one_version_and_for_seven(a: Client) -> None:
    asked = block("reflection")

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(a, f"{asked.url}ecrire/")
        return len(seen)

    def write(text: str) -> None:
        base = re.search(r'name="base" value="([^"]*)"', page(a, f"{asked.url}ecrire/"))
        assert base is not None
        post(a, "amina", asked, text=text, base=base[1])

    write("Une version.")
    before = queries()
    for number in range(6):
        write(f"Version {number}.")
    assert AnswerVersion.objects.count() == 7
    assert queries() <= before


def test_a_draft_beside_a_saved_text_is_told_apart_from_it(a: Client) -> None:
    """She has just saved: « pas encore enregistré » under her words sent her to an older draft, which then replaced them."""
    asked = block("reflection")
    post(a, "amina", asked, do="draft", text="Sur l’autre appareil.")
    post(a, "amina", asked, text="Enregistré ici.", base="", sharing=1)
    said = there(a, asked)
    assert "Enregistré ici." in said
    assert "Enregistré le" in said.partition("Un brouillon, gardé le")[0]
    assert "n’est pas encore enregistré&nbsp;: ce bouton l’ouvre" in said
    assert "Brouillon gardé" not in said


def test_the_day_of_an_activity_is_read_without_scripts_too(a: Client) -> None:
    asked = block("activity", "solo")
    post(a, "amina", asked, text="Fait.", done_on="2026-03-10", sharing=1)
    assert "Fait le 10&nbsp;mars&nbsp;2026." in there(a, asked).replace("\xa0", "&nbsp;")


def test_the_way_back_says_without_scripts_alone_that_nothing_is_saved_by_it(a: Client) -> None:
    alone = page(a, f"{block('reflection').url}ecrire/")
    assert "Revenir à la leçon<noscript> sans enregistrer</noscript>" in alone


def test_words_for_another_cohort_of_hers_are_said_to_be_there(a: Client) -> None:
    """She passes to her other cohort in another tab: the lesson shows that one, where her words are not."""
    asked, mine = block("reflection"), enrolment_of("amina")
    cohort = Cohort.objects.get(pk=mine.cohort_id)
    Enrolment.objects.create(user=mine.user, cohort=copy_of(cohort))
    a.post("/cohorte/changer/", {"cohorte": "rivages"})
    response = a.post(asked.url, {"enrolment": mine.pk, "text": "Pour la première.", "base": "", "sharing": 1})
    assert response["Location"] == asked.lesson
    told = page(a, asked.lesson).replace("\xa0", " ")
    assert f"C’est gardé dans la cohorte « {cohort} »." in told
    assert "Pour la première." not in told
    a.post("/cohorte/changer/", {"cohorte": cohort.slug})
    response = a.post(asked.url, {"enrolment": mine.pk, "text": "Encore.", "base": "1", "sharing": 1})
    assert response["Location"] == f"{asked.lesson}#b-{asked.id}"


def test_two_texts_of_one_person_name_nobody_else_and_ask_nothing_once_closed(a: Client, b: Client) -> None:
    asked = block("activity", "binome")
    post(a, "amina", asked, text="Avant le retour.", base="")
    post(a, "amina", asked, text="Après le retour.", base="")
    assert "Vous avez écrit à deux endroits à la fois. Rien n’est perdu&nbsp;: gardez" in page(a, asked.lesson)
    theirs = page(b, asked.lesson)
    assert "Amina a écrit à deux endroits à la fois." in theirs
    assert "en même temps" not in theirs
    Cohort.objects.update(state=CohortState.CLOSED)
    closed = page(a, asked.lesson)
    assert "Rien n’est perdu." in closed
    assert "plus bas" not in closed
    assert closed.count("Après le retour.") == 1


def test_a_refusal_says_that_files_are_to_be_joined_again(a: Client) -> None:
    """A browser does not fill that field again: she saved the mended day, and left without her photo."""
    asked = block("activity", "terrain")
    photo = SimpleUploadedFile("lieu.txt", b"Une ligne.", "text/plain")
    refused = post(a, "amina", asked, text="Vu.", done_on="2099-12-31", files=[photo]).content.decode()
    assert "Les fichiers choisis sont à joindre de nouveau." in refused
    again = post(a, "amina", asked, text="Vu.", done_on="2099-12-31").content.decode()
    assert "à joindre de nouveau" not in again


def test_the_page_where_one_signs_in_says_that_a_text_waits() -> None:
    """She pressed « Enregistrer » and met a form for her password: nothing said what had become of her words."""
    asked, visitor = block("reflection"), Client()
    there = visitor.post(asked.url, {"enrolment": enrolment_of("amina").pk, "text": "Mes mots."})["Location"]
    assert "Votre texte est gardé, pas encore enregistré" in page(visitor, there)
    wrong = visitor.post("/compte/connexion/", {"login": "amina@demo.example", "password": "non", "next": f"{asked.lesson}?repris=1"})
    assert "Votre texte est gardé, pas encore enregistré" in wrong.content.decode()
    assert "Votre texte est gardé" not in page(visitor, "/compte/connexion/")
    assert "Votre texte est gardé" not in page(Client(), there)


def test_a_text_kept_while_the_session_ended_says_that_it_is_kept_alone() -> None:
    asked, visitor = block("activity", "terrain"), Client()
    visitor.post(asked.url, {"enrolment": enrolment_of("amina").pk, "text": "Vu.", "done_on": "2026-03-10"})
    visitor.force_login(person("amina"))
    assert "Le texte seul a été gardé&nbsp;: revoyez le reste avant d’enregistrer." in page(visitor, f"{asked.lesson}?repris=1")


def test_another_draft_is_let_go_from_the_lesson_where_no_field_loses_words_by_it(a: Client) -> None:
    asked = block("activity", "solo")
    for text in ("Du téléphone.", "De l’ordinateur."):
        post(a, "amina", asked, do="draft", text=text)
    assert 'name="forget"' in page(a, asked.lesson)
    alone = page(a, f"{asked.url}ecrire/")
    refused = post(a, "amina", asked, text="Tapé ici.", done_on="2099-12-31").content.decode()
    for drawn in (alone, refused):
        assert "Un autre brouillon" in drawn
        assert 'name="forget"' not in drawn


@pytest.mark.parametrize("kind", ["reflection", "note"])
def test_words_kept_while_the_session_ended_are_shown_in_their_own_cohort(a: Client, kind: str) -> None:
    """She had passed to one of her two cohorts; signing in again shows the other one first, and her words were lost."""
    asked, mine = block("reflection"), enrolment_of("amina")
    copy = copy_of(Cohort.objects.get(pk=mine.cohort_id))
    theirs = Enrolment.objects.create(user=mine.user, cohort=copy)
    for enrolment in (mine, theirs):
        visitor, text = Client(), f"Pour {enrolment.cohort}."
        url = f"{asked.lesson}notes/" if kind == "note" else asked.url
        visitor.post(url, {"enrolment": enrolment.pk, "text": text})
        visitor.force_login(person("amina"))
        html = page(visitor, f"{asked.lesson}?repris=1")
        assert text in html
        assert f'name="enrolment" value="{enrolment.pk}"' in html


def test_words_kept_while_their_question_left_the_lesson_wait_as_a_note(a: Client) -> None:
    asked, visitor = block("reflection"), Client()
    visitor.post(asked.url, {"enrolment": enrolment_of("amina").pk, "text": "Pour une question retirée."})
    asked.page.body = [raw for raw in asked.page.body.raw_data if raw["id"] != asked.id]
    asked.page.save_revision().publish()
    visitor.force_login(person("amina"))
    elsewhere = page(visitor, f"{block('quiz').lesson}?repris=1")
    assert "Pour une question retirée." not in elsewhere, "a lesson that never asked it"
    html = page(visitor, f"{asked.lesson}?repris=1").replace("\xa0", " ")
    assert "Cette question n’est plus dans la leçon." in html
    assert "Pour une question retirée." in html[html.index('id="notes"') :]


def test_a_page_that_the_partner_wrote_is_not_called_ones_own(a: Client, b: Client) -> None:
    asked = block("activity", "binome")
    post(b, "bastien", asked, text="Bastien a commencé.")
    assert "Reprendre ce texte" in there(a, asked)
    assert "Reprendre mon texte" not in there(a, asked)
