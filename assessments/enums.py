"""Closed lists of the self-assessments."""

from django.db import models

LEVELS = (1, 2, 3, 4, 5)


class Moment(models.TextChoices):
    """The four moments at which people take stock, in their order; the order is shown, never forced.

    One more also needs its words below and in `counting.reading.SINCE_ENTRY`, and its lozenge, if it has one, in `loop.LOZENGES`.
    """

    ENTRY = "entree", "Positionnement d’entrée"
    MIDWAY = "mi-parcours", "Point d’étape"
    EXIT = "sortie", "Positionnement de sortie"
    LATER = "a-six-mois", "Regard à distance"

    @property
    def when(self) -> str:
        """When it takes place, in the words of the framework."""
        return WHEN[self]

    @property
    def short(self) -> str:
        """Its name in a narrow column."""
        return SHORT[self]

    @property
    def leaving(self) -> str:
        """« De l’entrée » (au point d’étape)."""
        return LEAVING[self]

    @property
    def reaching(self) -> str:
        """(De l’entrée) « au point d’étape »."""
        return REACHING[self]

    @property
    def rank(self) -> int:
        return list(Moment).index(self)


WHEN = {
    Moment.ENTRY: "Avant le module 1",
    Moment.MIDWAY: "À la fin du module 4",
    Moment.EXIT: "Dans la dernière leçon du module 8",
    Moment.LATER: "Six mois après la fin du parcours",
}
SHORT = {Moment.ENTRY: "Entrée", Moment.MIDWAY: "Point d’étape", Moment.EXIT: "Sortie", Moment.LATER: "À six mois"}
LEAVING = {
    Moment.ENTRY: "De l’entrée",
    Moment.MIDWAY: "Du point d’étape",
    Moment.EXIT: "De la sortie",
    Moment.LATER: "Du regard à distance",
}
REACHING = {
    Moment.ENTRY: "à l’entrée",
    Moment.MIDWAY: "au point d’étape",
    Moment.EXIT: "à la sortie",
    Moment.LATER: "au regard à distance",
}


class EvidenceKind(models.TextChoices):
    """What a piece of evidence is. The words that describe it stay, whatever becomes of the piece itself."""

    LESSON = "lesson", "une leçon terminée"
    ANSWER = "answer", "une réponse"
    FILE = "file", "un fichier"
    LINK = "link", "un lien"


class ConsentKind(models.TextChoices):
    """What two partners may agree on; each needs both."""

    RECIPROCAL = "reciprocal", "partage réciproque"
    CROSSED = "crossed", "regard croisé"


class Outcome(models.TextChoices):
    """What came of something one wanted to work on, in its author's words."""

    DONE = "done", "C’est fait"
    PARTLY = "partly", "En partie"
    LEFT = "left", "Laissé de côté"


class Amount(models.IntegerChoices):
    """How much of an activity there is in somebody's weeks; a description, not a score."""

    NONE = 0, "Pas du tout"
    LITTLE = 1, "Un peu"
    OFTEN = 2, "Souvent"
    MUCH = 3, "Beaucoup"


class Counted(models.TextChoices):
    """What a publication counts: levels at one moment, or what moved since another."""

    STATE = "state", "niveaux à un moment"
    CHANGE = "change", "ce qui a changé"
