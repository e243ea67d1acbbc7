"""How somebody's weeks are made: sixteen activities, three modes of animation. Compared with oneself over time only."""

from typing import Self

from django.db import models
from django.utils import timezone

from accounts.models import User
from cohorts.models import Enrolment


class ActivityProfileQuerySet(models.QuerySet["ActivityProfile"]):
    def of(self, user: User) -> Self:
        """Her own, from every cohort, the latest first. Nobody else reads them: there is no other word."""
        return self.filter(enrolment__user=user).order_by("-made_at", "-pk")


class ActivityProfile(models.Model):
    """A dated description by its author, that nothing rewrites. `asked` holds the words as they were read.

    `activities` and `modes` are amounts (0 to 3, `Amount`) by identifier.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="activity_profiles", verbose_name="inscription")
    key = models.UUIDField("formulaire", unique=True)
    made_at = models.DateTimeField("fait", default=timezone.now)
    activities = models.JSONField("activités")
    modes = models.JSONField("modes d’animation")
    note = models.TextField("en quelques mots", max_length=2_000, blank=True)
    asked = models.JSONField("tel que lu")

    objects = ActivityProfileQuerySet.as_manager()

    class Meta:
        verbose_name = "profil d’activité"
        verbose_name_plural = "profils d’activité"
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.enrolment.user}, {self.made_at:%d/%m/%Y}"
