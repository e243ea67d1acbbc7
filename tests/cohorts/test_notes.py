"""Notes in the margin: written, found again, searched, changed, put aside, taken away; never anybody else's."""

import io
import re
from html import unescape

import pytest
import tablib
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cohorts.models import Note
from cohorts.notebook import views
from courses.outline import main_outline
from tests.cohorts.writing import block, enrolment_of
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


def write(client: Client, text: str, who: str = "amina", passage: str = "") -> Note:
    asked = block("reflection")
    client.post(f"{asked.lesson}notes/", {"enrolment": enrolment_of(who).pk, "text": text, "passage": passage})
    return Note.objects.latest("pk")


def test_a_note_stands_in_the_margin_of_its_passage_and_on_the_notes_page(a: Client) -> None:
    asked = block("reflection")
    note = write(a, "Penser au **collège**", passage=asked.id)
    lesson = a.get(asked.lesson).content.decode()
    assert "<strong>collège</strong>" in lesson
    assert lesson.index(f'data-block="{asked.id}"') < lesson.index(f'id="n-{note.pk}"')
    page = a.get("/notes/").content.decode()
    assert "<strong>collège</strong>" in page
    assert "À propos de" in page


def test_a_blocks_own_address_takes_a_note_of_it_too(a: Client) -> None:
    asked = block("reflection")
    response = a.post(asked.url, {"enrolment": enrolment_of("amina").pk, "do": "note", "text": "En passant"})
    note = Note.objects.get()
    assert response.url == f"{asked.lesson}#n-{note.pk}"
    assert (note.block, note.passage) == (asked.id, asked.question.title)
    assert a.post(asked.url, {"enrolment": enrolment_of("amina").pk, "do": "note", "text": ""}).status_code == 302
    assert Note.objects.count() == 1


def test_an_empty_note_leads_to_the_top_where_it_says_what_to_do(a: Client) -> None:
    """Led down to the note, one saw a closed box, and not the words above."""
    asked = block("reflection")
    answer = a.post(f"{asked.lesson}notes/", {"enrolment": enrolment_of("amina").pk, "text": ""})
    assert answer.url == f"{asked.lesson}?repris=1"


def test_an_empty_note_says_what_to_do_and_a_double_click_makes_one(a: Client) -> None:
    asked = block("reflection")
    data = {"enrolment": enrolment_of("amina").pk, "text": "  "}
    page = a.post(f"{asked.lesson}notes/", data, follow=True).content.decode()
    assert "Écrivez votre note" in page
    long = a.post(f"{asked.lesson}notes/", {**data, "text": "x" * 30_000}, follow=True).content.decode()
    assert "data-restored" in long.split('id="notes"')[1].split("</section>")[0]
    write(a, "Une idée")
    write(a, "Une idée")
    assert Note.objects.count() == 1


def test_notes_far_too_long_come_back_whole_one_at_a_time(a: Client) -> None:
    """Every page reads the session: eight refused texts of two million signs made each of them thirty times slower."""
    asked = block("reflection")
    for first in "abc":
        a.post(f"{asked.lesson}notes/", {"enrolment": enrolment_of("amina").pk, "text": first + "x" * 400_000})
    assert [one["text"][0] for one in a.session["texts"]] == ["c"]
    page = a.get(f"{asked.lesson}?repris=1").content.decode()
    assert "c" + "x" * 400_000 in page


def test_notes_are_found_without_accents_and_only_ones_own(a: Client) -> None:
    write(a, "L’éco-système des associations")
    write(a, "Rien à voir")
    write(signed_in("bastien"), "L’écosystème de Bastien", who="bastien")
    page = a.get("/notes/?q=ECO systeme").content.decode()
    assert "1\u00a0note trouvée" in page
    assert "des associations" in page
    assert "Bastien</p>" not in page
    assert "Rien à voir" not in page
    assert '<a href="/notes/">Tout voir</a>' in page
    assert "Aucune de vos notes" in a.get("/notes/?q=introuvable").content.decode()


def test_a_note_changed_on_two_screens_keeps_both_texts(a: Client) -> None:
    note = write(a, "Au départ")
    page = a.get(f"/notes/{note.pk}/").content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    kept = a.post(f"/notes/{note.pk}/", {"text": "Depuis le téléphone", "seen": seen}, follow=True)
    assert "Votre note est gardée." in kept.content.decode()
    refused = a.post(f"/notes/{note.pk}/", {"text": "", "seen": seen})
    assert refused.status_code == 422
    seen = refused.content.decode().split('name="seen" value="')[1].split('"')[0]
    both = a.post(f"/notes/{note.pk}/", {"text": "Depuis l’ordinateur", "seen": seen}, follow=True).content.decode()
    assert "Cette note avait changé sur un autre écran" in both
    assert "Votre note est gardée." not in both
    assert set(Note.objects.values_list("text", flat=True)) == {"Depuis le téléphone", "Depuis l’ordinateur"}


def test_a_note_is_put_aside_and_taken_back(a: Client) -> None:
    note = write(a, "De côté")
    a.post(f"/notes/{note.pk}/retirer/")
    assert "De côté" not in a.get("/notes/").content.decode()
    assert "De côté" in a.get("/notes/?retirees").content.decode()
    a.post(f"/notes/{note.pk}/retirer/", {"reprendre": 1})
    assert "De côté" in a.get("/notes/").content.decode()
    with pytest.raises(DatabaseError), transaction.atomic():
        Note.objects.filter(pk=note.pk)._raw_delete("default")


@pytest.mark.parametrize("address", ["/notes/?q=R%26D", "/notes/?retirees", "/notes/?q=R%26D&retirees"])
def test_the_next_page_is_of_the_same_notes(a: Client, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr(views, "PAGE", 1)
    for number in range(2):
        write(a, f"R&D {number}")
        write(a, f"D’abord R {number}")
        a.post(f"/notes/{write(a, f'R&D mise de côté {number}').pk}/retirer/")
    page = a.get(address)
    following = re.search(r'href="(\?[^"]*)" rel="next"', page.content.decode())
    assert following
    other = a.get(f"/notes/{unescape(following[1])}")
    assert [other.context[name] for name in ("query", "aside")] == [page.context[name] for name in ("query", "aside")]


@pytest.mark.parametrize("name", ["bastien", "denis", "gaelle", "farid"])
def test_nobody_else_reads_changes_or_takes_a_note(a: Client, name: str) -> None:
    note = write(a, "Rien qu’à moi")
    other = signed_in(name)
    assert other.get(f"/notes/{note.pk}/").status_code == 404
    assert other.post(f"/notes/{note.pk}/", {"text": "Changée par un autre"}).status_code == 404
    assert other.post(f"/notes/{note.pk}/retirer/").status_code == 404
    for url in ("/notes/", "/notes/notes.md", "/notes/notes.csv", block("reflection").lesson):
        assert "Rien qu’à moi" not in other.get(url).content.decode(errors="replace")


def test_notes_are_taken_away_as_text_and_as_a_table(a: Client) -> None:
    write(a, "=1+1 et **gras**")
    text = a.get("/notes/notes.md")
    assert "=1+1 et **gras**" in text.content.decode()
    assert "attachment" in text["Content-Disposition"]
    note = Note.objects.get()
    module, lesson = note.lesson.get_parent().specific, note.lesson
    place = next(one for one in main_outline().lessons if one.id == lesson.pk)  # type: ignore[union-attr]
    assert f"\n## Module {module.number}, leçon {place.number} : {lesson.title}\n" in text.content.decode()
    assert place.number != module.number, "or this proves nothing"
    table = tablib.Dataset().load(io.BytesIO(a.get("/notes/notes.xlsx").content).read(), "xlsx")
    assert table["Note"] == ["'=1+1 et **gras**"]
    assert "'=1+1" in a.get("/notes/notes.csv").content.decode("utf-8-sig")
    assert a.get("/notes/notes.exe").status_code == 404


def test_the_notes_page_costs_the_same_with_one_and_with_six(a: Client) -> None:
    def queries() -> int:
        a.get("/notes/")  # shows what the last form said
        with CaptureQueriesContext(connection) as found:
            a.get("/notes/")
        return len(found)

    write(a, "Une")
    a.get("/notes/")
    first = queries()
    for number in range(5):
        write(a, f"Note {number}")
    assert queries() == first


def test_a_blank_note_is_held_back_where_it_is_written(a: Client) -> None:
    """Refused by the site, it closed the note and came back at the top of the lesson, far from where one writes."""
    page = a.get(block("reflection").lesson).content.decode()
    assert re.search(r'<textarea[^>]* id="nx"[^>]* required', page)
