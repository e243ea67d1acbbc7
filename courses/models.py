"""What is learnt: the curriculum, its modules and lessons, and the four competencies."""

import re
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import slugify
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from courses import previews
from courses.blocks import Aims, LessonBody
from courses.coding import CodedPage
from courses.editing import AnswersStayPanel, LessonForm, ModuleForm, WorkPanel
from pages.models import BasePage
from pages.reach import OutOfReachPanel
from pages.streamfield import StreamField

CODE_HELP = "Il se fait à l’enregistrement, et ne change plus : la progression y est accrochée."


class Shape(models.TextChoices):
    """The name of a competency's shape, kept beside its order. What is drawn follows the order alone.

    One more also needs its hue (`--c5` in tokens.css, `.c5` in competencies.css), its sign (`sign-g5` in components/signs.html),
    its pattern (counting/pattern.html) and a place in the content file (`Skill.ordre` in loading/schema.py); screens that say « quatre »
    say it in their own words.
    """

    DISC = "disc", "disque"
    LOZENGE = "lozenge", "losange"
    TRIANGLE = "triangle", "triangle"
    SQUARE = "square", "carré"


class Competency(models.Model):
    """One of the four competencies that people take stock of. Its order gives its hue and its shape."""

    slug = models.SlugField("identifiant", max_length=60, unique=True)
    order = models.PositiveSmallIntegerField("ordre", unique=True)
    title = models.CharField("titre", max_length=120)
    summary = models.TextField("résumé")
    shape = models.CharField("forme", max_length=10, choices=Shape)

    class Meta:
        verbose_name = "compétence"
        ordering = ["order"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(shape__in=Shape.values),
                name="competency_shape_is_known",
                violation_error_message="Choisissez l’une des quatre formes.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class CurriculumPage(BasePage):
    """The track: its modules in their order. Open to all."""

    is_open = True
    intro = models.TextField("présentation", blank=True)
    mention = models.TextField("mention", blank=True, help_text="D’où vient le contenu ; affichée là où le parcours commence.")

    admin_default_ordering = "ord"  # as the track is walked, not by what was changed last
    content_panels = [*BasePage.content_panels, FieldPanel("intro"), FieldPanel("mention")]
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["courses.ModulePage"]
    max_count = 1
    template = "courses/curriculum_page.html"

    class Meta:
        verbose_name = "parcours"

    def clean(self) -> None:
        super().clean()
        if self.slug != "parcours":
            raise ValidationError({"slug": "L’adresse du parcours est « parcours » : des liens et des courriels la portent."})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses.cards import course
        from courses.outline import outline_of

        outline = outline_of(self.pk)
        card = self.card(request, self.intro, self.mention, nodes=(course(outline, self.intro),))
        return {**super().get_context(request, *args, **kwargs), "outline": outline, "card": card}


class ModulePage(CodedPage):
    """One of the modules: what it aims at, how long it takes, what the pair brings back. Open to all."""

    is_open = True
    code_start = "x-m"
    code = models.CharField("code", max_length=20, unique=True, help_text="Permanent : la progression y est accrochée.")
    number = models.PositiveSmallIntegerField("numéro")
    short_title = models.CharField("titre court", max_length=40, help_text="Pour le chemin et les tableaux.")
    presentation = models.TextField("présentation")
    aims = StreamField(Aims(), verbose_name="objectifs")
    deliverable = models.CharField("livrable", max_length=255)
    main_competency = models.ForeignKey(Competency, models.PROTECT, related_name="+", verbose_name="compétence principale")
    secondary_competencies = ParentalManyToManyField(Competency, blank=True, related_name="+", verbose_name="compétences secondaires")
    guide_chapters = models.JSONField("chapitres du guide", default=list, blank=True)

    base_form_class = ModuleForm
    admin_default_ordering = "ord"
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [FieldPanel("code", read_only=True, help_text=CODE_HELP), FieldPanel("number"), FieldPanel("short_title")],
            "Place dans le parcours",
        ),
        FieldPanel("presentation"),
        FieldPanel("aims"),
        FieldPanel("deliverable"),
        MultiFieldPanel([FieldPanel("main_competency"), FieldPanel("secondary_competencies")], "Compétences"),
    ]
    parent_page_types = ["courses.CurriculumPage"]
    subpage_types = ["courses.LessonPage"]
    template = "courses/module_page.html"

    class Meta:
        verbose_name = "module"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses.cards import module_of_course
        from courses.guide.outline import guide_of
        from courses.outline import curriculum_of, outline_of

        outline = outline_of(curriculum_of(self))
        module = outline.module_of_page(self)
        previous, following = outline.beside(module)
        guide = guide_of(outline.epoch)
        return {
            **super().get_context(request, *args, **kwargs),
            "outline": outline,
            "module": module,
            "last_number": outline.last_number(module),
            "previous": previous,
            "following": following,
            "card": self.card(request, module.presentation, nodes=module_of_course(outline, module)),
            "chapters": [chapter for chapter in guide.chapters if chapter.code in self.guide_chapters] if guide is not None else [],
        }

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """The module as a visitor and as a participant meets it, and with the whole of its lessons."""
        return previews.MODULES.modes()

    def serve_preview(self, request: HttpRequest, mode_name: str) -> TemplateResponse:
        return previews.MODULES.serve(self, request, mode_name)


class LessonPage(CodedPage):
    """A lesson: blocks to read, to do and to think about. Closed here; an upper app opens it to whoever may read it."""

    code_start = "x-l"
    code = models.CharField("code", max_length=20, unique=True, help_text="Permanent : la progression y est accrochée.")
    duration_min = models.PositiveSmallIntegerField("durée (minutes)")
    body = StreamField(LessonBody(), blank=True, verbose_name="contenu")

    base_form_class = LessonForm
    content_panels = [
        WorkPanel(heading="Travail déjà fait"),
        OutOfReachPanel(heading="Hors d’atteinte"),
        *BasePage.content_panels,
        FieldPanel("code", read_only=True, help_text=CODE_HELP),
        FieldPanel("duration_min", help_text="Lecture et activités comprises, celles de terrain aussi."),
        FieldPanel("body"),
        AnswersStayPanel(),
    ]
    parent_page_types = ["courses.ModulePage"]
    subpage_types: list[str] = []
    template = "courses/lesson_page.html"

    class Meta:
        verbose_name = "leçon"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(duration_min__gt=0),
                name="a_lesson_takes_time",
                violation_error_message="Donnez la durée de la leçon en minutes.",
            )
        ]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuses: who may read a lesson is known by `cohorts`, which serves it itself."""
        raise PermissionDenied

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """The lesson alone, as a participant meets it, and as a visitor does."""
        return previews.LESSONS.modes()

    def serve_preview(self, request: HttpRequest, mode_name: str) -> TemplateResponse:
        return previews.LESSONS.serve(self, request, mode_name)


class GlossaryTerm(models.Model):
    """A word of the track and what it means here. Its first occurrence in a lesson explains itself."""

    slug = models.SlugField("identifiant", max_length=80, unique=True)
    term = models.CharField("terme", max_length=120)
    definition = models.TextField("définition")
    precision = models.TextField("précision", blank=True, help_text="Ce qui est de notre formulation, ou ce que le document ne dit pas.")
    forms = models.TextField("écritures", blank=True, help_text="Une par ligne : les mots qui, dans un texte, désignent ce terme.")
    slides = models.JSONField("diapositives", default=list, blank=True)
    source_url = models.URLField("source extérieure", blank=True)
    see_also = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="seen_from", verbose_name="voir aussi")

    class Meta:
        verbose_name = "terme du glossaire"
        verbose_name_plural = "termes du glossaire"
        ordering = ["term"]

    def __str__(self) -> str:
        return self.term

    def clean(self) -> None:
        from courses.glossary import Terms

        super().clean()
        self.slug = self.slug or slugify(self.term)[:80]
        if not self.slug:
            raise ValidationError({"term": "Écrivez le terme avec des lettres ou des chiffres."})
        others = GlossaryTerm.objects.exclude(pk=self.pk)
        if others.filter(slug=self.slug).exists():
            raise ValidationError({"term": "Ce terme est déjà au glossaire."})
        known = Terms(list(others))
        for form in self.written:
            if (other := known.meant(form)) is not None:
                field = "forms" if self.forms.strip() else "term"
                raise ValidationError({field: f"« {form} » désigne déjà le terme « {other} ». Retirez cette écriture de l’un des deux."})

    @property
    def written(self) -> list[str]:
        """How a text writes this term: its forms, otherwise its own name without what stands in brackets."""
        forms = [line.strip() for line in self.forms.splitlines() if line.strip()]
        return forms or [re.sub(r"\s*\([^)]*\)", "", self.term).strip()]


class ContentLoad(models.Model):
    """What `load_content` once wrote: one row an item, kept when an editor changes or deletes the page it made."""

    code = models.CharField("code", max_length=40, unique=True)
    digest = models.CharField("empreinte", max_length=64)
    revision = models.PositiveBigIntegerField("révision", null=True, help_text="Celle qui fut chargée : une autre est d’un éditeur.")
    loaded_at = models.DateTimeField("chargé", auto_now=True)

    class Meta:
        verbose_name = "chargement de contenu"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        if not self.code:
            raise ValidationError("Un chargement porte le code de ce qu’il a chargé.")


class ContentEpoch(models.Model):
    """A number that moves whenever something published changes: what caches of content are keyed by, in every process."""

    number = models.PositiveBigIntegerField(default=1)

    class Meta:
        verbose_name = "époque du contenu"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_content_epoch")]

    def __str__(self) -> str:
        return str(self.number)


# Rows of the same app, kept in their own file; Django finds models here.
from courses.guide.models import GuideChapterPage, GuidePage, GuidePrint  # noqa: E402
from courses.resources.models import Favourite, Resource, ResourceFacet  # noqa: E402

__all__ = [
    "Competency", "ContentEpoch", "ContentLoad", "CurriculumPage", "Favourite", "GlossaryTerm", "GuideChapterPage", "GuidePage",
    "GuidePrint", "LessonPage", "ModulePage", "Resource", "ResourceFacet", "Shape",
]  # fmt: skip
