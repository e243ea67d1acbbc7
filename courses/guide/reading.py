"""What a page of the guide needs to be drawn, whoever reads it."""

from typing import Any

from courses.glossary import terms_of
from courses.guide.marking import has_doubt, marked
from courses.guide.models import GuideChapterPage, GuidePage, GuidePrint
from courses.guide.outline import Guide, guide_of
from courses.outline import epoch
from courses.rendering import Piece, explained, kept, pieces_of, ready, section_of


def guide_context(page: GuidePage, *, is_draft: bool = False) -> dict[str, Any]:
    """The guide's first page: its introduction, the chapters, and the document that holds them all."""
    guide = guide_of()
    return {
        "guide": guide,
        "fragments": ready(_pieces(page, guide, is_draft=is_draft)),
        "document": GuidePrint.objects.first(),
    }


def chapter_context(page: GuideChapterPage, *, is_draft: bool = False) -> dict[str, Any]:
    """A chapter: its place in the guide, its neighbours, its body from the cache; a draft is rendered afresh."""
    now = epoch()
    guide = guide_of(now) or Guide(0, "", "/guide/", now, ())
    chapter = guide.chapter_of(page)
    previous, following = guide.around(chapter)
    pieces = _pieces(page, guide, is_draft=is_draft)
    return {
        "guide": guide,
        "chapter": chapter,
        "previous": previous,
        "following": following,
        "fragments": ready(pieces),
        "has_doubt": chapter.is_doubtful or has_doubt(pieces),
    }


def _pieces(page: GuidePage | GuideChapterPage, guide: Guide | None, *, is_draft: bool) -> tuple[Piece, ...]:
    if is_draft or guide is None:
        return rendered(page)
    return kept(f"guide:{page.pk}:{guide.epoch}", lambda: rendered(page))


def rendered(page: GuidePage | GuideChapterPage) -> tuple[Piece, ...]:
    """The body of a page: sections with their titles, terms explained once, readings to confirm leading to what that means."""
    if isinstance(page, GuidePage):
        return explained(pieces_of(page.body), terms_of())
    pieces = [piece for section in page.body for piece in section_of(section.value)]
    return marked(explained(tuple(pieces), terms_of()))
