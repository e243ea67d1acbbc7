"""A profile as its author reads it again: each line, how much today, how much the time before, and the two drawings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments.enums import Amount
from assessments.profile.barycentre import SQUARE, TRIANGLE, Drawing, draw, weights_of_modes, weights_of_types
from assessments.profile.models import ActivityProfile


@dataclass(frozen=True)
class AmountLine:
    """One activity or one mode, with the words for its amounts; empty where nothing was said."""

    id: str
    text: str
    description: str
    now: str
    before: str


@dataclass(frozen=True)
class AmountGroup:
    """One type and its activities; or the three modes."""

    slug: str
    title: str
    lines: tuple[AmountLine, ...]


@dataclass(frozen=True)
class Asked:
    """The words of the document around the lines, and the lines."""

    types_message: str
    types_slide: int
    modes_message: str
    complementarity: str
    modes_slide: int
    kinds: tuple[AmountGroup, ...]
    modes: AmountGroup

    @property
    def activity_ids(self) -> list[str]:
        return [one.id for kind in self.kinds for one in kind.lines]

    @property
    def mode_ids(self) -> list[str]:
        return [one.id for one in self.modes.lines]


def words(amounts: Mapping[str, int] | None, key: str) -> str:
    """The words of an amount; nothing where this was not asked then."""
    found = amounts.get(key) if amounts is not None else None
    return str(Amount(found).label) if found in Amount.values else ""


def asked_of(asked: Mapping[str, Any], *, now: ActivityProfile | None, before: ActivityProfile | None) -> Asked:
    """What was asked, with what two profiles said: `before` in the words of `now`, matched by permanent identifiers."""

    def line(key: str, text: str, description: str, name: str) -> AmountLine:
        today, former = (getattr(one, name) if one else None for one in (now, before))
        return AmountLine(key, text, description, words(today, key), words(former, key))

    types, modes = asked["types"], asked["modes"]
    return Asked(
        types_message=types["message"],
        types_slide=types["slide"],
        modes_message=modes["message"],
        complementarity=modes["complementarity"],
        modes_slide=modes["slide"],
        kinds=tuple(
            AmountGroup(kind["slug"], kind["title"], tuple(line(one["id"], one["text"], "", "activities") for one in kind["activities"]))
            for kind in types["list"]
        ),
        modes=AmountGroup(
            "modes",
            "Trois modes d’animation",
            tuple(line(one["slug"], one["title"], one["description"], "modes") for one in modes["list"]),
        ),
    )


@dataclass(frozen=True)
class Described:
    """One profile, beside the one before it."""

    profile: ActivityProfile
    before: ActivityProfile | None
    asked: Asked
    activities: Drawing
    modes: Drawing


def described(profile: ActivityProfile, before: ActivityProfile | None) -> Described:
    """A profile with its tables and drawings, in the words that its author read. No query."""
    asked = profile.asked
    return Described(
        profile=profile,
        before=before,
        asked=asked_of(asked, now=profile, before=before),
        activities=draw(
            SQUARE,
            [kind["title"] for kind in asked["types"]["list"]],
            weights_of_types(asked, profile.activities),
            weights_of_types(asked, before.activities) if before else None,
        ),
        modes=draw(
            TRIANGLE,
            [mode["title"] for mode in asked["modes"]["list"]],
            weights_of_modes(asked, profile.modes),
            weights_of_modes(asked, before.modes) if before else None,
        ),
    )
