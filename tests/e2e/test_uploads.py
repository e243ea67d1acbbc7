"""Farid hands in pictures and files in a real browser: what is refused says why where he looks, what lacks its words waits for them."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.cohorts.test_files import photo

pytestmark = pytest.mark.e2e
DESCRIBE = "Décrivez l’image pour qui ne la voit pas, ou dites qu’elle est décorative."
CREDIT = "Dites d’où vient l’image. Si elle est de vous, écrivez votre nom ou celui de l’équipe."
ACCEPTED = "Sont acceptées : les images JPEG, PNG ou WebP de 8 Mo au plus."


def file(name: str, kind: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": kind, "buffer": data}


def test_several_pictures_at_once(visit: Any) -> None:
    page: Page = visit("farid")
    page.goto("/admin/images/multiple/add/")
    expect(page.get_by_text(ACCEPTED)).to_be_visible()
    page.set_input_files("#fileupload", [file("faux.png", "image/png", b"<html>"), file("marche.png", "image/png", photo("PNG", (64, 48)))])
    refused, waiting = page.locator("#upload-list > li").all()
    expect(refused).to_contain_text("« faux.png » n’a pas été reçu")
    expect(refused).to_contain_text(ACCEPTED)
    waiting.get_by_role("button", name="Mettre à jour").click()
    for field, sentence in (("description", DESCRIBE), ("credit", CREDIT)):
        wrapper = waiting.locator(f".w-field__wrapper:has([name$='-{field}'])")
        expect(wrapper.locator(".error-message")).to_contain_text(sentence)
    waiting.locator("[name$='-description']").fill("Un étal, sur une place.")
    waiting.locator("[name$='-credit']").fill("L’équipe du parcours")
    waiting.get_by_role("button", name="Mettre à jour").click()
    expect(page.locator("#upload-list > li")).to_have_count(1)
    page.goto("/admin/images/")
    expect(page.get_by_text("marche")).to_have_count(1)


def test_the_browser_itself_refuses_what_is_too_heavy_in_our_words(visit: Any, tmp_path: Path) -> None:
    heavy = tmp_path / "lourde.png"
    heavy.write_bytes(bytes(9 * 1024 * 1024))
    page: Page = visit("farid")
    page.goto("/admin/images/multiple/add/")
    page.set_input_files("#fileupload", str(heavy))
    expect(page.locator("#upload-list > li .error_messages")).to_contain_text(ACCEPTED)


def test_one_picture_alone(visit: Any) -> None:
    page: Page = visit("farid")
    page.goto("/admin/images/add/")
    expect(page.get_by_text(ACCEPTED)).to_be_visible()
    page.set_input_files("#id_file", file("place.jpg", "image/jpeg", photo()))
    page.locator("#id_title").fill("Une place")
    page.get_by_role("button", name="Transférer").click()
    for field, sentence in (("description", DESCRIBE), ("credit", CREDIT)):
        wrapper = page.locator(f".w-field__wrapper:has([name='{field}'])")
        expect(wrapper.locator(".error-message")).to_contain_text(sentence)
    page.get_by_label("Image décorative").check()
    page.set_input_files("#id_file", file("place.jpg", "image/jpeg", photo()))
    page.get_by_role("button", name="Transférer").click()
    page.wait_for_url("**/admin/images/")


def test_a_document_that_is_none(visit: Any) -> None:
    page: Page = visit("farid")
    page.goto("/admin/documents/multiple/add/")
    page.set_input_files("#fileupload", file("guide.pdf", "application/pdf", b"<html>"))
    refused = page.locator("#upload-list > li")
    expect(refused).to_contain_text("« guide.pdf » n’a pas été reçu")
    expect(refused).to_contain_text("30 Mo au plus")


WITH_FILES = "/parcours/etat-des-lieux/specificites-regionales/"


def test_photos_over_a_slow_link_show_how_much_has_left(visit: Any) -> None:
    """Minutes, on a train: what moves is drawn, and goes when it has left."""
    page: Page = visit("lea", width=375)
    page.goto(WITH_FILES)
    link = page.context.new_cdp_session(page)
    link.send("Network.enable")
    slow = {"offline": False, "latency": 400, "downloadThroughput": 100_000, "uploadThroughput": 100_000}
    link.send("Network.emulateNetworkConditions", slow)
    form = page.locator("form[data-draft]").filter(has=page.locator("input[type=file]")).first
    form.locator("textarea").fill("Nos deux cartes, sur la table.")
    form.locator("input[type=file]").set_input_files(file("cartes.txt", "text/plain", b"Une carte de plus. " * 30_000))
    form.locator("button.is-second").click(no_wait_after=True)
    bar = form.get_by_role("progressbar", name="Envoi des fichiers")
    expect(bar).to_be_visible(timeout=15_000)
    page.wait_for_function("(bar) => bar.value > 0 && bar.value < bar.max", arg=bar.element_handle())
    assert bar.evaluate("(one) => one.max") > 570_000, "the whole of what leaves"

    expect(form.locator("[data-save]")).to_contain_text("Enregistré le", timeout=30_000)
    expect(form.get_by_role("link", name="cartes.txt")).to_be_visible()
    expect(bar).to_have_count(0)


def test_files_that_could_not_leave_show_no_progress_any_more(visit: Any) -> None:
    page: Page = visit("lea", width=375, offline_is_expected=True)
    page.goto(WITH_FILES)
    form = page.locator("form[data-draft]").filter(has=page.locator("input[type=file]")).first
    form.locator("input[type=file]").set_input_files(file("cartes.txt", "text/plain", b"Une carte."))
    # The part that had left when the network went: a browser of a test is cut before, or not at all.
    part = (
        "(form) => form.dispatchEvent(new CustomEvent('htmx:xhr:progress', { bubbles: true, detail: { elt: form, loaded: 1, total: 99 } }))"
    )
    form.evaluate(part)
    expect(form.get_by_role("progressbar")).to_be_visible()
    page.context.set_offline(True)
    form.locator("button.is-second").click()
    expect(form.locator("[data-save]")).to_contain_text("Hors ligne", timeout=15_000)
    expect(form.get_by_role("progressbar")).to_have_count(0)
    page.context.set_offline(False)


def test_a_file_that_would_be_refused_for_its_weight_is_named_when_it_is_chosen_and_does_not_leave(visit: Any) -> None:
    page: Page = visit("lea", width=375)
    page.goto(WITH_FILES)
    field = page.locator("input[type=file]").first
    field.set_input_files([file("marche.txt", "text/plain", b"Un marche."), file("place.txt", "text/plain", b"x" * (8 * 1024 * 1024 + 1))])
    words = page.locator(".drop [role=alert]")
    expect(words).to_have_text("« place.txt » n’a pas été pris : il pèse 8,1 Mo, la limite est de 8 Mo.")
    assert field.evaluate("(one) => [...one.files].map((file) => file.name)") == ["marche.txt"]
    field.set_input_files(file("marche.txt", "text/plain", b"Un marche."))
    expect(words).to_have_count(0)
