"""The three prisms of the track: where it happens, what it is about, who lives it. Public screens live in `portal`."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify

from territories.enums import PUBLISHABLE, Family, Reliability
from territories.names import folded, place_key
from territories.regions import CODES


class Word(models.Model):
    """A name that screens and forms share. Its identifier is written once, from the name, and stays when the name changes."""

    slug = models.SlugField("identifiant", max_length=80, unique=True)

    class Meta:
        abstract = True

    @property
    def spelt(self) -> str:
        """What its identifier is made of."""
        return str(self)

    def clean(self) -> None:
        super().clean()
        self.take_slug()

    def take_slug(self) -> None:
        """Gives a new word its identifier: the first that is free."""
        wanted = slugify(self.spelt)[:70] or "mot"
        number = 1
        while not self.slug:
            slug = wanted if number == 1 else f"{wanted}-{number}"
            self.slug = "" if type(self)._default_manager.filter(slug=slug).exists() else slug
            number += 1


class Territory(Word):
    """A place where people co-build: a town, a valley, a group of communes. People of a cohort come from one. No public page names it,
    but the shelf, where an editor sorted a resource by it.

    A territory of the demonstration is invented and says so wherever it is shown.
    """

    name = models.CharField("nom", max_length=120)
    region = models.CharField("région", max_length=80, blank=True)
    is_demo = models.BooleanField("démonstration", default=False)

    class Meta:
        verbose_name = "territoire"
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return f"{self.name} (démonstration)" if self.is_demo else self.name

    def clean(self) -> None:
        super().clean()
        _refuse_double(self, type(self).objects.all())


class Prism(Word):
    """What a domain and a kind of actor share: a name, in an order the editors choose."""

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

    def clean(self) -> None:
        super().clean()
        _refuse_double(self, type(self).objects.all())


class ActorKind(Prism):
    """Who lives it: a public body, an association, a company, a university, inhabitants. Each stands in one list of the document."""

    family = models.CharField("liste", max_length=12, choices=Family, default=Family.PILOT)

    class Meta(Prism.Meta):
        verbose_name = "type d’acteur"
        verbose_name_plural = "types d’acteurs"
        ordering = ["family", "order", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(family__in=Family.values),
                name="actor_kind_stands_in_a_known_list",
                violation_error_message="Choisissez l’une des trois listes.",
            )
        ]

    def clean(self) -> None:
        super().clean()
        _refuse_double(self, type(self).objects.filter(family=self.family))


class PilotQuerySet(models.QuerySet["PilotTerritory"]):
    def whole(self) -> "PilotQuerySet":
        """With what its pages name, in one query."""
        return self.select_related("kind", "initiator")

    def in_directory(self) -> "list[PilotTerritory]":
        """All of them by region of today, then by name; accents and capitals do not count."""
        return sorted(self.whole(), key=lambda one: (folded(one.current_region), folded(one.title), one.pk))


class PilotTerritory(Word):
    """A pilot territory that the source document prints: a place, a name, a kind of actor, each as surely as it was read.

    Public, and without people: those of the cohorts hang on `Territory`.
    """

    name = models.CharField("nom", max_length=160, blank=True, help_text="Tel qu’il est imprimé ; entre crochets, ce qui se lit mal.")
    place = models.CharField("lieu imprimé", max_length=120, blank=True)
    printed_region = models.CharField(
        "région imprimée", max_length=80, blank=True, help_text="Telle quelle, même sous un ancien nom. Vide si aucune n’est imprimée."
    )
    region_code = models.CharField("région actuelle", max_length=2, choices=CODES, help_text="Ajoutée par nous, et dite comme telle.")
    kind = models.ForeignKey(
        ActorKind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="pilots",
        limit_choices_to={"family": Family.PILOT},
        verbose_name="type d’acteur",
    )
    initiator = models.ForeignKey(
        ActorKind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="initiated",
        limit_choices_to={"family": Family.INITIATOR},
        verbose_name="à l’initiative de",
    )
    reliability = models.CharField(
        "fiabilité de la lecture",
        max_length=10,
        choices=Reliability,
        help_text="En dessous de « probable », ni le nom ni les types d’acteurs ne sont publiés.",
    )
    name_to_confirm = models.BooleanField("nom à confirmer", default=False)
    kind_to_confirm = models.BooleanField("type d’acteur à confirmer", default=False)
    initiator_to_confirm = models.BooleanField("initiative à confirmer", default=False)
    remark = models.TextField("remarque de lecture", blank=True)
    slide = models.PositiveSmallIntegerField("diapositive", null=True, blank=True)
    initiator_slide = models.PositiveSmallIntegerField("diapositive de l’initiative", null=True, blank=True)

    objects = PilotQuerySet.as_manager()

    class Meta:
        verbose_name = "territoire pilote"
        verbose_name_plural = "territoires pilotes"
        ordering = ["region_code", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(region_code__in=list(CODES)),
                name="pilot_territory_stands_in_a_region",
                violation_error_message="Choisissez une région de la liste.",
            ),
            models.CheckConstraint(
                condition=models.Q(reliability__in=Reliability.values),
                name="pilot_territory_says_how_it_was_read",
                violation_error_message="Dites comment cette vignette a été lue.",
            ),
            models.CheckConstraint(
                condition=~models.Q(place="") | ~models.Q(printed_region=""),
                name="pilot_territory_is_somewhere",
                violation_error_message="Écrivez le lieu ou la région, tels qu’ils sont imprimés.",
            ),
            models.CheckConstraint(
                condition=~models.Q(name="") | ~models.Q(place=""),
                name="pilot_territory_has_a_title",
                violation_error_message="Écrivez le nom, ou au moins le lieu.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.place

    def clean(self) -> None:
        super().clean()
        if not self.is_publishable and not self.place:
            raise ValidationError({"place": "Ce nom n’est pas publié : écrivez au moins le lieu imprimé."})

    @property
    def url(self) -> str:
        return f"/territoires/{self.slug}/"

    @property
    def is_publishable(self) -> bool:
        """Whether its name and kinds of actors may be shown at all."""
        return self.reliability in PUBLISHABLE

    @property
    def title(self) -> str:
        """What its page is called: the name as far as it may be shown, otherwise the place."""
        return self.name if self.name and self.is_publishable else self.place

    @property
    def spelt(self) -> str:
        """Its identifier is a public address: it says no more than the title of its page."""
        return self.title

    @property
    def printed(self) -> str:
        """Where the document puts it: the printed place, otherwise the printed region."""
        return self.place or self.printed_region

    @property
    def shown_kind(self) -> ActorKind | None:
        return self.kind if self.is_publishable else None

    @property
    def shown_initiator(self) -> ActorKind | None:
        return self.initiator if self.is_publishable else None

    @property
    def current_region(self) -> str:
        """The region of today."""
        return CODES[self.region_code]

    @property
    def is_region_ours(self) -> bool:
        """Whether the region of today is our addition: none was printed, or one of before 2016."""
        return folded(self.printed_region) != folded(self.current_region)

    @property
    def doubts(self) -> list[str]:
        """What is still to be confirmed on the original, in the words of the page."""
        named = {"nom": self.name_to_confirm, "type d’acteur": self.kind_to_confirm, "initiative": self.initiator_to_confirm}
        return [words for words, is_open in named.items() if is_open]


def _refuse_double(word: Territory | Domain | ActorKind, others: models.QuerySet) -> None:
    """Refuses a second word for one thing: accents, capitals and hyphens do not make another."""
    names = others.exclude(pk=word.pk).values_list("name", flat=True)
    if place_key(word.name) in {place_key(name) for name in names}:
        raise ValidationError({"name": f"« {word.name} » existe déjà dans cette liste."})
