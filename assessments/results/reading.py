"""One snapshot, or two side by side, indicator by indicator. Indicators are paired by their permanent code, whatever the version."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from assessments.enums import Moment
from assessments.models import Evidence, Rating, SelfAssessment
from assessments.results.wheel import Move, Wheel, draw_move, draw_wheel
from cohorts.models import Enrolment

WORDS = {1: "Un niveau", 2: "Deux niveaux", 3: "Trois niveaux", 4: "Quatre niveaux"}


@dataclass(frozen=True)
class Told:
    """What a snapshot says of one indicator, in the words that were read then."""

    level: int | None
    not_concerned: bool
    level_title: str
    sentence: str
    situation: str
    situated_on: Any
    effect: str
    evidence: tuple[Evidence, ...]

    @property
    def name(self) -> str:
        """What a table shows."""
        return "Non concerné" if self.not_concerned else self.level_title


@dataclass
class Row:
    """One indicator: now, before, and where it could go."""

    code: str
    number: int
    title: str
    before: Told | None
    after: Told
    next_sentence: str
    next_title: str
    is_new: bool  # whether the earlier version did not ask it
    voices: list[Any] = field(default_factory=list)  # what partners said, where it may be read
    theirs: list[Any] = field(default_factory=list)  # the levels of partners, where they share

    @property
    def move(self) -> Move | None:
        return draw_move(self.before.level if self.before else None, self.after.level)

    @property
    def is_lower(self) -> bool:
        return bool(self.before and self.before.level and self.after.level and self.after.level < self.before.level)

    @property
    def has_changed(self) -> bool:
        return self.before is not None and (self.before.level, self.before.not_concerned) != (self.after.level, self.after.not_concerned)

    @property
    def change(self) -> str:
        """What changed, in words; lower is a keener eye, never a fall."""
        if self.before is None:
            return "Nouvel indicateur" if self.is_new else ""
        if self.before.level is None or self.after.level is None:
            if self.before.not_concerned and self.after.not_concerned:
                return "Non concerné aux deux moments"
            return "N’est plus concerné" if self.after.not_concerned else "Concerné depuis"
        step = self.after.level - self.before.level
        if step == 0:
            return "Inchangé"
        return f"{WORDS[step]} plus haut" if step > 0 else "Regard plus exigeant"


@dataclass(frozen=True)
class Chapter:
    """One competency of a result: its rows, and its wheel. It has no figure of its own."""

    slug: str
    order: int
    title: str
    rows: tuple[Row, ...]
    wheel: Wheel | None


@dataclass(frozen=True)
class Result:
    """What a person reads of herself: her snapshot of one moment, beside that of another where there is one."""

    after: SelfAssessment
    before: SelfAssessment | None
    chapters: tuple[Chapter, ...]
    gone: tuple[str, ...]  # titles of indicators that only the earlier version asked

    @property
    def rows(self) -> list[Row]:
        return [row for chapter in self.chapters for row in chapter.rows]

    @property
    def concerned(self) -> int:
        """How many indicators have a level now."""
        return sum(row.after.level is not None for row in self.rows)

    @property
    def changed(self) -> int:
        return sum(row.has_changed for row in self.rows)

    @property
    def lower(self) -> list[Row]:
        return [row for row in self.rows if row.is_lower]

    @property
    def has_two_versions(self) -> bool:
        return self.before is not None and self.before.version_id != self.after.version_id


def snapshots_of(enrolment: Enrolment) -> list[SelfAssessment]:
    """What she has sent, in the order of the moments. One query."""
    return list(SelfAssessment.objects.submitted().filter(enrolment=enrolment).select_related("version").in_order())


def latest_of(snapshots: Iterable[SelfAssessment]) -> SelfAssessment | None:
    """The last one that was sent, whatever its moment."""
    return max(snapshots, key=lambda one: (one.submitted_at, one.pk), default=None)


def told_of(snapshots: Iterable[SelfAssessment]) -> dict[int, dict[str, Told]]:
    """What each snapshot says, by its number then by code. Two queries, whatever their number."""
    by_pk = {one.pk: one for one in snapshots}
    words = {pk: _words(one.asked) for pk, one in by_pk.items()}
    found: dict[int, dict[str, Told]] = {pk: {} for pk in by_pk}
    rows = Rating.objects.filter(assessment__in=by_pk).select_related("indicator").prefetch_related("evidence").order_by("pk")
    for row in rows:
        titles, sentences = words[row.assessment_id]
        code = row.indicator.code
        level = row.level
        found[row.assessment_id][code] = Told(
            level=level,
            not_concerned=row.not_concerned,
            level_title=titles[level - 1] if level else "",
            sentence=sentences[code][level - 1] if level else "",
            situation=row.situation,
            situated_on=row.situated_on,
            effect=row.effect,
            evidence=tuple(row.evidence.all()),
        )
    return found


def _words(asked: dict[str, Any]) -> tuple[list[str], dict[str, list[str]]]:
    titles = [level["title"] for level in asked["levels"]]
    return titles, {one["code"]: one["sentences"] for section in asked["competencies"] for one in section["indicators"]}


def result_of(after: SelfAssessment, before: SelfAssessment | None = None) -> Result:
    """The result of one snapshot, beside another. Two queries."""
    told = told_of([after, *([before] if before else [])])
    now, then = told[after.pk], told[before.pk] if before else {}
    titles = [level["title"] for level in after.asked["levels"]]
    chapters = []
    asked_now = set()
    for section in after.asked["competencies"]:
        rows = []
        for number, one in enumerate(section["indicators"], 1):
            asked_now.add(one["code"])
            mine = now[one["code"]]
            can_rise = mine.level is not None and mine.level < len(titles)
            rows.append(
                Row(
                    code=one["code"],
                    number=number,
                    title=one["title"],
                    before=then.get(one["code"]),
                    after=mine,
                    next_sentence=one["sentences"][mine.level] if can_rise and mine.level else "",
                    next_title=titles[mine.level] if can_rise and mine.level else "",
                    is_new=before is not None and one["code"] not in then,
                )
            )
        chapters.append(Chapter(section["slug"], section["order"], section["title"], tuple(rows), _wheel(rows, before is not None)))
    gone = (
        [one["title"] for section in before.asked["competencies"] for one in section["indicators"] if one["code"] not in asked_now]
        if before
        else []
    )
    return Result(after, before, tuple(chapters), tuple(gone))


def _wheel(rows: Sequence[Row], is_compared: bool) -> Wheel | None:
    before = [row.before.level if row.before else None for row in rows] if is_compared else None
    return draw_wheel(before, [row.after.level for row in rows])


def earlier_than(snapshot: SelfAssessment, snapshots: Sequence[SelfAssessment]) -> SelfAssessment | None:
    """What to compare with, unless another was asked for: the last one sent before it, of an earlier moment first."""
    rank = Moment(snapshot.moment).rank
    before = [one for one in snapshots if Moment(one.moment).rank < rank]
    same = [one for one in snapshots if one.moment == snapshot.moment and one.number < snapshot.number]
    return before[-1] if before else same[-1] if same else None
