"""Closed lists of the cohorts, and the sets of states that mean something."""

from django.db import models


class CohortState(models.TextChoices):
    """Where a cohort is in its life; each state says what it permits below."""

    DRAFT = "draft", "en préparation"
    OPEN = "open", "ouverte"
    CLOSED = "closed", "close"
    ARCHIVED = "archived", "archivée"


# A participant sees her cohort from the day it opens; once it is closed she keeps reading, and writes no more.
READABLE_STATES = [CohortState.OPEN, CohortState.CLOSED, CohortState.ARCHIVED]
WRITABLE_STATES = [CohortState.OPEN]
# People, pairs, absences and openings change while a cohort is prepared and while it is open.
ARRANGEABLE_STATES = [CohortState.DRAFT, CohortState.OPEN]
# Notes, mails, settings and moments go on once it is closed; an archived cohort is read-only.
KEPT_STATES = [CohortState.DRAFT, CohortState.OPEN, CohortState.CLOSED]
NEXT_STATES = {
    CohortState.DRAFT: [CohortState.OPEN],
    CohortState.OPEN: [CohortState.CLOSED],
    CohortState.CLOSED: [CohortState.OPEN, CohortState.ARCHIVED],
    CohortState.ARCHIVED: [CohortState.CLOSED],
}


class Outcome(models.TextChoices):
    """What an import would do, or did, with a row."""

    CREATED = "created", "créée"
    UPDATED = "updated", "modifiée"
    UNCHANGED = "unchanged", "inchangée"
    REFUSED = "refused", "refusée"

    @property
    def announced(self) -> str:
        """What the row would do, where nothing was written: before one confirms, and for ever where one gave up."""
        return {"created": "à créer", "updated": "à modifier"}.get(self.value, str(self.label))


class ImportState(models.TextChoices):
    """Where an import is: it is read, shown, then written, or given up."""

    CHECKING = "checking", "vérification en cours"
    CHECKED = "checked", "à confirmer"
    IMPORTING = "importing", "import en cours"
    DONE = "done", "terminé"
    UNREADABLE = "unreadable", "illisible"
    ABANDONED = "abandoned", "abandonné"


RUNNING_IMPORTS = [ImportState.CHECKING, ImportState.IMPORTING]


class Audience(models.TextChoices):
    """To whom a mail of the trainer goes."""

    PERSON = "person", "une personne"
    BINOME = "binome", "un binôme"
    SILENT = "silent", "les personnes silencieuses"
    ALL = "all", "toute la cohorte"
