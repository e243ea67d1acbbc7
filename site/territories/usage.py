"""« Utilisé dans… »: who uses a word, found without knowing who does.

Every relation that points at a word counts, whatever app it stands in. An app that can say better than « leçons : 3 » what its rows
are, and where to look at them, registers a teller in `AppConfig.ready()`; one whose texts use it without any relation, a seeker.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models


@dataclass(frozen=True)
class Use:
    """One line of « Utilisé dans »: its words, and where one may go and look."""

    words: str
    url: str = ""


# By relation (« courses.ModulePage.main_competency »): from the rows that use a word to the lines that say so.
TELLERS: dict[str, Callable[[models.QuerySet[Any]], list[Use]]] = {}
# By label (« courses.GlossaryTerm »): the uses that no relation tells, such as a word said in a text.
SEEKERS: dict[str, Callable[[Any], list[Use]]] = {}
# What may go only once nothing uses it, by label (« territories.Domain »).
KEPT: set[str] = {"territories.Territory", "territories.PilotTerritory", "territories.Domain", "territories.ActorKind"}


def is_kept(model: type[models.Model]) -> bool:
    """Whether a word of this kind is kept as long as something uses it."""
    return model._meta.label in KEPT


def uses_of(word: models.Model) -> list[Use]:
    """Every use of a word, a line each, no line twice. One query a relation, those of its teller where it is used, those of its seeker."""
    if word.pk is None:
        return []
    found: list[Use] = []
    told: dict[Any, tuple[Callable[[models.QuerySet[Any]], list[Use]], models.QuerySet[Any]]] = {}
    for relation in word._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or relation.related_model._meta.auto_created:
            continue
        user: type[models.Model] = relation.related_model
        rows = user._base_manager.filter(**{relation.field.name: word})
        if not rows.exists():
            continue
        teller = TELLERS.get(f"{user._meta.label}.{relation.field.name}")
        key = (user, teller) if teller is not None else relation
        if key in told:
            # Two relations with one teller are told together, in its order.
            either = models.Q(pk__in=told[key][1].values("pk")) | models.Q(pk__in=rows.values("pk"))
            rows = user._base_manager.filter(either)
        told[key] = (teller or _plain, rows)
    for tell, rows in told.values():
        found += tell(rows)
    if seek := SEEKERS.get(word._meta.label):
        found += seek(word)
    return list(dict.fromkeys(found))


def _plain(rows: models.QuerySet[Any]) -> list[Use]:
    name = str(rows.model._meta.verbose_name_plural)
    return [Use(f"{name[:1].upper()}{name[1:]} : {rows.count()}")]
