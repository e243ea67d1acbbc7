"""An invitation into a cohort, and the links that were sent for it."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.delivery import Delivered, Delivery, DeliveryQuerySet
from territories.ordering import InFrench

VALID_FOR = timedelta(days=30)  # also in words: desk/invite.html, portal/privacy.html


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self) -> Self:
        """Neither accepted nor taken back: these hold a place."""
        return self.filter(accepted_at=None, revoked_at=None)

    def answerable(self) -> Self:
        """Those that somebody can still answer: their link has left, or is leaving, and its days are not over."""
        links = InvitationLink.objects.standing().filter(invitation=OuterRef("pk"), expires_at__gt=timezone.now())
        return self.pending().filter(Exists(links.filter(delivery__in=(Delivery.QUEUED, Delivery.SENT))))

    def counted(self) -> dict[str, int]:
        """How many wait, and how many of these somebody can still answer. One query."""
        answerable = Q(pk__in=self.answerable().order_by().values("pk"))
        return self.pending().aggregate(pending=Count("pk"), answerable=Count("pk", filter=answerable))

    def by_name(self) -> Self:
        return self.order_by(InFrench("last_name"), InFrench("first_name"), "email", "pk")


class Invitation(models.Model):
    """Someone is expected in a cohort under this address. What is known of her already is proposed when she accepts.

    One invitation waits per address and cohort; it may be sent again, which ends the links sent before.
    """

    cohort = models.ForeignKey("cohorts.Cohort", models.PROTECT, related_name="invitations", verbose_name="cohorte")
    email = models.EmailField("adresse électronique")
    first_name = models.CharField("prénom", max_length=150)
    last_name = models.CharField("nom", max_length=150, blank=True)
    territory = models.ForeignKey(
        "territories.Territory", models.PROTECT, related_name="invitations", verbose_name="territoire", null=True, blank=True
    )
    organisation = models.CharField("organisation", max_length=160, blank=True)
    joins_on = models.DateField("arrivée", null=True, blank=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="par")
    created_at = models.DateTimeField("invitation", default=timezone.now)
    accepted_at = models.DateTimeField("acceptée", null=True, blank=True)
    revoked_at = models.DateTimeField("annulée", null=True, blank=True)
    enrolment = models.ForeignKey(
        "cohorts.Enrolment", models.PROTECT, related_name="invitations", verbose_name="inscription", null=True, blank=True
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"
        ordering = ["last_name", "first_name", "email", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "cohort",
                condition=Q(accepted_at=None, revoked_at=None),
                name="one_waiting_invitation_per_address",
                violation_error_message="Une invitation attend déjà à cette adresse.",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None), name="an_invitation_is_not_both_accepted_and_revoked"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(enrolment__isnull=False), name="an_accepted_invitation_has_its_enrolment"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email

    @property
    def is_pending(self) -> bool:
        return self.accepted_at is None and self.revoked_at is None


class InvitationLinkQuerySet(DeliveryQuerySet["InvitationLink"]):
    def standing(self) -> Self:
        """Links that a newer one has not ended."""
        return self.filter(revoked_at=None)


class InvitationLink(Delivered):
    """One link that was sent for an invitation. Only its hash is kept: the address itself stands in the mail alone."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="links", verbose_name="invitation")
    nonce = models.CharField(max_length=44, unique=True)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("créé le", default=timezone.now)
    expires_at = models.DateTimeField("valable jusqu’au")
    revoked_at = models.DateTimeField("remplacé le", null=True, blank=True)

    objects = InvitationLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "lien d’invitation"
        verbose_name_plural = "liens d’invitation"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["invitation"],
                condition=Q(revoked_at=None),
                name="one_standing_link_per_invitation",
                violation_error_message="Un autre lien vient d’être créé pour cette invitation.",
            )
        ]
        indexes = [models.Index(fields=["delivery", "claimed_at"], name="links_to_send")]

    def __str__(self) -> str:
        return f"{self.invitation}, {self.created_at:%d/%m/%Y}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()
