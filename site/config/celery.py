"""The Celery side of the task queue: only imported where REDIS_URL is set."""

from __future__ import annotations

import os
from functools import partial
from typing import Any
from uuid import uuid4

from celery import Celery
from django.db import transaction
from django.tasks.base import Task, TaskResult, TaskResultStatus
from django.utils import timezone
from django_tasks_celery import CeleryBackend

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

app = Celery("parcours", broker=os.environ.get("REDIS_URL"))
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=1,
    timezone="Europe/Paris",
    beat_schedule={"tick": {"task": "config.celery.run_due_jobs", "schedule": 60.0}},
)
app.autodiscover_tasks()


@app.task
def run_due_jobs() -> None:
    """The same list that `manage.py tick` runs, by the clock of Celery beat."""
    from portal.jobs import tick

    tick()


class OnCommitBackend(CeleryBackend):
    """Sends a job once the transaction that asked for it is committed: a broker must not run ahead of the data."""

    def enqueue(self, task: Task[..., Any], args: Any, kwargs: Any) -> TaskResult[..., Any]:  # type: ignore[override]
        if not transaction.get_connection().in_atomic_block:
            return super().enqueue(task, args, kwargs)
        transaction.on_commit(partial(super().enqueue, task, args, kwargs))
        return TaskResult(
            task=task,
            id=str(uuid4()),
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=list(args),
            kwargs=dict(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
