"""Closed lists of what people write in lessons."""

from django.db import models


class Kind(models.TextChoices):
    """What kind of block an answer answers."""

    QUIZ = "quiz", "question"
    REFLECTION = "reflection", "réflexion"
    ACTIVITY = "activity", "activité"


class Setting(models.TextChoices):
    """With whom an activity is carried out."""

    SOLO = "solo", "en solo"
    BINOME = "binome", "en binôme"
    TERRAIN = "terrain", "sur le terrain"


class Reading(models.TextChoices):
    """Where a piece stands on its trainers' list."""

    NEW = "nouveau", "à lire"
    READ = "lu", "lues"
    ANSWERED = "repondu", "répondues"
