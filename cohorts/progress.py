"""How far someone is. Append-only in substance: a trigger on both engines refuses what would rewrite it."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from courses.models import LessonPage


class LessonProgressQuerySet(models.QuerySet["LessonProgress"]):
    def finished(self) -> Self:
        """Lessons that count: finished, and not taken back."""
        return self.exclude(finished_at=None)


class LessonProgress(models.Model):
    """What one enrolment did with one lesson: opened it, came back to it, finished it.

    Finishing is the reader's own word. She may take it back, which leaves `undone_at` as its trace; nobody else can,
    and no later opening date, move or revision of the page touches it.
    """

    enrolment = models.ForeignKey("cohorts.Enrolment", models.PROTECT, related_name="progress", verbose_name="inscription")
    lesson = models.ForeignKey(LessonPage, models.PROTECT, related_name="progress", verbose_name="leçon")  # proof
    started_at = models.DateTimeField("commencée", default=timezone.now)
    seen_at = models.DateTimeField("dernière lecture", default=timezone.now)
    finished_at = models.DateTimeField("terminée", null=True, blank=True)
    undone_at = models.DateTimeField("reprise", null=True, blank=True)

    objects = LessonProgressQuerySet.as_manager()

    class Meta:
        verbose_name = "progression"
        verbose_name_plural = "progressions"
        ordering = ["enrolment", "lesson", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "lesson"],
                name="one_progress_per_enrolment_and_lesson",
                violation_error_message="La progression de cette leçon existe déjà.",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(finished_at__gte=F("started_at")),
                name="a_lesson_is_finished_after_it_began",
                violation_error_message="Une leçon se termine après avoir été commencée.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}, {self.lesson_id}"
