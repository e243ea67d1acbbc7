"""Where a « renvoi » of the guide leads."""

from dataclasses import dataclass

from courses.guide.outline import guide_of


@dataclass(frozen=True)
class Place:
    """A screen of the site, and the words that lead there."""

    label: str
    url: str


# Addresses that others rely on: they are promised, and stay.
FIXED = {
    "auto_evaluation": Place("Lire le référentiel de compétences", "/competences/referentiel/"),
    "glossaire": Place("Ouvrir le glossaire", "/glossaire/"),
}


def place_of(name: str) -> Place | None:
    """The screen that a « renvoi » names; None when nothing published answers to it any more."""
    if name in FIXED:
        return FIXED[name]
    guide = guide_of()
    chapter = guide.find(name) if guide is not None else None
    return Place(f"Lire le chapitre {chapter.number}, {chapter.title}", chapter.url) if chapter is not None else None
