"""What editors hand in: taken by its content at every door, otherwise refused with a sentence and nothing kept."""

import io
import json
import zipfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image
from wagtail.models import Collection, UploadedFile

from pages.models import Picture, SiteDocument
from tests.cohorts.test_files import office, photo
from tests.conftest import signed_in

# Wagtail closes no temporary file in which it drew a picture's sizes; they close themselves.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("open_files_let_go"),
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00" * 200
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<html><script>alert(1)</script></html>"


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def editor(db: None) -> Client:
    return signed_in("farid")


@lru_cache
def bomb() -> bytes:
    """A picture of four hundred million points, in fifty kilobytes."""
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


@lru_cache
def one_column() -> bytes:
    """Few points and few bytes, and as many rows to be read one by one."""
    out = io.BytesIO()
    Image.new("L", (1, 30_001)).save(out, "PNG")
    return out.getvalue()


def office_bomb() -> bytes:
    """A document that would fill more than two hundred megabytes once unpacked."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("word/document.xml", "x")
        with archive.open("word/media/a.xml", "w") as member:
            for _ in range(201):
                member.write(bytes(1024 * 1024))
    return out.getvalue()


def said_in(answer: HttpResponse) -> str:
    """What a form, a chooser or a multiple upload answers, as it is read."""
    assert answer.status_code == 200, answer.status_code
    text = answer.content.decode()
    if answer["Content-Type"].startswith(("application/json", "text/javascript")):
        data = json.loads(text)
        text = f"{data.get('error_message', '')}{data.get('htmlFragment', '')}{data.get('form', '')}"
    return text


WORDS = {"title": "Un titre", "description": "Un marché", "credit": "L’équipe", "tags": ""}


def add(client: Client, kind: str, file: Any, **words: str) -> Any:
    return client.post(f"/admin/{kind}/add/", {**WORDS, **words, "collection": 1, "file": file})


def add_several(client: Client, kind: str, file: Any, **words: str) -> Any:
    data = {"title": "Un titre", "collection": 1, "files[]": file}
    return client.post(f"/admin/{kind}/multiple/add/", data, headers={"x-requested-with": "XMLHttpRequest"})


def choose(client: Client, kind: str, file: Any, **words: str) -> Any:
    prefix = {"images": "image-chooser-upload", "documents": "document-chooser-upload"}[kind]
    data = {f"{prefix}-{name}": value for name, value in {**WORDS, **words, "collection": 1, "file": file}.items()}
    return client.post(f"/admin/{kind}/chooser/create/", data)


def replace(client: Client, kind: str, file: Any, **words: str) -> Any:
    first = kept(kind).objects.get()
    url = f"/admin/images/{first.pk}/" if kind == "images" else f"/admin/documents/edit/{first.pk}/"
    return client.post(url, {**WORDS, **words, "collection": 1, "file": file})


def kept(kind: str) -> type[Any]:
    return {"images": Picture, "documents": SiteDocument}[kind]


DOORS: list[Callable[..., Any]] = [add, add_several, choose, replace]
GOOD = {"images": ("bien.png", lambda: photo("PNG")), "documents": ("bien.pdf", lambda: PDF)}


def stored(tmp_path: Path) -> dict[str, bytes]:
    return {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}


BAD: list[tuple[str, str, Callable[[], bytes], str]] = [
    ("images", "faux.jpg", lambda: PDF, "ce n’est pas une image"),
    ("images", "casse.jpg", lambda: photo()[:-300], "l’image est abîmée"),
    ("images", "debut.png", lambda: photo("PNG")[:40], "l’image est abîmée"),
    ("images", "dessin.svg", lambda: SVG, "n’est pas d’un type accepté"),
    ("images", "dessin.png", lambda: SVG, "n’est pas d’un type accepté"),
    ("images", "bombe.png", bomb, "Réduisez-la à 60 millions de points"),
    ("images", "longue.png", one_column, "Réduisez-la à 30\u00a0000 points de côté"),
    ("images", "vide.png", lambda: b"", "est vide"),
    ("images", "menteuse.jpg", lambda: photo("PNG"), "c’est un fichier png"),
    ("images", "film.png", lambda: MP4, "n’est pas d’un type accepté"),
    ("images", "archive.png", lambda: office("a.txt"), "n’est pas d’un type accepté"),
    ("images", "lourde.jpg", lambda: b"\xff\xd8\xff" + bytes(1024 * 1024), "Il pèse 1,1 Mo, la limite est de 1 Mo."),
    ("documents", "faux.pdf", lambda: HTML, "n’est pas d’un type accepté"),
    ("documents", "coupe.pdf", lambda: PDF[:20], "ce n’est pas un PDF complet"),
    ("documents", "archive.zip", lambda: office("a.txt"), "n’est pas d’un type accepté"),
    ("documents", "archive.docx", lambda: office("a.txt"), "n’est pas d’un type accepté"),
    ("documents", "bombe.docx", office_bomb, "n’est pas d’un type accepté"),
    ("documents", "macros.docx", lambda: office("word/document.xml", "word/vbaProject.bin"), "n’est pas d’un type accepté"),
    ("documents", "page.html", lambda: HTML, "n’est pas d’un type accepté"),
    ("documents", "dessin.svg", lambda: SVG, "n’est pas d’un type accepté"),
    ("documents", "virus.pdf", lambda: b"MZ\x90\x00" + bytes(100), "n’est pas d’un type accepté"),
    ("documents", "faux.mp4", lambda: b"un film, sans doute", "un enregistrement mp4 que l’on puisse lire"),
    ("documents", "page.mp4", lambda: HTML, "un enregistrement mp4 que l’on puisse lire"),
    ("documents", "film.mp3", lambda: MP4, "un enregistrement mp3 que l’on puisse lire"),
    ("documents", "vide.pdf", lambda: b"", "est vide"),
    ("documents", "vide.mp4", lambda: b"", "est vide"),
    ("documents", "menteur.docx", lambda: PDF, "c’est un fichier pdf"),
    ("documents", "photo.pdf", lambda: photo("PNG"), "est une image"),
    ("documents", "paroles.vtt", lambda: b"1\n00:00 bonjour", "commence par WEBVTT"),
    ("documents", "lourd.pdf", lambda: PDF + bytes(1024 * 1024) + PDF, "la limite est de 1 Mo"),
    ("documents", "long.mp4", lambda: MP4 + bytes(2 * 1024 * 1024), "la limite est de 2 Mo"),
]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("kind", "name", "content", "reason"), BAD, ids=[f"{kind}-{name}" for kind, name, *_ in BAD])
def test_what_cannot_be_kept_is_refused_with_a_sentence_and_leaves_nothing(
    door: Callable[..., Any], kind: str, name: str, content: Callable[[], bytes], reason: str, editor: Client, tmp_path: Path, settings: Any
) -> None:
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = settings.DOCUMENT_LIMIT = 1024 * 1024
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 2 * 1024 * 1024
    if door is replace:
        good, data = GOOD[kind]
        assert add(editor, kind, SimpleUploadedFile(good, data())).status_code == 302
        if kind == "images":  # its form draws it once
            editor.get(f"/admin/images/{Picture.objects.get().pk}/")
    before = stored(tmp_path)
    rows = list(kept(kind).objects.values())
    text = said_in(door(editor, kind, SimpleUploadedFile(name, content())))
    assert f"« {name} »" in text
    assert reason in text
    assert text.count("Sont acceptés" if kind == "documents" else "Sont acceptées") >= 1
    assert "au plus" in text
    assert "extensions" not in text.casefold()  # no second sentence of the framework's own
    assert list(kept(kind).objects.values()) == rows
    assert not UploadedFile.objects.exists()
    assert stored(tmp_path) == before


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("kind", "name", "content", "saved"),
    [
        ("images", "../../marché.JPEG", photo, "marche"),
        ("images", "place.webp", lambda: photo("WEBP"), "place"),
        ("documents", "../../etc/guide.pdf", lambda: PDF, "guide"),
        ("documents", "bilan.docx", lambda: office("word/document.xml"), "bilan"),
        ("documents", "film.mp4", lambda: MP4, "film"),
        ("documents", "paroles.vtt", lambda: b"WEBVTT\n\n00:00.000 --> 00:01.000\nBonjour", "paroles"),
    ],
)
def test_what_may_be_kept_is_kept_under_its_own_bare_name(
    door: Callable[..., Any], kind: str, name: str, content: Callable[[], bytes], saved: str, editor: Client, tmp_path: Path
) -> None:
    if door is replace:
        good, data = GOOD[kind]
        add(editor, kind, SimpleUploadedFile(good, data()))
    answer = door(editor, kind, SimpleUploadedFile(name, content()))
    assert answer.status_code in {200, 302}
    files = [path for path in stored(tmp_path) if "bien" not in path]
    folders = {"original_images/", "documents/", "wagtail_uploads/", "images/"}
    assert files
    assert all(any(path.startswith(folder) for folder in folders) for path in files)
    assert all(saved in path.replace("é", "e") for path in files), files


@pytest.mark.parametrize("door", DOORS)
def test_a_picture_loses_where_and_when_it_was_taken_at_every_door(door: Callable[..., Any], editor: Client, tmp_path: Path) -> None:
    if door is replace:
        add(editor, "images", SimpleUploadedFile("bien.png", photo("PNG")))
    assert b"Appareil Secret" in photo()
    door(editor, "images", SimpleUploadedFile("marche.jpg", photo()))
    if door is add_several:
        waiting = UploadedFile.objects.get()
        prefix = f"uploaded-image-{waiting.pk}"
        data = {f"{prefix}-{name}": value for name, value in {**WORDS, "collection": "1"}.items()}
        done = editor.post(f"/admin/images/multiple/create_from_uploaded_image/{waiting.pk}/", data).json()
        assert done["success"] is True
        assert not UploadedFile.objects.exists()
    picture = Picture.objects.get()
    assert (picture.width, picture.height) == (20, 40)  # upright
    for path, data in stored(tmp_path).items():
        assert b"Appareil Secret" not in data, path
        with Image.open(io.BytesIO(data)) as image:
            assert not image.getexif(), path
    assert not [path for path in stored(tmp_path) if path.startswith("wagtail_uploads/")]


SENTENCES = {
    "description": "Décrivez l’image pour qui ne la voit pas, ou dites qu’elle est décorative.",
    "credit": "Dites d’où vient l’image. Si elle est de vous, écrivez votre nom ou celui de l’équipe.",
}


@pytest.mark.parametrize("door", [add, choose, replace])
@pytest.mark.parametrize("missing", ["description", "credit"])
def test_a_picture_says_what_it_shows_and_where_it_comes_from(door: Callable[..., Any], missing: str, editor: Client) -> None:
    if door is replace:
        add(editor, "images", SimpleUploadedFile("bien.png", photo("PNG")))
    answer = door(editor, "images", SimpleUploadedFile("autre.png", photo("PNG", (30, 30))), **{missing: "  "})
    assert SENTENCES[missing] in said_in(answer)
    assert Picture.objects.count() == (door is replace)


@pytest.mark.parametrize("name", ["IMG_2034.png", "photo du marché.JPEG"])
def test_the_name_of_a_file_is_no_description(name: str, editor: Client) -> None:
    answer = add(editor, "images", SimpleUploadedFile("marche.png", photo("PNG")), description=name)
    assert "Dites ce que montre l’image" in said_in(answer)
    assert not Picture.objects.exists()


@pytest.mark.parametrize("door", [add, choose])
def test_a_decorative_picture_needs_neither(door: Callable[..., Any], editor: Client) -> None:
    door(editor, "images", SimpleUploadedFile("trait.png", photo("PNG")), description="", credit="", is_decorative="on")
    assert Picture.objects.get().default_alt_text == ""


def test_several_pictures_wait_for_their_words_and_the_sentences_stand_in_the_form(editor: Client) -> None:
    first = add_several(editor, "images", SimpleUploadedFile("marche.jpg", photo())).json()
    assert first["success"] is True
    assert not Picture.objects.exists()
    waiting = first["uploaded_file_id"]
    url, prefix = f"/admin/images/multiple/create_from_uploaded_image/{waiting}/", f"uploaded-image-{waiting}"
    again = editor.post(url, {f"{prefix}-title": "Marché", f"{prefix}-collection": 1, f"{prefix}-tags": ""}).json()
    assert again["success"] is False
    assert all(sentence in again["form"] for sentence in SENTENCES.values())
    assert not Picture.objects.exists()
    words = {f"{prefix}-{name}": value for name, value in {**WORDS, "collection": "1"}.items()}
    made = editor.post(url, words).json()
    edit, prefix = f"/admin/images/multiple/{made['image_id']}/", f"image-{made['image_id']}"
    changed = editor.post(edit, {f"{prefix}-title": "Marché", f"{prefix}-collection": 1, f"{prefix}-tags": ""}).json()
    assert changed["success"] is False
    assert SENTENCES["credit"] in changed["form"]
    assert Picture.objects.get().credit == "L’équipe"


def test_a_document_for_a_collection_that_is_not_breaks_nothing(editor: Client) -> None:
    Collection.objects.get(depth=1).add_child(name="Guides")
    data = {"title": "Guide", "collection": 99_999, "files[]": SimpleUploadedFile("guide.pdf", PDF)}
    answer = editor.post("/admin/documents/multiple/add/", data, headers={"x-requested-with": "XMLHttpRequest"}).json()
    waiting = answer["uploaded_file_id"]
    prefix = f"uploaded-document-{waiting}"
    url = f"/admin/documents/multiple/create_from_uploaded_document/{waiting}/"
    made = editor.post(url, {f"{prefix}-title": "Guide", f"{prefix}-collection": 1, f"{prefix}-tags": ""}).json()
    assert made["success"] is True
    assert SiteDocument.objects.get().title == "Guide"


def test_the_name_of_a_file_is_said_without_markup(editor: Client) -> None:
    """The multiple upload puts the sentence into its page as it is."""
    file = SimpleUploadedFile("<img src=x onerror=alert(1)>.exe", b"MZ\x90\x00")
    for kind in ("images", "documents"):
        said = said_in(add_several(editor, kind, file))
        assert "<" not in said
        assert "&" not in said
        file.seek(0)


def test_the_forms_say_beforehand_what_is_accepted(editor: Client) -> None:
    for url in ("/admin/images/add/", "/admin/images/multiple/add/"):
        assert "Sont acceptées : les images JPEG, PNG ou WebP de 8 Mo au plus." in editor.get(url).content.decode()
    alone, chosen = editor.get("/admin/images/add/").content.decode(), editor.get("/admin/images/chooser/").json()["html"]
    for form in (alone, chosen):
        assert form.count("À remplir, sauf pour une image décorative.") == 2, "refused afterwards, the file is to be chosen again"
    for url in ("/admin/documents/add/", "/admin/documents/multiple/add/"):
        page = editor.get(url).content.decode()
        assert "30 Mo au plus" in page
        assert "200 Mo au plus" in page


@pytest.mark.parametrize(
    ("name", "content", "served"),
    [
        ("guide.pdf", PDF, "application/pdf"),
        ("film.mp4", MP4, "video/mp4"),
        ("paroles.vtt", b"WEBVTT\n", "text/vtt"),
        ("liste.csv", b"a;b", "text/csv"),
        ("note.txt", HTML, "text/plain"),
        ("bilan.docx", office("word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
def test_a_document_is_downloaded_under_its_true_type_and_never_opened_here(name: str, content: bytes, served: str, editor: Client) -> None:
    add(editor, "documents", SimpleUploadedFile(name, content))
    url = SiteDocument.objects.get().url
    answer = signed_in("amina").get(url)
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Type"].split(";")[0] == served
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'"
    assert Client().get(url)["Location"].startswith("/compte/connexion/")
