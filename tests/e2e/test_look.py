"""What the look promises, measured in a browser: one header, nothing shown that is hidden, tables that say where they go on."""

from io import BytesIO
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

COHORT = "/cohortes/pionniers/"


@pytest.mark.parametrize("width", [768, 900])
@pytest.mark.parametrize(
    ("who", "url"),
    [("", "/"), ("", "/parcours/"), ("", "/territoires/"), ("amina", "/accueil/"), ("amina", "/competences/"), ("denis", COHORT)],
)
def test_the_header_holds_in_one_row_on_a_tablet(who: str, url: str, width: int, visit: Any) -> None:
    """Whichever place is in bold: a header that grows a row from a page to the next makes the whole page jump."""
    page: Page = visit(who, width=width)
    page.goto(url)
    assert page.evaluate("document.querySelector('header.bar').offsetHeight") <= 66


@pytest.mark.parametrize("width", [320, 375, 768, 800])
def test_a_long_first_name_gives_way_to_the_row_of_the_header(width: int, visit: Any) -> None:
    page: Page = visit("anne-charlotte", width=width)
    page.goto("/accueil/")
    assert page.evaluate("document.querySelector('header.bar').offsetHeight") <= 66
    right = "(name) => document.querySelector(name).getBoundingClientRect().right"
    assert page.evaluate(right, ".bar-end > .who") <= width - 16
    assert page.evaluate("document.querySelector('.bar-end > .who').offsetWidth") >= 72  # its disc, and some of its letters


@pytest.mark.parametrize("width", [375, 768, 1440])
@pytest.mark.parametrize(("url", "where"), [("/accueil/", ".news p"), ("/parcours/etat-des-lieux/trois-eres/", ".rail li, .versions p")])
def test_an_address_in_a_word_to_a_partner_widens_nothing(url: str, where: str, width: int, visit: Any) -> None:
    page: Page = visit("ines", width=width)
    page.goto(url)
    places = page.locator(where)
    assert places.count()
    places.evaluate_all("(all) => all.forEach((one) => { one.append(' https://exemple.fr/' + 'x'.repeat(90)); })")
    wide = (
        "[...document.querySelectorAll('main, .news, .rail, .versions, .versions > *')].filter((one) => one.scrollWidth > one.clientWidth)"
    )
    assert page.evaluate(f"{wide}.map((one) => one.className || one.localName)") == []


@pytest.mark.parametrize("width", [768, 1024, 1216, 1440])
def test_no_word_of_a_result_is_cut(width: int, visit: Any) -> None:
    """« Découvert / e » is what a column narrower than its longest level gives."""
    page: Page = visit("gwenn", width=width)
    page.goto("/competences/mi-parcours/resultats/")
    page.locator(".levels tbody td:nth-of-type(2)").evaluate_all("(all) => all.forEach((one) => { one.textContent = 'Transmission'; })")
    cut = """[...document.querySelectorAll('.levels :is(th, td)')].flatMap((cell) => {
      const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), found = [];
      while (walk.nextNode())
        for (const word of walk.currentNode.data.matchAll(/[\\p{L}’]+/gu)) {
          const range = document.createRange();
          range.setStart(walk.currentNode, word.index);
          range.setEnd(walk.currentNode, word.index + word[0].length);
          if (range.getClientRects().length > 1) found.push(word[0]);
        }
      return found;
    })"""
    assert page.evaluate(cut) == []


def test_signing_out_warns_of_nothing_where_everything_was_sent(visit: Any) -> None:
    page: Page = visit("amina")
    page.goto("/compte/deconnexion/")
    expect(page.get_by_role("button", name="Se déconnecter")).to_be_visible()
    expect(page.locator("#pending-drafts")).to_be_hidden()


@pytest.mark.parametrize(
    ("url", "width", "is_said"),
    [
        (COHORT, 1440, False),
        (COHORT, 1024, True),
        (COHORT, 375, True),
        (f"{COHORT}personnes/", 1440, False),
        (f"{COHORT}personnes/", 375, True),
    ],
)
def test_a_table_wider_than_its_page_says_that_it_goes_on(url: str, width: int, is_said: bool, visit: Any) -> None:
    page: Page = visit("denis", width=width)
    page.goto(url)
    goes_on = page.evaluate("[...document.querySelectorAll('.scroller')].some((one) => one.scrollWidth > one.clientWidth + 1)")
    assert (goes_on, page.get_by_text("Le tableau continue vers la droite.").is_visible()) == (is_said, is_said)


def test_the_matrix_prints_on_sheets_that_lie_on_their_side(visit: Any) -> None:
    """On sheets that lie on their side all the modules fit with who left a trace and when, and no sheet holds the foot alone."""
    page: Page = visit("denis")
    page.goto(COHORT)
    sheets = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert all(sheet.mediabox.width > sheet.mediabox.height for sheet in sheets)
    assert "Dernière trace" in sheets[-1].extract_text()


def test_the_rule_between_two_ways_to_sign_in_begins_where_they_do(visit: Any) -> None:
    page: Page = visit("")
    page.goto("/compte/connexion/")
    left = (
        "[...document.querySelectorAll('main > h1, main > hr, main > section')].map((one) => Math.round(one.getBoundingClientRect().left))"
    )
    assert len(set(page.evaluate(left))) == 1


def test_a_date_is_never_cut_in_the_list_of_a_moment_on_a_phone(visit: Any) -> None:
    """« 10 septembr / e » on every line is what a column narrower than its longest word gives."""
    page: Page = visit("denis", width=340)
    page.goto(f"{COHORT}positionnements/entree/")
    lines = """[...document.querySelectorAll('.taking td')].flatMap((cell) => {
      const text = cell.firstChild, found = text?.nodeType === 3 && /\\d+(er)?\\s[a-zé]{3,}/.exec(text.data);
      if (!found) return [];
      const range = document.createRange();
      range.setStart(text, found.index);
      range.setEnd(text, found.index + found[0].length);
      return [range.getClientRects().length];
    })"""
    assert set(page.evaluate(lines)) == {1}
    assert page.evaluate("document.documentElement.scrollWidth") == 340


def test_a_button_of_a_list_is_as_wide_as_its_words_on_a_phone(visit: Any) -> None:
    """Everywhere else on a phone a button is: one that fills the row would look like the only thing to do."""
    page: Page = visit("denis", width=375)
    page.goto(COHORT)
    assert (
        page.get_by_role("link", name="Écrire à Lina", exact=True).evaluate("(one) => one.offsetWidth / one.parentNode.offsetWidth") < 0.6
    )


def test_no_line_of_the_thread_begins_with_its_sign(visit: Any) -> None:
    """On a phone the way back takes two lines; the second begins with a word, where the first does."""
    page: Page = visit("denis", width=375)
    page.goto(f"{COHORT}invitations/nouvelle/")
    starts = """[...document.querySelectorAll('.thread li')].map((item) => {
      const range = document.createRange();
      range.selectNodeContents(item);
      const [box] = range.getClientRects();
      return [Math.round(box.top), Math.round(box.left)];
    })"""
    lines: dict[int, int] = {}
    for top, left in page.evaluate(starts):
        lines.setdefault(top, left)
    assert len(lines) > 1
    assert len(set(lines.values())) == 1
