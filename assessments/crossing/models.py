"""What two partners agree on, and what one says about the other: a situation, a question, a proof proposed; never a level."""

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from assessments.enums import ConsentKind, Moment
from assessments.framework.models import FrameworkVersion
from cohorts.models import Enrolment


class ConsentQuerySet(models.QuerySet["Consent"]):
    def standing(self) -> Self:
        """Given, and not withdrawn."""
        return self.filter(withdrawn_at=None)

    def mutual(self) -> Self:
        """Standing on both sides: without the other's word, one's own opens nothing."""
        back = Consent.objects.standing().filter(
            kind=OuterRef("kind"), moment=OuterRef("moment"), giver=OuterRef("receiver"), receiver=OuterRef("giver")
        )
        return self.standing().filter(Exists(back))


class Consent(models.Model):
    """One person's word to one other person, by name, about one moment. Withdrawn, it stays with its date; given again, it is a new row."""

    kind = models.CharField("accord", max_length=12, choices=ConsentKind)
    moment = models.CharField("moment", max_length=12, choices=Moment)
    giver = models.ForeignKey(Enrolment, models.PROTECT, related_name="consents_given", verbose_name="de")
    receiver = models.ForeignKey(Enrolment, models.PROTECT, related_name="consents_received", verbose_name="à")
    given_at = models.DateTimeField("donné", default=timezone.now)
    withdrawn_at = models.DateTimeField("retiré", null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "accord"
        ordering = ["given_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ConsentKind.values), name="consent_kind_is_known"),
            models.CheckConstraint(condition=Q(moment__in=Moment.values), name="consent_moment_is_known"),
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="a_consent_is_given_to_somebody_else"),
            models.UniqueConstraint(
                fields=["kind", "moment", "giver", "receiver"],
                condition=Q(withdrawn_at=None),
                name="one_standing_consent",
                violation_error_message="Cet accord est déjà donné.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.giver_id} à {self.receiver_id}"


class CrossViewQuerySet(models.QuerySet["CrossView"]):
    def submitted(self) -> Self:
        return self.exclude(submitted_at=None)

    def readable_by(self, user: User) -> Self:
        """What this person wrote about a partner; and what a partner wrote about her, where both agreed and both have sent theirs."""
        back = CrossView.objects.submitted().filter(moment=OuterRef("moment"), author=OuterRef("subject"), subject=OuterRef("author"))
        agreed = Consent.objects.mutual().filter(
            kind=ConsentKind.CROSSED, moment=OuterRef("moment"), giver=OuterRef("subject"), receiver=OuterRef("author")
        )
        return self.filter(
            Q(author__user=user) | Q(Exists(back), Exists(agreed), subject__user=user, submitted_at__isnull=False),
        )


class CrossView(models.Model):
    """What one partner says about the other at one moment, indicator by indicator. A draft until it is sent; then it stays."""

    author = models.ForeignKey(Enrolment, models.PROTECT, related_name="views_written", verbose_name="par")
    subject = models.ForeignKey(Enrolment, models.PROTECT, related_name="views_received", verbose_name="sur")
    moment = models.CharField("moment", max_length=12, choices=Moment)
    version = models.ForeignKey(FrameworkVersion, models.PROTECT, related_name="+", verbose_name="version")
    started_at = models.DateTimeField("commencé", default=timezone.now)
    saved_at = models.DateTimeField("enregistré", default=timezone.now)
    revision = models.PositiveIntegerField("écritures", default=0)
    submitted_at = models.DateTimeField("envoyé", null=True, blank=True)

    objects = CrossViewQuerySet.as_manager()

    class Meta:
        verbose_name = "regard croisé"
        verbose_name_plural = "regards croisés"
        ordering = ["started_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(moment__in=Moment.values), name="crossed_moment_is_known"),
            models.CheckConstraint(condition=~Q(author=F("subject")), name="a_cross_view_is_about_somebody_else"),
            models.UniqueConstraint(
                fields=["author", "subject", "moment"],
                name="one_cross_view_per_pair_and_moment",
                violation_error_message="Ce regard croisé existe déjà : continuez-le.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_moment_display()}, {self.author_id} sur {self.subject_id}"


class Observation(models.Model):
    """About one indicator: a situation that was seen, a question, a proof that is proposed. There is no place for a level."""

    view = models.ForeignKey(CrossView, models.PROTECT, related_name="observations", verbose_name="regard croisé")
    code = models.SlugField("indicateur", max_length=40)
    title = models.CharField("indicateur tel que lu", max_length=200)
    seen = models.TextField("situation vue", max_length=2_000, blank=True)
    question = models.TextField("question", max_length=1_000, blank=True)
    proof = models.TextField("preuve proposée", max_length=1_000, blank=True)

    class Meta:
        verbose_name = "observation"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["view", "code"], name="one_observation_per_indicator")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_empty(self) -> bool:
        return not (self.seen or self.question or self.proof)
