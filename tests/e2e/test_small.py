"""A phone and large text: the name of the site fits, and what has the focus is never under the places at the foot."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

LARGE = "document.styleSheets[0].insertRule('html { font-size: 200% }', document.styleSheets[0].cssRules.length)"
# How much of what has the focus lies under the places, in pixels, and what it is; nothing once the focus has left the page.
HIDDEN = """() => {
    const here = document.activeElement, bar = document.querySelector(".tabbar");
    if (!here || here === document.body) return null;
    const seen = here.getBoundingClientRect(), top = bar.getBoundingClientRect().top;
    const isTall = seen.height > top;  // taller than the screen: it begins where one can see it
    return [bar.contains(here) || isTall ? 0 : Math.max(0, seen.bottom - top), here.outerHTML.slice(0, 90)];
}"""


@pytest.mark.parametrize("zoom", [1, 2])
@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_the_focus_is_never_under_the_places_at_the_foot(key: str, zoom: int, visit: Any) -> None:
    """WCAG 2.2, 2.4.11."""
    page: Page = visit("amina", width=375, height=667)
    hidden = []
    for url in ("/competences/", "/competences/plan/", "/competences/partages/", "/compte/avis/", "/accueil/"):
        page.goto(url)
        if zoom > 1:
            page.evaluate(LARGE)
        for _ in range(80):
            page.keyboard.press(key)
            found = page.evaluate(HIDDEN)
            if found is None:
                break
            if found[0] > 1:
                hidden.append(f"{url}: {found}")
    assert not hidden, "\n".join(hidden)


@pytest.mark.parametrize("width", [320, 375])
@pytest.mark.parametrize("who", ["", "amina", "denis"])
def test_the_header_fits_a_phone_in_text_twice_as_large(who: str, width: int, visit: Any) -> None:
    page: Page = visit(who, width=width)
    page.goto("/parcours/")
    page.evaluate(LARGE)
    rights = "[...document.querySelectorAll('header.bar .mark *, header.bar .bar-end *')].map(one => one.getBoundingClientRect().right)"
    assert max(page.evaluate(rights)) <= width


@pytest.mark.parametrize("who", ["", "amina"])
def test_no_page_grows_wider_than_a_phone_in_text_twice_as_large(who: str, visit: Any) -> None:
    """WCAG 1.4.4, on the narrowest of common screens."""
    page: Page = visit(who, width=375)
    urls = [
        "/",
        "/parcours/",
        "/parcours/etat-des-lieux/",
        "/guide/",
        "/glossaire/",
        "/ressources/",
        "/territoires/",
        "/competences/referentiel/",
    ]
    urls += ["/accueil/", "/binome/", "/notes/", "/competences/", "/parcours/etat-des-lieux/regard-des-maires/"] if who else []
    wide = []
    for url in urls:
        page.goto(url)
        page.evaluate(LARGE)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 375:
            wide.append(f"{url}: {width}")
    assert not wide, "\n".join(wide)


@pytest.mark.parametrize(
    ("who", "url", "width"),
    [
        ("", "/territoires/", 1280),
        ("denis", "/cohortes/pionniers/ouvertures/", 375),
        ("denis", "/cohortes/pionniers/positionnements/", 375),
    ],
)
def test_a_table_and_a_row_of_dates_keep_to_the_screen_in_text_twice_as_large(who: str, url: str, width: int, visit: Any) -> None:
    """WCAG 1.4.4. A list that is a table on a wide screen went out of it; a field of a date kept its width."""
    page: Page = visit(who, width=width)
    page.goto(url)
    page.evaluate(LARGE)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("zoom", ["150%", "200%"])
def test_the_names_of_the_modules_are_not_read_letter_by_letter_in_large_text(zoom: str, visit: Any) -> None:
    """Beside two columns that kept their width, that of the names was one letter wide: a table of six screens."""
    page: Page = visit("amina", width=375)
    page.goto("/binome/")
    page.evaluate(LARGE.replace("200%", zoom))
    widths = page.locator(".pair-table tbody tr").first.evaluate("row => [...row.children].map(one => one.getBoundingClientRect().width)")
    assert widths[0] > max(widths[1:])


@pytest.mark.parametrize(("zoom", "least"), [("100%", 120), ("150%", 250), ("200%", 250)])
def test_the_figures_of_a_cohort_are_not_read_letter_by_letter_in_large_text(zoom: str, least: int, visit: Any) -> None:
    """Beside two columns that kept their width, « Niveaux 1 et 2 : 4 » stood on fifteen lines."""
    page: Page = visit("amina", width=375)
    page.goto("/competences/cohorte/")
    page.evaluate(LARGE.replace("200%", zoom))
    widths = page.locator(".counts td:last-child").evaluate_all("cells => cells.map(one => one.getBoundingClientRect().width)")
    assert len(widths) > 10
    assert min(widths) > least
    expect(page.get_by_role("columnheader", name="Réponses").first).to_be_attached()


def test_a_table_of_the_guide_is_read_word_by_word_in_large_text(visit: Any) -> None:
    """It goes sideways in its box: its words were broken into syllables all the same."""
    page: Page = visit("amina", width=375)
    page.goto("/guide/realites-partenariales/")
    page.evaluate(LARGE)
    boxes = page.locator(".scroller").evaluate_all("boxes => boxes.map(one => one.scrollWidth > one.clientWidth)")
    assert all(boxes)
    assert page.get_by_role("rowheader", name="Objet").first.bounding_box()["width"] > 80  # type: ignore[index]
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_what_a_territory_says_stands_under_its_label_in_large_text(visit: Any) -> None:
    page: Page = visit("amina", width=375)
    page.goto("/territoires/")
    page.evaluate(LARGE)
    texts = page.locator(".listed tbody td:not(.none)").evaluate_all(
        "cells => cells.map(one => one.getBoundingClientRect().width - parseFloat(getComputedStyle(one).paddingInlineStart))"
    )
    assert min(texts) > 250


def test_a_phone_shows_a_visitor_the_places_in_two_rows(visit: Any) -> None:
    page: Page = visit(width=375)
    page.goto("/")
    assert page.locator("header.bar").bounding_box()["height"] < 120  # type: ignore[index]


def test_a_term_with_several_values_keeps_them_all_beside_it(visit: Any) -> None:
    page: Page = visit("", width=1440)
    page.goto("/parcours/fragilites/")
    lefts = page.evaluate("[...document.querySelectorAll('.terms dd')].map(one => Math.round(one.getBoundingClientRect().left))")
    assert len(lefts) > 4
    assert len(set(lefts)) == 1


SPACED = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"


@pytest.mark.parametrize("width", [320, 375])
def test_no_page_grows_wider_than_a_phone_in_spaced_text(width: int, visit: Any) -> None:
    """WCAG 1.4.12, on the narrowest of common screens and on the usual one."""
    page: Page = visit("amina", width=width)
    wide = []
    for url in ("/accueil/", "/binome/", "/competences/", "/competences/entree/resultats/", "/parcours/", "/notes/", "/compte/avis/"):
        page.goto(url)
        page.evaluate(
            "text => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text); document.adoptedStyleSheets = [sheet]; }", SPACED
        )
        found = page.evaluate("document.documentElement.scrollWidth")
        if found > width:
            wide.append(f"{url}: {found}")
    assert not wide, "\n".join(wide)


def test_the_line_under_the_tabs_stays_whole_in_high_contrast(visit: Any) -> None:
    page: Page = visit("denis")
    page.emulate_media(forced_colors="active")
    page.goto("/cohortes/pionniers/")
    over = page.evaluate("""() => {
        const bar = document.querySelector(".tabs ul"), line = bar.getBoundingClientRect().bottom - parseFloat(getComputedStyle(bar).borderBottomWidth);
        return Math.max(...[...bar.querySelectorAll("a")].map(one => one.getBoundingClientRect().bottom - line));
    }""")
    assert over <= 0.1


def test_in_high_contrast_the_chosen_appearance_alone_differs(visit: Any) -> None:
    page: Page = visit()
    page.emulate_media(forced_colors="active")
    page.goto("/")
    drawn = "all => all.map(one => [getComputedStyle(one).borderBlockStartWidth, getComputedStyle(one).textDecorationLine])"
    assert page.locator(".theme button").evaluate_all(drawn) == [["0px", "none"], ["0px", "underline"], ["0px", "underline"]]


def test_an_action_that_is_being_written_outlives_its_tab_and_its_session(visit: Any) -> None:
    page: Page = visit("gwenn")
    words, url = "Inviter trois élus à la ferme.", "/competences/plan/1/"
    page.goto(url)
    page.locator("[name=action]").fill(words)
    expect(page.locator("[data-save]")).to_contain_text("Gardé sur cet appareil")
    again = page.context.new_page()
    page.close()
    again.goto(url)
    expect(again.locator("[name=action]")).to_have_value(words)
    expect(again.locator("[data-save]")).to_contain_text("Repris de cet appareil")
    cookies = again.context.cookies()
    again.context.clear_cookies(name="sessionid")
    again.get_by_role("button", name="Garder cette action").click()
    expect(again.get_by_text("Session expirée")).to_be_visible()
    again.context.add_cookies(cookies)  # type: ignore[arg-type]
    again.goto(url)
    expect(again.locator("[name=action]")).to_have_value(words)
    # It is not sent yet: a look at the plan takes nothing away.
    again.get_by_role("link", name="Ce que vous travaillez").click()
    again.wait_for_url("**/competences/plan/")
    again.goto(url)
    expect(again.locator("[name=action]")).to_have_value(words)
    again.get_by_role("button", name="Garder cette action").click()
    again.wait_for_url("**/competences/plan/")
    assert again.evaluate("Object.keys(localStorage).filter(key => key.startsWith('brouillon:')).length") == 0
    again.goto(url)
    expect(again.locator("[name=action]")).to_have_value(words)
    expect(again.locator("[data-save]")).to_be_hidden()


def test_choosing_light_or_dark_forgets_nothing_that_is_being_typed(visit: Any) -> None:
    page: Page = visit("denis")
    page.goto("/cohortes/pionniers/courriels/nouveau/?a=toutes")
    page.locator("textarea").first.fill("Bonjour à toutes et à tous,")
    dark = page.get_by_role("button", name="Sombre")
    dark.press("Enter")
    expect(dark).to_have_attribute("aria-pressed", "true")
    expect(page.locator("html")).to_have_attribute("data-theme", "sombre")
    expect(dark).to_be_focused()
    expect(page.locator("textarea").first).to_have_value("Bonjour à toutes et à tous,")
    page.get_by_role("button", name="Comme l’appareil").click()
    expect(page.locator("html")).not_to_have_attribute("data-theme", re.compile(".+"))
    dark.click()
    expect(dark).to_have_attribute("aria-pressed", "true")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("data-theme", "sombre")


def test_every_indicator_shows_its_sentences_over_a_slow_link(visit: Any) -> None:
    """A page that comes in pieces is laid out in pieces: none may stay without a box, at any place where it was cut."""
    page: Page = visit("gwenn", width=375, height=700)
    link = page.context.new_cdp_session(page)
    link.send("Network.enable")
    slow = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
    link.send("Network.emulateNetworkConditions", slow)
    heights = "[...document.querySelectorAll('.indicator .choices')].map(one => one.getBoundingClientRect().height)"
    for turn in range(6):
        for section in ("mise-en-relation", "accompagnement"):
            page.goto(f"/competences/sortie/{section}/")
            found = page.evaluate(heights)
            assert len(found) == 5, section
            assert min(found) > 100, (turn, section, found)
