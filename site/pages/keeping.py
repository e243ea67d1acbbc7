"""Where pictures and documents are used: they stay as long as something refers to them."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, ReferenceIndex, UploadedFile

from territories.usage import KEPT, SEEKERS, TELLERS, Use

QUEUE_IS_DONE = timedelta(hours=1)  # what was saved before stands in the index of references


def register() -> None:
    """Pictures and documents are kept while something refers to them; the sizes in which a picture was drawn are no use of it."""
    for label in ("pages.Picture", "pages.SiteDocument"):
        KEPT.add(label)
        SEEKERS[label] = references_to
    TELLERS["pages.Rendition.image"] = lambda rows: []


def references_to(file: models.Model) -> list[Use]:
    """What refers to a file, pages first: by Wagtail's own index of references, then in what that index does not hold."""
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
    known = by_kind.get(ContentType.objects.get_for_model(Page).pk, [])
    found += [(False, _use(page, " (changements non publiés)")) for page in _written_since(file, known)]
    return [use for _, use in sorted(found, key=lambda one: one[0])]


def _written_since(file: models.Model, known: Iterable[str]) -> Iterator[Page]:
    """Other pages whose last version uses a file though the index does not say so: it holds no draft of a published page, and what was
    saved a moment ago waits in the queue. One query, and those of a page that may well use it."""
    fresh = models.Q(has_unpublished_changes=True) | models.Q(latest_revision_created_at__gt=timezone.now() - QUEUE_IS_DONE)
    pages = Page.objects.filter(fresh, latest_revision__isnull=False).exclude(pk__in=known)
    # In a field or a block, or in a rich text.
    number = re.compile(rf'(": ?|id=\\*"){file.pk}\b')
    for page in pages.select_related("latest_revision", "content_type").order_by("pk"):
        if number.search(json.dumps(page.latest_revision.content)) and _uses(page.get_latest_revision_as_object(), file):
            yield page


def _uses(page: models.Model, file: models.Model) -> bool:
    """Whether a version of a page uses a file, in a field or in a block."""
    for field in page._meta.concrete_fields:
        if hasattr(field, "extract_references"):
            told = field.extract_references(field.value_from_object(page))
            if any(issubclass(type(file), model) and str(pk) == str(file.pk) for model, pk, *_ in told):
                return True
        elif isinstance(field, models.ForeignKey) and field.related_model is type(file) and field.value_from_object(page) == file.pk:
            return True
    return False


def _use(user: models.Model, remark: str = "") -> Use:
    model = (user.specific_class or Page) if isinstance(user, Page) else type(user)
    kind = str(model._meta.verbose_name)
    draft = " (brouillon)" if isinstance(user, Page) and not user.live else remark
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
