"""The public directory: every reading that may be published is there, nothing doubtful as certain, the map beside its table."""

import gzip
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from courses.loading.prisms import FILE
from pages.models import SearchEntry
from pages.templatetags.typography import french
from territories.atlas import shapes
from territories.models import ActorKind, PilotTerritory, Territory
from territories.regions import CODES

pytestmark = pytest.mark.django_db
LIST = "/territoires/"


def soup(url: str, status: int = 200) -> BeautifulSoup:
    response = Client().get(url)
    assert response.status_code == status, url
    return BeautifulSoup(response.content.decode(), "html.parser")


def words(markup: Any) -> str:
    return re.sub(r"\s+", " ", unescape(markup.get_text()))


def same(text: str) -> str:
    return re.sub(r"\s+", " ", french(text))


def leaves(pilot: dict[str, Any], kinds: dict[str, str]) -> Iterator[str]:
    for field in ("nom", "lieu", "region_imprimee", "note"):
        if pilot.get(field):
            yield pilot[field]
    yield CODES[pilot["region_actuelle"]]
    for field in ("type_acteur", "initiateur"):
        if pilot.get(field):
            yield kinds[pilot[field]]


def test_every_reading_that_may_be_published_is_on_its_page(record_property: Any) -> None:
    data = yaml.safe_load(FILE.read_text())
    kinds = {line["slug"]: line["titre"] for lines in data["acteurs"].values() for line in lines["liste"]}
    listed, walked = words(soup(LIST).main), 0
    for pilot in data["pilotes"]["liste"]:
        page = words(soup(f"{LIST}{pilot['slug']}/").main)
        for leaf in leaves(pilot, kinds):
            assert same(leaf) in page, (pilot["slug"], leaf)
            walked += 1
        for field in ("nom", "lieu"):
            assert same(pilot.get(field) or "") in listed
        assert f"Diapositive {data['pilotes']['diapositive']}" in page
    assert walked == 60
    record_property("said", f"territoires pilotes : {walked} lectures retrouvées sur 12 pages")


def test_nothing_doubtful_is_shown_as_certain() -> None:
    """Each doubt is marked in the list and said on the page; a reading below « probable » is nowhere."""
    rows = {row.a["href"]: row for row in soup(LIST).select("table.listed tbody tr")}
    for pilot in PilotTerritory.objects.whole():
        page, row = words(soup(pilot.url).main), words(rows[pilot.url])
        for doubt in pilot.doubts:
            assert doubt in words(rows[pilot.url].select("td")[-1]), pilot.slug
            assert f"À vérifier sur l’original : {', '.join(pilot.doubts)}." in page or not pilot.is_publishable
        assert ("À confirmer" in page) is bool(pilot.doubts)
        if pilot.kind_to_confirm and pilot.shown_kind:
            assert f"{same(pilot.shown_kind.name)} [?] à confirmer" in page
            assert f"{same(pilot.shown_kind.name)} [?]" in row
        if pilot.name_to_confirm and pilot.is_publishable:
            assert "[" in pilot.title
            assert "crochets" in page
    place = words(soup("/territoires/sables-d-olonne/").main)
    assert "Seul le lieu se lit avec certitude" in place
    assert "Collectivité" not in place


def test_a_reading_that_becomes_doubtful_leaves_pages_filters_and_search() -> None:
    """An editor who doubts a reading keeps it in the admin, and the public no longer sees it."""
    pilot = PilotTerritory.objects.get(slug="les-mureaux")
    pilot.reliability = "douteuse"
    pilot.save()
    indexed = SearchEntry.objects.get(key="pilote:les-mureaux")
    everything = f"{soup(LIST)} {soup(pilot.url)} {indexed.label} {indexed.text}"
    for hidden in ("[Vivre Les", "PTCE", 'value="ptce"'):
        assert hidden not in everything, hidden
    assert "Yvelines" in everything


def test_a_region_of_before_2016_is_shown_as_printed_with_ours_said() -> None:
    page = words(soup("/territoires/labo-des-partenariats/").main)
    assert "Poitou-Charentes" in page
    assert "Nouvelle-Aquitaine ajoutée par nous" in page
    assert "ajoutée par nous" not in words(soup("/territoires/siilab/").main)


def test_the_list_goes_by_region_then_by_name() -> None:
    titles = [words(row.th) for row in soup(LIST).select("table.listed tbody tr")]
    assert titles[:2] == ["LeCentSept", "Villes au Carré"]
    assert titles[4:7] == ["Agir ensemble en Territoire", "FACE-Paris", "[Vivre Les ?] Mureaux"]


def test_the_map_has_every_region_and_counts_those_of_the_table() -> None:
    page = soup(LIST)
    drawn = {path["id"] for path in page.select("svg.atlas g path")}
    assert drawn == {f"r{code}" for code in CODES}
    held = {
        use["href"]: int(text.get_text()) for use, text in zip(page.select("svg.atlas use"), page.select("svg.atlas text"), strict=True)
    }
    assert sum(held.values()) == 12
    assert set(held) == {f"#r{one.region_code}" for one in PilotTerritory.objects.all()}
    assert held["#r11"] == 3
    assert page.select_one("svg.atlas")["aria-hidden"] == "true"
    assert not page.select("svg.atlas [style]")
    for one in PilotTerritory.objects.all():
        assert soup(one.url).select_one("svg.atlas use.is-here")["href"] == f"#r{one.region_code}"


def test_the_map_is_light_and_keeps_its_shape(record_property: Any) -> None:
    weight = len(gzip.compress(str(soup(LIST).select_one("svg.atlas")).encode()))
    whole = len(gzip.compress(Client().get(LIST).content))
    record_property("said", f"carte des régions : {weight} octets compressés, sa page {whole}")
    assert weight < 5_000
    assert whole < 10_000
    for shape in shapes():
        assert -5 <= shape.x <= 695, shape.name
        assert -5 <= shape.y <= 725, shape.name
        assert re.fullmatch(r"(M-?\d+ -?\d+l[\d -]+z)+", shape.d), shape.name


@pytest.mark.parametrize(
    ("query", "slugs", "ignored"),
    [
        ("?region=11", {"face-paris", "agir-ensemble-en-territoire", "les-mureaux"}, 0),
        ("?region=11&acteur=ptce", {"les-mureaux"}, 0),
        ("?acteur=entreprise", {"caisse-d-epargne-midi-pyrenees"}, 0),
        ("?region=32&acteur=ptce", set(), 0),
        ("?region=zz&acteur=ptce", {"les-mureaux"}, 1),
        ("?region=94&acteur=nulle-part", None, 2),
        ("?region=%01&acteur='", None, 2),
        ("?page=4", None, 0),
    ],
)
def test_a_filter_is_an_address_and_one_that_is_none_is_left_aside_with_a_word(query: str, slugs: set[str] | None, ignored: int) -> None:
    page = soup(LIST + query)
    found = {row.a["href"].split("/")[2] for row in page.select("table.listed tbody tr")}
    assert found == (slugs if slugs is not None else set(PilotTerritory.objects.values_list("slug", flat=True)))
    assert len(page.select("main .notice")) == ignored
    if not found:
        assert "Élargissez l’un des deux." in words(page.main)


def test_counts_say_what_the_other_filter_would_leave() -> None:
    page = words(soup(f"{LIST}?region=11"))
    assert "PTCE (1)" in page
    assert "Académique (0)" in page
    assert "Occitanie (2)" in page


def test_an_empty_directory_says_so() -> None:
    PilotTerritory.objects.all().delete()
    assert "Aucun territoire pilote n’est encore publié." in words(soup(LIST).main)


def test_no_territory_of_a_cohort_is_in_the_directory() -> None:
    Territory.objects.create(slug="val-cache", name="Val-Caché", region="Bretagne")
    everything = str(soup(LIST))
    assert "démonstration" not in words(soup(LIST).main)
    for territory in Territory.objects.all():
        assert territory.name not in everything
        soup(f"{LIST}{territory.slug}/", 404)
    soup(f"{LIST}nulle-part/", 404)


def test_a_page_leads_to_the_module_the_lesson_and_the_chapter_while_each_is_published() -> None:
    track = {"/parcours/modeles-co-construction/", "/parcours/modeles-co-construction/territoires-pilotes/"}

    def links() -> set[str]:
        return {link["href"] for link in soup("/territoires/siilab/").select("main .rows a")}

    assert links() == {*track, "/guide/territoires-pilotes/"}
    Page.objects.get(slug="territoires-pilotes", url_path__contains="/guide/").unpublish()
    assert links() == track


def test_a_page_says_that_no_story_is_told_yet() -> None:
    assert "Aucun récit public encore." in words(soup("/territoires/siilab/").main)


def test_the_directory_is_in_the_visitors_menu_and_in_every_foot() -> None:
    page = soup("/")
    assert page.select_one(f'nav.menu a[href="{LIST}"]')
    assert page.select_one(f'footer a[href="{LIST}"]')


@pytest.mark.parametrize("url", [LIST, "/territoires/siilab/"])
def test_one_territory_and_six_cost_the_same(url: str) -> None:
    def queries() -> int:
        Client().get(url)
        with CaptureQueriesContext(connection) as seen:
            assert Client().get(url).status_code == 200
        return len(seen)

    PilotTerritory.objects.exclude(slug="siilab").delete()
    before = queries()
    kind = ActorKind.objects.filter(family="pilote").first()
    for number in range(5):
        PilotTerritory.objects.create(slug=f"p{number}", name=f"P{number}", place="Ici", region_code="53", reliability="sure", kind=kind)
    assert queries() == before
    # The directory asks for the pilots; a page for its pilot, the content's epoch and the guide's chapter.
    assert before <= (1 if url == LIST else 4)


def test_a_pilot_is_found_as_it_is_now() -> None:
    pilot = PilotTerritory.objects.get(slug="siilab")
    pilot.remark = "Xylophonie territoriale"
    pilot.save()

    def found() -> list[str]:
        return [result.url for result in Client().get("/recherche/?q=xylophonie").context["results"]]

    assert found() == [pilot.url]
    pilot.delete()
    assert found() == []


def test_loading_puts_all_of_them_into_the_search() -> None:
    SearchEntry.objects.filter(kind="territory").delete()
    call_command("load_content", verbosity=0)
    from courses.searching import index_all

    index_all()
    assert SearchEntry.objects.filter(kind="territory").count() == 12


def test_a_filter_leads_to_what_it_found() -> None:
    """Sent by keyboard, it would come back at the top of the page, before the menu, and nothing would say how many it found."""
    page = soup(LIST)
    form, title = page.select_one("main form[method=get]"), page.select_one("#t")
    assert form is not None
    assert form["action"] == f"{LIST}#t"
    assert title is not None
    assert title["tabindex"] == "-1"
    assert words(title).startswith("12 territoires")
