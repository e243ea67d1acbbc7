"""Taking stock in a real browser: what a screen says is wrong stays true while it saves itself."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e


def test_what_was_to_complete_is_said_no_more_once_it_is_kept(visit: Any) -> None:
    page: Page = visit("chloe", width=375)
    page.goto("/competences/entree/")
    page.locator("main header form button").click()
    page.goto("/competences/entree/dialogue/?verifier=1")
    box, first = page.locator("[data-to-do]"), page.locator("#dia-1")
    expect(box).to_contain_text("Il reste 5 indicateurs à compléter")
    first.locator("[value='2']").check()
    # The sentence of the list follows what is still missing.
    expect(box.locator("li").first).to_have_text(re.compile("décrivez une situation"))
    expect(first.locator(".wrong")).to_have_count(0)
    first.locator("[value='nc']").check()
    expect(box).to_contain_text("Il reste 4 indicateurs à compléter")
    for code in ("dia-2", "dia-3", "dia-4", "dia-5"):
        page.locator(f"#{code} [value='nc']").check()
    expect(box).to_have_count(0)
    expect(page.locator(".wrong")).to_have_count(0)
    expect(page.locator("[data-ready]")).to_contain_text("5\u00a0indicateurs sur 5 sont prêts")
    # A page that was refused takes its word back too, and leaves alone what nobody had asked yet.
    first.locator("[value='2']").check()
    page.locator("#dia-1-situation").fill("Une soirée")
    page.locator("#dia-1-effect").fill("Une suite")
    page.locator("#dia-1-situated_on").fill("2999-01-01")
    page.get_by_role("button", name="Continuer vers").click()
    expect(box).to_contain_text("Il reste un indicateur à corriger")
    page.locator("#dia-1-situated_on").fill("2026-03-01")
    expect(box).to_have_count(0)
    expect(page.locator("#dia-1-situated_on")).not_to_have_attribute("aria-invalid", "true")


def test_what_a_closed_telephone_left_blank_takes_nothing_from_the_computer(visit: Any) -> None:
    """Written on the train without network, tab closed; then another indicator at the computer; then the telephone again."""
    screen = "/competences/entree/mise-en-relation/"
    phone: Page = visit("chloe", width=375, offline_is_expected=True)
    phone.goto(screen)
    if not phone.url.endswith(screen):
        phone.locator("main header form button").click()
        phone.goto(screen)
    phone.context.set_offline(True)
    phone.locator("#rel-1 [value='2']").check()
    phone.locator("#rel-1-situation").fill("Écrit sur le téléphone")
    expect(phone.locator("[data-save]")).to_contain_text("Hors ligne")
    phone.close()
    computer: Page = visit("chloe")
    computer.goto(screen)
    computer.locator("#rel-3 [value='3']").check()
    computer.locator("#rel-3-situation").fill("Écrit sur l’ordinateur")
    expect(computer.locator("[data-save]")).to_contain_text("Brouillon gardé à")
    phone.context.set_offline(False)
    again = phone.context.new_page()
    again.goto(screen)
    expect(again.locator("#rel-1-situation")).to_have_value("Écrit sur le téléphone")
    expect(again.locator("#rel-3-situation")).to_have_value("Écrit sur l’ordinateur")
    expect(again.locator("[data-save]")).to_contain_text("Brouillon gardé à")
    again.reload()
    expect(again.locator("#rel-1-situation")).to_have_value("Écrit sur le téléphone")
    expect(again.locator("#rel-3-situation")).to_have_value("Écrit sur l’ordinateur")
    # Left open, it goes on after the computer: what that one wrote comes here too, and nobody is asked to choose.
    computer.reload()
    computer.locator("#rel-4 [value='3']").check()
    computer.locator("#rel-4-situation").fill("Un second mot de l’ordinateur")
    expect(computer.locator("[data-save]")).to_contain_text("Brouillon gardé à")
    again.locator("#rel-2 [value='2']").check()
    again.locator("#rel-2-situation").fill("Un second mot")
    expect(again.locator("#rel-4-situation")).to_have_value("Un second mot de l’ordinateur")
    expect(again.locator("#rel-4 [value='3']")).to_be_checked()
    again.locator("#rel-2-situation").fill("Un second mot du téléphone")
    expect(again.locator("[data-save]")).to_contain_text("Brouillon gardé à")
    again.get_by_role("button", name="Continuer vers").click()
    again.wait_for_url("**/experimentation/")
    computer.goto(screen)
    expect(computer.locator("#rel-2-situation")).to_have_value("Un second mot du téléphone")
    expect(computer.locator("#rel-4-situation")).to_have_value("Un second mot de l’ordinateur")


def test_where_the_browser_keeps_nothing_one_takes_stock_all_the_same(visit: Any) -> None:
    """A browser inside another application may have no storage: each access fails, and nothing is said to be kept where it is not."""
    screen = "/competences/entree/accompagnement/"
    page: Page = visit("chloe", width=375, offline_is_expected=True)
    for name in ("localStorage", "sessionStorage"):
        page.add_init_script(f"Object.defineProperty(window, '{name}', {{ get() {{ throw new DOMException('none', 'SecurityError'); }} }})")
    page.goto(screen)
    if not page.url.endswith(screen):
        page.locator("main header form button").click()
        page.goto(screen)
    page.locator("#acc-1 [value='2']").check()
    expect(page.locator("[data-save]")).to_contain_text("Brouillon gardé à")
    page.context.set_offline(True)
    page.locator("#acc-1-situation").fill("Rien n’est gardé ici.")
    expect(page.locator("[data-save]")).to_have_text(
        "Hors ligne. Laissez cette page ouverte : votre texte partira dès le retour du réseau."
    )
    page.context.set_offline(False)
    expect(page.locator("[data-save]")).to_contain_text("Brouillon gardé à")
