"""The notes of a reader beside the passages of a lesson."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString

from cohorts.models import Note
from courses.rendering import Piece


def margin(numbers: Sequence[int], pieces: tuple[Piece, ...], fragments: list[SafeString]) -> dict[str, Any]:
    """Each passage with its notes, then the notes about the lesson as a whole, or about a passage that is gone.

    `numbers` are those of her notes in this lesson; one query, none where there is no note.
    """
    notes: dict[str, list[Note]] = defaultdict(list)
    known = {piece.id for piece in pieces}
    for note in Note.objects.filter(pk__in=numbers).order_by("written_at", "pk") if numbers else ():
        notes[note.block if note.block in known else ""].append(note)
    return {
        "passages": [(fragment, notes.get(piece.id, []) if piece.id else []) for piece, fragment in zip(pieces, fragments, strict=True)],
        "lesson_notes": notes.get("", []),
        "anchors": anchors(pieces),
    }


def anchors(pieces: tuple[Piece, ...]) -> list[tuple[str, str]]:
    """The passages that have a name, which a note may be about: titles, activities, questions, figures, quotes."""
    return [(piece.id, piece.title) for piece in pieces if piece.title and piece.id]
