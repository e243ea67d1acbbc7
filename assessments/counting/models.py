"""Figures of a cohort, frozen on the day its trainer closed a moment."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.enums import Counted, Moment
from assessments.framework.models import FrameworkVersion
from cohorts.models import Cohort


class Publication(models.Model):
    """What a cohort is told about one moment, or about what moved since another: made once, never again, never changed.

    `figures` is all that any screen shows (see `counting.figures`). `members` says whose answers stand behind each figure, by
    enrolment: no screen shows it; the next publication needs it, so that no subtraction of two isolates somebody.
    """

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="publications", verbose_name="cohorte")
    moment = models.CharField("moment", max_length=12, choices=Moment)
    kind = models.CharField("genre", max_length=8, choices=Counted)
    since = models.CharField("depuis", max_length=12, choices=Moment, blank=True)
    version = models.ForeignKey(FrameworkVersion, models.PROTECT, related_name="+", verbose_name="version")
    figures = models.JSONField("chiffres")
    members = models.JSONField("personnes comptées")
    published_at = models.DateTimeField("publié", default=timezone.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "publication"
        ordering = ["published_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "moment", "kind", "since"], name="one_publication_per_moment"),
            models.CheckConstraint(condition=Q(kind__in=Counted.values), name="publication_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind=Counted.STATE, since="") | Q(kind=Counted.CHANGE, since__in=Moment.values),
                name="a_change_is_since_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_moment_display()}"
