"""Who learns with whom, and how far: cohort, enrolment, binôme and its seats, opening of modules."""

import zoneinfo
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from cohorts.enums import READABLE_STATES, WRITABLE_STATES, CohortState
from cohorts.progress import LessonProgress, LessonProgressQuerySet
from courses.models import CurriculumPage, ModulePage
from territories.models import Territory

__all__ = ["Binome", "Cohort", "Enrolment", "LessonProgress", "LessonProgressQuerySet", "ModuleOpening", "Seat"]


def validate_time_zone(name: str) -> None:
    """Refuses a zone that the time zone database does not know."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError("Ce fuseau horaire n’existe pas. Choisissez par exemple « Europe/Paris ».")


class CohortQuerySet(models.QuerySet["Cohort"]):
    def trained_by(self, user: User) -> Self:
        """The cohorts a trainer runs; an administrator sees all of them."""
        return self if user.is_superuser else self.filter(trainers=user)

    def in_order(self) -> Self:
        """The latest first, as a trainer thinks of them."""
        return self.order_by("-starts_on", "name", "pk")


class Cohort(models.Model):
    """A promotion: people who follow one curriculum over the same months, with their trainers."""

    slug = models.SlugField("identifiant", max_length=80, unique=True)
    name = models.CharField("nom", max_length=120)
    curriculum = models.ForeignKey(CurriculumPage, models.PROTECT, related_name="cohorts", verbose_name="parcours")
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin")
    time_zone = models.CharField("fuseau horaire", max_length=40, default="Europe/Paris", validators=[validate_time_zone])
    state = models.CharField("état", max_length=10, choices=CohortState, default=CohortState.DRAFT)
    allows_trios = models.BooleanField("trios permis", default=False)
    trainers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="trained_cohorts", verbose_name="formateurs", blank=True)

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = "cohorte"
        ordering = ["-starts_on", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="cohort_ends_after_it_starts",
                violation_error_message="La fin de la cohorte vient après son début.",
            ),
            models.CheckConstraint(condition=Q(state__in=CohortState.values), name="cohort_state_is_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_readable(self) -> bool:
        """Whether its participants read its lessons: from the day it opens, and for ever after."""
        return self.state in READABLE_STATES

    @property
    def is_writable(self) -> bool:
        """Whether its participants still finish lessons; a closed cohort is read-only."""
        return self.state in WRITABLE_STATES


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def of(self, user: User) -> Self:
        """What this person follows and may read: her cohorts that have opened."""
        return self.filter(user=user, cohort__state__in=READABLE_STATES).select_related("cohort")

    def with_last_trace(self) -> Self:
        """Each with `last_trace`, when this person last read or finished a lesson; None when she never came."""
        return self.annotate(last_trace=models.Max("progress__seen_at"))

    def by_name(self) -> Self:
        """In the order of a list of people."""
        return self.order_by("user__last_name", "user__first_name", "pk")


class Enrolment(models.Model):
    """One person in one cohort. Progress hangs on it, so the same person may follow the track again, from nothing."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments", verbose_name="personne")
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="enrolments", verbose_name="cohorte")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="enrolments", verbose_name="territoire", null=True)
    organisation = models.CharField("organisation", max_length=160, blank=True)
    enrolled_at = models.DateTimeField("inscription", default=timezone.now)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = "inscription"
        ordering = ["user__last_name", "user__first_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "cohort"],
                name="one_enrolment_per_person_and_cohort",
                violation_error_message="Cette personne est déjà inscrite dans cette cohorte.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.cohort}"


class Binome(models.Model):
    """Two people of one cohort who learn together; three where the trainer allows a trio."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="binomes", verbose_name="cohorte")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="binomes", verbose_name="territoire", null=True)
    is_trio = models.BooleanField("trio", default=False)

    class Meta:
        verbose_name = "binôme"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Binôme {self.pk}, {self.cohort}"


class SeatQuerySet(models.QuerySet["Seat"]):
    def current(self) -> Self:
        """The seats that someone holds today."""
        return self.filter(until=None)


class Seat(models.Model):
    """A place in a binôme, held by one person from a date, to a date. It is never reused: history stays.

    `number` is 1 or 2, and 3 in a trio. One person holds each number at a time, which is what limits a binôme to two.
    """

    binome = models.ForeignKey(Binome, models.PROTECT, related_name="seats", verbose_name="binôme")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="seats", verbose_name="inscription")
    number = models.PositiveSmallIntegerField("place")
    since = models.DateTimeField("depuis", default=timezone.now)
    until = models.DateTimeField("jusqu’à", null=True, blank=True)
    reason = models.CharField("motif du changement", max_length=200, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = "place"
        ordering = ["binome", "number", "since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__in=[1, 2, 3]),
                name="a_seat_is_first_second_or_third",
                violation_error_message="Un binôme a deux places, un trio en a trois.",
            ),
            models.UniqueConstraint(
                fields=["binome", "number"],
                condition=Q(until=None),
                name="one_person_on_a_seat_at_a_time",
                violation_error_message="Cette place est déjà prise.",
            ),
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(until=None),
                name="one_current_seat_per_enrolment",
                violation_error_message="Cette personne a déjà un binôme.",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="a_seat_ends_after_it_began",
                violation_error_message="Une place se quitte après avoir été prise.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment.user}, place {self.number}"


class ModuleOpening(models.Model):
    """When a module opens for a cohort. A module without an opening is closed to it; a later date locks nothing begun."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="openings", verbose_name="cohorte")
    module = models.ForeignKey(ModulePage, models.PROTECT, related_name="openings", verbose_name="module")
    opens_at = models.DateTimeField("ouverture")

    class Meta:
        verbose_name = "ouverture"
        ordering = ["opens_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "module"],
                name="one_opening_per_cohort_and_module",
                violation_error_message="Ce module a déjà une date d’ouverture dans cette cohorte.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.module}, {self.opens_at:%d/%m/%Y}"
