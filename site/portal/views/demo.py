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
    mails = [summary(path) for path in sorted(mail_files(), key=lambda path: path.stat().st_mtime, reverse=True)[:SHOWN]]
    return render(request, "portal/demo_mailbox.html", {"mails": mails})


@login_not_required
@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail, its addresses turned into links."""
    guard(request)
    for path in mail_files():
        if path.stem == name:
            return render(request, "portal/demo_mail.html", {"mail": summary(path), "text": body(path)})
    raise Http404


def guard(request: HttpRequest) -> None:
    """A 404 for whoever is not on this computer; a forwarded address counts as being elsewhere."""
    if not settings.DEMO or request.META.get("REMOTE_ADDR") not in LOOPBACK or "HTTP_X_FORWARDED_FOR" in request.META:
        raise Http404


def mail_files() -> list[Path]:
    folder = Path(settings.MAIL_DIR)
    return list(folder.glob("*.log")) if folder.is_dir() else []


def read(path: Path) -> EmailMessage:
    """The message in a file of Django's file backend, which ends each with a line of dashes."""
    return BytesParser(EmailMessage, policy=policy.default).parsebytes(path.read_bytes())


def body(path: Path) -> str:
    part = read(path).get_body(preferencelist=("plain", "html"))
    text = part.get_content() if part is not None else ""
    return text.split("\n" + "-" * 79)[0].strip()


def summary(path: Path) -> dict[str, object]:
    message = read(path)
    date = message["date"].datetime if message["date"] else None
    return {
        "name": path.stem,
        "subject": str(message["subject"] or "Sans objet"),
        "to": str(message["to"] or ""),
        "at": localtime(date) if date else None,
    }
