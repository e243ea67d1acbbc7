"""An answer and all its versions: what was asked, what was written, by whom, and who may read it."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from cohorts.working.enums import Kind, Reading, Setting
from courses.models import LessonPage
from pages.richtext import words_of
from pages.writing import WrittenHTMLField

TEXT_LIMIT = 20_000  # characters of one answer: about eight printed pages


class AnswerQuerySet(models.QuerySet["Answer"]):
    def readable_by(self, user: User) -> Self:
        """What this person may read: what she writes, what was shown to her by name, what her cohort or her trainers were shown.

        Roles open nothing by themselves: an administrator reads what is shared with trainers, and no more.
        """
        mine = AnswerReader.objects.filter(answer=OuterRef("pk"), enrolment__user=user)
        allowed = Q(Exists(mine)) | Q(for_cohort=True, cohort__enrolments__in=user.enrolments.filter(left_on=None))
        if user.is_trainer or user.is_superuser:
            from cohorts.models import Cohort

            allowed |= Q(for_trainers=True, cohort__in=Cohort.objects.trained_by(user))
        return self.filter(allowed).distinct()

    def given(self) -> Self:
        """Answers that hold a word: a page that was only opened does not count."""
        return self.exclude(written_at=None)

    def to_read(self) -> Self:
        """What is shared with trainers and has a word in it, the oldest waiting first."""
        return self.given().filter(for_trainers=True).order_by("written_at", "pk")


class Answer(models.Model):
    """The answer to one block of a lesson, by one person or by the binôme that writes it together.

    `party` names who writes it: the enrolments, in order. When a partner changes, the new pair begins its own page and
    the former one stays with those who wrote it. The words are in its versions, which are only ever added.
    """

    cohort = models.ForeignKey("cohorts.Cohort", models.PROTECT, related_name="answers", verbose_name="cohorte")
    lesson = models.ForeignKey(LessonPage, models.PROTECT, related_name="answers", verbose_name="leçon")  # proof
    block = models.CharField("bloc", max_length=40)
    party = models.CharField("qui écrit", max_length=80)
    kind = models.CharField("genre", max_length=10, choices=Kind)
    setting = models.CharField("cadre", max_length=10, choices=Setting, default=Setting.SOLO)
    for_trainers = models.BooleanField("visible par les formateurs", default=False)
    for_cohort = models.BooleanField("visible par la cohorte", default=False)
    done_on = models.DateField("fait le", null=True, blank=True)
    started_at = models.DateTimeField("commencée", default=timezone.now)
    written_at = models.DateTimeField("dernier mot", null=True, blank=True)
    read_at = models.DateTimeField("lue", null=True, blank=True)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="lue par")
    answered_at = models.DateTimeField("réponse des formateurs", null=True, blank=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "réponse"
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "lesson", "block"],
                name="one_answer_per_party_and_block",
                violation_error_message="Cette réponse existe déjà.",
            ),
            models.CheckConstraint(
                condition=Q(for_cohort=False) | Q(for_trainers=True),
                name="what_a_cohort_reads_its_trainers_read",
                violation_error_message="Ce que la cohorte lit, ses formatrices et formateurs le lisent aussi.",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="answer_kind_is_known"),
            models.CheckConstraint(condition=Q(setting__in=Setting.values), name="answer_setting_is_known"),
        ]
        indexes = [models.Index(fields=["cohort", "for_trainers", "written_at"], name="answers_to_read")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.block}"

    @property
    def is_joint(self) -> bool:
        """Whether it is one page for the people of a binôme."""
        return self.setting == Setting.BINOME

    @property
    def reading(self) -> Reading:
        """Where it stands on the trainers' list: a new word makes it new again."""
        if self.written_at and self.answered_at and self.answered_at >= self.written_at:
            return Reading.ANSWERED
        if self.written_at and self.read_at and self.read_at >= self.written_at:
            return Reading.READ
        return Reading.NEW


class AnswerReader(models.Model):
    """Someone who writes an answer, or to whom it was shown by name. A partner who comes later is not among them."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="readers", verbose_name="réponse")
    enrolment = models.ForeignKey("cohorts.Enrolment", models.PROTECT, related_name="readings", verbose_name="inscription")
    writes = models.BooleanField("écrit", default=False)
    since = models.DateTimeField("depuis", default=timezone.now)

    class Meta:
        verbose_name = "lectrice ou lecteur"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "enrolment"],
                name="one_reading_per_person_and_answer",
                violation_error_message="Cette personne lit déjà cette réponse.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}, {self.answer_id}"


class AnswerVersion(models.Model):
    """One version, with the question as it was asked. Only added; a trigger refuses the rest.

    `is_head` is true until another version takes its place. Two heads are two people who wrote at the same time: both
    texts stand until one of the people, seeing both, writes the next.
    """

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="versions", verbose_name="réponse")
    number = models.PositiveIntegerField("numéro")
    author = models.ForeignKey("cohorts.Enrolment", models.PROTECT, related_name="versions", verbose_name="par")
    text = models.TextField("texte", blank=True, max_length=TEXT_LIMIT)
    html = WrittenHTMLField(blank=True)
    choices = models.JSONField("choix", default=list, blank=True)
    asked = models.JSONField("question telle que posée", default=dict)
    asked_on = models.DateTimeField("version de la leçon", null=True)
    written_at = models.DateTimeField("écrite", default=timezone.now)
    is_head = models.BooleanField("courante", default=True)

    class Meta:
        verbose_name = "version"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="one_version_per_number"),
        ]
        indexes = [models.Index(fields=["answer"], condition=Q(is_head=True), name="current_versions")]

    def __str__(self) -> str:
        return f"version {self.number}"

    @property
    def picked(self) -> list[str]:
        """The ids of the choices that were ticked."""
        return [choice["id"] for choice in self.choices]

    @property
    def words(self) -> str:
        """The text without its signs, for an excerpt."""
        return words_of(self.html)

    @property
    def question(self) -> str:
        """What was asked, in a line."""
        return question_of(self.asked)


def question_of(asked: dict[str, Any]) -> str:
    """The question of a block's data, whatever its kind: it names the block in lists."""
    return str(asked.get("question") or asked.get("title") or asked.get("prompt") or "")


class Draft(models.Model):
    """What someone is typing and has not saved: hers alone, kept from one device to the other until she saves.

    `revision` counts its writings: a tab that did not see the last one begins a draft of its own, so that no tab
    writes over another.
    """

    enrolment = models.ForeignKey("cohorts.Enrolment", models.CASCADE, related_name="drafts", verbose_name="inscription")
    lesson = models.ForeignKey(LessonPage, models.CASCADE, related_name="+", verbose_name="leçon")
    block = models.CharField("bloc", max_length=40)
    text = models.TextField("texte", max_length=TEXT_LIMIT)
    base = models.CharField("à partir de", max_length=200, blank=True)
    revision = models.PositiveIntegerField("écritures", default=1)
    saved_at = models.DateTimeField("gardé", default=timezone.now)

    class Meta:
        verbose_name = "brouillon"
        ordering = ["-saved_at", "-pk"]
        indexes = [models.Index(fields=["enrolment", "lesson"], name="drafts_of_a_lesson")]

    def __str__(self) -> str:
        return f"{self.block}, {self.saved_at:%d/%m/%Y %H:%M}"


def attachment_path(attachment: "Attachment", name: str) -> str:
    """Under an identifier, away from what the site serves as pictures; the name people gave stays in the row."""
    return f"prive/{attachment.key.hex[:2]}/{attachment.key.hex}"


class Attachment(models.Model):
    """A file of a field activity. Read by whoever may read its answer, always as a download."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    answer = models.ForeignKey(Answer, models.PROTECT, related_name="attachments", verbose_name="réponse")
    added_by = models.ForeignKey("cohorts.Enrolment", models.PROTECT, related_name="attachments", verbose_name="par")
    name = models.CharField("nom", max_length=150)
    content_type = models.CharField("type", max_length=100)
    size = models.PositiveIntegerField("poids")
    digest = models.CharField("empreinte", max_length=64)
    file = models.FileField(upload_to=attachment_path)
    added_at = models.DateTimeField("ajouté", default=timezone.now)
    removed_at = models.DateTimeField("retiré", null=True, blank=True)

    class Meta:
        verbose_name = "fichier joint"
        verbose_name_plural = "fichiers joints"
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "digest"], condition=Q(removed_at=None), name="one_copy_of_a_file_per_answer"),
        ]

    def __str__(self) -> str:
        return self.name


class Comment(models.Model):
    """A signed and dated word under an answer, between those who write it and their trainers. Struck out, never deleted."""

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="comments", verbose_name="réponse")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments", verbose_name="par")
    by_trainer = models.BooleanField("de la formation", default=False)
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    text = models.TextField("commentaire", max_length=TEXT_LIMIT)
    html = WrittenHTMLField()
    written_at = models.DateTimeField("écrit", default=timezone.now)
    struck_at = models.DateTimeField("retiré", null=True, blank=True)

    class Meta:
        verbose_name = "commentaire"
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"{self.author}, {self.written_at:%d/%m/%Y}"
