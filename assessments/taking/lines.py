"""One screen of the form: an indicator as its writer meets it, with what she typed, what is stored, what is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assessments.framework.tree import FrameworkText, IndicatorText, SectionText
from assessments.taking.forms import AHEAD, NOT_CONCERNED, IndicatorForm
from assessments.taking.models import Evidence, Rating, SelfAssessment
from pages.templatetags.typography import french

WORDS = {
    "level": "Choisissez un niveau, ou « Non concerné ».",
    "situated_on": "Donnez la date de cette situation, même approximative.",
    "effect": "Dites l’effet observé, même petit ; s’il n’y en a pas encore, écrivez-le.",
}
NAMES = {"situation": "la situation", "situated_on": "la date", "effect": "l’effet"}


@dataclass
class Line:
    """An indicator on the screen. `conflict` is what another page or device wrote meanwhile."""

    indicator: IndicatorText
    options: list[tuple[str, str, str]]  # value, name, sentence
    rating: Rating | None
    evidence: list[Evidence] = field(default_factory=list)
    form: IndicatorForm | None = None
    conflict: Rating | None = None
    is_checked: bool = False  # whether what is missing is said

    @property
    def level(self) -> str:
        if self.form is not None:
            return self.form["level"].value() or ""
        if self.rating is None:
            return ""
        return NOT_CONCERNED if self.rating.not_concerned else str(self.rating.level or "")

    @property
    def situation(self) -> str:
        return self._value("situation")

    @property
    def effect(self) -> str:
        return self._value("effect")

    @property
    def situated_on(self) -> str:
        """The day as a date field wants it, or what was typed where that is no date."""
        return self._value("situated_on")

    def _value(self, name: str) -> str:
        if self.form is not None:
            return self.form[name].value() or ""
        value = getattr(self.rating, name, "") if self.rating else ""
        return str(value or "")

    @property
    def problems(self) -> dict[str, str]:
        """What is wrong or missing, by field."""
        found = {}
        if self.is_checked:
            lacks = self.rating.lacks if self.rating else ["level"]
            found = {name: WORDS.get(name) or self.no_situation for name in lacks}
        if self.form is None and self.rating is not None and self.rating.is_ahead:
            found["situated_on"] = AHEAD
        if self.form is not None:
            found |= {name: " ".join(str(one) for one in errors) for name, errors in self.form.errors.items()}
        return found

    @property
    def no_situation(self) -> str:
        name = next((name for value, name, _ in self.options if value == self.level), "")
        if self.level == "1":
            return f"Décrivez une situation pour le niveau « {name} », ou choisissez « Non concerné »."
        return f"Décrivez une situation pour le niveau « {name} », ou choisissez le niveau du dessous."

    @property
    def missing(self) -> str:
        """What is still to be written once a level is chosen, as a list in words."""
        names = [NAMES[name] for name in (self.rating.lacks if self.rating else []) if name in NAMES]
        if self.rating and self.rating.is_ahead:
            names = [f"{name} (elle est à venir)" if name == NAMES["situated_on"] else name for name in names]
        return " et ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)

    @property
    def is_ready(self) -> bool:
        return self.rating is not None and self.rating.is_ready


def options_of(framework: FrameworkText, indicator: IndicatorText) -> list[tuple[str, str, str]]:
    """The five sentences with the names of their levels, then « non concerné »."""
    levels = [(str(level.number), level.title, indicator.sentence(level.number)) for level in framework.levels]
    return [*levels, (NOT_CONCERNED, "Non concerné", "Cette activité ne fait pas partie de mon rôle aujourd’hui.")]


def ratings_of(assessment: SelfAssessment) -> dict[int, Rating]:
    """What is stored, by indicator, with its evidence. Two queries."""
    return {one.indicator_id: one for one in assessment.ratings.prefetch_related("evidence").order_by("pk")}


def lines_of(
    framework: FrameworkText,
    section: SectionText,
    ratings: Mapping[int, Rating],
    *,
    forms: Mapping[str, IndicatorForm] | None = None,
    conflicts: Mapping[str, Rating] | None = None,
    is_checked: bool = False,
) -> list[Line]:
    """The lines of one competency."""
    found = []
    for indicator in section.indicators:
        rating = ratings.get(indicator.id)
        found.append(
            Line(
                indicator=indicator,
                options=options_of(framework, indicator),
                rating=rating,
                evidence=list(rating.evidence.all()) if rating else [],
                form=(forms or {}).get(indicator.code),
                conflict=(conflicts or {}).get(indicator.code),
                is_checked=is_checked,
            )
        )
    return found


def ready_in(section: SectionText, ratings: Mapping[int, Rating]) -> int:
    """How many indicators of a competency need nothing more."""
    return sum((rating := ratings.get(one.id)) is not None and rating.is_ready for one in section.indicators)


def problems_of(lines: Iterable[Line]) -> list[tuple[str, int, str]]:
    """What is wrong, a line an indicator: where it leads, the indicator's rank on the screen, the sentence."""
    found = []
    for line in lines:
        for name, words in list(line.problems.items())[:1]:
            anchor = line.indicator.code if name == "level" else f"{line.indicator.code}-{name}"
            found.append((anchor, line.indicator.rank, f"{words[:1].lower()}{words[1:]}"))
    return found


def to_do(lines: Sequence[Line]) -> str:
    """What the screen asks, in words. Only a check names what is missing; a field that is wrong says nothing of those that are blank."""
    count, what = len(problems_of(lines)), "à compléter" if all(line.is_checked for line in lines) else "à corriger"
    return f"Il reste {count} indicateurs {what}" if count > 1 else f"Il reste un indicateur {what}"


def left(lines: Sequence[Line]) -> dict[str, Any]:
    """The same for a script, which takes back what a page says is wrong once it no longer is."""
    return {
        "title": to_do(lines),
        "items": [(anchor, french(f"Indicateur {rank} : {words}")) for anchor, rank, words in problems_of(lines)],
        "wrong": {f"{line.indicator.code}-{name}": french(words) for line in lines for name, words in line.problems.items()},
    }
