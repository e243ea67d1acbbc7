"""What Wagtail's own account page lets an editor choose of its mails."""

from typing import Any

from wagtail.admin.forms.account import NotificationPreferencesForm


class CommentsForm(NotificationPreferencesForm):
    """Mails about comments, which are all that Wagtail sends here. Our notices tell reviews, as « Vos avis » says: a switch for them in
    the editors' room would change nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("submitted_notifications", "approved_notifications", "rejected_notifications"):
            self.fields.pop(name, None)
        if comments := self.fields.get("updated_comments_notifications"):
            comments.help_text = "Les relectures vous sont dites par vos avis : leur rythme se choisit dans votre compte."
