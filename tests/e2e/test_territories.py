"""The directory in a browser: by link and by form, without a script, on paper, in forced colours, and light."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.test_pages import WCAG

URLS = [
    "/territoires/",
    "/territoires/?region=32&acteur=nulle-part",
    "/territoires/labo-des-partenariats/",
    "/territoires/sables-d-olonne/",
]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(visit: Any, theme: str) -> None:
    for width in (320, 768, 1440):
        page: Page = visit(theme=theme, width=width)
        for url in URLS:
            page.goto(url)
            found = Axe().run(page, options=WCAG).response["violations"]
            faults = [f"{one['id']} {node['html'][:120]} {node['any'][:1]}" for one in found for node in one["nodes"][:3]]
            assert not faults, (url, width, faults)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (url, width)
    page = visit(width=640)
    for url in URLS:
        page.goto(url)
        page.evaluate("document.styleSheets[0].insertRule('html { font-size: 200% }', document.styleSheets[0].cssRules.length)")
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, url


def test_a_visitor_filters_and_opens_a_territory_without_a_script(visit: Any) -> None:
    page: Page = visit(js=False)
    page.goto("/")
    page.locator("nav.menu a", has_text="Territoires").click()
    page.get_by_label("Région", exact=True).select_option("11")
    page.get_by_label("Type d’acteur", exact=True).select_option("ptce")
    page.get_by_role("button", name="Filtrer").click()
    page.wait_for_url(lambda url: "region=11&acteur=ptce" in url)
    expect(page.get_by_role("heading", name="1 territoire dans 1 région")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("link", name="Mureaux").click()
    page.get_by_text("Aucun récit public encore.").wait_for()
    assert page.get_by_text("À vérifier sur l’original").is_visible()


def test_the_region_of_a_row_is_drawn_stronger_with_the_mouse_and_with_the_keyboard(visit: Any) -> None:
    page: Page = visit(width=1440)
    page.goto("/territoires/")
    thick = "getComputedStyle(document.querySelector('use.r84')).strokeWidth"
    assert page.evaluate(thick) == "2.5px"
    page.hover("tr.to-84")
    assert page.evaluate(thick) == "7px"
    page.mouse.move(0, 0)
    page.focus("tr.to-84 a")
    assert page.evaluate(thick) == "7px"


def test_on_paper_and_in_forced_colours_the_map_keeps_its_hatching(visit: Any) -> None:
    page: Page = visit(width=720)
    page.goto("/territoires/")
    page.emulate_media(media="print")
    assert not page.locator("main form").is_visible()
    assert page.get_by_role("columnheader", name="Type d’acteur").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('use.is-held')).fill").startswith("url(")
    page.emulate_media(media="screen", forced_colors="active")
    assert page.evaluate("getComputedStyle(document.querySelector('use.is-held')).fill").startswith("url(")


def test_a_first_visit_of_the_directory_is_light(visit: Any, record_property: Any) -> None:
    page: Page = visit()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    weights: list[int] = []
    session.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    page.goto("/territoires/", wait_until="networkidle")
    record_property("said", f"/territoires/ : {sum(weights)} octets, {len(weights)} requêtes")
    assert sum(weights) <= 100 * 1024


def test_the_vocabulary_runs_under_the_admins_policy(visit: Any) -> None:
    page: Page = visit("farid")
    for name in ("pilotterritory", "territory", "domain", "actorkind"):
        page.goto(f"/admin/snippets/territories/{name}/", wait_until="networkidle")
        page.locator("main tbody a").first.click()
        page.get_by_text("Utilisé dans").first.wait_for()
    page.goto("/admin/snippets/courses/competency/", wait_until="networkidle")
    page.locator("main tbody a").first.click()
    page.get_by_text("Référentiel, version 1").wait_for()
