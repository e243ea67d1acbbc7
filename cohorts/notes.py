"""What a trainer writes down about someone, for herself and the cohort's other trainers. A participant's own notes are in `notebook`."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class TrainerNote(models.Model):
    """A note about one person. No participant's screen shows it, yet it is hers to obtain on request: it is said where it
    is written. A note is struck out rather than deleted, and stays readable."""

    enrolment = models.ForeignKey("cohorts.Enrolment", models.PROTECT, related_name="trainer_notes", verbose_name="inscription")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="trainer_notes", verbose_name="par")
    text = models.TextField("note", max_length=4000)
    written_at = models.DateTimeField("écrite", default=timezone.now)
    struck_at = models.DateTimeField("rayée", null=True, blank=True)

    class Meta:
        verbose_name = "note de suivi"
        verbose_name_plural = "notes de suivi"
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.author}, {self.written_at:%d/%m/%Y}"
