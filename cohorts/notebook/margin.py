"""The notes of a reader beside the passages of a lesson."""

import html
import re
from collections import defaultdict
from typing import Any
from uuid import uuid4

from django.utils.safestring import SafeString

from cohorts.models import Enrolment, Note
from cohorts.notebook.models import NOTE_LIMIT
from courses.rendering import Piece
from pages.richtext import text_of

TITLE = re.compile(r"<h[23][^>]*>(.*?)</h[23]>", re.DOTALL)
NAMES = {"figures": "Chiffres clés", "quote": "Citation", "table": "Tableau", "image": "Image", "video": "Vidéo", "audio": "Son"}


def margin(enrolment: Enrolment, lesson_id: int, pieces: tuple[Piece, ...], fragments: list[SafeString]) -> dict[str, Any]:
    """Each passage with its notes, then the notes about the lesson as a whole, or about a passage that is gone. One query."""
    notes: dict[str, list[Note]] = defaultdict(list)
    known = {piece.id for piece in pieces}
    for note in Note.objects.kept().filter(enrolment=enrolment.pk, lesson=lesson_id).order_by("written_at", "pk"):
        notes[note.block if note.block in known else ""].append(note)
    passages = [(fragment, notes.get(piece.id, []) if piece.id else []) for piece, fragment in zip(pieces, fragments, strict=True)]
    return {
        "passages": passages,
        "lesson_notes": notes.get("", []),
        "anchors": anchors(pieces),
        "note_key": uuid4(),
        "note_limit": NOTE_LIMIT,
    }


def anchors(pieces: tuple[Piece, ...]) -> list[tuple[str, str]]:
    """The passages that have a name, which a note may be about: titles, activities, questions, figures, quotes."""
    found = []
    for piece in pieces:
        title = title_of(piece)
        if title and piece.id:
            found.append((piece.id, title))
    return found


def title_of(piece: Piece) -> str:
    """What a passage is called in a list; empty for a paragraph, which its neighbours name."""
    if piece.data is not None:
        title = str(piece.data.get("title") or piece.data.get("question") or piece.data.get("prompt") or "")
    elif (heading := TITLE.search(piece.html)) is not None:
        title = html.unescape(text_of(heading[1])).strip()
    else:
        title = NAMES.get(piece.kind, "")
    return title if len(title) <= 90 else f"{title[:88].rstrip()} …"
