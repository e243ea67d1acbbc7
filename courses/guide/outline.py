"""The published guide as a tree of plain values: chapters and the titles of their sections, without their text.

Every screen that names a chapter reads it from here. It costs one query (the epoch) and a cache read.
"""

from dataclasses import dataclass

from django.core.cache import cache

from courses.guide.models import GuideChapterPage, GuidePage
from courses.outline import A_DAY, epoch, main_outline


@dataclass(frozen=True)
class Section:
    """A part of a chapter, reached by its permanent anchor."""

    anchor: str
    title: str


@dataclass(frozen=True)
class Link:
    """Another page that a chapter names."""

    title: str
    url: str
    slug: str = ""


@dataclass(frozen=True)
class Chapter:
    """One chapter, or the annexes, which bear no number."""

    id: int
    code: str
    number: int | None
    title: str
    summary: str
    url: str
    slides: str
    is_doubtful: bool
    sections: tuple[Section, ...]
    modules: tuple[Link, ...]
    terms: tuple[Link, ...]
    also: tuple[Link, ...]

    @property
    def place(self) -> str:
        """« Chapitre 3 »; the annexes are called by their title."""
        return f"Chapitre {self.number}" if self.number is not None else self.title


@dataclass(frozen=True)
class Guide:
    """The whole guide, as readers see it now."""

    id: int
    title: str
    url: str
    epoch: int
    chapters: tuple[Chapter, ...]

    @property
    def numbered(self) -> tuple[Chapter, ...]:
        """The chapters without the annexes."""
        return tuple(chapter for chapter in self.chapters if chapter.number is not None)

    def find(self, code: str) -> Chapter | None:
        """A chapter by its permanent code."""
        return next((chapter for chapter in self.chapters if chapter.code == code), None)

    def chapter_of(self, page: GuideChapterPage) -> Chapter:
        """The chapter of a page; built afresh for a draft that is only previewed."""
        return next((chapter for chapter in self.chapters if chapter.id == page.pk), None) or _chapter(page, self.url, {}, {})

    def around(self, chapter: Chapter) -> tuple[Chapter | None, Chapter | None]:
        """The chapters before and after."""
        ids = [one.id for one in self.chapters]
        if chapter.id not in ids:
            return None, None
        index = ids.index(chapter.id)
        return (self.chapters[index - 1] if index else None, self.chapters[index + 1] if index + 1 < len(ids) else None)


def guide_of(number: int | None = None) -> Guide | None:
    """The published guide; None before any is loaded. `number` is the epoch, where the caller has just read it."""
    now = epoch() if number is None else number
    found: Guide | None = cache.get(f"guide:{now}")
    if found is None:
        page = GuidePage.objects.live().order_by("path").first()
        if page is None:
            return None
        found = _build(page, now)
        cache.set(f"guide:{now}", found, A_DAY)
    return found


def _build(page: GuidePage, number: int) -> Guide:
    url = page.get_url() or f"/{page.slug}/"
    outline = main_outline()
    modules = (
        {module.id: Link(f"Module {module.number}, {module.short_title}", module.url) for module in outline.modules} if outline else {}
    )
    rows = GuideChapterPage.objects.child_of(page).live().prefetch_related("modules", "terms", "also").order_by("path")
    pages = list(rows)
    chapters = {one.pk: Link(_named(one), f"{url}{one.slug}/") for one in pages}
    return Guide(page.pk, page.title, url, number, tuple(_chapter(one, url, modules, chapters) for one in pages))


def _named(page: GuideChapterPage) -> str:
    return f"Chapitre {page.number}, {page.title}" if page.number is not None else page.title


def _chapter(page: GuideChapterPage, guide_url: str, modules: dict[int, Link], chapters: dict[int, Link]) -> Chapter:
    """A page as plain values. What it names and is not published is left out."""
    named = {one.pk for one in page.modules.all()}, {one.pk for one in page.also.all()}
    return Chapter(
        id=page.pk or 0,
        code=page.code,
        number=page.number,
        title=page.title,
        summary=page.summary,
        url=f"{guide_url}{page.slug}/",
        slides=page.slides_in_words,
        is_doubtful=page.is_doubtful,
        sections=tuple(Section(child.value["anchor"], child.value["title"]) for child in page.body),
        modules=tuple(link for pk, link in modules.items() if pk in named[0]),
        terms=tuple(Link(term.term, f"/glossaire/#{term.slug}", term.slug) for term in page.terms.all()),
        also=tuple(link for pk, link in chapters.items() if pk in named[1]),
    )
