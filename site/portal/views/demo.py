"""The mailbox of the demonstration: what the site would have sent, listed so that a link can be followed by hand."""

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

LOOPBACK = {"127.0.0.1", "::1"}
SHOWN = 100


@login_not_required
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """The latest mails first. Exists only in the demonstration and answers this computer only."""
    guard(request)
    latest = sorted(mail_files(), key=lambda path: path.stat().st_mtime, reverse=True)[:SHOWN]
    mails = [summary(name, message) for path in latest for name, message in reversed(read(path))][:SHOWN]
    return render(request, "portal/demo_mailbox.html", {"mails": mails})


@login_not_required
@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail, its addresses turned into links."""
    guard(request)
    for path in mail_files():
        message = dict(read(path)).get(name) if name.startswith(path.stem) else None
        if message is not None:
            return render(request, "portal/demo_mail.html", {"mail": summary(name, message), "text": body(message)})
    raise Http404


def guard(request: HttpRequest) -> None:
    """A 404 for whoever is not on this computer; a forwarded address counts as being elsewhere."""
    if not settings.DEMO or request.META.get("REMOTE_ADDR") not in LOOPBACK or "HTTP_X_FORWARDED_FOR" in request.META:
        raise Http404


def mail_files() -> list[Path]:
    folder = Path(settings.MAIL_DIR)
    return list(folder.glob("*.log")) if folder.is_dir() else []


def read(path: Path) -> list[tuple[str, EmailMessage]]:
    """The messages in a file of Django's file backend, each with the name that its page bears.

    The backend ends a message with a line of dashes, and two mails of one second may share a file.
    """
    parts = [part for part in path.read_bytes().split(b"\n" + b"-" * 79 + b"\n") if part.strip()]
    names = [path.stem, *(f"{path.stem}-{rank}" for rank in range(2, len(parts) + 1))]
    parser = BytesParser(EmailMessage, policy=policy.default)
    return [(name, parser.parsebytes(part)) for name, part in zip(names, parts, strict=False)]


def body(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    return str(part.get_content()).strip() if part is not None else ""


def summary(name: str, message: EmailMessage) -> dict[str, object]:
    date = message["date"].datetime if message["date"] else None
    return {
        "name": name,
        "subject": str(message["subject"] or "Sans objet"),
        "to": str(message["to"] or ""),
        "at": localtime(date) if date else None,
    }
