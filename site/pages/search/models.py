"""What can be found: one entry a page or a term, and its words."""

from django.db import models
from wagtail.models import Page

from pages.search.words import LONGEST


class SearchEntry(models.Model):
    """Something published that people may look for. `key` names it in the app that publishes it (« page:12 », « terme:phare »)."""

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField("genre", max_length=20)
    label = models.CharField("titre", max_length=255)
    text = models.TextField("texte")
    url = models.CharField("adresse", max_length=300, blank=True)
    page = models.ForeignKey(Page, models.CASCADE, null=True, related_name="+")

    class Meta:
        verbose_name = "entrée de recherche"
        verbose_name_plural = "entrées de recherche"
        ordering = ["pk"]
        indexes = [models.Index(fields=["kind", "page"], name="entries_by_kind")]

    def __str__(self) -> str:
        return self.label

    @staticmethod
    def pages_of(entries: "list[SearchEntry]") -> models.QuerySet[Page]:
        """The pages of these entries."""
        return Page.objects.filter(pk__in=[entry.page_id for entry in entries])


class SearchWord(models.Model):
    """One stem of one entry, and its weight there: ten for each time in the title, one in the text, fifteen at most."""

    entry = models.ForeignKey(SearchEntry, models.CASCADE, related_name="words")
    stem = models.CharField(max_length=LONGEST)
    weight = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "mot indexé"
        verbose_name_plural = "mots indexés"
        ordering = ["pk"]
        indexes = [models.Index(fields=["stem", "entry", "weight"], name="entries_of_a_stem")]

    def __str__(self) -> str:
        return self.stem
