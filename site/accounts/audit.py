"""The trail of who changed what about people: rows are only ever added, and triggers refuse the rest."""

from collections.abc import Iterable
from typing import Any

from accounts.models import AuditEntry, User

# What each kind of line is called on the screen. Upper apps add theirs in `AppConfig.ready()`.
ACTIONS: dict[str, str] = {"roles": "Rôles d’un compte", "account": "Données d’un compte"}


def entry(*, by: User | None, action: str, target: str, scope: str = "", before: Any = None, after: Any = None) -> AuditEntry:
    """One line of the trail, not yet written: `before` and `after` are plain values that JSON can hold."""
    return AuditEntry(by=by, action=action, target=target[:200], scope=scope, before=before, after=after)


def record(*, by: User | None, action: str, target: str, scope: str = "", before: Any = None, after: Any = None) -> None:
    """Writes one line, in the transaction of the change it tells: both happen, or neither."""
    entry(by=by, action=action, target=target, scope=scope, before=before, after=after).save(force_insert=True)


def record_all(entries: Iterable[AuditEntry]) -> None:
    """Writes many lines at once."""
    AuditEntry.objects.bulk_create(entries, batch_size=500)
