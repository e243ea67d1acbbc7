"""Words as people mean them: « lecon », « Leçons » and « leçon » are one."""

import re
from collections import Counter
from functools import lru_cache

from snowballstemmer import stemmer

from territories.names import folded

LONGEST = 40  # characters of a stem that are kept
# What nearly every sentence holds: looking for it would find everything.
_SMALL = (
    "a ai as au aux avec c ce ces cet cette d dans de des du elle elles en est et eu il ils j je l la le les leur "
    "leurs lui m ma mais me mes mon n ne nos notre nous on ou par pas pour qu que qui s sa se ses son sont sur t ta "
    "te tes ton tu un une vos votre vous y "
)
EMPTY = frozenset(_SMALL.split(" "))
APOSTROPHE = re.compile(r"[’'`´]")
_french = stemmer("french")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of one folded word. Accents are lost first, on both sides alike; « lieux » and « enjeux » lose their x too."""
    if word.endswith(("eux", "oux")) and len(word) > 4:
        word = word[:-1]
    return str(_french.stemWord(word))[:LONGEST]


def plain(text: str) -> str:
    """A text as its folded words; an apostrophe parts two of them."""
    return folded(APOSTROPHE.sub(" ", text))


def stems(text: str) -> Counter[str]:
    """The stems of a text, each with how often it occurs, without the words that every sentence holds."""
    return Counter(stem(word) for word in plain(text).split() if word not in EMPTY)


def asked(query: str) -> list[str]:
    """The stems of what someone looks for, in order and once each. A query of empty words alone keeps them."""
    return list(typed(query))


def typed(query: str) -> dict[str, str]:
    """The same stems, each with the word of the query that it comes from."""
    words = [(word, token.strip('.,;:!?«»"()')) for token in query[:200].split() for word in plain(token).split()][:12]
    chosen = [pair for pair in words if pair[0] not in EMPTY] or words
    found: dict[str, str] = {}
    for word, token in chosen:
        found.setdefault(stem(word), token)
    return found


def excerpt(text: str, wanted: list[str], around: int = 110) -> list[tuple[str, bool]]:
    """The part of a text where a wanted word stands first, in pieces: each with whether it is such a word."""
    tokens = list(re.finditer(r"\w+", text))
    hits = [token for token in tokens if any(_is(token[0], one) for one in wanted)]
    start = max(0, (hits[0].start() if hits else 0) - around // 2)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = min(len(text), start + 2 * around)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + 1)
    pieces, at = [("… ", False)] if start else [], start
    for hit in hits:
        if start <= hit.start() and hit.end() <= end:
            pieces += [(text[at : hit.start()], False), (hit[0], True)]
            at = hit.end()
    pieces.append((text[at:end] + (" …" if end < len(text) else ""), False))
    return [(piece, is_hit) for piece, is_hit in pieces if piece]


def _is(word: str, wanted: str) -> bool:
    bare = folded(word)
    return bool(bare) and " " not in bare and stem(bare).startswith(wanted)
