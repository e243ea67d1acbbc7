"""A mail from a trainer, and its copies: who got it, and what became of each."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.delivery import Delivered, DeliveryQuerySet
from cohorts.enums import Audience


class Letter(models.Model):
    """What a trainer wrote, to whom. `key` comes from the form: the same form sent twice writes to people once."""

    cohort = models.ForeignKey("cohorts.Cohort", models.PROTECT, related_name="letters", verbose_name="cohorte")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="letters", verbose_name="de")
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    audience = models.CharField("à", max_length=10, choices=Audience)
    subject = models.CharField("objet", max_length=120)
    body = models.TextField("message", max_length=8000)
    written_at = models.DateTimeField("écrit le", default=timezone.now)

    class Meta:
        verbose_name = "courriel"
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return self.subject


class LetterCopyQuerySet(DeliveryQuerySet["LetterCopy"]):
    pass


class LetterCopy(Delivered):
    """One person's copy, with the address it went to."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="copies", verbose_name="courriel")
    enrolment = models.ForeignKey("cohorts.Enrolment", models.PROTECT, related_name="letters", verbose_name="inscription")
    email = models.EmailField("adresse électronique")

    objects = LetterCopyQuerySet.as_manager()

    class Meta:
        verbose_name = "copie"
        ordering = ["enrolment__user__last_name", "enrolment__user__first_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "enrolment"], name="one_copy_per_person"),
            models.CheckConstraint(condition=~Q(email=""), name="a_copy_has_an_address"),
        ]
        indexes = [models.Index(fields=["delivery", "claimed_at"], name="copies_to_send")]

    def __str__(self) -> str:
        return self.email
