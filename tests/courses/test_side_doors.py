"""Wagtail's other ways to copy, publish and delete a page: none of them goes round what its own screen asks."""

import json
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cohorts.models import LessonProgress
from courses.blocks import LessonBody
from courses.editing import taken_by
from courses.models import CurriculumPage, GuideChapterPage, LessonPage, ModulePage
from tests.cohorts.writing import block, post
from tests.conftest import signed_in
from tests.courses.editing import filled

pytestmark = pytest.mark.django_db
UNFINISHED = [{"type": "heading", "value": {"text": "Un point", "level": "3"}, "id": "h1"}]


@pytest.fixture
def lesson(db: None) -> LessonPage:
    return LessonPage.objects.get(code="m1-l1")


def copy(who: str, page: Page, **more: str) -> Any:
    parent = page.get_parent()
    data = {"new_title": "Une copie", "new_slug": "une-copie", "new_parent_page": parent.pk, "copy_subpages": "on", **more}
    return signed_in(who).post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data)


def filled_module(page: ModulePage, **changes: str) -> dict[str, str]:
    """The fields of a module's form."""
    return filled(page) | nested_form_data(
        {
            "number": page.number,
            "short_title": page.short_title,
            "presentation": page.presentation,
            "aims": streamfield([(aim.block_type, aim.value) for aim in page.aims]),
            "deliverable": page.deliverable,
            "main_competency": page.main_competency_id,
            **changes,
        }
    )


def bulk(who: str, action: str, *pages: Page, **data: str) -> str:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    chosen = "&".join(f"id={page.pk}" for page in pages)
    return signed_in(who).post(f"{address}?{chosen}", data, follow=True).content.decode()


@pytest.mark.parametrize("who", ["farid", "hanae"])
@pytest.mark.parametrize("more", [{}, {"publish_copies": "on"}, {"alias": "on"}], ids=["plain", "published", "alias"])
def test_a_copied_module_is_a_draft_with_codes_of_its_own_and_nobody_moves(who: str, more: dict[str, str]) -> None:
    module = ModulePage.objects.get(code="m1")
    lessons = list(LessonPage.objects.child_of(module).order_by("path"))
    figures = list(LessonProgress.objects.order_by("pk").values_list("pk", "lesson", "finished_at"))
    assert copy(who, module, **more).status_code == 302
    made = ModulePage.objects.get(title="Une copie")
    copies = list(LessonPage.objects.child_of(made).order_by("path"))
    assert made.code == "x-m1"
    assert [one.code for one in copies] == [f"x-l{rank}" for rank in range(1, len(lessons) + 1)]
    assert not any(one.live or one.alias_of_id for one in (made, *copies))
    # The last version carries the new code too: publishing it brings the former one back nowhere.
    assert [one.get_latest_revision_as_object().code for one in copies] == [one.code for one in copies]
    assert [one.code for one in LessonPage.objects.child_of(module).order_by("path")] == [one.code for one in lessons]
    assert list(LessonProgress.objects.order_by("pk").values_list("pk", "lesson", "finished_at")) == figures


def test_a_copy_of_a_chapter_waits_for_a_number_of_its_own() -> None:
    chapter = GuideChapterPage.objects.exclude(number=None)[0]
    assert copy("farid", chapter).status_code == 302
    made = GuideChapterPage.objects.get(title="Une copie")
    assert (made.code, made.live) == ("x-c1", False)


def test_the_track_is_one() -> None:
    copy("farid", CurriculumPage.objects.get())
    assert CurriculumPage.objects.count() == 1


def test_answers_of_the_original_are_not_asked_for_in_the_copy(lesson: LessonPage) -> None:
    assert post(signed_in("amina"), "amina", block("activity", code="m1-l1"), text="Ma réponse").status_code == 302
    copy("farid", lesson)
    made = LessonPage.objects.get(title="Une copie")
    words = signed_in("farid").get(reverse("wagtailadmin_pages:edit", args=[made.pk])).content.decode()
    assert "déjà répondues" not in words
    made.get_latest_revision().publish()
    page = signed_in("amina").get("/parcours/etat-des-lieux/une-copie/").content.decode()
    assert "Une copie" in page
    assert "Ma réponse" not in page


@pytest.mark.parametrize(
    "name", ["copy", "delete", "publish", "unpublish", "move", "create_alias", "convert_alias", "revert_to_page_revision"]
)
def test_the_admins_own_api_changes_nothing(lesson: LessonPage, name: str) -> None:
    lesson.body = LessonBody().to_python(UNFINISHED)
    revision = lesson.save_revision()
    data = {"destination_page_id": ModulePage.objects.get(code="m8").pk, "revision_id": revision.pk, "slug": "autre", "title": "Autre"}
    client: Client = signed_in("gaelle")
    answer = client.post(f"/admin/api/main/pages/{lesson.pk}/action/{name}/", json.dumps(data), content_type="application/json")
    assert answer.status_code == 404
    now = LessonPage.objects.get(pk=lesson.pk)
    assert (now.live, len(now.body) > 1, now.latest_revision_id) == (True, True, revision.pk)
    assert client.get("/admin/api/main/pages/").status_code == 200


@pytest.mark.parametrize("where", ["itself", "below"])
def test_several_pages_are_published_at_once_only_when_each_is_ready(lesson: LessonPage, where: str) -> None:
    module = ModulePage.objects.get(code="m1")
    other = module.add_child(instance=LessonPage(title="Prête", slug="prete", code="x-l1", duration_min=5, live=False))
    other.save_revision()
    if where == "itself":
        lesson.body = LessonBody().to_python(UNFINISHED)
        lesson.save_revision()
        words = bulk("farid", "publish", other, lesson)
    else:
        draft = module.add_child(instance=LessonPage(title="Pas prête", slug="pas-prete", code="x-l2", duration_min=5, live=False))
        draft.body = LessonBody().to_python(UNFINISHED)
        draft.save_revision()
        words = bulk("farid", "publish", module, include_descendants="on")
    assert "Rien n’est publié." in words
    assert len(LessonPage.objects.get(pk=lesson.pk).body) > 1
    assert not LessonPage.objects.get(pk=other.pk).live
    assert "Rien n’est publié." not in bulk("farid", "publish", other)
    assert LessonPage.objects.get(pk=other.pk).live


def test_a_number_that_a_published_module_has_is_not_published_a_second_time() -> None:
    farid, module = signed_in("farid"), ModulePage.objects.get(code="m3")
    copy("farid", module)
    copied = ModulePage.objects.get(title="Une copie")
    sentence = f"Le module « {module.title} » porte déjà le numéro 3. Prenez-en un autre : le 9 est libre."
    assert taken_by(copied) == sentence
    assert "Rien n’est publié." in bulk("farid", "publish", copied)
    assert not ModulePage.objects.get(pk=copied.pk).live
    url = reverse("wagtailadmin_pages:edit", args=[copied.pk])
    assert farid.post(url, filled_module(copied)).status_code == 302  # a draft waits with any number
    answer = farid.post(url, filled_module(copied) | {"action-publish": "1"})
    assert sentence in unescape(answer.content.decode())
    assert farid.post(url, filled_module(copied, number="9") | {"action-publish": "1"}).status_code == 302
    assert ModulePage.objects.get(pk=copied.pk).live
    assert not taken_by(module)


def test_an_answered_question_leaves_through_no_list(lesson: LessonPage) -> None:
    assert post(signed_in("amina"), "amina", block("activity", code="m1-l1"), text="Ma réponse").status_code == 302
    lesson.body = LessonBody().to_python([raw for raw in lesson.body.raw_data if raw["type"] != "activity"])
    lesson.save_revision()
    assert "Rien n’est publié." in bulk("farid", "publish", lesson)
    assert "activity" in {child.block_type for child in LessonPage.objects.get(pk=lesson.pk).body}
