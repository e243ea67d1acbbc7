"""The framework in versions: what was asked stays as it was asked, word for word."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import PreviewableMixin

from assessments.enums import LEVELS
from courses.models import Competency


class FrameworkVersionQuerySet(models.QuerySet["FrameworkVersion"]):
    def published(self) -> Self:
        """What people answered or may answer, the latest first."""
        return self.exclude(published_at=None).order_by("-number")

    def drafts(self) -> Self:
        """What an editor prepares: one at most."""
        return self.filter(published_at=None)

    def whole(self) -> Self:
        """With everything that a form or a comparison shows: three queries more, whatever the number of indicators."""
        return self.prefetch_related("levels", "sections__competency", "indicators__competency")


class FrameworkVersion(PreviewableMixin, ClusterableModel):
    """One version of the framework. A draft until it is published; from then on it never changes (a trigger says so)."""

    number = models.PositiveIntegerField("version", unique=True)
    title = models.CharField("titre", max_length=200)
    intention = models.TextField("intention")
    instructions = models.TextField("consigne")
    rules = models.TextField("règles", help_text="Une par ligne.")
    changes = models.TextField("ce qui change", blank=True, help_text="En une phrase ou deux, pour qui compare deux versions.")
    made_at = models.DateTimeField("créée", auto_now_add=True)
    published_at = models.DateTimeField("publiée", null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+", verbose_name="publiée par"
    )

    objects = FrameworkVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "version du référentiel"
        verbose_name_plural = "référentiel d’auto-évaluation"
        ordering = ["-number"]
        constraints = [
            # A constant under a condition: at most one row may be a draft.
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(published_at=None),
                name="one_draft_of_the_framework",
                violation_error_message="Un brouillon du référentiel existe déjà : continuez-le, ou publiez-le.",
            )
        ]

    def __str__(self) -> str:
        return f"Référentiel, version {self.number}"

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def rule_lines(self) -> list[str]:
        """The rules, one by one."""
        return [line.strip() for line in self.rules.splitlines() if line.strip()]

    def in_order(self) -> "list[tuple[Section, list[Indicator]]]":
        """Each competency as it is asked, with its indicators in their order."""
        indicators = sorted(self.indicators.all(), key=lambda one: (one.sort_order or 0, one.pk or 0))
        sections = sorted(self.sections.all(), key=lambda one: one.competency.order)
        return [(section, [one for one in indicators if one.competency_id == section.competency_id]) for section in sections]

    def scale(self) -> "list[Level]":
        """The five levels, from the first to the fifth."""
        return sorted(self.levels.all(), key=lambda one: one.number)

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """One preview a competency, as a participant meets them one a screen."""
        return [(section.competency.slug, section.title) for section, _ in self.in_order()]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The form of one competency, as a participant would read it."""
        from assessments.framework.previewing import preview

        return preview(self, request, mode_name)

    def as_asked(self) -> dict[str, Any]:
        """Everything that somebody read, as plain values: what a snapshot keeps."""
        return {
            "version": self.number,
            "levels": [{"number": one.number, "title": one.title, "definition": one.definition} for one in self.scale()],
            "competencies": [
                {
                    "slug": section.competency.slug,
                    "order": section.competency.order,
                    "title": section.title,
                    "indicators": [{"code": one.code, "title": one.title, "sentences": one.sentences} for one in indicators],
                }
                for section, indicators in self.in_order()
            ],
        }


class Level(models.Model):
    """One of the five levels of a version, as it is named and defined there."""

    version = ParentalKey(FrameworkVersion, related_name="levels", verbose_name="version")
    number = models.PositiveSmallIntegerField("rang")
    slug = models.SlugField("identifiant", max_length=40)
    title = models.CharField("nom", max_length=60)
    definition = models.TextField("définition")

    class Meta:
        verbose_name = "niveau"
        verbose_name_plural = "niveaux"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="one_level_per_number"),
            models.CheckConstraint(
                condition=Q(number__in=LEVELS), name="a_level_is_one_of_five", violation_error_message="Un niveau va de 1 à 5."
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Section(models.Model):
    """A competency as one version asks about it: its title and summary of that time."""

    version = ParentalKey(FrameworkVersion, related_name="sections", verbose_name="version")
    competency = models.ForeignKey(Competency, models.PROTECT, related_name="+", verbose_name="compétence")
    title = models.CharField("titre", max_length=120)
    summary = models.TextField("résumé", blank=True)

    class Meta:
        verbose_name = "compétence de la version"
        verbose_name_plural = "compétences de la version"
        ordering = ["competency__order"]
        constraints = [models.UniqueConstraint(fields=["version", "competency"], name="one_section_per_competency")]

    def __str__(self) -> str:
        return self.title


class Indicator(models.Model):
    """One thing to take stock of, with its five sentences « Je … ». `code` is permanent: versions are compared by it."""

    version = ParentalKey(FrameworkVersion, related_name="indicators", verbose_name="version")
    competency = models.ForeignKey(Competency, models.PROTECT, related_name="+", verbose_name="compétence")
    code = models.SlugField("identifiant permanent", max_length=40, help_text="Le même d’une version à l’autre : « dia-1 ».")
    sort_order = models.PositiveSmallIntegerField("ordre", default=0)
    title = models.CharField("titre", max_length=200)
    level_1 = models.TextField("niveau 1")
    level_2 = models.TextField("niveau 2")
    level_3 = models.TextField("niveau 3")
    level_4 = models.TextField("niveau 4")
    level_5 = models.TextField("niveau 5")
    lessons = models.JSONField(
        "leçons liées", default=list, blank=True, help_text="Les codes permanents des leçons qui développent l’indicateur."
    )

    sort_order_field = "sort_order"  # the admin's arrows write the order there

    class Meta:
        verbose_name = "indicateur"
        ordering = ["sort_order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code"],
                name="one_indicator_per_code",
                violation_error_message="Un autre indicateur de cette version porte déjà cet identifiant.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def sentences(self) -> list[str]:
        """The five sentences, from the first level to the fifth."""
        return [self.level_1, self.level_2, self.level_3, self.level_4, self.level_5]

    def sentence(self, level: int) -> str:
        """The sentence of a level, 1 to 5."""
        return self.sentences[level - 1]
