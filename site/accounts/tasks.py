"""Mails leave through the queue: a slow mail server never holds up a page."""

from django.core.mail import EmailMessage
from django.tasks import task


@task
def deliver(subject: str, body: str, to: list[str], sender: str) -> None:
    """Sends one plain-text mail."""
    EmailMessage(subject=subject, body=body, from_email=sender, to=to).send()
