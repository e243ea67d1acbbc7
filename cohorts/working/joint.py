"""The activities that the people of a binôme carry out on one page: which the track holds, and which still wait."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.cache import cache
from django.db import connection

from cohorts.reading import Reader
from cohorts.working.enums import Setting
from cohorts.working.parties import party_in
from cohorts.working.questions import questions_of
from courses.models import LessonPage
from courses.outline import A_DAY, Lesson, Module, Outline
from courses.rendering import pieces_of

# Who wrote in which shared page, and how many of her texts stand there. By hand: it is asked on every home page.
WRITTEN = """
    SELECT answer.lesson_id, answer.block, version.author_id, SUM(CASE WHEN version.is_head THEN 1 ELSE 0 END)
    FROM cohorts_answer answer JOIN cohorts_answerversion version ON version.answer_id = answer.id
    WHERE answer.party = %s AND answer.setting = 'binome' AND version.text <> ''
    GROUP BY answer.lesson_id, answer.block, version.author_id
"""


@dataclass(frozen=True)
class Joint:
    """One shared activity of the track."""

    lesson_id: int
    block: str
    title: str
    minutes: int


@dataclass(frozen=True)
class Awaiting:
    """A shared activity that is open and not written yet, that only others have written, or that holds two texts to be joined."""

    joint: Joint
    module: Module
    lesson: Lesson
    by: tuple[str, ...]  # first names of the partners who wrote already
    has_two_texts: bool = False

    @property
    def url(self) -> str:
        return f"{self.lesson.url}#b-{self.joint.block}"


def joints_of(outline: Outline) -> tuple[Joint, ...]:
    """Every shared activity of the published track, in its order. Kept until something published changes."""
    key = f"joints:{outline.curriculum_id}:{outline.epoch}"
    found: tuple[Joint, ...] | None = cache.get(key)
    if found is None:
        bodies = LessonPage.objects.filter(pk__in=[lesson.id for lesson in outline.lessons]).order_by("path")
        found = tuple(
            Joint(page.pk, question.block, question.title, int(question.asked.get("duration_min") or 0))
            for page in bodies
            for question in questions_of(pieces_of(page.body), page.pk).values()
            if question.setting == Setting.BINOME
        )
        cache.set(key, found, A_DAY)
    return found


def awaiting(reader: Reader) -> list[Awaiting]:
    """The shared activities that this person has not written in, of lessons that one of the pair has opened, and those where two
    texts written at the same time stand side by side. These come first, then those her partner began.

    One query. Nothing waits where there is no partner: an activity is then carried out alone, in its lesson.
    """
    if not reader.partners or not reader.enrolment.is_writable:
        return []
    outline = reader.me.outline
    lessons: Mapping[int, Lesson] = {lesson.id: lesson for lesson in outline.lessons}
    names = {walk.enrolment.pk: walk.user.first_name for walk in reader.partners}
    written: dict[tuple[int, str], dict[int, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN, [party_in(reader).together])
        for lesson_id, block, author, standing in cursor.fetchall():
            written.setdefault((lesson_id, block), {})[author] = standing
    found = []
    for joint in joints_of(outline):
        lesson = lessons[joint.lesson_id]
        authors = written.get((joint.lesson_id, joint.block), {})
        is_apart = sum(authors.values()) > 1
        if (reader.enrolment.pk in authors and not is_apart) or not reader.may_read(lesson.module_id, lesson.id):
            continue
        if not authors and not any(walk.has_begun(lesson) for walk in (reader.me, *reader.partners)):
            continue
        by = tuple(names[pk] for pk in sorted(authors) if pk in names)
        found.append(Awaiting(joint, outline.module_of(lesson), lesson, by, is_apart))
    return sorted(found, key=lambda one: (not one.has_two_texts, not one.by))
