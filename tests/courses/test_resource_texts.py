"""The words inside files: read by another process, within bounds; a failure is said in words."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from courses.models import Resource
from courses.resources.documents import CHARACTERS, PAGES, UNPACKED, Unreadable, text_of
from courses.resources.enums import TextState
from courses.resources.extracting import extract, read
from courses.tasks import extract_text
from pages.files import Refused, judge
from tests.courses.shelf import clear, docx, made, office, pdf

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ODF = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
BOMB = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'


def odt(*paragraphs: str) -> bytes:
    body = "".join(f"<t:p>{one}</t:p>" for one in paragraphs)
    return office(content_xml=f'<o xmlns:t="{ODF}"><t:h>Titre</t:h>{body}</o>')


@pytest.mark.parametrize(
    ("extension", "data", "expected"),
    [
        (".pdf", pdf("Les alliances"), "Les alliances"),
        (".pdf", pdf("Page", pages=3), "Page\nPage\nPage"),
        (".docx", docx("Les alliances", "Deux &amp; trois"), "Les alliances\nDeux & trois"),
        (".odt", odt("Les <t:span>alliances</t:span>", "Deux"), "Titre\nLes alliances\nDeux"),
        (".txt", "\ufeffDes mots  simples\x00".encode(), "Des mots simples"),
        (
            ".pptx",
            office(**{f"ppt__slides__slide{n}_xml": f'<p xmlns:a="{A}"><a:p><a:r><a:t>Vue {n}</a:t></a:r></a:p></p>' for n in (10, 2)}),
            "Vue 2\nVue 10",
        ),
        (".xlsx", office(xl__sharedStrings_xml=f'<s xmlns="{S}"><si><t>Nom</t></si><si><t>Âge</t></si></s>'), "Nom\nÂge"),
    ],
)
def test_the_words_of_each_kind_of_document(extension: str, data: bytes, expected: str) -> None:
    assert text_of(data, extension) == expected


def huge(size: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w", force_zip64=True) as member:
        member.write(b"<x>")
        for _ in range(size // (1024 * 1024) + 1):
            member.write(b" " * 1024 * 1024)
        member.write(b"</x>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("extension", "data", "why"),
    [
        (".pdf", b"%PDF-1.7 rien", "abîmé"),
        (".pdf", pdf("Les alliances")[:300], "abîmé"),
        (".pdf", pdf("Secret", password="x"), "mot de passe"),
        (".pdf", pdf(""), "aucun mot"),
        (".docx", b"PK\x03\x04rien", "abîmé"),
        (".docx", office(word__document_xml="<x>"), "abîmé"),
        (".docx", office(word__document_xml=BOMB), "abîmé"),
        (".docx", office(word__document_xml=OUTSIDE), "abîmé"),
        (".docx", office(autre_xml="<x/>"), "aucun mot"),
        (".odt", office(content_xml=BOMB), "abîmé"),
        (".exe", b"MZ", "pas de texte"),
    ],
)
def test_what_cannot_be_read_says_why(extension: str, data: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        text_of(data, extension)


def test_an_archive_is_never_unpacked_beyond_its_bound() -> None:
    data = huge(UNPACKED + 1024 * 1024)
    assert len(data) < 1024 * 1024
    with pytest.raises(Unreadable, match="trop grand"):
        text_of(data, ".docx")


def test_no_more_is_kept_than_two_hundred_thousand_characters() -> None:
    assert len(text_of(b"mot " * CHARACTERS, ".txt")) <= CHARACTERS
    assert PAGES <= 500


def test_another_process_reads_within_its_time() -> None:
    assert read(pdf("Les alliances"), ".pdf") == ("Les alliances", "")
    assert read(b"%PDF-1.7 rien", ".pdf")[1].startswith("le PDF est abîmé")
    assert read(pdf("Long", pages=300), ".pdf", seconds=0.05) == ("", "le lire prend trop de temps")


# On the shelf -----------------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def laid(data: bytes, name: str) -> Resource:
    found = made("Rapport", kind="document", text_state=TextState.WAITING)
    found.file_name = name
    found.file.save(name, ContentFile(data))
    return found


@pytest.mark.django_db
def test_a_file_is_found_by_its_words_once_the_task_has_read_it() -> None:
    clear()
    found = laid(pdf("Des ostreiculteurs"), "rapport.pdf")
    assert not Client().get("/ressources/?q=ostreiculteurs").context["search"].lines
    extract_text.enqueue(found.pk)
    found.refresh_from_db()
    assert (found.text_state, found.text) == (TextState.READ, "Des ostreiculteurs")
    assert Client().get("/ressources/?q=ostreiculteurs").context["search"].lines
    Resource.objects.filter(pk=found.pk).update(text="Relu à la main")
    extract(found.pk)
    found.refresh_from_db()
    assert found.text == "Relu à la main"  # twice is once


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "name", "state", "words"),
    [
        (b"%PDF-1.7 rien", "faux.pdf", TextState.FAILED, "abîmé"),
        (pdf(""), "scan.pdf", TextState.FAILED, "aucun mot"),
        (b"image", "photo.jpg", TextState.NONE, ""),
    ],
)
def test_a_failure_is_recorded_in_words_for_editors(data: bytes, name: str, state: str, words: str) -> None:
    found = laid(data, name)
    extract(found.pk)
    found.refresh_from_db()
    assert found.text_state == state
    assert words in found.text_problem
    assert found.is_published


@pytest.mark.django_db
def test_a_file_that_is_gone_or_a_resource_that_is_gone_breaks_nothing() -> None:
    found = laid(pdf("x"), "x.pdf")
    found.file.storage.delete(found.file.name)
    extract(found.pk)
    found.refresh_from_db()
    assert "plus là" in found.text_problem
    extract(999_999)


def test_an_archive_whose_names_are_damaged_is_refused_in_words() -> None:
    """The names are UTF-8 by their flag alone: a byte changed on the way must not be a fault of the site."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
        archive.writestr("é.txt", "x")
    damaged = out.getvalue().replace("é.txt".encode(), b"\xff\xff.txt")
    with pytest.raises(Refused, match="n’est pas d’un type accepté"):
        judge("fiche.docx", damaged)
    with pytest.raises(Unreadable, match="abîmé"):
        text_of(damaged, ".docx")
