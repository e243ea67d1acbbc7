"""Amina and Bastien cross their views at entry: both agree, write, send and read; one takes her word back, and neither reads."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.test_pages import WCAG

BARE: list[Page] = []  # pages without scripts


def seen_by_axe(page: Page) -> None:
    """No screen that the journey passes has a fault, nor is wider than its window. Axe is a script: it needs a page that runs them."""
    if page in BARE:
        return
    violations = Axe().run(page, options=WCAG).response["violations"]
    assert not [(page.url, one["id"], one["nodes"][0]["target"]) for one in violations]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def agree(page: Page, at: str) -> None:
    """Reads the question, gives her word."""
    page.goto(at)
    seen_by_axe(page)
    page.get_by_role("link", name=re.compile("^Croiser nos regards")).click()
    expect(page).to_have_url(re.compile("/accord/$"))
    seen_by_axe(page)
    expect(page.locator("main")).to_contain_text("Qui lira quoi")
    page.get_by_role("button", name="Donner mon accord").click()
    expect(page.locator(".messages")).to_contain_text("accord")


def write(page: Page, words: str) -> None:
    """Writes on the first competency, walks through the others, reads all of it again and sends."""
    page.get_by_role("link", name=re.compile("(Écrire|Continuer) mon regard")).click()
    expect(page).to_have_url(re.compile(r"/regard/\d+/$"))
    seen_by_axe(page)
    page.get_by_role("link", name="Commencer par la première").click()
    expect(page).to_have_url(re.compile("/dialogue/$"))
    seen_by_axe(page)
    page.get_by_label("Une situation que vous avez vue").first.fill(words)
    page.get_by_label("Une question").first.fill("Qui manquait autour de la table ?")
    page.get_by_role("button", name="Enregistrer et continuer").click()
    for _ in range(3):
        expect(page.locator(".save")).to_contain_text("Brouillon gardé le")
        page.get_by_role("button", name="Enregistrer et continuer").click()
    expect(page.locator("h1")).to_have_text("Relire et envoyer")
    expect(page.locator("main")).to_contain_text(words)
    seen_by_axe(page)
    page.get_by_role("button", name="Envoyer mon regard").click()
    expect(page.locator("main")).to_contain_text("Ce texte ne change plus")
    seen_by_axe(page)


@pytest.mark.parametrize(
    ("one", "other", "width", "js", "theme"),
    [
        ("amina", "bastien", 1440, True, "light"),
        ("jeanne", "karim", 375, False, "light"),
        ("fatou", "gabriel", 375, True, "dark"),
    ],
)
def test_two_partners_cross_their_views_and_one_takes_her_word_back(
    visit: Any, one: str, other: str, width: int, js: bool, theme: str
) -> None:
    first: Page = visit(one, width=width, js=js, theme=theme)
    second: Page = visit(other, width=width, js=js, theme=theme)
    if not js:
        BARE.extend([first, second])
    first.goto("/competences/partages/")
    seen_by_axe(first)
    first.get_by_role("link", name=re.compile("entrée, avec")).click()
    expect(first).to_have_url(re.compile(r"/avec/\d+/$"))
    mine = first.url
    agree(first, mine)
    second.goto("/compte/avis/")
    second.get_by_role("link", name=re.compile("propose un regard croisé")).click()
    expect(second).to_have_url(re.compile(r"/avec/\d+/$"))
    theirs = second.url
    agree(second, theirs)
    write(second, "Le tour de table de mars, mené à deux.")
    expect(second.locator("main")).to_contain_text("rien n’est visible")
    first.goto(mine)
    write(first, "La réunion du collège, ouverte par une carte.")
    expect(first.locator("main")).to_contain_text("Le tour de table de mars")
    second.goto("/compte/avis/")
    second.get_by_role("link", name=re.compile("le regard croisé est visible")).click()
    expect(second.locator("main")).to_contain_text("La réunion du collège")
    seen_by_axe(second)
    second.goto(theirs)
    seen_by_axe(second)
    second.get_by_role("button", name=re.compile("^Retirer mon accord au regard")).click()
    expect(second.locator(".messages")).to_contain_text("Plus rien n’est montré")
    for page, at, words in ((first, mine, "Le tour de table de mars"), (second, theirs, "La réunion du collège")):
        page.goto(at.replace("/avec/", "/regard/"))
        expect(page.locator("main")).to_contain_text("Le regard croisé est arrêté")
        expect(page.locator("main")).not_to_contain_text(words)
        seen_by_axe(page)
    first.goto("/compte/avis/")
    expect(first.locator(".rows")).not_to_contain_text("regard croisé est visible")


def test_two_tabs_show_both_texts_and_the_writer_chooses(visit: Any) -> None:
    first: Page = visit("rose", width=375)
    second: Page = visit("rose", width=1440)
    partner: Page = visit("tom")
    first.goto("/competences/partages/")
    first.get_by_role("link", name=re.compile("entrée, avec")).click()
    expect(first).to_have_url(re.compile(r"/avec/\d+/$"))
    agree(first, first.url)
    partner.goto("/competences/partages/")
    partner.get_by_role("link", name=re.compile("propose un regard croisé")).first.click()
    expect(partner).to_have_url(re.compile(r"/avec/\d+/$"))
    agree(partner, partner.url)
    first.reload()
    at = first.url.replace("/avec/", "/regard/") + "dialogue/"
    for page in (first, second):
        page.goto(at)
    for page, words in ((first, "Depuis le téléphone"), (second, "Depuis l’ordinateur")):
        page.get_by_label("Une situation que vous avez vue").first.fill(words)
        page.get_by_role("button", name="Enregistrer et revenir à la liste").click()
    expect(second.get_by_role("alert")).to_contain_text("Rien n’est perdu")
    expect(second.locator(".kept")).to_contain_text("Depuis le téléphone")
    expect(second.get_by_label("Une situation que vous avez vue").first).to_have_value("Depuis l’ordinateur")
    seen_by_axe(second)
    second.get_by_role("link", name="Garder plutôt ce qui était enregistré").click()
    expect(second.get_by_label("Une situation que vous avez vue").first).to_have_value("Depuis le téléphone")


def test_a_view_saves_itself_while_one_writes(visit: Any) -> None:
    first: Page = visit("marc", width=1440)
    partner: Page = visit("lina")
    first.goto("/competences/partages/")
    first.get_by_role("link", name=re.compile("entrée, avec")).click()
    expect(first).to_have_url(re.compile(r"/avec/\d+/$"))
    agree(first, first.url)
    partner.goto("/competences/partages/")
    partner.get_by_role("link", name=re.compile("propose un regard croisé")).first.click()
    expect(partner).to_have_url(re.compile(r"/avec/\d+/$"))
    agree(partner, partner.url)
    at = first.url.replace("/avec/", "/regard/") + "dialogue/"
    first.goto(at)
    place = first.get_by_label("Une situation que vous avez vue").first
    for words in ("La réunion", "La réunion du collège"):
        place.fill(words)
        expect(first.locator("[data-save]")).to_contain_text("Brouillon gardé à", timeout=9000)
        first.wait_for_timeout(2500)
    first.reload()
    expect(place).to_have_value("La réunion du collège")
    # A button pressed while a saving is on its way waits for it: nobody is told of another page.
    place.fill("La réunion du collège, ouverte par une carte")
    first.wait_for_timeout(1990)
    first.get_by_role("button", name="Enregistrer et revenir à la liste").click()
    expect(first).to_have_url(re.compile(r"/regard/\d+/$"))
    first.goto(at)
    expect(place).to_have_value("La réunion du collège, ouverte par une carte")
