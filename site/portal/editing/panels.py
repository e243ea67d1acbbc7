"""The admin's first page: what waits, before what was done."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.admin.ui.components import Component

from portal.editing.waiting import LISTED, SHOWN, waiting_for


class WaitingPanel(Component):
    """What waits for whoever has come in: a few of each kind, and the way to all of them. Reviews stand above it."""

    name = "waiting"
    template_name = "portal/editing/waiting_panel.html"
    order = 230

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        request: HttpRequest = parent_context["request"]
        return {"kinds": waiting_for(request.user, limit=SHOWN), "all_url": reverse("waiting")}


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Everything that waits, kind by kind, up to two hundred of each."""
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    title = "Ce qui attend"
    context = {
        "kinds": waiting_for(request.user, limit=LISTED),
        "page_title": title,
        "header_title": title,
        "header_icon": "time",
        "breadcrumbs_items": [{"url": reverse("wagtailadmin_home"), "label": "Accueil"}, {"url": "", "label": title}],
    }
    return TemplateResponse(request, "portal/editing/waiting.html", context)
