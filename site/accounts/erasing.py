"""Erasing what somebody left: the one way past the triggers that keep proof. Upper apps say what they hold of a person."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from accounts.models import Erasure, User


@contextmanager
def erasure(user: User, *, by: User | None = None) -> Iterator[Erasure]:
    """One transaction in which what is this person's may go. Whatever fails inside leaves everything as it was.

    The row stays afterwards, ended: it names an account by its number only.
    """
    with transaction.atomic():
        row = Erasure.objects.create(person=user.pk, by=by)
        yield row
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])


# What each app erases of a person, inside `erasure`: a name for the operator, and a function that gives the number of rows that went.
# Filled in `AppConfig.ready()`. Nothing runs them all yet: `manage.py erase_assessments` runs its own.
ERASERS: dict[str, Callable[[User], int]] = {}
