"""Reads the framework's file, checks it, and writes it as the first version; later versions are made in the admin."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from django.db import transaction
from django.utils import timezone
from pydantic import Field

from assessments.enums import LEVELS, Moment
from assessments.framework.models import FrameworkVersion, Indicator, Level, Section
from assessments.framework.permissions import grant_editors
from courses.loading.reading import ContentError, Place, Problem, checked
from courses.loading.schema import Code, Slug, Strict, Text
from courses.loading.writing import Report, already, digest
from courses.models import Competency, ContentLoad

FILE = Path(__file__).resolve().parents[1] / "content" / "self-assessment.yaml"
CODE = "referentiel"


class MomentLine(Strict):
    """One of the four moments as the file names it."""

    slug: Slug
    titre: Text
    quand: Text


class Step(Strict):
    """One of the five levels."""

    niveau: Annotated[int, Field(ge=1, le=5)]
    slug: Slug
    titre: Text
    definition: Text


class IndicatorLine(Strict):
    """One indicator and its five sentences."""

    id: Code
    titre: Text
    niveaux: dict[int, Text]


class Skill(Strict):
    """The indicators of one competency."""

    competence: Slug
    indicateurs: list[IndicatorLine]


class Framework(Strict):
    """The whole of the framework. `statut` is for the team; it is never shown."""

    titre: Text
    statut: Text
    intention: Text
    consigne: Text
    moments: list[MomentLine]
    regles: list[Text]
    echelle: list[Step]
    competences: list[Skill]
    liens_lecons: dict[Code, list[Code]]


class File(Strict):
    """The file holds one framework."""

    auto_evaluation: Framework


def read(path: Path = FILE) -> Framework:
    """The framework of a file. Raises ContentError with every problem found, each with its line."""
    return checked(path, File, inconsistencies).auto_evaluation


def inconsistencies(file: File) -> Iterator[tuple[Place, str]]:
    """What each field allows and the whole does not."""
    framework, top = file.auto_evaluation, "auto_evaluation"
    codes: set[str] = set()
    for number, skill in enumerate(framework.competences):
        for rank, one in enumerate(skill.indicateurs):
            place: Place = (top, "competences", number, "indicateurs", rank)
            if one.id in codes:
                yield (*place, "id"), f"l’identifiant « {one.id} » est écrit deux fois"
            codes.add(one.id)
            if sorted(one.niveaux) != list(LEVELS):
                yield (*place, "niveaux"), "il faut les cinq niveaux, de 1 à 5"
    if sorted(step.niveau for step in framework.echelle) != list(LEVELS):
        yield (top, "echelle"), "il faut les cinq niveaux, de 1 à 5"
    if [one.slug for one in framework.moments] != list(Moment.values):
        yield (top, "moments"), "les quatre moments sont : " + ", ".join(Moment.values)
    for code in framework.liens_lecons:
        if code not in codes:
            yield (top, "liens_lecons", code), f"« {code} » n’est pas un indicateur"


@transaction.atomic
def write(framework: Framework, report: Report) -> None:
    """Publishes the file as version 1, once. What editors made of the framework since is theirs."""
    load = ContentLoad.objects.filter(code=CODE).first()
    if load is not None:
        already(CODE, load.digest == digest(framework), True, report)
        return
    skills = {one.slug: one for one in Competency.objects.all()}
    missing = [skill.competence for skill in framework.competences if skill.competence not in skills]
    if missing:
        raise ContentError([Problem(FILE.name, 1, slug, "cette compétence n’existe pas") for slug in missing])
    version = FrameworkVersion.objects.create(
        number=1,
        title=framework.titre,
        intention=framework.intention,
        instructions=framework.consigne,
        rules="\n".join(framework.regles),
    )
    for step in framework.echelle:
        Level.objects.create(version=version, number=step.niveau, slug=step.slug, title=step.titre, definition=step.definition)
    order = 0
    for skill in framework.competences:
        competency = skills[skill.competence]
        Section.objects.create(version=version, competency=competency, title=competency.title, summary=competency.summary)
        for line in skill.indicateurs:
            order += 1
            Indicator.objects.create(
                version=version,
                competency=competency,
                code=line.id,
                sort_order=order,
                title=line.titre,
                lessons=framework.liens_lecons.get(line.id, []),
                **{f"level_{number}": line.niveaux[number] for number in LEVELS},
            )
    FrameworkVersion.objects.filter(pk=version.pk).update(published_at=timezone.now())
    ContentLoad.objects.create(code=CODE, digest=digest(framework))
    report.created.append(CODE)


def load(report: Report) -> None:
    """Reads the file and writes it where it never was; and lets editors into the framework, also on a site that has it already."""
    write(read(), report)
    grant_editors()


def check() -> str:
    """What the file holds, in a few words; raises ContentError."""
    framework = read()
    return f"{sum(len(skill.indicateurs) for skill in framework.competences)} indicateurs"
