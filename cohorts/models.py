"""Who learns with whom, and how far: cohort, enrolment, binôme and its seats, opening of modules."""

import zoneinfo
from datetime import date
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.clocks import clock_name
from accounts.models import User
from cohorts.enums import ARRANGEABLE_STATES, KEPT_STATES, NEXT_STATES, READABLE_STATES, WRITABLE_STATES, CohortState
from cohorts.importing.models import ImportRow, ImportRun
from cohorts.inviting.models import Invitation, InvitationLink
from cohorts.letters.models import Letter, LetterCopy
from cohorts.notebook.models import Note
from cohorts.notes import TrainerNote
from cohorts.progress import LessonProgress, LessonProgressQuerySet
from cohorts.talking.models import Conversation, ConversationMember, Message
from cohorts.working.models import Answer, AnswerReader, AnswerVersion, Attachment, Comment, Draft
from courses.models import CurriculumPage, ModulePage
from territories.models import Territory
from territories.ordering import InFrench

__all__ = [
    "Absence",
    "Answer",
    "AnswerReader",
    "AnswerVersion",
    "Attachment",
    "Binome",
    "Cohort",
    "Comment",
    "Conversation",
    "ConversationMember",
    "Draft",
    "Enrolment",
    "ImportRow",
    "ImportRun",
    "Invitation",
    "InvitationLink",
    "LessonProgress",
    "LessonProgressQuerySet",
    "Letter",
    "LetterCopy",
    "Message",
    "ModuleOpening",
    "Note",
    "PersonalOpening",
    "Seat",
    "TrainerNote",
]


def validate_time_zone(name: str) -> None:
    """Refuses a zone that the time zone database does not know."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError("Ce fuseau horaire n’existe pas. Choisissez par exemple « Europe/Paris ».")


class CohortQuerySet(models.QuerySet["Cohort"]):
    def trained_by(self, user: User) -> Self:
        """The cohorts a trainer runs; an administrator sees all of them, and who is no trainer any more sees none."""
        if user.is_superuser:
            return self
        return self.filter(trainers=user) if user.is_trainer else self.none()

    def in_order(self) -> Self:
        """The latest first, as a trainer thinks of them."""
        return self.order_by("-starts_on", "name", "pk")


class Cohort(models.Model):
    """A promotion: people who follow one curriculum over the same months, with their trainers.

    Its first and last day are said on screens and in mails, and the first puts cohorts in order; neither opens nor closes anything:
    `state` does, and a trainer moves it.
    """

    slug = models.SlugField("identifiant", max_length=80, unique=True)
    name = models.CharField("nom", max_length=120)
    curriculum = models.ForeignKey(CurriculumPage, models.PROTECT, related_name="cohorts", verbose_name="parcours")
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin")
    time_zone = models.CharField("fuseau horaire", max_length=40, default="Europe/Paris", validators=[validate_time_zone])
    state = models.CharField("état", max_length=10, choices=CohortState, default=CohortState.DRAFT)
    capacity = models.PositiveIntegerField("places", null=True, blank=True)
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
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gte=1),
                name="cohort_has_room_for_someone",
                violation_error_message="Une cohorte a au moins une place. Laissez vide pour ne pas la limiter.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_readable(self) -> bool:
        """Whether its participants read its lessons: from the day it opens, and for ever after."""
        return self.state in READABLE_STATES

    @property
    def is_writable(self) -> bool:
        """Whether its participants still finish lessons and answer in them; a closed cohort is read-only."""
        return self.state in WRITABLE_STATES

    @property
    def is_arrangeable(self) -> bool:
        """Whether people, pairs, absences and openings still change."""
        return self.state in ARRANGEABLE_STATES

    @property
    def is_kept(self) -> bool:
        """Whether one still writes to one another here (words, comments, mails, notes of trainers, needs) and sets its days
        and moments: until it is archived."""
        return self.state in KEPT_STATES

    @property
    def next_states(self) -> list[CohortState]:
        return NEXT_STATES[CohortState(self.state)]

    @property
    def scope(self) -> str:
        """What the audit trail calls this cohort, also after it got another name."""
        return f"cohorte:{self.pk}"

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def zone_name(self) -> str:
        """The place whose clock it is."""
        return clock_name(self.time_zone)

    def trainers_today(self) -> models.QuerySet[User]:
        """Who trains it today: her people read these names, and these are told. An administrator trains without the role; one whose
        role was taken back, or whose account is closed, reads and answers nothing any more."""
        return self.trainers.filter(Q(is_trainer=True) | Q(is_superuser=True), is_active=True)

    def today(self) -> date:
        """The date it is where the cohort is."""
        return timezone.localdate(timezone=self.zone)


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def of(self, user: User) -> Self:
        """What this person follows and may read: her cohorts that have opened."""
        return self.filter(user=user, cohort__state__in=READABLE_STATES).select_related("cohort")

    def staying(self) -> Self:
        """The people of a cohort today: whoever has withdrawn is kept, and not counted."""
        return self.filter(left_on=None)

    def by_name(self) -> Self:
        """In the order of a list of people."""
        return self.order_by(InFrench("user__last_name"), InFrench("user__first_name"), "pk")


class Enrolment(models.Model):
    """One person in one cohort. Progress hangs on it, so the same person may follow the track again, from nothing."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments", verbose_name="personne")
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="enrolments", verbose_name="cohorte")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="enrolments", verbose_name="territoire", null=True)
    organisation = models.CharField("organisation", max_length=160, blank=True)
    enrolled_at = models.DateTimeField("inscription", default=timezone.now)
    joins_on = models.DateField("arrivée", null=True, blank=True)
    left_on = models.DateField("retrait", null=True, blank=True)
    left_reason = models.CharField("motif du retrait", max_length=200, blank=True)
    needs = models.TextField("besoins d’adaptation", max_length=1000, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = "inscription"
        ordering = ["user__last_name", "user__first_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "cohort"],
                name="one_enrolment_per_person_and_cohort",
                violation_error_message="Cette personne est déjà inscrite dans cette cohorte.",
            ),
            models.CheckConstraint(
                condition=Q(left_reason="") | Q(left_on__isnull=False),
                name="a_reason_to_leave_comes_with_a_date",
                violation_error_message="Donnez aussi la date du retrait.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.cohort}"

    @property
    def is_writable(self) -> bool:
        """Whether she still finishes lessons here: her cohort runs, and she has not withdrawn."""
        return self.left_on is None and self.cohort.is_writable

    @property
    def expected_on(self) -> date | None:
        """The day she is to join, while it is still to come: whoever learns with her would wait for her until then."""
        return self.joins_on if self.joins_on and self.joins_on > self.cohort.today() else None

    @property
    def likeliness(self) -> tuple[bool, bool, date, int]:
        """Of her cohorts, every screen is about the greatest, unless she chose: where she still writes, then where others do, then
        the latest."""
        return self.is_writable, self.cohort.is_writable, self.cohort.starts_on, self.pk


class Binome(models.Model):
    """Two people of one cohort who learn together; three where a trainer forms a trio, which opens the third seat."""

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
    seated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="par")

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
    told_at = models.DateTimeField("annoncée", null=True, blank=True, editable=False)

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


class PersonalOpening(models.Model):
    """When a module opens for one person, whatever her cohort's date says."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="openings", verbose_name="inscription")
    module = models.ForeignKey(ModulePage, models.PROTECT, related_name="personal_openings", verbose_name="module")
    opens_at = models.DateTimeField("ouverture")
    told_at = models.DateTimeField("annoncée", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "ouverture personnelle"
        ordering = ["opens_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "module"],
                name="one_opening_per_person_and_module",
                violation_error_message="Cette personne a déjà sa propre date pour ce module.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.module}, {self.opens_at:%d/%m/%Y}"


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def on(self, day: date) -> Self:
        """The absences that cover a day, its first and last days included."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class Absence(models.Model):
    """From when to when someone is away: she is not called silent meanwhile. Her trainers and administrators read it, nobody else."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="absences", verbose_name="inscription")
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = "absence"
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="an_absence_ends_after_it_starts",
                violation_error_message="La fin de l’absence vient après son début.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment.user}, du {self.starts_on:%d/%m/%Y} au {self.ends_on:%d/%m/%Y}"
