"""The framework as a spreadsheet: one row for each thing that is said, its kind in the first column."""

import csv
import io
import re
from collections.abc import Iterator

from assessments.enums import LEVELS
from assessments.framework.exchange.reading import Found, Unreadable
from assessments.framework.wording import (
    HEAD,
    INDICATOR,
    LEVEL,
    SECTION,
    FrameworkText,
    IndicatorText,
    LevelText,
    SectionText,
    lines_of,
)
from cohorts.desk.exporting import FORMULA
from territories.names import folded

SENTENCES = [f"niveau {number}" for number in LEVELS]
COLUMNS = ["élément", "rang", "code", "compétence", "titre", "texte", *SENTENCES, "leçons"]
TITLE, INTENTION, INSTRUCTIONS, RULE, CHANGES = "référentiel", "intention", "consigne", "règle", "ce qui change"
STEP, SKILL, ITEM = "niveau", "compétence", "indicateur"
KINDS = [TITLE, INTENTION, INSTRUCTIONS, RULE, CHANGES, STEP, SKILL, ITEM]
ONCE = (TITLE, INTENTION, INSTRUCTIONS, CHANGES)
_KNOWN = {folded(name): name for name in COLUMNS}
_KINDS = {folded(name): name for name in KINDS}
_SHELTERED = re.compile(rf"'+[{re.escape(''.join(FORMULA))}]")
Row = tuple[int, dict[str, str]]


def sheltered(text: str) -> str:
    """A cell that no spreadsheet takes for a formula, and that comes back as it was: one apostrophe in front, which `freed` takes away.

    A text that already begins by an apostrophe and such a sign gets one more, so that none is taken away that was its own.
    Source: OWASP, « CSV Injection ».
    """
    return f"'{text}" if text.startswith(FORMULA) or _SHELTERED.match(text) else text


def freed(text: str) -> str:
    """The cell as it was before `sheltered`."""
    return text[1:] if _SHELTERED.match(text) else text


def written(text: FrameworkText) -> bytes:
    """A CSV as French spreadsheets open it: UTF-8 with its mark, semicolons."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, restval="", delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    for row in _rows(text):
        writer.writerow({name: sheltered(value) for name, value in row.items()})
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _rows(text: FrameworkText) -> Iterator[dict[str, str]]:
    yield {"élément": TITLE, "titre": text.title}
    yield {"élément": INTENTION, "texte": text.intention}
    yield {"élément": INSTRUCTIONS, "texte": text.instructions}
    for line in text.rules.split("\n"):
        yield {"élément": RULE, "texte": line}
    yield {"élément": CHANGES, "texte": text.changes}
    for level in text.levels:
        yield {"élément": STEP, "rang": str(level.number), "code": level.slug, "titre": level.title, "texte": level.definition}
    for section in text.sections:
        yield {"élément": SKILL, "code": section.competency, "titre": section.title, "texte": section.summary}
    for one in text.indicators:
        sentences = dict(zip(SENTENCES, one.sentences, strict=True))
        row = {"élément": ITEM, "code": one.code, "compétence": one.competency, "titre": one.title, "leçons": ", ".join(one.lessons)}
        yield row | sentences


def read(data: bytes) -> Found:
    """The rows of a CSV, in UTF-8, UTF-16, or Windows-1252 with semicolons. Raises `Unreadable` where it is none of these."""
    found = Found(otherwise="élément")
    rows = [(line, cells) for line, cells in _table(_text(data)) if any(value.strip() for value in cells.values())]
    heads: dict[str, str] = {}
    rules: list[str] = []
    levels: list[LevelText] = []
    sections: list[SectionText] = []
    indicators: list[IndicatorText] = []
    for line, cells in rows:
        kind = _KINDS.get(folded(cells["élément"]))
        if kind is None:
            found.fault(line, "élément", cells["élément"], f"Cet élément n’existe pas. Écrivez l’un de ceux-ci : {', '.join(KINDS)}.")
        elif kind in ONCE:
            if kind in heads:
                found.fault(line, "élément", cells["élément"], f"« {kind} » est écrit deux fois.")
            column = "titre" if kind == TITLE else "texte"
            heads.setdefault(kind, cells[column])
            found.places.setdefault((HEAD, 0, _FIELD[kind]), (line, column))
        elif kind == RULE:
            rules.append(cells["texte"])
            found.places.setdefault((HEAD, 0, "rules"), (line, "texte"))
        elif kind == STEP:
            _place(found, LEVEL, len(levels), line, {"number": "rang", "slug": "code", "title": "titre", "definition": "texte"})
            levels.append(LevelText(_number(found, line, cells["rang"]), cells["code"].strip(), cells["titre"], cells["texte"]))
        elif kind == SKILL:
            _place(found, SECTION, len(sections), line, {"competency": "code", "title": "titre", "summary": "texte"})
            sections.append(SectionText(cells["code"].strip(), cells["titre"], cells["texte"]))
        else:
            _place(found, INDICATOR, len(indicators), line, _OF_INDICATOR)
            indicators.append(_indicator(cells))
    found.text = FrameworkText(
        title=heads.get(TITLE, ""),
        intention=heads.get(INTENTION, ""),
        instructions=heads.get(INSTRUCTIONS, ""),
        rules="\n".join(rules),
        changes=heads.get(CHANGES, ""),
        levels=tuple(sorted(levels, key=lambda one: one.number)) if _in_order(levels) else tuple(levels),
        sections=tuple(sections),
        indicators=tuple(indicators),
    )
    return found


_FIELD = {TITLE: "title", INTENTION: "intention", INSTRUCTIONS: "instructions", CHANGES: "changes"}
_OF_INDICATOR = {
    "code": "code", "competency": "compétence", "title": "titre", "lessons": "leçons",
    **{f"level_{number}": f"niveau {number}" for number in LEVELS},
}  # fmt: skip


def _in_order(levels: list[LevelText]) -> bool:
    """Levels written in another order are put right, but never those of a file with an error: its places would be others."""
    return sorted(one.number for one in levels) == list(LEVELS) and all(one.slug and one.title for one in levels)


def _place(found: Found, kind: str, at: int, line: int, columns: dict[str, str]) -> None:
    found.places |= {(kind, at, name): (line, column) for name, column in columns.items()}


def _number(found: Found, line: int, value: str) -> int:
    try:
        return int(value.strip())
    except ValueError:
        found.fault(line, "rang", value, "Écrivez le rang du niveau, de 1 à 5.")
        return 0


def _indicator(cells: dict[str, str]) -> IndicatorText:
    return IndicatorText(
        code=cells["code"].strip(),
        competency=cells["compétence"].strip(),
        title=cells["titre"],
        sentences=tuple(cells[name] for name in SENTENCES),
        lessons=tuple(part for part in re.split(r"[\s,;]+", cells["leçons"]) if part),
    )


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        text = ""
    if ";" not in text.split("\n", 1)[0]:
        raise Unreadable("Les caractères de ce fichier ne se lisent pas. Enregistrez-le en « CSV UTF-8 », puis envoyez-le.")
    return text


def _table(text: str) -> list[Row]:
    """The rows below the header, read by the separator that makes the most of it."""
    best: tuple[int, list[Row]] = (0, [])
    missing: list[str] = COLUMNS
    for separator in ";,\t":
        try:
            rows = list(_csv_rows(text, separator))
        except csv.Error:
            continue
        at = next((at for at, (_, cells) in enumerate(rows[:15]) if "élément" in _header(cells).values()), None)
        if at is None:
            continue
        columns = _header(rows[at][1])
        lacking = [name for name in COLUMNS if name not in columns.values()]
        missing = min(missing, lacking, key=len)
        if not lacking and len(columns) > best[0]:
            named = [
                (line, {name: freed(lines_of(cells[index])) if index < len(cells) else "" for index, name in columns.items()})
                for line, cells in rows[at + 1 :]
            ]
            best = (len(columns), named)
    if not best[0]:
        raise Unreadable(f"Le fichier n’a pas les colonnes attendues. Il manque : {', '.join(missing)}. Partez d’un export.")
    if not best[1]:
        raise Unreadable("Sous les titres des colonnes, le fichier ne contient rien.")
    return best[1]


def _header(cells: list[str]) -> dict[int, str]:
    columns: dict[int, str] = {}
    for index, cell in enumerate(cells):
        name = _KNOWN.get(folded(cell))
        if name and name not in columns.values():
            columns[index] = name
    return columns


def _csv_rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 1
    for row in reader:
        yield line, row
        line = reader.line_num + 1
