"""Before an editor touches what people have worked in, she is told how many they are; nothing of theirs can be deleted."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cohorts.models import Answer, Draft, LessonProgress, Note, PersonalOpening
from cohorts.work import work_in
from courses.models import Competency, CurriculumPage, LessonPage, ModulePage
from tests.cohorts.writing import block, enrolment_of, post
from tests.conftest import signed_in
from tests.courses.editing import filled

pytestmark = pytest.mark.django_db
STAY = "Ce qui est terminé le reste"


@pytest.fixture
def worked(db: None) -> LessonPage:
    """The first lesson, where Amina has just answered and noted."""
    client = signed_in("amina")
    asked = block("activity", code="m1-l1")
    assert post(client, "amina", asked, text="Ma réponse").status_code == 302
    client.post(f"{asked.lesson}notes/", {"enrolment": enrolment_of("amina").pk, "text": "Ma note", "passage": asked.id})
    return LessonPage.objects.get(code="m1-l1")


@pytest.fixture
def editor(db: None) -> Client:
    return signed_in("farid")


def url(name: str, page: Page, *more: Any) -> str:
    return reverse(f"wagtailadmin_pages:{name}", args=[page.pk, *more])


def counted(page: Page) -> tuple[int, int, int]:
    """The same figures, counted one by one."""
    lessons = LessonPage.objects.filter(path__startswith=page.path).values_list("pk", flat=True)
    people = {row.enrolment.user_id for row in LessonProgress.objects.filter(lesson__in=lessons).select_related("enrolment")}
    answers = [one for one in Answer.objects.filter(lesson__in=lessons) if one.written_at]
    notes = [one for one in Note.objects.filter(lesson__in=lessons) if not one.removed_at]
    return len(people), len(answers), len(notes)


@pytest.mark.parametrize("kind", ["lesson", "module", "track"])
def test_the_count_is_of_the_page_and_of_those_below_it(worked: LessonPage, kind: str) -> None:
    asked: Page = {"lesson": worked, "module": worked.get_parent(), "track": CurriculumPage.objects.get()}[kind]
    work = work_in(asked)
    assert (work.people, work.answers, work.notes) == counted(asked)
    assert work.people > 20
    assert work.answers
    assert work.notes


@pytest.mark.parametrize("name", ["delete", "unpublish", "move_confirm"])
def test_each_way_of_touching_a_page_says_how_many_it_concerns(worked: LessonPage, editor: Client, name: str) -> None:
    people, answers, _ = counted(worked)
    more = [ModulePage.objects.get(code="m8").pk] if name == "move_confirm" else []
    words = editor.get(url(name, worked, *more), follow=True).content.decode()
    assert f"{people}\u00a0personnes" in words
    assert f"{answers}\u00a0réponse" in words
    assert {"delete": "Archivez", "unpublish": "quitte le parcours", "move_confirm": "Le travail déjà fait suit la page"}[name] in words
    if name == "unpublish":
        assert "personnes sont déjà passées par ici, où il reste" in words


@pytest.mark.parametrize("name", ["delete", "unpublish", "move_confirm"])
def test_nothing_is_said_of_a_page_that_nobody_has_opened(editor: Client, name: str) -> None:
    module = ModulePage.objects.get(code="m8")
    page = module.add_child(instance=LessonPage(title="Toute neuve", slug="toute-neuve", code="x-l1", duration_min=5))
    more = [ModulePage.objects.get(code="m7").pk] if name == "move_confirm" else []
    answer = editor.get(url(name, page, *more))
    words = answer.content.decode()
    assert answer.status_code == 200
    assert "Toute neuve" in words
    for said in ("Archivez", "quitte le parcours", "suit la page", "participant", STAY):
        assert said not in words


@pytest.mark.parametrize("method", ["get", "post"])
def test_deleting_is_refused_and_archiving_offered(worked: LessonPage, editor: Client, method: str) -> None:
    answer = getattr(editor, method)(url("delete", worked), follow=True)
    assert "suppression refusée" in answer.content.decode()
    assert url("unpublish", worked) in answer.content.decode()
    assert LessonPage.objects.filter(pk=worked.pk).exists()


@pytest.mark.parametrize("action", ["delete", "unpublish", "move"])
def test_in_bulk_a_page_with_work_keeps_them_all(worked: LessonPage, editor: Client, action: str) -> None:
    fresh = worked.get_parent().add_child(instance=LessonPage(title="Toute neuve", slug="toute-neuve", code="x-l1", duration_min=5))
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action]) + f"?id={worked.pk}&id={fresh.pk}"
    answer = editor.post(address, {"chooser": ModulePage.objects.get(code="m8").pk, "include_descendants": "on"}, follow=True)
    assert "personnes" in answer.content.decode()
    worked.refresh_from_db()
    assert worked.live
    assert worked.get_parent().specific.code == "m1"
    assert LessonPage.objects.filter(pk=fresh.pk).exists()


def test_the_edit_screen_shows_what_people_left_and_asks_nothing_where_there_is_none(worked: LessonPage, editor: Client) -> None:
    assert STAY in editor.get(url("edit", worked)).content.decode()
    fresh = worked.get_parent().add_child(instance=LessonPage(title="Toute neuve", slug="toute-neuve", code="x-l1", duration_min=5))
    words = editor.get(url("edit", fresh)).content.decode()
    assert STAY not in words
    assert "déjà répondues" not in words


def without_activities(worked: LessonPage) -> Any:
    return worked.body.stream_block.to_python([raw for raw in worked.body.raw_data if raw["type"] != "activity"])


@pytest.mark.parametrize(
    ("sent", "is_published"),
    [({}, False), ({"answers_stay": "on"}, True)],
)
def test_an_answered_question_leaves_a_lesson_only_when_the_editor_says_she_knows(
    worked: LessonPage, editor: Client, sent: dict[str, str], is_published: bool
) -> None:
    answers = list(Answer.objects.values_list("pk", "written_at"))
    figures = {row.pk: row.finished_at for row in LessonProgress.objects.all()}
    data = filled(worked, body=without_activities(worked)) | {"action-publish": "1"} | sent
    answer = editor.post(url("edit", worked), data, follow=True)
    words = answer.content.decode()
    assert ("retire 1\u00a0question répondue" in words) is not is_published
    worked.refresh_from_db()
    assert ("activity" not in {child.block_type for child in worked.body}) is is_published
    assert list(Answer.objects.values_list("pk", "written_at")) == answers
    assert {row.pk: row.finished_at for row in LessonProgress.objects.all()} == figures


@pytest.mark.parametrize("change", ["draft", "unanswered"])
def test_nothing_is_asked_for_a_draft_nor_for_a_question_without_an_answer(worked: LessonPage, editor: Client, change: str) -> None:
    body = (
        without_activities(worked)
        if change == "draft"
        else worked.body.stream_block.to_python([raw for raw in worked.body.raw_data if raw["type"] != "quiz"])
    )
    Answer.objects.filter(kind="quiz").update(written_at=None)
    data = filled(worked, body=body) | ({} if change == "draft" else {"action-publish": "1"})
    assert "question répondue" not in editor.post(url("edit", worked), data, follow=True).content.decode()
    # It was taken as it was sent: nothing stood in its way.
    page = LessonPage.objects.get(pk=worked.pk)
    kept = page.get_latest_revision_as_object() if change == "draft" else page
    assert {"draft": "activity", "unanswered": "quiz"}[change] not in {child.block_type for child in kept.body}


def test_counting_costs_the_same_for_1_and_for_6(worked: LessonPage) -> None:
    seen = []
    for asked in (worked, worked.get_parent()):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            work_in(asked)
        seen.append(len(queries))
    assert seen == [4, 4]


def put_aside(page: LessonPage) -> None:
    Note.objects.create(enrolment=enrolment_of("amina"), lesson=page, text="Ma note", removed_at=timezone.now())


def unsaved(page: LessonPage) -> None:
    Draft.objects.create(enrolment=enrolment_of("amina"), lesson=page, block="b", text="Des mots pas encore enregistrés")


def opened(page: LessonPage) -> None:
    enrolment = enrolment_of("amina")
    Answer.objects.create(cohort=enrolment.cohort, lesson=page, block="b", party=str(enrolment.pk), kind="activity")


def own_date(page: LessonPage) -> None:
    PersonalOpening.objects.create(
        enrolment=enrolment_of("amina"), module=ModulePage.objects.get(pk=page.get_parent().pk), opens_at=timezone.now()
    )


@pytest.mark.parametrize("leave", [put_aside, unsaved, opened, own_date], ids=lambda leave: leave.__name__)
def test_the_smallest_trace_keeps_a_page(editor: Client, leave: Callable[[LessonPage], None]) -> None:
    module = ModulePage(title="Neuf", slug="neuf", number=9, short_title="Neuf", presentation="Neuf", deliverable="Rien", live=False)
    module.main_competency = Competency.objects.all()[0]
    CurriculumPage.objects.get().add_child(instance=module)
    page = module.add_child(instance=LessonPage(title="Toute neuve", slug="toute-neuve", duration_min=5, live=False))
    leave(page)
    words = editor.post(url("delete", module), follow=True).content.decode()
    assert "suppression refusée" in words
    assert LessonPage.objects.filter(pk=page.pk).exists()
