"""What the look promises, measured in a browser: one header, nothing shown that is hidden, tables that say where they go on."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

COHORT = "/cohortes/pionniers/"


@pytest.mark.parametrize("width", [768, 900])
@pytest.mark.parametrize(
    ("who", "url"),
    [("", "/"), ("", "/parcours/"), ("", "/territoires/"), ("amina", "/accueil/"), ("amina", "/competences/"), ("denis", COHORT)],
)
def test_the_header_holds_in_one_row_on_a_tablet(who: str, url: str, width: int, visit: Any) -> None:
    """Whichever place is in bold: a header that grows a row from a page to the next makes the whole page jump."""
    page: Page = visit(who, width=width)
    page.goto(url)
    assert page.evaluate("document.querySelector('header.bar').offsetHeight") <= 66


def test_signing_out_warns_of_nothing_where_everything_was_sent(visit: Any) -> None:
    page: Page = visit("amina")
    page.goto("/compte/deconnexion/")
    expect(page.get_by_role("button", name="Se déconnecter")).to_be_visible()
    expect(page.locator("#pending-drafts")).to_be_hidden()


def test_the_rule_between_two_ways_to_sign_in_begins_where_they_do(visit: Any) -> None:
    page: Page = visit("")
    page.goto("/compte/connexion/")
    left = (
        "[...document.querySelectorAll('main > h1, main > hr, main > section')].map((one) => Math.round(one.getBoundingClientRect().left))"
    )
    assert len(set(page.evaluate(left))) == 1
