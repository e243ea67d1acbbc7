"""What was planned goes live at its hour, each page by itself: one that cannot is told, and holds back no other."""

import logging

from django.db import OperationalError, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision

from accounts.notices.actions import tell
from accounts.notices.kinds import Kind, register
from accounts.notices.models import Pace

log = logging.getLogger(__name__)
NOT_PUBLISHED = "page_not_published"


def connect() -> None:
    """Registers what a page that missed its hour tells."""
    register([Kind(NOT_PUBLISHED, "Une page planifiée qui n’a pas pu paraître", Pace.NOW, for_editors=True)])


def publish_due() -> None:
    """Publishes the versions whose hour has come. What changed since they were planned may refuse one of them: an address that
    another page took, something it names that is gone. It becomes a draft again, and whoever planned it is told."""
    for revision in Revision.page_revisions.filter(approved_go_live_at__lt=timezone.now()).order_by("approved_go_live_at", "pk"):
        try:
            with transaction.atomic():
                revision.publish(log_action="wagtail.publish.scheduled")
        except OperationalError:  # the database, not the page: the next minute tries again
            raise
        except Exception:
            log.exception("Page %s was planned and could not be published", revision.object_id)
            _put_back(revision)


@transaction.atomic
def _put_back(revision: Revision) -> None:
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    # The list of what waits in the editors' room reads this.
    Page.objects.filter(pk=int(revision.object_id)).update(has_unpublished_changes=True)
    if revision.user_id is None:
        return
    tell(
        to={revision.user_id},
        kind=NOT_PUBLISHED,
        text=f"« {revision.object_str} » devait paraître et n’a pas pu. Ouvrez-la et publiez-la : l’écran dit ce qui manque.",
        url=reverse("wagtailadmin_pages:edit", args=[revision.object_id]),
        about=f"parution:{revision.object_id}",
    )
