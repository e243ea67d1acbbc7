"""A reading to confirm, wherever the guide shows one, leads to what that means."""

import re
from dataclasses import replace

from courses.rendering import Piece

TAG = re.compile(r"(<[^>]+>)")
SIGN = "[?]"
NOTE = '<span class="doubt">Lecture à confirmer</span>'
HREF = "#a-confirmer"
SIGN_LINK = f'<a class="doubt" href="{HREF}" aria-label="[?], lecture à confirmer">[?]</a>'
NOTE_LINK = f'<a class="doubt" href="{HREF}">Lecture à confirmer</a>'


def marked(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The same pieces; each sign « [?] » of a text, and each note, is a link. Nothing changes inside a tag."""
    return tuple(replace(piece, html=_linked(piece.html)) for piece in pieces)


def has_doubt(pieces: tuple[Piece, ...]) -> bool:
    """Whether anything on this page is to be confirmed."""
    return any(HREF in piece.html for piece in pieces)


def _linked(html: str) -> str:
    parts = TAG.split(html.replace(NOTE, NOTE_LINK))
    return "".join(part if index % 2 else part.replace(SIGN, SIGN_LINK) for index, part in enumerate(parts))
