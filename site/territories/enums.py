"""Closed lists of the prisms."""

from django.db import models


class Family(models.TextChoices):
    """Which of the document's three lists a kind of actor stands in; they use other words for other things, and are kept apart."""

    BEARER = "porteur", "Porteur possible (diapositive 8)"
    INITIATOR = "initiateur", "À l’initiative de (diapositive 10)"
    PILOT = "pilote", "Type d’acteur d’un territoire pilote (diapositive 12)"


class Reliability(models.TextChoices):
    """How surely the document was read."""

    SURE = "sure", "sûre"
    PROBABLE = "probable", "probable"
    DOUBTFUL = "douteuse", "douteuse"
    UNREADABLE = "illisible", "illisible"


# Below « probable », nothing of a reading is published.
PUBLISHABLE = {Reliability.SURE, Reliability.PROBABLE}
