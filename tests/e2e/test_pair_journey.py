"""A pair from its entry to its exit: each takes stock twice, they share and cross their views, and each reads it all, unaveraged.

Élodie has scripts and a wide screen; Fabrice has neither. Élise, who trains them, moves the dates.
"""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

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


def follow(page: Page, target: Locator) -> None:
    """Presses what leads to another page, and waits until it is there."""
    with page.expect_navigation():
        target.click()


def take_stock(page: Page, moment: str, name: str, level: int) -> None:
    """Answers all 19 indicators, one competency a screen, and sends. The second indicator of each competency is a level lower."""
    page.goto(f"/competences/{moment}/")
    check(page)
    follow(page, page.locator("main header form button"))
    if page.url.endswith("/suite/"):
        page.get_by_label("En partie").check()
        follow(page, page.get_by_role("button", name="Garder, puis se positionner"))
    for slug in SECTIONS:
        expect(page).to_have_url(re.compile(f"/competences/{moment}/{slug}/$"))
        for rank, group in enumerate(page.locator("fieldset.indicator").all()):
            group.locator(f"input[value='{level - (rank == 1)}']").check()
            group.locator("textarea").first.fill(f"{name}, {moment}, situation {slug} {rank}")
            group.locator("input[type=date]").fill("2026-03-12")
            group.locator("textarea").last.fill("Une suite.")
        check(page)
        follow(page, page.locator(".finish button").first)
    expect(page).to_have_url(re.compile(f"/competences/{moment}/relecture/$"))
    check(page)
    page.get_by_label("J’accepte que mes niveaux soient comptés").check()
    follow(page, page.get_by_role("button", name="Envoyer mon positionnement"))
    expect(page).to_have_url(re.compile(f"/competences/{moment}/resultats/$"))


def pair_page(page: Page, moment: str, other: str) -> None:
    """The page of this pair at this moment, from the result."""
    page.goto(f"/competences/{moment}/resultats/")
    follow(page, page.locator("main a[href*='/avec/']", has_text=other).last)


def agree(page: Page, moment: str, other: str) -> None:
    """Gives one's word to both, each on its own page."""
    for words in (f"Partager mes réponses avec {other}", f"Croiser nos regards avec {other}"):
        pair_page(page, moment, other)
        follow(page, page.get_by_role("link", name=words))
        check(page)
        follow(page, page.get_by_role("button", name="Donner mon accord"))


def cross(page: Page, moment: str, name: str, other: str) -> None:
    """Writes one thing seen about each indicator, and sends it."""
    pair_page(page, moment, other)
    follow(page, page.get_by_role("link", name=re.compile("mon regard$")))
    follow(page, page.get_by_role("link", name=re.compile("Commencer par la première|Relire et envoyer")))
    for _ in SECTIONS:
        for field in page.get_by_label("Une situation que vous avez vue").all():
            field.fill(f"{name} a vu, {moment}")
        follow(page, page.locator("form.observing button.button").first)
    page.goto(re.sub(r"(/regard/\d+/).*", r"\1", page.url))
    follow(page, page.get_by_role("link", name="Relire et envoyer"))
    follow(page, page.locator("main form button.button").first)


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
    follow(elise, elise.get_by_role("button", name="Enregistrer les dates"))
    elodie: Page = visit("elodie", width=1440, theme=theme)
    fabrice: Page = visit("fabrice", width=375, theme=theme, js=False)
    WITHOUT_SCRIPTS.append(fabrice)
    people = ((elodie, "Élodie", "Fabrice"), (fabrice, "Fabrice", "Élodie"))
    levels = {"Élodie": (2, 4), "Fabrice": (3, 5)}
    for index, moment in enumerate(("entree", "sortie")):
        for page, name, _ in people:
            take_stock(page, moment, name, levels[name][index])
            if moment == "entree" and name == "Élodie":
                follow(page, page.get_by_role("button", name=re.compile("^Travailler cet indicateur")).first)
                page.get_by_label("Ce que vous allez essayer sur le terrain").fill("Raconter une alliance à un élu")
                follow(page, page.get_by_role("button", name="Garder cette action"))
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
    follow(fabrice, fabrice.get_by_role("button", name=re.compile("^Retirer")).first)
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


def nodes(page: Page) -> list[dict[str, Any]]:
    """The browser's own accessibility tree: what it tells assistive technology."""
    session = page.context.new_cdp_session(page)
    session.send("Accessibility.enable")
    tree = session.send("Accessibility.getFullAXTree")["nodes"]
    return [
        {
            "role": node.get("role", {}).get("value"),
            "name": node.get("name", {}).get("value", ""),
            **{one["name"]: one["value"].get("value") for one in node.get("properties", [])},
        }
        for node in tree
        if not node.get("ignored")
    ]


def test_the_accessibility_tree_says_what_each_thing_is_and_announces_what_happens(visit: Any) -> None:
    page: Page = visit("gwenn", width=1440)
    page.goto("/competences/sortie/dialogue/?verifier=1")
    tree = nodes(page)
    groups = [one["name"] for one in tree if one["role"] == "group"]
    assert sum("Connaître son territoire et ses enjeux" in name for name in groups) == 1, groups
    radios = [one for one in tree if one["role"] == "radio"]
    assert len(radios) == 30
    assert sum(one["checked"] == "true" for one in radios) == 5
    assert all(one["name"] for one in tree if one["role"] in {"radio", "textbox", "button", "link", "Date", "heading"})
    invalid = [one["name"] for one in tree if one.get("invalid") == "true"]
    assert invalid == ["Une situation vécue, en deux lignes"]
    live = {one["role"]: one.get("live") for one in tree if one.get("live")}
    assert live["alert"] == "assertive"
    assert live["status"] == "polite"
    assert next(one["level"] for one in tree if one["role"] == "heading") == 1
    page.goto("/competences/mi-parcours/resultats/")
    tree = nodes(page)
    assert sum(one["role"] == "table" for one in tree) == 4
    assert sum(one["role"] == "columnheader" for one in tree) == 20
    assert sum(one["role"] == "rowheader" for one in tree) == 19
    wheels = [
        one["name"] for one in tree if one["role"] in {"image", "img", "graphics-document"} and "indicateur par indicateur" in one["name"]
    ]
    assert len(wheels) == 4, wheels


def test_nothing_blank_is_said_wrong_before_it_was_sent(visit: Any) -> None:
    page: Page = visit("denis")
    for path in ("/cohortes/nouvelle/", "/cohortes/pionniers/import/", "/cohortes/pionniers/ouvertures/", "/cohortes/pionniers/binomes/"):
        page.goto(path)
        assert [one["name"] for one in nodes(page) if one.get("invalid") == "true"] == [], path
    page = visit("gwenn")
    page.goto("/competences/profil/nouveau/")
    tree = nodes(page)
    assert sum(one["role"] == "radio" for one in tree) == 76
    assert [one["name"] for one in tree if one.get("invalid") == "true"] == []
    page.locator("main form .button").first.press("Enter")
    expect(page.locator(".summary")).to_be_focused()
    assert sum(one.get("invalid") == "true" for one in nodes(page)) == 76


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
    expect(page.get_by_role("status")).to_contain_text("Votre session a pris fin", timeout=9000)
    page.get_by_role("link", name="Me reconnecter").click()
    page.fill("[name=login]", "driss@demo.example")
    page.fill("[name=password]", "parcours-2026")
    page.click("button:has-text('Se connecter')")
    page.wait_for_url("**/accompagnement/")
    expect(page.locator("#acc-1-situation")).to_have_value("Écrit sans le savoir, déconnecté.")
    expect(page.get_by_role("status")).to_contain_text("Brouillon gardé à", timeout=9000)


@pytest.mark.parametrize("query", ["", "?verifier=1"])
def test_a_button_that_met_the_end_of_a_session_costs_no_word_of_another_screen(query: str, visit: Any) -> None:
    page: Page = visit("driss", width=1440)
    page.goto("/competences/entree/")
    page.locator("main header form button").click()
    page.goto("/competences/entree/mise-en-relation/")
    page.locator("[name='rel-1-level'][value='1']").check()
    page.locator("#rel-1-situation").fill("Jamais arrivé au serveur.")
    page.context.clear_cookies()
    page.get_by_role("button", name=re.compile("^Continuer vers")).last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("La page était ouverte depuis longtemps")
    page.goto("/compte/connexion/?next=/competences/entree/dialogue/")
    page.fill("[name=login]", "driss@demo.example")
    page.fill("[name=password]", "parcours-2026")
    page.click("button:has-text('Se connecter')")
    page.wait_for_url("**/dialogue/")
    page.goto(f"/competences/entree/mise-en-relation/{query}")
    expect(page.locator("#rel-1-situation")).to_have_value("Jamais arrivé au serveur.")


def test_what_the_server_refuses_is_not_said_to_be_kept(visit: Any) -> None:
    page: Page = visit("driss", width=1440)
    page.goto("/competences/entree/")
    page.locator("main header form button").click()
    page.goto("/competences/entree/experimentation/")
    page.locator("[name='exp-3-level'][value='1']").check()
    page.locator("#exp-3-situation").fill("Une visite.")
    page.locator("#exp-3-situated_on").fill("2099-01-01")
    expect(page.get_by_role("status")).to_contain_text("À corriger, indicateur 3. Cette date est à venir", timeout=9000)
    page.locator("#exp-3-situation").fill("Une visite à la ferme.")
    page.locator("#exp-3-situated_on").fill("2026-03-12")
    expect(page.get_by_role("status")).to_contain_text("Brouillon gardé à", timeout=9000)
    page.reload()
    expect(page.locator("#exp-3-situation")).to_have_value("Une visite à la ferme.")
    page.locator("#exp-3-situated_on").fill("2099-01-02")
    page.get_by_role("button", name=re.compile("^Continuer vers")).last.click()
    expect(page.get_by_role("alert")).to_contain_text("cette date est à venir")
    page.goto("/competences/entree/experimentation/")
    expect(page.locator("#exp-3-situated_on")).to_have_value("2099-01-02")
