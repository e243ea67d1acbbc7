"""What an editor may leave unfinished in a draft, and may not publish."""

import json
from threading import Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from courses.blocks import Aims, LessonBody
from courses.blocks.guide import GuideBody, GuideText
from courses.models import CurriculumPage, GuideChapterPage, GuidePage, LessonPage, ModulePage
from pages.models import HomePage, SiteDocument, StandardPage
from tests.conftest import signed_in
from tests.courses.editing import filled

pytestmark = pytest.mark.django_db

TITLE = ("heading", {"text": "Une partie", "level": "2"})
SUBTITLE = ("heading", {"text": "Un point", "level": "3"})
LINK = {"text": "Le chapitre 4 du guide", "page": None, "address": "https://exemple.fr/guide"}
SHARES = {"data": [["Réponse", "Maires"], ["Un peu", "46 %"]], "table_header_choice": "row"}
TABLE = {"caption": "Deux regards", "table": SHARES, "source": "", "src": [], "a_verifier": False, "calcul": False}


def body_of(*blocks: tuple[str, dict[str, Any]]) -> Any:
    return LessonBody().to_python([{"type": kind, "value": value, "id": f"b{rank}"} for rank, (kind, value) in enumerate(blocks)])


def words_of(error: Any) -> str:
    """Every sentence that an error says, wherever it stands."""
    if isinstance(error, dict):
        return " ".join(words_of(one) for one in error.values())
    if isinstance(error, list):
        return " ".join(words_of(one) for one in error)
    return str(error)


def problem_of(*blocks: tuple[str, dict[str, Any]]) -> str:
    """What publishing this body is refused for; empty when it passes."""
    try:
        LessonBody().clean(body_of(*blocks))
    except ValidationError as error:
        return words_of(error.as_json_data())
    return ""


def video(**changes: Any) -> tuple[str, dict[str, Any]]:
    file = SiteDocument.objects.create(title="Entretien", file=ContentFile(b"x", name="entretien.mp4"))
    return ("video", {"title": "Entretien", "file": file.pk, "transcript": "Bonjour.", "captions": None, "minutes": 2, **changes})


RAILS: list[tuple[str, tuple[tuple[str, dict[str, Any]], ...], str]] = [
    ("titles in order", (TITLE, SUBTITLE), ""),
    ("a title of the second level first", (SUBTITLE, TITLE), "Un sous-titre vient après un intertitre"),
    ("a link that says where it goes", (("link", LINK),), ""),
    ("a path of this site", (("link", {**LINK, "address": "/ressources/"}),), ""),
    ("« cliquez ici »", (("link", {**LINK, "text": "Cliquez ici"}),), "ne dit pas où mène le lien"),
    ("« En savoir plus… »", (("link", {**LINK, "text": "En savoir plus…"}),), "ne dit pas où mène le lien"),
    ("an address as words", (("link", {**LINK, "text": "https://exemple.fr"}),), "Une adresse n’est pas un texte de lien"),
    ("a link without a target", (("link", {**LINK, "address": ""}),), "l’une des deux"),
    ("a link to a private address", (("link", {**LINK, "address": "http://192.168.1.1/"}),), "ne mène pas à un site public"),
    ("a link that is a script", (("link", {**LINK, "address": "javascript:alert(1)"}),), "adresse complète"),
    ("a link to another host without its scheme", (("link", {**LINK, "address": "//exemple.fr"}),), "adresse complète"),
    ("a path of this site that leads elsewhere", (("link", {**LINK, "address": "/\t/exemple.fr"}),), "adresse complète"),
    ("« ici » in letters of another dress", (("link", {**LINK, "text": "ｉｃｉ"}),), "ne dit pas où mène le lien"),
    ("« ici » with a sign that nobody sees", (("link", {**LINK, "text": "i\u200bci"}),), "ne dit pas où mène le lien"),
    ("« là » in two pieces", (("link", {**LINK, "text": "la\u0300"}),), "ne dit pas où mène le lien"),
    ("a figure with its source", (("key_figure", {"value": "46 %", "label": "des maires", "source": "PHARE"}),), ""),
    ("a figure without its source", (("key_figure", {"value": "46 %", "label": "des maires", "source": " "}),), "d’où vient ce chiffre"),
    ("a table of figures without a source", (("table", TABLE),), "dites d’où ils viennent"),
    ("a table of figures and its slide", (("table", {**TABLE, "src": ["d4"]}),), ""),
    ("a table of words", (("table", {**TABLE, "table": {**SHARES, "data": [["Étape", "Quoi"], ["1", "Écouter"]]}}),), ""),
    ("a table of which no header is chosen", (("table", {**TABLE, "src": ["d4"], "table": {"data": SHARES["data"]}}),), ""),
    ("a column without a name", (("table", {**TABLE, "table": {**SHARES, "data": [["a", ""], ["b", "c"]]}}),), "Nommez chaque colonne"),
    ("a slide that is none", (("paragraph", {"text": "Un fait.", "src": ["4"]}),), "diapositive ainsi"),
]


@pytest.mark.parametrize(("blocks", "words"), [(blocks, words) for _, blocks, words in RAILS], ids=[name for name, _, _ in RAILS])
def test_what_is_published_passes_every_guard_rail(blocks: tuple[tuple[str, dict[str, Any]], ...], words: str) -> None:
    problem = problem_of(*blocks)
    assert words in problem if words else not problem


@pytest.mark.parametrize(
    ("changes", "words"),
    [({}, ""), ({"transcript": " "}, "transcription"), ({"file": None}, "requis"), ({"title": ""}, "requis")],
)
def test_a_video_is_published_with_its_transcript(changes: dict[str, Any], words: str) -> None:
    problem = problem_of(video(**changes))
    assert words in problem if words else not problem


def test_a_draft_may_fail_them_all() -> None:
    unfinished = [block for _, blocks, words in RAILS if words for block in blocks]
    kept = LessonBody().clean_deferred(body_of(*unfinished, video(transcript="", file=None), ("quiz", {"question": "", "choices": []})))
    assert len(kept) == len(unfinished) + 2


def section(*blocks: dict[str, Any]) -> Any:
    return GuideBody().to_python(
        [{"type": "section", "value": {"title": "Une partie", "anchor": "une-partie", "body": list(blocks)}, "id": "s1"}]
    )


NO_SOURCE = {"type": "key_figure", "value": {"value": "46 %", "label": "des maires", "source": ""}, "id": "k1"}


@pytest.mark.parametrize("kind", ["lesson", "guide", "aims"])
def test_saving_a_draft_never_lets_a_publication_through_unchecked(kind: str) -> None:
    """Blocks are shared by all requests, and by the pages that hold the same ones: while drafts are saved, each publication is checked."""
    drafted, published, value, draft = {
        "lesson": (LessonBody(), LessonBody(), body_of(SUBTITLE), body_of(SUBTITLE)),
        "guide": (GuideText(), GuideBody(), section(NO_SOURCE), GuideText().to_python([NO_SOURCE] * 50)),
        "aims": (Aims(), Aims(), Aims().to_python([{"type": "aim", "value": ""}]), Aims().to_python([{"type": "aim", "value": ""}])),
    }[kind]
    stop, missed = False, []

    def save_drafts() -> None:
        while not stop:
            drafted.clean_deferred(draft)

    drafting = Thread(target=save_drafts)
    drafting.start()
    try:
        for _ in range(300):
            try:
                published.clean(value)
                missed.append(1)
            except ValidationError:
                pass
    finally:
        stop = True
        drafting.join()
    assert not missed


def test_two_blocks_never_share_an_identifier() -> None:
    asked = {"type": "reflection", "value": {"prompt": "Pourquoi ?"}, "id": "r1"}
    kept = LessonBody().get_prep_value(LessonBody().clean_deferred(LessonBody().to_python([asked, asked])))
    assert kept[0]["id"] == "r1"
    assert kept[1]["id"] not in {"r1", None, ""}


@pytest.mark.parametrize(("slug", "is_kept"), [("les-etapes", True), ("les-étapes", False)])
def test_a_lesson_has_an_address_that_answers(slug: str, is_kept: bool) -> None:
    page = LessonPage.objects.get(code="m1-l1")
    signed_in("farid").post(reverse("wagtailadmin_pages:edit", args=[page.pk]), filled(page, slug=slug) | {"action-publish": "1"})
    page.refresh_from_db()
    assert (page.slug == slug) is is_kept
    assert signed_in("amina").get(f"/parcours/etat-des-lieux/{page.slug}/").status_code == 200


def test_everything_that_was_loaded_passes_them() -> None:
    """An editor who corrects a comma is not asked for what she did not write."""
    for model in (CurriculumPage, ModulePage, LessonPage, GuidePage, GuideChapterPage):
        for page in model.objects.all():
            page.full_clean()
            if hasattr(page, "body"):
                page.body.stream_block.clean(page.body)


@pytest.mark.parametrize(
    ("text", "words"), [("Le guide de l’évaluation", ""), ("ici", "ne dit pas où mène"), ("www.exemple.fr", "Une adresse")]
)
def test_links_of_a_plain_page_say_where_they_go(text: str, words: str) -> None:
    page = StandardPage(title="Aide", slug="aide", path="x", depth=3, body=f'<p>Lisez <a href="https://exemple.fr">{text}</a>.</p>')
    try:
        page.clean()
        problem = ""
    except ValidationError as error:
        problem = str(error)
    assert words in problem if words else not problem


@pytest.mark.parametrize(("slug", "is_taken"), [("mentions-legales", True), ("glossaire", True), ("admin", True), ("a-propos", False)])
def test_a_plain_page_takes_no_address_of_the_site(slug: str, is_taken: bool) -> None:
    """It was « publiée » and « en ligne », and its address went on showing the site's own page."""
    home = HomePage.objects.get()
    fields = {"title": "Mentions", "slug": slug, "body": rich_text("<p>Édité par nous.</p>"), "comments": inline_formset([])}
    data = nested_form_data(fields) | {"action-publish": "1"}
    answer = signed_in("farid").post(reverse("wagtailadmin_pages:add", args=["pages", "standardpage", home.pk]), data)
    assert StandardPage.objects.filter(slug=slug, live=True).exists() is not is_taken
    assert ("personne ne lirait la vôtre" in answer.content.decode()) is is_taken


@pytest.mark.parametrize(("button", "kept"), [({}, True), ({"action-publish": "1"}, False), ({"action-submit": "1"}, False)])
def test_an_unfinished_lesson_is_saved_and_neither_published_nor_sent_for_review(button: dict[str, str], kept: bool) -> None:
    page = LessonPage.objects.get(code="m1-l1")
    before = page.latest_revision_id
    data = filled(page, body=body_of(SUBTITLE)) | button
    answer = signed_in("hanae" if "action-submit" in button else "farid").post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    page.refresh_from_db()
    assert (page.latest_revision_id != before) is kept
    assert (r"Un sous-titre vient apr\u00e8s un intertitre" in answer.content.decode()) is not kept
    assert ("Un point" in str(page.get_latest_revision_as_object().body.raw_data[:])) is kept


@pytest.mark.parametrize(("minutes", "refused"), [("50", False), ("49", True)])
def test_a_lesson_lasts_at_least_as_long_as_its_activities(minutes: str, refused: bool) -> None:
    """The page of the module says of the sum of durations that the activities in the field are within."""
    page = LessonPage.objects.get(code="m1-l1")
    client, url = signed_in("farid"), reverse("wagtailadmin_pages:edit", args=[page.pk])
    activities = [
        ("activity", {"audience": kind, "duration_min": time, "title": "Faire", "instructions": "Faites."})
        for kind, time in (("solo", 20), ("terrain", 30))
    ]
    data = filled(page, body=body_of(*activities), duration_min=minutes) | {"answers_stay": "on"}
    assert client.post(url, data).status_code == 302  # a draft may wait
    answer = client.post(url, data | {"action-publish": "1"})
    assert (answer.status_code == 200) is refused
    assert ("Ses activités prennent 50\N{NO-BREAK SPACE}min" in answer.content.decode()) is refused


def test_the_rows_left_blank_under_a_table_are_not_published() -> None:
    cells = [["Étape", "Quoi"], ["Un", "Écouter"], [None, ""], [None, None]]
    body = body_of(("table", {**TABLE, "table": {"data": cells}}))
    assert LessonBody().clean(body)[0].value["table"]["data"] == cells[:2]


@pytest.mark.parametrize("cells", ["", "{", "null", "5", "[]", "{}", '{"data": 5}', '{"data": [5]}'])
def test_what_is_no_table_is_never_published_and_breaks_no_screen(cells: str) -> None:
    page = LessonPage.objects.get(code="m1-l1")
    client, url = signed_in("farid"), reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = filled(page, body=body_of(("table", {"caption": "Deux regards", "table": {"data": [["A", "B"]]}}))) | {
        "body-0-value-table": cells
    }
    assert client.post(url, data).status_code == 302  # a draft waits for its table
    assert client.get(url).status_code == 200
    answer = client.post(url, data | {"action-publish": "1"})
    assert answer.status_code == 200
    assert "erreurs de validation" in answer.content.decode()
    assert LessonPage.objects.get(pk=page.pk).live_revision_id == page.live_revision_id


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "//exemple.fr", "/\n/exemple.fr"]
)
def test_a_script_in_a_draft_is_no_link_for_who_previews_it(address: str) -> None:
    """Previews stand under /admin/, where inline scripts run: an author's draft must run none as her editor."""
    page = LessonPage.objects.get(code="m1-l1")
    page.body = body_of(("link", {**LINK, "address": address}))
    page.save_revision(clean=False)
    words = signed_in("farid").get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).content.decode()
    assert "Cette adresse est à reprendre." in words
    assert f'href="{address}"' not in words
    assert "javascript:" not in words


@pytest.mark.parametrize("mode", ["", "participant", "visitor"])
@pytest.mark.parametrize("kind", list(LessonBody().child_blocks))
def test_a_block_that_is_only_begun_is_previewed(kind: str, mode: str) -> None:
    page = LessonPage.objects.get(code="m1-l1")
    block = LessonBody().child_blocks[kind]
    page.body = json.dumps([{"type": kind, "value": block.get_prep_value(block.get_default()), "id": "b1"}])
    page.duration_min = None
    assert page.make_preview_request(None, mode).status_code == 200


def test_a_choice_that_is_duplicated_gets_an_identifier_of_its_own() -> None:
    choices = [{"id": "2", "text": "a", "correct": True}, {"id": "2", "text": "b"}, {"id": "1", "text": "c"}, {"id": "", "text": "d"}]
    quiz = ("quiz", {"question": "Laquelle ?", "feedback": "Parce que.", "choices": choices})
    for clean in (LessonBody().clean, LessonBody().clean_deferred):
        kept = clean(body_of(quiz))[0].value["choices"]
        assert [choice["id"] for choice in kept] == ["2", "3", "1", "4"]
