"""A framework as plain words, away from its rows: what is exported, imported, compared and judged."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assessments.enums import LEVELS
from assessments.framework.models import FrameworkVersion, Indicator, Level, Section
from courses.models import Competency

CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")
CODE_LENGTH = 40
LESSON_LENGTH = 20
TEXT_LENGTH = 5_000  # characters of one text: a sentence takes one line, an intention ten
MOST_INDICATORS = 100
# Where something is written: which list, which row of it, which field. The head of the framework is a list of one.
Place = tuple[str, int, str]
HEAD, LEVEL, SECTION, INDICATOR = "head", "levels", "sections", "indicators"
SENTENCES = tuple(f"level_{number}" for number in LEVELS)


@dataclass(frozen=True)
class LevelText:
    """One of the five levels."""

    number: int
    slug: str
    title: str
    definition: str


@dataclass(frozen=True)
class SectionText:
    """A competency as a version words it."""

    competency: str
    title: str
    summary: str


@dataclass(frozen=True)
class IndicatorText:
    """One indicator with its five sentences, and the codes of the lessons that develop it."""

    code: str
    competency: str
    title: str
    sentences: tuple[str, ...]
    lessons: tuple[str, ...]


@dataclass(frozen=True)
class FrameworkText:
    """Every word of a version, in its order; neither its number nor its dates."""

    title: str
    intention: str
    instructions: str
    rules: str
    changes: str
    levels: tuple[LevelText, ...]
    sections: tuple[SectionText, ...]
    indicators: tuple[IndicatorText, ...]


@dataclass(frozen=True)
class Problem:
    """What is wrong, where, with the value that is written there."""

    place: Place
    value: str
    reason: str


def lines_of(text: str) -> str:
    """The same text with one kind of line end: browsers send another one than files hold."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def words_of(version: FrameworkVersion) -> FrameworkText:
    """The words of a version. Three queries, none where it was read `whole()`."""
    indicators = sorted(version.indicators.all(), key=lambda one: (one.sort_order or 0, one.pk or 0))
    sections = sorted(version.sections.all(), key=lambda one: one.competency.order)
    return FrameworkText(
        title=version.title,
        intention=lines_of(version.intention),
        instructions=lines_of(version.instructions),
        rules=lines_of(version.rules),
        changes=lines_of(version.changes),
        levels=tuple(LevelText(one.number, one.slug, one.title, lines_of(one.definition)) for one in version.scale()),
        sections=tuple(SectionText(one.competency.slug, one.title, lines_of(one.summary)) for one in sections),
        indicators=tuple(
            IndicatorText(
                one.code, one.competency.slug, one.title, tuple(lines_of(text) for text in one.sentences), tuple(map(str, one.lessons))
            )
            for one in indicators
        ),
    )


def write_words(version: FrameworkVersion, text: FrameworkText) -> None:
    """Writes the parts of a version that has none yet. Every competency must exist."""
    skills = {one.slug: one for one in Competency.objects.all()}
    Level.objects.bulk_create(
        Level(version=version, number=one.number, slug=one.slug, title=one.title, definition=one.definition) for one in text.levels
    )
    Section.objects.bulk_create(
        Section(version=version, competency=skills[one.competency], title=one.title, summary=one.summary) for one in text.sections
    )
    Indicator.objects.bulk_create(
        Indicator(
            version=version,
            competency=skills[one.competency],
            code=one.code,
            sort_order=rank,
            title=one.title,
            lessons=list(one.lessons),
            **dict(zip(SENTENCES, one.sentences, strict=True)),
        )
        for rank, one in enumerate(text.indicators, 1)
    )


def problems_of(text: FrameworkText, skills: dict[str, str]) -> list[Problem]:
    """Everything that keeps these words from being a framework, in the order in which they stand. `skills`: slug → title.

    Five levels from 1 to 5; each competency once, with an indicator at least; each code once; no empty sentence.
    """
    found = [*_head(text), *_levels(text.levels), *_sections(text.sections, skills), *_indicators(text, skills)]
    return sorted(found, key=lambda one: (one.place[0] != HEAD, one.place[0] == INDICATOR, one.place[0] == SECTION, one.place[1]))


def _head(text: FrameworkText) -> Iterator[Problem]:
    yield from _written((HEAD, 0, "title"), text.title, "Donnez un titre au référentiel.", 200)
    yield from _written((HEAD, 0, "intention"), text.intention, "Écrivez l’intention du référentiel.")
    yield from _written((HEAD, 0, "instructions"), text.instructions, "Écrivez la consigne.")
    yield from _written((HEAD, 0, "rules"), text.rules, "Écrivez au moins une règle.")
    yield from _written((HEAD, 0, "changes"), text.changes, "")


def _levels(levels: tuple[LevelText, ...]) -> Iterator[Problem]:
    for at, one in enumerate(levels):
        if one.number not in LEVELS:
            yield Problem((LEVEL, at, "number"), str(one.number), "Un niveau va de 1 à 5.")
        yield from _written((LEVEL, at, "title"), one.title, "Donnez un nom à ce niveau.", 60)
        yield from _written((LEVEL, at, "definition"), one.definition, "Écrivez la définition de ce niveau.")
        yield from _coded((LEVEL, at, "slug"), one.slug, CODE_LENGTH)
    yield from _twice(LEVEL, "number", [str(one.number) for one in levels], "Le niveau {} est écrit deux fois.")
    yield from _twice(LEVEL, "slug", [one.slug for one in levels], "L’identifiant « {} » est pris par un autre niveau.")
    missing = [str(number) for number in LEVELS if number not in {one.number for one in levels}]
    if missing:
        yield Problem((HEAD, 0, LEVEL), ", ".join(missing), f"Il faut cinq niveaux, de 1 à 5. Il manque : {', '.join(missing)}.")


def _sections(sections: tuple[SectionText, ...], skills: dict[str, str]) -> Iterator[Problem]:
    for at, one in enumerate(sections):
        yield from _known((SECTION, at, "competency"), one.competency, skills)
        yield from _written((SECTION, at, "title"), one.title, "Donnez un titre à cette compétence.", 120)
        yield from _written((SECTION, at, "summary"), one.summary, "")
    yield from _twice(SECTION, "competency", [one.competency for one in sections], "La compétence « {} » est écrite deux fois.")
    for slug, title in skills.items():
        if slug not in {one.competency for one in sections}:
            yield Problem((HEAD, 0, SECTION), slug, f"Il manque la compétence « {title} ».")


def _indicators(text: FrameworkText, skills: dict[str, str]) -> Iterator[Problem]:
    for at, one in enumerate(text.indicators):
        yield from _coded((INDICATOR, at, "code"), one.code, CODE_LENGTH)
        yield from _known((INDICATOR, at, "competency"), one.competency, skills)
        yield from _written((INDICATOR, at, "title"), one.title, "Donnez un titre à cet indicateur.", 200)
        for number, sentence in zip(LEVELS, one.sentences, strict=True):
            yield from _written((INDICATOR, at, f"level_{number}"), sentence, f"Écrivez la phrase du niveau {number}.")
        for code in one.lessons:
            yield from _coded((INDICATOR, at, "lessons"), code, LESSON_LENGTH)
        if len(set(one.lessons)) < len(one.lessons):
            yield Problem((INDICATOR, at, "lessons"), ", ".join(one.lessons), "Une leçon est citée deux fois.")
    yield from _twice(INDICATOR, "code", [one.code for one in text.indicators], "Un autre indicateur porte déjà l’identifiant « {} ».")
    if not text.indicators:
        yield Problem((HEAD, 0, INDICATOR), "", "Le référentiel n’a aucun indicateur.")
        return
    if len(text.indicators) > MOST_INDICATORS:
        yield Problem((HEAD, 0, INDICATOR), str(len(text.indicators)), f"Un référentiel a {MOST_INDICATORS} indicateurs au plus.")
    asked = {one.competency for one in text.sections} & set(skills)  # that one is missing altogether was said already
    for slug, title in skills.items():
        if slug in asked and slug not in {one.competency for one in text.indicators}:
            yield Problem((HEAD, 0, INDICATOR), slug, f"La compétence « {title} » n’a aucun indicateur.")


def _written(place: Place, value: str, otherwise: str, limit: int = TEXT_LENGTH) -> Iterator[Problem]:
    """Written, not too long, and in characters that a database holds. An empty `otherwise` allows an empty text."""
    if otherwise and not value.strip():
        yield Problem(place, "", otherwise)
    if len(value) > limit:
        yield Problem(place, f"{value[:60]}…", f"Ce texte a {len(value)} caractères, la limite est de {limit}.")
    if "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
        yield Problem(place, "", "Ce texte contient un caractère qui ne s’écrit pas. Retapez-le.")


def _coded(place: Place, value: str, limit: int) -> Iterator[Problem]:
    if not CODE.match(value) or len(value) > limit:
        reason = f"Un identifiant s’écrit en minuscules, chiffres et tirets, comme « dia-1 », {limit} signes au plus."
        yield Problem(place, value[:60], reason)


def _known(place: Place, slug: str, skills: dict[str, str]) -> Iterator[Problem]:
    if slug not in skills:
        yield Problem(place, slug[:60], f"Cette compétence n’existe pas. Choisissez parmi : {', '.join(skills)}.")


def _twice(kind: str, field: str, values: Iterable[str], reason: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for at, value in enumerate(values):
        if value and value in seen:
            yield Problem((kind, at, field), value[:60], reason.format(value[:60]))
        seen.add(value)


def skill_titles() -> dict[str, str]:
    """The four competencies, slug → title, in their order. One query."""
    return dict(Competency.objects.order_by("order").values_list("slug", "title"))
