"""The editors' words: who keeps them, where each is used, and that a used one never goes."""

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.framework.actions import new_draft
from courses.models import Competency, GlossaryTerm, ModulePage
from territories.actions import territory_named
from territories.models import ActorKind, Domain, PilotTerritory, Territory
from territories.usage import uses_of
from tests.conftest import signed_in
from tests.test_access import AUDIENCES, client_of

pytestmark = pytest.mark.django_db
BASE = "/admin/snippets/"
LISTS = {
    "territories/pilotterritory": PilotTerritory,
    "territories/territory": Territory,
    "territories/domain": Domain,
    "territories/actorkind": ActorKind,
    "courses/competency": Competency,
    "courses/glossaryterm": GlossaryTerm,
}


@pytest.fixture
def editor(db: None) -> Client:
    return signed_in("farid")


@pytest.fixture
def administrator(db: None) -> Client:
    return signed_in("gaelle")


@pytest.mark.parametrize("who", AUDIENCES)
def test_every_list_and_form_opens_to_editors_and_administrators_only(who: str) -> None:
    client = client_of(who)
    for path, model in LISTS.items():
        first = model.objects.first()
        for url in (f"{BASE}{path}/", f"{BASE}{path}/edit/{first.pk}/", f"{BASE}{path}/usage/{first.pk}/"):
            assert (client.get(url).status_code == 200) is (who in {"farid", "gaelle"}), (who, url)


def test_one_menu_holds_them_all(editor: Client) -> None:
    page = editor.get("/admin/").content.decode()
    assert "Vocabulaire" in page
    for path in LISTS:
        assert f"{BASE}{path}/" in page


def words_used() -> dict[str, tuple[Any, str]]:
    return {
        "territories/territory": (Territory.objects.filter(enrolments__isnull=False).first(), "Cohorte « "),
        "territories/actorkind": (ActorKind.objects.get(slug="ptce"), "Territoire pilote « [Vivre Les ?] Mureaux »"),
        "courses/competency": (Competency.objects.get(slug="dialogue"), "Module 1, "),
        "courses/glossaryterm": (GlossaryTerm.objects.get(slug="pratiques-responsables"), "leçon « "),
    }


@pytest.mark.parametrize("path", ["territories/territory", "territories/actorkind", "courses/competency", "courses/glossaryterm"])
def test_a_form_says_where_its_word_is_used_and_deletion_is_refused_in_words(administrator: Client, path: str) -> None:
    word, said = words_used()[path]
    assert said in administrator.get(f"{BASE}{path}/edit/{word.pk}/").content.decode()
    for method, status in (("get", 200), ("post", 409)):
        answer = getattr(administrator, method)(f"{BASE}{path}/delete/{word.pk}/")
        assert answer.status_code == status
        assert "Rien n’a été supprimé" in answer.content.decode()
        assert said in answer.content.decode()
        leads = re.search(rf'<a href="/[^"]+">[^<]*{re.escape(said)}', answer.content.decode()) is not None
        assert leads is (path != "territories/territory")  # a cohort has no screen here
    assert type(word).objects.filter(pk=word.pk).exists()


@pytest.mark.parametrize("path", ["territories/territory", "territories/actorkind", "courses/competency", "courses/glossaryterm"])
def test_several_at_once_are_refused_as_soon_as_one_is_used(administrator: Client, path: str) -> None:
    word, said = words_used()[path]
    app, model = path.split("/")
    others = [word.pk]
    if path == "territories/actorkind":
        others.append(ActorKind.objects.create(slug="libre", name="Libre").pk)
    url = f"/admin/bulk/{app}/{model}/delete/?" + "&".join(f"id={pk}" for pk in others)
    answer = administrator.post(url)
    assert answer.status_code == 409
    assert said in answer.content.decode()
    assert type(word).objects.filter(pk__in=others).count() == len(others)


@pytest.mark.parametrize("bulk", [False, True])
def test_a_word_that_nothing_uses_goes(editor: Client, bulk: bool) -> None:
    free = Domain.objects.get(slug="sante")
    assert uses_of(free) == []
    assert "Nulle part pour le moment" in editor.get(f"{BASE}territories/domain/edit/{free.pk}/").content.decode()
    url = f"/admin/bulk/territories/domain/delete/?id={free.pk}" if bulk else f"{BASE}territories/domain/delete/{free.pk}/"
    assert editor.get(url).status_code == 200
    assert editor.post(url).status_code == 302
    assert not Domain.objects.filter(slug="sante").exists()


def test_uses_are_told_without_anybodys_name() -> None:
    territory = Territory.objects.filter(enrolments__isnull=False).first()
    assert territory is not None
    told = " ".join(use.words for use in uses_of(territory))
    assert "inscription" in told
    for enrolment in territory.enrolments.select_related("user"):
        assert enrolment.user.last_name not in told or not enrolment.user.last_name
        assert enrolment.user.email not in told


def test_a_competency_names_its_modules_and_the_versions_of_the_framework() -> None:
    new_draft()
    competency = Competency.objects.get(slug="dialogue")
    told = [use.words for use in uses_of(competency)]
    assert len(told) == len(set(told))
    assert {"Référentiel, version 1", "Référentiel, version 2"} <= set(told)
    for module in ModulePage.objects.filter(main_competency=competency):
        assert f"Module {module.number}, {module.title}" in told
    secondary = ModulePage.objects.filter(secondary_competencies=competency)
    assert secondary.exists()
    assert {f"Module {one.number}, {one.title}" for one in secondary} <= set(told)
    numbers = [int(words.split()[1].strip(",")) for words in told if words.startswith("Module ")]
    assert numbers == sorted(numbers)


def test_an_editor_adds_a_word_and_never_types_its_identifier(editor: Client) -> None:
    url = f"{BASE}territories/domain/add/"
    assert editor.post(url, {"name": "Santé mentale", "order": 0}).status_code == 302
    assert Domain.objects.get(slug="sante-mentale").name == "Santé mentale"
    again = editor.post(url, {"name": "santé Mentale", "order": 0})
    assert again.status_code == 200
    assert "existe déjà dans cette liste" in again.content.decode()
    assert Domain.objects.filter(slug__startswith="sante-mentale").count() == 1


def test_a_place_that_was_emptied_is_asked_for_as_a_number(editor: Client) -> None:
    for kind in ("domain", "actorkind"):
        answer = editor.post(f"{BASE}territories/{kind}/add/", {"name": "Santé mentale", "family": "public", "order": ""})
        assert "Écrivez un nombre. Avec 0, ce mot vient parmi les premiers." in answer.content.decode()


PILOT = {
    "name": "Nouveau pilote", "place": "Rennes", "printed_region": "", "slide": "", "region_code": "53", "kind": "", "initiator": "",
    "initiator_slide": "", "reliability": "sure", "remark": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({}, ""),
        ({"place": ""}, "Écrivez le lieu ou la région, tels qu’ils sont imprimés."),
        ({"name": "", "place": "", "printed_region": "Bretagne"}, "Écrivez le nom, ou au moins le lieu."),
        ({"reliability": "douteuse", "place": "", "printed_region": "Bretagne"}, "écrivez au moins le lieu imprimé"),
    ],
)
def test_an_editor_adds_a_pilot_that_stands_somewhere(editor: Client, change: dict[str, str], sentence: str) -> None:
    answer = editor.post(f"{BASE}territories/pilotterritory/add/", {**PILOT, **change})
    if sentence:
        assert answer.status_code == 200
        assert sentence in answer.content.decode()
    else:
        assert answer.status_code == 302
        assert "Nouveau pilote" in Client().get("/territoires/").content.decode()
    assert PilotTerritory.objects.count() == (12 if sentence else 13)


def test_the_address_of_a_pilot_says_no_more_than_its_page(editor: Client) -> None:
    editor.post(f"{BASE}territories/pilotterritory/add/", {**PILOT, "name": "Agence illisible", "reliability": "douteuse"})
    assert PilotTerritory.objects.get(name="Agence illisible").url == "/territoires/rennes/"


def test_the_name_that_a_territory_bore_before_is_another_place(editor: Client) -> None:
    """A person of « Trois Vallées » was put into the valley that had been renamed."""
    renamed = territory_named("Trois Vallées")
    editor.post(f"{BASE}territories/territory/edit/{renamed.pk}/", {"name": "Pays de Caux", "region": "Normandie"})
    other = territory_named("trois-vallées", region="Occitanie")
    assert (other.name, other.slug, other.region) == ("trois-vallées", "trois-vallees-2", "Occitanie")
    assert territory_named("TROIS VALLEES") == other
    assert territory_named("pays de caux") == renamed


def test_a_place_typed_with_the_apostrophe_of_a_keyboard_is_the_one_that_is_printed_with_ours() -> None:
    printed = territory_named("Pays d’Orsan")
    assert territory_named("pays d'orsan") == printed
    with pytest.raises(ValidationError):
        Territory(name="Pays d'Orsan").clean()


def test_two_places_written_in_other_letters_are_two() -> None:
    kyiv = territory_named("Київ")
    assert territory_named("Αθήνα") != kyiv
    assert territory_named(" київ ") == kyiv
    with pytest.raises(ValidationError):
        Territory(name="КИЇВ").clean()
    Territory(name="Львів").clean()


def test_an_editor_rewrites_a_competency_and_neither_adds_nor_removes_one(editor: Client) -> None:
    free = Competency.objects.get(slug="dialogue")
    assert editor.get(f"{BASE}courses/competency/add/").status_code == 302
    editor.post(f"{BASE}courses/competency/edit/{free.pk}/", {"title": "Dialogue, autrement", "summary": "Un résumé."})
    free.refresh_from_db()
    assert (free.title, free.slug) == ("Dialogue, autrement", "dialogue")
    editor.post(f"{BASE}courses/competency/delete/{free.pk}/")
    assert Competency.objects.count() == 4


def test_a_list_of_one_pilot_and_of_six_costs_the_same(editor: Client) -> None:
    def queries() -> int:
        editor.get(f"{BASE}territories/pilotterritory/")
        with CaptureQueriesContext(connection) as seen:
            assert editor.get(f"{BASE}territories/pilotterritory/").status_code == 200
        return len(seen)

    rest = list(PilotTerritory.objects.exclude(slug="siilab")[5:])
    for one in rest:
        one.delete()
    assert PilotTerritory.objects.count() == 6
    many = queries()
    PilotTerritory.objects.exclude(slug="siilab").delete()
    assert queries() == many


def test_a_form_costs_the_same_however_often_its_word_is_used(editor: Client) -> None:
    kind = ActorKind.objects.get(slug="ptce")
    url = f"{BASE}territories/actorkind/edit/{kind.pk}/"

    def queries() -> int:
        editor.get(url)
        with CaptureQueriesContext(connection) as seen:
            assert editor.get(url).status_code == 200
        return len(seen)

    one = queries()
    for number in range(5):
        PilotTerritory.objects.create(slug=f"p{number}", name=f"P{number}", place="Ici", region_code="53", reliability="sure", kind=kind)
    assert queries() == one
    assert len(uses_of(kind)) == 6


def test_the_list_of_territories_says_yes_or_no_in_french(db: None) -> None:
    Territory.objects.create(name="Val inventé", slug="val-invente", is_demo=True)
    Territory.objects.create(name="Val réel", slug="val-reel")
    listed = signed_in("farid").get("/admin/snippets/territories/territory/?q=Val").content.decode()
    rows = {
        row.find("a").get_text(strip=True): row.get_text(" ", strip=True).split()[-1]
        for row in BeautifulSoup(listed, "lxml").select("tbody tr")
    }
    assert (rows["Val inventé"], rows["Val réel"]) == ("oui", "non")
