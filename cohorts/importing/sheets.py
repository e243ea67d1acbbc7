"""The cells of a workbook as text. Run as a process of its own: a file of a few kilobytes decides how much memory it takes.

    python -m cohorts.importing.sheets < file

A workbook is read as a full rectangle, up to the last cell that holds something: one word in the farthest corner makes billions of
empty cells, and the library that reads them then ends its whole process. Writes one JSON object: `sheets`, each with its name and its
rows by line, or `problem`, in a sentence for whoever gave the file. Knows nothing of the site.
"""

import io
import json
import resource
import sys
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

SHEETS = 10
CELLS = 16_000_000  # of one sheet, empty ones included: 20,000 people in 800 columns
SIGNS = 20_000_000  # of one sheet: 1,000 of each of 20,000 people. One text may be named by every cell, and is then unpacked as often
LONGEST = 32_767  # signs of one cell: as many as Excel holds
KEPT = 20  # first lines that are kept where they are empty too: the header is looked for among them
MEMORY = 1024 * 1024 * 1024
SECONDS = 25  # of processor time
BROKEN = "Ce classeur ne s’ouvre pas. Enregistrez-le à nouveau en XLSX ou en ODS, ou exportez-le en CSV."
HUGE = "Ce classeur est démesuré une fois ouvert. Copiez la seule liste dans un nouveau fichier."

Rows = list[tuple[int, list[str]]]


class TooLarge(Exception):
    """A sheet whose rectangle, or whose words, are no list of people."""


def sheets_of(data: bytes) -> list[tuple[str, Rows]]:
    """The first sheets of a workbook, each with its name. Lines without a word are left out, except among the first."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [(name, _rows(book.get_sheet_by_name(name))) for name in book.sheet_names[:SHEETS]]


def _rows(sheet: Any) -> Rows:
    if sheet.total_height * sheet.total_width > CELLS:
        raise TooLarge
    rows, signs = [], 0
    for line, row in enumerate(sheet.iter_rows(), 1):
        if line <= KEPT or row.count("") < len(row):
            cells = [_cell(value) for value in row]
            lengths = [len(cell) for cell in cells]
            signs += sum(lengths)
            if signs > SIGNS or max(lengths, default=0) > LONGEST:
                raise TooLarge
            rows.append((line, cells))
    return rows


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value if value is not None else "").replace("\x00", "").strip()  # a workbook may spell the sign « _x0000_ »


def main() -> None:
    """Reads one workbook from the standard input, within bounds of memory and time that the system keeps."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    said: dict[str, Any]
    try:
        said = {"sheets": sheets_of(sys.stdin.buffer.read())}
    except (TooLarge, MemoryError):
        said = {"problem": HUGE}
    except (CalamineError, OSError, ValueError, KeyError, NotImplementedError):
        said = {"problem": BROKEN}
    sys.stdout.buffer.write(json.dumps(said).encode())


if __name__ == "__main__":
    main()
