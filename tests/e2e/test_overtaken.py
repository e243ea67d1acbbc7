"""A page is asked for while words are on their way: it was drawn before they arrived, and shows them all the same."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

KEPT = "Object.values(localStorage).filter(text => text.includes('déjà en route')).length"
WORDS = "Écrit quand la page était déjà en route."
FIRST = "/parcours/etat-des-lieux/regard-des-maires/"


def reload_overtaken(page: Page, saves: str) -> None:
    """Reloads the page: the site draws it before it takes what was typed, and it comes to the browser after that was answered."""
    drawn: list[tuple[Route, Any]] = []

    def on_its_way(route: Route) -> None:
        if route.request.is_navigation_request():
            drawn.append((route, route.fetch()))
        elif route.request.method == "POST" and re.search(saves, route.request.url):
            route.fulfill(response=route.fetch())
            page.wait_for_timeout(500)  # the script has had the answer
            held, response = drawn.pop()
            held.fulfill(response=response)
        else:
            route.continue_()

    page.route("**/*", on_its_way)
    page.reload()
    page.unroute("**/*")
    assert not drawn, "nothing was saved meanwhile"


def leave_as_taken(page: Page, ago: int) -> None:
    """On the device, words that the site has taken so many milliseconds ago, which the page was drawn without."""
    key = page.locator("form[data-draft]").first.get_attribute("data-draft")
    kept = f"{{text: 'Pris, déjà en route', base: '', at: Date.now() - {ago}, draft: 0, revision: 1, isKept: true}}"
    page.evaluate(f"localStorage.setItem('brouillon:{key}', JSON.stringify({kept}))")


def test_an_assessment(visit: Any) -> None:
    page: Page = visit("driss", width=375)
    page.goto("/competences/entree/")
    page.locator("main header form button").click()
    page.goto("/competences/entree/mise-en-relation/")
    page.locator("[name='rel-3-level'][value='2']").check()
    page.locator("#rel-3-situation").fill(WORDS)
    reload_overtaken(page, "/competences/entree/mise-en-relation/")
    expect(page.locator("#rel-3-situation")).to_have_value(WORDS)
    page.locator("#rel-3-effect").fill("Et la suite.")
    expect(page.get_by_role("status")).to_contain_text("Brouillon gardé à")
    other: Page = visit("driss")
    other.goto("/competences/entree/mise-en-relation/")
    expect(other.locator("#rel-3-situation")).to_have_value(WORDS)
    expect(other.locator("#rel-3-effect")).to_have_value("Et la suite.")
    # A word that came back is no word « written elsewhere », and this device lets go of it.
    expect(other.locator(".versions, [data-release]")).to_have_count(0)
    page.wait_for_timeout(4_000)
    assert page.evaluate(KEPT) == 0


def test_a_text_of_a_lesson(visit: Any, manage: Any) -> None:
    page: Page = visit("maud", width=375)
    page.goto(FIRST)
    field = page.locator("form[data-draft] textarea").first
    field.fill(WORDS)
    reload_overtaken(page, "/blocs/")
    expect(field).to_have_value(WORDS)
    expect(page.locator("[data-save]").first).to_contain_text("Brouillon gardé à")
    assert manage(f"from cohorts.models import Draft; print(Draft.objects.filter(text={WORDS!r}).count())") == "1"
    page.wait_for_timeout(4_000)
    assert page.evaluate(KEPT) == 0


def test_a_page_that_answers_another_form_may_have_been_drawn_without_them_too(visit: Any) -> None:
    """One writes, and finishes the lesson at once: its page is drawn while the words arrive."""
    page: Page = visit("lina")
    page.goto(FIRST)
    leave_as_taken(page, ago=500)
    page.locator("form[data-action=finish] button").click()
    expect(page.locator(".finish h2")).to_contain_text("Terminée le")
    expect(page.locator("form[data-draft] textarea").first).to_have_value("Pris, déjà en route")


@pytest.mark.parametrize(("ago", "comes_back"), [(1_000, True), (61_000, False)])
def test_what_a_closed_tab_left_is_for_the_next_minute_alone(visit: Any, ago: int, comes_back: bool) -> None:
    """The answer may have been sent from another device since: words that the site took long ago are not put in its place."""
    page: Page = visit("simon")
    page.goto(FIRST)
    leave_as_taken(page, ago)
    page.reload()
    expect(page.locator("form[data-draft] textarea").first).to_have_value("Pris, déjà en route" if comes_back else "")
    assert page.evaluate(KEPT) == comes_back


def test_what_was_taken_is_not_called_unsent(visit: Any) -> None:
    page: Page = visit("hamid")
    page.goto(FIRST)
    page.locator("form[data-draft] textarea").first.fill(WORDS)
    expect(page.locator("[data-save]").first).to_contain_text("Brouillon gardé à")
    page.goto("/compte/deconnexion/")
    expect(page.locator("#pending-drafts")).to_be_hidden()
    page.locator("form[data-leaving] button").click()
    page.wait_for_url(re.compile(r"/$"))
    assert page.evaluate(KEPT) == 0


@pytest.mark.parametrize("is_saved", [True, False])
def test_the_arrow_back_to_a_lesson_the_phone_let_go_of_shows_what_the_site_has(is_saved: bool, visit: Any) -> None:
    """The browser kept the page as it was drawn, empty: she would believe her words lost, and write them twice."""
    page: Page = visit("hamid", width=375)
    page.goto("/parcours/etat-des-lieux/specificites-regionales/")
    form = page.locator("form[data-draft]").first
    words = f"Gardé, puis la page est oubliée : {is_saved}."
    form.locator("textarea").fill(words)
    expect(form.locator("[data-save]")).to_contain_text("Brouillon gardé à")
    if is_saved:
        form.locator("button:not([type=button])").click()
        expect(form.locator("[data-save]")).to_contain_text("Enregistré le")
    page.wait_for_timeout(4_000)  # the device has let go of it too
    page.goto("/accueil/")
    page.go_back()
    expect(form.locator("[data-save]")).to_contain_text("Enregistré le" if is_saved else "Brouillon gardé le")
    expect(form.locator("textarea")).to_have_value(words)


def test_the_arrow_without_network_leaves_the_page_where_it_is(visit: Any) -> None:
    page: Page = visit("hamid", width=375, offline_is_expected=True)
    page.goto("/parcours/etat-des-lieux/specificites-regionales/")
    form = page.locator("form[data-draft]").first
    form.locator("textarea").fill("Avant le tunnel.")
    form.locator("button:not([type=button])").click()
    expect(form.locator("[data-save]")).to_contain_text("Enregistré le")
    page.goto("/accueil/")
    page.context.set_offline(True)
    page.go_back()
    page.wait_for_timeout(1_500)
    expect(form).to_be_visible()
    page.context.set_offline(False)
    page.reload()
    expect(form.locator("textarea")).to_have_value("Avant le tunnel.")
