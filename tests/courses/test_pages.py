"""Editing, previewing and publishing lessons; what is cached is never stale."""

import json
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.test import Client, RequestFactory
from django.urls import reverse

from courses.blocks import LessonBody
from courses.models import Competency, ContentEpoch, CurriculumPage, LessonPage, ModulePage
from courses.rendering import pieces_of, ready
from pages.models import SiteDocument
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
URL = "/parcours/etat-des-lieux/regard-des-maires/"


def render(kind: str, value: dict[str, Any]) -> str:
    return "".join(ready(pieces_of(LessonBody().to_python([{"type": kind, "value": value, "id": "b1"}]))))


def test_a_lesson_denies_by_default(rf: RequestFactory) -> None:
    with pytest.raises(PermissionDenied):
        LessonPage.objects.get(code="m1-l1").serve(rf.get("/"))


def test_a_change_is_there_on_the_next_read() -> None:
    client = signed_in("amina")
    client.get(URL)
    page = LessonPage.objects.get(code="m1-l1")
    raw = list(page.body.raw_data)
    raw[0]["value"]["text"] = "Un paragraphe tout neuf."
    page.body = json.dumps([dict(block) for block in raw])
    page.save_revision().publish()
    assert "Un paragraphe tout neuf." in client.get(URL).content.decode()


@pytest.mark.parametrize(
    ("change", "moves"),
    [("publish", True), ("unpublish", True), ("draft", False)],
)
def test_only_what_readers_see_moves_the_epoch(change: str, moves: bool) -> None:
    before = ContentEpoch.objects.get().number
    page = LessonPage.objects.get(code="m1-l2")
    if change == "publish":
        page.save_revision().publish()
    elif change == "unpublish":
        page.unpublish()
    else:
        page.save_revision()
    assert (ContentEpoch.objects.get().number > before) is moves


@pytest.mark.parametrize(("mode", "words"), [("", "Où en est la"), ("participant", "Vous avez terminé"), ("visitor", "Comment rejoindre")])
def test_an_editor_previews_a_draft_as_each_reader_meets_it(mode: str, words: str) -> None:
    page = LessonPage.objects.get(code="m1-l1")
    page.save_revision()
    response = signed_in("farid").get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]), {"mode": mode})
    assert response.status_code == 200
    assert words in response.content.decode()


def test_the_public_home_counts_the_modules_that_it_lists() -> None:
    said = Client().get("/").content.decode()
    for words in ("Voir les huit modules", "Une boucle, huit fois", "Huit modules, et ce qu’ils visent"):
        assert words in said
    ModulePage.objects.get(code="m8").unpublish()
    said = Client().get("/").content.decode()
    for words in ("Voir les sept modules", "Une boucle, sept fois", "Sept modules, et ce qu’ils visent"):
        assert words in said


def test_the_public_home_says_how_long_its_lessons_take() -> None:
    assert "28\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}20 en tout" in Client().get("/").content.decode()
    for module in ModulePage.objects.exclude(code="m1"):
        module.unpublish()
    said = Client().get("/").content.decode()
    assert "3\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}20 en tout" in said
    ModulePage.objects.get(code="m1").unpublish()
    assert "en tout, terrain compris" not in Client().get("/").content.decode()


def test_the_admin_shows_the_eight_modules_to_an_editor() -> None:
    page = LessonPage.objects.get(code="m1-l1")
    curriculum = page.get_parent().get_parent()
    response = signed_in("farid").get(reverse("wagtailadmin_explore", args=[curriculum.pk]))
    assert response.content.decode().count("/parcours/") >= 8


@pytest.mark.parametrize("name", ["farid", "gaelle"])
def test_every_edit_screen_opens(name: str) -> None:
    client = signed_in(name)
    for page in LessonPage.objects.get(code="m1-l1").get_ancestors(inclusive=True).filter(depth__gt=1):
        assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200, page


def recording(transcript: str) -> dict[str, Any]:
    file = SiteDocument.objects.create(title="Entretien", file=ContentFile(b"x", name="entretien.mp4"))
    return {"title": "Entretien", "file": file.pk, "captions": None, "transcript": transcript, "minutes": 3}


@pytest.mark.parametrize(("transcript", "passes"), [("Bonjour.", True), ("", False), ("   ", False)])
def test_a_video_without_its_transcript_cannot_be_published(transcript: str, passes: bool) -> None:
    body = LessonBody()
    value = body.to_python([{"type": "video", "value": recording(transcript), "id": "v"}])
    if passes:
        assert "Lire la transcription" in "".join(ready(pieces_of(body.clean(value))))
    else:
        with pytest.raises(ValidationError):
            body.clean(value)


def test_figures_that_follow_each_other_share_one_source() -> None:
    figure = {"value": "46 %", "label": "un", "source": "PHARE", "src": ["d4"]}
    stream = LessonBody().to_python([{"type": "key_figure", "value": {**figure, "label": str(i)}, "id": str(i)} for i in range(3)])
    page = "".join(ready(pieces_of(stream)))
    assert page.count("PHARE") == 1
    assert page.count('class="figure"') == 3
    assert "Chiffres clés" in page


@pytest.mark.parametrize(("value", "bar"), [("46 %", True), ("12,5 %", True), ("2012", False), ("× 3", False), ("140 %", False)])
def test_only_a_share_of_a_whole_has_a_bar(value: str, bar: bool) -> None:
    assert ("<rect" in render("key_figure", {"value": value, "label": "l", "source": "s"})) is bar


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ({"a_verifier": True}, "Lecture à confirmer"),
        ({"calcul": True}, "Calcul&nbsp;: addition faite par nous"),
        ({"src": ["d4", "d5"]}, "Diapositives 4 et 5"),
    ],
)
def test_how_sure_we_are_is_always_said(flags: dict[str, Any], words: str) -> None:
    assert words in render("key_figure", {"value": "1", "label": "l", "source": "s", **flags})


def test_what_an_editor_types_is_escaped() -> None:
    for kind, value in {
        "paragraph": {"text": "<script>alert(1)</script>"},
        "callout": {"tone": "methode", "title": "<script>", "text": "<b>"},
        "quiz": {
            "question": "<script>",
            "choices": [{"id": "1", "text": "<script>", "correct": True, "feedback": ""}],
            "feedback": "<i>",
        },
    }.items():
        page = render(kind, value)
        assert "<script>" not in page
        assert kind == "paragraph" or "&lt;script&gt;" in page


def test_a_quiz_says_its_answer_and_why_without_a_script() -> None:
    choices = [
        {"id": "1", "text": "Oui", "correct": False, "feedback": ""},
        {"id": "2", "text": "Non", "correct": True, "feedback": "Car."},
    ]
    page = render("quiz", {"question": "Alors ?", "choices": choices, "feedback": "Parce que."})
    assert "<details" in page
    assert "✓ Non" in page
    assert "Car." in page
    assert "Parce que." in page


@pytest.mark.parametrize("right", [0, 1, 2])
def test_a_quiz_needs_a_right_choice_and_names_its_choices_for_ever(right: int) -> None:
    block = LessonBody().child_blocks["quiz"]
    choices = [{"id": "", "text": f"Choix {number}", "correct": number < right, "feedback": ""} for number in range(3)]
    value = block.to_python({"question": "?", "choices": choices, "feedback": "F", "src": []})
    if not right:
        with pytest.raises(ValidationError):
            block.clean(value)
    else:
        assert [choice["id"] for choice in block.clean(value)["choices"]] == ["1", "2", "3"]


@pytest.mark.parametrize("kind", ["list", "callout"])
def test_a_title_of_a_block_stands_one_level_below_what_holds_it(kind: str) -> None:
    """Straight in a lesson it follows the title of the page; in a section of the guide, that of the section."""
    value = {"tone": "methode", "title": "À retenir", "text": "Un", "items": ["Un"]}
    body = LessonBody().to_python([{"type": kind, "value": value, "id": "b1"}])
    levels = [re.findall(r"<(h\d)", "".join(ready(pieces_of(body, in_section=held)))) for held in (False, True)]
    assert levels == [["h2"], ["h3"]]


def test_an_activity_is_reached_by_its_permanent_id() -> None:
    assert 'data-block="b1"' in render("activity", {"audience": "terrain", "duration_min": 45, "title": "T", "instructions": "I"})


@pytest.mark.parametrize("name", ["farid", "gaelle"])
def test_the_gallery_shows_every_block_that_has_a_sample(name: str) -> None:
    page = signed_in(name).get("/composants/").content.decode()
    for words in ("Chiffre clé", "Citation", "Méthode", "Tableau", "Activité", "Question", "Réflexion"):
        assert words in page


def test_a_module_without_lessons_counts_neither_lessons_nor_minutes() -> None:
    track = CurriculumPage.objects.get()
    fresh = ModulePage(title="Habiter", slug="habiter", code="x-m1", number=9, short_title="Habiter", presentation="Bientôt.")
    fresh.main_competency, fresh.deliverable = Competency.objects.all()[0], "Une carte"
    track.add_child(instance=fresh)
    fresh.save_revision().publish()
    for client in (Client(), signed_in("amina")):
        for address in ("/parcours/", "/parcours/habiter/"):
            words = BeautifulSoup(client.get(address).content, "html.parser").select_one("main").get_text(" ")  # type: ignore[union-attr]
            assert not re.search(r"\b0\u00a0(leçon|min\b,)", words), address
    assert "Leçons à venir" in Client().get("/parcours/").content.decode()


def test_a_module_leads_to_its_neighbours_and_the_last_one_only_back() -> None:
    first, second, last = (Client().get(f"/parcours/{slug}/").content.decode() for slug in ("etat-des-lieux", "fragilites", "rse"))
    assert 'href="/parcours/fragilites/" rel="next"' in first
    assert 'rel="prev"' not in first
    assert 'href="/parcours/etat-des-lieux/" rel="prev"' in second
    assert 'href="/parcours/modeles-co-construction/" rel="next"' in second
    assert 'rel="next"' not in last


def test_the_source_of_the_track_is_said_once_on_its_page() -> None:
    assert Client().get("/parcours/").content.decode().count("présentation publique du RAMEAU (2018)") == 1
