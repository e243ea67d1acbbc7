"""The guide as one PDF: made again when it changes, served meanwhile, and read back from the file."""

import gc
import io
import warnings
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image

from courses.guide.printing import TEMPLATE, current, print_again
from courses.guide.words import words_of_guide
from courses.models import GuideChapterPage, GuidePage, GuidePrint, LessonPage
from pages.models import Picture
from portal.jobs import JOBS, print_the_guide
from tests.courses.test_guide_pages import rewrite, section

pytestmark = pytest.mark.django_db
URL = "/guide/guide.pdf"


def elements(node: Any, found: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Every element of a structure tree: its role, its title, its alternative words."""
    if isinstance(node, pikepdf.Array):
        for one in node:
            elements(one, found)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node and "/P" in node:
            found.append((str(node.S), str(node.get("/T", "")), str(node.get("/Alt", ""))))
        if "/K" in node:
            elements(node.K, found)
    return found


def picture(description: str) -> Picture:
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "#7d2260").save(data, "PNG")
    file = SimpleUploadedFile(f"image-{len(description)}.png", data.getvalue(), "image/png")
    made = Picture.objects.create(title="Image", file=file, description=description, is_decorative=not description)
    # The library leaves the temporary file of a new rendition open: it is made, and let go of, before a page asks for it.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        made.get_rendition("width-960|format-webp")
        gc.collect()
    return Picture.objects.get(pk=made.pk)


def test_a_chapter_bears_its_number_and_an_annex_none() -> None:
    titles = [one["title"] for one in words_of_guide()["chapters"]]
    numbered = [title for title in titles if title[0].isdigit()]
    assert [title.split(". ")[0] for title in numbered] == [str(number) for number in range(1, len(numbered) + 1)]
    assert 0 < len(titles) - len(numbered) < len(numbered)
    assert not any("None" in title for title in titles)


def with_pictures() -> None:
    """A chapter that shows a picture with its description, and a decorative one."""
    one = section("Deux images", "deux-images")
    for number, words in enumerate(("Six personnes autour d’une table", "")):
        value = {"image": picture(words).pk, "caption": "Une légende"}
        one["value"]["body"].append({"type": "image", "value": value, "id": f"i{number}"})
    rewrite("impacts", one)


def test_the_file_is_tagged_for_whoever_listens_to_it(record_property: Any) -> None:
    """Marked, in French, titled; bookmarks are the chapters and their sections; every title, table head and description is in its
    structure; it claims PDF/UA-1, which the engine checked as it wrote.

    What no tool here certifies: that a validator (veraPDF, PAC) and a person with a screen reader agree; that the first cell of a
    row is heard as its head, for the engine has no stable head of a row yet; and that a description says what its picture shows.
    """
    with_pictures()
    made = print_again()
    assert made is not None
    words = words_of_guide()
    assert words is not None
    with default_storage.open(made.file.name) as file, pikepdf.open(file) as pdf:
        root = pdf.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == "fr"
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert str(metadata["dc:title"]) == words["title"]
        with pdf.open_outline() as outline:
            marks = [(str(one.title), [str(inner.title) for inner in one.children]) for one in outline.root]
        found = elements(root.StructTreeRoot, [])
        pages = len(pdf.pages)
    expected = [(chapter["title"], [one["title"] for one in chapter["sections"]]) for chapter in words["chapters"]]
    assert marks == [("Introduction", []), *expected]
    titles = {role: [title for one, title, _ in found if one == role] for role in ("/H1", "/H2", "/H3")}
    assert titles["/H1"] == ["Introduction", "Sommaire", *(title for title, _ in expected)]
    callouts = [b["title"] for c in words["chapters"] for s in c["sections"] for b in s["blocks"] if b["kind"] == "callout"]
    inner = [title for _, sections in expected for title in sections]
    assert titles["/H2"] == [*(one["title"] for one in words["introduction"] if one["kind"] == "callout"), *inner]
    assert titles["/H3"] == callouts
    roles = {role for role, _, _ in found}
    assert {"/Title", "/P", "/Table", "/THead", "/TH", "/TD", "/Caption", "/L", "/LI", "/BlockQuote", "/Link", "/TOC", "/TOCI"} <= roles
    tables = sum(b["kind"] == "table" for c in words["chapters"] for s in c["sections"] for b in s["blocks"])
    assert [role for role, _, _ in found].count("/Table") == [role for role, _, _ in found].count("/THead") == tables
    # The decorative picture is no figure: nobody hears of it.
    pictures = [(role, alt) for role, _, alt in found if role == "/Figure"]
    assert pictures == [("/Figure", "Six personnes autour d’une table")]
    record_property("said", f"guide.pdf: {pages} pages, {made.size // 1000} kB, {len(found)} tagged elements, {tables} tables with heads")


def test_every_word_of_the_guide_is_in_what_is_printed() -> None:
    from tests.courses.test_content import leaves, words
    from tests.courses.test_guide import DATA

    printed = words(" ".join(str(leaf) for _, leaf in leaves(words_of_guide())))
    shown = (
        "text",
        "title",
        "caption",
        "header",
        "rows",
        "items",
        "value",
        "label",
        "source",
        "attribution",
        "titre",
        "resume",
        "presentation",
    )
    for path, leaf in leaves({key: DATA[key] for key in ("titre", "introduction", "chapitres")}):
        name = next(step for step in reversed(path) if isinstance(step, str))
        if name in shown:
            assert words(str(leaf)) in printed, path
    for figure in DATA["annexes"][0]["chiffres_non_publies"]:
        assert words(figure["motif"]) not in printed


def test_printing_again_changes_nothing_until_the_guide_does() -> None:
    first = print_again()
    assert first is not None
    again = print_again()
    assert again is not None
    assert (again.file.name, again.made_at) == (first.file.name, first.made_at)
    # A lesson moves the epoch; the guide says the same.
    LessonPage.objects.get(code="m1-l1").save_revision().publish()
    same = print_again()
    assert same is not None
    assert same.file.name == first.file.name
    assert GuidePrint.objects.get().epoch > first.epoch
    rewrite("impacts", section("Tout autre chose"))
    other = print_again()
    assert other is not None
    assert other.file.name != first.file.name
    assert GuidePrint.objects.count() == 1


def test_a_new_version_of_the_site_prints_anew_a_guide_that_nobody_has_changed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first = print_again()
    assert first is not None
    drawn = tmp_path / "guide.typ"
    drawn.write_text(TEMPLATE.read_text().replace("[Introduction]", "[Avant de lire]"))
    monkeypatch.setattr("courses.guide.printing.TEMPLATE", drawn)
    made = print_again()
    assert made is not None
    assert made.file.name != first.file.name


def test_publishing_and_withdrawing_print_the_guide_anew(django_capture_on_commit_callbacks: Any) -> None:
    before = print_again()
    assert before is not None
    for change in ("publish", "unpublish"):
        with django_capture_on_commit_callbacks(execute=True):
            if change == "publish":
                rewrite("impacts", section("Imprimée aussitôt"))
            else:
                GuideChapterPage.objects.get(code="impacts").unpublish()
        made = GuidePrint.objects.get()
        assert made.digest != before.digest
        assert default_storage.exists(made.file.name)
        assert not default_storage.exists(before.file.name), "the one before is forgotten once the next is there"
        before = made


def test_many_changes_at_once_ask_once(django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr("courses.guide.printing.print_again", lambda: asked.append(1))
    with django_capture_on_commit_callbacks(execute=True):
        for page in GuideChapterPage.objects.all():
            page.save_revision().publish()
    assert len(asked) == 1


def test_the_clock_prints_what_was_missed() -> None:
    GuidePrint.objects.all().delete()
    assert print_the_guide in [job.run for job in JOBS]
    print_the_guide()
    assert current() is not None


def test_the_document_is_served_to_all_and_once_to_whoever_has_it() -> None:
    made = print_again()
    assert made is not None
    response = Client().get(URL)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-1.7")
    assert len(response.content) == made.size
    assert "guide-co-construction-territoriale.pdf" in response["Content-Disposition"]
    assert Client().get(URL, headers={"if-none-match": response["ETag"]}).status_code == 304
    assert Client().post(URL).status_code == 405


def test_while_there_is_none_a_page_says_how_long(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}
    GuidePrint.objects.all().delete()
    response = Client().get(URL)
    assert (response.status_code, response["Retry-After"]) == (202, "30")
    assert "moins d’une minute" in response.content.decode()


def test_the_one_before_is_served_while_the_next_is_made(settings: Any) -> None:
    made = print_again()
    assert made is not None
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}
    rewrite("impacts", section("Pas encore imprimée"))
    response = Client().get(URL)
    assert response.status_code == 200
    assert len(response.content) == made.size


def test_a_file_that_is_gone_is_made_again(settings: Any, tmp_path: Path) -> None:
    # In a place of its own: elsewhere the file stands for the other tests too, whose row says the length of the one that was there.
    settings.MEDIA_ROOT = tmp_path
    made = print_again()
    assert made is not None
    default_storage.delete(made.file.name)
    assert current() is None
    again = print_again()
    assert again is not None
    assert default_storage.exists(again.file.name)


def test_a_picture_that_is_gone_stops_no_document() -> None:
    with_pictures()
    gone, unfound = Picture.objects.order_by("pk")
    unfound.file.storage.delete(unfound.file.name)
    with connection.cursor() as cursor:  # as no screen does, which all keep what a page shows
        cursor.execute("DELETE FROM pages_rendition WHERE image_id = %s", [gone.pk])
        cursor.execute("DELETE FROM pages_picture WHERE id = %s", [gone.pk])
    made = print_again()
    assert made is not None
    words = words_of_guide()
    assert words is not None
    pictures = [one for chapter in words["chapters"] for part in chapter["sections"] for one in part["blocks"] if one["kind"] == "image"]
    assert [(one["bytes"], one["caption"]) for one in pictures] == [([], "Une légende")] * 2


def test_without_a_published_guide_there_is_no_document() -> None:
    GuidePage.objects.get().unpublish()
    assert Client().get(URL).status_code == 404
    GuidePrint.objects.all().delete()
    assert print_again() is None


@pytest.mark.parametrize("words", ["#panic() $x$ *b* `c`", "😀 日本語", "e\u0301" * 30, "\x01\u202e\ufffe", "x" * 300])
def test_whatever_an_editor_types_the_guide_is_printed(words: str) -> None:
    rewrite("impacts", section("Titre", "titre", words))
    page = GuideChapterPage.objects.get(code="impacts")
    page.title = words[:200]
    page.save()
    GuidePrint.objects.all().delete()
    assert print_again() is not None
