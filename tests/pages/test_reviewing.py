"""Somebody writes, somebody else reads, then it goes live: at once, or on Monday at nine."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment, TaskState, Workflow, WorkflowState

from accounts.actions import set_roles
from accounts.models import Notice
from accounts.notices.kinds import kinds_for
from cohorts.models import LessonProgress
from courses.models import LessonPage
from pages.editors import grant_editors
from pages.reviewing import ReviewTask
from portal.jobs import publish_scheduled
from tests.conftest import person, signed_in
from tests.courses.editing import filled

pytestmark = pytest.mark.django_db
URL = "/parcours/etat-des-lieux/regard-des-maires/"
NEW = "Un titre relu"


@pytest.fixture
def lesson(db: None) -> LessonPage:
    return LessonPage.objects.get(code="m1-l1")


def edit(page: LessonPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def send(who: str, page: LessonPage, **more: str) -> Any:
    page = page.get_latest_revision_as_object()
    return signed_in(who).post(edit(page), filled(page, title=NEW) | more, follow=True)


def answer(who: str, page: LessonPage, action: str, comment: str = "") -> Any:
    state = TaskState.objects.get(status="in_progress")
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])
    return signed_in(who).post(address, {"comment": comment})


def read(name: str = "amina") -> str:
    return signed_in(name).get(URL).content.decode()


def form_of(who: str, page: LessonPage) -> str:
    return signed_in(who).get(edit(page)).content.decode()


def told(name: str) -> list[str]:
    return list(Notice.objects.filter(to=person(name), kind__startswith="review").order_by("pk").values_list("text", flat=True))


def test_an_author_writes_and_does_not_publish(lesson: LessonPage) -> None:
    words = signed_in("hanae").get(edit(lesson)).content.decode()
    assert 'name="action-publish"' not in words
    assert 'name="action-submit"' in words
    send("hanae", lesson, **{"action-publish": "1"})
    lesson.refresh_from_db()
    assert lesson.has_unpublished_changes
    assert NEW not in read()


@pytest.mark.parametrize("name", ["delete", "unpublish"])
def test_an_author_takes_nothing_away(lesson: LessonPage, name: str) -> None:
    answer = signed_in("hanae").post(reverse(f"wagtailadmin_pages:{name}", args=[lesson.pk]))
    assert answer["Location"] == reverse("wagtailadmin_home")  # refused to her; what bears work leads elsewhere
    assert LessonPage.objects.live().filter(pk=lesson.pk).exists()


def test_a_review_is_asked_told_answered_and_published(lesson: LessonPage) -> None:
    figures = {row.pk: (row.finished_at, row.lesson_id) for row in LessonProgress.objects.all()}
    send("hanae", lesson, **{"action-submit": "1"})
    assert told("farid") == [f"Hanaé demande une relecture : « {NEW} »."]
    assert not told("hanae")
    assert NEW not in read()
    answer("farid", lesson, "reject", "Coupez le deuxième paragraphe.")
    assert not told("farid")
    assert told("hanae") == [f"« {NEW} » demande des changements. Le mot : Coupez le deuxième paragraphe."]
    assert "Coupez le deuxième paragraphe." in form_of("hanae", lesson)
    send("hanae", lesson, **{"action-submit": "1"})
    assert "Demandé à la relecture" not in form_of("hanae", lesson)
    assert told("farid")
    answer("farid", lesson, "approve")
    assert "est relue" in told("hanae")[-1]
    assert NEW in read()
    assert {row.pk: (row.finished_at, row.lesson_id) for row in LessonProgress.objects.all()} == figures


def test_changes_asked_in_the_margin_alone_are_not_said_to_be_unsaid(lesson: LessonPage) -> None:
    send("hanae", lesson, **{"action-submit": "1"})
    answer("farid", lesson, "reject")
    assert "sans dire lesquels" in form_of("hanae", lesson)
    comments = [
        Comment.objects.create(page=lesson, user=person("farid"), text="Qui pose les questions ?", contentpath="title") for _ in range(2)
    ]
    words = form_of("hanae", lesson)
    assert "sans dire lesquels" not in words
    assert "2\N{NO-BREAK SPACE}commentaires à lire" in words
    for comment in comments:
        comment.resolved_at = timezone.now()
        comment.save()
    assert "sans dire lesquels" in form_of("hanae", lesson)


@pytest.mark.parametrize(
    ("asks", "answers", "may"),
    [("hanae", "hanae", False), ("farid", "farid", False), ("farid", "gaelle", True), ("gaelle", "gaelle", False)],
)
def test_nobody_approves_her_own_text(lesson: LessonPage, asks: str, answers: str, may: bool) -> None:
    send(asks, lesson, **{"action-submit": "1"})
    answer(answers, lesson, "approve")
    lesson.refresh_from_db()
    assert (lesson.title == NEW) is may
    assert (not TaskState.objects.reviewable_by(person("gaelle")).exists()) is (may or asks == "gaelle")


def test_a_review_that_is_taken_back_is_asked_of_nobody(lesson: LessonPage) -> None:
    send("hanae", lesson, **{"action-submit": "1"})
    assert told("farid")
    send("hanae", lesson, **{"action-cancel-workflow": "1"})
    assert not WorkflowState.objects.filter(status="in_progress").exists()
    assert not told("farid")


def test_no_mail_leaves_while_a_page_is_saved(lesson: LessonPage, django_capture_on_commit_callbacks: Any) -> None:
    send("hanae", lesson, **{"action-submit": "1"})
    assert not mail.outbox
    assert Notice.objects.filter(kind="review_asked").exists()


@pytest.mark.parametrize(("name", "sees"), [("farid", True), ("hanae", True), ("amina", False), ("denis", False)])
def test_only_the_editors_room_is_asked_how_reviews_are_told(name: str, sees: bool) -> None:
    assert ("review_asked" in {kind.code for kind in kinds_for(person(name))}) is sees


def monday_at_nine() -> datetime:
    paris = timezone.now().astimezone(ZoneInfo("Europe/Paris"))
    day = paris + timedelta(days=7 - paris.weekday())
    return day.replace(hour=9, minute=0, second=0, microsecond=0)


@pytest.mark.parametrize("way", ["publish", "review"])
def test_a_lesson_goes_live_on_monday_at_nine(lesson: LessonPage, way: str) -> None:
    at = monday_at_nine()
    typed = {"go_live_at": at.strftime("%d/%m/%Y %H:%M")}
    if way == "publish":
        send("farid", lesson, **typed, **{"action-publish": "1"})
    else:
        send("hanae", lesson, **typed, **{"action-submit": "1"})
        answer("farid", lesson, "approve")
    publish_scheduled()
    assert NEW not in read()
    with time_machine.travel(at - timedelta(minutes=1), tick=False):
        publish_scheduled()
        assert LessonPage.objects.get(pk=lesson.pk).title != NEW
    with time_machine.travel(at + timedelta(seconds=30), tick=False):
        publish_scheduled()
        assert LessonPage.objects.get(pk=lesson.pk).title == NEW


def test_a_former_version_is_compared_and_comes_back(lesson: LessonPage) -> None:
    before, title = lesson.save_revision(), lesson.title
    before.publish()
    send("farid", lesson, **{"action-publish": "1"})
    lesson.refresh_from_db()
    editor: Client = signed_in("farid")
    words = editor.get(
        reverse("wagtailadmin_pages:revisions_compare", args=[lesson.pk, before.pk, lesson.latest_revision_id])
    ).content.decode()
    assert "deletion" in words
    assert "addition" in words
    page = editor.get(reverse("wagtailadmin_pages:revisions_revert", args=[lesson.pk, before.pk]))
    assert title.split("?")[0].strip()[:20] in page.content.decode()
    data = filled(before.as_object()) | {"action-publish": "1", "revision": str(before.pk)}
    editor.post(edit(lesson), data)
    lesson.refresh_from_db()
    assert lesson.title == title
    assert lesson.revisions.count() >= 3


def test_the_whole_site_has_one_workflow_and_an_administrators_change_stays() -> None:
    assert [one.name for one in Workflow.objects.active()] == ["Relecture"]
    assert set(Group.objects.values_list("name", flat=True)) == {"Auteurs", "Éditeurs"}
    Workflow.objects.update(name="Relecture à deux")
    grant_editors()
    assert [one.name for one in Workflow.objects.all()] == ["Relecture à deux"]
    assert ReviewTask.objects.count() == 1


@pytest.mark.parametrize(("author", "status"), [(True, 200), (False, 403)])
def test_the_role_is_given_and_taken(author: bool, status: int) -> None:
    set_roles(user=person("bastien"), by=None, author=True)
    set_roles(user=person("bastien"), by=None, author=author)
    assert signed_in("bastien").get("/admin/").status_code == status


def test_whoever_sends_a_text_again_does_not_approve_it(lesson: LessonPage) -> None:
    send("hanae", lesson, **{"action-submit": "1"})
    answer("farid", lesson, "reject", "À reprendre.")
    send("farid", lesson, **{"action-submit": "1"})
    answer("farid", lesson, "approve")
    assert LessonPage.objects.get(pk=lesson.pk).title != NEW
    answer("gaelle", lesson, "approve")
    assert LessonPage.objects.get(pk=lesson.pk).title == NEW
    assert "est relue" in told("farid")[-1]


def test_what_was_left_unfinished_during_a_review_is_not_approved(lesson: LessonPage) -> None:
    send("hanae", lesson, **{"action-submit": "1"})
    assert [name for name, _, _ in ReviewTask.objects.get().get_actions(lesson, person("farid"))].count("approve") == 2
    unfinished = lesson.body.stream_block.to_python([{"type": "heading", "value": {"text": "Un point", "level": "3"}, "id": "h1"}])
    signed_in("farid").post(edit(lesson), filled(lesson, title=NEW, body=unfinished))
    answer("farid", lesson, "approve")
    now = LessonPage.objects.get(pk=lesson.pk)
    assert now.title != NEW
    assert len(now.body) > 1
    signed_in("farid").post(edit(lesson), filled(lesson, title=NEW))
    answer("farid", lesson, "approve")
    assert LessonPage.objects.get(pk=lesson.pk).title == NEW


def test_a_page_that_is_deleted_is_asked_of_nobody(lesson: LessonPage) -> None:
    page = lesson.get_parent().add_child(instance=LessonPage(title="Neuve", slug="neuve", code="x-l1", duration_min=5, live=False))
    page.save_revision(user=person("hanae"))
    page.get_workflow().start(page, person("hanae"))
    assert told("farid")
    signed_in("farid").post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not LessonPage.objects.filter(pk=page.pk).exists()
    assert not told("farid")


def test_nobody_approves_her_own_text_through_the_address_of_another_page(lesson: LessonPage) -> None:
    other = LessonPage.objects.live().order_by("path")[3]
    other.save_revision(user=person("hanae"))
    other.get_workflow().start(other, person("hanae"))
    send("farid", lesson, **{"action-submit": "1"})
    state = TaskState.objects.get(workflow_state__object_id=str(lesson.pk))
    for name in ("approve", "reject"):
        signed_in("farid").post(reverse("wagtailadmin_pages:workflow_action", args=[other.pk, name, state.pk]), {"comment": ""})
    state.refresh_from_db()
    assert state.status == "in_progress"
    assert LessonPage.objects.get(pk=lesson.pk).title != NEW


def test_a_page_published_inside_a_draft_says_that_nobody_reads_it_yet(lesson: LessonPage) -> None:
    module = lesson.get_parent().specific
    said = "personne ne la lit encore"
    assert said not in form_of("farid", lesson)
    module.unpublish()
    words = form_of("farid", lesson)
    assert said in words
    assert edit(module) in words
    assert signed_in("amina").get(URL).status_code == 404
    module.save_revision().publish()
    assert said not in form_of("farid", lesson)
    assert signed_in("amina").get(URL).status_code == 200


def test_the_status_of_a_page_says_who_reads_it_and_offers_nothing_to_set(lesson: LessonPage) -> None:
    """« Visible pour tous » was said of lessons, which only the people of a cohort read."""
    of_lesson = form_of("farid", lesson)
    of_module = signed_in("farid").get(reverse("wagtailadmin_pages:edit", args=[lesson.get_parent().pk])).content.decode()
    assert "Réservée aux cohortes" in of_lesson
    assert "Ouverte à tous" in of_module
    for page in (of_lesson, of_module):
        assert "Visible pour tous" not in page
        assert "règles de confidentialité" not in page


def test_no_switch_of_the_editors_room_promises_what_our_notices_do() -> None:
    page = signed_in("farid").get(reverse("wagtailadmin_account")).content.decode()
    assert "notifications-updated_comments_notifications" in page
    for name in ("submitted", "approved", "rejected"):
        assert f"notifications-{name}_notifications" not in page
    assert "Les relectures vous sont dites par vos avis" in page
