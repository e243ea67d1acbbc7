"""A page saves itself while one writes: what that takes away stays among its former versions."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.blocks import StreamValue
from wagtail.models import Revision

from courses.models import LessonPage
from pages.versions import takes_away
from tests.conftest import signed_in
from tests.courses.editing import filled

pytestmark = pytest.mark.django_db
FIRST = "Un premier paragraphe, écrit avec soin pendant une demi-heure."
SECOND = "Un second paragraphe, plus court."


class Window:
    """The editing page of a lesson, open in one browser, which saves by itself over the version that it made."""

    def __init__(self, who: str) -> None:
        self.client: Client = signed_in(who)
        self.lesson = LessonPage.objects.get(code="m1-l1")
        self.version = ""

    def write(self, *blocks: tuple[str, str], **changes: str) -> Revision:
        """The lesson holds these paragraphs, each with its identifier, at the next time it saves itself."""
        raw = [{"type": "paragraph", "value": {"text": text}, "id": number} for number, text in blocks]
        field = LessonPage._meta.get_field("body")
        body: StreamValue = field.stream_block.to_python(raw)  # type: ignore[union-attr]
        data = filled(self.lesson, body=body, **changes) | ({"overwrite_revision_id": self.version} if self.version else {})
        address = reverse("wagtailadmin_pages:edit", args=[self.lesson.pk])
        answer = self.client.post(address, data, headers={"accept": "application/json"})
        assert answer.json().get("success"), answer.content
        self.version = str(answer.json()["revision_id"])
        return Revision.objects.get(pk=self.version)

    def held(self) -> list[str]:
        return [str(json.loads(version.content["body"])) for version in self.lesson.revisions.order_by("pk")]


def test_a_block_removed_by_a_slip_is_found_among_the_versions() -> None:
    """One click removes a block, and the page saved itself over the only version that held it."""
    window = Window("farid")
    window.write(("a", FIRST), ("b", SECOND))
    window.write(("b", SECOND))
    assert FIRST in window.held()[-2]
    assert FIRST not in window.held()[-1]
    address = reverse("wagtailadmin_pages:history", args=[window.lesson.pk])
    history = window.client.get(address).content.decode()
    former = window.lesson.revisions.order_by("pk")[len(window.held()) - 2]
    assert reverse("wagtailadmin_pages:revisions_revert", args=[window.lesson.pk, former.pk]) in history


@pytest.mark.parametrize("text", ["", "x", "Un autre texte, collé par-dessus le premier."], ids=["emptied", "typed over", "pasted over"])
def test_a_paragraph_written_over_is_found_among_the_versions(text: str) -> None:
    window = Window("farid")
    window.write(("a", FIRST), ("b", SECOND))
    window.write(("a", text), ("b", SECOND))
    assert FIRST in window.held()[-2]


def test_writing_on_makes_no_version_apart() -> None:
    """What is added, a corrected word, a block moved: an hour of writing is one line of the history."""
    window = Window("farid")
    first = window.write(("a", FIRST))
    grown = window.write(("a", FIRST), ("b", SECOND))
    corrected = window.write(("a", FIRST.replace("soin", "grand soin")), ("b", SECOND.replace("court", "bref")))
    moved = window.write(("b", SECOND.replace("court", "bref")), ("a", FIRST.replace("soin", "grand soin")))
    assert first == grown == corrected == moved
    after = window.write(("b", SECOND))
    assert after != first
    assert window.write(("b", SECOND), ("c", FIRST)) == after, "the version apart is written on in its turn"


def test_a_second_window_is_still_told_that_the_page_has_changed() -> None:
    """The state that is kept apart is this window's own: another's is neither gone over nor passed by."""
    window, other = Window("farid"), Window("gaelle")
    window.write(("a", FIRST), ("b", SECOND))
    other.write(("a", FIRST), ("b", SECOND), ("c", "Écrit par quelqu’un d’autre, entre-temps."))
    with pytest.raises(AssertionError, match="revision"):
        window.write(("b", SECOND))


@pytest.mark.parametrize(
    ("before", "after", "is_lost"),
    [
        ({"title": "Regarder ce qui a changé"}, {"title": "x"}, True),
        ({"title": "Regarder ce qui a changé"}, {"title": "Regarder ce qui change"}, False),
        ({"title": "[sans titre, pour l’instant]"}, {"title": ""}, True),
        ({"intro": None, "number": 3}, {"intro": None, "number": 4}, False),
        ({"intro": "Trois regards, trois récits."}, {"intro": "", "summary": "Trois regards, trois récits."}, False),
    ],
    ids=["written over", "a word", "no blocks", "no words", "moved"],
)
def test_what_counts_as_taken_away(before: dict[str, Any], after: dict[str, Any], is_lost: bool) -> None:
    assert takes_away(before, after) is is_lost
