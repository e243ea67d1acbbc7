"""A moment that opens, and what someone answers in it: a draft first, then a snapshot that nothing changes."""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from assessments.crossing.models import Consent, ConsentQuerySet
from assessments.enums import LEVELS, ConsentKind, EvidenceKind, Moment
from assessments.framework.models import FrameworkVersion, Indicator
from cohorts.models import Answer, Cohort, Enrolment

SITUATION_LIMIT = 2_000  # characters; two lines are asked, ten are allowed
EFFECT_LIMIT = 1_000


class MomentOpening(models.Model):
    """From when to when a cohort takes stock. Both days are included, on the cohort's own clock.

    `version` is the framework that its people answer: the latest published when the first of them begins, and no other
    afterwards. `closed_at` freezes the cohort's figures, once.
    """

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="moments", verbose_name="cohorte")
    moment = models.CharField("moment", max_length=12, choices=Moment)
    opens_on = models.DateField("du")
    closes_on = models.DateField("au", null=True, blank=True)
    version = models.ForeignKey(FrameworkVersion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="version")
    told_at = models.DateTimeField("annoncé", null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField("rappelé", null=True, blank=True, editable=False)
    closed_at = models.DateTimeField("clos", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "ouverture d’un moment"
        verbose_name_plural = "ouvertures de moments"
        ordering = ["cohort", "opens_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "moment"],
                name="one_opening_per_cohort_and_moment",
                violation_error_message="Ce moment a déjà ses dates dans cette cohorte.",
            ),
            models.CheckConstraint(condition=Q(moment__in=Moment.values), name="opened_moment_is_known"),
            models.CheckConstraint(
                condition=Q(closes_on=None) | Q(closes_on__gte=F("opens_on")),
                name="a_moment_closes_after_it_opens",
                violation_error_message="La fin du moment vient après son début.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_moment_display()}, {self.cohort}"

    def is_open(self, today: date) -> bool:
        """Whether the people of the cohort may answer on this day."""
        return self.closed_at is None and self.opens_on <= today and (self.closes_on is None or today <= self.closes_on)


class PersonalReopening(models.Model):
    """A moment that a trainer opens again for one person, to a day that is included; `again` lets her make another snapshot."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="reopenings", verbose_name="inscription")
    moment = models.CharField("moment", max_length=12, choices=Moment)
    until = models.DateField("jusqu’au")
    again = models.BooleanField("nouveau positionnement", default=False)
    at = models.DateTimeField("décidé", default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "réouverture pour une personne"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "moment"],
                name="one_reopening_per_person_and_moment",
                violation_error_message="Ce moment est déjà rouvert pour cette personne.",
            ),
            models.CheckConstraint(condition=Q(moment__in=Moment.values), name="reopened_moment_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment.user}, {self.get_moment_display()}, jusqu’au {self.until:%d/%m/%Y}"


class SelfAssessmentQuerySet(models.QuerySet["SelfAssessment"]):
    def submitted(self) -> Self:
        """Snapshots: what was sent, and does not change."""
        return self.exclude(submitted_at=None)

    def drafts(self) -> Self:
        """What is still being written, by its author alone."""
        return self.filter(submitted_at=None)

    def of(self, user: User) -> Self:
        """Her own, drafts too."""
        return self.filter(enrolment__user=user)

    def readable_by(self, user: User) -> Self:
        """What this person may read: her own; a partner's, where both agreed for that moment and both have sent theirs; what its
        author shows the trainers of the cohort. A draft is its author's alone, and roles open nothing by themselves.

        Consents name people: a new partner reads nothing that was shared with the former one, who goes on reading it.
        """
        agreed = sharing().filter(moment=OuterRef("moment"), giver=OuterRef("enrolment"), receiver__user=user)
        allowed = Q(enrolment__user=user) | Q(Exists(agreed), submitted_at__isnull=False)
        if user.is_trainer or user.is_superuser:
            allowed |= Q(for_trainers=True, submitted_at__isnull=False, enrolment__cohort__in=Cohort.objects.trained_by(user))
        return self.filter(allowed)

    def in_order(self) -> Self:
        """As they were made: by moment, then attempt."""
        order = models.Case(*(models.When(moment=one, then=one.rank) for one in Moment), output_field=models.IntegerField())
        return self.order_by(order, "number", "pk")


class SelfAssessment(models.Model):
    """What one person answers at one moment. Once `submitted_at` is set, triggers refuse any change of what it says.

    `asked` holds the framework as she read it. `number` is 1, and more where a trainer reopened a moment that was sent
    already: the earlier snapshot stays beside the new one. `counted` is her own word, asked before sending: whether the
    cohort's figures may count her. `for_trainers` is the only thing that changes afterwards, at her word.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="self_assessments", verbose_name="inscription")  # proof
    moment = models.CharField("moment", max_length=12, choices=Moment)
    number = models.PositiveSmallIntegerField("numéro", default=1)
    version = models.ForeignKey(FrameworkVersion, models.PROTECT, related_name="self_assessments", verbose_name="version")
    asked = models.JSONField("tel que lu", default=dict)
    started_at = models.DateTimeField("commencé", default=timezone.now)
    saved_at = models.DateTimeField("enregistré", default=timezone.now)
    revision = models.PositiveIntegerField("écritures", default=0)
    submitted_at = models.DateTimeField("envoyé", null=True, blank=True)
    counted = models.BooleanField("compté dans la cohorte", default=False)
    for_trainers = models.BooleanField("visible par les formateurs", default=False)

    objects = SelfAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = "positionnement"
        ordering = ["enrolment", "started_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(moment__in=Moment.values), name="assessed_moment_is_known"),
            models.UniqueConstraint(
                fields=["enrolment", "moment", "number"],
                name="one_assessment_per_person_moment_and_number",
                violation_error_message="Ce positionnement existe déjà.",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "moment"],
                condition=Q(submitted_at=None),
                name="one_draft_per_person_and_moment",
                violation_error_message="Un brouillon de ce positionnement existe déjà : continuez-le.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_moment_display()}, {self.enrolment.user}"

    @property
    def at(self) -> Moment:
        return Moment(self.moment)

    @property
    def is_submitted(self) -> bool:
        return self.submitted_at is not None

    @property
    def url(self) -> str:
        """Where its author reads it again, once sent: this very one, in whichever of her cohorts, of several at one moment."""
        return f"/competences/{self.moment}/resultats/?positionnement={self.pk}"


def sharing() -> ConsentQuerySet:
    """The words that open what their giver sent: reciprocal, standing on both sides, and whose receiver has sent hers."""
    sent = SelfAssessment.objects.submitted().filter(enrolment=OuterRef("receiver"), moment=OuterRef("moment"))
    return Consent.objects.mutual().filter(Exists(sent), kind=ConsentKind.RECIPROCAL)


class Rating(models.Model):
    """Where someone stands on one indicator, and the situation that shows it. Empty places are allowed in a draft only."""

    assessment = models.ForeignKey(SelfAssessment, models.PROTECT, related_name="ratings", verbose_name="positionnement")  # proof
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name="indicateur")
    level = models.PositiveSmallIntegerField("niveau", null=True, blank=True)
    not_concerned = models.BooleanField("non concerné", default=False)
    situation = models.TextField("situation", max_length=SITUATION_LIMIT, blank=True)
    situated_on = models.DateField("date de la situation", null=True, blank=True)
    effect = models.TextField("effet observé", max_length=EFFECT_LIMIT, blank=True)
    revision = models.PositiveIntegerField("écriture", default=0)
    saved_at = models.DateTimeField("enregistré", default=timezone.now)

    class Meta:
        verbose_name = "niveau choisi"
        verbose_name_plural = "niveaux choisis"
        ordering = ["indicator__sort_order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "indicator"],
                name="one_rating_per_indicator",
                violation_error_message="Cet indicateur a déjà sa réponse.",
            ),
            models.CheckConstraint(
                condition=Q(level=None) | Q(level__in=LEVELS, not_concerned=False),
                name="a_level_or_not_concerned",
                violation_error_message="Choisissez un niveau, ou « Non concerné ».",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}, {self.level or '–'}"

    @property
    def is_chosen(self) -> bool:
        """Whether something was chosen: a level, or « non concerné »."""
        return self.not_concerned or self.level is not None

    @property
    def lacks(self) -> list[str]:
        """What is still to be written before this can be sent: names of fields."""
        if self.not_concerned:
            return []
        if self.level is None:
            return ["level"]
        day = None if self.is_ahead else self.situated_on
        fields = {"situation": self.situation.strip(), "situated_on": day, "effect": self.effect.strip()}
        return [name for name, value in fields.items() if not value]

    @property
    def is_ahead(self) -> bool:
        """Whether the situation is dated after today: a draft keeps such a day as it was typed, and it is not sent."""
        return self.situated_on is not None and self.situated_on > timezone.localdate()

    @property
    def is_ready(self) -> bool:
        return not self.lacks


def evidence_path(evidence: "Evidence", name: str) -> str:
    """Under an identifier, away from what the site serves as pictures; the name people gave stays in the row."""
    return f"prive/{evidence.key.hex[:2]}/{evidence.key.hex}"


class Evidence(models.Model):
    """What shows a level: a finished lesson, an answer, a file, a link. `title` and `description` say what it is, for good:
    they stay when a link dies, a lesson goes, or an answer is taken back.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    rating = models.ForeignKey(Rating, models.PROTECT, related_name="evidence", verbose_name="niveau choisi")  # proof
    kind = models.CharField("genre", max_length=10, choices=EvidenceKind)
    title = models.CharField("ce que c’est", max_length=200)
    description = models.TextField("ce que cela montre", max_length=500, blank=True)
    url = models.URLField("adresse", max_length=500, blank=True)
    lesson_code = models.CharField("leçon", max_length=20, blank=True)
    answer = models.ForeignKey(Answer, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="réponse")
    file = models.FileField(upload_to=evidence_path, blank=True)
    content_type = models.CharField("type", max_length=100, blank=True)
    size = models.PositiveIntegerField("poids", default=0)
    digest = models.CharField("empreinte", max_length=64, blank=True)
    dated_on = models.DateField("du", null=True, blank=True)
    added_at = models.DateTimeField("ajoutée", default=timezone.now)

    class Meta:
        verbose_name = "preuve"
        ordering = ["added_at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=EvidenceKind.values), name="evidence_kind_is_known")]

    def __str__(self) -> str:
        return self.title
