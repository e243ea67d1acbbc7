"""What the fonts inside `typst` can draw. Everything else becomes words, so that no text stops a document.

PDF/UA-1 refuses a character without a glyph, and the wheel brings no emoji and no Chinese. Nothing is lost: the JSON file keeps every
character, and the document says so.
"""

import re
import unicodedata

# First and last of each run of characters that « Libertinus Serif », « New Computer Modern » and « DejaVu Sans Mono » draw, as the
# wheel embeds them; a test draws them all, and so says when a new version changes them. Latin, Greek, Cyrillic, Hebrew, Arabic, signs.
DRAWN = (
    (0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x2FF), (0x370, 0x377), (0x37A, 0x37F), (0x384, 0x386), (0x388, 0x38A), (0x38C, 0x38C),
    (0x38E, 0x3A1), (0x3A3, 0x482), (0x48A, 0x4FF), (0x5D0, 0x5EA), (0x60C, 0x60C), (0x61B, 0x61B), (0x61F, 0x61F), (0x621, 0x63A),
    (0x641, 0x64A), (0x660, 0x669), (0x1E00, 0x1EFF), (0x2000, 0x200A), (0x2010, 0x2027), (0x202F, 0x2040), (0x2042, 0x2042),
    (0x2044, 0x2052), (0x2054, 0x205F), (0x2070, 0x2071), (0x2074, 0x208E), (0x20A0, 0x20BF), (0x2100, 0x211E), (0x2122, 0x2122),
    (0x2150, 0x2151), (0x2153, 0x2184), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x25A0, 0x25FF), (0x2605, 0x2606), (0x2660, 0x2667),
    (0x2713, 0x2718), (0xFB00, 0xFB06), (0xFFFD, 0xFFFD),
)  # fmt: skip
ACCENTS = (0x300, 0x36F)  # kept on the letters that carry some: what cannot be composed into one character
SIMPLE = re.compile(r"[^\n\x20-\x7e\xa0-\xac\xae-\xff\u0152\u0153\u2013\u2014\u2018-\u201d\u2022\u2026\u202f\u20ac]")
BREAK_AFTER = 20  # letters without a space, before a word may be cut at the end of a line
LONG = re.compile(rf"[^\s\u200b]{{{BREAK_AFTER}}}(?=[^\s\u200b]{{8}})")
ZERO_WIDTH = "\u200b"


def _is_drawn(character: str) -> bool:
    point = ord(character)
    return any(first <= point <= last for first, last in DRAWN)


def _takes_accents(character: str) -> bool:
    point = ord(character)
    return character.isalpha() and (point <= 0x4FF or 0x1E00 <= point <= 0x1EFF)


def drawable(text: str) -> tuple[str, bool]:
    """The text with what cannot be drawn said in words, and whether there was any.

    One sign: « [U+1F600] »; several in a row, their number. Controls, marks of direction and accents on nothing go without a word.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    made: list[str] = []
    strangers: list[str] = []

    def settle() -> None:
        if len(strangers) == 1:
            made.append(f"[U+{ord(strangers[0]):04X}]")
        elif strangers:
            made.append(f"[{len(strangers)} signes d’une autre écriture]")
        strangers.clear()

    replaced = False
    for character in text:
        category = unicodedata.category(character)
        if character in "\n\u2028\u2029\u0085\v\f":
            settle()
            made.append("\n")
        elif character == "\t":
            settle()
            made.append("    ")
        elif category in {"Cc", "Cf", "Cs"}:
            continue
        elif category in {"Mn", "Me"}:
            if ACCENTS[0] <= ord(character) <= ACCENTS[1] and not strangers and made and _takes_accents(made[-1][-1]):
                made[-1] += character
        elif _is_drawn(character):
            settle()
            made.append(character)
        else:
            strangers.append(character)
            replaced = True
    settle()
    return _cut("".join(made)), replaced


def simplest(text: str) -> str:
    """Only what French is written with: the last resort, should a new version of the engine refuse what the list above allows."""
    return SIMPLE.sub("?", unicodedata.normalize("NFC", text.replace(ZERO_WIDTH, "")))


def _cut(text: str) -> str:
    """Long addresses and endless words may break, or they would run off the page."""
    return LONG.sub(lambda found: found.group() + ZERO_WIDTH, text)
