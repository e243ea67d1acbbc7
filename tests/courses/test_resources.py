"""The shelf: found by words and filters, in an address one can pass on; a page each; a feed."""

import html
import re
from typing import Any

import feedparser
import pytest
import yaml
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.loading import resources as loading
from courses.loading.reading import ContentError
from courses.models import Competency, ModulePage, Resource, ResourceFacet
from courses.resources.enums import Facet, LinkState, State
from courses.resources.finding import PAGE
from courses.searching import index_all
from pages.models import SearchEntry
from pages.templatetags.typography import french
from territories.enums import Family
from territories.models import ActorKind, Domain, Territory
from tests.conftest import signed_in
from tests.courses.shelf import clear, made

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty(db: None) -> None:
    clear()


@pytest.fixture
def domains(db: None) -> list[Domain]:
    return [
        Domain.objects.update_or_create(slug=slug, defaults={"name": name, "order": order})[0]
        for order, (slug, name) in enumerate([("emploi", "Emploi"), ("age", "Grand âge")])
    ]


def titles(query: str = "", client: Client | None = None) -> list[str]:
    page = (client or Client()).get(f"/ressources/{query}")
    assert page.status_code == 200
    return [line.resource.title for line in page.context["search"].lines]


def counted(query: str = "") -> dict[str, dict[str, int]]:
    """The counts that the page shows, by filter and value."""
    search = Client().get(f"/ressources/{query}").context["search"]
    return {one.facet.parameter: {option.choice.slug: option.count for option in one.options} for one in search.filters}


def words(page: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", page.content.decode())).replace("\u202f", " ").replace("\u00a0", " "))


# What the deck names ----------------------------------------------------------------------------------------------------


def test_the_resources_of_the_deck_stand_on_the_shelf_word_for_word() -> None:
    printed = yaml.safe_load(loading.FILE.read_text())["ressources"]
    assert len(printed) == 3
    page = words(Client().get("/ressources/"))
    for one in printed:
        assert french(one["titre"]).replace("\u202f", " ").replace("\u00a0", " ") in page
        own = Client().get(f"/ressources/{one['slug']}/")
        assert f'href="{one["url"]}"' in own.content.decode()
        assert ("probable, pas certain" in words(own)) is (one.get("fiabilite") == "probable")
        assert "diapositive 13" in words(own)
        assert "544" not in words(own)  # lines of the scan are nobody's business


def test_loading_again_changes_nothing_and_respects_what_editors_decided() -> None:
    Resource.objects.get(slug="site-dedie").delete()
    Resource.objects.filter(kind="formation").update(title="Dit autrement")
    call_command("load_content", verbosity=0)
    assert not Resource.objects.filter(slug="site-dedie").exists()
    assert Resource.objects.get(kind="formation").title == "Dit autrement"
    assert Resource.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    ["ressources: [", "ressources: [{slug: a}]", "ressources: [{slug: a, genre: lien, type: b, titre: c, url: 'http://127.0.0.1/'}]"],
)
def test_a_wrong_file_is_said_and_writes_nothing(wrong: str, tmp_path: Any) -> None:
    (tmp_path / "r.yaml").write_text(wrong)
    with pytest.raises(ContentError):
        loading.read(tmp_path / "r.yaml")


# Finding ----------------------------------------------------------------------------------------------------------------


def test_words_find_however_they_are_typed_and_only_what_holds_them_all(empty: None) -> None:
    made("Les leçons d’une alliance", summary="Trois entreprises.")
    made("Autre chose", summary="Une alliance seule.")
    assert titles("?q=lecon alliances") == ["Les leçons d’une alliance"]
    assert titles("?q=ALLIANCE") == ["Les leçons d’une alliance", "Autre chose"]
    assert titles("?q=xylophone") == []
    assert titles("?q=alliance xylophone") == []


def test_the_words_inside_a_file_are_found_and_shown(empty: None) -> None:
    made("Rapport", summary="Un rapport.", text="Bien plus loin, les ostréiculteurs s’allient.")
    page = Client().get("/ressources/?q=ostreiculteur").content.decode()
    assert "<mark>ostréiculteurs</mark>" in page


def test_the_site_s_own_search_finds_resources_too(empty: None) -> None:
    found = made("Méthode des ostréiculteurs")
    assert found.get_absolute_url() in Client().get("/recherche/?q=ostreiculteur").content.decode()
    Resource.objects.get(pk=found.pk).delete()
    assert "Méthode des ostr" not in Client().get("/recherche/?q=ostreiculteur").content.decode()


def test_filters_combine_and_each_count_follows_the_others(empty: None, domains: list[Domain]) -> None:
    work, age = domains
    module = ModulePage.objects.get(code="m1")
    skill = Competency.objects.get(order=1)
    actor = ActorKind.objects.update_or_create(slug="entreprise", defaults={"name": "Entreprise"})[0]
    place = Territory.objects.create(slug="lorient", name="Lorient")
    made("A", kind="video", domains=[work], modules=[module], competencies=[skill], actor_kinds=[actor], territories=[place])
    made("B", kind="video", domains=[age])
    made("C", kind="lien", domains=[work, age])
    assert counted() == {
        "type": {"video": 2, "lien": 1},
        "domaine": {"emploi": 2, "age": 2},
        "territoire": {"lorient": 1},
        "acteur": {"entreprise": 1},
        "module": {module.slug: 1},
        "competence": {skill.slug: 1},
    }
    assert sorted(titles("?type=video")) == ["A", "B"]
    # Within one filter any of the values; between filters all.
    assert sorted(titles("?domaine=emploi&domaine=age")) == ["A", "B", "C"]
    assert titles(f"?type=video&domaine=emploi&module={module.slug}&competence={skill.slug}&acteur=entreprise&territoire=lorient") == ["A"]
    # The other values of the filter that is chosen keep their counts; the other filters follow.
    assert counted("?type=video")["type"] == {"video": 2, "lien": 1}
    assert counted("?type=video")["domaine"] == {"emploi": 1, "age": 1}
    # A chosen value that leaves nothing stays, so that it can be lifted.
    assert counted("?type=lien&acteur=entreprise")["type"] == {"video": 1, "lien": 0}


def test_counts_say_what_choosing_would_leave(empty: None, domains: list[Domain]) -> None:
    """For every value on screen: its number is the length of the list that its address gives."""
    for number in range(12):
        made(f"Alliance {number}", kind=["video", "lien", "document"][number % 3], domains=[domains[number % 2]][: number % 4])
    for start in ("?q=alliance", "?type=video", "?domaine=emploi&q=alliance", "?"):
        search = Client().get(f"/ressources/{start}").context["search"]
        for one in search.filters:
            for option in one.options:
                if option.is_chosen:
                    continue
                alone = "&".join(part for part in start.strip("?").split("&") if not part.startswith(f"{one.facet.parameter}="))
                page = Client().get(f"/ressources/?{alone}&{one.facet.parameter}={option.choice.slug}")
                assert page.context["search"].page.paginator.count == option.count


@pytest.mark.parametrize(
    "query", ["?type=inconnu", "?couleur=rouge", "?domaine=zzz&type=lien", "?module=%01", "?type=%3Cscript%3Ealert(1)%3C/script%3E"]
)
def test_a_filter_that_does_not_exist_is_ignored_with_a_word(query: str) -> None:
    page = Client().get(f"/ressources/{query}")
    assert page.status_code == 200
    assert "Ce filtre n’existe pas ou n’existe plus, il n’est pas appliqué : " in words(page)
    assert "<script>alert" not in page.content.decode()
    assert page.context["search"].lines


@pytest.mark.parametrize(
    "query",
    [
        "?q=%01",
        f"?q={'a' * 5000}",
        "?q=l’",
        "?tri=zzz",
        "?page=zzz",
        "?page=999999",
        "?page=-1",
        "?q=%27 OR 1=1",
        "?q=&type=",
        "?utm_source=x",
    ],
)
def test_any_address_gets_a_page_without_reproach(query: str) -> None:
    page = Client().get(f"/ressources/{query}")
    assert page.status_code == 200
    assert "n’existe pas" not in words(page)


def test_orders_pages_and_addresses(empty: None) -> None:
    for number in range(PAGE + 3):
        made(f"Alliance {number:02}", days=number)
    assert titles()[0] == "Alliance 00"
    assert titles("?tri=ancien")[0] == f"Alliance {PAGE + 2}"
    assert titles("?tri=titre&page=2") == [f"Alliance {number:02}" for number in range(PAGE, PAGE + 3)]
    page = Client().get("/ressources/?q=alliance&type=lien&tri=titre").content.decode()
    assert 'href="?q=alliance&amp;type=lien&amp;tri=titre&amp;page=2"' in page
    assert 'href="?q=alliance&amp;tri=titre"' in page  # lifts the filter alone
    assert f"{PAGE + 3} ressources pour" in words(Client().get("/ressources/?q=alliance"))


def test_what_is_proposed_or_set_aside_is_nowhere(empty: None, domains: list[Domain]) -> None:
    for state in (State.PROPOSED, State.DISMISSED):
        hidden = made(f"Cachée {state}", state=state, domains=domains, summary="Ostréiculteurs")
        for client in (Client(), signed_in("amina"), signed_in("farid")):
            assert client.get(hidden.get_absolute_url()).status_code == 404
    assert titles() == titles("?q=ostreiculteur") == titles("?domaine=emploi") == []
    assert not ResourceFacet.objects.exists()
    assert not SearchEntry.objects.filter(kind="resource").exists()
    assert "Cachée" not in Client().get("/ressources/flux/").content.decode()


def test_an_empty_shelf_and_an_empty_result_have_a_way_out(empty: None) -> None:
    assert 'href="/glossaire/"' in Client().get("/ressources/").content.decode()
    made()
    page = Client().get("/ressources/?q=xylophone")
    assert "essayez un mot plus court" in words(page)
    assert 'href="/ressources/"' in page.content.decode()


def test_an_invented_territory_is_never_named(empty: None) -> None:
    place = Territory.objects.create(slug="inventee", name="Val-Inventé", is_demo=True)
    found = made("Ici", territories=[place])
    assert "territoire" not in counted()
    assert "Val-Inventé" not in words(Client().get(found.get_absolute_url()))
    assert "n’existe pas" in words(Client().get("/ressources/?territoire=inventee"))


def test_visitors_are_told_of_a_territory_only_where_a_published_resource_names_it(empty: None) -> None:
    """A territory is where people of a cohort come from: an address does not even tell that it exists."""
    place = Territory.objects.create(slug="val-discret", name="Val-Discret")
    url = "/ressources/?territoire=val-discret"
    made("Ailleurs")
    assert "n’existe pas" in words(Client().get(url))
    found = made("Ici", territories=[place])
    assert "n’existe pas" not in words(Client().get(url))
    assert counted()["territoire"] == {"val-discret": 1}
    found.territories.clear()
    assert "Val-Discret" not in words(Client().get("/ressources/"))
    assert "n’existe pas" in words(Client().get(url))


def test_kinds_of_actors_of_one_name_say_which_list_they_stand_in(empty: None) -> None:
    """The document's lists share names: nobody takes one « Acteur public » for all of them, neither reading nor sorting."""
    kinds = [
        ActorKind.objects.update_or_create(family=family, name=name, defaults={"slug": f"essai-{number}"})[0]
        for number, (family, name) in enumerate(
            [
                (Family.INITIATOR, "Acteur public"),
                (Family.PILOT, "Acteur public"),
                (Family.PILOT, "Entreprise"),
                (Family.BEARER, "Entreprises"),
                (Family.PILOT, "PTCE"),
            ]
        )
    ]
    made("A", actor_kinds=kinds[:1])
    made("B", actor_kinds=kinds[1:])
    (found,) = [one for one in Client().get("/ressources/").context["search"].filters if one.facet == Facet.ACTOR]
    assert {option.choice.name for option in found.options} == {
        "Acteur public, à l’initiative",
        "Acteur public, territoire pilote",
        "Entreprise, territoire pilote",
        "Entreprises, porteur possible",
        "PTCE",
    }
    form = signed_in("farid").get("/admin/ressources/add/").content.decode()
    own = form[form.index('<select name="actor_kinds"') :]
    assert own[: own.index("</select>")].count("<optgroup") == len(Family)


def test_facets_follow_what_editors_change(empty: None, domains: list[Domain]) -> None:
    found = made("Guide", domains=[domains[0]])
    found.domains.set([domains[1]])
    assert counted()["domaine"] == {"age": 1}
    domains[0].resources.add(found)
    assert counted()["domaine"] == {"emploi": 1, "age": 1}
    found.kind = "video"
    found.save()
    assert counted()["type"] == {"video": 1}
    found.state = State.DISMISSED
    found.save()
    assert not ResourceFacet.objects.exists()
    found.state = State.PUBLISHED
    found.save()
    before = set(ResourceFacet.objects.values_list("facet", "value"))
    assert before
    index_all()
    assert set(ResourceFacet.objects.values_list("facet", "value")) == before
    assert (int(Facet.DOMAIN), domains[0].pk) in before


# Reading ----------------------------------------------------------------------------------------------------------------


def test_a_dead_link_is_said_with_its_date_and_the_words_remain(empty: None) -> None:
    day = timezone.localdate().replace(year=2026, month=3, day=1)
    found = made("Parti", summary="Ce qu’on y lisait.", link_state=LinkState.DEAD, link_failures=3, link_failed_since=day)
    for url in ("/ressources/", found.get_absolute_url()):
        page = words(Client().get(url))
        assert "Ce lien ne répond plus depuis le 1er mars 2026" in page
        assert "Ce qu’on y lisait." in page


def test_a_page_leads_to_the_shelf_by_what_it_is_about(empty: None, domains: list[Domain]) -> None:
    found = made("Guide", domains=domains, author="L'Observatoire", year=2018, language="en", body="Un.\n\nDeux <b>gras</b>.")
    page = Client().get(found.get_absolute_url())
    assert 'href="/ressources/?domaine=emploi"' in page.content.decode()
    assert "<b>gras" not in page.content.decode()
    for one in ("L’Observatoire", "2018", "anglais", "Deux <b>gras</b>."):
        assert one in words(page)


def test_the_feed_is_read_by_a_library(empty: None) -> None:
    made("Ancienne", days=3)
    made("Nouvelle & <belle>", summary="Deux phrases.", author="Le RAMEAU")
    response = Client().get("/ressources/flux/")
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = feedparser.parse(response.content)
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.language == "fr"
    assert [entry.title for entry in feed.entries] == ["Nouvelle & <belle>", "Ancienne"]
    assert feed.entries[0].link.endswith("/ressources/nouvelle-belle/")
    assert feed.entries[0].summary == "Deux phrases."
    assert feed.entries[0].published_parsed
    assert len({entry.id for entry in feed.entries}) == 2


# Truths -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        {"url": ""},
        {"url": "", "kind": "lien", "file": "resources/x.pdf"},
        {"kind": "autre"},
        {"published_at": None},
        {"decided_at": None},
        {"link_state": LinkState.DEAD, "link_failures": 1},
    ],
)
def test_the_database_refuses_what_must_never_be(values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        made(**values)


def test_a_constraint_is_said_in_french() -> None:
    with pytest.raises(ValidationError, match="Donnez une adresse"):
        Resource(title="Rien", kind="document", slug="rien").full_clean()


# What it costs ----------------------------------------------------------------------------------------------------------


def queries(url: str, client: Client) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize("who", ["", "amina"])
def test_a_filtered_search_costs_the_same_for_one_and_for_twenty(who: str, empty: None, domains: list[Domain]) -> None:
    """Names of filters, words, list, count, counts; the likeliest also their rows. Signed in: session, person."""
    client = signed_in(who) if who else Client()
    url = "/ressources/?q=alliance&type=lien&type=video&domaine=emploi"
    made("Alliance", domains=domains)
    one = queries(url, client)
    for number in range(PAGE - 1):
        made(f"Alliance {number}", domains=domains, kind=["lien", "video"][number % 2], summary="Deux mots.")
    assert len(titles("?q=alliance&type=lien&type=video&domaine=emploi")) == PAGE
    assert queries(url, client) == one <= 12
    assert queries("/ressources/", client) <= 12


def test_lists_and_pages_cost_the_same_with_one_row_and_with_six(empty: None, domains: list[Domain]) -> None:
    visitor = Client()
    found = made("Guide 0", domains=domains[:1], modules=ModulePage.objects.all()[:1])
    page, feed = queries(found.get_absolute_url(), visitor), queries("/ressources/flux/", visitor)
    for number in range(5):
        made(f"Guide {number + 1}")
    found.domains.set(domains)
    found.modules.set(ModulePage.objects.all())
    assert queries(found.get_absolute_url(), visitor) == page <= 6
    assert queries("/ressources/flux/", visitor) == feed <= 1
