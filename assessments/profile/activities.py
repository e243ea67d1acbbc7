"""The sixteen activities and the three modes of animation, read word for word from their file.

Identifiers are permanent, for rows keep amounts under them: `<type>-<rank>` for an activity (« accompagnements-4 »), the slug for a mode.
A rank follows the order of the file, so an activity that is added comes last in its type, and none changes place.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from courses.loading.reading import Place, checked
from courses.loading.schema import Slug, Strict, Text

FILE = Path(__file__).resolve().parents[1] / "content" / "activities.yaml"


class KindLine(Strict):
    """One type and its activities. `lignes` is for the team; it is never shown."""

    slug: Slug
    titre: Text
    lignes: str
    activites: Annotated[list[Text], Field(min_length=4, max_length=4)]


class Kinds(Strict):
    """The four types."""

    diapositive: int
    message: Text
    liste: Annotated[list[KindLine], Field(min_length=4, max_length=4)]


class ModeLine(Strict):
    """One mode of animation."""

    slug: Slug
    titre: Text
    description: Text


class Modes(Strict):
    """The three modes."""

    diapositive: int
    lignes: str
    message: Text
    complementarite: Text
    liste: Annotated[list[ModeLine], Field(min_length=3, max_length=3)]


class Grid(Strict):
    """Everything that the form asks about, and the words of the document around it."""

    types_activites: Kinds
    modes_animation: Modes

    def as_asked(self) -> dict[str, Any]:
        """What somebody reads, as plain values: a profile keeps it. Numbers of lines are for the team and stay out."""
        kinds, modes = self.types_activites, self.modes_animation
        return {
            "types": {
                "slide": kinds.diapositive,
                "message": kinds.message,
                "list": [
                    {
                        "slug": kind.slug,
                        "title": kind.titre,
                        "activities": [{"id": f"{kind.slug}-{rank}", "text": text} for rank, text in enumerate(kind.activites, 1)],
                    }
                    for kind in kinds.liste
                ],
            },
            "modes": {
                "slide": modes.diapositive,
                "message": modes.message,
                "complementarity": modes.complementarite,
                "list": [{"slug": mode.slug, "title": mode.titre, "description": mode.description} for mode in modes.liste],
            },
        }


def read(path: Path = FILE) -> Grid:
    """The grid of a file. Raises ContentError with every problem found, each with its line."""
    return checked(path, Grid, faults)


def faults(grid: Grid) -> Iterator[tuple[Place, str]]:
    """What each field allows and the whole does not: an identifier written twice."""
    seen: set[str] = set()
    kinds, modes = [one.slug for one in grid.types_activites.liste], [one.slug for one in grid.modes_animation.liste]
    for name, slugs in (("types_activites", kinds), ("modes_animation", modes)):
        for index, slug in enumerate(slugs):
            if slug in seen:
                yield (name, "liste", index, "slug"), f"l’identifiant « {slug} » est écrit deux fois"
            seen.add(slug)


@lru_cache(maxsize=1)
def asked_today() -> dict[str, Any]:
    """What the form asks today. Read once a process; nobody changes it afterwards."""
    return read().as_asked()


def check() -> str:
    """What the file holds, in a few words; raises ContentError."""
    asked = read().as_asked()
    return f"{sum(len(kind['activities']) for kind in asked['types']['list'])} activités, {len(asked['modes']['list'])} modes d’animation"
