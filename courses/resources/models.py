"""The shelf's resources, what they are sorted by, and who keeps which."""

import uuid
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from courses.models import Competency, ModulePage
from courses.resources.addresses import PublicAddress
from courses.resources.enums import Facet, Kind, Language, LinkState, Reliability, State, TextState
from pages.models import SearchEntry
from territories.models import ActorKind, Domain, Territory

DEAD_AFTER = 3  # failures, each on another day


def stored_at(resource: "Resource", name: str) -> str:
    """Where a file lies: under a name that nobody chose. What people call it is kept beside."""
    return f"resources/{uuid.uuid4().hex}{PurePosixPath(name).suffix.lower()[:6]}"


class ResourceQuerySet(models.QuerySet["Resource"]):
    def published(self) -> Self:
        """What is on the shelf: open to all."""
        return self.filter(state=State.PUBLISHED)

    def to_decide(self) -> Self:
        """What waits for an editor's word."""
        return self.filter(state=State.PROPOSED)

    def proposed_by(self, user: models.Model) -> Self:
        """What this person proposed, the latest first."""
        return self.filter(proposed_by=user.pk).order_by("-proposed_at", "-pk")

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def light(self) -> Self:
        """Without the words of the file, which may be long and are never shown whole."""
        return self.defer("text")

    def to_check(self, *, before: datetime, failing_before: datetime) -> Self:
        """Published addresses whose turn it is: those never asked, then those asked longest ago; one that failed is asked sooner."""
        failed = Q(link_state__in=[LinkState.FAILING, LinkState.DEAD], link_checked_at__lte=failing_before)
        due = Q(link_checked_at=None) | Q(link_checked_at__lte=before) | failed
        return self.published().exclude(url="").filter(due).order_by(models.F("link_checked_at").asc(nulls_first=True), "pk")


class Resource(models.Model):
    """Something to read, see or follow: an address, a file, or both. Readers meet it once an editor has published it.

    `label`, `access` and `slides` are what the source prints about it, word for word.
    """

    kind = models.CharField("type", max_length=10, choices=Kind)
    title = models.CharField("titre", max_length=200)
    slug = models.SlugField(
        "adresse dans le site", max_length=80, unique=True, help_text="Laissez vide : elle se fait du titre.", blank=True
    )
    summary = models.TextField("en deux phrases", max_length=600, blank=True, help_text="Ce qu’on y trouve, et à quoi cela sert.")
    body = models.TextField("présentation", max_length=20_000, blank=True)
    url = models.URLField("adresse", max_length=500, blank=True, validators=[PublicAddress()])
    file = models.FileField("fichier", upload_to=stored_at, blank=True, max_length=120)
    file_name = models.CharField("nom du fichier", max_length=150, blank=True, editable=False)
    file_type = models.CharField("type du fichier", max_length=120, blank=True, editable=False)
    file_size = models.PositiveIntegerField("poids du fichier", default=0, editable=False)
    label = models.CharField("type, tel qu’imprimé", max_length=120, blank=True)
    access = models.CharField("accès", max_length=120, blank=True, help_text="Par exemple : gratuit, sur inscription.")
    author = models.CharField("source", max_length=200, blank=True, help_text="Qui l’a écrite, tournée ou publiée.")
    year = models.PositiveSmallIntegerField(
        "année",
        null=True,
        blank=True,
        validators=[
            MinValueValidator(1900, "Écrivez une année à quatre chiffres."),
            MaxValueValidator(2100, "Écrivez une année à quatre chiffres."),
        ],
    )
    language = models.CharField("langue", max_length=2, choices=Language, default=Language.FRENCH)
    reliability = models.CharField("rattachement de l’adresse au titre", max_length=10, choices=Reliability, default=Reliability.SURE)
    slides = models.JSONField("diapositives", default=list, blank=True, editable=False)
    domains = models.ManyToManyField(Domain, blank=True, related_name="resources", verbose_name="domaines")
    territories = models.ManyToManyField(Territory, blank=True, related_name="resources", verbose_name="territoires")
    actor_kinds = models.ManyToManyField(ActorKind, blank=True, related_name="resources", verbose_name="types d’acteurs")
    modules = models.ManyToManyField(ModulePage, blank=True, related_name="resources", verbose_name="modules")
    competencies = models.ManyToManyField(Competency, blank=True, related_name="resources", verbose_name="compétences")

    state = models.CharField("état", max_length=10, choices=State, default=State.PROPOSED, editable=False)
    key = models.UUIDField("envoi", unique=True, default=uuid.uuid4, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="proposée par", editable=False
    )
    proposed_at = models.DateTimeField("proposée le", default=timezone.now, editable=False)
    why = models.TextField("pourquoi elle aide", max_length=1000, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="décidée par", editable=False
    )
    decided_at = models.DateTimeField("décidée le", null=True, blank=True, editable=False)
    answer = models.TextField("mot rendu", max_length=1000, blank=True, editable=False)
    published_at = models.DateTimeField("publiée le", null=True, blank=True, editable=False)

    text = models.TextField("texte du fichier", blank=True, editable=False)
    text_state = models.CharField("texte du fichier", max_length=10, choices=TextState, default=TextState.NONE, editable=False)
    text_problem = models.CharField("pourquoi le texte n’est pas lu", max_length=200, blank=True, editable=False)
    text_of = models.CharField("fichier lu", max_length=120, blank=True, editable=False)

    link_state = models.CharField("lien", max_length=10, choices=LinkState, default=LinkState.UNKNOWN, editable=False)
    link_checked_at = models.DateTimeField("lien vérifié le", null=True, blank=True, editable=False)
    link_failures = models.PositiveSmallIntegerField("jours d’échec", default=0, editable=False)
    link_failed_since = models.DateField("ne répond plus depuis", null=True, blank=True, editable=False)
    link_failed_on = models.DateField("dernier échec", null=True, blank=True, editable=False)
    link_problem = models.CharField("ce que le lien a répondu", max_length=200, blank=True, editable=False)
    # What the search knows of it, while it is published.
    entry = models.OneToOneField(SearchEntry, models.SET_NULL, null=True, blank=True, related_name="resource", editable=False)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = "ressource"
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "-published_at", "-id"], name="resources_on_the_shelf"),
            models.Index(fields=["state", "title"], name="resources_by_title"),
            models.Index(fields=["state", "link_checked_at"], name="resources_to_check"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(url="") | (~Q(file="") & ~Q(kind=Kind.LINK)),
                name="a_resource_leads_somewhere",
                violation_error_message="Donnez une adresse. Un document, une vidéo ou une formation peut aussi venir avec un fichier.",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | Q(published_at__isnull=False),
                name="a_published_resource_has_its_date",
                violation_error_message="Une ressource publiée porte la date de sa publication.",
            ),
            models.CheckConstraint(
                condition=Q(state=State.PROPOSED) | Q(decided_at__isnull=False),
                name="a_decided_resource_says_when",
                violation_error_message="Une ressource publiée ou écartée porte la date de la décision.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="resource_kind_is_known", violation_error_message="Choisissez un type de la liste."
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="resource_state_is_known", violation_error_message="Cet état n’existe pas."
            ),
            models.CheckConstraint(
                condition=~Q(link_state=LinkState.DEAD) | Q(link_failed_since__isnull=False, link_failures__gte=DEAD_AFTER),
                name="a_dead_link_failed_on_several_days",
                violation_error_message="Un lien n’est mort qu’après plusieurs échecs, à des jours différents.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("resource", args=[self.slug])

    def clean(self) -> None:
        super().clean()
        if not self.slug:
            self.slug = free_slug(self.title, self.pk)
        if self.slug in TAKEN:
            raise ValidationError({"slug": "Cette adresse est celle d’une autre page. Changez-en un mot."})

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED

    @property
    def is_dead(self) -> bool:
        """Whether readers are told that its address does not answer any more."""
        return self.link_state == LinkState.DEAD

    @property
    def host(self) -> str:
        """The name of the site it leads to, so that one knows before one goes."""
        return (urlsplit(self.url).hostname or "").removeprefix("www.")

    @property
    def extension(self) -> str:
        """« PDF », « DOCX »: the file's kind as people name it."""
        return PurePosixPath(self.file_name).suffix.lstrip(".").upper()

    @property
    def dead_since(self) -> date | None:
        return self.link_failed_since if self.is_dead else None


# Addresses of screens beside those of resources: no resource may take them.
TAKEN = frozenset({"favoris", "flux", "proposer"})


def free_slug(title: str, pk: int | None = None) -> str:
    """An address made of a title, that no other resource has."""
    start = slugify(title)[:70].strip("-") or "ressource"
    others = Resource.objects.filter(slug__startswith=start)
    known = set((others.exclude(pk=pk) if pk else others).values_list("slug", flat=True)) | TAKEN
    if start not in known:
        return start
    return next(name for number in range(2, len(known) + 3) if (name := f"{start}-{number}") not in known)


class ResourceFacet(models.Model):
    """One thing that a published resource is sorted by. Kept beside the words of its entry in the search, so that what holds some words
    and some values is found, and counted, from two indexes alone."""

    entry = models.ForeignKey(SearchEntry, models.CASCADE, related_name="facets", db_index=False)  # the constraint begins with it
    facet = models.PositiveSmallIntegerField(choices=Facet)
    value = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = "facette"
        ordering = ["entry", "facet", "value"]
        constraints = [models.UniqueConstraint(fields=["entry", "facet", "value"], name="one_facet_once")]
        indexes = [models.Index(fields=["facet", "value", "entry"], name="entries_of_a_facet")]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.get_facet_display()} {self.value}"


class Favourite(models.Model):
    """A resource that somebody keeps. Nobody else is ever shown it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="favourites", verbose_name="personne")
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="favourites", verbose_name="ressource")
    kept_at = models.DateTimeField("gardée le", default=timezone.now)

    class Meta:
        verbose_name = "favori"
        verbose_name_plural = "favoris"
        ordering = ["-kept_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "resource"], name="one_favourite_each")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.resource_id}"
