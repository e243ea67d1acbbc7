"""Reads the glossary's file and writes its terms: what is missing is created, what an editor changed or deleted is respected."""

import re
from pathlib import Path

import yaml
from django.db import transaction
from pydantic import ValidationError

from courses.loading.reading import ContentError, Problem
from courses.loading.schema import Slide, Slug, Strict, Text
from courses.loading.writing import Report, digest
from courses.models import ContentLoad, GlossaryTerm


class Term(Strict):
    """One term as the file writes it."""

    slug: Slug
    terme: Text
    definition: Text
    src: list[Slide] = []
    voir: list[Slug] = []
    precision: Text | None = None
    source_externe: Text | None = None


class Glossary(Strict):
    """The whole file."""

    glossaire: list[Term]


def read(path: Path) -> list[Term]:
    """The terms of a file. Raises ContentError with what is wrong."""
    try:
        terms = Glossary.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))).glossaire
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ContentError([Problem(path.name, 1, "fichier", f"il ne se lit pas ({error})")]) from error
    except ValidationError as error:
        raise ContentError([Problem(path.name, 1, ".".join(map(str, one["loc"])), one["msg"]) for one in error.errors()]) from error
    known = {term.slug for term in terms}
    wrong = [
        Problem(path.name, 1, term.slug, f"« voir » nomme {other}, qui n’existe pas")
        for term in terms
        for other in term.voir
        if other not in known
    ]
    if wrong or len(known) != len(terms):
        raise ContentError(wrong or [Problem(path.name, 1, "slug", "un identifiant est écrit deux fois")])
    return terms


@transaction.atomic
def write(terms: list[Term], report: Report) -> None:
    """Writes the terms that were never loaded; nothing else is touched."""
    loaded = set(ContentLoad.objects.filter(code__startswith="terme:").values_list("code", flat=True))
    for term in terms:
        code = f"terme:{term.slug}"[:40]
        if code in loaded:
            (report.unchanged if GlossaryTerm.objects.filter(slug=term.slug).exists() else report.respected).append(code)
            continue
        GlossaryTerm.objects.get_or_create(
            slug=term.slug,
            defaults={
                "term": term.terme,
                "definition": term.definition,
                "precision": term.precision or "",
                "forms": "\n".join(forms_of(term.terme)),
                "slides": [int(slide[1:]) for slide in term.src],
                "source_url": term.source_externe or "",
            },
        )
        ContentLoad.objects.create(code=code, digest=digest(term))
        report.created.append(code)
    by_slug = {one.slug: one for one in GlossaryTerm.objects.all()}
    for term in terms:
        if f"terme:{term.slug}"[:40] in report.created:
            by_slug[term.slug].see_also.set(by_slug[other] for other in term.voir if other in by_slug)


def forms_of(name: str) -> list[str]:
    """How a text writes a term: what stands in brackets is left out, what commas separate are several names for it."""
    return [part.strip() for part in re.sub(r"\s*\([^)]*\)", "", name).split(",") if part.strip()]
