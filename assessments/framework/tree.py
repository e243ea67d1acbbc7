"""A published version as a tree of plain values. It never changes, so every process keeps it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.core.cache import cache

from assessments.framework.models import FrameworkVersion, Indicator, Level, Section
from courses.outline import A_DAY


@dataclass(frozen=True)
class LevelText:
    """One of the five levels: its name, and what it means whatever the indicator."""

    number: int
    title: str
    definition: str


@dataclass(frozen=True)
class IndicatorText:
    """One indicator: its five sentences, and the permanent codes of the lessons that develop it. `rank` counts in its competency."""

    id: int
    code: str
    rank: int
    title: str
    sentences: tuple[str, ...]
    lessons: tuple[str, ...]

    def sentence(self, level: int) -> str:
        return self.sentences[level - 1]


@dataclass(frozen=True)
class SectionText:
    """One competency as it is asked, with its indicators in their order."""

    slug: str
    order: int
    title: str
    summary: str
    indicators: tuple[IndicatorText, ...]


@dataclass(frozen=True)
class FrameworkText:
    """The whole of a version."""

    id: int
    number: int
    title: str
    intention: str
    instructions: str
    rules: tuple[str, ...]
    levels: tuple[LevelText, ...]
    sections: tuple[SectionText, ...]

    @cached_property
    def indicators(self) -> dict[str, IndicatorText]:
        """Every indicator by its permanent code, in order."""
        return {one.code: one for section in self.sections for one in section.indicators}

    def level(self, number: int) -> LevelText:
        return self.levels[number - 1]

    def section_of(self, code: str) -> SectionText:
        """The competency that an indicator belongs to."""
        return next(section for section in self.sections if any(one.code == code for one in section.indicators))


def framework_of(which: int | FrameworkVersion) -> FrameworkText:
    """A published version, by its row or its number in the table. Three queries the first time and one for a row that is not at hand;
    none afterwards. A draft is read afresh.
    """
    key = f"framework:{which if isinstance(which, int) else which.pk}"
    found: FrameworkText | None = cache.get(key)
    if found is None:
        version = FrameworkVersion.objects.get(pk=which) if isinstance(which, int) else which
        found = text_of(version)
        if version.is_published:
            cache.set(key, found, A_DAY)
    return found


def text_of(version: FrameworkVersion) -> FrameworkText:
    """The tree of one version, from its rows. Three queries."""
    return _tree(
        version,
        Level.objects.filter(version=version).order_by("number"),
        Section.objects.filter(version=version).select_related("competency").order_by("competency__order"),
        Indicator.objects.filter(version=version).order_by("sort_order", "pk"),
    )


def draft_text(version: FrameworkVersion) -> FrameworkText:
    """The tree of a version as it stands in an editor's form, saved or not."""
    parts = version.in_order()
    return _tree(version, version.scale(), [section for section, _ in parts], [one for _, some in parts for one in some])


def _tree(
    version: FrameworkVersion, levels: Iterable[Level], sections: Iterable[Section], indicators: Iterable[Indicator]
) -> FrameworkText:
    by_competency: dict[int, list[Indicator]] = {}
    for one in indicators:
        by_competency.setdefault(one.competency_id, []).append(one)
    return FrameworkText(
        id=version.pk or 0,
        number=version.number,
        title=version.title,
        intention=version.intention,
        instructions=version.instructions,
        rules=tuple(version.rule_lines),
        levels=tuple(LevelText(one.number, one.title, one.definition) for one in levels),
        sections=tuple(
            SectionText(
                slug=section.competency.slug,
                order=section.competency.order,
                title=section.title,
                summary=section.summary,
                indicators=tuple(
                    IndicatorText(one.pk or 0, one.code, rank, one.title, tuple(one.sentences), tuple(one.lessons))
                    for rank, one in enumerate(by_competency.get(section.competency_id, []), 1)
                ),
            )
            for section in sections
        ),
    )
