"""The closed lists of the shelf."""

from django.db import models


class Kind(models.TextChoices):
    """What a resource is. Its value stands in addresses."""

    DOCUMENT = "document", "Document"
    VIDEO = "video", "Vidéo"
    LINK = "lien", "Lien"
    TRAINING = "formation", "Formation"

    @property
    def number(self) -> int:
        """Its value as a facet."""
        return list(Kind).index(self) + 1


class State(models.TextChoices):
    """What editors decided: only a published resource is on the shelf."""

    PROPOSED = "proposee", "à décider"
    PUBLISHED = "publiee", "publiée"
    DISMISSED = "ecartee", "écartée"


class Reliability(models.TextChoices):
    """How surely a source says that this address belongs to this title. What is less than probable is never published."""

    SURE = "sure", "sûre"
    PROBABLE = "probable", "probable"


class Language(models.TextChoices):
    """In which language a resource is."""

    FRENCH = "fr", "français"
    ENGLISH = "en", "anglais"
    SPANISH = "es", "espagnol"
    GERMAN = "de", "allemand"
    ITALIAN = "it", "italien"
    OTHER = "zz", "autre langue"


class TextState(models.TextChoices):
    """Whether the words inside the file can be searched."""

    NONE = "sans", "pas de texte à lire"
    WAITING = "attente", "lecture en attente"
    READ = "lu", "texte lu"
    FAILED = "echec", "texte non lu"


class LinkState(models.TextChoices):
    """What the last checks of an address said. `DEAD`: it failed on several days."""

    UNKNOWN = "inconnu", "pas encore vérifié"
    ALIVE = "vivant", "répond"
    FAILING = "en_echec", "n’a pas répondu la dernière fois"
    DEAD = "mort", "ne répond plus"


class Facet(models.IntegerChoices):
    """What the shelf is sorted by.

    One more also needs its name in addresses below, its values in `facets.choices` and `facets.values_of`, its relation in
    `indexing.RELATIONS`, its line in `views.subjects`, its field in the admin, and a migration. What is on the shelf already is found
    by it once the index is made anew, within a day.
    """

    KIND = 1, "Type"
    DOMAIN = 2, "Domaine"
    TERRITORY = 3, "Territoire"
    ACTOR = 4, "Type d’acteur"
    MODULE = 5, "Module"
    COMPETENCY = 6, "Compétence"

    @property
    def parameter(self) -> str:
        """Its name in an address."""
        return PARAMETERS[self]


PARAMETERS = {
    Facet.KIND: "type",
    Facet.DOMAIN: "domaine",
    Facet.TERRITORY: "territoire",
    Facet.ACTOR: "acteur",
    Facet.MODULE: "module",
    Facet.COMPETENCY: "competence",
}
