"""The framework as a file: what goes out comes back in, sign by sign; what is wrong is told, and nothing of it is written."""

import csv
import io
import json
from typing import Any

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.framework.actions import import_draft, new_draft
from assessments.framework.exchange import case, sheet
from assessments.framework.exchange.reading import MAX_BYTES, Fault, Unreadable, read
from assessments.framework.wording import FrameworkText, IndicatorText, LevelText, SectionText, problems_of, skill_titles, words_of
from assessments.models import FrameworkVersion
from assessments.participants import AssessmentError
from cohorts.desk.exporting import FORMULA
from tests.assessments.making import current_version

pytestmark = pytest.mark.django_db

SKILLS = ("dialogue", "mise-en-relation", "experimentation", "accompagnement")
# What a spreadsheet, a separator or a quote could spoil, more often than chance would draw it.
SPOILERS = st.sampled_from(
    ["=1+1", "+33", "-5", "@nom", "'=x", "''@", '"', ";", ",", "\n", "\t", "é", "l’œuvre", "« Je »", "'", "\\", "</b>", "😀", " "]
)
SIGNS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\r"), max_size=12)
TEXTS = st.lists(SPOILERS | SIGNS, min_size=1, max_size=5).map("".join).filter(lambda text: text.strip())
MAYBE = st.just("") | TEXTS
CODES = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)


def title(limit: int) -> st.SearchStrategy[str]:
    return TEXTS.filter(lambda text: len(text) <= limit)


@st.composite
def frameworks(draw: st.DrawFn) -> FrameworkText:
    """A framework that breaks no rule: its words are whatever people may type."""
    extra = draw(st.lists(st.sampled_from(SKILLS), max_size=5))
    places = draw(st.permutations([*SKILLS, *extra]))
    codes = draw(st.lists(CODES, min_size=len(places), max_size=len(places), unique=True))
    slugs = draw(st.lists(CODES, min_size=5, max_size=5, unique=True))
    sentences = st.tuples(*[TEXTS] * 5)
    lessons = st.lists(CODES.filter(lambda code: len(code) <= 20), max_size=4, unique=True).map(tuple)
    return FrameworkText(
        title=draw(title(200)),
        intention=draw(TEXTS),
        instructions=draw(TEXTS),
        rules=draw(TEXTS),
        changes=draw(MAYBE),
        levels=tuple(LevelText(at, slug, draw(title(60)), draw(TEXTS)) for at, slug in enumerate(slugs, 1)),
        sections=tuple(SectionText(slug, draw(title(120)), draw(MAYBE)) for slug in SKILLS),
        indicators=tuple(
            IndicatorText(code, skill, draw(title(200)), draw(sentences), draw(lessons)) for code, skill in zip(codes, places, strict=True)
        ),
    )


def aside(package: dict[str, Any]) -> dict[str, Any]:
    """A package without what belongs to one version alone: its number, its state, its dates."""

    def dateless(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: dateless(inner) for key, inner in value.items() if key not in {"lastChangeDateTime", "version", "adoptionStatus"}}
        return [dateless(inner) for inner in value] if isinstance(value, list) else value

    found: dict[str, Any] = dateless(package)
    return found


def redrafted(data: bytes, name: str) -> FrameworkVersion:
    FrameworkVersion.objects.drafts().delete()
    found = read(data, name, skill_titles())
    assert found.faults == []
    assert found.text is not None
    return FrameworkVersion.objects.whole().get(pk=import_draft(text=found.text).pk)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(text=frameworks())
def test_any_framework_comes_back_as_it_went_out_in_both_formats(text: FrameworkText) -> None:
    FrameworkVersion.objects.drafts().delete()
    assert problems_of(text, skill_titles()) == []
    first = FrameworkVersion.objects.whole().get(pk=import_draft(text=text).pk)
    assert words_of(first) == text
    table, package = sheet.written(words_of(first)), case.package(first)
    for data, name in ((table, "a.csv"), (case.written(first), "a.json")):
        again = redrafted(data, name)
        assert words_of(again) == text
        assert sheet.written(words_of(again)) == table
        assert aside(case.package(again)) == aside(package)


@given(text=TEXTS)
def test_no_cell_is_taken_for_a_formula_and_each_comes_back_as_it_was(text: str) -> None:
    assert not sheet.sheltered(text).startswith(FORMULA)
    assert sheet.freed(sheet.sheltered(text)) == text


@pytest.mark.parametrize("name", ["a.csv", "a.json"])
def test_the_published_framework_makes_the_round_trip(name: str) -> None:
    version = FrameworkVersion.objects.whole().get(pk=current_version().pk)
    data = sheet.written(words_of(version)) if name == "a.csv" else case.written(version)
    again = redrafted(data, name)
    assert words_of(again) == words_of(version)
    assert len(words_of(again).indicators) == 19
    assert again.number == 2
    assert not again.is_published


def test_each_thing_has_an_address_however_the_public_one_is_written() -> None:
    with override_settings(WAGTAILADMIN_BASE_URL="https://parcours.example/"):
        assert case.package(current_version())["CFDocument"]["uri"] == "https://parcours.example/competences/referentiel/"


def test_the_package_speaks_case() -> None:
    package = case.package(current_version())
    assert set(package) == {"CFDocument", "CFItems", "CFAssociations", "CFRubrics"}
    assert package["CFDocument"]["caseVersion"] == "1.1"
    items = {one["humanCodingScheme"]: one for one in package["CFItems"]}
    assert len(items) == 23
    kinds = {one["associationType"] for one in package["CFAssociations"]}
    assert kinds == {"isChildOf", "isRelatedTo"}
    criteria = package["CFRubrics"][0]["CFRubricCriteria"]
    assert len(criteria) == 19
    assert [level["position"] for level in criteria[0]["CFRubricCriterionLevels"]] == [1, 2, 3, 4, 5]
    said = [level for one in criteria for level in (one, *one["CFRubricCriterionLevels"])]
    assert not any({"score", "weight"} & level.keys() for level in said)
    keys = [thing["identifier"] for part in ("CFItems", "CFAssociations") for thing in package[part]]
    keys += [level["identifier"] for one in criteria for level in (one, *one["CFRubricCriterionLevels"])]
    assert len(set(keys)) == len(keys)
    # Written down once: other tools keep it.
    assert items["dia-1"]["identifier"] == case.identifier("indicateur", "dia-1") == PERMANENT


PERMANENT = "088be0b5-198c-5ee5-9a23-390f9c410fcb"


def rows() -> list[list[str]]:
    text = sheet.written(words_of(current_version())).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def table(changed: list[list[str]], encoding: str = "utf-8", separator: str = ";") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(changed)
    return out.getvalue().encode(encoding)


def faults(data: bytes, name: str = "a.csv") -> list[Fault]:
    return read(data, name, skill_titles()).faults


def at(changed: list[list[str]], code: str) -> int:
    return next(index for index, row in enumerate(changed) if row[0] == "indicateur" and row[2] == code)


def column(name: str) -> int:
    return sheet.COLUMNS.index(name)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("compétence", "cuisine", "Cette compétence n’existe pas. Choisissez parmi : dialogue"),
        ("niveau 3", "  ", "Écrivez la phrase du niveau 3."),
        ("titre", "", "Donnez un titre à cet indicateur."),
        ("titre", "x" * 201, "Ce texte a 201 caractères, la limite est de 200."),
        ("code", "dia-2", "Un autre indicateur porte déjà l’identifiant « dia-2 »."),
        ("code", "Dia 1", "Un identifiant s’écrit en minuscules"),
        ("leçons", "m1-l3, m1-l3", "Une leçon est citée deux fois."),
        ("leçons", "M1 L3", "Un identifiant s’écrit en minuscules"),
        ("élément", "chapitre", "Cet élément n’existe pas."),
    ],
)
def test_an_error_of_a_table_is_told_with_its_line_its_column_and_its_value(name: str, value: str, reason: str) -> None:
    changed = rows()
    index = at(changed, "dia-3")
    changed[index][column(name)] = value
    data = table(changed)
    found = [fault for fault in faults(data) if fault.column == name]
    assert found
    assert reason in found[0].reason
    assert found[0].line == index + 1 or name == "code"
    assert found[0].value.strip("…") in value


def test_every_error_of_a_file_is_told_at_once() -> None:
    changed = rows()
    changed[at(changed, "dia-1")][column("niveau 1")] = ""
    changed[at(changed, "rel-2")][column("titre")] = ""
    changed = [row for row in changed if row[:3] != ["niveau", "4", "maitrise"]]
    changed = [row for row in changed if not (row[0] == "indicateur" and row[3] == "accompagnement")]
    found = faults(table(changed))
    assert min(fault.line for fault in found) == 1, "what stands nowhere is told at the head of the file"
    reasons = " ".join(fault.reason for fault in found)
    for said in (
        "phrase du niveau 1",
        "titre à cet indicateur",
        "Il manque : 4.",
        "« Accompagnement du partenariat » n’a aucun indicateur",
    ):
        assert said in reasons


def test_lines_are_those_of_the_file_even_where_a_cell_holds_several() -> None:
    changed = rows()
    changed[2][column("texte")] = "Un\nDeux\nTrois"
    changed[at(changed, "dia-1")][column("niveau 1")] = ""
    data = table(changed)
    [fault] = faults(data)
    assert data.decode().split("\n")[fault.line - 1].startswith("indicateur;;dia-1;")


@pytest.mark.parametrize(
    ("encoding", "separator"), [("utf-8", ","), ("utf-8", "\t"), ("utf-16", "\t"), ("cp1252", ";"), ("utf-8-sig", ";")]
)
def test_what_spreadsheets_write_is_read(encoding: str, separator: str) -> None:
    found = read(table(rows(), encoding, separator), "a.csv", skill_titles())
    assert found.faults == []
    assert found.text == words_of(current_version())


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.csv", "Le fichier est vide."),
        (b" \r\n ", "a.json", "Le fichier est vide."),
        (b"x" * (MAX_BYTES + 1), "a.csv", "Il pèse 2,1 Mo, la limite est de 2 Mo."),
        (b"PK\x03\x04zip", "a.xlsx", "Ce fichier est un classeur."),
        (b"\x81\x8d\xff\xfa", "a.csv", "Enregistrez-le en « CSV UTF-8 »"),
        ("élément,é\né,é".encode("cp1252"), "a.csv", "Enregistrez-le en « CSV UTF-8 »"),
        (b"un;deux\n1;2", "a.csv", "Le fichier n’a pas les colonnes attendues."),
        (b"\x00\x01\x02\x03" * 50, "a.csv", "Le fichier n’a pas les colonnes attendues."),
        (",".join(sheet.COLUMNS).encode(), "a.csv", "le fichier ne contient rien"),
        (b"{", "a.csv", "Le fichier n’est pas du JSON : il y a une faute ligne 1"),
        (b"pas du tout", "a.json", "Le fichier n’est pas du JSON"),
        (b"[]", "a.json", "Le fichier n’est pas un paquet CASE."),
        (b"[" * 100_000, "a.json", "Le fichier n’est pas un paquet CASE."),
        (b'{"a": ' * 50_000, "a.json", "Le fichier n’est pas un paquet CASE."),
        ('{"é": 1}'.encode("cp1252"), "a.json", "n’est pas en UTF-8"),
        (b'{"CFDocument": 1}', "a.json", "Le fichier n’est pas un paquet CASE."),
        (b'{"CFDocument": ' + b"1" * 5_000 + b"}", "a.json", "Le fichier n’est pas un paquet CASE."),
    ],
)
def test_a_file_that_cannot_be_read_gets_a_sentence(data: bytes, name: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read(data, name, skill_titles())


def spoilt(change: Any) -> list[Fault]:
    package = json.loads(case.written(current_version()))
    change(package)
    return faults(json.dumps(package, ensure_ascii=True, indent=1).encode(), "a.json")


@pytest.mark.parametrize(
    ("change", "where", "reason"),
    [
        (lambda one: one["CFItems"][4].update(fullStatement=3), "fullStatement", "Écrivez un texte entre guillemets."),
        (lambda one: one["CFItems"][4].update(fullStatement=""), "fullStatement", "Donnez un titre à cet indicateur."),
        (lambda one: one["CFItems"][4].update(fullStatement="a\0b"), "fullStatement", "un caractère qui ne s’écrit pas"),
        (lambda one: one["CFItems"][4].update(fullStatement="\ud800"), "fullStatement", "un caractère qui ne s’écrit pas"),
        (lambda one: one["CFItems"][4].update(CFItemType="\ud800"), "CFItemType", "Écrivez « Compétence » ou « Indicateur »."),
        (lambda one: one["CFItems"][4].update(CFItemType="Norme"), "CFItemType", "Écrivez « Compétence » ou « Indicateur »."),
        (lambda one: one.update(CFItems="x"), "CFItems", "Il faut une liste d’objets."),
        (lambda one: one["CFAssociations"].clear(), "destinationNodeURI", "Cette compétence n’existe pas."),
        (lambda one: one["CFAssociations"][5].update(sequenceNumber="un"), "sequenceNumber", "Écrivez un nombre entier."),
        (lambda one: one["CFAssociations"][5].update(associationType="precedes"), "associationType", "ni une compétence, ni une leçon"),
        (lambda one: one["CFAssociations"][5].update(originNodeURI={}), "originNodeURI", "un élément que le fichier n’a pas"),
        (lambda one: one.pop("CFRubrics"), "levels", "Il faut cinq niveaux"),
        (lambda one: one["CFRubrics"][0]["extensions"]["levels"][1].update(number=7), "number", "Un niveau va de 1 à 5."),
        (
            lambda one: one["CFRubrics"][0]["CFRubricCriteria"][0]["CFRubricCriterionLevels"][0].update(position=2),
            "position",
            "écrit deux fois",
        ),
        (lambda one: one["CFDocument"].pop("extensions"), "instructions", "Écrivez la consigne."),
        (lambda one: one["CFDocument"].update(title=" "), "title", "Donnez un titre"),
    ],
)
def test_an_error_of_a_package_is_told_with_its_line(change: Any, where: str, reason: str) -> None:
    found = [fault for fault in spoilt(change) if fault.column == where and reason in fault.reason]
    assert found
    assert found[0].line >= 1
    assert found[0].value.encode() is not None


def test_the_line_of_a_package_is_where_the_thing_begins() -> None:
    package = json.loads(case.written(current_version()))
    package["CFItems"][4]["fullStatement"] = ""
    data = json.dumps(package, ensure_ascii=False, indent=1)
    [fault] = faults(data.encode(), "a.json")
    assert package["CFItems"][4]["identifier"] in data.split("\n")[fault.line]


def test_nothing_is_written_over_a_draft_nor_from_words_that_are_no_framework() -> None:
    words = words_of(current_version())
    with pytest.raises(AssessmentError, match="Donnez un titre"):
        import_draft(text=FrameworkText(**{**vars(words), "title": " "}))
    assert not FrameworkVersion.objects.drafts().exists()
    new_draft()
    with pytest.raises(AssessmentError, match="existe déjà"):
        import_draft(text=words)
    with pytest.raises(AssessmentError, match="existe déjà"):
        new_draft()
    assert FrameworkVersion.objects.count() == 2
