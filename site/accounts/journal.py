"""The audit trail as administrators read it. There is no screen that alters it."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats, timezone
from django.views.decorators.http import require_safe

from accounts.audit import ACTIONS
from accounts.models import AuditEntry, User

PER_PAGE = 50
# What is kept under a field's name is read under the name a person gives it.
NAMES = {
    "email": "adresse électronique",
    "first_name": "prénom",
    "last_name": "nom",
    "is_active": "compte actif",
    "is_trainer": "formatrice ou formateur",
    "is_editor": "éditrice ou éditeur",
    "is_author": "autrice ou auteur",
    "is_superuser": "administratrice ou administrateur",
    "indicators": "indicateurs",
}


@require_safe
def journal(request: HttpRequest) -> HttpResponse:
    """Who changed what, when, from what to what; the latest first. For administrators, a 404 for anyone else."""
    user = request.user
    if not isinstance(user, User) or not user.is_superuser:
        raise Http404
    entries = AuditEntry.objects.select_related("by")
    scope, action = request.GET.get("perimetre", "")[:120], request.GET.get("action", "")
    if scope:
        entries = entries.filter(scope=scope)
    if action in ACTIONS:
        entries = entries.filter(action=action)
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(entry, ACTIONS.get(entry.action, entry.action), said(entry.before), said(entry.after)) for entry in page]
    context = {
        "page": page,
        "rows": rows,
        "actions": sorted(ACTIONS.items(), key=lambda one: one[1]),
        "action": action,
        "scope": scope,
        "query_string": f"{urlencode({'action': action, 'perimetre': scope})}&",
    }
    return render(request, "account/journal.html", context)


def said(value: Any) -> str:
    """A stored value as a line of text."""
    if value is None or value == []:
        return ""
    if isinstance(value, dict):
        return ", ".join(f"{NAMES.get(name, name)} : {said(one) or 'vide'}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(said(one) for one in value)
    if isinstance(value, bool):
        return "oui" if value else "non"
    return _moment(str(value))


def _moment(value: str) -> str:
    """A stored day or moment as the table's first column writes its own, at the same hour; any other word as it is."""
    try:
        at = datetime.fromisoformat(value) if value[4:5] == value[7:8] == "-" else None
    except ValueError:
        return value
    if at is None or (at.tzinfo is None and len(value) > 10):
        return value
    return formats.date_format(timezone.localtime(at), "d/m/Y H:i") if at.tzinfo else formats.date_format(at, "d/m/Y")
