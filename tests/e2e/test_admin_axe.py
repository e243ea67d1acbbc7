"""The admin's screens that are ours: accessible on a desk and on a telephone. Where the fault is Wagtail's own, its place is named."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

pytestmark = pytest.mark.e2e
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
# Wagtail's own faults: the button that shows the outline of a form is 20 pixels wide on a telephone; neither the field in which tags
# are typed nor the one that takes several files has a label.
WAGTAILS = {"exclude": [["#w-minimap-toggle"], [".tagit-new > .ui-autocomplete-input"], ["#fileupload"]]}
WORDS = "/admin/snippets/"
LISTS = [
    f"{WORDS}territories/pilotterritory/",
    f"{WORDS}territories/territory/",
    f"{WORDS}territories/domain/",
    f"{WORDS}territories/actorkind/",
    f"{WORDS}courses/competency/",
    f"{WORDS}courses/glossaryterm/",
    "/admin/ressources/",
    "/admin/referentiel/",
]


def screens(page: Page) -> list[str]:
    """Each list, its form for a new one, the form of its first; what deciding, refusing, comparing and importing show."""
    found = []
    for url in LISTS:
        page.goto(url)
        first = page.locator("main td.title a").first.get_attribute("href") or ""
        found += [url, first]
        if page.locator(f"a[href='{url}add/']").count():
            found.append(f"{url}add/")
        if "/edit/" in first and url.startswith("/admin/ressources/"):
            found.append(first.replace("/edit/", "/decider/"))
        if url.endswith("glossaryterm/"):
            found.append(first.replace("/edit/", "/delete/"))  # « Ce mot est utilisé »
    files = ["/admin/images/add/", "/admin/images/multiple/add/", "/admin/documents/add/", "/admin/documents/multiple/add/"]
    return [*found, "/admin/attente/", "/admin/referentiel/importer/", "/admin/referentiel/comparer/?avant=1&apres=1", *files]


def test_axe_finds_nothing_of_ours(visit: Any) -> None:
    page: Page = visit("farid", width=1440)
    faults = []
    for url in screens(page):
        answer = page.goto(url, wait_until="load")
        assert answer is not None
        assert answer.ok, url
        for width in (375, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            for one in Axe().run(page, context=WAGTAILS, options=WCAG).response["violations"]:
                faults += [f"{url} {width} {one['id']} {node['target']} {node['html'][:200]}" for node in one["nodes"]]
    assert not faults, "\n".join(faults)
