"""Files that come back from the field: judged by content, rid of their place, read only by whom they are meant for."""

import io
import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from cohorts.models import Attachment
from pages.files import LIMIT, ONE_PICTURE, Refused, judge
from tests.cohorts.writing import answer_at, block, post
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def photo(form: str = "JPEG", size: tuple[int, int] = (40, 20)) -> bytes:
    """A photo that says where, when and with what it was taken, lying on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Appareil Secret"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 24.0), 3: "E", 4: (2.0, 21.0, 7.0)})
    out = io.BytesIO()
    Image.new("RGB", size, "plum").save(out, form, exif=exif)
    return out.getvalue()


def office(member: str, *others: str, size: int = 1) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in (member, *others):
            archive.writestr(name, "x" * size)
    return out.getvalue()


def send(client: Client, *files: tuple[str, bytes], **data: Any) -> Any:
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    return post(client, "amina", block("activity", "terrain"), text="Du terrain", files=uploads, **data)


def test_a_photo_loses_where_and_when_it_was_taken_and_stands_upright(a: Client) -> None:
    assert b"Appareil Secret" in photo()
    send(a, ("marché.JPG", photo()))
    kept = Attachment.objects.get()
    assert (kept.name, kept.content_type) == ("marché.jpg", "image/jpeg")
    response = a.get(f"/fichiers/{kept.key}/")
    data = b"".join(response.streaming_content)
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (20, 40)
        assert not image.getexif()
    assert b"Appareil Secret" not in data
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("note.txt", "Deux lignes\névidentes".encode(), "note.txt"),
        ("../../etc/passwd.txt", b"abc", "passwd.txt"),
        ("C:\\dossier\\compte rendu.pdf", b"%PDF-1.7 ...", "compte rendu.pdf"),
        ("bilan.docx", office("word/document.xml"), "bilan.docx"),
        ("bilan.odt", office("content.xml"), "bilan.odt"),
        ("long.docx", office("word/document.xml", size=5_000_000), "long.docx"),
        ("photo.exe", photo("PNG"), "photo.png"),
        ("<script>.png", photo("PNG"), "script.png"),
        ("", photo("PNG"), "fichier.png"),
    ],
)
def test_a_file_is_named_after_what_it_is(name: str, content: bytes, kept: str) -> None:
    assert judge(name, content).name == kept


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("virus.exe", b"MZ\x90\x00" + b"\x00" * 100),
        ("page.html", b"<html><script>alert(1)</script></html>"),
        ("dessin.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("faux.pdf", b"<html>pas un pdf</html>"),
        ("macros.docx", office("word/document.xml", "word/vbaProject.bin")),
        ("archive.docx", office("autre.txt")),
        ("casse.jpg", photo()[:60]),
        ("vide.pdf", b""),
        ("lourd.pdf", b"%PDF-" + b"0" * LIMIT),
        ("binaire.txt", b"\x00\x01\x02"),
        ("latin.txt", "é".encode("latin-1")),
    ],
)
def test_what_is_not_accepted_is_refused_with_a_sentence(name: str, content: bytes) -> None:
    with pytest.raises(Refused, match=f"« {name} »"):
        judge(name, content)


def test_an_enormous_picture_is_refused_before_it_is_opened() -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    with pytest.raises(Refused):
        judge("bombe.png", out.getvalue())


def test_pictures_are_opened_one_at_a_time_and_other_files_wait_for_none() -> None:
    taken: list[str] = []
    other = threading.Thread(target=lambda: taken.append(judge("p.png", photo("PNG")).name))
    with ONE_PICTURE:
        other.start()
        assert judge("note.txt", b"abc").name == "note.txt"
        other.join(0.3)
        assert taken == []
    other.join(10)
    assert taken == ["p.png"]
    with pytest.raises(Refused):
        judge("casse.png", photo("PNG")[:60])
    assert judge("p.png", photo("PNG")).name == "p.png"


def test_of_many_files_sent_at_once_ten_are_looked_at(a: Client) -> None:
    files = [(f"p{number}.png", photo("PNG")[:60]) for number in range(10)]
    page = send(a, *files, ("entier.png", photo("PNG"))).content.decode()
    assert page.count("l’image est abîmée") == 10
    assert "« entier.png » n’a pas été regardé" in page.replace("\u00a0", " ")
    assert not Attachment.objects.exists()


def test_a_refused_file_keeps_the_text_and_says_what_is_accepted(a: Client) -> None:
    response = send(a, ("page.html", b"<html></html>"))
    assert response.status_code == 422
    page = response.content.decode()
    assert "n’a pas été reçu" in page
    assert "Sont acceptés" in page
    assert "Du terrain" in page
    assert answer_at(block("activity", "terrain")).versions.get().text == "Du terrain"


def test_five_files_at_most_each_once_and_one_can_be_taken_off(a: Client) -> None:
    files = [(f"p{number}.png", photo("PNG", (10 + number, 10))) for number in range(6)]
    assert "5 fichiers au plus" in send(a, *files).content.decode()
    send(a, files[0], base="1")
    assert Attachment.objects.filter(removed_at=None).count() == 5
    first = Attachment.objects.order_by("pk").first()
    assert first
    send(a, base="1", remove=first.pk)
    assert a.get(f"/fichiers/{first.key}/").status_code == 404
    assert Attachment.objects.filter(removed_at=None).count() == 4


def status(name: str, url: str) -> int:
    response = signed_in(name).get(url)
    if response.streaming:
        assert b"".join(response.streaming_content)
    return response.status_code


def test_a_file_is_read_by_those_who_read_its_answer(a: Client) -> None:
    send(a, ("p.png", photo("PNG")), sharing=1, for_trainers=1)
    url = f"/fichiers/{Attachment.objects.get().key}/"
    people = ("amina", "bastien", "chloe", "denis", "elise", "farid", "gaelle")
    assert {name for name in people if status(name, url) == 200} == {"amina", "denis", "gaelle"}
    send(a, base="1", sharing=1)
    assert {name for name in people if status(name, url) == 200} == {"amina"}
    assert Client().get(url).status_code == 302
    assert signed_in("amina").get(f"/media/{Attachment.objects.get().file.name}").status_code == 404


def test_other_blocks_take_no_files(a: Client) -> None:
    upload = SimpleUploadedFile("p.png", photo("PNG"))
    post(a, "amina", block("reflection"), text="Sans fichier", files=[upload])
    assert not Attachment.objects.exists()


def test_a_file_of_many_megabytes_is_not_taken_in_whole(a: Client) -> None:
    page = send(a, ("film.mp4", b"\x00" * (20 * 1024 * 1024))).content.decode()
    assert "film.mp4" in page
    assert "la limite est de 8 Mo" in page
    assert "Du terrain" in page
    assert not Attachment.objects.exists()


def test_a_photo_alone_is_an_answer(a: Client, desk: Client) -> None:
    at = block("activity", "terrain")
    upload = SimpleUploadedFile("p.png", photo("PNG"))
    post(a, "amina", at, text="", files=[upload], sharing=1, for_trainers=1)
    found = answer_at(at)
    assert found.written_at is not None
    assert f"/reponses/{found.pk}/" in desk.get("/cohortes/pionniers/a-lire/").content.decode()
    assert "p.png" in desk.get(f"/reponses/{found.pk}/").content.decode()
    post(a, "amina", block("activity", "solo"), text="", sharing=1)
    assert answer_at(block("activity", "solo")).written_at is None
