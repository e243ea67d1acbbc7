"""Looking for something: found however it is typed, and only what one may read."""

import re
from html import unescape

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cohorts.models import Cohort, ModuleOpening
from courses.models import GlossaryTerm, LessonPage
from courses.searching import index_all, plain
from pages.models import SearchEntry
from pages.search.words import asked, excerpt
from pages.templatetags.typography import french
from tests.conftest import signed_in
from tests.courses.shelf import made

pytestmark = pytest.mark.django_db


def found(client: Client, query: str) -> list[str]:
    page = client.get("/recherche/", {"q": query})
    assert page.status_code == 200
    return [result.title for result in page.context["results"]]


def test_what_is_found_is_set_as_french_printers_set_it() -> None:
    """No sign begins a line alone: the space before it does not break."""
    page = Client().get("/recherche/", {"q": "lieu"})
    shown = re.findall(r"</p>\s*<p>(.*?)</p>", page.content.decode(), re.DOTALL)
    assert shown
    assert not [one for one in shown if re.search(r" [?;!»]|« ", one)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("regard maires", "Où en est la co-construction ? Le regard des maires"),
        ("REGARD DES MAIRES", "Où en est la co-construction ? Le regard des maires"),
        ("regards maire", "Où en est la co-construction ? Le regard des maires"),
        ("eres partenariales", "Trois ères de relations partenariales"),
        ("ère partenariale", "Trois ères de relations partenariales"),
        ("barycentres", "Quatre types d’activités, un barycentre"),
        ("alliances innovante", "Alliance innovante"),
        ("tier lieu", "Gestion d’un lieu, tiers lieu"),
        ("essaimages", "Essaimage, accélération, transfert de savoir-faire"),
        ("ptce", "PTCE"),
        ("interconnaissanc", "Interconnaissance"),
        ("sables olonne", "Sables d’Olonne"),
        ("siilab", "Siilab"),
    ],
)
def test_what_is_looked_for_is_among_the_first_however_it_is_typed(query: str, expected: str) -> None:
    titles = [french(title).replace("\u202f", " ") for title in found(signed_in("amina"), query)[:3]]
    assert expected in titles


def test_results_say_where_they_are_and_why() -> None:
    page = signed_in("amina").get("/recherche/?q=lecon maires").content.decode()
    assert "Module 1" in page
    assert "<mark>" in page


@pytest.mark.parametrize("query", ["", "   ", "zzzzqqq", "<script>alert(1)</script>", "%", "' OR 1=1 --", "\x01", "a" * 5000, "l’ d’"])
def test_any_query_gets_a_page(query: str) -> None:
    page = Client().get("/recherche/", {"q": query})
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_a_lesson_is_found_only_by_those_who_may_open_it(pionniers: Cohort) -> None:
    title = LessonPage.objects.get(code="m8-l1").title
    assert title in found(signed_in("amina"), title)
    for client in (Client(), signed_in("chloe")):
        assert title not in found(client, title)
    for name in ("denis", "farid", "gaelle"):
        assert title in found(signed_in(name), title)
    ModuleOpening.objects.filter(cohort=pionniers, module__code="m8").delete()
    assert title not in found(signed_in("amina"), title)


def test_what_is_unpublished_moved_or_changed_is_found_as_it_is_now() -> None:
    lesson = LessonPage.objects.get(code="m1-l1")
    lesson.title = "Un titre tout neuf et introuvable avant"
    lesson.save_revision().publish()
    client = signed_in("amina")
    assert found(client, "titre neuf introuvable") == [lesson.title]
    LessonPage.objects.get(code="m1-l1").unpublish()
    assert lesson.title not in found(client, "titre neuf introuvable")


def test_nothing_that_participants_write_is_ever_found() -> None:
    from tests.cohorts.writing import block, post

    client = signed_in("amina")
    post(client, "amina", block("reflection"), text="Xylophonie confidentielle", sharing=1, for_cohort=1)
    assert found(client, "xylophonie") == []


def test_the_index_made_anew_is_the_same() -> None:
    before = sorted(SearchEntry.objects.values_list("key", "label"))
    assert index_all() == len(before)
    assert sorted(SearchEntry.objects.values_list("key", "label")) == before
    assert SearchEntry.objects.filter(kind="term").count() == 25


def test_a_search_costs_the_same_for_one_and_for_many_results() -> None:
    client = signed_in("amina")

    def queries(query: str) -> int:
        client.get("/recherche/", {"q": query})
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/recherche/", {"q": query}).context["results"]
        return len(seen)

    assert queries("interconnaissance barycentre") <= 14
    assert abs(queries("ptce") - queries("territoire")) <= 1


def test_a_word_that_nothing_holds_is_named_and_never_dropped_in_silence() -> None:
    client = signed_in("amina")
    for query, said in (
        ("interconnaissance Xylophône", "Ce mot ne se trouve nulle part\u00a0: «\u00a0Xylophône\u00a0». Voici ce qui répond au reste."),
        ("xylophône, interconnaissance zzzz", "Ces mots ne se trouvent nulle part\u00a0: «\u00a0xylophône\u00a0», «\u00a0zzzz\u00a0»."),
        ("interconnaissance", ""),
        ("participant·e·s ptce l’interconnaissance", "Aucun texte ne réunit tous ces mots."),
        ("partenar partenariats", ""),
    ):
        page = client.get("/recherche/", {"q": query})
        assert page.context["results"]
        words = unescape(page.content.decode())
        assert said in words if said else "nulle part" not in words and "Aucun texte" not in words
    shelf = unescape(client.get("/ressources/", {"q": "ptce xylophône"}).content.decode())
    assert "Ce mot ne se trouve nulle part\u00a0: «\u00a0xylophône\u00a0»." in shelf


def test_words_of_a_query_and_an_excerpt() -> None:
    assert asked("Les leçons de l’École") == asked("lecon ecole")
    assert asked("la") == ["la"]
    assert asked("b" * 195 + " 2018")[1:] == ["2018"], "the field takes 200 signs, and the last one counts"
    pieces = excerpt("Un début. " * 40 + "Les alliances innovantes ici.", asked("alliance"))
    assert ("alliances", True) in pieces
    assert pieces[0] == ("… ", False)


# The glossary ---------------------------------------------------------------------------------------------------------


def test_the_glossary_holds_every_term_and_loading_again_changes_nothing() -> None:
    page = Client().get("/glossaire/").content.decode()
    for term in GlossaryTerm.objects.all():
        assert f'id="{term.slug}"' in page
        assert french(term.definition) in unescape(re.sub(r"<[^>]+>", "", page))
    GlossaryTerm.objects.filter(slug="ptce").delete()
    GlossaryTerm.objects.filter(slug="rse").update(definition="Dite autrement.")
    call_command("load_content", verbosity=0)
    assert not GlossaryTerm.objects.filter(slug="ptce").exists()
    assert GlossaryTerm.objects.get(slug="rse").definition == "Dite autrement."


def test_a_term_explains_itself_once_in_a_lesson_and_never_in_a_title() -> None:
    page = signed_in("amina").get("/parcours/etat-des-lieux/trois-eres/").content.decode()
    assert page.count('popovertarget="t-pratiques-responsables"') == 1
    assert page.count('id="t-pratiques-responsables"') == 1
    for heading in page.split("<h")[1:]:
        assert "popovertarget" not in heading.split("</h")[0]


def test_a_changed_definition_is_read_at_once() -> None:
    client = signed_in("amina")
    client.get("/parcours/etat-des-lieux/trois-eres/")
    term = GlossaryTerm.objects.get(slug="pratiques-responsables")
    term.definition = "Une définition toute fraîche."
    term.save()
    assert "Une définition toute fraîche." in client.get("/parcours/etat-des-lieux/trois-eres/").content.decode()


def test_no_space_stands_before_the_full_stop_that_follows_a_word_kept_on_one_line() -> None:
    assert plain('<p>face à la <span class="nowrap">co-construction</span>. Deux phrases</p>') == "face à la co-construction. Deux phrases"


def test_the_next_page_is_of_the_same_words_whatever_signs_they_hold() -> None:
    for number in range(21):
        made(f"R&D, bilan {number}")
    page = Client().get("/recherche/", {"q": "R&D + bilan"})
    following = re.search(r'href="(\?[^"]*)" rel="next"', page.content.decode())
    assert following
    assert Client().get(f"/recherche/{unescape(following[1])}").context["query"] == "R&D + bilan"


def test_without_a_query_one_is_shown_where_to_leaf_through() -> None:
    page = signed_in("amina").get("/recherche/").content.decode()
    main = page.split("<main")[1].split("</main>")[0]
    for address in ("/guide/", "/ressources/", "/glossaire/", "/territoires/", "/competences/referentiel/"):
        assert f'href="{address}"' in main


def test_how_many_were_found_is_a_title_of_the_page() -> None:
    """A role of its own took it from those who go from title to title."""
    assert '<h2 id="r" class="h3">' in Client().get("/recherche/?q=lieu").content.decode()
