"""Tables as files, CSV or workbook, in which no cell is a formula: what other exports use too. And the file of the matrix: the figures
of the screen, the lessons behind them, everyone present.
"""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

import tablib

from cohorts.desk.following import Follower, Following
from cohorts.models import Cohort

FORMULA = ("=", "+", "-", "@", "\t", "\r")
# What no workbook may hold. A line break of PowerPoint, pasted into a name, is one of them.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


def neutral(value: object) -> str | int:
    """A cell that any spreadsheet can hold and none takes for a formula: text that begins like one gets an apostrophe in front.

    Source: OWASP, « CSV Injection ».
    """
    if isinstance(value, int):
        return value
    text = "" if value is None else UNWRITABLE.sub(" ", str(value))
    return f"'{text}" if text.startswith(FORMULA) else text


def file_name(subject: str, cohort: Cohort, extension: str) -> str:
    """« avancement-pionniers-2026-04-14.csv », by the date where the cohort is."""
    return f"{subject}-{cohort.slug}-{cohort.today():%Y-%m-%d}.{extension}"


def written(rows: Iterable[Iterable[object]], headers: list[str], title: str, extension: str) -> bytes:
    """A file of these rows: CSV as French spreadsheets open it (UTF-8 with its mark, semicolons), XLSX or ODS."""
    data = tablib.Dataset(headers=[neutral(header) for header in headers], title=title[:31])
    for row in rows:
        data.append([neutral(value) for value in row])
    if extension == "csv":
        text: str = data.export("csv", delimiter=";")
        return b"\xef\xbb\xbf" + text.encode()
    made: bytes = data.export(extension)
    return made


def numbered(binomes: Iterable[int | None]) -> dict[int, int]:
    """The number of each binôme in a file, from the place of each of its people: the oldest is 1, in whatever order a file lists
    people, so that two files agree. Whoever was left alone in hers has none, as on every screen."""
    seated = Counter(one for one in binomes if one)
    return {binome: number for number, binome in enumerate(sorted(one for one, people in seated.items() if people > 1), start=1)}


def matrix_file(following: Following, extension: str, days: int) -> bytes:
    """Everyone of the cohort, those without a binôme and those who have withdrawn too."""
    modules = following.outline.modules
    headers = [
        "Binôme", "Prénom", "Nom", "Courriel", "Territoire", "Organisation",
        *(f"{module.number}. {module.short_title} (sur {len(module.lessons)})" for module in modules),
        "Leçons terminées", "Sur", "Pourcentage", "Dernière trace", "Jours de silence", f"Silence de {days} jours ou plus",
        "Absence jusqu’au", "Retrait",
        *(f"{module.number}.{lesson.number} {lesson.title}" for module in modules for lesson in module.lessons),
    ]  # fmt: skip
    numbers = numbered(group.binome_id for group in following.groups for _ in group.people)
    rows = []
    for group in following.groups:
        for one in group.people:
            rows.append(_row(one, numbers.get(group.binome_id or 0), following, days))
    rows += [_row(one, None, following, days) for one in following.left]
    return written(rows, headers, f"Avancement {following.cohort.slug}", extension)


def _row(one: Follower, number: int | None, following: Following, days: int) -> list[object]:
    enrolment, walk, cohort = one.enrolment, one.walk, following.cohort
    place = enrolment.territory.name if enrolment.territory else ""  # as the import reads it: a file given back changes nothing
    return [
        number if number is not None else "sans binôme",
        enrolment.user.first_name, enrolment.user.last_name, enrolment.user.email, place, enrolment.organisation,
        *(walk.count_in(module).finished for module in following.outline.modules),
        walk.count.finished, walk.count.total, walk.count.percent,
        _day(one.last_trace, cohort), one.silent_days if one.silent_days is not None else "", "oui" if one.is_silent(days) else "",
        f"{one.absent_until:%d/%m/%Y}" if one.absent_until else "", f"{enrolment.left_on:%d/%m/%Y}" if enrolment.left_on else "",
        *(
            _day(row.finished_at, cohort) or "commencée" if (row := walk.rows.get(lesson.id)) else ""
            for lesson in following.outline.lessons
        ),
    ]  # fmt: skip


def _day(at: datetime | None, cohort: Cohort) -> str:
    return f"{at.astimezone(cohort.zone):%d/%m/%Y}" if at else ""
