"""A gap that leads somewhere: what one chose to work on, what one tries in the field, what one brings back."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.enums import Outcome
from assessments.framework.models import Indicator
from assessments.taking.models import SelfAssessment

PLACES = (1, 2, 3)


class GoalQuerySet(models.QuerySet["Goal"]):
    def standing(self) -> Self:
        """Chosen, not put aside, and nobody has been asked yet what came of it."""
        return self.filter(dropped_at=None, asked_at=None)


class Goal(models.Model):
    """One indicator that someone works on until the next moment: an action to try, a trace to bring. Three at most.

    A goal that is put aside stays, with its date. What came of it is asked first at the next moment; until `asked_at`, its outcome
    and its words are a draft.
    """

    assessment = models.ForeignKey(SelfAssessment, models.PROTECT, related_name="goals", verbose_name="positionnement")
    place = models.PositiveSmallIntegerField("place")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name="indicateur")
    action = models.TextField("action à essayer", max_length=1_000, blank=True)
    action_on = models.DateField("pour le", null=True, blank=True)
    done_at = models.DateTimeField("faite", null=True, blank=True)
    trace = models.TextField("trace à apporter", max_length=1_000, blank=True)
    chosen_at = models.DateTimeField("choisi", default=timezone.now)
    dropped_at = models.DateTimeField("mis de côté", null=True, blank=True)
    outcome = models.CharField("suite", max_length=10, choices=Outcome, blank=True)
    outcome_text = models.TextField("ce que cela a donné", max_length=2_000, blank=True)
    asked_at = models.DateTimeField("demandé", null=True, blank=True)

    objects = GoalQuerySet.as_manager()

    class Meta:
        verbose_name = "point à travailler"
        verbose_name_plural = "points à travailler"
        ordering = ["place", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(place__in=PLACES), name="three_goals_at_most", violation_error_message="Choisissez trois indicateurs au plus."
            ),
            models.UniqueConstraint(
                fields=["assessment", "place"],
                condition=Q(dropped_at=None, asked_at=None),
                name="one_goal_per_place",
                violation_error_message="Choisissez trois indicateurs au plus.",
            ),
            models.UniqueConstraint(
                fields=["assessment", "indicator"],
                condition=Q(dropped_at=None, asked_at=None),
                name="one_goal_per_indicator",
                violation_error_message="Vous travaillez déjà cet indicateur.",
            ),
            models.CheckConstraint(condition=Q(outcome__in=["", *Outcome.values]), name="goal_outcome_is_known"),
        ]

    def __str__(self) -> str:
        return str(self.indicator)
