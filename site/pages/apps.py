from django.apps import AppConfig
from wagtail.admin.apps import WagtailAdminAppConfig


class PagesConfig(AppConfig):
    default = True
    name = "pages"
    verbose_name = "Pages"

    def ready(self) -> None:
        from pages import keeping, review_notices, scheduling

        keeping.register()
        review_notices.connect()
        scheduling.connect()


class EditorsRoomConfig(WagtailAdminAppConfig):
    """Wagtail's admin without its mails about reviews: our notices tell them, at the pace each person chose."""

    def ready(self) -> None:
        super().ready()
        from wagtail import signals
        from wagtail.admin.views.account import NotificationsSettingsPanel
        from wagtail.models import TaskState, WorkflowState

        from pages.telling import CommentsForm

        NotificationsSettingsPanel.form_class = CommentsForm

        for signal, sender, name in (
            (signals.task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
            (signals.workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
            (signals.workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
            (signals.workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
        ):
            signal.disconnect(sender=sender, dispatch_uid=name)
