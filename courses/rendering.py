"""The body of a published lesson, rendered once and kept until something published changes.

What only reads is kept as HTML. What a reader acts on (activity, quiz, reflection) is kept as data and rendered for her:
a cache must never hold what belongs to one person.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.core.cache import cache
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from wagtail.blocks import StreamValue

from courses.blocks import INTERACTIVE, LessonBody
from courses.glossary import Terms, definitions, explain, terms_of
from courses.models import GlossaryTerm, LessonPage
from courses.outline import A_DAY

FIGURES = "key_figure"
TAG = re.compile(r"<[^>]+>")
TITLE = re.compile(r"<h[23][^>]*>(.*?)</h[23]>", re.DOTALL)
NAMES = {"figures": "Chiffres clés", "quote": "Citation", "table": "Tableau", "image": "Image", "video": "Vidéo", "audio": "Son"}
EXPLAINED = frozenset({"paragraph", "callout", "list"})

_body = LessonBody()


@dataclass(frozen=True)
class Piece:
    """One block, or a run of key figures: HTML that is ready, or the data of an interactive block."""

    id: str
    kind: str
    html: str = ""
    data: Any = None
    title: str = ""  # what a list calls this passage; empty for what its neighbours name


def pieces_of(body: StreamValue, *, in_section: bool = False) -> tuple[Piece, ...]:
    """Renders what only reads; keeps the rest as data. Key figures that follow each other stand side by side.

    `in_section`: the body stands below a title of its own, so that its own titles are one level lower.
    """
    pieces: list[Piece] = []
    run: list[Any] = []
    template = get_template("components/blocks/figures.html")

    def close_run() -> None:
        if run:
            pieces.append(Piece(run[0].id or "", "figures", template.render({"figures": figures(run)}), title=NAMES["figures"]))
            run.clear()

    for child in body:
        if child.block_type == FIGURES:
            run.append(child)
            continue
        close_run()
        if child.block_type in INTERACTIVE:
            data = data_of(child)
            asked = str(data.get("title") or data.get("question") or data.get("prompt") or "")
            pieces.append(Piece(child.id or "", child.block_type, data=data, title=short(asked)))
        else:
            markup = str(child.block.render(child.value, {"in_section": in_section}))
            pieces.append(Piece(child.id or "", child.block_type, markup, title=title_of(child.block_type, markup)))
    close_run()
    return tuple(pieces)


def data_of(child: Any) -> Any:
    """What an interactive block says, as plain values."""
    return child.block.get_prep_value(child.value)


def section_of(section: Any) -> tuple[Piece, ...]:
    """A section of the guide: its title, which one can link to, then what it says."""
    heading = get_template("components/blocks/section.html").render({"value": section})
    return (Piece(section["anchor"], "section", heading, title=section["title"]), *pieces_of(section["body"], in_section=True))


def title_of(kind: str, markup: str) -> str:
    """What a passage is called in a list: its own title, otherwise what it is."""
    heading = TITLE.search(markup)
    return short(html.unescape(TAG.sub("", heading[1])).strip()) if heading else NAMES.get(kind, "")


def short(title: str) -> str:
    return title if len(title) <= 90 else f"{title[:88].rstrip()} …"


def figures(run: list[Any]) -> dict[str, Any]:
    """The figures of a run; their source stands once below them when they share it."""
    values = [child.value for child in run]
    same = len({(value["source"], value.slides) for value in values}) == 1
    return {"values": values, "shared": values[0] if same else None}


def cached_pieces(lesson_id: int, epoch: int) -> tuple[Piece, ...]:
    """The pieces of the published lesson: from the cache, or rendered from its live revision."""

    def make() -> tuple[Piece, ...]:
        return explained(pieces_of(LessonPage.objects.live().get(pk=lesson_id).body), terms_of())

    return kept(f"lesson:{lesson_id}:{epoch}", make)


def kept(key: str, make: Callable[[], tuple[Piece, ...]]) -> tuple[Piece, ...]:
    """The pieces under this key, made when they are asked for the first time. The key holds the epoch."""
    found: tuple[Piece, ...] | None = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, A_DAY)
    return found


def explained(pieces: tuple[Piece, ...], terms: Terms) -> tuple[Piece, ...]:
    """The same pieces with the first occurrence of each glossary term explained: only in texts, never in a title or a quote."""
    seen: dict[str, GlossaryTerm] = {}
    found = [replace(piece, html=explain(piece.html, terms, seen)) if piece.kind in EXPLAINED else piece for piece in pieces]
    if seen:
        found.append(Piece("", "terms", definitions(seen)))
    return tuple(found)


def ready(pieces: tuple[Piece, ...], dress: "Callable[[Piece], SafeString] | None" = None) -> list[SafeString]:
    """The pieces as HTML, in order. Only here does what the cache holds become safe: our own templates wrote it.

    `dress` draws interactive blocks for the one who answers them; without it they are only read.
    """
    draw = dress or interactive
    return [mark_safe(piece.html) if piece.data is None else draw(piece) for piece in pieces]


def interactive(piece: Piece) -> SafeString:
    """An interactive block, rendered for this request."""
    block = _body.child_blocks[piece.kind]
    template = get_template(block.meta.template)
    return SafeString(template.render({"value": block.to_python(piece.data), "block_id": piece.id}))
