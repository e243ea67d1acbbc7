"""Closed lists of the cohorts, and the sets of states that mean something."""

from django.db import models


class CohortState(models.TextChoices):
    """Where a cohort is in its life; each state says what it permits below."""

    DRAFT = "draft", "en préparation"
    OPEN = "open", "ouverte"
    CLOSED = "closed", "close"
    ARCHIVED = "archived", "archivée"


# A participant sees her cohort from the day it opens; after its end she keeps reading, and writes no more.
READABLE_STATES = [CohortState.OPEN, CohortState.CLOSED, CohortState.ARCHIVED]
WRITABLE_STATES = [CohortState.OPEN]
