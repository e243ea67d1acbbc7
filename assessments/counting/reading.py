"""What was published about a cohort, arranged as screens and files show it. One arrangement for all of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from assessments.counting.drawing import Piece, strip
from assessments.counting.models import Publication
from assessments.enums import Counted, Moment
from assessments.framework.models import Level
from cohorts.desk.exporting import written
from cohorts.models import Cohort

HEADERS = ["Compétence", "Indicateur", "Moment", "Ce qui est compté", "Réponses", "Groupe", "Personnes"]
NOTHING = "Moins de cinq réponses comparables."
BASE_ONLY = "La répartition n’est pas montrée, pour que personne ne soit reconnu."

SINCE_ENTRY = {
    Moment.MIDWAY: "De l’entrée au point d’étape",
    Moment.EXIT: "De l’entrée à la sortie",
    Moment.LATER: "De l’entrée à six mois après",
}


@dataclass(frozen=True)
class Row:
    """One publication about one indicator. `base` None: nothing is shown. No band: the base alone."""

    when: str
    what: str
    base: int | None
    bands: list[dict[str, Any]]
    strip: list[Piece]

    @property
    def words(self) -> str:
        """Why there is nothing more to see."""
        return NOTHING if self.base is None else "" if self.bands else BASE_ONLY


@dataclass
class IndicatorFigures:
    """One indicator, and what each publication says of it."""

    code: str
    title: str
    rows: list[Row] = field(default_factory=list)


@dataclass
class SkillFigures:
    """One competency, its indicators in their order."""

    slug: str
    order: int
    title: str
    indicators: dict[str, IndicatorFigures] = field(default_factory=dict)


@dataclass(frozen=True)
class CohortFigures:
    """All that was published about a cohort. `levels`: the names of the five levels, of the latest version."""

    publications: list[Publication]
    skills: list[SkillFigures]
    levels: list[Level]


def figures_of(cohort: Cohort) -> CohortFigures:
    """The levels at each closed moment in their order, then what changed since the entry. Two queries, none of what people wrote.

    `members` is not even read: no screen needs it.
    """
    found = list(Publication.objects.filter(cohort=cohort).defer("members"))
    found.sort(key=lambda one: (one.kind == Counted.CHANGE, Moment(one.moment).rank))
    skills: dict[str, SkillFigures] = {}
    for one in found:
        for skill in one.figures["competencies"]:
            place = skills.setdefault(skill["slug"], SkillFigures(skill["slug"], skill["order"], skill["title"]))
            for indicator in skill["indicators"]:
                line = place.indicators.setdefault(indicator["code"], IndicatorFigures(indicator["code"], indicator["title"]))
                line.rows.append(_row(one, indicator))
    latest = max((one.version_id for one in found), default=0)
    levels = list(Level.objects.filter(version=latest).order_by("number")) if found else []
    return CohortFigures(found, sorted(skills.values(), key=lambda one: one.order), levels)


def _row(publication: Publication, indicator: dict[str, Any]) -> Row:
    moment = Moment(publication.moment)
    if publication.kind == Counted.STATE:
        when, what = moment.short, "niveaux"
    else:
        when, what = SINCE_ENTRY[moment], "ce qui a changé depuis l’entrée"
    return Row(when, what, indicator["base"], indicator["bands"], strip(indicator["bands"]))


def figures_file(cohort: Cohort, extension: str) -> bytes:
    """The figures of the screen, a line a group of people; where there is no group, a line that says why."""
    return written(_lines(figures_of(cohort).skills), HEADERS, f"Chiffres {cohort.slug}", extension)


def _lines(skills: Iterable[SkillFigures]) -> Iterable[list[object]]:
    for skill in skills:
        for indicator in skill.indicators.values():
            for row in indicator.rows:
                start: list[object] = [skill.title, indicator.title, row.when, row.what, "" if row.base is None else row.base]
                if not row.bands:
                    yield [*start, row.words, ""]
                for band in row.bands:
                    yield [*start, band["label"], band["people"]]
