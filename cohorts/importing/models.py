"""An import of people: the file as it came, what each row would do, and how far the work is."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from cohorts.enums import RUNNING_IMPORTS, ImportState, Outcome

STALLED_AFTER = 45  # seconds without a sign of the worker


class ImportRun(models.Model):
    """One file that a trainer gave. The file itself is forgotten once its rows are read; the rows stay as long as the cohort."""

    cohort = models.ForeignKey("cohorts.Cohort", models.CASCADE, related_name="imports", verbose_name="cohorte")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="par")
    created_at = models.DateTimeField("déposé le", default=timezone.now)
    file_name = models.CharField("fichier", max_length=200)
    file = models.BinaryField(null=True, blank=True)
    state = models.CharField("état", max_length=12, choices=ImportState, default=ImportState.CHECKING)
    sends_mail = models.BooleanField("envoyer les invitations", default=True)
    beat_at = models.DateTimeField("dernier signe", default=timezone.now)
    total = models.PositiveIntegerField("lignes", default=0)
    done = models.PositiveIntegerField("lignes faites", default=0)
    problem = models.CharField("empêchement", max_length=400, blank=True)
    ignored_columns = models.JSONField("colonnes ignorées", default=list, blank=True)
    unread_sheets = models.JSONField("feuilles non lues", default=list, blank=True)

    class Meta:
        verbose_name = "import"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING_IMPORTS

    @property
    def is_stalled(self) -> bool:
        """Whether nothing moved for a while: the worker has stopped, and the work can be taken up where it stands."""
        return self.is_running and (timezone.now() - self.beat_at).total_seconds() > STALLED_AFTER

    @property
    def is_announced(self) -> bool:
        """Whether the rows say what would happen: nothing of them was written."""
        return self.state in {ImportState.CHECKED, ImportState.ABANDONED}

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total if self.total else 0


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def to_apply(self) -> Self:
        """What is still to be written: rows that would create or change something."""
        return self.filter(applied_at=None, outcome__in=[Outcome.CREATED, Outcome.UPDATED]).order_by("line")


class ImportRow(models.Model):
    """One row of the file: its values by column, what it would do, and what speaks against it or is worth knowing.

    `errors` and `remarks` are lists of `{"column", "value", "reason"}`; a row with errors is refused. An error that the file itself has,
    which judging anew keeps, also says `"of": "file"`.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows", verbose_name="import")
    line = models.PositiveIntegerField("ligne")
    values: Any = models.JSONField("valeurs", default=dict)
    email = models.CharField("adresse", max_length=254, blank=True)
    outcome = models.CharField("effet", max_length=10, choices=Outcome, blank=True)
    errors = models.JSONField("erreurs", default=list, blank=True)
    remarks = models.JSONField("remarques", default=list, blank=True)
    changes = models.JSONField("changements", default=list, blank=True)
    applied_at = models.DateTimeField("écrite", null=True, blank=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne d’import"
        verbose_name_plural = "lignes d’import"
        ordering = ["line", "pk"]
        constraints = [models.UniqueConstraint(fields=["run", "line"], name="one_row_per_line")]
        indexes = [models.Index(fields=["run", "outcome"], name="rows_by_outcome")]

    def __str__(self) -> str:
        return f"ligne {self.line}"

    @property
    def effect(self) -> str:
        """« à créer » until it is written, « créée » afterwards."""
        outcome = Outcome(self.outcome)
        return outcome.announced if self.run.is_announced else str(outcome.label)
