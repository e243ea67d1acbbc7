"""Somebody leaves her first trace in a page at the very moment when an editor deletes it: it stays, and the editor is told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import Model
from django.db.models.signals import pre_delete, pre_save
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cohorts.actions import touch_lesson
from cohorts.models import Answer, Enrolment, LessonProgress, ModuleOpening, Note
from courses.models import LessonPage
from tests.conftest import signed_in

pytestmark = pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite: whoever deletes is alone from her first look to the end.")


@pytest.fixture
def lesson(own_database: None) -> LessonPage:
    """A published lesson that nobody has opened."""
    found = LessonPage.objects.get(code="m8-l4")
    assert not LessonProgress.objects.filter(lesson=found).exists()
    return found


@contextmanager
def opened_meanwhile(lesson: LessonPage) -> Iterator[None]:
    """Opens the lesson for Amina once the deletion has looked for the last time."""

    def touch() -> None:
        me = Enrolment.objects.get(user__email="amina@demo.example")
        touch_lesson(enrolment=me, lesson_id=lesson.pk)
        connections.close_all()

    def open_it(**_: Any) -> None:
        thread = threading.Thread(target=touch)
        thread.start()
        thread.join(20)

    pre_delete.connect(open_it, sender=LessonPage)
    try:
        yield
    finally:
        pre_delete.disconnect(open_it, sender=LessonPage)


def delete(*pages: Page) -> str:
    """What an editor reads after « Oui, supprimer », alone or for several at once."""
    if len(pages) == 1:
        address = reverse("wagtailadmin_pages:delete", args=[pages[0].pk])
    else:
        chosen = "&".join(f"id={page.pk}" for page in pages)
        address = f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'delete'])}?{chosen}"
    client = signed_in("farid")
    client.raise_request_exception = False
    response = client.post(address, follow=True)
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_a_lesson_opened_meanwhile_stays(lesson: LessonPage) -> None:
    with opened_meanwhile(lesson):
        page = delete(lesson)
    assert "suppression refusée" in page
    assert "supprimée." not in page
    assert LessonPage.objects.filter(pk=lesson.pk).exists()


def test_so_do_several_pages_deleted_at_once(lesson: LessonPage) -> None:
    other = lesson.get_prev_sibling()
    assert other is not None
    with opened_meanwhile(lesson):
        page = delete(other, lesson)
    assert "suppression refusée" in page
    assert "supprimées" not in page
    assert LessonPage.objects.filter(pk__in=[lesson.pk, other.pk]).count() == 2


def test_a_page_that_nobody_opened_goes(lesson: LessonPage) -> None:
    assert "supprimée" in delete(lesson)
    assert not LessonPage.objects.filter(pk=lesson.pk).exists()


LEFT = [
    (LessonProgress, "", None),
    (LessonProgress, "terminer/", {}),
    (Note, "notes/", {"text": "Ma note"}),
    (Answer, "blocs/{block}/", {"text": "Ma réponse"}),
]


@pytest.mark.parametrize(("kind", "where", "data"), LEFT, ids=["read", "finished", "noted", "answered"])
def test_whoever_comes_as_it_goes_is_told_that_it_is_gone(
    lesson: LessonPage, kind: type[Model], where: str, data: dict[str, str] | None
) -> None:
    """Her words are shown back, to be copied."""
    client = signed_in("amina")
    client.raise_request_exception = False
    me = Enrolment.objects.get(user__email="amina@demo.example")
    here = {"cohort": me.cohort, "module_id": lesson.get_parent().pk}
    ModuleOpening.objects.update_or_create(**here, defaults={"opens_at": timezone.now()})
    asked = next(raw for raw in lesson.body.raw_data if raw["type"] in {"activity", "reflection"})
    address = lesson.get_url() + where.format(block=asked["id"])

    def go() -> None:
        LessonPage.objects.get(pk=lesson.pk).delete()
        connections.close_all()

    def delete_it(**_: Any) -> None:
        thread = threading.Thread(target=go)
        thread.start()
        thread.join(20)

    pre_save.connect(delete_it, sender=kind)
    try:
        response = client.get(address) if data is None else client.post(address, {"enrolment": me.pk, **data})
    finally:
        pre_save.disconnect(delete_it, sender=kind)
    assert response.status_code == 404
    assert not data or next(iter(data.values())) in unescape(response.content.decode())
