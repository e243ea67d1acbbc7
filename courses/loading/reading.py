"""Reads a content file and says everything that is wrong with it, each with its line."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from courses.loading.schema import Curriculum

Place = tuple[str | int, ...]

REASONS = {
    "missing": "ce champ manque",
    "extra_forbidden": "ce champ n’existe pas",
    "string_type": "un texte est attendu",
    "string_too_short": "le texte est vide",
    "string_too_long": "le texte est trop long",
    "string_pattern_mismatch": "cette écriture n’est pas permise ici",
    "int_type": "un nombre entier est attendu",
    "bool_type": "« true » ou « false » est attendu",
    "list_type": "une liste est attendue",
    "model_type": "un groupe de champs est attendu",
    "model_attributes_type": "un groupe de champs est attendu",
    "greater_than": "le nombre est trop petit",
    "greater_than_equal": "le nombre est trop petit",
    "less_than_equal": "le nombre est trop grand",
    "too_short": "la liste est trop courte ({min_length} au moins)",
    "too_long": "la liste est trop longue ({max_length} au plus)",
    "dict_type": "un groupe de champs est attendu",
    "union_tag_not_found": "le type du bloc manque",
    "union_tag_invalid": "ce type de bloc n’existe pas",
    "literal_error": "cette valeur n’est pas permise",
}


@dataclass(frozen=True, order=True)
class Problem:
    """One error of a content file, as its author needs it."""

    file: str
    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, ligne {self.line} : {self.field} : {self.reason}"


class ContentError(Exception):
    """The content file is wrong; nothing was written."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def read(path: Path) -> Curriculum:
    """The curriculum of a file. Raises ContentError with every problem found, in the order of the lines."""
    return checked(path, Curriculum, inconsistencies)


def checked[Kind: BaseModel](path: Path, kind: type[Kind], faults: Callable[[Kind], Iterable[tuple[Place, str]]]) -> Kind:
    """What a file says, as its schema has it. `faults` are what each field allows and the whole does not.

    Raises ContentError with every problem found, in the order of the lines.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ContentError([Problem(path.name, 1, "fichier", f"il n’y a pas de fichier {path}")]) from error
    except OSError as error:
        raise ContentError(
            [Problem(path.name, 1, "fichier", "il ne se lit pas : est-ce un fichier, et avez-vous le droit de le lire ?")]
        ) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ContentError([Problem(path.name, line, "fichier", "il n’est pas en UTF-8 : enregistrez-le dans cet encodage")]) from error
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ContentError([Problem(path.name, mark.line + 1 if mark else 1, "YAML", malformed(error))]) from error
    lines = dict(places(node))
    repeated = [Problem(path.name, line, field, "ce champ est écrit deux fois") for line, field in repeats(node)]
    try:
        found = kind.model_validate(data)
    except ValidationError as error:
        raise ContentError(repeated + [problem_of(path.name, one, lines, data) for one in error.errors()]) from error
    problems = repeated + [Problem(path.name, line_of(lines, place), words(place), reason) for place, reason in faults(found)]
    if problems:
        raise ContentError(problems)
    return found


# What the YAML reader says in English, by how it begins, and what the author then looks for.
MALFORMED = {
    "found character '\\t'": "une tabulation : décalez les lignes avec des espaces",
    "mapping values are not allowed": "deux-points en trop : mettez le texte entre guillemets, ou revoyez le décalage de la ligne",
    "expected <block end>": "cette ligne n’est pas décalée comme celles de son groupe, ou un guillemet manque",
    "found unexpected end of stream": "un guillemet n’est pas fermé",
    "could not find expected ':'": "un deux-points manque après le nom du champ",
    "expected ',' or": "une liste ou un groupe entre crochets n’est pas fermé",
}


def malformed(error: yaml.YAMLError) -> str:
    """What is wrong with the writing of a file, in words."""
    said = str(getattr(error, "problem", None) or "")
    found = next((words for start, words in MALFORMED.items() if said.startswith(start)), "")
    return found or "l’écriture est mal formée à cet endroit ou juste avant : guillemets, décalages, deux-points"


def places(node: yaml.Node | None, place: Place = ()) -> Iterator[tuple[Place, int]]:
    """Every place of the document with the line it stands on."""
    if node is None:
        return
    yield place, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*place, key.value), key.start_mark.line + 1
            for inner, line in places(value, (*place, key.value)):
                if inner != (*place, key.value):
                    yield inner, line
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from places(value, (*place, index))


def repeats(node: yaml.Node | None) -> Iterator[tuple[int, str]]:
    """Keys written twice in the same group: YAML would silently keep the last."""
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                yield key.start_mark.line + 1, key.value
            seen.add(key.value)
            yield from repeats(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from repeats(value)


def problem_of(file: str, error: Any, lines: dict[Place, int], data: Any) -> Problem:
    # pydantic names the tag of a union in the place; the document has no such level.
    place: Place = ()
    here = data
    for step in error["loc"]:
        if isinstance(here, dict) and step not in here and error["type"] != "missing" and here.get("type") == step:
            continue
        if isinstance(here, dict) and here.get("type") == step and step not in here:
            continue
        place = (*place, step)
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            here = None
    reason = (
        str(error["ctx"]["error"])
        if error["type"] == "value_error"
        else REASONS.get(error["type"], error["msg"]).format(**error.get("ctx", {}))
    )
    value = error["ctx"]["tag"] if error["type"] == "union_tag_invalid" else error.get("input")
    if isinstance(value, str | int | bool) and error["type"] not in {"missing", "value_error"}:
        reason = f"{reason} (lu : {str(value)[:60]!r})"
    return Problem(file, line_of(lines, place), words(place), reason)


def line_of(lines: dict[Place, int], place: Place) -> int:
    """The line of a place, or of what it is missing from."""
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place, 1)


def words(place: Place) -> str:
    """« modules[1].lecons[2].titre »: counted from 1, as people do."""
    text = ""
    for step in place:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text or "fichier"


def inconsistencies(curriculum: Curriculum) -> Iterator[tuple[Place, str]]:
    """What each field allows and the whole does not: two of the same name, a competency nobody defined."""
    skills = {skill.slug for skill in curriculum.competences}
    seen: dict[tuple[str, str], Place] = {}

    def twice(kind: str, value: str, place: Place) -> Iterator[tuple[Place, str]]:
        if (kind, value) in seen:
            yield place, f"« {value} » est déjà pris par {words(seen[kind, value])}"
        else:
            seen[kind, value] = place

    for index, skill in enumerate(curriculum.competences):
        yield from twice("competence", skill.slug, ("competences", index, "slug"))
        yield from twice("ordre-competence", str(skill.ordre), ("competences", index, "ordre"))
    for index, module in enumerate(curriculum.modules):
        place: Place = ("modules", index)
        yield from twice("code", module.id, (*place, "id"))
        yield from twice("slug", module.slug, (*place, "slug"))
        yield from twice("ordre", str(module.ordre), (*place, "ordre"))
        if module.competences.principale not in skills:
            yield (
                (*place, "competences", "principale"),
                f"la compétence « {module.competences.principale} » n’existe pas",
            )
        for rank, slug in enumerate(module.competences.secondaires):
            if slug not in skills:
                yield (*place, "competences", "secondaires", rank), f"la compétence « {slug} » n’existe pas"
        for number, lesson in enumerate(module.lecons):
            yield from twice("code", lesson.id, (*place, "lecons", number, "id"))
            yield from twice(f"slug-{module.id}", lesson.slug, (*place, "lecons", number, "slug"))
