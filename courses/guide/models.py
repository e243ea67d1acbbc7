"""The pages of the guide, and the document it is printed as."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from courses.blocks.guide import GuideBody, GuideText
from courses.blocks.sourced import slides_in_words
from courses.coding import CodedPage
from courses.editing import NumberedForm
from pages.models import BasePage
from pages.streamfield import StreamField

GUIDE = "guide"
CODE_HELP = "Il se fait à l’enregistrement, et ne change plus : des textes du guide y renvoient."


class GuidePage(BasePage):
    """The reference guide: what it is, and its table of contents. Open to all."""

    is_open = True
    body = StreamField(GuideText(), blank=True, verbose_name="introduction")

    admin_default_ordering = "ord"  # as the chapters follow each other
    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["courses.GuideChapterPage"]
    max_count = 1
    template = "courses/guide_page.html"

    class Meta:
        verbose_name = "guide de référence"

    def clean(self) -> None:
        super().clean()
        if self.slug != GUIDE:
            raise ValidationError({"slug": "L’adresse du guide est « guide » : des liens et son PDF la portent."})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses.guide.cards import card_of_guide
        from courses.guide.reading import guide_context

        context = guide_context(self, is_draft=getattr(request, "is_preview", False))
        return {**super().get_context(request, *args, **kwargs), **context, "card": card_of_guide(self, request, context)}


class GuideChapterPage(CodedPage):
    """A chapter of the guide, or its annexes. Open to all."""

    is_open = True
    code_start = "x-c"
    code = models.SlugField("code", max_length=60, unique=True, help_text="Permanent : le fichier de contenu y est accroché.")
    number = models.PositiveSmallIntegerField("numéro", null=True, blank=True, help_text="Vide pour les annexes.")
    summary = models.TextField("résumé", blank=True)
    slides = models.CharField(
        "diapositives",
        max_length=60,
        blank=True,
        help_text="Leurs numéros, par exemple « 4, 7 ».",
        validators=[RegexValidator(r"^\d{1,2}(, ?\d{1,2})*$", "Écrivez les numéros ainsi : 4, 7.")],
    )
    is_doubtful = models.BooleanField("lecture à confirmer", default=False)
    body = StreamField(GuideBody(), blank=True, verbose_name="sections")
    modules: Any = ParentalManyToManyField("courses.ModulePage", blank=True, related_name="+", verbose_name="modules")
    terms: Any = ParentalManyToManyField("courses.GlossaryTerm", blank=True, related_name="+", verbose_name="termes du glossaire")
    also: Any = ParentalManyToManyField("self", symmetrical=False, blank=True, related_name="+", verbose_name="à lire aussi")

    base_form_class = NumberedForm
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel([FieldPanel("code", read_only=True, help_text=CODE_HELP), FieldPanel("number")], "Place dans le guide"),
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("slides"), FieldPanel("is_doubtful")], "Source"),
        MultiFieldPanel([FieldPanel("modules"), FieldPanel("terms"), FieldPanel("also")], "Liens"),
    ]
    parent_page_types = ["courses.GuidePage"]
    subpage_types: list[str] = []
    template = "courses/guide_chapter_page.html"

    class Meta:
        verbose_name = "chapitre du guide"

    def clean(self) -> None:
        super().clean()
        if self.number is not None and GuideChapterPage.objects.filter(number=self.number).exclude(pk=self.pk).exists():
            raise ValidationError({"number": "Un autre chapitre porte déjà ce numéro : les textes citent les chapitres par le leur."})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses.guide.cards import card_of_chapter
        from courses.guide.reading import chapter_context

        context = chapter_context(self, is_draft=getattr(request, "is_preview", False))
        return {**super().get_context(request, *args, **kwargs), **context, "card": card_of_chapter(self, request, context)}

    @property
    def slides_in_words(self) -> str:
        """« Diapositives 4 et 7 », or nothing."""
        return slides_in_words([f"d{number.strip()}" for number in self.slides.split(",")])


class GuidePrint(models.Model):
    """The guide as it was last printed. One row: the previous document is served until the next one is made."""

    file = models.FileField("fichier", upload_to="guide/")
    digest = models.CharField("empreinte", max_length=64)
    size = models.PositiveIntegerField("taille")
    epoch = models.PositiveBigIntegerField("époque", help_text="Celle du contenu pour laquelle le document est juste.")
    made_at = models.DateTimeField("fait le")

    class Meta:
        verbose_name = "impression du guide"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_print_of_the_guide")]

    def __str__(self) -> str:
        return self.digest
