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
