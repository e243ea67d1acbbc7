"""Names of places as people type them: « trois rivieres », « Trois-Rivières » and « TROIS-RIVIÈRES » are one place."""

import difflib
import re
import unicodedata
from collections.abc import Iterable

_LIGATURES = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"}
# An apostrophe parts two words whichever it is: a keyboard and a spreadsheet write « d'Orsan », our pages « d’Orsan ».
_APOSTROPHES = dict.fromkeys("’‘ʼ´", "'")
_SIGNS = str.maketrans(_LIGATURES | _APOSTROPHES)


def folded(text: str) -> str:
    """A text without accents, capitals, punctuation or doubled spaces, to compare what people meant."""
    plain = unicodedata.normalize("NFKD", text.translate(_SIGNS)).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def place_key(name: str) -> str:
    """What two writings of one place have in common: the folded name; the name itself where none of its letters is ours."""
    return folded(name) or name.strip().casefold()


def closest(text: str, names: Iterable[str]) -> str:
    """The one of `names` that `text` was probably meant to be, and is not; empty when none is near.

    Near is a similarity of 0.84 by `difflib`: one letter in seven, so that « Trois-Rivires » and « Trois Rivère » are seen and
    « Val-de-Brume » and « Val-de-Saône » stay two places.
    """
    by_fold = {folded(name): name for name in names}
    found = difflib.get_close_matches(folded(text), list(by_fold), n=1, cutoff=0.84)
    return by_fold[found[0]] if found and found[0] != folded(text) else ""
