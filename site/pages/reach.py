"""A page that is published inside one that is not, and is read only with it: the admin calls it published, and nobody reads it."""

from typing import Any

from wagtail.admin.panels import Panel
from wagtail.models import Page


def draft_above(page: Page) -> Page | None:
    """The draft that keeps readers from a published page, the nearest first; None where they reach it."""
    if not page.pk or not page.live:
        return None
    above: Page | None = page.get_ancestors().not_live().filter(depth__gt=1).last()
    return above


class OutOfReachPanel(Panel):
    """At the top of the form of a page that is read only with those above it: which draft hides it. Absent where readers reach it."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "pages/out_of_reach.html"

        def is_shown(self) -> bool:
            return draft_above(self.instance) is not None

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "above": draft_above(self.instance)}
