"""What was planned goes live at its hour, whatever became of its neighbours meanwhile."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from accounts.models import Notice
from courses.models import LessonPage
from portal.editing.waiting import waiting_for
from portal.jobs import publish_scheduled
from tests.conftest import person, signed_in
from tests.courses.editing import filled

pytestmark = pytest.mark.django_db


def planned(rank: int, at: datetime, title: str, slug: str = "") -> LessonPage:
    """A version of a lesson that goes live by itself."""
    page = LessonPage.objects.live().order_by("path")[rank]
    page.title, page.slug, page.go_live_at = title, slug or page.slug, at
    page.save_revision(user=person("farid")).publish(user=person("farid"))
    return LessonPage.objects.get(pk=page.pk)


def test_a_page_that_cannot_go_live_holds_back_no_other_and_is_told() -> None:
    at = timezone.now() + timedelta(days=1)
    refused, other = planned(0, at, "Prise", slug="la-meme"), planned(1, at + timedelta(seconds=5), "Libre")
    title = refused.title
    refused.get_parent().add_child(instance=LessonPage(title="Arrivée avant", slug="la-meme", code="x-l9", duration_min=5))
    with time_machine.travel(at + timedelta(minutes=1), tick=False):
        publish_scheduled()
        publish_scheduled()
    assert LessonPage.objects.get(pk=other.pk).title == "Libre"
    assert LessonPage.objects.get(pk=refused.pk).title == title
    assert not Revision.objects.exclude(approved_go_live_at=None).exists()
    notice = Notice.objects.get(to=person("farid"), kind="page_not_published")
    assert notice.text.startswith("« Prise » devait paraître et n’a pas pu.")
    drafts = next(kind for kind in waiting_for(person("farid"), limit=5) if kind.key == "brouillons")
    assert [row.title for row in drafts.rows] == ["Prise"]
    assert refused.get_latest_revision_as_object().title == "Prise"


def test_a_page_still_leaves_at_its_hour() -> None:
    page = LessonPage.objects.live().order_by("path")[0]
    page.expire_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    with time_machine.travel(page.expire_at + timedelta(minutes=1), tick=False):
        publish_scheduled()
    assert not LessonPage.objects.get(pk=page.pk).live


def left_yesterday() -> LessonPage:
    """A lesson that left at its hour."""
    page = LessonPage.objects.live().order_by("path")[0]
    page.expire_at = timezone.now() - timedelta(days=1)
    page.save_revision().publish()
    publish_scheduled()
    page.refresh_from_db()
    assert page.expired
    return page


def test_a_page_that_left_at_its_hour_is_written_and_comes_back() -> None:
    page, farid = left_yesterday(), signed_in("farid")
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    shown = farid.get(edit).context["form"]["expire_at"].value()
    date = f"{shown:%d/%m/%Y %H:%M}" if shown else ""
    farid.post(edit, {**filled(page, title="De retour", expire_at=date), "action-publish": "1"})
    publish_scheduled()
    page = LessonPage.objects.get(pk=page.pk)
    assert (page.live, page.title, page.expire_at) == (True, "De retour", None)


def test_a_page_published_from_a_list_does_not_leave_again_for_a_date_that_is_past() -> None:
    page = left_yesterday()
    signed_in("farid").post(reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={page.pk}")
    publish_scheduled()
    assert LessonPage.objects.get(pk=page.pk).live


def test_a_page_whose_whole_time_went_by_before_the_clock_looked_still_leaves() -> None:
    page = LessonPage.objects.live().order_by("path")[0]
    page.unpublish()
    page.go_live_at, page.expire_at = timezone.now() + timedelta(days=1), timezone.now() + timedelta(days=2)
    page.save_revision().publish()
    with time_machine.travel(page.expire_at + timedelta(minutes=1), tick=False):
        publish_scheduled()
    page.refresh_from_db()
    assert (page.live, page.expired) == (False, True)
