"""What the guide's file may say, field by field; anything else is an error with its place."""

from collections.abc import Callable, Collection, Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from courses.loading.reading import Place, words
from courses.loading.schema import Callout, Code, KeyFigure, Paragraph, Quote, Slug, Sourced, Strict, Strings, Text

Reliability = Literal["sure", "probable", "douteuse", "illisible"]


class List(Sourced):
    type: Literal["list"]
    items: Strings
    a_verifier: bool = False


class Table(Sourced):
    type: Literal["table"]
    caption: Text
    header: Annotated[list[str], Field(min_length=1)]
    rows: Annotated[list[list[str]], Field(min_length=1)]
    a_verifier: bool = False
    calcul: bool = False

    @model_validator(mode="after")
    def rows_have_the_width_of_the_header(self) -> "Table":
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.header):
                raise ValueError(f"la ligne {number} du tableau a {len(row)} cases, son en-tête en a {len(self.header)}")
        return self


Block = Annotated[Paragraph | List | Table | KeyFigure | Quote | Callout, Field(discriminator="type")]


class Section(Strict):
    slug: Slug
    titre: Text
    blocs: Annotated[list[Block], Field(min_length=1)]


class Chapter(Sourced):
    slug: Slug
    ordre: Annotated[int, Field(gt=0)]
    titre: Text
    resume: Text
    modules: list[Code] = []
    a_verifier: bool = False
    sections: Annotated[list[Section], Field(min_length=1)]
    a_lire_aussi: list[Slug] = []
    termes: list[Slug] = []


class Figure(Sourced):
    """A key figure of the annex. Below « probable » it is never published."""

    slug: Slug
    label: Text
    value: Text
    source: Text
    fiabilite: Reliability
    a_verifier: bool = False
    calcul: bool = False
    note: Text | None = None


class Unpublished(Sourced):
    """A figure that is too doubtful to be published: read here, shown nowhere."""

    slug: Slug
    label: Text
    source: Text
    fiabilite: Reliability
    motif: Text


class Annex(Sourced):
    slug: Slug
    titre: Text
    presentation: Text
    renvoi: Literal["auto_evaluation", "experimentation", "glossaire"] | None = None
    chiffres: list[Figure] = []
    chiffres_non_publies: list[Unpublished] = []


class Guide(Strict):
    """The whole file. `statut` is for whoever writes it."""

    titre: Text
    statut: str = ""
    introduction: Annotated[list[Block], Field(min_length=1)]
    chapitres: Annotated[list[Chapter], Field(min_length=1)]
    annexes: list[Annex] = []


def faults_of(modules: Collection[str], terms: Collection[str]) -> Callable[[Guide], Iterator[tuple[Place, str]]]:
    """What each field allows and the whole does not: two of one name, a chapter, a module or a term that nobody wrote."""

    def faults(guide: Guide) -> Iterator[tuple[Place, str]]:
        seen: dict[tuple[str, str], Place] = {}

        def twice(kind: str, value: str, place: Place) -> Iterator[tuple[Place, str]]:
            if (kind, value) in seen:
                yield place, f"« {value} » est déjà pris par {words(seen[kind, value])}"
            seen.setdefault((kind, value), place)

        known = {chapter.slug for chapter in guide.chapitres}
        for index, chapter in enumerate(guide.chapitres):
            place: Place = ("chapitres", index)
            yield from twice("slug", chapter.slug, (*place, "slug"))
            yield from twice("ordre", str(chapter.ordre), (*place, "ordre"))
            if chapter.slug in {"annexes", "introduction"}:
                yield (*place, "slug"), f"« {chapter.slug} » est gardé pour une page du guide"
            for number, section in enumerate(chapter.sections):
                yield from twice(f"section-{index}", section.slug, (*place, "sections", number, "slug"))
            for field, values, wanted, what in (
                ("a_lire_aussi", chapter.a_lire_aussi, known, "le chapitre"),
                ("modules", chapter.modules, modules, "le module"),
                ("termes", chapter.termes, terms, "le terme"),
            ):
                for rank, value in enumerate(values):
                    if value not in wanted:
                        yield (*place, field, rank), f"{what} « {value} » n’existe pas"
        for index, annex in enumerate(guide.annexes):
            yield from twice("annexe", annex.slug, ("annexes", index, "slug"))
            if annex.renvoi == "experimentation" and "experimentation" not in known:
                yield ("annexes", index, "renvoi"), "le chapitre « experimentation » n’existe pas"

    return faults
