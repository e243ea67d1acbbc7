"""A spreadsheet as people have it, read into plain rows: CSV of any French dialect, XLSX, ODS. Nothing is judged here."""

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings

from accounts.addresses import seen
from cohorts.importing.sheets import BROKEN, HUGE
from pages.weights import weight
from territories.names import folded

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 80 * 1024 * 1024  # what a compressed file may become: beyond, it is no list of people
MAX_ROWS = 20_000
HEADER_WITHIN = 15  # a title, a logo's row, a merged header may stand above
SECONDS = 40  # by the clock, to read a workbook; the process that does bounds its own processor time
ENCODINGS = ("utf-8-sig", "cp1252")
# What « é », « É » and « à » of Excel for Mac look like in the alphabet of Windows: no name is written so. « Žižek » is one.
NO_FRENCH = re.compile(r"ƒ|[a-z]ˆ|[A-Za-z]Ž(?=[a-z])|[a-z]Ž")

# By its name in code, each column as the file names it, in the order of the cohort's own list (`views._row`). One more also needs its other
# names below, how long it may be (`judging.LIMITS`), what it changes (`judging._compare`), and where that is written (`actions`: of an
# invitation, and of somebody who is there; `inviting.actions.accept`: from the invitation to whoever accepts it).
COLUMNS = {
    "email": "courriel",
    "first_name": "prénom",
    "last_name": "nom",
    "territory": "territoire",
    "region": "région",
    "organisation": "organisation",
    "joins_on": "arrivée",
}
ALIASES = {
    "email": ("courriel", "email", "e mail", "mail", "mel", "adresse", "adresse electronique", "adresse mail", "adresse mel",
              "adresse e mail", "adresse email", "adresse courriel"),
    "first_name": ("prenom", "prenoms", "first name"),
    "last_name": ("nom", "nom de famille", "nom d usage", "last name"),
    "territory": ("territoire", "commune", "ville"),
    "region": ("region",),
    "organisation": ("organisation", "organisme", "structure", "employeur"),
    "joins_on": ("arrivee", "date d arrivee", "date d entree", "entree", "debut"),
}  # fmt: skip
_KNOWN = {alias: name for name, aliases in ALIASES.items() for alias in aliases}


class Unreadable(Exception):
    """The file cannot be read at all; the message says what to do."""


@dataclass(frozen=True)
class Table:
    """The rows below the header, each with its line in the file and its values by column; and what was ignored:
    columns, and further sheets of the workbook that list people too."""

    rows: list[tuple[int, dict[str, str]]]
    ignored: list[str]
    unread_sheets: tuple[str, ...] = ()


def read(data: bytes) -> Table:
    """The people of a file. Raises `Unreadable` with a French sentence where there are none to be read."""
    if not data.strip():
        raise Unreadable("Le fichier est vide.")
    if len(data) > MAX_BYTES:
        raise Unreadable(
            f"Le fichier pèse {weight(len(data))}, la limite est de {weight(MAX_BYTES)}. Partagez la liste en plusieurs fichiers."
        )
    if data.startswith(b"PK"):
        rows, unread = _sheet(data)
        return replace(_table(rows), unread_sheets=unread)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("Ce classeur est dans l’ancien format d’Excel. Enregistrez-le en XLSX, ODS ou CSV.")
    return _best(_text(data).replace("\x00", ""))  # PostgreSQL keeps no such sign, and the check would never end


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\x00" in data[:4096]:
        raise Unreadable("Ce fichier n’est pas une liste. Donnez un fichier CSV, XLSX ou ODS.")
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "cp1252" or not NO_FRENCH.search(text):
            return text
    return data.decode("mac_roman")


def _best(text: str) -> Table:
    """The reading by the separator that makes the most of the header."""
    tables = []
    for separator in ";,\t":
        try:
            rows = list(_csv_rows(text, separator))
        except csv.Error:
            continue
        found = _header(rows)
        if found is not None:
            tables.append((len(found[1]), rows))
    if not tables:
        raise Unreadable(_no_header())
    return _table(max(tables, key=lambda pair: pair[0])[1])


def _csv_rows(text: str, separator: str) -> Iterable[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 1
    for row in reader:
        yield line, [cell.strip() for cell in row]
        line = reader.line_num + 1


def _sheet(data: bytes) -> tuple[list[tuple[int, list[str]]], tuple[str, ...]]:
    """The first sheet that lists people, and the names of the others that do: one list is imported at a time."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Unreadable(BROKEN) from None
    if len(entries) > 5000 or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise Unreadable(HUGE)
    tables = {name: [(line, cells) for line, cells in rows] for name, rows in _read_apart(data)}
    lists = [name for name, rows in tables.items() if _lists_people(rows)]
    read = next((name for name, rows in tables.items() if _header(rows) is not None), next(iter(tables), None))
    return (tables[read] if read is not None else []), tuple(name for name in lists if name != read)


def _read_apart(data: bytes) -> list[Any]:
    """The sheets of a workbook, read by a process of their own: one that is too much ends that process, never the queue's worker."""
    command = [sys.executable, "-m", "cohorts.importing.sheets"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module; what it reads is hostile, so it is given no secret of the site
            command, input=data, capture_output=True, timeout=SECONDS, cwd=settings.ROOT, env={"LC_ALL": "C.UTF-8"}, check=False
        )
        said = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        raise Unreadable(HUGE) from None
    if "problem" in said:
        raise Unreadable(said["problem"])
    found: list[Any] = said["sheets"]
    return found


def _lists_people(rows: list[tuple[int, list[str]]]) -> bool:
    found = _header(rows)
    return found is not None and any(any(cells) for _, cells in rows[found[0] + 1 :])


def _header(rows: list[tuple[int, list[str]]]) -> tuple[int, dict[int, str]] | None:
    """Where the header stands, and which column is what: the row near the top that names an address column."""
    for index, (_, cells) in enumerate(rows[:HEADER_WITHIN]):
        columns: dict[int, str] = {}
        for at, cell in enumerate(cells):
            name = _KNOWN.get(folded(cell))
            if name and name not in columns.values():
                columns[at] = name
        if "email" in columns.values():
            return index, columns
    return None


def _table(rows: list[tuple[int, list[str]]]) -> Table:
    found = _header(rows)
    if found is None:
        raise Unreadable(_no_header())
    index, columns = found
    header = rows[index][1]
    people = [
        (line, {name: _plain(name, cells[at]) if at < len(cells) else "" for at, name in columns.items()})
        for line, cells in rows[index + 1 :]
        if any(cells)
    ]
    if not people:
        raise Unreadable("Sous les titres des colonnes, le fichier ne contient personne.")
    if len(people) > MAX_ROWS:
        raise Unreadable(f"Le fichier a {len(people)} lignes, la limite est de {MAX_ROWS}. Partagez la liste.")
    return Table(people, [cell for at, cell in enumerate(header) if cell and at not in columns])


def _plain(column: str, text: str) -> str:
    """What a cell says: an address without the signs that nobody sees."""
    return _freed(seen(text) if column == "email" else text)


def _freed(text: str) -> str:
    """Without the apostrophe that our exports put before what a spreadsheet would take for a formula."""
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+-@" else text


def _no_header() -> str:
    return "Aucune colonne ne s’appelle « courriel ». Donnez ce titre à la colonne des adresses, ou partez du modèle."
