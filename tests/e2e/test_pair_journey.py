"""A pair from its entry to its exit: each takes stock twice, they share and cross their views, and each reads it all, unaveraged.

Élodie has scripts and a wide screen; Fabrice has neither. Élise, who trains them, moves the dates.
"""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
SECTIONS = ("dialogue", "mise-en-relation", "experimentation", "accompagnement")
NAMES = ("Découverte", "Initiation", "Pratique autonome", "Maîtrise", "Transmission")
INDICATORS = 19
WITHOUT_SCRIPTS: list[Page] = []


def check(page: Page) -> None:
    """No fault that axe can see on this screen; it cannot look where scripts are off."""
    if page in WITHOUT_SCRIPTS:
        return
    faults = [one["id"] for one in Axe().run(page, options=WCAG).response["violations"]]
    assert not faults, (page.url, faults)


def take_stock(page: Page, moment: str, name: str, level: int) -> None:
    """Answers all 19 indicators, one competency a screen, and sends. The second indicator of each competency is a level lower."""
    page.goto(f"/competences/{moment}/")
    check(page)
    page.locator("main header form button").click()
    if page.url.endswith("/suite/"):
        page.get_by_label("En partie").check()
        page.get_by_role("button", name="Garder, puis se positionner").click()
    for slug in SECTIONS:
        expect(page).to_have_url(re.compile(f"/competences/{moment}/{slug}/$"))
        for rank, group in enumerate(page.locator("fieldset.indicator").all()):
            group.locator(f"input[value='{level - (rank == 1)}']").check()
            group.locator("textarea").first.fill(f"{name}, {moment}, situation {slug} {rank}")
            group.locator("input[type=date]").fill("2026-03-12")
            group.locator("textarea").last.fill("Une suite.")
        check(page)
        page.locator(".finish button").first.click()
    expect(page).to_have_url(re.compile(f"/competences/{moment}/relecture/$"))
    check(page)
    page.get_by_label("J’accepte que mes niveaux soient comptés").check()
    page.get_by_role("button", name="Envoyer mon positionnement").click()
    expect(page).to_have_url(re.compile(f"/competences/{moment}/resultats/$"))


def pair_page(page: Page, moment: str, other: str) -> None:
    """The page of this pair at this moment, from the result."""
    page.goto(f"/competences/{moment}/resultats/")
    page.get_by_role("region", name="Qui peut lire").locator("a[href*='/avec/']").filter(has_text=other).click()  # one, whatever is next


def agree(page: Page, moment: str, other: str) -> None:
    """Gives one's word to both, each on its own page."""
    for words in (f"Partager mes réponses avec {other}", f"Croiser nos regards avec {other}"):
        pair_page(page, moment, other)
        page.get_by_role("link", name=words).click()
        check(page)
        page.get_by_role("button", name="Donner mon accord").click()


def cross(page: Page, moment: str, name: str, other: str) -> None:
    """Writes one thing seen about each indicator, and sends it."""
    pair_page(page, moment, other)
    page.get_by_role("link", name=re.compile("mon regard$")).click()
    page.get_by_role("link", name=re.compile("Commencer par la première|Relire et envoyer")).click()
    for _ in SECTIONS:
        for field in page.get_by_label("Une situation que vous avez vue").all():
            field.fill(f"{name} a vu, {moment}")
        page.locator("form.observing button.button").first.click()
    page.goto(re.sub(r"(/regard/\d+/).*", r"\1", page.url))
    page.get_by_role("link", name="Relire et envoyer").click()
    page.locator("main form button.button").first.click()


def reads_everything(page: Page, own: tuple[int, int], partner: str, theirs: tuple[int, int]) -> None:
    """On the result of the exit: own levels at both moments, what the partner saw at both, and her own levels at both."""
    page.goto("/competences/sortie/resultats/")
    expect(page.locator("h1")).to_have_text("De l’entrée à la sortie")
    rows = page.locator("table.levels tbody tr")
    assert rows.count() == INDICATORS
    for index in range(INDICATORS):
        cells = rows.nth(index).locator("td").all_inner_texts()
        number = rows.nth(index).locator(".row-number").inner_text()
        lower = number == "2"
        assert cells[0] == NAMES[own[0] - 1 - lower]
        assert cells[1] == NAMES[own[1] - 1 - lower]
    told = page.locator("article.told")
    assert told.count() == INDICATORS
    for index in range(INDICATORS):
        words = told.nth(index).text_content() or ""
        lower = told.nth(index).locator(".row-number").text_content() == "2"
        for moment in ("entree", "sortie"):
            assert f"{partner} a vu, {moment}" in words
        for level, label in zip(theirs, ("entrée", "sortie"), strict=True):
            assert re.search(rf"{partner}, {label}, partage réciproque\s*:\s*{NAMES[level - 1 - lower]}", words), words
    main = page.locator("main").inner_text()
    assert not re.search(r"moyenne(?! n’est calculée)|\d\s*%|\d[,.]\d|\bscore\b|\bnote moyenne\b", main)
    check(page)


@pytest.mark.parametrize("theme", ["light"])
def test_a_pair_goes_from_entry_to_exit(visit: Any, theme: str) -> None:
    elise: Page = visit("elise", width=1440)
    elise.goto("/cohortes/voisins/positionnements/")
    today = date.today()
    for moment in ("entree", "sortie"):
        elise.locator(f"[name='{moment}-du']").fill((today - timedelta(days=1)).isoformat())
        elise.locator(f"[name='{moment}-au']").fill((today + timedelta(days=9)).isoformat())
    elise.get_by_role("button", name="Enregistrer les dates").click()
    elodie: Page = visit("elodie", width=1440, theme=theme)
    fabrice: Page = visit("fabrice", width=375, theme=theme, js=False)
    WITHOUT_SCRIPTS.append(fabrice)
    people = ((elodie, "Élodie", "Fabrice"), (fabrice, "Fabrice", "Élodie"))
    levels = {"Élodie": (2, 4), "Fabrice": (3, 5)}
    for index, moment in enumerate(("entree", "sortie")):
        for page, name, _ in people:
            take_stock(page, moment, name, levels[name][index])
            if moment == "entree" and name == "Élodie":
                page.get_by_role("button", name=re.compile("^Travailler cet indicateur")).first.click()
                page.get_by_label("Ce que vous allez essayer sur le terrain").fill("Raconter une alliance à un élu")
                page.get_by_role("button", name="Garder cette action").click()
                page.goto("/accueil/")
                expect(page.get_by_text("Raconter une alliance à un élu")).to_be_visible()
        for page, _, other in people:
            agree(page, moment, other)
        for page, name, other in people:
            cross(page, moment, name, other)
    for page, name, other in people:
        reads_everything(page, levels[name], other, levels[other])
    elise.goto("/cohortes/voisins/positionnements/sortie/")
    expect(elise.locator("main")).to_contain_text("Élodie Blanc")
    words = elise.locator("main").inner_text()
    assert not any(level in words for level in NAMES)
    pair_page(fabrice, "sortie", "Élodie")
    fabrice.get_by_role("button", name=re.compile("^Retirer")).first.click()
    elodie.goto("/competences/sortie/resultats/")
    assert "Fabrice, sortie, partage réciproque" not in (elodie.locator("main").text_content() or "")
    assert "Fabrice a vu, sortie" in (elodie.locator("main").text_content() or "")


def test_a_self_assessment_is_taken_by_keyboard_alone_and_says_what_it_is(visit: Any) -> None:
    """Roles, names and states as assistive technology meets them; everything from the keys."""
    page: Page = visit("driss", width=1440)
    page.goto("/competences/entree/")
    page.locator("main header form button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/dialogue/")
    group = page.get_by_role("group", name=re.compile("Connaître son territoire"))
    expect(group).to_have_count(1)
    assert group.get_by_role("radio").count() == 6
    expect(group.get_by_role("radio", name=re.compile("^Pratique autonome Je tiens à jour"))).not_to_be_checked()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name === 'dia-1-level'"):
            break
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(group.get_by_role("radio", name=re.compile("^Pratique autonome"))).to_be_checked()
    page.keyboard.press("Tab")
    expect(group.get_by_role("textbox", name="Une situation vécue, en deux lignes")).to_be_focused()
    page.keyboard.type("Une soirée à la médiathèque.")
    expect(page.get_by_role("status")).to_contain_text(re.compile("Brouillon gardé à"), timeout=9000)
    page.goto("/competences/entree/dialogue/?verifier=1")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("Indicateur 1")
    field = page.get_by_role("textbox", name="Effet observé").first
    assert field.get_attribute("aria-invalid") == "true"
    described = (field.get_attribute("aria-describedby") or "").split()
    assert "Dites l’effet observé" in " ".join(page.locator(f"#{one}").inner_text() for one in described)
    page.get_by_role("link", name=re.compile("^Indicateur 1")).focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id").startswith("dia-1")


def test_what_is_typed_offline_comes_back(visit: Any) -> None:
    page: Page = visit("driss", width=375, offline_is_expected=True)
    page.goto("/competences/entree/")
    page.locator("main header form button").click()
    page.goto("/competences/entree/experimentation/")
    page.context.set_offline(True)
    page.locator("[name='exp-2-level'][value='2']").check()
    page.locator("#exp-2-situation").fill("Écrit dans un tunnel.")
    expect(page.get_by_role("status")).to_contain_text("Hors ligne", timeout=9000)
    page.context.set_offline(False)
    expect(page.get_by_role("status")).to_contain_text("Brouillon gardé à", timeout=12000)
    other: Page = visit("driss", width=1440)
    other.goto("/competences/entree/experimentation/")
    expect(other.locator("#exp-2-situation")).to_have_value("Écrit dans un tunnel.")
    page.context.set_offline(True)
    page.locator("#exp-2-effect").fill("Sorti du tunnel.")
    page.wait_for_timeout(500)
    page.context.set_offline(False)
    page.goto("/competences/entree/experimentation/")
    expect(page.locator("#exp-2-effect")).to_have_value("Sorti du tunnel.")


def test_a_session_that_ends_while_writing_loses_nothing(visit: Any) -> None:
    page: Page = visit("driss", width=1440)
    page.goto("/competences/entree/")
    page.locator("main header form button").click()
    page.goto("/competences/entree/accompagnement/")
    page.locator("[name='acc-1-level'][value='1']").check()
    page.context.clear_cookies()
    page.locator("#acc-1-situation").fill("Écrit sans le savoir, déconnecté.")
    expect(page.get_by_role("status")).to_contain_text("Vous avez été déconnecté", timeout=9000)
    page.get_by_role("link", name="Me reconnecter").click()
    page.fill("[name=login]", "driss@demo.example")
    page.fill("[name=password]", "parcours-2026")
    page.click("button:has-text('Se connecter')")
    page.wait_for_url("**/accompagnement/")
    expect(page.locator("#acc-1-situation")).to_have_value("Écrit sans le savoir, déconnecté.")
    expect(page.get_by_role("status")).to_contain_text("Brouillon gardé à", timeout=9000)
