"""Readings of the source document that are still to be confirmed, page by page: what an editor can settle with the original in hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from courses.guide.models import GuideChapterPage, GuidePage
from courses.models import LessonPage
from courses.outline import A_DAY, epoch

MARK = "a_verifier"


@dataclass(frozen=True)
class Doubtful:
    """A published page with readings to confirm."""

    page_id: int
    title: str
    place: str
    count: int


def doubtful_pages() -> tuple[Doubtful, ...]:
    """The published lessons and chapters with readings to confirm, in their order. One query, and those of the pages when they changed."""
    now = epoch()
    found: tuple[Doubtful, ...] | None = cache.get(f"doubts:{now}")
    if found is None:
        found = tuple(_read())
        cache.set(f"doubts:{now}", found, A_DAY)
    return found


def _read() -> Iterator[Doubtful]:
    for lesson in LessonPage.objects.live().order_by("path"):
        if count := marks_in(lesson.body.raw_data):
            yield Doubtful(lesson.pk, lesson.title, "Leçon", count)
    for page in GuidePage.objects.live().order_by("path"):
        if count := marks_in(page.body.raw_data):
            yield Doubtful(page.pk, page.title, "Guide", count)
    for chapter in GuideChapterPage.objects.live().order_by("path"):
        if count := marks_in(chapter.body.raw_data) + chapter.is_doubtful:
            yield Doubtful(chapter.pk, chapter.title, "Guide", count)


def marks_in(raw: Any) -> int:
    """How many blocks, at any depth, say that their reading is uncertain."""
    if isinstance(raw, dict):
        return int(raw.get(MARK) is True) + sum(marks_in(value) for value in raw.values())
    if isinstance(raw, str | int | float | bool) or raw is None:
        return 0
    return sum(marks_in(one) for one in raw)
