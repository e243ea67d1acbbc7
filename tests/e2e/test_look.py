"""What the look promises, measured in a browser: one header, nothing shown that is hidden, tables that say where they go on."""

from typing import Any

from playwright.sync_api import Page, expect


def test_signing_out_warns_of_nothing_where_everything_was_sent(visit: Any) -> None:
    page: Page = visit("amina")
    page.goto("/compte/deconnexion/")
    expect(page.get_by_role("button", name="Se déconnecter")).to_be_visible()
    expect(page.locator("#pending-drafts")).to_be_hidden()
