"""What runs by the clock: one list of idempotent jobs. `manage.py tick` runs it; with Redis, Celery beat can."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import Notice, NoticeMail
from accounts.notices.tasks import send_notices
from assessments.desk.announcing import announce_moments
from cohorts.announcing import announce_openings
from cohorts.models import InvitationLink, LetterCopy
from cohorts.tasks import send_invitations, send_letters
from courses.resources.links import due as links_due
from courses.tasks import check_links, print_guide, refresh_index
from pages.keeping import forget_waiting
from pages.scheduling import publish_due
from portal.models import JobRun

log = logging.getLogger(__name__)

STALE_AFTER = timedelta(minutes=30)
RESULTS_KEPT = timedelta(days=14)  # also in words: portal/privacy.html
WAITING_KEPT = timedelta(days=7)
WAITING_LIMIT = timedelta(minutes=10)


@dataclass(frozen=True)
class Job:
    name: str
    every: timedelta
    run: Callable[[], None]


def publish_scheduled() -> None:
    """Publishes and withdraws the pages whose hour has come."""
    publish_due()
    call_command("publish_scheduled")


def sweep_tasks() -> None:
    """Puts back in the queue what a worker that died left running. A second run is harmless: rows say what is done; only a mail
    whose worker died just after it left comes twice."""
    stale = timezone.now() - STALE_AFTER
    DBTaskResult.objects.filter(status="RUNNING", started_at__lt=stale).update(status="READY", started_at=None, worker_ids=[])


def forget_old_results() -> None:
    """Forgets the results of tasks done two weeks ago."""
    old = timezone.now() - RESULTS_KEPT
    DBTaskResult.objects.filter(status__in=["SUCCESSFUL", "FAILED"], finished_at__lt=old).delete()


def forget_waiting_files() -> None:
    """Forgets pictures that an editor handed in a week ago and never described."""
    forget_waiting(before=timezone.now() - WAITING_KEPT)


def clear_sessions() -> None:
    """Forgets the sessions that have expired."""
    call_command("clearsessions")


def send_waiting_mail() -> None:
    """Takes up invitations and trainers' mails that a worker left behind, or that a mail server did not take the first time."""
    if InvitationLink.objects.standing().waiting().exists():
        send_invitations.enqueue()
    if LetterCopy.objects.waiting().exists():
        send_letters.enqueue()


def tell_openings() -> None:
    """Tells people that a module has opened for them."""
    announce_openings()


def tell_moments() -> None:
    """Tells people that a moment to take stock has begun."""
    announce_moments()


def mail_notices() -> None:
    """Sends the mails of notices whose hour has come: the end of somebody's quiet hours, her daily or weekly one."""
    if Notice.objects.not_mailed().exists() or NoticeMail.objects.waiting().exists():
        send_notices.enqueue()


def refresh_search() -> None:
    """Brings the search up to date with what is published, whatever was missed."""
    refresh_index.enqueue()


def print_the_guide() -> None:
    """Prints the guide anew where what it says has changed, whatever was missed."""
    print_guide.enqueue()


def ask_links() -> None:
    """Asks a few addresses of the shelf whether they still answer, where their turn has come."""
    if settings.CHECK_LINKS and links_due():
        check_links.enqueue()


JOBS = (
    Job("publish_scheduled", timedelta(minutes=1), publish_scheduled),
    Job("tell_openings", timedelta(minutes=1), tell_openings),
    Job("tell_moments", timedelta(minutes=1), tell_moments),
    Job("mail_notices", timedelta(minutes=5), mail_notices),
    Job("sweep_tasks", timedelta(minutes=5), sweep_tasks),
    Job("send_waiting_mail", timedelta(minutes=5), send_waiting_mail),
    Job("check_links", timedelta(minutes=5), ask_links),
    Job("refresh_search", timedelta(days=1), refresh_search),
    Job("print_the_guide", timedelta(days=1), print_the_guide),
    Job("forget_waiting_files", timedelta(days=1), forget_waiting_files),
    Job("clear_sessions", timedelta(days=1), clear_sessions),
    Job("forget_old_results", timedelta(days=1), forget_old_results),
)


def tick(jobs: tuple[Job, ...] = JOBS) -> list[str]:
    """Runs every job that is due and gives their names. A job that fails is logged and leaves the others alone.

    The claim is one conditional UPDATE, so two runners at the same second share the work instead of doing it twice.
    """
    now = timezone.now()
    done = []
    for job in jobs:
        JobRun.objects.get_or_create(name=job.name)
        due = Q(ran_at=None) | Q(ran_at__lte=now - job.every + timedelta(seconds=5))
        if not JobRun.objects.filter(due, name=job.name).update(ran_at=now):
            continue
        try:
            with transaction.atomic():
                job.run()
        except Exception:
            log.exception("Scheduled job %s failed", job.name)
        else:
            done.append(job.name)
    return done


def heartbeat_age() -> timedelta | None:
    """How long ago a scheduled job last ran; None when none ever did."""
    last = JobRun.objects.exclude(ran_at=None).order_by("-ran_at").values_list("ran_at", flat=True).first()
    return None if last is None else timezone.now() - last


def oldest_waiting_task() -> datetime | None:
    """When the oldest task that could run now was enqueued; None when the queue is empty."""
    return DBTaskResult.objects.ready().order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
