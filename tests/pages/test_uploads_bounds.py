"""How much of a file is taken in: two gigabytes never reach the disk, whoever sends them and wherever."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from pages.models import Picture, SiteDocument
from pages.uploads import BOUND
from tests.conftest import signed_in
from tests.pages.test_uploads_admin import said_in

pytestmark = pytest.mark.django_db
MEGA = 1024 * 1024


class Sending:
    """A form on its way: its words, then a file of so many megabytes that nobody holds anywhere."""

    def __init__(self, name: str, megabytes: int, disk: Path, field: str = "file") -> None:
        part = 'Content-Disposition: form-data; name="{}"'
        words = "".join(f"--x\r\n{part.format(key)}\r\n\r\n{value}\r\n" for key, value in (("title", "Un titre"), ("collection", "1")))
        self.head = f'{words}--x\r\n{part.format(field)}; filename="{name}"\r\nContent-Type: application/pdf\r\n\r\n'.encode()
        self.tail = b"\r\n--x--\r\n"
        self.left = megabytes * MEGA
        self.length = len(self.head) + self.left + len(self.tail)
        self.disk = disk
        self.most = 0

    def read(self, size: int = 65536) -> bytes:
        self.most = max(self.most, sum(path.stat().st_size for path in self.disk.rglob("*") if path.is_file()))
        if self.head:
            given, self.head = self.head[:size], self.head[size:]
        elif self.left:
            given = bytes(min(size, self.left))
            self.left -= len(given)
        else:
            given, self.tail = self.tail[:size], self.tail[size:]
        return given

    readline = read

    def to(self, client: Client, url: str) -> Any:
        environ = {"PATH_INFO": url, "REQUEST_METHOD": "POST", "CONTENT_TYPE": "multipart/form-data; boundary=x"}
        return client.request(**environ, CONTENT_LENGTH=str(self.length), **{"wsgi.input": self})


@pytest.fixture
def disk(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "incoming").mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "incoming")
    return tmp_path


@pytest.mark.parametrize(
    ("url", "name", "megabytes", "most", "limit"),
    [
        ("/admin/documents/add/", "film.mp4", 2048, 200, "Il pèse 2 Go, la limite est de 200 Mo."),
        ("/admin/documents/add/", "guide.pdf", 300, 30, "Il pèse 300 Mo, la limite est de 30 Mo."),
        ("/admin/images/add/", "photo.png", 300, 16, "Il pèse 300 Mo, la limite est de 8 Mo."),
        ("/admin/ressources/add/", "guide.pdf", 300, 16, "Il pèse 300 Mo, la limite est de 15 Mo."),
    ],
)
def test_what_is_too_heavy_is_counted_to_its_end_and_kept_nowhere(
    url: str, name: str, megabytes: int, most: int, limit: str, disk: Path, record_property: Callable[[str, object], None]
) -> None:
    client, sending, began = signed_in("farid"), Sending(name, megabytes, disk), time.monotonic()
    text = said_in(sending.to(client, url))
    assert limit in text
    assert "«" in text
    assert sending.left == 0
    assert sending.most <= most * MEGA
    assert not [path for path in disk.rglob("*") if path.is_file()]
    assert not Picture.objects.exists()
    assert not SiteDocument.objects.exists()
    took = time.monotonic() - began
    record_property("said", f"{name} de {megabytes} Mo : {sending.most // MEGA} Mo au plus sur le disque, refusé en {took:.1f} s")


@pytest.mark.parametrize("who", ["", "amina", "denis"])
def test_only_editors_may_send_more_than_sixteen_megabytes(who: str, disk: Path) -> None:
    client, sending = signed_in(who) if who else Client(), Sending("film.mp4", 150, disk)
    assert sending.to(client, "/admin/documents/add/").status_code in {302, 403}
    assert sending.most <= BOUND
    assert not [path for path in disk.rglob("*") if path.is_file()]


def test_a_recording_within_its_limit_is_kept_whole_without_being_read(disk: Path) -> None:
    sending = Sending("film.mp4", 40, disk)
    start = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
    sending.head += start
    sending.left -= len(start)
    assert sending.to(signed_in("farid"), "/admin/documents/add/").status_code == 302
    assert SiteDocument.objects.get().file.size == 40 * MEGA
