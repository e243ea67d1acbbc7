"""What machines read of a page, in a real browser under the site's policy: data stays data, and asks for nothing."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page

PAGES = ["/", "/parcours/", "/parcours/rse/", "/guide/", "/guide/mouvement/", "/glossaire/", "/ressources/", "/ressources/site-dedie/"]
PAGES += ["/territoires/", "/territoires/siilab/", "/competences/referentiel/", "/confidentialite/"]


@pytest.mark.parametrize("js", [True, False])
def test_facts_break_no_rule_of_the_policy_and_ask_nobody(visit: Any, js: bool) -> None:
    """A violation is an error of the console, and a request to another host is seen: both fail the visit."""
    page: Page = visit(js=js)
    blocks = 0
    for url in PAGES:
        page.goto(url, wait_until="networkidle")
        for text in page.locator('script[type="application/ld+json"]').all_text_contents():
            assert json.loads(text)["@context"] == "https://schema.org"
            blocks += 1
    assert blocks == 8


def test_the_picture_and_the_map_are_served_by_the_real_site(visit: Any) -> None:
    page: Page = visit()
    page.goto("/")
    address = page.locator('meta[property="og:image"]').get_attribute("content") or ""
    assert address.startswith(page.url)
    picture = page.request.get(address)
    assert picture.status == 200
    assert picture.headers["content-type"] == "image/png"
    assert "immutable" in picture.headers["cache-control"]
    assert f"Sitemap: {page.url}sitemap.xml" in page.request.get("/robots.txt").text()
    assert page.request.get("/sitemap.xml").text().count("<loc>") > 40
