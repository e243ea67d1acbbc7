"""The published track as a tree of plain values: modules and their lessons, without their text.

Every screen that names a lesson reads it from here. It costs one query (the epoch) and a cache read.
"""

from dataclasses import dataclass
from functools import cached_property

from django.core.cache import cache
from django.db import connection
from django.db.models import F
from wagtail.models import Page

from courses.models import Competency, ContentEpoch, CurriculumPage, LessonPage, ModulePage

A_DAY = 60 * 60 * 24


@dataclass(frozen=True)
class Lesson:
    id: int
    code: str
    slug: str
    title: str
    url: str
    minutes: int
    number: int
    module_id: int


@dataclass(frozen=True)
class Skill:
    """A competency as a page draws it: its order gives hue and shape."""

    order: int
    title: str
    summary: str


@dataclass(frozen=True)
class Module:
    id: int
    code: str
    slug: str
    number: int
    title: str
    short_title: str
    url: str
    presentation: str
    aims: tuple[str, ...]
    deliverable: str
    main: Skill
    secondary: tuple[Skill, ...]
    lessons: tuple[Lesson, ...]
    unpublished: frozenset[int] = frozenset()  # its lessons that are not published: some may have been finished before

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)


@dataclass(frozen=True)
class Outline:
    curriculum_id: int
    title: str
    url: str
    epoch: int
    modules: tuple[Module, ...]

    @cached_property
    def lessons(self) -> tuple[Lesson, ...]:
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    @property
    def minutes(self) -> int:
        return sum(module.minutes for module in self.modules)

    def last_number(self, module: Module) -> int:
        """The highest number of the track, for « Module 9 sur 9 »: their count is lower once a module is withdrawn, or still a draft."""
        return max([module.number, *(other.number for other in self.modules)])

    def find(self, module_slug: str, lesson_slug: str) -> tuple[Module, Lesson] | None:
        """The lesson at an address, with its module; None when nothing published stands there."""
        for module in self.modules:
            if module.slug == module_slug:
                for lesson in module.lessons:
                    if lesson.slug == lesson_slug:
                        return module, lesson
        return None

    def module_of(self, lesson: Lesson) -> Module:
        return next(module for module in self.modules if module.id == lesson.module_id)

    def module_of_page(self, page: ModulePage) -> Module:
        """The module of a page; built afresh for a draft that is only previewed."""
        return next((module for module in self.modules if module.id == page.pk), None) or _module(page, self.url, [])

    def around(self, lesson: Lesson) -> tuple[Lesson | None, Lesson | None]:
        """The lessons before and after, across modules."""
        lessons = self.lessons
        index = lessons.index(lesson)
        return (lessons[index - 1] if index else None, lessons[index + 1] if index + 1 < len(lessons) else None)

    def beside(self, module: Module) -> tuple[Module | None, Module | None]:
        """The modules before and after, by their numbers: a draft that is only previewed has neighbours too."""
        before = [other for other in self.modules if other.number < module.number]
        after = [other for other in self.modules if other.number > module.number]
        return (before[-1] if before else None, after[0] if after else None)


def epoch() -> int:
    """The number of the published content, for the keys of caches. One query."""
    with connection.cursor() as cursor:
        # Asked on every page: composing it through the ORM cost more than asking.
        cursor.execute("SELECT number FROM courses_contentepoch WHERE id = 1")
        row = cursor.fetchone()
    return row[0] if row else 0


def bump_epoch() -> None:
    """Makes every cached outline and fragment of the content obsolete, in every process, once committed."""
    if not ContentEpoch.objects.filter(pk=1).update(number=F("number") + 1):
        ContentEpoch.objects.get_or_create(pk=1)


def outline_of(curriculum_id: int) -> Outline:
    """The outline of one curriculum."""
    now = epoch()
    key = f"outline:{curriculum_id}:{now}"
    found: Outline | None = cache.get(key)
    if found is None:
        found = _build(CurriculumPage.objects.get(pk=curriculum_id), now)
        cache.set(key, found, A_DAY)
    return found


def main_outline() -> Outline | None:
    """The outline of the site's curriculum: the first published one. None before any content is loaded."""
    now = epoch()
    found: Outline | None = cache.get(f"outline:main:{now}")
    if found is None:
        curriculum = CurriculumPage.objects.live().order_by("path").first()
        if curriculum is None:
            return None
        found = _build(curriculum, now)
        cache.set(f"outline:main:{now}", found, A_DAY)
        cache.set(f"outline:{curriculum.pk}:{now}", found, A_DAY)
    return found


def curriculum_of(page: Page) -> int:
    """The curriculum that a module or a lesson belongs to."""
    curriculum: CurriculumPage = CurriculumPage.objects.ancestor_of(page).get()
    return curriculum.pk


def _build(curriculum: CurriculumPage, number: int) -> Outline:
    url = curriculum.get_url() or f"/{curriculum.slug}/"
    modules = list(
        ModulePage.objects.child_of(curriculum)
        .live()
        .select_related("main_competency")
        .prefetch_related("secondary_competencies")
        .order_by("path")
    )
    lessons = list(LessonPage.objects.descendant_of(curriculum).defer("body").order_by("path"))
    return Outline(
        curriculum_id=curriculum.pk,
        title=curriculum.title,
        url=url,
        epoch=number,
        modules=tuple(_module(module, url, [page for page in lessons if page.path.startswith(module.path)]) for module in modules),
    )


def _module(page: ModulePage, curriculum_url: str, pages: list[LessonPage]) -> Module:
    lessons = [lesson for lesson in pages if lesson.live]
    url = f"{curriculum_url}{page.slug}/"
    return Module(
        id=page.pk,
        code=page.code,
        slug=page.slug,
        number=page.number,
        title=page.title,
        short_title=page.short_title,
        url=url,
        presentation=page.presentation,
        aims=tuple(str(aim.value) for aim in page.aims),
        deliverable=page.deliverable,
        main=_skill(page.main_competency),
        secondary=tuple(_skill(competency) for competency in page.secondary_competencies.all()),
        lessons=tuple(
            Lesson(
                id=lesson.pk,
                code=lesson.code,
                slug=lesson.slug,
                title=lesson.title,
                url=f"{url}{lesson.slug}/",
                minutes=lesson.duration_min,
                number=number,
                module_id=page.pk,
            )
            for number, lesson in enumerate(lessons, 1)
        ),
        unpublished=frozenset(lesson.pk for lesson in pages if not lesson.live),
    )


def _skill(competency: Competency) -> Skill:
    return Skill(competency.order, competency.title, competency.summary)
