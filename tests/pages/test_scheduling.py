"""What was planned goes live at its hour, whatever became of its neighbours meanwhile."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import Revision

from accounts.models import Notice
from courses.models import LessonPage
from portal.editing.waiting import waiting_for
from portal.jobs import publish_scheduled
from tests.conftest import person

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
