"""The shelf in a browser: filters without a script; a proposal, from its form to the words of its file."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.courses.shelf import pdf


def test_a_visitor_without_scripts_searches_filters_and_lifts_a_filter(visit: Any) -> None:
    page: Page = visit(js=False, width=375)
    page.goto("/ressources/")
    page.locator(".filters > summary").click()
    page.get_by_label(re.compile("^Document")).check()
    page.fill("#q", "alliances")
    page.get_by_role("button", name="Chercher").click()
    expect(page.locator("#resultats")).to_have_text(re.compile("^30.ressources pour"))
    assert "type=document" in page.url
    assert page.locator("#tri option:checked").inner_text() == "Les plus proches de vos mots"
    page.get_by_role("link", name="Retirer le filtre Type").click()
    expect(page.locator("#resultats")).to_have_text(re.compile("^31.ressources pour"))


def test_a_proposal_is_published_and_found_by_the_words_of_its_file(visit: Any, tmp_path: Path) -> None:
    file = tmp_path / "huitres.pdf"
    file.write_bytes(pdf("Des ostreiculteurs et des lyceens"))
    bastien: Page = visit("bastien")
    bastien.goto("/ressources/proposer/")
    bastien.fill("#id_title", "Une méthode du littoral")
    bastien.select_option("#id_kind", "document")
    bastien.set_input_files("#id_file", file)
    bastien.fill("#id_why", "Elle nous a servi au port.")
    bastien.get_by_role("button", name="Envoyer la proposition").click()
    expect(bastien.locator("#propositions ~ *")).to_contain_text("Lecture en cours")
    editor: Page = visit("farid")
    editor.goto("/admin/ressources/?state=proposee")
    editor.get_by_role("link", name="Une méthode du littoral").first.click()
    editor.goto(editor.url.replace("/edit/", "/decider/"))
    editor.fill("[name=answer]", "Merci, elle est en ligne.")
    editor.get_by_role("button", name="Publier").click()
    editor.wait_for_url("**/admin/ressources/")
    bastien.reload()
    expect(bastien.get_by_text("Merci, elle est en ligne.")).to_be_visible()
    visitor: Page = visit()
    for _ in range(40):  # the queue reads the file within seconds
        visitor.goto("/ressources/?q=ostreiculteurs")
        if visitor.get_by_role("link", name="Une méthode du littoral").count():
            break
        visitor.wait_for_timeout(500)
    visitor.get_by_role("link", name="Une méthode du littoral").click()
    with visitor.expect_download() as download:
        visitor.get_by_role("link", name="Télécharger huitres.pdf").click()
    assert download.value.suggested_filename == "huitres.pdf"
