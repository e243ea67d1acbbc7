"""Whether the site is well, in one word a check, with nothing that helps an attacker."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.jobs import WAITING_LIMIT, heartbeat_age, oldest_waiting_task

TICK_LIMIT = timedelta(minutes=5)
STARTED = timezone.now()  # when this process began to serve


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """`ok` (200) or `degraded` (503): the database answers, the cache keeps, jobs run, the queue moves."""
    checks = {"database": database(), "cache": keeps(), "worker": queue_moves(), "tick": ticks()}
    well = all(word == "ok" for word in checks.values())
    return JsonResponse({"status": "ok" if well else "degraded", "checks": checks}, status=200 if well else 503)


def database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "down"
    return "ok"


def keeps() -> str:
    try:
        cache.set("health", "1", 10)
        return "ok" if cache.get("health") == "1" else "down"
    except Exception:  # each kind of cache has faults of its own: Redis's are no OSError
        return "down"


def queue_moves() -> str:
    """Late when a task has waited so long that no worker can be there: mails and search would silently stop.

    Celery keeps its jobs elsewhere. There the clock's own job waits for a worker too: once it is late either may have stopped, and
    whoever reads that the worker is well would look at the clock alone.
    """
    if "CELERY_APP" in settings.TASKS["default"].get("OPTIONS", {}):
        return ticks()
    try:
        oldest = oldest_waiting_task()
    except DatabaseError:
        return "unknown"
    return "late" if oldest is not None and timezone.now() - oldest > WAITING_LIMIT else "ok"


def ticks() -> str:
    """Late when scheduled jobs have stopped, or were never begun: a clock that somebody forgot would be missed by nobody. A site that
    just started is well."""
    try:
        age = heartbeat_age()
    except DatabaseError:
        return "unknown"
    return "late" if (timezone.now() - STARTED if age is None else age) > TICK_LIMIT else "ok"
