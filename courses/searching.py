"""What people may look for in the track: its pages and its words, put into the index as they are published."""

import html
import re
from typing import Any

from wagtail.models import Page

from courses.models import CurriculumPage, GlossaryTerm, GuideChapterPage, GuidePage, LessonPage, ModulePage
from courses.rendering import Piece, pieces_of
from courses.resources.indexing import index_resource
from courses.resources.models import Resource
from pages.models import SearchEntry, StandardPage
from pages.richtext import INLINE
from pages.search.index import drop, put
from territories.models import PilotTerritory

TAG = re.compile(r"<[^>]+>")
# What names a block in the margin, or its source: nobody looks for it.
NOTES = re.compile(r'<p class="(?:notes|label)">.*?</p>', re.DOTALL)
# « co-construction » and its family, which typography keeps on one line: what follows may be its full stop.
NOWRAP = re.compile(r'<span class="nowrap">([^<]*)</span>')


def key_of(page: Page) -> str:
    return f"page:{page.pk}"


def plain(markup: str) -> str:
    """The words of our own HTML."""
    return re.sub(r"\s+", " ", html.unescape(TAG.sub(" ", INLINE.sub("", NOWRAP.sub(r"\1", NOTES.sub(" ", markup)))))).strip()


def words(value: Any) -> list[str]:
    """Every text in the data of an interactive block, in its order."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for name, inner in value.items() if name not in {"id", "type", "audience", "src"} for text in words(inner)]
    return [text for inner in value for text in words(inner)] if isinstance(value, list) else []


def text_of(pieces: tuple[Piece, ...]) -> str:
    """What a lesson says, blocks to do included."""
    return " ".join(plain(piece.html) if piece.data is None else " ".join(words(piece.data)) for piece in pieces)


def index_page(page: Page) -> int:
    """Brings a published page's entries up to date; how many they are. A page of another kind is not looked for."""
    if isinstance(page, GuideChapterPage):
        return index_chapter(page)
    if isinstance(page, LessonPage):
        put(key=key_of(page), kind="lesson", label=page.title, text=text_of(pieces_of(page.body)), page_id=page.pk)
    elif isinstance(page, ModulePage):
        aims = " ".join(str(aim.value) for aim in page.aims)
        put(key=key_of(page), kind="module", label=page.title, text=f"{page.presentation} {aims} {page.deliverable}", page_id=page.pk)
    elif isinstance(page, CurriculumPage):
        put(key=key_of(page), kind="curriculum", label=page.title, text=page.intro, page_id=page.pk)
    elif isinstance(page, GuidePage):
        put(key=key_of(page), kind="page", label=page.title, text=text_of(pieces_of(page.body)), page_id=page.pk)
    elif isinstance(page, StandardPage):
        put(key=key_of(page), kind="page", label=page.title, text=plain(str(page.body)), page_id=page.pk)
    else:
        return 0
    return 1


def index_chapter(page: GuideChapterPage) -> int:
    """A chapter, then each of its sections under its own address; sections that are gone are forgotten."""
    put(key=key_of(page), kind="guide", label=page.title, text=page.summary, page_id=page.pk)
    keys = [key_of(page)]
    for child in page.body:
        section = child.value
        keys.append(f"{key_of(page)}#{section['anchor']}")
        text = text_of(pieces_of(section["body"], in_section=True))
        # Only the anchor is kept: the chapter's own address is the one of today.
        put(key=keys[-1], kind="guide", label=section["title"], text=text, url=f"#{section['anchor']}", page_id=page.pk)
    SearchEntry.objects.filter(kind="guide", page_id=page.pk).exclude(key__in=keys).delete()
    return len(keys)


def index_term(term: GlossaryTerm) -> None:
    put(key=f"terme:{term.slug}", kind="term", label=term.term, text=f"{term.definition} {term.precision}", url=f"/glossaire/#{term.slug}")


def index_pilot(pilot: PilotTerritory) -> None:
    """A pilot territory, by what its public page says of it and no more."""
    kinds = [kind.name for kind in (pilot.shown_kind, pilot.shown_initiator) if kind]
    said = [pilot.printed, pilot.printed_region, pilot.current_region, *kinds, pilot.remark]
    put(key=f"pilote:{pilot.slug}", kind="territory", label=pilot.title, text=". ".join(filter(None, said)), url=pilot.url)


def index_all() -> int:
    """Everything that is published now, put in again; how many entries. For an upgrade, and once a day against what was missed.

    It takes nothing out: what is published while this runs must stay, and what is withdrawn leaves with its own signal.
    """
    made = 0
    for model in (CurriculumPage, ModulePage, LessonPage, GuidePage, GuideChapterPage, StandardPage):
        for page in model.objects.live().order_by("path"):
            made += index_page(page)
    for term in GlossaryTerm.objects.all():
        index_term(term)
        made += 1
    for pilot in PilotTerritory.objects.whole():
        index_pilot(pilot)
        made += 1
    for resource in Resource.objects.published().iterator(chunk_size=200):
        index_resource(resource)
        made += 1
    return made


def page_published(instance: Page, **kwargs: Any) -> None:
    index_page(instance)


def page_unpublished(instance: Page, **kwargs: Any) -> None:
    drop(key_of(instance))
    SearchEntry.objects.filter(kind="guide", page_id=instance.pk).delete()


def term_saved(instance: GlossaryTerm, **kwargs: Any) -> None:
    index_term(instance)


def term_deleted(instance: GlossaryTerm, **kwargs: Any) -> None:
    drop(f"terme:{instance.slug}")


def pilot_saved(instance: PilotTerritory, **kwargs: Any) -> None:
    index_pilot(instance)


def pilot_deleted(instance: PilotTerritory, **kwargs: Any) -> None:
    drop(f"pilote:{instance.slug}")
