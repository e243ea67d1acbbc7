"""The file of places, domains and actors: strict, loaded once, and what editors decided respected."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from courses.loading import prisms
from courses.loading.reading import ContentError
from courses.loading.writing import Report
from courses.models import ContentLoad
from territories.enums import Family
from territories.models import ActorKind, Domain, PilotTerritory, Territory
from territories.regions import CODES, CURRENT, current_region

GOOD = prisms.FILE.read_text()


@pytest.mark.parametrize(
    ("old", "new", "needle", "reason"),
    [
        ('region_actuelle: "32"', 'region_actuelle: "99"', 'region_actuelle: "99"', "n’est le code d’aucune région"),
        ("fiabilite: sure\n    - slug: alliance", "fiabilite: certaine\n    - slug: alliance", "fiabilite: certaine", "n’est pas permise"),
        ("type_acteur: ptce", "type_acteur: initiateur-public", "type_acteur: initiateur-public", "n’est pas dans cette liste"),
        ('      nom: "Siilab"\n', "", "    - slug: siilab", "le nom manque"),
        ("slug: les-mureaux", f"slug: les-mureaux{'-x' * 20}", "slug: les-mureaux-x", "le texte est trop long"),
        ('lieu: "Paris"', 'ville: "Paris"', 'ville: "Paris"', "ce champ n’existe pas"),
        ('      lieu: "Sables', '      nom: "Agence"\n      lieu: "Sables', "    - slug: sables-d-olonne", "ne garde que son lieu"),
    ],
)
def test_an_error_names_its_line_and_its_reason(tmp_path: Path, old: str, new: str, needle: str, reason: str) -> None:
    text = GOOD.replace(old, new, 1)
    assert text != GOOD
    path = tmp_path / "essai.yaml"
    path.write_text(text)
    with pytest.raises(ContentError) as caught:
        prisms.read(path)
    line = text[: text.index(needle)].count("\n") + 1
    # What a whole entry says wrongly is told at its first line.
    said = [str(problem) for problem in caught.value.problems]
    assert any(f"ligne {line} :" in one and reason in one for one in said), said


@pytest.mark.parametrize("text", ["- 1", "pilotes: [", "", "domaines: 1\ndomaines: 2"])
def test_a_file_that_is_none_of_this_is_refused_in_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "essai.yaml"
    path.write_text(text)
    with pytest.raises(ContentError):
        prisms.read(path)


@pytest.mark.django_db
def test_a_slug_written_twice_is_refused_and_nothing_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "essai.yaml"
    path.write_text(GOOD.replace("slug: face-paris", "slug: siilab", 1))
    monkeypatch.setattr(prisms.read, "__defaults__", (path,))
    with pytest.raises(CommandError, match="« siilab » est écrit deux fois"):
        call_command("load_content", verbosity=0)


@pytest.mark.django_db
def test_the_whole_file_is_loaded_once() -> None:
    assert (PilotTerritory.objects.count(), Domain.objects.count(), ActorKind.objects.count()) == (12, 16, 19)
    assert [ActorKind.objects.filter(family=family).count() for family in Family] == [4, 5, 10]
    report = Report()
    prisms.load(report)
    assert (report.created, report.respected, len(report.unchanged)) == ([], [], 47)


@pytest.mark.django_db
def test_what_an_editor_changed_or_deleted_is_respected() -> None:
    PilotTerritory.objects.filter(slug="siilab").update(name="Siilab, relu")
    PilotTerritory.objects.get(slug="face-paris").delete()
    Domain.objects.get(slug="sante").delete()
    ActorKind.objects.filter(slug="ptce").update(name="Pôle")
    report = Report()
    prisms.load(report)
    assert sorted(report.respected) == ["domaine:sante", "pilote:face-paris"]
    assert PilotTerritory.objects.get(slug="siilab").name == "Siilab, relu"
    assert not PilotTerritory.objects.filter(slug="face-paris").exists()
    assert ActorKind.objects.get(slug="ptce").name == "Pôle"


@pytest.mark.django_db
def test_a_site_from_before_gets_them_and_keeps_what_stands_there() -> None:
    ContentLoad.objects.filter(code__startswith=("pilote:")).delete()
    PilotTerritory.objects.exclude(slug="siilab").delete()
    PilotTerritory.objects.filter(slug="siilab").update(name="Déjà là")
    call_command("setup_site", verbosity=0)
    assert PilotTerritory.objects.count() == 12
    assert PilotTerritory.objects.get(slug="siilab").name == "Déjà là"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [{"region_code": "99"}, {"reliability": "certaine"}, {"place": "", "printed_region": ""}, {"name": "", "place": ""}],
)
def test_the_database_refuses_a_pilot_that_is_nowhere_or_says_nothing(fields: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PilotTerritory.objects.filter(slug="siilab").update(**fields)


@pytest.mark.django_db
def test_a_territory_of_a_cohort_is_no_pilot() -> None:
    assert Territory.objects.filter(is_demo=True).exists()
    assert not {one.name for one in Territory.objects.all()} & {one.name for one in PilotTerritory.objects.all()}


def test_the_codes_name_the_regions_we_know() -> None:
    assert sorted(CODES.values()) == sorted(CURRENT)
    assert all(current_region(name) == name for name in CODES.values())
