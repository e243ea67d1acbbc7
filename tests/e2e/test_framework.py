"""Farid prepares a version of the framework, changes a sentence, looks at the form, compares and publishes. Any console error fails the visit."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e
OURS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def faults_of(page: Page) -> list[str]:
    """What axe finds in our own part of an admin screen."""
    expect(page.locator(".framework-admin").first).to_be_visible()  # the page that was asked for is here
    found = Axe().run(page, context=".framework-admin", options=OURS).response["violations"]
    return [f"{page.url} {one['id']} {[node['target'] for node in one['nodes'][:2]]}" for one in found]


def test_an_editor_makes_previews_and_publishes_a_version(visit: Any) -> None:
    page: Page = visit("farid")
    page.goto("/admin/referentiel/")
    page.get_by_role("link", name="Préparer une nouvelle version").click()
    faults = faults_of(page)
    page.get_by_role("button", name="Préparer la version suivante").click()
    page.get_by_role("tab", name="Indicateurs").click()
    page.locator("#id_indicators-0-level_1").fill("Je cite trois enjeux de mon territoire.")
    page.locator("#id_indicators-ADD").click()
    expect(page.locator("#id_indicators-19-code")).to_be_visible()
    page.locator("#inline_child_indicators-19 button[title='Supprimer'], #id_indicators-19-DELETE-button").first.click()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Référentiel, version 2").first).to_be_visible()
    expect(page.locator("#id_indicators-0-level_1")).to_have_value("Je cite trois enjeux de mon territoire.")
    draft = page.url.split("/edit/")[1].split("/")[0]

    page.locator("[data-side-panel-toggle='preview']").click()
    form = page.frame_locator("iframe[data-w-preview-target='iframe'], .preview-panel iframe").first
    expect(form.locator("fieldset.indicator")).to_have_count(5)
    expect(form.get_by_label("Je cite trois enjeux de mon territoire.")).to_be_attached()

    for address in ("importer/", "comparer/?avant=1&apres=2", f"publier/{draft}/", f"inspect/{draft}/"):
        page.goto(f"/admin/referentiel/{address}", wait_until="networkidle")
        faults += faults_of(page)
    page.goto(f"/admin/referentiel/publier/{draft}/")
    expect(page.get_by_text("Les positionnements déjà envoyés ne changent pas.")).to_be_visible()
    page.get_by_role("button", name="Publier la version 2").click()
    page.wait_for_url("**/inspect/**")
    page.goto("/competences/referentiel/#dia-1")
    expect(page.locator("#dia-1")).to_contain_text("Je cite trois enjeux de mon territoire.")
    expect(page.get_by_text("Version 2, publiée le")).to_be_visible()
    assert not faults, "\n".join(faults)


def test_the_keyboard_stays_with_the_indicator_it_moves(visit: Any) -> None:
    """It went back to the top of the page, then on to the neighbour's buttons, which bear the same names."""
    page: Page = visit("farid")
    page.goto("/admin/referentiel/add/")
    page.get_by_role("button", name="Préparer la version suivante").click()
    page.get_by_role("tab", name="Indicateurs").click()
    down = page.locator("#inline_child_indicators-0 [data-inline-panel-child-move-down]")
    down.press("Enter")
    expect(down).to_be_focused()
    down.press("Enter")
    expect(page.locator("#id_indicators-0-ORDER")).to_have_value("3")
    expect(page.get_by_text("Place 3 sur 19", exact=True)).to_be_attached()
    page.locator("#inline_child_indicators-2 [data-inline-panel-child-move-up]").press("Enter")
    expect(page.locator("#inline_child_indicators-2 [data-inline-panel-child-move-down]")).to_be_focused()
    page.locator("#id_indicators-2-DELETE-button").press("Enter")
    expect(page.locator("#inline_child_indicators-2")).to_be_hidden()
    expect(page.locator("#inline_child_indicators-1 [data-panel-toggle]")).to_be_focused()


def test_the_keyboard_stays_with_the_block_it_moves(visit: Any) -> None:
    page: Page = visit("farid")
    page.goto("/admin/pages/search/?q=barycentre")
    page.get_by_role("link", name="Quatre types d’activités").first.click()
    blocks = page.locator("#body-root > [data-streamfield-stream-container] > [data-streamfield-child]")
    words = blocks.nth(0).locator("textarea").first.input_value()
    down = blocks.nth(0).locator("[data-streamfield-action='MOVE_DOWN']").first.element_handle()
    assert down
    down.press("Enter")
    expect(blocks.nth(1).locator("textarea").first).to_have_value(words)
    page.wait_for_function("one => one === document.activeElement", arg=down)
    blocks.nth(1).locator("[data-streamfield-action='DELETE']").first.press("Enter")
    expect(blocks.nth(2).locator("[data-panel-toggle]").first).to_be_focused()
    expect(blocks.nth(1)).to_be_hidden()
