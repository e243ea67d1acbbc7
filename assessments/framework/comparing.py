"""Two versions side by side. Indicators are paired by their permanent code alone, whatever became of their words or their place."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from assessments.framework.models import FrameworkVersion
from assessments.framework.wording import FrameworkText, IndicatorText, LevelText, words_of

TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
HEAD = {"title": "Titre", "intention": "Intention", "instructions": "Consigne", "rules": "Règles"}


class Fate(StrEnum):
    """What became of some words from one version to the other."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """Some words, and what became of them."""

    text: str
    fate: Fate


@dataclass(frozen=True)
class Change:
    """A text that is not what it was: what it is called, what it said, what it says; and both in pieces, word by word."""

    label: str
    before: str
    after: str
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]


@dataclass(frozen=True)
class Pair:
    """The same indicator in both versions. `moved` says whether it went to another competency."""

    code: str
    before: IndicatorText
    after: IndicatorText
    changes: tuple[Change, ...]
    from_title: str
    to_title: str

    @property
    def moved(self) -> bool:
        return self.before.competency != self.after.competency

    @property
    def is_changed(self) -> bool:
        """Whether its words or its competency changed; linked lessons are no words of it."""
        return self.moved or bool(self.changes)


@dataclass(frozen=True)
class Comparison:
    """What changed between two versions. Codes stand in the order of the later version, those that are gone in the order of the earlier."""

    before: FrameworkVersion
    after: FrameworkVersion
    head: tuple[Change, ...]
    levels: tuple[Change, ...]
    sections: tuple[Change, ...]
    pairs: tuple[Pair, ...]
    new: tuple[IndicatorText, ...]
    gone: tuple[IndicatorText, ...]

    @property
    def changed(self) -> list[Pair]:
        """Indicators whose words or competency changed."""
        return [pair for pair in self.pairs if pair.is_changed]

    @property
    def unchanged(self) -> list[Pair]:
        return [pair for pair in self.pairs if not pair.is_changed]

    @property
    def is_same(self) -> bool:
        """Whether both versions ask the same, word for word."""
        return not (self.head or self.levels or self.sections or self.new or self.gone or self.changed)


def compare(before: FrameworkVersion, after: FrameworkVersion) -> Comparison:
    """What `after` asks otherwise than `before`. No query where both were read `whole()`."""
    old, new = words_of(before), words_of(after)
    olds, news = {one.code: one for one in old.indicators}, {one.code: one for one in new.indicators}
    titles = {one.competency: one.title for one in (*old.sections, *new.sections)}
    scale = {one.number: one.title for one in (*old.levels, *new.levels)}
    return Comparison(
        before=before,
        after=after,
        head=tuple(_changes([(label, getattr(old, name), getattr(new, name)) for name, label in HEAD.items()])),
        levels=tuple(_changes(_level_texts(old, new))),
        sections=tuple(_changes(_section_texts(old, new))),
        pairs=tuple(
            Pair(
                code=code,
                before=olds[code],
                after=one,
                changes=tuple(_changes(_indicator_texts(olds[code], one, scale))),
                from_title=titles.get(olds[code].competency, olds[code].competency),
                to_title=titles.get(one.competency, one.competency),
            )
            for code, one in news.items()
            if code in olds
        ),
        new=tuple(one for code, one in news.items() if code not in olds),
        gone=tuple(one for code, one in olds.items() if code not in news),
    )


def pieces_of(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts cut where they differ, by whole words; joined again, each is what it was."""
    first, second = TOKEN.findall(before), TOKEN.findall(after)
    old: list[Piece] = []
    new: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if kind == "equal":
            old.append(Piece("".join(first[a:b]), Fate.SAME))
            new.append(Piece("".join(second[c:d]), Fate.SAME))
        else:
            old += [Piece("".join(first[a:b]), Fate.GONE)] if b > a else []
            new += [Piece("".join(second[c:d]), Fate.NEW)] if d > c else []
    return tuple(old), tuple(new)


def _changes(texts: list[tuple[str, str, str]]) -> list[Change]:
    return [Change(label, before, after, *pieces_of(before, after)) for label, before, after in texts if before != after]


def _indicator_texts(old: IndicatorText, new: IndicatorText, scale: dict[int, str]) -> list[tuple[str, str, str]]:
    named = [
        (f"Niveau {number}, {scale[number]}" if number in scale else f"Niveau {number}", *pair)
        for number, pair in enumerate(zip(old.sentences, new.sentences, strict=True), 1)
    ]
    return [("Titre", old.title, new.title), *named]


def _level_texts(old: FrameworkText, new: FrameworkText) -> list[tuple[str, str, str]]:
    olds, news = {one.number: one for one in old.levels}, {one.number: one for one in new.levels}
    nothing = LevelText(0, "", "", "")
    texts = []
    for number in sorted({*olds, *news}):
        before, after = olds.get(number, nothing), news.get(number, nothing)
        texts += [
            (f"Niveau {number}, nom", before.title, after.title),
            (f"Niveau {number}, définition", before.definition, after.definition),
        ]
    return texts


def _section_texts(old: FrameworkText, new: FrameworkText) -> list[tuple[str, str, str]]:
    olds, news = {one.competency: one for one in old.sections}, {one.competency: one for one in new.sections}
    texts = []
    for slug in {**olds, **news}:
        before, after = olds.get(slug), news.get(slug)
        label = (after or before).title if after or before else slug  # type: ignore[union-attr]
        texts += [
            (f"{label}, titre", before.title if before else "", after.title if after else ""),
            (f"{label}, résumé", before.summary if before else "", after.summary if after else ""),
        ]
    return texts
