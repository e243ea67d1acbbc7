"""A file that somebody sends, read and judged as a whole: nothing is written before all of it was found right."""

from dataclasses import dataclass, field
from typing import Any

from assessments.framework.wording import FrameworkText, Place, problems_of
from pages.weights import weight

MAX_BYTES = 2 * 1024 * 1024  # the whole framework weighs 30 kB
MOST_FAULTS = 200  # a list that somebody reads


class Unreadable(Exception):
    """The file cannot be read at all; the message says what to do."""


@dataclass(frozen=True)
class Fault:
    """One error of a file: its line, its column or field, what is written there and why that cannot be."""

    line: int
    column: str
    value: str
    reason: str


@dataclass
class Found:
    """What a file holds: its words where they could be put together, where each of them stands, and what could not be read."""

    text: FrameworkText | None = None
    places: dict[Place, tuple[int, str]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    otherwise: str = ""  # the column that is named where something stands nowhere

    def fault(self, line: int, column: str, value: Any, reason: str) -> None:
        """Notes an error of the file's own form."""
        self.faults.append(Fault(line, column, shown(str(value)), shown(reason, 400)))

    def judged(self, skills: dict[str, str]) -> "Found":
        """With what its words lack, each where it is written; the whole in the order of the file."""
        problems = problems_of(self.text, skills) if self.text is not None else []
        seen = {(one.line, one.column) for one in self.faults}
        for one in problems:
            line, column = self.places.get(one.place) or (1, "")
            if (line, column) not in seen or not column:
                self.fault(line, column or self.otherwise, one.value, one.reason)
        self.faults.sort(key=lambda one: one.line)
        return self


def read(data: bytes, name: str, skills: dict[str, str]) -> Found:
    """What a file says, judged. Raises `Unreadable` with a French sentence where there is no framework to be read."""
    from assessments.framework.exchange import package, sheet

    if len(data) > MAX_BYTES:
        raise Unreadable(too_heavy(len(data)))
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise Unreadable("Le fichier est vide.")
    if start.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        raise Unreadable("Ce fichier est un classeur. Enregistrez-le en CSV UTF-8, puis envoyez-le.")
    reader = package if start.startswith((b"{", b"[")) or name.lower().endswith(".json") else sheet
    return reader.read(data).judged(skills)


def shown(text: str, limit: int = 61) -> str:
    """The beginning of a text, in signs that a page can hold whatever the file held."""
    return text[:limit].encode("utf-8", "replace").decode().replace("\0", "?")


def too_heavy(size: int) -> str:
    """What is said of a file over the limit, with its weight."""
    return f"Le fichier n’a pas été pris. Il pèse {weight(size)}, la limite est de {weight(MAX_BYTES)}."
