"""Before it goes live, somebody else reads it: the review that authors ask for and editors give."""

from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import models
from wagtail.admin.panels import Panel
from wagtail.models import (
    AbstractGroupApprovalTask,
    Page,
    TaskState,
    Workflow,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)

from accounts.actions import editors_group
from pages.readiness import is_ready

NAME = "Relecture"
# What Wagtail's own migrations make: nobody here is in these groups, and their workflow would stand beside ours.
WAGTAILS_GROUPS = ("Editors", "Moderators")
WAGTAILS_WORKFLOW = "Moderators approval"


class ReviewTask(AbstractGroupApprovalTask):
    """A reading by somebody of these groups who did not ask for it: nobody approves her own text, whatever her role.

    Whoever may publish can still do so without a review; the history says that she did.
    """

    class Meta:
        verbose_name = "relecture"
        verbose_name_plural = "relectures"

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        """Begins the reading. Whoever sends a text again after changes is the one who asks now: she does not approve it either."""
        if workflow_state.current_task_state is None and user is not None:
            workflow_state.requested_by = user
        return super().start(workflow_state, user=user)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        """What this person may answer: nothing when she asked for the review.

        A text that was changed since it was sent is approved once it is complete: approving publishes its last version.
        """
        state = obj.current_workflow_state
        if state is not None and state.requested_by_id == user.pk:
            return []
        actions = list(super().get_actions(obj, user))
        task_state = state.current_task_state if state is not None else None
        is_changed = task_state is not None and task_state.revision_id != obj.latest_revision_id
        if actions and is_changed and isinstance(obj, Page) and not is_ready(obj):
            return [action for action in actions if action[0] != "approve"]
        return actions

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Answers. Asked once more of the page that is read: the address of another page would answer for it."""
        page = task_state.revision.content_object
        if action_name not in {name for name, _, _ in self.get_actions(page, user)}:
            raise PermissionDenied
        super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> models.QuerySet[TaskState]:
        """The texts that wait for this person's reading."""
        waiting: models.QuerySet[TaskState] = super().get_task_states_user_can_moderate(user, **kwargs)
        return waiting.exclude(workflow_state__requested_by=user)

    @classmethod
    def get_description(cls) -> str:
        return "Une personne de ces groupes relit, sauf celle qui a demandé la relecture."


def changes_asked(page: Page) -> str | None:
    """What the last reading of a page asks to change, in the reader's words; None while nothing is asked."""
    state = page.current_workflow_state
    if state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return None
    return str(state.current_task_state.comment) if state.current_task_state else ""


class ChangesAskedPanel(Panel):
    """At the top of a page's form: what the reading asks, where one is about to correct. Absent while nothing is asked."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "pages/changes_asked.html"

        @property
        def asked(self) -> str | None:
            return changes_asked(self.instance) if self.instance.pk else None

        def is_shown(self) -> bool:
            return self.asked is not None

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            comments = self.instance.wagtail_admin_comments.filter(resolved_at=None).exclude(user=self.request.user)
            return {**super().get_context_data(parent_context), "asked": self.asked, "comments": comments.count()}


def set_up_review() -> None:
    """Gives the whole site one workflow, read by the editors' group. Once: what an administrator makes of it afterwards stays."""
    if ReviewTask.objects.exists():
        return
    root = Page.objects.get(depth=1)
    task = ReviewTask.objects.create(name=NAME)
    task.groups.add(editors_group())
    workflow = Workflow.objects.create(name=NAME)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
    Workflow.objects.filter(name=WAGTAILS_WORKFLOW, workflow_states=None).delete()
    Group.objects.filter(name__in=WAGTAILS_GROUPS, user=None).delete()
