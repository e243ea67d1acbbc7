"""Mails that must leave once each: a row says what is to be sent, the queue sends it, the row says what became of it.

A worker that stops in the middle loses nothing: what is still waiting is taken up by the clock's job.
"""

import logging
import smtplib
from collections.abc import Callable
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.addresses import is_carried

log = logging.getLogger(__name__)

CLAIM = timedelta(minutes=5)  # a worker that holds a mail longer than this has died
TRIES = 5


class Delivery(models.TextChoices):
    """How far a mail is. Whether it was read, or bounced later, nobody can say without a provider that tells."""

    PREPARED = "prepared", "à envoyer"
    QUEUED = "queued", "en cours d’envoi"
    SENT = "sent", "parti"
    REFUSED = "refused", "refusé"


class DeliveryQuerySet[Row: "Delivered"](models.QuerySet[Row]):
    def waiting(self) -> Self:
        """What is to leave and nobody holds."""
        free = Q(claimed_at=None) | Q(claimed_at__lt=timezone.now() - CLAIM)
        return self.filter(free, delivery=Delivery.QUEUED).order_by("pk")


class Delivered(models.Model):
    """One mail to one address, and what became of it. A bounce that comes later stays unknown: `SENT` says that it left."""

    delivery = models.CharField("envoi", max_length=10, choices=Delivery, default=Delivery.QUEUED)
    claimed_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField("essais", default=0)
    sent_at = models.DateTimeField("parti le", null=True, blank=True)
    refusal = models.CharField("refus", max_length=300, blank=True)

    class Meta:
        abstract = True

    @property
    def is_refused(self) -> bool:
        return self.delivery == Delivery.REFUSED


def send_waiting[Row: Delivered](rows: models.QuerySet[Row], compose: Callable[[Row], EmailMessage | None]) -> int:
    """Sends what waits among `rows`, one after the other; how many left.

    Each is claimed by one conditional UPDATE before it is sent: two workers never send the same one. A refusal by the
    mail server is final and kept in its words; a server that does not answer is tried again, five times in all.
    Whatever goes wrong with one of them, the others leave.
    """
    sent = 0
    model = rows.model
    while row := rows.waiting().first():  # type: ignore[attr-defined]
        free = Q(claimed_at=None) | Q(claimed_at__lt=timezone.now() - CLAIM)
        claimed = model._default_manager.filter(free, pk=row.pk, delivery=Delivery.QUEUED)
        if not claimed.update(claimed_at=timezone.now(), tries=row.tries + 1):
            continue
        row.tries += 1
        try:
            message = compose(row)
            if message is None:
                _refuse(row, "Il n’y avait plus rien à dire, ou les courriels sont arrêtés.")
            elif _send_one(row, message):
                sent += 1
        except Exception:  # a fault of ours: this one stays claimed and is tried again later; no other mail waits for it
            log.exception("A mail could not be made or sent: %s %s", model._meta.label, row.pk)
    return sent


def _send_one(row: Delivered, message: EmailMessage) -> bool:
    if not all(is_carried(address) for address in message.recipients()):
        _refuse(row, "Cette adresse porte un signe qu’aucun courriel ne transporte. Écrivez-la de nouveau.")
        return False
    message.from_email = message.from_email or settings.DEFAULT_FROM_EMAIL
    # A name may hold the line break of the program it was pasted from, and no mail leaves with one in its subject.
    message.subject = " ".join(str(message.subject).split())
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refused:
        _refuse(row, "; ".join(_words(answer) for answer in refused.recipients.values()))
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refused:
        _refuse(row, _words((refused.smtp_code, refused.smtp_error)))
    except (smtplib.SMTPException, OSError) as broken:
        log.warning("A mail could not leave (try %s): %s", row.tries, broken)
        if row.tries >= TRIES:
            _refuse(row, "Le serveur de courriel ne répond pas.")
        return False
    else:
        _settle(row, delivery=Delivery.SENT, sent_at=timezone.now(), refusal="")
        return True
    return False


def _refuse(row: Delivered, words: str) -> None:
    _settle(row, delivery=Delivery.REFUSED, sent_at=None, refusal=words[:300])


def _settle(row: Delivered, **values: object) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(claimed_at=None, **values)


def _words(answer: tuple[int, bytes | str]) -> str:
    code, text = answer
    return f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}".strip()
