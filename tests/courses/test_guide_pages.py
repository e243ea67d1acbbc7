"""The screens of the guide: fresh, cheap, linked; its terms, its search, its editing."""

import html
import json
import re
from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.blocks.guide import GuideBody
from courses.glossary import Terms, explain
from courses.models import ContentEpoch, GlossaryTerm, GuideChapterPage, GuidePage, LessonPage, ModulePage
from courses.uses import uses_of_terms
from pages.models import SearchEntry
from pages.templatetags.typography import typo
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
URL = "/guide/impacts/"


def section(title: str, anchor: str = "", text: str = "Un texte.") -> dict[str, Any]:
    body = [{"type": "paragraph", "value": {"text": text}, "id": f"p-{title}"}]
    return {"type": "section", "value": {"title": title, "anchor": anchor, "body": body}, "id": f"s-{title}"}


def rewrite(code: str, *sections: dict[str, Any]) -> GuideChapterPage:
    page = GuideChapterPage.objects.get(code=code)
    page.body = json.dumps(sections)
    page.save_revision().publish()
    return page


def get(url: str) -> str:
    response = Client().get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_a_change_is_there_on_the_next_read() -> None:
    get(URL)
    rewrite("impacts", section("Une section neuve", "neuve", "Un paragraphe tout neuf."))
    page = get(URL)
    assert "Un paragraphe tout neuf." in page
    assert '<a href="#neuve">' in page
    assert "Une section neuve" in get("/guide/")


def test_a_chapter_read_after_its_guide_was_withdrawn_is_the_one_of_today() -> None:
    GuidePage.objects.get().unpublish()
    get(URL)
    rewrite("impacts", section("Une section neuve", "neuve", "Un paragraphe tout neuf."))
    assert "Un paragraphe tout neuf." in get(URL)


@pytest.mark.parametrize(("change", "moves"), [("publish", True), ("unpublish", True), ("delete", True), ("draft", False)])
def test_only_what_readers_see_moves_the_epoch(change: str, moves: bool) -> None:
    page = GuideChapterPage.objects.get(code="impacts")
    before = ContentEpoch.objects.get().number
    {"publish": lambda: page.save_revision().publish(), "unpublish": page.unpublish, "delete": page.delete, "draft": page.save_revision}[
        change
    ]()
    assert (ContentEpoch.objects.get().number > before) is moves


def test_chapters_lead_to_their_neighbours_modules_terms_and_other_chapters() -> None:
    page = get(URL)
    for url in ("/guide/animation-territoriale/", "/guide/profils-de-maires/", "/parcours/innovations/", "/glossaire/#hybridation"):
        assert f'href="{url}"' in page, url
    assert "Chapitre 2, Lire les fragilités" in get("/guide/mouvement/").replace("\u00a0", " ")
    assert 'rel="prev"' not in get("/guide/mouvement/")
    assert 'rel="next"' not in get("/guide/annexes/")


def test_annexes_are_no_chapter_where_chapters_are_counted() -> None:
    numbers = GuideChapterPage.objects.live().values_list("number", flat=True)
    counted = len([one for one in numbers if one is not None])
    assert 0 < counted < len(numbers)
    assert f"<span>{counted}\u00a0chapitres</span>" in get("/guide/")


def test_what_is_unpublished_is_linked_nowhere() -> None:
    GuideChapterPage.objects.get(code="experimentation").unpublish()
    for url in ("/guide/", URL, "/guide/annexes/", "/parcours/fragilites/", "/glossaire/"):
        assert "/guide/experimentation/" not in get(url), url
    assert Client().get("/guide/experimentation/").status_code == 404


def test_every_heading_stands_one_level_below_the_one_above() -> None:
    for url in ("/guide/", URL, "/guide/annexes/"):
        levels = [int(level) for level in re.findall(r"<h([1-6])", get(url).split("<main")[1])]
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels)), (url, levels)


def queries(url: str) -> int:
    client = Client()
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_a_chapter_costs_the_same_with_1_and_6_sections() -> None:
    """Its site and that site's root, the page at this address and itself, whether it is private (two), the epoch."""
    rewrite("impacts", section("Une"))
    one = queries(URL)
    rewrite("impacts", *(section(f"Section {number}") for number in range(6)))
    assert queries(URL) == one <= 7


def test_the_first_page_costs_the_same_with_1_and_6_chapters() -> None:
    """The same, and the document's row."""
    chapters = list(GuideChapterPage.objects.exclude(code="annexes").order_by("number"))
    for page in chapters[6:]:
        page.unpublish()
    six = queries("/guide/")
    for page in chapters[1:6]:
        page.unpublish()
    assert queries("/guide/") == six <= 8


def test_the_glossary_costs_the_same_with_1_and_6_terms() -> None:
    """The epoch, the terms, what to see also."""
    keep = list(GlossaryTerm.objects.values_list("pk", flat=True)[:6])
    for term in GlossaryTerm.objects.exclude(pk__in=keep):
        term.delete()
    six = queries("/glossaire/")
    for term in GlossaryTerm.objects.filter(pk__in=keep[1:]):
        term.delete()
    assert queries("/glossaire/") == six <= 4


# Terms ----------------------------------------------------------------------------------------------------------------


def term(slug: str) -> GlossaryTerm:
    return GlossaryTerm.objects.get(slug=slug)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("La co-construction territoriale avance.", True),
        ("Les co-constructions territoriales avancent.", True),
        ("Une co-construction très territoriale.", False),
    ],
)
def test_a_term_is_found_though_the_typography_keeps_a_word_of_it_whole(text: str, found: bool) -> None:
    html = explain(f"<p>{typo(text)}</p>", Terms([term("co-construction-territoriale")]), {})
    assert ("popovertarget" in html) is found
    assert html.count('<span class="nowrap">') == html.count("</span>") == 1
    assert re.sub(r"<[^>]+>", "", html).strip() == text


def test_marks_that_someone_typed_open_no_tag() -> None:
    html = explain("<p>\ue000co-construction territoriale\ue001 \ue001</p>", Terms([term("co-construction-territoriale")]), {})
    assert "span" not in html
    assert html.count("popovertarget") == 1


def test_a_term_explains_itself_once_and_never_in_a_title_a_quote_or_a_link() -> None:
    for chapter in GuideChapterPage.objects.live():
        page = get(f"/guide/{chapter.slug}/")
        targets = re.findall(r'popovertarget="([^"]+)"', page)
        assert len(targets) == len(set(targets))
        assert all(page.count(f'id="{target}"') == 1 for target in targets)
        for pattern in (r"<h[1-6].*?</h[1-6]>", r"<blockquote.*?</blockquote>", r"<a .*?</a>"):
            assert "popovertarget" not in "".join(re.findall(pattern, page, re.DOTALL))
    assert 'popovertarget="t-phare"' in get("/guide/mouvement/")


def test_the_glossary_says_where_a_term_is_used() -> None:
    lessons, chapters = uses_of_terms()["barycentre"]
    assert "Quatre types d’activités, un barycentre" in [use.title for use in lessons]
    assert [use.place for use in chapters][:1] == ["Chapitre 8"]
    assert "Chapitre 8, Quatre types" in re.sub(r"<[^>]+>", "", get("/glossaire/"))
    GuideChapterPage.objects.get(code="activites").unpublish()
    LessonPage.objects.get(title="Quatre types d’activités, un barycentre").unpublish()
    lessons, chapters = uses_of_terms()["barycentre"]
    assert "Chapitre 8" not in [use.place for use in chapters]
    assert "Quatre types d’activités, un barycentre" not in [use.title for use in lessons]


# Search ---------------------------------------------------------------------------------------------------------------


def found(query: str) -> list[tuple[str, str]]:
    return [(result.title, result.url) for result in Client().get("/recherche/", {"q": query}).context["results"]]


def test_a_section_is_found_at_its_own_anchor_of_today() -> None:
    assert ("Lire et comparer ces résultats", "/guide/mouvement/#lire-et-comparer") in found("lire comparer resultats")
    page = GuideChapterPage.objects.get(code="mouvement")
    page.slug = "autrement"
    page.save_revision().publish()
    assert ("Lire et comparer ces résultats", "/guide/autrement/#lire-et-comparer") in found("lire comparer resultats")
    assert "Guide de référence, chapitre 1" in get("/recherche/?q=lire comparer resultats")


def test_a_section_that_is_gone_is_not_found() -> None:
    rewrite("impacts", section("Xylophonie", "xylophonie"))
    assert found("xylophonie") == [("Xylophonie", "/guide/impacts/#xylophonie")]
    rewrite("impacts", section("Autre", "autre"))
    assert found("xylophonie") == []
    GuideChapterPage.objects.get(code="impacts").unpublish()
    assert not SearchEntry.objects.filter(kind="guide", page__slug="impacts").exists()


# Editing --------------------------------------------------------------------------------------------------------------


def cleaned(*sections: dict[str, Any]) -> list[str]:
    body = GuideBody()
    return [child.value["anchor"] for child in body.clean(body.to_python(list(sections)))]


def test_an_anchor_is_made_of_the_title_once_and_stays() -> None:
    assert cleaned(section("Évaluer à deux"), section("Évaluer à deux"), section("Apparence"), section("Binôme")) == [
        "evaluer-a-deux",
        "evaluer-a-deux-2",
        "apparence-2",
        "binome",
    ]
    assert cleaned(section("Un autre titre", "evaluer-a-deux")) == ["evaluer-a-deux"]


def test_a_long_title_leaves_room_for_a_number_in_its_anchor() -> None:
    anchors = cleaned(*(section("Titre " * 20) for _ in range(101)))
    assert len(set(anchors)) == 101
    assert max(len(anchor) for anchor in anchors) <= GuideBody().child_blocks["section"].child_blocks["anchor"].field.max_length


@pytest.mark.parametrize("anchors", [("une", "une"), ("Été là",), ("contenu",), ("a-confirmer",)])
def test_an_anchor_that_would_lead_elsewhere_is_refused(anchors: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError):
        cleaned(*(section(f"Titre {number}", anchor) for number, anchor in enumerate(anchors)))


def test_the_guide_keeps_its_address_and_a_chapter_its_number() -> None:
    page = GuidePage.objects.get()
    page.slug = "autre"
    with pytest.raises(ValidationError, match="L’adresse du guide"):
        page.clean()
    chapter = GuideChapterPage.objects.get(code="impacts")
    chapter.number = 1
    with pytest.raises(ValidationError, match="déjà ce numéro"):
        chapter.clean()
    chapter.code, chapter.number = "", 40
    chapter.clean()
    assert chapter.code == "x-c1"


@pytest.mark.parametrize("name", ["farid", "gaelle"])
def test_every_edit_screen_opens_and_a_draft_is_previewed(name: str) -> None:
    client = signed_in(name)
    page = GuideChapterPage.objects.get(code="impacts")
    page.body = json.dumps([section("Un brouillon à relire")])
    page.save_revision()
    for one in (GuidePage.objects.get(), page):
        assert client.get(reverse("wagtailadmin_pages:edit", args=[one.pk])).status_code == 200
    draft = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).content.decode()
    assert "Un brouillon à relire" in draft
    assert "Un brouillon à relire" not in get(URL)


def test_a_module_leads_to_its_chapters_and_visitors_have_the_guide_in_their_menu() -> None:
    assert 'href="/guide/mouvement/"' in get("/parcours/etat-des-lieux/")
    menu = get("/").split("<nav")[1].split("</nav>")[0]
    assert '<a href="/guide/">Guide</a>' in menu
    assert '<a href="/guide/">Guide</a>' in signed_in("amina").get("/accueil/").content.decode().split("<footer")[1]


def test_deleting_a_chapter_names_the_modules_that_lead_to_it() -> None:
    module = ModulePage.objects.exclude(guide_chapters=[]).order_by("number").first()
    assert module is not None
    chapter = GuideChapterPage.objects.get(code=module.guide_chapters[0])
    screen = signed_in("farid").get(reverse("wagtailadmin_pages:delete", args=[chapter.pk])).content.decode()
    assert f"« {module.title} »" in html.unescape(screen)
    alone = GuideChapterPage.objects.exclude(code__in=[code for one in ModulePage.objects.all() for code in one.guide_chapters]).first()
    assert alone is not None
    assert "ne le montrer" not in signed_in("farid").get(reverse("wagtailadmin_pages:delete", args=[alone.pk])).content.decode()
