"""How the open part of the site is found and shared: its map, its addresses, its cards; each read by a library's own parser."""

import io
import json
import re
from datetime import timedelta
from typing import Any
from urllib.robotparser import RobotFileParser

import extruct
import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageChops
from pyld import jsonld
from rdflib.namespace import SDO
from usp.tree import sitemap_from_str
from wagtail.models import Page, PageViewRestriction

from assessments.framework.models import FrameworkVersion
from courses.guide.cards import first_words
from courses.models import GlossaryTerm, GuideChapterPage, ModulePage
from courses.outline import Outline, bump_epoch
from courses.resources.enums import LinkState, Reliability, State
from pages.cards import MOST, Card, described, node
from pages.models import HomePage, StandardPage
from portal.picture import FILE, HEIGHT, INK, PAPER, PLUM, QUIET, SOFT, WIDTH, drawn
from portal.sitemaps import Shelf
from territories.models import Domain, PilotTerritory
from tests.conftest import signed_in
from tests.courses.shelf import made
from tests.test_access import ARGUMENTS, TABLE

pytestmark = pytest.mark.django_db
BASE = "http://localhost:8000"
OUTSIDE = "https://parcours.example"
# Open to visitors, and for no index: forms, what leads in, what changes at every word.
NOT_FOR_INDEXES = {"search", "account_invitation_help", "demo_mailbox"}
VOCABULARY = set(SDO.__annotations__)
# What schema.org adds to an action's own words, outside its vocabulary.
ACTIONS = {"query-input"}
# What a reader of these facts cannot do without, by kind of thing.
NEEDED = {
    "WebSite": {"name", "url", "potentialAction"},
    "Course": {"name", "url", "description", "hasPart", "inLanguage", "timeRequired"},
    "LearningResource": {"name", "url", "description"},
    "Book": {"name", "url", "description", "hasPart", "isAccessibleForFree"},
    "Chapter": {"name", "url", "description", "isPartOf"},
    "DefinedTermSet": {"name", "url", "hasDefinedTerm"},
    "BreadcrumbList": {"itemListElement"},
}


def mapped(client: Client | None = None, url: str = "/sitemap.xml") -> list[str]:
    """The paths that the map lists, as a library of crawlers reads them."""
    response = (client or Client()).get(url)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml"
    return [page.url.removeprefix(BASE) for page in sitemap_from_str(response.content.decode()).all_pages()]


def opened(path: str, client: Client | None = None, status: int = 200) -> BeautifulSoup:
    response = (client or Client()).get(path)
    assert response.status_code == status, path
    return BeautifulSoup(response.content, "lxml")


def canonical(path: str) -> str | None:
    """The one address that a page says is its own; None where it is for no index."""
    head = opened(path).head
    links = [link["href"] for link in head.select("link[rel=canonical]")]
    assert len(links) + len(head.select('meta[name=robots][content="noindex"]')) == 1, path
    return links[0].removeprefix(BASE) if links else None


def facts(path: str) -> dict[str, dict[str, Any]]:
    """The things that a page describes, by kind, as a library extracts them."""
    found = extruct.extract(Client().get(path).content, base_url=BASE, syntaxes=["json-ld"])["json-ld"]
    return {one["@type"]: one for block in found for one in block["@graph"]}


def shared(path: str) -> dict[str, str]:
    """What a network shows of a page, as a library extracts it."""
    [found] = extruct.extract(Client().get(path).content, base_url=BASE, syntaxes=["opengraph"])["opengraph"]
    return dict(found["properties"])


def context(url: str, options: Any) -> dict[str, Any]:
    """The context of schema.org from here: nothing is asked of anybody."""
    assert url == "https://schema.org"
    return {"contextUrl": None, "documentUrl": url, "document": {"@context": {"@vocab": str(SDO)}}}


def names_of(value: Any) -> set[str]:
    """Every kind and every property of expanded facts."""
    if isinstance(value, list):
        return {name for one in value for name in names_of(one)}
    if not isinstance(value, dict):
        return set()
    own = {name for name in value if not name.startswith("@")} | set(value.get("@type", []))
    return own | {name for inner in value.values() for name in names_of(inner)}


# The map ----------------------------------------------------------------------------------------------------------------


def test_the_map_lists_every_open_page_once_and_nothing_else(outline: Outline) -> None:
    HomePage.objects.get().add_child(instance=StandardPage(title="À propos", slug="a-propos", body="<p>Bonjour</p>"))
    chapters = [f"/guide/{slug}/" for slug in GuideChapterPage.objects.live().values_list("slug", flat=True)]
    pilots = [f"/territoires/{slug}/" for slug in PilotTerritory.objects.values_list("slug", flat=True)]
    shelf = ["mooc-les-alliances-qui-changent-les-territoires", "site-dedie", "tableau-de-bord-de-l-observatoire-des-partenariats"]
    assert sorted(mapped()) == sorted(
        ["/", "/parcours/", "/guide/", "/a-propos/", "/glossaire/", "/ressources/", "/territoires/", "/competences/referentiel/"]
        + ["/confidentialite/", "/accessibilite/", "/mentions-legales/"]
        + [module.url for module in outline.modules]
        + chapters
        + pilots
        + [f"/ressources/{slug}/" for slug in shelf]
    )


def test_what_is_closed_withdrawn_or_undecided_is_on_no_map(outline: Outline) -> None:
    before = set(mapped())
    ModulePage.objects.get(code="m8").unpublish()
    GuideChapterPage.objects.get(slug="phare").unpublish()
    secret = HomePage.objects.get().add_child(instance=StandardPage(title="Privée", slug="privee", body="<p>Non</p>"))
    PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)
    for state in (State.PROPOSED, State.DISMISSED):
        made(f"Cachée {state}", state=state)
    FrameworkVersion.objects.create(number=2, title="Brouillon", intention="", instructions="")
    assert before - set(mapped()) == {"/parcours/rse/", "/guide/phare/"}
    assert set(mapped()) < before
    assert not before & {lesson.url for lesson in outline.lessons}


def test_a_page_is_dated_by_its_last_publication_and_what_nobody_dated_is_not() -> None:
    at = timezone.now() - timedelta(days=400)
    Page.objects.filter(slug="parcours").update(last_published_at=at)
    Page.objects.filter(slug="guide").update(last_published_at=None)
    pages = {page.url.removeprefix(BASE): page for page in sitemap_from_str(Client().get("/sitemap.xml").content.decode()).all_pages()}
    assert pages["/parcours/"].last_modified.date() == timezone.localdate(at)
    version = FrameworkVersion.objects.published().first()
    assert pages["/competences/referentiel/"].last_modified.date() == timezone.localdate(version.published_at)
    for path in ("/guide/", "/glossaire/", "/territoires/siilab/", "/ressources/site-dedie/"):
        assert pages[path].last_modified is None, path


@override_settings(WAGTAILADMIN_BASE_URL=f"{OUTSIDE}/", ALLOWED_HOSTS=["intern"])
def test_addresses_are_those_of_the_public_host_whatever_host_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(headers={"host": "intern"})
    for url in ("/sitemap.xml", "/ressources/flux/"):
        addresses = re.findall(r"https?://[^<\"]+", client.get(url).content.decode())
        ours = [one for one in addresses if "w3.org" not in one and "sitemaps.org" not in one]
        assert ours
        assert all(one.startswith(OUTSIDE) and "//" not in one.removeprefix("https://") for one in ours), url
    assert f"Sitemap: {OUTSIDE}/sitemap.xml" in client.get("/robots.txt").content.decode()
    head = opened("/parcours/", client).head
    assert head.select_one("link[rel=canonical]")["href"] == f"{OUTSIDE}/parcours/"
    assert head.select_one('meta[property="og:image"]')["content"].startswith(f"{OUTSIDE}/static/")
    monkeypatch.setattr(Shelf, "limit", 2)
    assert "intern" not in client.get("/sitemap.xml").content.decode()


def test_a_long_shelf_makes_a_list_of_lists_that_together_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = mapped()
    monkeypatch.setattr(Shelf, "limit", 2)
    lists = [one.url for one in sitemap_from_str(Client().get("/sitemap.xml").content.decode()).sub_sitemaps]
    assert f"{BASE}/sitemap-ressources.xml?p=2" in lists
    assert sorted(path for one in lists for path in mapped(url=one.removeprefix(BASE))) == sorted(whole)
    assert Client().get("/sitemap-autre.xml").status_code == 404
    assert Client().get("/sitemap-ressources.xml?p=99").status_code == 404
    assert Client().get("/sitemap-ressources.xml?p=zzz").status_code == 404


def queries(url: str, client: Client | None = None) -> int:
    client = client or Client()
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_the_map_costs_the_same_with_one_row_and_with_six() -> None:
    """Resources: how many, twice, and their slugs; pages: their site, their restrictions, them, then one for each type; pilots; versions."""
    home = HomePage.objects.get()
    home.add_child(instance=StandardPage(title="Page 0", slug="page-0", body="<p>Un</p>"))
    made("Ressource 0")
    before = queries("/sitemap.xml")
    for number in range(1, 6):
        made(f"Ressource {number}")
        home.add_child(instance=StandardPage(title=f"Page {number}", slug=f"page-{number}", body="<p>Un</p>"))
        PilotTerritory.objects.create(slug=f"p{number}", place=f"Lieu {number}", region_code="11", reliability="sure")
    assert queries("/sitemap.xml") == before <= 16
    assert queries("/robots.txt") == 0


# Robots -----------------------------------------------------------------------------------------------------------------


def test_robots_may_read_what_the_map_lists_and_are_kept_off_the_rest() -> None:
    response = Client().get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    rules = RobotFileParser()
    rules.parse(response.content.decode().splitlines())
    assert rules.site_maps() == [f"{BASE}/sitemap.xml"]
    assert all(rules.can_fetch("*", f"{BASE}{path}") for path in [*mapped(), "/static/img/share.png", "/ressources/?page=2"])
    closed = ["/admin/", "/compte/connexion/", "/recherche/?q=mot", "/invitation/abc/", "/ressources/?type=lien", "/territoires/?region=11"]
    assert not [path for path in closed if rules.can_fetch("*", f"{BASE}{path}")]
    # Every address that the shelf's own links make, whatever is chosen first.
    made("Alliance", domains=[Domain.objects.get_or_create(slug="emploi", defaults={"name": "Emploi"})[0]])
    links = [link["href"] for link in opened("/ressources/?domaine=emploi&tri=titre&q=alliance").select("a[href^='?']")]
    assert links
    assert not [link for link in links if rules.can_fetch("*", f"{BASE}/ressources/{link}")]


# Cards ------------------------------------------------------------------------------------------------------------------


def test_every_address_of_the_map_hands_out_one_whole_card(record_property: Any) -> None:
    """Opened by a visitor: itself its canonical address, described once, shareable with a picture that is there, its facts understood."""
    described_alike: dict[str, str] = {}
    paths = mapped()
    for path in paths:
        head = opened(path).head
        assert canonical(path) == path
        [words] = [one["content"] for one in head.select("meta[name=description]")]
        assert 20 <= len(words) <= MOST, path
        assert not re.search(r"[<>\n]|\s{2}|\w'\w", words), path
        assert described_alike.setdefault(words, path) == path
        assert len(head.select("title")) == 1
        seen = shared(path)
        assert seen["og:url"] == f"{BASE}{path}"
        assert seen["og:title"] in opened(path).body.get_text().replace("\n", " ") or path == "/"
        assert seen["og:description"] == words
        assert (seen["og:site_name"], seen["og:locale"]) == ("Co-construction territoriale", "fr_FR")
        assert seen["og:type"] in {"website", "article"}
        assert seen["og:image"] == f"{BASE}/static/img/share.png"
        assert seen["og:image:alt"]
        kinds = facts(path)
        for kind, found in kinds.items():
            assert NEEDED[kind] <= set(found), (path, kind)
        assert ("BreadcrumbList" in kinds) is bool(opened(path).select("nav.thread")), path
    record_property("said", f"cards walked: {len(paths)} addresses of the map")


def test_facts_use_only_words_of_schema_org_and_ask_nobody() -> None:
    for path in (
        "/",
        "/parcours/",
        "/parcours/rse/",
        "/guide/",
        "/guide/mouvement/",
        "/glossaire/",
        "/ressources/site-dedie/",
        "/territoires/siilab/",
    ):
        [block] = extruct.extract(Client().get(path).content, base_url=BASE, syntaxes=["json-ld"])["json-ld"]
        used = {name.removeprefix(str(SDO)) for name in names_of(jsonld.expand(block, {"documentLoader": context}))}
        assert used
        assert used - VOCABULARY <= ACTIONS, path


def test_the_picture_is_ours_light_and_drawn_from_its_source() -> None:
    kept, again = FILE.read_bytes(), drawn()
    assert len(kept) < 60_000
    for data in (kept, again):
        assert Image.open(io.BytesIO(data)).size == (WIDTH, HEIGHT) == (1200, 630)
    shown = [Image.open(io.BytesIO(data)).convert("RGB") for data in (kept, again)]
    assert ImageChops.difference(*shown).getbbox() is None
    smallest = io.BytesIO()
    Image.open(io.BytesIO(again)).save(smallest, "PNG", optimize=True)
    assert len(again) <= len(smallest.getvalue())
    response = Client().get("/static/img/share.png")
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == kept
    tokens = (FILE.parents[1] / "css/tokens.css").read_text()
    assert all(f"light-dark({ink}," in tokens for ink in (PAPER, INK, QUIET, PLUM, SOFT))
    head = opened("/").head
    assert [head.select_one(f'meta[property="og:image:{side}"]')["content"] for side in ("width", "height")] == ["1200", "630"]


@pytest.mark.parametrize(
    ("path", "own"),
    [
        ("/ressources/?type=lien", "/ressources/"),
        ("/ressources/?q=alliances", "/ressources/"),
        ("/ressources/?tri=titre&page=2", "/ressources/"),
        ("/ressources/?page=2", "/ressources/?page=2"),
        ("/ressources/?page=999", "/ressources/?page=2"),
        ("/ressources/?page=1&utm_source=x", "/ressources/"),
        ("/territoires/?region=11&acteur=ptce", "/territoires/"),
        ("/glossaire/?x=1", "/glossaire/"),
        ("/parcours/?x=1", "/parcours/"),
        ("/competences/referentiel/1/", "/competences/referentiel/"),
    ],
)
def test_what_only_filters_or_sorts_has_the_address_of_the_whole(path: str, own: str) -> None:
    for number in range(21):
        made(f"Alliances {number:02}")
    assert canonical(path) == own


def test_a_past_version_of_the_framework_keeps_its_own_address() -> None:
    FrameworkVersion.objects.create(number=2, title="Deux", intention="Une autre.", instructions="", published_at=timezone.now())
    assert canonical("/competences/referentiel/1/") == "/competences/referentiel/1/"
    assert canonical("/competences/referentiel/2/") == canonical("/competences/referentiel/") == "/competences/referentiel/"
    assert {"/competences/referentiel/", "/competences/referentiel/1/"} <= set(mapped())
    assert "/competences/referentiel/2/" not in mapped()


def test_every_screen_open_to_visitors_has_a_card_and_is_on_the_map_or_is_known_to_be_for_no_index() -> None:
    listed = set(mapped())
    for name, expected in TABLE.items():
        if expected["visitor"] != 200:
            continue
        arguments = ARGUMENTS.get(name, [])
        url = reverse(name, kwargs=arguments) if isinstance(arguments, dict) else reverse(name, args=arguments)
        if Client().get(url)["Content-Type"].startswith("text/html"):
            own = canonical(url)
            assert (own is None) is (name in NOT_FOR_INDEXES), f"{name}: its view hands out a card, or it stands in NOT_FOR_INDEXES"
            assert own is None or own in listed, f"{name}: name it in SCREENS, in site/portal/sitemaps.py"


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("amina", "/parcours/etat-des-lieux/regard-des-maires/", 200),
        ("amina", "/accueil/", 200),
        ("denis", "/cohortes/", 200),
        ("", "/compte/connexion/", 200),
        ("", "/nulle-part/", 404),
        ("", "/recherche/?q=alliances", 200),
    ],
)
def test_what_is_closed_searched_or_missing_is_for_no_index(who: str, path: str, status: int) -> None:
    head = opened(path, signed_in(who) if who else None, status).head
    assert head.select_one("meta[name=robots]")["content"] == "noindex"
    assert not head.select("link[rel=canonical], meta[name=description], meta[property], script[type='application/ld+json']")


def test_a_preview_is_for_no_index() -> None:
    for page in (HomePage.objects.get(), ModulePage.objects.get(code="m1"), GuideChapterPage.objects.get(slug="phare")):
        request = RequestFactory().get("/", headers={"host": "localhost"})
        html = page.make_preview_request(original_request=request).render().content.decode()
        assert '<meta name="robots" content="noindex">' in html
        assert "canonical" not in html


def test_a_reader_who_is_signed_in_meets_the_same_card() -> None:
    assert opened("/parcours/rse/", signed_in("amina")).head.select_one("link[rel=canonical]")["href"] == f"{BASE}/parcours/rse/"


# What they say ----------------------------------------------------------------------------------------------------------


def test_an_editor_s_own_description_comes_first() -> None:
    page = ModulePage.objects.get(code="m1")
    page.search_description = "Le mot de l'éditrice."
    page.save_revision().publish()
    assert shared("/parcours/etat-des-lieux/")["og:description"] == "Le mot de l’éditrice."


def test_a_description_is_cut_at_a_word_and_never_loses_a_doubt() -> None:
    words = described("  Un   mot.\n" + "encore " * 60)
    assert len(words) <= MOST
    assert words.startswith("Un mot. encore")
    assert words.endswith("encore…")
    assert described("", " \n", "C'est « dit » ; oui") == "C’est «\u00a0dit\u00a0»\u202f; oui"
    for before in range(140, 165):
        doubtful = described("a" * before + " Mureaux [?] et la suite de la phrase qui continue")
        assert not doubtful.removesuffix("…").endswith("Mureaux"), before
    assert described("a" * 500) == "a" * (MOST - 1) + "…"
    assert described() == ""


def test_the_course_says_what_is_known_and_invents_nothing(outline: Outline) -> None:
    course = facts("/parcours/")["Course"]
    assert course["name"] == outline.title
    assert course["timeRequired"] == f"PT{outline.minutes}M"
    assert [part["url"] for part in course["hasPart"]] == [f"{BASE}{module.url}" for module in outline.modules]
    assert not {"provider", "hasCourseInstance", "offers", "educationalCredentialAwarded"} & set(course)
    with override_settings(OPERATOR_NAME="L’Institut d'essai"):
        assert facts("/parcours/")["Course"]["provider"] == {"@type": "Organization", "name": "L’Institut d’essai"}
    module = facts("/parcours/rse/")["LearningResource"]
    assert module["isPartOf"]["@id"] == course["@id"]
    assert module["teaches"]
    assert not [url for url in re.findall(r'"url": "(.*?)"', json.dumps(module)) if url.count("/") > 5]


@pytest.mark.parametrize("url", ["/glossaire/", "/competences/referentiel/", "/guide/annexes/"])
def test_each_anchor_of_a_page_leads_to_one_place(url: str) -> None:
    """A sign that the page draws never takes the place of a word: the address of « Binôme » leads to what it means."""
    anchors = [str(one["id"]) for one in opened(url).select("[id]")]
    assert len(anchors) == len(set(anchors)), sorted(one for one in set(anchors) if anchors.count(one) > 1)


def test_each_term_is_defined_under_its_anchor_with_what_it_leaves_open() -> None:
    found = facts("/glossaire/")["DefinedTermSet"]
    anchors = {one.get("id") for one in opened("/glossaire/").select("[id]")}
    by_url = {one["url"]: one for one in found["hasDefinedTerm"]}
    assert len(by_url) == GlossaryTerm.objects.count() == 25
    for term in GlossaryTerm.objects.all():
        one = by_url[f"{BASE}/glossaire/#{term.slug}"]
        assert term.slug in anchors
        assert term.definition[:20].split("'")[0][:15] in one["description"].replace("\u00a0", " ").replace("\u202f", " ")
        assert bool(term.precision) is (len(one["description"]) > len(term.definition) + 5)


def test_a_chapter_without_a_summary_is_described_by_its_first_passage_not_by_a_title() -> None:
    assert first_words(['<h2 id="b-1">Un titre</h2>', "<p> </p>", "<p>Un <b>passage</b>.</p>", "<p>Un autre.</p>"]) == "Un passage."
    assert first_words(['<h2 id="b-1">Un titre seul</h2>']) == ""


def test_a_doubtful_reading_says_so_first_and_a_hidden_one_nowhere() -> None:
    assert shared("/guide/profils-de-maires/")["og:description"].startswith("Lecture à confirmer. ")
    assert facts("/guide/profils-de-maires/")["Chapter"]["description"].startswith("Lecture à confirmer. ")
    hidden = PilotTerritory.objects.create(slug="cache", name="Nom illisible", place="Lieu-dit", region_code="11", reliability="douteuse")
    head = str(opened(hidden.url).head)
    assert "Lieu-dit" in head
    assert "illisible" not in head


def test_a_resource_gives_its_address_only_where_it_is_sure_and_alive() -> None:
    sure = made("Sûre", summary="Deux phrases.", year=2018, author="Le RAMEAU")
    assert facts(sure.get_absolute_url())["LearningResource"]["potentialAction"] == {"@type": "ViewAction", "target": sure.url}
    assert facts(sure.get_absolute_url())["LearningResource"]["datePublished"] == "2018"
    day = timezone.localdate()
    dead = made("Morte", link_state=LinkState.DEAD, link_failures=3, link_failed_since=day)
    for one in (made("Probable", reliability=Reliability.PROBABLE), dead):
        assert one.url not in str(opened(one.get_absolute_url()).head)


def test_the_guide_names_its_chapters_and_its_document_once_it_is_printed() -> None:
    from courses.guide.models import GuidePrint

    GuidePrint.objects.all().delete()
    book = facts("/guide/")["Book"]
    assert [one["url"] for one in book["hasPart"]] == [
        path for path in (f"{BASE}{one}" for one in mapped()) if re.search(r"/guide/\w", path)
    ]
    assert "encoding" not in book
    GuidePrint.objects.create(pk=1, file=ContentFile(b"%PDF-", "g.pdf"), digest="x", size=5, epoch=1, made_at=timezone.now())
    assert facts("/guide/")["Book"]["encoding"]["contentUrl"] == f"{BASE}/guide/guide.pdf"


@pytest.mark.parametrize(
    "hostile", ["</script><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<!-- <script>", "a\u2028b & c"]
)
def test_a_hostile_title_stays_words(hostile: str) -> None:
    page = ModulePage.objects.get(code="m1")
    page.title, page.search_description = hostile, hostile
    page.save_revision().publish()
    bump_epoch()
    resource = made("Titre", summary=hostile)
    for path in ("/parcours/etat-des-lieux/", "/parcours/", resource.get_absolute_url()):
        found = opened(path)
        assert not found.select("img[onerror]")
        assert all(script.get("src") or script.get("type") == "application/ld+json" for script in found.select("script"))
        [block] = found.select("script[type='application/ld+json']")
        assert not re.search(r"[<>&]", block.string)
        said = json.dumps(json.loads(block.string), ensure_ascii=False).replace('\\"', '"')
        assert " ".join(hostile.split())[:10] in " ".join(said.split())


def test_what_is_not_known_is_left_out() -> None:
    assert node("Thing", name="", description=None, hasPart=[], encoding={}) == {"@type": "Thing"}
    assert node("Thing", "/x/")["@id"] == f"{BASE}/x/"
    assert Card("t", "d", "/x/").data == ""


@pytest.mark.parametrize("path", ["/", "/parcours/", "/parcours/rse/", "/guide/", "/guide/mouvement/", "/territoires/siilab/"])
def test_cards_ask_nothing_of_the_database(path: str) -> None:
    """What docs/performance.md says of each of these pages still holds."""
    assert (
        queries(path)
        <= {"/": 4, "/parcours/": 7, "/parcours/rse/": 8, "/guide/": 8, "/guide/mouvement/": 7, "/territoires/siilab/": 3}[path]
    )


def test_the_base_of_addresses_is_the_public_one() -> None:
    assert settings.WAGTAILADMIN_BASE_URL == BASE
