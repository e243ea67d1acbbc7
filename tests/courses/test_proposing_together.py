"""The same form sent several times at once, and several people at the same moment, on connections that commit for real."""

import threading
import uuid
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from courses.models import Favourite, Resource
from courses.resources.actions import propose
from pages.files import Judged
from tests.conftest import person, signed_in
from tests.courses.shelf import made, pdf

MANY = 6


def answers_of(clients: list[Any], send: Any) -> list[int]:
    """What each of these people is answered, who send as nearly at once as a machine allows."""
    gate, answers = threading.Barrier(len(clients)), [0] * len(clients)

    def run(index: int) -> None:
        try:
            gate.wait(20)
            answers[index] = send(clients[index]).status_code
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def proposal(key: uuid.UUID) -> dict[str, Any]:
    return {"title": "Un guide à plusieurs", "kind": "document", "url": "", "why": "Il m’a servi.", "key": key}


def test_a_proposal_that_is_sent_six_times_at_once_is_one(own_database: None, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    key = uuid.uuid4()
    file = pdf("Des mots")
    sent = answers_of(
        [signed_in("amina") for _ in range(MANY)],
        lambda client: client.post("/ressources/proposer/", {**proposal(key), "file": SimpleUploadedFile("guide.pdf", file)}),
    )
    assert sent == [302] * MANY
    assert Resource.objects.filter(key=key).count() == 1
    assert len([one for one in tmp_path.rglob("*") if one.is_file()]) == 1


def test_people_who_propose_the_same_title_at_once_all_get_through(own_database: None) -> None:
    people = [signed_in(name) for name in ("amina", "bastien", "chloe", "farid", "denis", "gaelle")]
    sent = answers_of(people, lambda client: client.post("/ressources/proposer/", {**proposal(uuid.uuid4()), "url": "https://exemple.fr/"}))
    assert sent == [302] * MANY
    assert len(set(Resource.objects.filter(title="Un guide à plusieurs").values_list("slug", flat=True))) == MANY


def test_a_favourite_that_is_kept_six_times_at_once_is_one(own_database: None) -> None:
    found = made("Guide")
    sent = answers_of([signed_in("amina") for _ in range(MANY)], lambda client: client.post(f"{found.get_absolute_url()}favori/"))
    assert sent == [302] * MANY
    assert Favourite.objects.filter(resource=found).count() == 1


def test_an_address_taken_between_its_choice_and_its_writing_is_another_one(db: None, settings: Any, tmp_path: Path) -> None:
    """Somebody's proposal arrives while the file of this one is laid: an error page was the answer."""
    settings.MEDIA_ROOT = tmp_path
    arrives = iter(["Un guide à plusieurs"])

    class Meanwhile(Judged):
        @property
        def data(self) -> bytes:  # type: ignore[override]
            for title in arrives:
                made(title)
            return pdf("Des mots")

    file = Meanwhile.__new__(Meanwhile)
    object.__setattr__(file, "name", "guide.pdf")
    object.__setattr__(file, "content_type", "application/pdf")
    found = propose(
        by=person("amina"), key=uuid.uuid4(), values={"title": "Un guide à plusieurs", "kind": "document", "why": "Utile."}, file=file
    )
    assert Resource.objects.get(pk=found.pk).slug.startswith("un-guide-a-plusieurs")
