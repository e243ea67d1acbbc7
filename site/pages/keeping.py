"""Where pictures and documents are used: they stay as long as something refers to them."""

from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, ReferenceIndex, UploadedFile

from territories.usage import KEPT, SEEKERS, TELLERS, Use


def register() -> None:
    """Pictures and documents are kept while something refers to them; the sizes in which a picture was drawn are no use of it."""
    for label in ("pages.Picture", "pages.SiteDocument"):
        KEPT.add(label)
        SEEKERS[label] = references_to
    TELLERS["pages.Rendition.image"] = lambda rows: []


def references_to(file: models.Model) -> list[Use]:
    """What refers to a file, pages first, by Wagtail's own index of references: fields, blocks and rich texts alike."""
    rows = ReferenceIndex.get_references_to(file).values_list("base_content_type", "object_id").distinct()
    by_kind: dict[int, list[str]] = {}
    for kind, pk in rows.order_by("base_content_type", "object_id"):
        by_kind.setdefault(kind, []).append(pk)
    found = []
    for kind, pks in by_kind.items():
        model = ContentType.objects.get_for_id(kind).model_class()
        if model is None:
            continue
        users = model._base_manager.filter(pk__in=pks).order_by("pk")
        named = users.select_related("content_type") if model is Page else users
        found += [(model is not Page, _use(user)) for user in named]
    return [use for _, use in sorted(found, key=lambda one: one[0])]


def _use(user: models.Model) -> Use:
    model = (user.specific_class or Page) if isinstance(user, Page) else type(user)
    kind = str(model._meta.verbose_name)
    draft = " (brouillon)" if isinstance(user, Page) and not user.live else ""
    return Use(f"{kind[:1].upper()}{kind[1:]} « {user} »{draft}", AdminURLFinder().get_edit_url(user) or "")


def forget_waiting(*, before: datetime) -> int:
    """Forgets the files put aside until somebody says what they show, and left there since; how many they were.

    Their rows carry no date: the file itself tells when it came.
    """
    gone = 0
    for waiting in UploadedFile.objects.order_by("pk"):
        storage, name = waiting.file.storage, waiting.file.name
        if not storage.exists(name) or storage.get_modified_time(name) < before:
            waiting.delete()
            storage.delete(name)
            gone += 1
    return gone
