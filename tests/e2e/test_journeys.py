"""The main job, in a browser, with scripts and without: sign in, read, finish, go on, come back on another device."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

FIGURE = "[data-progress-scope=curriculum][data-progress-of=me]"


def finished(page: Page) -> int:
    return int((page.locator(FIGURE).first.get_attribute("data-progress") or "").split("/")[0])


def pin(page: Page) -> float:
    """How far the reader's disc stands on the wide path."""
    return float(page.locator(".path-wide circle.pin.is-me").get_attribute("cx") or 0)


@pytest.mark.parametrize(("who", "js"), [("maud", True), ("simon", False)])
def test_a_participant_learns_from_sign_in_to_the_next_day(visit: Any, who: str, js: bool) -> None:
    page: Page = visit(who, js=js, width=1440)
    before, place = finished(page), pin(page)
    page.locator(".next .button").click()
    expect(page.locator("main")).to_have_attribute("data-lesson", re.compile(r"^[\w-]+/[\w-]+$"))
    lesson = page.url
    expect(page.locator("[data-block]").first).to_be_visible()
    page.locator("details.answer summary").first.click()
    expect(page.locator(".verdict").first).to_be_visible()
    page.locator("form[data-action=finish] button").click()
    expect(page.locator("#fin h2")).to_contain_text("Terminée le")
    assert finished(page) == before + 1
    page.locator("#fin .button").first.click()
    assert page.url != lesson
    left_at = page.url
    page.goto("/accueil/")
    assert finished(page) == before + 1
    assert pin(page) > place
    phone: Page = visit(who, js=js, width=375)
    expect(phone.locator(".next .over")).to_have_text("Vous en étiez là")
    phone.locator(".next .button").click()
    assert phone.url == left_at


@pytest.mark.parametrize("js", [True, False])
def test_finishing_can_be_taken_back(visit: Any, js: bool) -> None:
    page: Page = visit("karim" if js else "jeanne", js=js)
    before = finished(page)
    page.goto("/parcours/etat-des-lieux/regard-des-maires/")
    page.click("text=Je ne l’ai pas terminée")
    assert finished(page) == before - 1
    page.locator("form[data-action=finish] button").click()
    expect(page.locator("#fin h2")).to_contain_text("Terminée le")
    assert finished(page) == before


def test_a_visitor_is_led_to_the_sign_in_and_back_to_her_lesson(visit: Any) -> None:
    page: Page = visit()
    page.goto("/parcours/etat-des-lieux/trois-eres/")
    page.fill("[name=login]", "rose@demo.example")
    page.fill("[name=password]", "parcours-2026")
    page.click("button:has-text('Se connecter')")
    page.wait_for_url("**/trois-eres/")


def test_a_session_that_ended_while_reading_loses_nothing(visit: Any) -> None:
    page: Page = visit("gabriel")
    page.goto("/accueil/")
    page.locator(".next .button").click()
    page.context.clear_cookies()
    page.locator("form[data-action=finish] button").click()
    expect(page.locator("h1")).to_have_text("La page était ouverte depuis longtemps")
    page.click("text=Reprendre la page")
    page.fill("[name=login]", "gabriel@demo.example")
    page.fill("[name=password]", "parcours-2026")
    page.click("button:has-text('Se connecter')")
    page.locator("button:has-text('Confirmer : marquer comme terminée')").click()
    expect(page.locator("#fin h2")).to_contain_text("Terminée le")


def test_an_editor_changes_a_lesson_and_a_participant_reads_it(visit: Any) -> None:
    reader: Page = visit("fatou")
    before = finished(reader)
    editor: Page = visit("farid")
    editor.goto("/admin/")
    editor.goto("/admin/pages/")
    for words in ("Accueil", "Le parcours", "État des lieux", "Trois ères"):
        row = editor.locator("table.listing tbody tr", has_text=words).first
        link = row.locator("a[href*='/edit/']").first.get_attribute("href") or ""
        editor.goto(link if words == "Trois ères" else link.replace("edit/", ""))
    editor.locator("[name=title]").fill("Trois ères, relues par Farid")
    # The button sits in a folded menu beside « Enregistrer le brouillon ».
    editor.evaluate("document.querySelector('[name=action-publish]').click()")
    editor.wait_for_load_state("networkidle")
    reader.goto("/parcours/etat-des-lieux/trois-eres/")
    expect(reader.locator("h1")).to_have_text("Trois ères, relues par Farid")
    reader.goto("/accueil/")
    assert finished(reader) == before


def test_the_whole_path_works_by_keyboard(visit: Any) -> None:
    page: Page = visit("tom")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('button')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/parcours/**")


def test_back_finds_what_was_being_typed_while_signed_in(visit: Any) -> None:
    page = visit("amina")
    page.goto("/binome/")
    field = page.locator("main textarea").first
    field.fill("Une phrase commencée")
    page.goto("/notes/")
    page.go_back()
    expect(field).to_have_value("Une phrase commencée")
