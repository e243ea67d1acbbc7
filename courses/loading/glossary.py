"""Reads the glossary's file and writes its terms: what is missing is created, what an editor changed or deleted is respected."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from courses.loading.reading import Place, checked
from courses.loading.schema import Slide, Slug, Strict, Text
from courses.loading.writing import Report, already, digest
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
    """The terms of a file. Raises ContentError with every problem found, each with its line."""
    return checked(path, Glossary, faults).glossaire


def faults(glossary: Glossary) -> Iterator[tuple[Place, str]]:
    """What each field allows and the whole does not: an identifier taken twice, « voir » a term that nobody wrote."""
    seen: set[str] = set()
    known = {term.slug for term in glossary.glossaire}
    for index, term in enumerate(glossary.glossaire):
        if term.slug in seen:
            yield ("glossaire", index, "slug"), f"« {term.slug} » est écrit deux fois"
        seen.add(term.slug)
        for rank, other in enumerate(term.voir):
            if other not in known:
                yield ("glossaire", index, "voir", rank), f"le terme « {other} » n’existe pas"


def code_of(term: Term) -> str:
    """Under what a term that was loaded is known, as long as its column holds."""
    return f"terme:{term.slug}"[:40]


@transaction.atomic
def write(terms: list[Term], report: Report) -> None:
    """Writes the terms that were never loaded; nothing else is touched."""
    loaded = dict(ContentLoad.objects.filter(code__startswith="terme:").values_list("code", "digest"))
    for term in terms:
        code = code_of(term)
        if code in loaded:
            already(code, loaded[code] == digest(term), GlossaryTerm.objects.filter(slug=term.slug).exists(), report)
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
        if code_of(term) in report.created:
            by_slug[term.slug].see_also.set(by_slug[other] for other in term.voir if other in by_slug)


def forms_of(name: str) -> list[str]:
    """How a text writes a term: what stands in brackets is left out, what commas separate are several names for it."""
    return [part.strip() for part in re.sub(r"\s*\([^)]*\)", "", name).split(",") if part.strip()]
