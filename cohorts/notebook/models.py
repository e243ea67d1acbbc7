"""A note in the margin of a lesson: nobody but its author ever reads it."""

from typing import Self

from django.db import models
from django.utils import timezone

from courses.models import LessonPage
from pages.writing import WrittenHTMLField

NOTE_LIMIT = 10_000  # characters


class NoteQuerySet(models.QuerySet["Note"]):
    def kept(self) -> Self:
        """Notes that their author has not put aside."""
        return self.filter(removed_at=None)

    def in_order(self) -> Self:
        """As one reads the track: by lesson, then in the order in which they were written."""
        return self.order_by("lesson__path", "written_at", "pk")


class Note(models.Model):
    """What a participant writes for herself beside a lesson, or beside one passage of it (`block`).

    `words` is its text without accents, for searching. A note that is put aside can be taken back.
    """

    enrolment = models.ForeignKey("cohorts.Enrolment", models.PROTECT, related_name="notes", verbose_name="inscription")
    lesson = models.ForeignKey(LessonPage, models.PROTECT, related_name="notes", verbose_name="leçon")
    block = models.CharField("passage", max_length=40, blank=True)
    passage = models.CharField("titre du passage", max_length=200, blank=True)
    text = models.TextField("note", max_length=NOTE_LIMIT)
    html = WrittenHTMLField()
    words = models.TextField(blank=True, editable=False)
    written_at = models.DateTimeField("écrite", default=timezone.now)
    changed_at = models.DateTimeField("modifiée", default=timezone.now)
    removed_at = models.DateTimeField("mise de côté", null=True, blank=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = "note"
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["enrolment", "lesson"], name="notes_of_a_lesson")]

    def __str__(self) -> str:
        return self.text[:60]
