"""Reads the file of places, domains and actors and writes what was never loaded: what an editor changed or deleted is respected."""

from pathlib import Path
from typing import Annotated, Any, Literal

from django.db import models, transaction
from pydantic import AfterValidator, Field, StringConstraints, model_validator

import territories
from courses.loading.reading import Place, checked
from courses.loading.schema import Slug, Strict, Text
from courses.loading.writing import Report, already, digest
from courses.models import ContentLoad
from pages.editors import grant_editors
from territories.enums import PUBLISHABLE, Family
from territories.models import ActorKind, Domain, PilotTerritory
from territories.regions import CODES

FILE = Path(territories.__file__).parent / "content" / "territories.yaml"
# What was loaded is remembered as « domaine:… », in 40 characters.
Short = Annotated[Slug, StringConstraints(max_length=32)]
Number = Annotated[int, Field(gt=0)]


def _known(code: str) -> str:
    if code not in CODES:
        raise ValueError(f"« {code} » n’est le code d’aucune région")
    return code


class WordLine(Strict):
    """A domain, or a kind of actor."""

    slug: Short
    titre: Text


class ActorList(Strict):
    """One of the document's three lists."""

    diapositive: Number
    liste: list[WordLine]


class Domains(ActorList):
    """The domains. Their order was lost: none is written."""

    fiabilite: Literal["sure", "probable"]
    note: Text


class Actors(Strict):
    """The three lists, apart."""

    porteurs: ActorList
    initiateurs: ActorList
    types_pilotes: ActorList


class Pilot(Strict):
    """One pilot territory, as far as it may be published."""

    slug: Short
    nom: Text | None = None
    lieu: Text | None = None
    region_imprimee: Text | None = None
    region_actuelle: Annotated[str, AfterValidator(_known)]
    type_acteur: Slug | None = None
    initiateur: Slug | None = None
    fiabilite: Literal["sure", "probable", "douteuse", "illisible"]
    note: Text | None = None
    a_confirmer: list[Literal["nom", "type_acteur", "initiateur"]] = []

    @model_validator(mode="after")
    def says_only_what_may_be_published(self) -> "Pilot":
        """Below « probable », a place and nothing else; otherwise a name; somewhere, always."""
        if self.fiabilite not in PUBLISHABLE and (self.nom or self.type_acteur or self.initiateur or not self.lieu):
            raise ValueError("une lecture en dessous de « probable » ne garde que son lieu")
        if self.fiabilite in PUBLISHABLE and not self.nom:
            raise ValueError("le nom manque")
        if not (self.lieu or self.region_imprimee):
            raise ValueError("le lieu ou la région imprimée manque")
        return self


class Pilots(Strict):
    """All of them, and the slides they are read from."""

    diapositive: Number
    diapositive_initiateurs: Number
    liste: list[Pilot]


class Prisms(Strict):
    """The whole file."""

    domaines: Domains
    acteurs: Actors
    pilotes: Pilots

    @property
    def lists(self) -> dict[Family, list[WordLine]]:
        """The kinds of actors of each list."""
        actors = self.acteurs
        return {
            Family.BEARER: actors.porteurs.liste,
            Family.INITIATOR: actors.initiateurs.liste,
            Family.PILOT: actors.types_pilotes.liste,
        }


def read(path: Path = FILE) -> Prisms:
    """What the file says. Raises ContentError with every problem, each with its line."""
    return checked(path, Prisms, inconsistencies)


def inconsistencies(prisms: Prisms) -> list[tuple[Place, str]]:
    """What each field allows and the whole does not: an identifier taken twice, a kind of actor that its list does not hold."""
    found: list[tuple[Place, str]] = []
    actors = {line.slug: family for family, lines in prisms.lists.items() for line in lines}
    for place, slugs in (
        (("domaines", "liste"), [line.slug for line in prisms.domaines.liste]),
        (("acteurs",), [line.slug for lines in prisms.lists.values() for line in lines]),
        (("pilotes", "liste"), [pilot.slug for pilot in prisms.pilotes.liste]),
    ):
        found += [(place, f"« {slug} » est écrit deux fois") for slug in sorted({slug for slug in slugs if slugs.count(slug) > 1})]
    for index, pilot in enumerate(prisms.pilotes.liste):
        for field, family in (("type_acteur", Family.PILOT), ("initiateur", Family.INITIATOR)):
            slug = getattr(pilot, field)
            if slug and actors.get(slug) != family:
                found.append((("pilotes", "liste", index, field), f"« {slug} » n’est pas dans cette liste d’acteurs"))
    return found


@transaction.atomic
def write(prisms: Prisms, report: Report) -> None:
    """Writes what was never loaded; nothing else is touched."""
    loaded = dict(ContentLoad.objects.values_list("code", "digest"))
    for line in prisms.domaines.liste:
        _once(Domain, f"domaine:{line.slug}", line, {"name": line.titre}, loaded, report)
    for family, lines in prisms.lists.items():
        for order, line in enumerate(lines, 1):
            _once(ActorKind, f"acteur:{line.slug}", line, {"name": line.titre, "family": family, "order": order}, loaded, report)
    kinds = {kind.slug: kind for kind in ActorKind.objects.all()}
    for pilot in prisms.pilotes.liste:
        _once(PilotTerritory, f"pilote:{pilot.slug}", pilot, _fields(pilot, prisms.pilotes, kinds), loaded, report)


def _fields(pilot: Pilot, said: Pilots, kinds: dict[str, ActorKind]) -> dict[str, Any]:
    """A pilot as its row holds it; a kind of actor that an editor deleted meanwhile stays away."""
    initiator = kinds.get(pilot.initiateur or "")
    return {
        "name": pilot.nom or "",
        "place": pilot.lieu or "",
        "printed_region": pilot.region_imprimee or "",
        "region_code": pilot.region_actuelle,
        "kind": kinds.get(pilot.type_acteur or ""),
        "initiator": initiator,
        "reliability": pilot.fiabilite,
        "name_to_confirm": "nom" in pilot.a_confirmer,
        "kind_to_confirm": "type_acteur" in pilot.a_confirmer,
        "initiator_to_confirm": "initiateur" in pilot.a_confirmer,
        "remark": pilot.note or "",
        "slide": said.diapositive,
        "initiator_slide": said.diapositive_initiateurs if initiator else None,
    }


def _once(
    model: type[models.Model], code: str, line: WordLine | Pilot, fields: dict[str, Any], loaded: dict[str, str], report: Report
) -> None:
    if code in loaded:
        already(code, loaded[code] == digest(line), model._default_manager.filter(slug=line.slug).exists(), report)
        return
    model._default_manager.get_or_create(slug=line.slug, defaults=fields)
    ContentLoad.objects.create(code=code, digest=digest(line))
    report.created.append(code)


def load(report: Report) -> None:
    """Reads the file and writes what never was; and lets editors into these words, also on a site that has them already."""
    write(read(), report)
    grant_editors()


def check() -> str:
    """What the file holds, in a few words; raises ContentError."""
    prisms = read()
    return f"{len(prisms.pilotes.liste)} territoires pilotes"
