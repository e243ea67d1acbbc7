"""Somebody leaves her first trace in a page at the very moment when an editor deletes it: it stays, and the editor is told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from html import unescape
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import Model, ProtectedError
from django.db.models.signals import pre_delete, pre_save
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cohorts.models import Answer, Enrolment, LessonProgress, ModuleOpening, Note
from courses.models import LessonPage
from tests.conftest import signed_in

# On SQLite whoever writes is alone to the end of her transaction: what comes meanwhile comes after, and the first of the two wins.
IS_ALONE = connection.vendor == "sqlite"
LONG = 20  # seconds: a thread that takes longer waits for the one that waits for it


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
        client = signed_in("amina")
        client.raise_request_exception = False
        client.get(lesson.get_url())
        connections.close_all()

    threads: list[threading.Thread] = []

    def open_it(**_: Any) -> None:
        threads.append(threading.Thread(target=touch))
        threads[-1].start()
        if not IS_ALONE:
            threads[-1].join(LONG)

    pre_delete.connect(open_it, sender=LessonPage)
    try:
        yield
    finally:
        pre_delete.disconnect(open_it, sender=LessonPage)
        for thread in threads:
            thread.join(LONG)


def delete(*pages: Page) -> str:
    """What an editor reads after « Oui, supprimer », alone or for several at once."""
    if len(pages) == 1:
        address = reverse("wagtailadmin_pages:delete", args=[pages[0].pk])
    else:
        chosen = "&".join(f"id={page.pk}" for page in pages)
        address = f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'delete'])}?{chosen}&next=/admin/pages/"
    client = signed_in("farid")
    client.raise_request_exception = False
    response = client.post(address, follow=True)
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_a_lesson_opened_meanwhile_stays(lesson: LessonPage) -> None:
    with opened_meanwhile(lesson):
        page = delete(lesson)
    assert ("suppression refusée" in page) is not IS_ALONE
    assert ("supprimée." in page) is IS_ALONE
    assert LessonPage.objects.filter(pk=lesson.pk).exists() is not IS_ALONE


def test_so_do_several_pages_deleted_at_once(lesson: LessonPage) -> None:
    other = lesson.get_prev_sibling()
    assert other is not None
    with opened_meanwhile(lesson):
        page = delete(other, lesson)
    assert ("suppression refusée" in page) is not IS_ALONE
    assert ("supprimées" in page) is IS_ALONE
    assert LessonPage.objects.filter(pk__in=[lesson.pk, other.pk]).count() == (0 if IS_ALONE else 2)


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
        with suppress(ProtectedError):  # she was there first
            LessonPage.objects.get(pk=lesson.pk).delete()
        connections.close_all()

    threads: list[threading.Thread] = []

    def delete_it(**_: Any) -> None:
        threads.append(threading.Thread(target=go))
        threads[-1].start()
        if not (IS_ALONE and connection.in_atomic_block):
            threads[-1].join(LONG)

    pre_save.connect(delete_it, sender=kind)
    try:
        response = client.get(address) if data is None else client.post(address, {"enrolment": me.pk, **data})
    finally:
        pre_save.disconnect(delete_it, sender=kind)
        for thread in threads:
            thread.join(LONG)
    assert threads
    if LessonPage.objects.filter(pk=lesson.pk).exists():
        assert IS_ALONE
        assert response.status_code in {200, 302}
        assert kind._default_manager.filter(lesson_id=lesson.pk).exists()
    else:
        assert response.status_code == 404
        assert not data or next(iter(data.values())) in unescape(response.content.decode())


def last_lesson() -> tuple[LessonPage, Enrolment]:
    """A lesson that nobody has opened, open to Amina, and her enrolment."""
    lesson, me = LessonPage.objects.get(code="m8-l4"), Enrolment.objects.get(user__email="amina@demo.example")
    here = {"cohort": me.cohort, "module_id": lesson.get_parent().pk}
    ModuleOpening.objects.update_or_create(**here, defaults={"opens_at": timezone.now()})
    return lesson, me


def take_away(lesson: LessonPage) -> None:
    """As a request sees it that had read the outline before the deletion and reads the lesson after it."""
    LessonPage.objects.filter(pk=lesson.pk)._raw_delete("default")
    Page.objects.filter(pk=lesson.pk).update(url_path="/gone/")


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["notes/ecrire/", "blocs/{block}/ecrire/"])
def test_a_lesson_that_goes_while_its_page_is_made_is_told_to_be_gone(where: str) -> None:
    """The outline still names it, and what it says is no more."""
    lesson, _ = last_lesson()
    client = signed_in("amina")
    client.get("/accueil/")
    asked = next(raw for raw in lesson.body.raw_data if raw["type"] in {"activity", "reflection"})
    address = lesson.get_url() + where.format(block=asked["id"])
    take_away(lesson)
    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_a_lesson_that_goes_keeps_nobody_from_signing_in() -> None:
    """What she had typed there becomes a draft of hers at her sign-in; where its lesson goes at that moment, she comes in all the same."""
    lesson, me = last_lesson()
    asked = next(raw for raw in lesson.body.raw_data if raw["type"] in {"activity", "reflection"})
    visitor = Client()
    signed_in("amina").get("/accueil/")
    visitor.post(f"{lesson.get_url()}blocs/{asked['id']}/", {"enrolment": me.pk, "text": "Pour une leçon qui part."})
    take_away(lesson)
    signed = visitor.post("/compte/connexion/", {"login": "amina@demo.example", "password": "parcours-2026"})
    assert signed.status_code == 302
    assert visitor.get("/accueil/").status_code == 200
