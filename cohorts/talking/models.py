"""The conversation of a binôme: kept by those who hold it, opened to trainers only from the moment they are invited."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import User
from pages.writing import WrittenHTMLField

MESSAGE_LIMIT = 4_000  # characters


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def of(self, user: User) -> Self:
        """The conversations this person holds, today's and those with former partners."""
        return self.filter(members__enrolment__user=user).distinct()

    def open_to_trainer(self, user: User) -> Self:
        """Those to which a trainer of the cohort is invited now."""
        from cohorts.models import Cohort

        return self.filter(cohort__in=Cohort.objects.trained_by(user)).exclude(trainers_since=None)


class Conversation(models.Model):
    """Between the people of one `party`: another partner begins another one, and reads nothing of this one.

    `trainers_since` is when the trainers were invited: they read what was written from then on, until they are thanked.
    """

    cohort = models.ForeignKey("cohorts.Cohort", models.PROTECT, related_name="conversations", verbose_name="cohorte")
    party = models.CharField("entre", max_length=80)
    trainers_since = models.DateTimeField("formateurs invités", null=True, blank=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="invités par")

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = "conversation"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["cohort", "party"], name="one_conversation_per_party")]

    def __str__(self) -> str:
        return f"Conversation {self.pk}"


class ConversationMember(models.Model):
    """Someone who holds a conversation. What she has not read yet is told by her notices: nothing writes `seen_at`."""

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="members", verbose_name="conversation")
    enrolment = models.ForeignKey("cohorts.Enrolment", models.PROTECT, related_name="conversations", verbose_name="inscription")
    seen_at = models.DateTimeField("lue", null=True, blank=True)

    class Meta:
        verbose_name = "membre"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["conversation", "enrolment"], name="one_membership_per_conversation")]

    def __str__(self) -> str:
        return f"{self.enrolment_id}, {self.conversation_id}"


class Message(models.Model):
    """A word, signed and dated. `key` comes from the form: the same form sent twice says it once."""

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="messages", verbose_name="conversation")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="messages_written", verbose_name="par")
    by_trainer = models.BooleanField("de la formation", default=False)
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    text = models.TextField("message", max_length=MESSAGE_LIMIT)
    html = WrittenHTMLField()
    written_at = models.DateTimeField("écrit", default=timezone.now)
    struck_at = models.DateTimeField("retiré", null=True, blank=True)

    class Meta:
        verbose_name = "message"
        ordering = ["written_at", "pk"]
        indexes = [models.Index(fields=["conversation", "written_at"], name="messages_in_order")]

    def __str__(self) -> str:
        return f"{self.author}, {self.written_at:%d/%m/%Y}"
