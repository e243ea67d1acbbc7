"""The guide as one PDF, made again when what it says has changed."""

import hashlib
import json
from functools import partial
from pathlib import Path

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from courses.guide.models import GuidePrint
from courses.guide.words import words_of_guide
from courses.outline import epoch
from pages.printing.drawing import printed
from pages.templatetags.typography import day

TEMPLATE = Path(__file__).with_name("guide.typ")
ASKED_FOR = 30  # seconds during which a print that was asked is not asked again


def ask_for_print() -> None:
    """Has the guide printed by the queue, once what is being written is committed. Many changes at once ask once."""
    transaction.on_commit(ask_now)


def ask_now() -> None:
    """The same for whoever writes nothing: a reader who found no document."""
    from courses.tasks import print_guide

    if cache.add(f"guide-print:{epoch()}", 1, ASKED_FOR):
        print_guide.enqueue()


def print_again() -> GuidePrint | None:
    """The document of the guide as it is published now: the one that is there when it says the same, otherwise a new one.

    What is said is compared each time, whatever the epoch: a new version of the site may draw otherwise what nobody has changed.
    Running it twice changes nothing. None while no guide is published.
    """
    now = epoch()
    found = current()
    words = words_of_guide()
    if words is None:
        return None
    digest = hashlib.sha256(json.dumps([words, TEMPLATE.read_text()], sort_keys=True).encode()).hexdigest()
    if found is not None and found.digest == digest:
        GuidePrint.objects.filter(pk=1).update(epoch=now)
        return found
    data = printed(TEMPLATE, {**words, "made": f"Document du {day(timezone.localdate())}."})
    return _keep(data, digest, now)


def current() -> GuidePrint | None:
    """The last document, if its file is still there."""
    found = GuidePrint.objects.filter(pk=1).first()
    return found if found is not None and default_storage.exists(str(found.file.name)) else None


def _keep(data: bytes, digest: str, now: int) -> GuidePrint:
    """Keeps a new document, then forgets the file of the one before: readers have one at every moment."""
    name = default_storage.save(f"guide/{digest[:16]}.pdf", ContentFile(data))
    with transaction.atomic():
        before = GuidePrint.objects.select_for_update().filter(pk=1).values_list("file", flat=True).first()
        values = {"file": name, "digest": digest, "size": len(data), "epoch": now, "made_at": timezone.now()}
        made, _ = GuidePrint.objects.update_or_create(pk=1, defaults=values)
        if before and before != name:
            transaction.on_commit(partial(default_storage.delete, before))
    return made
