"""What one writes in a form is on the device until the site has it: a tab that closes, a refusal or an ended session loses no word."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

WORDS = "Réunir les trois associations de la vallée avant l’été, d’abord sans ordre du jour."
FORMS = [
    ("ines", "/notes/1/", "text"),
    ("denis", "/reponses/1/", "text"),
    ("amina", "/cohorte/", "needs"),
    ("ines", "/competences/profil/nouveau/", "note"),
    ("ines", "/ressources/proposer/", "why"),
    ("denis", "/cohortes/pionniers/personnes/1/", "text"),
    ("denis", "/cohortes/pionniers/courriels/nouveau/?personne=1", "body"),
    ("gwenn", "/competences/sortie/dialogue/dia-1/", "description"),
    ("gwenn", "/competences/sortie/suite/", "text"),
]
HELD = "Object.keys(localStorage).filter(key => key.startsWith('brouillon:')).length"


def field(page: Page, name: str) -> Any:
    return page.locator(f"form[data-keeps] [name={name}], form[data-keeps] [name$='-{name}']").first


def write(page: Page, url: str, name: str) -> None:
    page.goto(url)
    field(page, name).fill(WORDS)
    expect(page.locator("[data-save]:visible")).to_contain_text("Gardé sur cet appareil à")


@pytest.mark.parametrize(("who", "url", "name"), FORMS)
def test_a_tab_that_closes_loses_no_word_of_a_form(visit: Any, who: str, url: str, name: str) -> None:
    page: Page = visit(who, width=375)
    write(page, url, name)
    page.close()
    again = page.context.new_page()
    again.goto(url)
    expect(field(again, name)).to_have_value(WORDS)
    expect(again.locator("[data-save]:visible")).to_have_text("Repris de cet appareil : pas encore enregistré")
    # Whoever takes the words back finds the page as the site has it.
    field(again, name).fill(field(again, name).evaluate("one => one.defaultValue"))
    again.reload()
    expect(again.locator("[data-save]:visible")).to_have_count(0)
    assert again.evaluate(HELD) == 0


def test_whoever_goes_without_keeping_finds_nothing_kept(visit: Any) -> None:
    page: Page = visit("ines")
    for url, name, way_out in (("/notes/1/", "text", "Ne rien changer"), ("/competences/profil/nouveau/", "note", "Revenir sans garder")):
        write(page, url, name)
        page.get_by_role("link", name=way_out).click()
        page.wait_for_url(lambda address, url=url: not address.endswith(url))
        assert page.evaluate(HELD) == 0


def test_what_the_site_has_taken_stays_on_the_device_no_more(visit: Any) -> None:
    page: Page = visit("denis")
    for url, name, button in (
        ("/reponses/1/", "text", "Envoyer le commentaire"),
        ("/cohortes/pionniers/personnes/1/", "text", "Garder cette note"),
    ):
        write(page, url, name)
        assert page.evaluate(HELD) == 1
        page.get_by_role("button", name=button).click()
        expect(page.get_by_text(WORDS, exact=True)).to_be_visible()
        assert page.evaluate(HELD) == 0
        expect(field(page, name)).to_have_value("")


def test_a_letter_is_kept_until_it_has_left_through_its_preview_and_back(visit: Any) -> None:
    page: Page = visit("denis")
    write(page, "/cohortes/pionniers/courriels/nouveau/?personne=2", "body")
    page.get_by_role("button", name="Voir avant d’envoyer").click()
    expect(page.locator(".summary")).to_contain_text("Écrivez l’objet du courriel.")
    page.close()
    page = page.context.new_page()
    page.goto("/cohortes/pionniers/courriels/nouveau/?personne=3")
    expect(field(page, "body")).to_have_value("")
    page.goto("/cohortes/pionniers/courriels/nouveau/?personne=2")
    expect(field(page, "body")).to_have_value(WORDS)
    page.fill("[name=subject]", "Avant l’été")
    page.get_by_role("button", name="Voir avant d’envoyer").click()
    page.get_by_role("button", name="Reprendre le texte").click()
    # A tab that closes while its next page is on the way is waited for by the browser's driver, now and then for ever.
    expect(field(page, "body")).to_have_value(WORDS)
    page.close()
    page = page.context.new_page()
    page.goto("/cohortes/pionniers/courriels/nouveau/?personne=2")
    expect(page.locator("[name=subject]")).to_have_value("Avant l’été")
    page.get_by_role("button", name="Voir avant d’envoyer").click()
    page.get_by_role("button", name="Envoyer à 1 personne").click()
    page.wait_for_url(re.compile(r"/courriels/\d+/$"))
    assert page.evaluate(HELD) == 0


def test_of_two_letters_under_way_the_one_that_left_is_let_go(visit: Any) -> None:
    page: Page = visit("denis")
    for number in (3, 4):
        write(page, f"/cohortes/pionniers/courriels/nouveau/?personne={number}", "body")
        page.fill("[name=subject]", f"Lettre {number}")
        page.get_by_role("button", name="Voir avant d’envoyer").click()
    page.get_by_role("button", name="Envoyer à 1 personne").click()
    page.wait_for_url(re.compile(r"/courriels/\d+/$"))
    page.goto("/cohortes/pionniers/courriels/nouveau/?personne=4")
    expect(field(page, "body")).to_have_value("")
    page.goto("/cohortes/pionniers/courriels/nouveau/?personne=3")
    expect(page.locator("[name=subject]")).to_have_value("Lettre 3")


def test_a_letter_turned_to_somebody_else_says_so_when_it_comes_back(visit: Any) -> None:
    page: Page = visit("denis")
    address = "/cohortes/pionniers/courriels/nouveau/?personne=2"
    page.goto(address)
    page.select_option("[name=to]", "personne:5")
    field(page, "body").fill(WORDS)
    page.goto(address)
    expect(page.locator("[name=to]")).to_have_value("personne:5")
    expect(page.locator("[data-save]:visible")).to_contain_text("Vérifiez « À »")


def test_words_that_arrived_after_all_are_not_taken_twice(visit: Any) -> None:
    """The site had the comment; the page that would have said so never came, and the device still holds it."""
    page: Page = visit("denis")
    said = f"{WORDS} Encore."
    page.goto("/reponses/1/")
    field(page, "text").fill(said)
    held = page.evaluate("Object.entries(localStorage).find(([key]) => key.startsWith('brouillon:'))")
    page.get_by_role("button", name="Envoyer le commentaire").click()
    expect(page.get_by_text(said, exact=True)).to_be_visible()
    page.evaluate("([key, value]) => localStorage.setItem(key, value)", held)
    page.goto("/reponses/1/")
    expect(field(page, "text")).to_have_value(said)
    page.get_by_role("button", name="Envoyer le commentaire").click()
    expect(field(page, "text")).to_have_value("")
    expect(page.get_by_text(said, exact=True)).to_have_count(1)


def test_one_tab_does_not_take_away_what_another_holds(visit: Any) -> None:
    page: Page = visit("ines")
    write(page, "/notes/1/", "text")
    other = page.context.new_page()
    other.goto("/notes/1/")
    other.get_by_role("link", name="Ne rien changer").click()
    other.wait_for_url("**/notes/")
    assert other.evaluate(HELD) == 0
    page.goto("/accueil/")
    other.goto("/notes/1/")
    expect(field(other, "text")).to_have_value(WORDS)


def test_an_ended_session_gives_the_words_back_in_their_own_place(visit: Any) -> None:
    page: Page = visit("amina", width=375)
    write(page, "/cohorte/", "needs")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Garder", exact=True).click()
    expect(page.locator("h1")).to_have_text("La page était ouverte depuis longtemps")
    page.get_by_role("link", name="Reprendre la page").click()
    page.fill("[name=login]", "amina@demo.example")
    page.fill("[name=password]", "parcours-2026")
    page.get_by_role("button", name="Se connecter", exact=True).click()
    expect(field(page, "needs")).to_have_value(WORDS)
    page.get_by_role("button", name="Garder", exact=True).click()
    expect(page.locator("[role=status]").first).to_be_visible()
    assert page.evaluate(HELD) == 0


@pytest.mark.parametrize("url", ["/cohorte/", "/cohorte/#contenu"])
def test_the_arrow_gives_nobody_the_words_of_whoever_sat_here_before(url: str, visit: Any) -> None:
    page: Page = visit("amina")
    write(page, url, "needs")
    page.goto("/compte/deconnexion/")
    page.locator("form[data-leaving] button").click()
    page.wait_for_url(lambda address: "deconnexion" not in address)
    page.goto("/compte/connexion/")
    page.fill("[name=login]", "bastien@demo.example")
    page.fill("[name=password]", "parcours-2026")
    page.get_by_role("button", name="Se connecter", exact=True).click()
    page.wait_for_url("**/accueil/")
    other = page.context.new_page()  # his own, which he has not sent yet
    other.goto("/cohorte/")
    field(other, "needs").fill("Mes propres mots.")
    other.close()
    while "/cohorte/" not in page.url:
        page.go_back(wait_until="commit")
        page.wait_for_timeout(1_500)  # a page of hers is asked for anew
    expect(page.locator(".who")).to_have_text("Bastien")
    expect(field(page, "needs")).to_have_value("Mes propres mots.")


def test_a_tick_that_the_browser_puts_back_is_seen(visit: Any) -> None:
    """« Choisir qui peut lire » is folded: ticked, not saved, and back by the arrow, it would open the text without a word."""
    page: Page = visit("driss", width=375)
    page.goto("/parcours/etat-des-lieux/regard-des-maires/")
    fold = page.locator("details.sharing").first
    expect(fold).not_to_have_attribute("open", "")
    fold.locator("summary").click()
    fold.locator("[name=for_cohort]").check()
    page.goto("/accueil/")
    page.go_back()
    expect(fold.locator("[name=for_cohort]")).to_be_checked()
    expect(fold).to_have_attribute("open", "")
