"""The sixteen activities and the three modes of animation, read word for word from their file.

Identifiers are permanent, for rows keep amounts under them: `<type>-<rank>` for an activity (« accompagnements-4 »), the slug for a mode.
A rank follows the order of the file, so an activity that is added comes last in its type, and none changes place.
"""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import Field, ValidationError

from courses.loading.reading import ContentError, Problem
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
    """The grid of a file. Raises ContentError with what is wrong."""
    try:
        grid = Grid.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ContentError([Problem(path.name, 1, "fichier", f"il ne se lit pas ({error})")]) from error
    except ValidationError as error:
        raise ContentError([Problem(path.name, 1, ".".join(map(str, one["loc"])), one["msg"]) for one in error.errors()]) from error
    slugs = [*(one.slug for one in grid.types_activites.liste), *(one.slug for one in grid.modes_animation.liste)]
    twice = sorted({slug for slug in slugs if slugs.count(slug) > 1})
    if twice:
        raise ContentError([Problem(path.name, 1, slug, "cet identifiant est écrit deux fois") for slug in twice])
    return grid


@lru_cache(maxsize=1)
def asked_today() -> dict[str, Any]:
    """What the form asks today. Read once a process; nobody changes it afterwards."""
    return read().as_asked()


def check() -> str:
    """What the file holds, in a few words; raises ContentError."""
    asked = read().as_asked()
    return f"{sum(len(kind['activities']) for kind in asked['types']['list'])} activités, {len(asked['modes']['list'])} modes d’animation"
