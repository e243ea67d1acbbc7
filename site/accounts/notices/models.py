"""What someone was told, and how she wants to be told: rows that every app above may add, and no app owns."""

from datetime import time
from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.delivery import Delivered, DeliveryQuerySet


class Pace(models.TextChoices):
    """How often a kind of notice is sent by mail. In the site everything is told at once."""

    NOW = "now", "tout de suite"
    DAILY = "daily", "une fois par jour"
    WEEKLY = "weekly", "une fois par semaine"
    NEVER = "never", "jamais"


class NoticeMailQuerySet(DeliveryQuerySet["NoticeMail"]):
    pass


class NoticeMail(Delivered):
    """One mail that tells one person one or several things."""

    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_mails", verbose_name="à")
    made_at = models.DateTimeField("préparé", default=timezone.now)

    objects = NoticeMailQuerySet.as_manager()

    class Meta:
        verbose_name = "courriel d’avis"
        verbose_name_plural = "courriels d’avis"
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["delivery", "claimed_at"], name="notice_mails_to_send")]

    def __str__(self) -> str:
        return f"{self.made_at:%d/%m/%Y}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unseen(self) -> Self:
        return self.filter(seen_at=None)

    def not_mailed(self) -> Self:
        """What no mail has told yet, and nobody has read in the site: reading it there spares the mail."""
        return self.filter(mail=None, seen_at=None)


class Notice(models.Model):
    """One thing that one person is told: a sentence and where it leads. It quotes nothing that a participant or a trainer wrote; an
    editor's word, which is the answer itself, it does: on a proposed resource, on a page she has read again.

    `about` names what it speaks of, so that it can be taken back with it. While unseen and in no mail, it is one line,
    however often the same thing happens again.
    """

    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name="à")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="de")
    kind = models.CharField("genre", max_length=40)
    text = models.CharField("avis", max_length=300)
    url = models.CharField("adresse", max_length=300)
    about = models.CharField("à propos de", max_length=80)
    at = models.DateTimeField("date", default=timezone.now)
    seen_at = models.DateTimeField("lu", null=True, blank=True)
    mail = models.ForeignKey(NoticeMail, models.SET_NULL, null=True, blank=True, related_name="notices", verbose_name="courriel")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "avis"
        verbose_name_plural = "avis"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["to", "kind", "about"], condition=Q(seen_at=None, mail=None), name="one_waiting_notice_per_subject"
            )
        ]
        indexes = [
            models.Index(fields=["to", "-at"], name="notices_of_a_person"),
            models.Index(fields=["at"], condition=Q(seen_at=None, mail=None), name="notices_to_mail"),
        ]

    def __str__(self) -> str:
        return self.text


class NoticePace(models.Model):
    """The pace that someone chose for one kind; without a row, the kind's own."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_paces", verbose_name="personne")
    kind = models.CharField("genre", max_length=40)
    pace = models.CharField("rythme", max_length=10, choices=Pace)

    class Meta:
        verbose_name = "rythme d’avis"
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="one_pace_per_kind"),
            models.CheckConstraint(condition=Q(pace__in=Pace.values), name="notice_pace_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.get_pace_display()}"


class NoticeSettings(models.Model):
    """When mails may reach someone: her time zone, her quiet hours; and whether she stopped them all.

    Quiet hours may span midnight. The daily mail leaves when they end, the weekly one with Monday's.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_settings", verbose_name="personne")
    time_zone = models.CharField("fuseau horaire", max_length=40, default="Europe/Paris")
    quiet_from = models.TimeField("silence à partir de", default=time(20))
    quiet_until = models.TimeField("jusqu’à", default=time(8))
    stopped_at = models.DateTimeField("courriels arrêtés", null=True, blank=True)

    class Meta:
        verbose_name = "réglages des avis"
        verbose_name_plural = "réglages des avis"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.time_zone}, {self.quiet_from}-{self.quiet_until}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)
