"""A review is told like everything else here: a notice at the pace each person chose, never a mail sent while a page is saved."""

from typing import Any

from django.contrib.auth.models import Group
from django.db.models.signals import post_delete
from django.urls import reverse
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.signals import task_approved, task_rejected, task_submitted, workflow_cancelled

from accounts.models import User
from accounts.notices.actions import take_back, tell
from accounts.notices.kinds import Kind, register
from accounts.notices.models import Pace

ASKED, GIVEN = "review_asked", "review_given"


def connect() -> None:
    """Registers both kinds, and listens to what Wagtail says of reviews."""
    register(
        [
            Kind(ASKED, "Une page à relire", Pace.NOW, for_editors=True),
            Kind(GIVEN, "Une relecture que vous avez demandée", Pace.NOW, for_editors=True),
        ]
    )
    task_submitted.connect(asked, dispatch_uid="pages.review.asked")
    task_approved.connect(approved, dispatch_uid="pages.review.approved")
    task_rejected.connect(returned, dispatch_uid="pages.review.returned")
    workflow_cancelled.connect(cancelled, dispatch_uid="pages.review.cancelled")
    post_delete.connect(gone, sender=Page, dispatch_uid="pages.review.gone")


def about(page: Page) -> str:
    """What the notices of a page's review hang on."""
    return f"relecture:{page.pk}"


def _page_of(state: TaskState) -> Page | None:
    found = state.revision.content_object
    return found if isinstance(found, Page) else None


def _edit(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def asked(sender: type, instance: TaskState, user: User | None, **kwargs: Any) -> None:
    """Tells those who may answer that a page waits for their reading."""
    page, groups = _page_of(instance), getattr(instance.task.specific, "groups", Group.objects.none())
    if page is None:
        return
    readers = User.objects.filter(is_active=True, groups__in=groups.all()).values_list("pk", flat=True)
    who = user.get_short_name() if user else "Quelqu’un"
    tell(
        to=set(readers),
        kind=ASKED,
        by=user,
        text=f"{who} demande une relecture : « {_title(instance)} ».",
        url=_edit(page),
        about=about(page),
    )


def approved(sender: type, instance: TaskState, user: User | None, **kwargs: Any) -> None:
    """Tells whoever asked that her page was read and found good."""
    _answer(instance, user, "est relue")


def returned(sender: type, instance: TaskState, user: User | None, **kwargs: Any) -> None:
    """Tells whoever asked what is to be changed first, in the reader's words."""
    _answer(instance, user, "demande des changements")


def _answer(state: TaskState, user: User | None, what: str) -> None:
    page, author = _page_of(state), state.workflow_state.requested_by
    if page is None:
        return
    take_back(about=about(page), kinds=[ASKED])
    if author is None:
        return
    words = f" Le mot : {state.comment}" if state.comment else ""
    tell(to={author.pk}, kind=GIVEN, by=user, text=f"« {_title(state)} » {what}.{words}", url=_edit(page), about=about(page))


def _title(state: TaskState) -> str:
    return str(state.revision.object_str)


def cancelled(sender: type, instance: WorkflowState, user: User | None, **kwargs: Any) -> None:
    """Nobody needs to read what is not asked any more."""
    if isinstance(instance.content_object, Page):
        take_back(about=about(instance.content_object), kinds=[ASKED])


def gone(sender: type, instance: Page, **kwargs: Any) -> None:
    """Nobody is led to a page that was deleted."""
    take_back(about=about(instance))
