"""The framework as anyone reads it: word for word, in its version, with the lessons of today."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.framework.actions import new_draft, publish
from assessments.framework.loading import FILE
from assessments.models import FrameworkVersion, Indicator
from courses.models import LessonPage
from courses.outline import Outline, bump_epoch
from tests.assessments.making import current_version
from tests.conftest import person
from tests.courses.test_content import leaves, words

pytestmark = pytest.mark.django_db

DATA = yaml.safe_load(FILE.read_text(encoding="utf-8"))["auto_evaluation"]
# `statut` is for the team; the rest names things for programs: a reader gets the title in its place.
NOT_SHOWN = {"statut", "slug", "id", "niveau", "competence"}
URL = "/competences/referentiel/"


def page_of(url: str = URL) -> str:
    response = Client().get(url)
    assert response.status_code == 200
    return response.content.decode()


def published(outline: Outline) -> Iterator[tuple[tuple[Any, ...], str]]:
    titles = {lesson.code: lesson.title for lesson in outline.lessons}
    for path, value in leaves(DATA):
        names = [step for step in path if isinstance(step, str)]
        if names[0] == "liens_lecons":
            yield path, titles[value]
        elif names[-1] not in NOT_SHOWN:
            yield path, str(value)


def test_every_word_of_the_framework_is_on_its_page(outline: Outline, record_property: Callable[[str, object], None]) -> None:
    page = words(page_of())
    walked = list(published(outline))
    missing = [(path, value) for path, value in walked if words(value) not in page]
    record_property("said", f"{len(walked)} leaves of self-assessment.yaml walked, {len(missing)} missing")
    assert not missing
    sentences = [path for path, _ in walked if "niveaux" in path]
    titles = [path for path, _ in walked if path[0] == "competences" and path[-1] == "titre"]
    assert (len(titles), len(sentences)) == (19, 95)
    assert words(DATA["statut"]) not in page


def test_each_indicator_shows_its_own_sentences_and_lessons_at_its_own_address(outline: Outline) -> None:
    articles = dict(re.findall(r'<article class="described" id="([^"]+)".*?>(.*?)</article>', page_of(), flags=re.DOTALL))
    lessons = {lesson.code: lesson for lesson in outline.lessons}
    assert len(articles) == 19
    for indicator in Indicator.objects.filter(version=current_version()):
        text = words(articles[indicator.code])
        assert [words(sentence) in text for sentence in indicator.sentences] == [True] * 5
        assert re.findall(r'href="([^"]+)"', articles[indicator.code]) == [lessons[code].url for code in indicator.lessons]


def test_a_lesson_that_left_the_track_is_not_listed(outline: Outline) -> None:
    gone = LessonPage.objects.get(code="m1-l3")
    assert words(gone.title) in words(page_of())
    gone.unpublish()
    bump_epoch()
    assert words(gone.title) not in words(page_of())


def test_the_page_says_its_version_and_since_when() -> None:
    version = current_version()
    assert version.published_at is not None
    page = page_of()
    assert "Version 1, publiée le" in words(page)
    assert f'datetime="{timezone.localdate(version.published_at):%Y-%m-%d}"' in page
    assert "version passée" not in page


def test_a_past_version_stays_readable_and_points_to_the_one_in_force() -> None:
    draft = new_draft()
    Indicator.objects.filter(version=draft, code="dia-1").update(title="Lire son territoire")
    FrameworkVersion.objects.filter(pk=draft.pk).update(changes="Un titre plus court.")
    assert Client().get(f"{URL}2/").status_code == 404
    publish(version=draft, by=person("farid"))
    assert "Lire son territoire" in page_of()
    past = words(page_of(f"{URL}1/"))
    assert "Vous lisez une version passée" in past
    assert "Connaître son territoire et ses enjeux" in past
    assert "Un titre plus court." in past
    assert Client().get(f"{URL}9/").status_code == 404


def test_the_page_costs_the_same_for_one_version_and_for_six() -> None:
    def cost() -> int:
        page_of()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page_of()
        return len(queries)

    one = cost()
    for _ in range(5):
        publish(version=new_draft(), by=person("farid"))
    # The epoch, the versions, the version asked, its levels, sections and indicators, the competencies of both.
    assert cost() == one <= 9


def test_what_editors_write_is_shown_as_text() -> None:
    draft = new_draft()
    Indicator.objects.filter(version=draft, code="dia-1").update(title="<script>alert(1)</script>", level_1="<b>Je</b> & vous")
    FrameworkVersion.objects.filter(pk=draft.pk).update(rules="<i>Une</i>\n\nDeux", instructions="Un.\n\n<img src=x>")
    publish(version=draft, by=person("farid"))
    page = page_of()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;b&gt;Je&lt;/b&gt; &amp; vous" in page
