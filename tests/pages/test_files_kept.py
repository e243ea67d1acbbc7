"""Pictures and documents that a page uses stay; a lesson whose file is gone all the same is still read."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ReferenceIndex, UploadedFile

from courses.models import LessonPage
from courses.outline import bump_epoch
from pages.models import Picture, SiteDocument
from portal.jobs import forget_waiting_files
from territories.usage import uses_of
from tests.cohorts.test_files import photo
from tests.conftest import signed_in

# Wagtail closes no temporary file in which it drew a picture's sizes; they close themselves.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("open_files_let_go"),
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]
LESSON = "/parcours/etat-des-lieux/trois-eres/"


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def editor(db: None) -> Client:
    return signed_in("farid")


def picture(name: str = "marche") -> Picture:
    made = Picture.objects.create(
        title=name, description="Un marché", credit="L’équipe", width=40, height=20, file=ContentFile(photo("PNG"), f"{name}.png")
    )
    return Picture.objects.get(pk=made.pk)


def document(name: str = "guide") -> SiteDocument:
    return SiteDocument.objects.create(title=name, file=ContentFile(b"%PDF-1.7 startxref", f"{name}.pdf"))


def put_into_lesson(file: Picture | SiteDocument) -> LessonPage:
    lesson = LessonPage.objects.get(code="m1-l1")
    block = ("image", {"image": file, "caption": ""}) if isinstance(file, Picture) else ("document", {"document": file, "description": ""})
    lesson.body = [*[(child.block_type, child.value) for child in lesson.body], block]
    lesson.save_revision().publish()
    return lesson


def alone(client: Client, file: Any) -> list[Any]:
    url = f"/admin/images/{file.pk}/delete/" if isinstance(file, Picture) else f"/admin/documents/delete/{file.pk}/"
    return [client.get(url), client.post(url)]


def among_others(client: Client, file: Any) -> list[Any]:
    other = picture("autre") if isinstance(file, Picture) else document("autre")
    kind = "picture" if isinstance(file, Picture) else "sitedocument"
    url = f"/admin/bulk/pages/{kind}/delete/?id={file.pk}&id={other.pk}"
    return [client.get(url), client.post(url)]


def just_sent(client: Client, file: Any) -> list[Any]:
    return [client.post(f"/admin/{'images' if isinstance(file, Picture) else 'documents'}/multiple/{file.pk}/delete/")]


@pytest.mark.parametrize("way", [alone, among_others, just_sent])
@pytest.mark.parametrize("make", [picture, document])
def test_a_file_that_a_page_uses_is_never_deleted(make: Callable[[], Any], way: Callable[..., list[Any]], editor: Client) -> None:
    file = make()
    lesson = put_into_lesson(file)
    for answer in way(editor, file):
        page = answer.content.decode()
        assert answer.status_code == (409 if answer.request["REQUEST_METHOD"] == "POST" else 200)
        assert "Rien n’a été supprimé." in page
        assert f"Leçon « {lesson.title} »" in page
        assert f"/admin/pages/{lesson.pk}/edit/" in page
    assert type(file).objects.filter(pk=file.pk).exists()
    assert file.file.storage.exists(file.file.name)
    assert type(file).objects.count() == (2 if way is among_others else 1)


@pytest.mark.parametrize("way", [alone, among_others, just_sent])
@pytest.mark.parametrize("make", [picture, document])
def test_a_file_that_nothing_uses_goes(make: Callable[[], Any], way: Callable[..., list[Any]], editor: Client) -> None:
    file = make()
    if isinstance(file, Picture):
        file.get_rendition("width-20")  # a size of it is no use of it
    assert uses_of(file) == []
    answers = way(editor, file)
    assert answers[-1].status_code == (200 if way is just_sent else 302)
    assert not type(file).objects.exists()


def test_a_page_that_is_not_published_yet_keeps_its_files_too(editor: Client) -> None:
    file = picture()
    lesson = put_into_lesson(file)
    lesson.unpublish()
    assert [use.words for use in uses_of(file)] == [f"Leçon « {lesson.title} » (brouillon)"]
    assert alone(editor, file)[1].status_code == 409


@pytest.mark.parametrize("make", [picture, document])
def test_a_file_in_a_draft_of_a_published_lesson_stays(make: Callable[[], Any], editor: Client) -> None:
    file, unused = make(), make()
    lesson = LessonPage.objects.get(code="m1-l1")
    kind, field = ("image", "caption") if isinstance(file, Picture) else ("document", "description")
    lesson.body = [*[(child.block_type, child.value) for child in lesson.body], (kind, {kind: file, field: ""})]
    lesson.save_revision()
    assert [use.words for use in uses_of(file)] == [f"Leçon « {lesson.title} » (changements non publiés)"]
    assert not uses_of(unused)
    alone(editor, file)
    assert type(file).objects.filter(pk=file.pk).exists()


def test_a_file_that_was_placed_a_moment_ago_stays_before_the_queue_has_read_the_page(editor: Client) -> None:
    file = document()
    put_into_lesson(file)
    ReferenceIndex.objects.all().delete()
    alone(editor, file)
    assert SiteDocument.objects.filter(pk=file.pk).exists()


def test_saying_where_a_file_is_used_costs_the_same_for_one_page_and_for_six() -> None:
    file = picture()
    lessons = list(LessonPage.objects.live().order_by("path")[:6])
    LessonPage.objects.update(latest_revision_created_at=timezone.now() - timedelta(days=1))

    def queries(*pages: LessonPage) -> int:
        for page in pages:
            page.body = [("image", {"image": file, "caption": ""})]
            page.save_revision().publish()
        uses_of(file)
        with CaptureQueriesContext(connection) as seen:
            uses_of(file)
        return len(seen)

    one = queries(lessons[0])
    assert queries(*lessons[1:]) == one
    assert len(uses_of(file)) == 6


@pytest.mark.parametrize("make", [picture, document])
@pytest.mark.parametrize("gone", ["row", "file"])
def test_a_lesson_whose_file_is_gone_is_still_read(make: Callable[[], Any], gone: str) -> None:
    reader = signed_in("amina")
    file = make()
    put_into_lesson(file)
    url = LessonPage.objects.get(code="m1-l1").url
    whole = reader.get(url)
    assert whole.status_code == 200
    if gone == "row":
        type(file).objects.filter(pk=file.pk).delete()
    else:
        file.file.storage.delete(file.file.name)
        bump_epoch()
    page = reader.get(url)
    assert page.status_code == 200
    if gone == "row":
        assert ("Ce document n’est plus en ligne." in page.content.decode()) is (make is document)


@pytest.mark.parametrize(("days", "stays"), [(6, True), (8, False)])
def test_a_picture_that_nobody_described_is_forgotten_after_a_week(days: int, stays: bool, tmp_path: Path) -> None:
    waiting = UploadedFile.objects.create(file=ContentFile(photo("PNG"), "seule.png"))
    then = os.stat(waiting.file.path).st_mtime - days * 24 * 3600
    os.utime(waiting.file.path, (then, then))
    forget_waiting_files()
    assert UploadedFile.objects.exists() is stays
    assert Path(waiting.file.path).exists() is stays


@pytest.mark.parametrize("who", ["", "amina", "denis"])
@pytest.mark.parametrize("url", ["images/{}/delete/", "images/multiple/{}/delete/"])
def test_nobody_else_reaches_a_deletion(who: str, url: str) -> None:
    file = picture()
    answer = (signed_in(who) if who else Client()).post(f"/admin/{url.format(file.pk)}")
    assert answer.status_code in {302, 403}
    assert Picture.objects.filter(pk=file.pk).exists()
