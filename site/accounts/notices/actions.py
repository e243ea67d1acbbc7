"""Telling people something, and taking it back."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import Truncator

from accounts.models import User
from accounts.notices.kinds import KINDS
from accounts.notices.models import Notice
from accounts.notices.tasks import send_notices


def tell(*, to: Collection[int], kind: str, text: str, url: str, about: str, by: User | None = None) -> None:
    """Tells each of these people (ids of accounts) one thing, in the transaction of what happened; mails follow its commit.

    The same thing again, before she has seen it or a mail has told it, moves the notice instead of adding one.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind} is no registered kind of notice")
    now, words = timezone.now(), Truncator(" ".join(text.split())).chars(300)
    everyone = set(to) - ({by.pk} if by else set())
    waiting = Notice.objects.not_mailed().filter(to__in=everyone, kind=kind, about=about)
    known = set(waiting.order_by().values_list("to_id", flat=True))
    if known:
        waiting.update(at=now, by=by, text=words, url=url)
    Notice.objects.bulk_create(
        [Notice(to_id=pk, by=by, kind=kind, text=words, url=url, about=about, at=now) for pk in sorted(everyone - known)],
        ignore_conflicts=True,  # told by another process this very moment
    )
    if everyone:
        transaction.on_commit(send_notices.enqueue)


def reword(*, about: str, kind: str, to: Collection[int], text: str) -> None:
    """Says anew what these people were told, where a fact that it states has changed: neither its day nor its mail moves."""
    Notice.objects.filter(about=about, kind=kind, to__in=to).update(text=text)


def take_back(*, about: str | QuerySet[Any, Any], to: Collection[int] | None = None, kinds: Collection[str] = ()) -> None:
    """Forgets what was told about something that these people may not see any more: everyone, where `to` is not given.

    `about` names one thing, or is a query of the names of several.
    """
    notices = Notice.objects.filter(about=about) if isinstance(about, str) else Notice.objects.filter(about__in=about)
    if to is not None:
        notices = notices.filter(to__in=to)
    if kinds:
        notices = notices.filter(kind__in=kinds)
    notices.delete()


def seen(*, user: User, about: str) -> None:
    """She is looking at what these notices speak of: no mail needs to tell her any more."""
    Notice.objects.filter(to=user, about=about, seen_at=None).update(seen_at=timezone.now())
