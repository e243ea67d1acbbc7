"""Describing one's weeks in a real browser: on a phone, without scripts, with the keyboard alone."""

import re
from typing import Any

from playwright.sync_api import Page, expect


def test_weeks_are_described_by_keyboard_alone_without_scripts(visit: Any) -> None:
    page: Page = visit("hugo", js=False, width=320)
    page.goto("/competences/profil/nouveau/")
    groups = page.locator("main fieldset")
    expect(groups).to_have_count(19)
    skipped = groups.nth(4)
    for rank in range(19):
        if rank != 4:
            groups.nth(rank).locator("input").nth(rank % 4).focus()
            page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Beaucoup de route.")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Garder mon profil")).to_be_focused()
    page.keyboard.press("Enter")

    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Il reste une ligne à compléter")
    expect(page.locator("input:checked")).to_have_count(18)
    expect(page.locator("textarea")).to_have_value("Beaucoup de route.")
    summary.get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#id_experimentations-collectives-1_0$"))
    expect(page.get_by_role("group", name=re.compile("Identification des besoins"))).to_contain_text("Choisissez combien")
    skipped.locator("input").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Garder mon profil").press("Enter")

    expect(page).to_have_url(re.compile("/competences/profil/$"))
    expect(page.get_by_role("row", name=re.compile("Partage de connaissance.*Pas du tout"))).to_have_count(1)
    expect(page.locator("svg .now")).to_have_count(2)
    expect(page.locator("svg .was")).to_have_count(0)
