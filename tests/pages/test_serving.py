"""A recording is played a part at a time, by whoever may read it."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction

from pages.models import SiteDocument
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
FILM = bytes(range(256)) * 1000  # 256,000 bytes: more than one chunk


@pytest.fixture
def film(settings: Any, tmp_path: Path) -> SiteDocument:
    settings.MEDIA_ROOT = tmp_path
    made = SiteDocument.objects.create(title="Entretien", file=ContentFile(FILM, name="entretien.mp4"))
    made._set_document_file_metadata()
    made.file.close()
    made.save()
    return made


def body(answer: Any) -> bytes:
    """What was sent. The file is closed once it has been read."""
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-1", 0, 1),  # the first thing that Safari asks
        ("bytes=0-", 0, 255_999),
        ("bytes=70000-199999", 70_000, 199_999),
        ("bytes=255999-", 255_999, 255_999),
        ("bytes=250000-999999", 250_000, 255_999),
        ("bytes=-100", 255_900, 255_999),
        ("bytes=-999999", 0, 255_999),
    ],
)
def test_a_part_of_a_recording_is_sent_as_it_was_asked(asked: str, first: int, last: int, film: SiteDocument) -> None:
    answer = signed_in("amina").get(film.url, headers={"Range": asked})
    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes {first}-{last}/256000"
    assert answer["Content-Length"] == str(last - first + 1)
    assert answer["Content-Type"] == "video/mp4"
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Content-Security-Policy"] == "default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert body(answer) == FILM[first : last + 1]


@pytest.mark.parametrize("asked", ["bytes=256000-", "bytes=999999-1000000", "bytes=-0"])
def test_a_part_that_the_recording_does_not_have_is_refused_with_its_size(asked: str, film: SiteDocument) -> None:
    answer = signed_in("amina").get(film.url, headers={"Range": asked})
    assert answer.status_code == 416
    assert answer["Content-Range"] == "bytes */256000"
    assert answer.content == b""


@pytest.mark.parametrize("asked", [None, "", "bytes=-", "bytes=5-2", "bytes=a-b", "lines=0-1", "bytes=0-1,5-6", f"bytes={'9' * 5000}-"])
def test_a_recording_asked_whole_or_in_words_that_mean_nothing_comes_whole(asked: str | None, film: SiteDocument) -> None:
    answer = signed_in("amina").get(film.url, headers={} if asked is None else {"Range": asked})
    assert answer.status_code == 200
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Content-Length"] == "256000"
    assert "Content-Range" not in answer
    assert "Content-Encoding" not in answer
    assert body(answer) == FILM


def test_a_recording_that_was_replaced_meanwhile_comes_whole(film: SiteDocument) -> None:
    client = signed_in("amina")
    whole = client.get(film.url)
    assert body(whole) == FILM
    for name in ("ETag", "Last-Modified"):
        answer = client.get(film.url, headers={"Range": "bytes=5-9", "If-Range": whole[name]})
        assert (answer.status_code, body(answer)) == (206, FILM[5:10])
    for stale in ('"another"', "Wed, 01 Jan 2020 00:00:00 GMT"):
        answer = client.get(film.url, headers={"Range": "bytes=5-9", "If-Range": stale})
        assert (answer.status_code, body(answer)) == (200, FILM)
    assert client.get(film.url, headers={"If-None-Match": whole["ETag"], "Range": "bytes=5-9"}).status_code == 304


def test_only_its_size_is_told_to_whoever_asks_without_reading(film: SiteDocument) -> None:
    answer = signed_in("amina").head(film.url, headers={"Range": "bytes=0-1"})
    assert (answer.status_code, answer["Content-Length"], answer["Accept-Ranges"]) == (200, "256000", "bytes")
    assert body(answer) == b""
    assert signed_in("amina").post(film.url).status_code == 405


def test_a_part_is_as_private_as_the_whole(film: SiteDocument) -> None:
    asked = {"Range": "bytes=0-1"}
    assert Client().get(film.url, headers=asked)["Location"].startswith("/compte/connexion/")
    kept = Collection.get_first_root_node().add_child(name="Réservé")
    CollectionViewRestriction.objects.create(collection=kept, restriction_type=CollectionViewRestriction.PASSWORD, password="secret")
    SiteDocument.objects.filter(pk=film.pk).update(collection=kept)
    answer = signed_in("amina").get(film.url, headers=asked)
    assert "Content-Range" not in answer
    assert answer.status_code == 200
    assert not answer.streaming
    assert b"\x00\x01" not in answer.content
    assert signed_in("amina").get(film.url.replace("entretien", "autre"), headers=asked).status_code == 404


def test_the_password_of_a_document_is_asked_on_a_page_of_the_site(film: SiteDocument) -> None:
    """Wagtail's own page bears no name: one would type there the password of her account."""
    kept = Collection.get_first_root_node().add_child(name="Réservé")
    CollectionViewRestriction.objects.create(collection=kept, restriction_type=CollectionViewRestriction.PASSWORD, password="secret")
    SiteDocument.objects.filter(pk=film.pk).update(collection=kept)
    client = signed_in("amina")
    asked = client.get(film.url)
    assert "ce n’est pas celui de votre compte" in asked.content.decode()
    assert 'id="contenu"' in asked.content.decode()
    data = {"return_url": film.url, "password": "parcours-2026"}
    refused = client.post(asked.context["action_url"], data)
    assert "Le mot de passe que vous avez saisi est incorrect" in refused.content.decode()
    assert client.post(asked.context["action_url"], data | {"password": "secret"})["Location"] == film.url
    assert body(client.get(film.url)) == FILM


def test_a_collection_kept_for_a_group_opens_to_it_and_tells_the_others(film: SiteDocument) -> None:
    kept = Collection.objects.get(depth=1).add_child(name="Pour la rédaction")
    CollectionViewRestriction.objects.create(collection=kept, restriction_type="groups").groups.add(Group.objects.get(name="Éditeurs"))
    SiteDocument.objects.filter(pk=film.pk).update(collection=kept)
    closed = signed_in("amina").get(film.url)
    assert (closed.status_code, "Cette page est réservée" in closed.content.decode()) == (403, True)
    assert body(signed_in("farid").get(film.url)) == FILM
    assert Client().get(film.url).headers["Location"].startswith("/compte/connexion/")
