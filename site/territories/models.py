"""The three prisms of the track: where it happens, what it is about, who lives it. Screens live in `portal`."""

from django.db import models


class Territory(models.Model):
    """A place where people co-build: a town, a valley, a group of communes.

    A territory of the demonstration is invented and says so wherever it is shown.
    """

    slug = models.SlugField("identifiant", max_length=80, unique=True)
    name = models.CharField("nom", max_length=120)
    region = models.CharField("région", max_length=80, blank=True)
    is_demo = models.BooleanField("démonstration", default=False)

    class Meta:
        verbose_name = "territoire"
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return f"{self.name} (démonstration)" if self.is_demo else self.name


class Prism(models.Model):
    """What a domain and a kind of actor share: a name, in an order the editors choose."""

    slug = models.SlugField("identifiant", max_length=80, unique=True)
    name = models.CharField("nom", max_length=120)
    order = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        abstract = True
        ordering = ["order", "name", "pk"]

    def __str__(self) -> str:
        return self.name


class Domain(Prism):
    """What it is about: employment, ageing, ecological transition…"""

    class Meta(Prism.Meta):
        verbose_name = "domaine"


class ActorKind(Prism):
    """Who lives it: a public body, an association, a company, a university, inhabitants."""

    class Meta(Prism.Meta):
        verbose_name = "type d’acteur"
        verbose_name_plural = "types d’acteurs"
