"""The guide and its chapters as their pages present them to whoever finds them elsewhere."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from courses.guide.models import GuideChapterPage, GuidePage
from courses.guide.outline import Chapter, Guide
from courses.rendering import TITLE
from courses.searching import plain
from pages.cards import LANGUAGE, Card, absolute, node, trail

TO_CONFIRM = "Lecture à confirmer."


def card_of_guide(page: GuidePage, request: HttpRequest, context: dict[str, Any]) -> Card:
    """The guide: its first words, its chapters in their order, and the document that holds them all, once it is printed."""
    guide: Guide | None = context["guide"]
    card = page.card(request, first_words(context["fragments"]))
    chapters = guide.chapters if guide is not None else ()
    document = node("MediaObject", encodingFormat="application/pdf", contentUrl=absolute(reverse("guide_pdf")))
    book = node(
        "Book",
        card.path,
        name=page.title,
        description=card.description,
        inLanguage=LANGUAGE,
        isAccessibleForFree=True,
        dateModified=published(page),
        encoding=document if context["document"] else {},
        hasPart=[node("Chapter", one.url, name=one.title, position=one.number) for one in chapters],
    )
    return replace(card, nodes=(book,))


def card_of_chapter(page: GuideChapterPage, request: HttpRequest, context: dict[str, Any]) -> Card:
    """A chapter: its summary, otherwise its first words. What is read with doubt says so before anything else."""
    guide: Guide = context["guide"]
    chapter: Chapter = context["chapter"]
    said = page.summary or first_words(context["fragments"])
    card = page.card(request, f"{TO_CONFIRM} {said}" if chapter.is_doubtful and said else said, kind="article")
    facts = node(
        "Chapter",
        card.path,
        name=chapter.title,
        position=chapter.number,
        description=card.description,
        inLanguage=LANGUAGE,
        dateModified=published(page),
        isPartOf=node("Book", guide.url, name=guide.title),
        mentions=[node("DefinedTerm", term.url, name=term.title) for term in chapter.terms],
    )
    return replace(card, nodes=(facts, trail(("Guide de référence", guide.url), (chapter.place, card.path))))


def first_words(fragments: Sequence[str]) -> str:
    """The first passage of a body that is no title, as plain words."""
    return next((words for one in fragments if not TITLE.search(one) and (words := plain(one))), "")


def published(page: GuidePage | GuideChapterPage) -> str:
    """When its words last changed for readers; empty where nobody knows."""
    return page.last_published_at.isoformat() if page.last_published_at else ""
