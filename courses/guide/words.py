"""The whole guide as plain values, in the order in which one reads: what its PDF is made of."""

import contextlib
import io
from typing import Any

from PIL import Image

from courses.guide.models import GuideChapterPage, GuidePage
from courses.guide.outline import Chapter, Link, guide_of
from courses.guide.places import place_of
from pages.cards import absolute
from pages.models import Picture
from pages.templatetags.typography import french

WIDTH = 1200  # pixels of a picture on paper


def words_of_guide() -> dict[str, Any] | None:
    """Every published word of the guide; None while no guide is published."""
    guide = guide_of()
    if guide is None:
        return None
    pages = GuideChapterPage.objects.live().in_bulk([chapter.id for chapter in guide.chapters])
    chapters = [_chapter(chapter, pages[chapter.id]) for chapter in guide.chapters]
    return {
        "title": french(guide.title),
        "address": absolute(guide.url),
        "introduction": _blocks(GuidePage.objects.get(pk=guide.id).body),
        "chapters": chapters,
    }


def _chapter(chapter: Chapter, page: GuideChapterPage) -> dict[str, Any]:
    notes = [chapter.slides.capitalize(), "Lecture à confirmer" if chapter.is_doubtful else ""]
    title = french(chapter.title)
    return {
        "title": f"{chapter.number}. {title}" if chapter.number is not None else title,
        "summary": french(chapter.summary),
        "notes": _joined(notes),
        "sections": [{"title": french(child.value["title"]), "blocks": _blocks(child.value["body"])} for child in page.body],
        "links": [
            {"label": label, "links": [{"title": french(link.title), "url": absolute(link.url)} for link in links]}
            for label, links in _named(chapter)
            if links
        ],
    }


def _named(chapter: Chapter) -> list[tuple[str, tuple[Link, ...]]]:
    return [
        ("Travailler ce chapitre dans le parcours", chapter.modules),
        ("À lire aussi", chapter.also),
        ("Termes du glossaire", chapter.terms),
    ]


def _joined(words: list[str]) -> str:
    return " · ".join(word for word in words if word)


def _blocks(body: Any) -> list[dict[str, Any]]:
    return [found for child in body if (found := _block(child.block_type, child.value)) is not None]


def _block(kind: str, value: Any) -> dict[str, Any] | None:
    """One block as the template reads it: every key is there, so that the template asks nothing twice."""
    notes = _joined([french(words) for _, words in getattr(value, "notes", [])])
    text = {name: french(str(value.get(name) or "")) for name in ("text", "title", "attribution", "value", "label", "source", "caption")}
    found: dict[str, Any] = {"kind": kind, "notes": notes, **text}
    if kind == "list":
        found |= {"items": [french(item) for item in value["items"]], "ordered": bool(value.get("is_ordered"))}
    elif kind == "table":
        rows = [[french(str(cell or "")) for cell in row] for row in (value["table"] or {}).get("data") or []]
        found |= {"header": rows[0] if rows else [], "rows": rows[1:], "widths": _widths(rows)}
    elif kind == "callout":
        found["tone"] = value.tone_name
    elif kind == "image":
        found |= _picture(value["image"])
    elif kind == "place":
        place = place_of(value["place"])
        if place is None:
            return None
        found |= {"title": french(place.label), "url": absolute(place.url)}
    return found


def _widths(rows: list[list[str]]) -> list[int]:
    """How wide each column is beside the others: by the middle length of what it holds, and never a sliver."""
    return [max(12, min(45, sum(map(len, column)) // len(column))) for column in zip(*rows, strict=True)]


def _picture(picture: Picture | None) -> dict[str, Any]:
    """A picture as its bytes: the engine reads no file of people. Empty alternative words: it is decorative.

    Without bytes where it is kept no longer: its caption is read all the same, and so is the guide.
    """
    if picture is None:
        return {"bytes": []}
    made = io.BytesIO()
    with contextlib.suppress(FileNotFoundError), picture.file.open("rb") as file, Image.open(file) as image:
        image.thumbnail((WIDTH, WIDTH))
        flat = Image.new("RGB", image.size, "white")
        flat.paste(image.convert("RGBA"), mask=image.convert("RGBA").getchannel("A"))
        flat.save(made, "JPEG", quality=82)
    return {"bytes": list(made.getvalue()), "alt": picture.default_alt_text, "text": french(picture.credit)}
