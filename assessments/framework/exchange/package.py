"""Reads a CFPackage back into words: each thing must be where `case` puts it, and what is not is told with its line."""

import json
from collections.abc import Iterator
from json import decoder, scanner
from typing import Any

from assessments.enums import LEVELS
from assessments.framework.exchange.case import ITEM, LESSON, SKILL
from assessments.framework.exchange.reading import Found, Unreadable
from assessments.framework.wording import HEAD, INDICATOR, LEVEL, SECTION, FrameworkText, IndicatorText, LevelText, SectionText, lines_of

Thing = dict[str, Any]
WRONG = "Le fichier n’est pas un paquet CASE. Partez d’un export en JSON."


class Placed(json.JSONDecoder):
    """A decoder that remembers on which line each object begins, so that an error can be found in the file."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.kept: list[Thing] = []  # an object that is let go could lend its id to another one
        self.lines: dict[int, int] = {}
        self.last = (0, 1)
        self.parse_object = self._object
        self.scan_once = scanner.py_make_scanner(self)  # type: ignore[attr-defined]

    def _object(self, at: tuple[str, int], *rest: Any) -> tuple[Thing, int]:
        line = self._line(at[1])
        value, end = decoder.JSONObject(at, *rest)  # type: ignore[attr-defined]
        self.kept.append(value)
        self.lines[id(value)] = line
        return value, end

    def _line(self, offset: int) -> int:
        before, line = self.last
        self.last = (offset, line + self.text.count("\n", before, offset))
        return self.last[1]


class Reader:
    """One package being read: what it says goes into `found`, with its line."""

    def __init__(self, text: str) -> None:
        self.found = Found(otherwise="CFDocument")
        self.decoder = Placed(text)

    def line(self, thing: Thing) -> int:
        return self.decoder.lines.get(id(thing), 1)

    def string(self, thing: Thing, name: str) -> str:
        """A text of a thing: empty where it is missing, a fault where it is something else."""
        value = thing.get(name, "")
        if isinstance(value, str):
            return lines_of(value)
        self.found.fault(self.line(thing), name, value, "Écrivez un texte entre guillemets.")
        return ""

    def number(self, thing: Thing, name: str) -> int:
        value = thing.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        self.found.fault(self.line(thing), name, value if value is not None else "", "Écrivez un nombre entier.")
        return 0

    def things(self, thing: Thing, name: str) -> list[Thing]:
        """A list of things; what is none of them is a fault."""
        value = thing.get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.found.fault(self.line(thing), name, "", "Il faut une liste d’objets.")
            return []
        return value

    def inner(self, thing: Thing, name: str) -> Thing:
        value = thing.get(name, {})
        if isinstance(value, dict):
            return value
        self.found.fault(self.line(thing), name, value, "Il faut un objet.")
        return {}

    def place(self, kind: str, at: int, thing: Thing, names: dict[str, str]) -> None:
        self.found.places |= {(kind, at, name): (self.line(thing), column) for name, column in names.items()}


def read(data: bytes) -> Found:
    """The words of a package. Raises `Unreadable` where the file is no JSON, or no package."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("Ce fichier JSON n’est pas en UTF-8. Enregistrez-le en UTF-8, puis envoyez-le.") from error
    reader = Reader(text)
    try:
        whole = reader.decoder.decode(text)
    except json.JSONDecodeError as error:
        raise Unreadable(f"Le fichier n’est pas du JSON : il y a une faute ligne {error.lineno}, colonne {error.colno}.") from error
    except (RecursionError, ValueError) as error:
        raise Unreadable(WRONG) from error
    if not isinstance(whole, dict) or not isinstance(whole.get("CFDocument"), dict):
        raise Unreadable(WRONG)
    reader.found.text = _words(reader, whole)
    return reader.found


def _words(reader: Reader, whole: Thing) -> FrameworkText:
    document = reader.inner(whole, "CFDocument")
    more = reader.inner(document, "extensions")
    rubric = next(iter(reader.things(whole, "CFRubrics")), {})
    levels = _levels(reader, reader.inner(rubric, "extensions"))
    reader.place(HEAD, 0, document, {"title": "title", "intention": "description"})
    reader.place(HEAD, 0, more or document, {"instructions": "instructions", "rules": "rules", "changes": "changes"})
    reader.place(HEAD, 0, rubric or document, {LEVEL: "levels"})
    skills, items = _items(reader, whole)
    links = Links(reader, whole, skills, items)
    return FrameworkText(
        title=reader.string(document, "title"),
        intention=reader.string(document, "description"),
        instructions=reader.string(more, "instructions"),
        rules=reader.string(more, "rules"),
        changes=reader.string(more, "changes"),
        levels=tuple(levels),
        sections=tuple(_sections(reader, skills)),
        indicators=tuple(_indicators(reader, items, links, rubric)),
    )


def _levels(reader: Reader, extensions: Thing) -> Iterator[LevelText]:
    for at, thing in enumerate(reader.things(extensions, "levels")):
        reader.place(LEVEL, at, thing, {name: name for name in ("number", "slug", "title", "definition")})
        number = reader.number(thing, "number")
        yield LevelText(number, *(reader.string(thing, name) for name in ("slug", "title", "definition")))


def _items(reader: Reader, whole: Thing) -> tuple[list[Thing], list[Thing]]:
    """The competencies and the indicators of the package."""
    items: dict[str, list[Thing]] = {SKILL: [], ITEM: []}
    for thing in reader.things(whole, "CFItems"):
        kind = reader.string(thing, "CFItemType")
        if kind in items:
            items[kind].append(thing)
        else:
            reader.found.fault(reader.line(thing), "CFItemType", kind, f"Écrivez « {SKILL} » ou « {ITEM} ».")
    return items[SKILL], items[ITEM]


def _sections(reader: Reader, skills: list[Thing]) -> Iterator[SectionText]:
    for at, thing in enumerate(skills):
        reader.place(SECTION, at, thing, {"competency": "humanCodingScheme", "title": "fullStatement", "summary": "notes"})
        yield SectionText(*(reader.string(thing, name) for name in ("humanCodingScheme", "fullStatement", "notes")))


class Links:
    """What the associations say: of whom an indicator is the child and in which place, and which lessons develop it."""

    def __init__(self, reader: Reader, whole: Thing, skills: list[Thing], items: list[Thing]) -> None:
        self.reader = reader
        self.codes = {reader.string(one, "identifier"): reader.string(one, "humanCodingScheme") for one in skills}
        self.parents: dict[str, tuple[int, str, Thing]] = {}
        self.lessons: dict[str, list[tuple[int, str]]] = {}
        known = {reader.string(one, "identifier") for one in items}
        for thing in reader.things(whole, "CFAssociations"):
            origin = reader.string(reader.inner(thing, "originNodeURI"), "identifier")
            if origin in known:
                self._note(thing, origin)
            elif origin not in self.codes:
                reader.found.fault(reader.line(thing), "originNodeURI", origin, "Ce lien part d’un élément que le fichier n’a pas.")

    def _note(self, thing: Thing, origin: str) -> None:
        kind, target = self.reader.string(thing, "associationType"), self.reader.inner(thing, "destinationNodeURI")
        rank = self.reader.number(thing, "sequenceNumber")
        uri = self.reader.string(target, "uri")
        if kind == "isChildOf":
            self.parents[origin] = (rank, self.codes.get(self.reader.string(target, "identifier"), ""), thing)
        elif kind == "isRelatedTo" and uri.startswith(LESSON):
            self.lessons.setdefault(origin, []).append((rank, uri.removeprefix(LESSON)))
        else:
            self.reader.found.fault(self.reader.line(thing), "associationType", kind, "Ce lien ne dit ni une compétence, ni une leçon.")


def _sentences(reader: Reader, rubric: Thing) -> dict[str, dict[int, tuple[str, Thing]]]:
    """By the identifier of an indicator: the sentence of each level, and where it stands."""
    found: dict[str, dict[int, tuple[str, Thing]]] = {}
    for criterion in reader.things(rubric, "CFRubricCriteria"):
        mine = found.setdefault(reader.string(reader.inner(criterion, "CFItemURI"), "identifier"), {})
        for level in reader.things(criterion, "CFRubricCriterionLevels"):
            position = reader.number(level, "position")
            if position not in LEVELS:
                reader.found.fault(reader.line(level), "position", position, "Un niveau va de 1 à 5.")
            elif position in mine:
                reader.found.fault(reader.line(level), "position", position, f"Le niveau {position} est écrit deux fois.")
            mine.setdefault(position, (reader.string(level, "description"), level))
    return found


def _indicators(reader: Reader, items: list[Thing], links: Links, rubric: Thing) -> Iterator[IndicatorText]:
    said = _sentences(reader, rubric)
    ranked = sorted(items, key=lambda one: links.parents.get(one.get("identifier", ""), (0,))[0])
    for at, thing in enumerate(ranked):
        key = reader.string(thing, "identifier")
        _, competency, link = links.parents.get(key, (0, "", thing))
        sentences = said.get(key, {})
        reader.place(INDICATOR, at, thing, {"code": "humanCodingScheme", "title": "fullStatement", "lessons": "CFAssociations"})
        reader.place(INDICATOR, at, link, {"competency": "destinationNodeURI"})
        for number in LEVELS:
            reader.place(INDICATOR, at, sentences.get(number, ("", thing))[1], {f"level_{number}": f"description, niveau {number}"})
        yield IndicatorText(
            code=reader.string(thing, "humanCodingScheme"),
            competency=competency,
            title=reader.string(thing, "fullStatement"),
            sentences=tuple(sentences.get(number, ("", thing))[0] for number in LEVELS),
            lessons=tuple(code for _, code in sorted(links.lessons.get(key, []), key=lambda pair: pair[0])),
        )
