"""The shelf's addresses, asked a few at a time by the clock; dead after failures on several days."""

import time
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from courses.resources.enums import LinkState
from courses.resources.models import DEAD_AFTER, Resource, ResourceQuerySet
from courses.resources.reaching import Outcome, Said, reach

BATCH = 12
SECONDS = 90.0  # for one batch
EVERY = timedelta(days=7)
AGAIN = timedelta(hours=20)  # after a failure: the next day


def due() -> bool:
    """Whether an address waits for its turn. One query."""
    return _due().exists()


def check_due(ask: Callable[[str], Outcome] = reach) -> int:
    """Asks the addresses whose turn it is, a few; how many were asked. Stopped in the middle, it goes on where it was.

    Where nobody answers at all, not even an address that did last time, our own network is at fault: nothing is held against anyone.
    """
    began, outcomes = time.monotonic(), []
    for resource in _due().light()[:BATCH]:
        if time.monotonic() - began > SECONDS:
            break
        outcomes.append((resource, ask(resource.url)))
    cut_off = bool(outcomes) and all(outcome.said is Said.SILENT for _, outcome in outcomes) and not _witness_answers(ask)
    for resource, outcome in outcomes:
        note(resource, None if cut_off else outcome)
    return len(outcomes)


def _witness_answers(ask: Callable[[str], Outcome]) -> bool:
    """Whether an address that answered last time still does: then the silence of others is theirs."""
    alive = Resource.objects.published().filter(link_state=LinkState.ALIVE).order_by("-link_checked_at").first()
    return alive is not None and ask(alive.url).said is Said.ANSWERS


@transaction.atomic
def note(resource: Resource, outcome: Outcome | None) -> None:
    """Writes what an address answered. Failures count once a day. Without an outcome it is asked again the next day, failing or not."""
    # The address may have been changed meanwhile: then the answer was another's.
    found = Resource.objects.select_for_update(of=("self",)).filter(pk=resource.pk, url=resource.url).first()
    if found is None:
        return
    today, is_failing = timezone.localdate(), found.link_state in {LinkState.FAILING, LinkState.DEAD}
    found.link_checked_at = timezone.now() if outcome is not None or is_failing else timezone.now() - EVERY + AGAIN
    if outcome is not None:
        found.link_problem = outcome.words[:200]
    if outcome is not None and outcome.said is Said.ANSWERS:
        found.link_state, found.link_failures, found.link_failed_since, found.link_failed_on = LinkState.ALIVE, 0, None, None
    elif outcome is not None and found.link_failed_on != today:
        found.link_failures += 1
        found.link_failed_since = found.link_failed_since or today
        found.link_failed_on = today
        found.link_state = LinkState.DEAD if found.link_failures >= DEAD_AFTER else LinkState.FAILING
    Resource.objects.filter(pk=found.pk).update(
        **{
            name: getattr(found, name)
            for name in ("link_checked_at", "link_problem", "link_state", "link_failures", "link_failed_since", "link_failed_on")
        }
    )


def _due() -> ResourceQuerySet:
    now = timezone.now()
    return Resource.objects.to_check(before=now - EVERY, failing_before=now - AGAIN)
