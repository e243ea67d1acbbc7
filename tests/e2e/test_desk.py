"""A trainer's year in a few minutes: from nothing to a participant who moves the matrix, with scripts and without."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.test_pages import WCAG

WORDS = "un vélo rouge sous la pluie"
faults: list[str] = []


def seen(page: Page) -> None:
    """axe finds nothing here either."""
    found = Axe().run(page, options=WCAG).response["violations"]
    faults.extend(f"{page.url} {one['id']} {[node['target'] for node in one['nodes'][:3]]}" for one in found)


def fits(page: Page) -> None:
    """The page is not wider than its screen; axe is a script of its own and cannot look where there is none."""
    if page.evaluate("document.documentElement.scrollWidth") > page.viewport_size["width"]:  # type: ignore[index]
        faults.append(f"{page.url} is wider than the screen")


def until(page: Page, text: str) -> None:
    """Reads the page again until background work is done, as someone without scripts would."""
    for _ in range(60):
        if page.get_by_text(text).count():
            return
        time.sleep(0.25)
        page.reload()
    expect(page.get_by_text(text)).to_be_visible()


def invitation_of(page: Page, email: str) -> str:
    """The address in the mail that this person received."""
    for _ in range(60):
        page.goto("/demo/courriels/")
        line = page.locator("li", has_text=email)
        if line.count():
            line.first.locator("a").click()
            found = re.search(r"/invitation/\w+/", page.inner_text(".mail-body"))
            assert found
            return found[0]
        time.sleep(0.25)
    raise AssertionError(f"no mail for {email}")


@pytest.mark.parametrize(("js", "width"), [(True, 1440), (False, 375)])
def test_from_an_empty_cohort_to_a_lesson_that_moves_the_matrix(visit: Any, js: bool, width: int, tmp_path: Path) -> None:
    faults.clear()
    name, tag = ("Printemps", "js") if js else ("Automne", "sans")
    desk: Page = visit("denis", js=js, width=width)
    check = seen if js else fits

    desk.goto("/cohortes/")
    desk.click("text=Ouvrir une cohorte")
    desk.fill("[name=name]", name)
    desk.fill("[name=starts_on]", "2026-09-01")
    desk.fill("[name=ends_on]", "2027-06-30")
    desk.click("button:has-text('Créer la cohorte')")
    expect(desk.locator("h1")).to_have_text(name)
    check(desk)

    desk.click("text=Importer une liste")
    people = tmp_path / "liste.csv"
    rows = [
        f"Ada;Lovelace;ada-{tag}@exemple.fr;Vallée Bleue;Mairie",
        f"Blaise;Pascal;blaise-{tag}@exemple.fr;Vallée Bleue;Agence",
        "Sans;Adresse;sans@;;",
    ]
    people.write_bytes("\r\n".join(["Prénom;Nom;Courriel;Territoire;Organisation", *rows]).encode("cp1252"))
    desk.set_input_files("[name=file]", people)
    desk.click("button:has-text('Vérifier le fichier')")
    if js:
        expect(desk.get_by_text("Rien n’est encore écrit.", exact=True)).to_be_visible(timeout=20_000)
    else:
        until(desk, "Rien n’est encore écrit.")
    expect(desk.locator("tbody tr").first).to_contain_text("Ce n’est pas une adresse complète")
    check(desk)
    desk.click("button:has-text('Importer 2')")
    if js:
        expect(desk.locator("[data-outcome]", has_text="Import terminé")).to_be_visible(timeout=20_000)
        expect(desk.get_by_role("status").filter(has_text="Import terminé")).to_have_count(1)  # said once
    else:
        until(desk, "Import terminé")
    desk.click("text=Voir les personnes")
    expect(desk.locator("main")).to_contain_text("Ada Lovelace")
    check(desk)

    mailbox: Page = visit()
    walkers = []
    for who in (f"ada-{tag}@exemple.fr", f"blaise-{tag}@exemple.fr"):
        address = invitation_of(mailbox, who)
        page: Page = visit(js=js, width=width)
        page.goto(address)
        check(page)
        page.fill("[name=password]", WORDS)
        page.click("button:has-text('Accepter')")
        page.wait_for_url("**/accueil/")
        expect(page.locator("h1")).to_have_text(f"{name} se prépare")
        walkers.append(page)

    desk.click("nav.tabs >> text=Binômes")
    expect(desk.locator("main")).to_contain_text("Même territoire")
    check(desk)
    desk.click("button:has-text('Former ce binôme') >> nth=0")
    expect(desk.locator(".messages")).to_contain_text("apprennent désormais ensemble")

    desk.click("nav.tabs >> text=Ouvertures")
    desk.click("button:has-text('Ouvrir maintenant') >> nth=0")
    expect(desk.locator(".messages")).to_contain_text("Le module 1 est ouvert")
    check(desk)
    desk.click("nav.tabs >> text=Réglages")
    desk.click("button:has-text('Ouvrir la cohorte')")
    expect(desk.locator(".title")).to_contain_text("Cohorte ouverte")
    check(desk)

    desk.click("nav.tabs >> text=Avancement")
    row = desk.locator("tr", has_text="Ada Lovelace")
    expect(row.locator("[data-progress]").first).to_have_attribute("data-progress", "0/33")
    ada = walkers[0]
    ada.goto("/accueil/")
    ada.locator(".next .button").click()
    ada.locator("form[data-action=finish] button").click()
    expect(ada.locator("#fin h2")).to_contain_text("Terminée le")
    desk.reload()
    expect(row.locator("[data-progress]").first).to_have_attribute("data-progress", "1/33")
    row.locator("a", has_text="Leçons").click()
    expect(desk.locator("tr.opened")).to_be_visible()
    check(desk)

    desk.goto(desk.url.split("?")[0] + "courriels/nouveau/")
    desk.select_option("[name=to]", "tous")
    desk.fill("[name=subject]", "Bienvenue")
    desk.fill("[name=body]", "Bonjour à vous deux.")
    desk.click("button:has-text('Voir avant d’envoyer')")
    check(desk)
    desk.click("button:has-text('Envoyer à 2')")
    until(desk, "Parti le")
    check(desk)
    assert not faults, "\n".join(faults)


def test_two_names_are_chosen_with_the_keyboard_alone(visit: Any) -> None:
    desk: Page = visit("elise")
    desk.goto("/cohortes/voisins/binomes/")
    first = desk.locator("main h3 a").first
    first.focus()
    desk.keyboard.press("Enter")
    desk.locator("[name=place]").first.focus()
    desk.keyboard.press("Space")
    desk.locator("button:has-text('Noter ce départ')").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator(".messages")).to_contain_text("a quitté ce binôme")
    desk.locator("#p1").focus()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Tab")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.locator(".messages")).to_contain_text("apprennent désormais ensemble")
