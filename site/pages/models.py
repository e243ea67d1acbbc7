"""Pages of the site that teach nothing themselves: the public home, plain texts; and the pictures and files of all."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import models
from django.http import Http404, HttpRequest
from django.urls import resolve
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.documents.models import AbstractDocument, Document
from wagtail.fields import RichTextField
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import Page
from wagtail.rich_text import expand_db_html
from wagtail.url_routing import RouteResult

from pages import links, richtext
from pages.cards import Card, Node, absolute, described
from pages.copying import CopyWithItsAddress
from pages.reviewing import ChangesAskedPanel
from pages.versions import takes_away

FILE_NAME = re.compile(r"\.(jpe?g|png|webp|gif|heic|tiff?)$", re.IGNORECASE)
QUOTE = "Le catalyseur territorial est un tiers de confiance. Il anime la dynamique de co-construction sur son territoire."
TRUST = (
    "Collectivités, associations, entreprises, universités, habitants : le besoin est partagé, les langages ne le sont pas. "
    "Le catalyseur organise la rencontre, aide à formuler l’enjeu, puis laisse une solution que d’autres portent."
)
JOIN = (
    "Le parcours se suit à deux, sur invitation. Une cohorte réunit des binômes de plusieurs territoires pendant quelques mois ; "
    "sa formatrice ou son formateur envoie à chaque personne un lien par courriel, qui ouvre son compte."
)


class Picture(AbstractImage):
    """An image with its alternative text and where it comes from, or the word that it is decorative."""

    is_decorative = models.BooleanField(
        "image décorative",
        default=False,
        help_text="Elle n’apprend rien que le texte ne dise : un lecteur d’écran la passe.",
    )
    credit = models.CharField("crédit", max_length=200, blank=True)

    admin_form_fields = ("title", "file", "description", "is_decorative", "credit", "collection", "tags")

    class Meta(AbstractImage.Meta):
        verbose_name = "image"
        verbose_name_plural = "images"

    def clean(self) -> None:
        super().clean()
        if self.is_decorative:
            return
        missing = {}
        if not self.description.strip():
            missing["description"] = "Décrivez l’image pour qui ne la voit pas, ou dites qu’elle est décorative."
        elif FILE_NAME.search(self.description.strip()):
            missing["description"] = "Dites ce que montre l’image : un nom de fichier ne le dit pas."
        if not self.credit.strip():
            missing["credit"] = "Dites d’où vient l’image. Si elle est de vous, écrivez votre nom ou celui de l’équipe."
        if missing:
            raise ValidationError(missing)

    @property
    def default_alt_text(self) -> str:
        """Empty for a decorative image, its description otherwise; never the name of the file."""
        return "" if self.is_decorative else self.description


class Rendition(AbstractRendition):
    image = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_size")]


class SiteDocument(AbstractDocument):
    """A file that readers download, or that a player plays."""

    admin_form_fields = Document.admin_form_fields

    def clean(self) -> None:
        """Nothing is said of the extension of a file that is not there: its form has refused it, or asks for it at another step."""
        if self.file:
            super().clean()


class BasePage(Page):
    """What all our pages share. Each type carries its audience: nothing here opens a page by itself."""

    is_open = False  # whether the type is open to all: only then is it named to engines
    # The admin would promise a privacy that lessons do not read (ADR 1).
    private_page_options: list[str] = []
    copy_form_class: type[forms.Form] = CopyWithItsAddress
    content_panels = [ChangesAskedPanel(heading="Demandé à la relecture"), *Page.content_panels]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if not self.slug:
            return  # refused already, in words of its own, or made from the title
        try:
            validate_slug(self.slug)
        except ValidationError:
            # The addresses of lessons know no other sign: a page under « leçon » would answer nobody.
            raise ValidationError({"slug": "Écrivez l’adresse sans accent ni espace : par exemple « le-regard-des-maires »."}) from None

    def with_content_json(self, content: dict[str, Any]) -> "BasePage":
        """A version as it was written, without a date of leaving that has done its work.

        A page that left at its hour keeps that date in its last version: its form would refuse every word written afterwards for a date
        that stands in another window, and a page published from a list would leave again within the minute.
        """
        page: BasePage = super().with_content_json(content)
        is_past = page.expire_at is not None and page.expire_at < timezone.now()
        # One that is planned still, or has not left yet, leaves at the clock's next look.
        if is_past and not self.live and not self.approved_schedule:
            page.expire_at = None
        return page

    def save_revision(self, user: Any = None, *args: Any, overwrite_revision: Any = None, **kwargs: Any) -> Any:
        """A version; what saves itself while one writes goes over the one before, unless that would take words away for good.

        A block is removed at one click, and nothing asks or undoes: without a version apart, what was written since the page was opened
        would be nowhere any more. Only a version that Wagtail would let go over: it refuses the others, for two windows.
        """
        last = overwrite_revision
        is_own = last is not None and last == self.get_latest_revision() and last.user_id == (user and user.pk)
        if is_own and takes_away(last.content, self.serializable_data()):
            overwrite_revision = None
        return super().save_revision(user, *args, overwrite_revision=overwrite_revision, **kwargs)

    def path_from(self, request: HttpRequest | None) -> str:
        """Its path on the public host, whatever host was asked."""
        parts = self.get_url_parts(request)
        return parts[2] if parts and parts[2] else "/"

    def card(self, request: HttpRequest, *texts: str, kind: str = "website", nodes: tuple[Node, ...] = ()) -> Card:
        """What this page says of itself: an editor's own description where there is one, otherwise the first of these texts."""
        return Card(self.title, described(self.search_description, *texts), self.path_from(request), kind, nodes)

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """Its line in the map of the site; none for a type that is not open to all."""
        return [{"location": absolute(self.path_from(request)), "lastmod": self.last_published_at}] if self.is_open else []


class HomePage(BasePage):
    """The public home: what the track is, and how to join. Open to all."""

    is_open = True
    surtitle = models.CharField("surtitre", max_length=120, default="Parcours d’expérience pour catalyseurs territoriaux")
    headline = models.CharField("titre", max_length=120, default="Faire avancer un territoire, à deux.")
    lede = models.TextField(
        "chapô",
        default=(
            "Vous animez déjà un territoire ? Suivez huit modules en binôme et conduisez, chez vous, une expérimentation réelle "
            "avec celles et ceux qui y vivent et y agissent."
        ),
    )
    quote = models.TextField("citation", default=QUOTE)
    quote_source = models.CharField("source de la citation", max_length=120, default="Le RAMEAU, 2018")
    trust = models.TextField("un tiers de confiance", default=TRUST)
    join = models.TextField("comment rejoindre", default=JOIN)

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel([FieldPanel("surtitle"), FieldPanel("headline"), FieldPanel("lede")], "Ouverture"),
        MultiFieldPanel([FieldPanel("quote"), FieldPanel("quote_source"), FieldPanel("trust")], "Un tiers de confiance"),
        FieldPanel("join"),
    ]
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = "accueil public"

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Finds the page by its whole address in one query, instead of one query a level."""
        if not path_components:
            return super().route(request, path_components)
        page = Page.objects.filter(url_path=f"{self.url_path}{'/'.join(path_components)}/", live=True).first()
        if page is None:
            raise Http404
        return RouteResult(page.specific)


class StandardPage(BasePage):
    """A page of text, open to all."""

    is_open = True
    body = RichTextField("texte", features=["bold", "italic", "link", "ul", "ol"])

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "page de texte"

    def clean(self) -> None:
        super().clean()
        # The site's own addresses answer before any page does.
        if resolve(f"/{self.slug}/").url_name != "wagtail_serve":
            taken = f"Le site a déjà une page à l’adresse « /{self.slug}/ » : personne ne lirait la vôtre. Changez un mot de l’adresse."
            raise ValidationError({"slug": taken})
        if problem := links.problem_in(self.body):
            raise ValidationError({"body": problem})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        body = richtext.safe(expand_db_html(self.body))  # a page that is linked to is kept by its number
        card = self.card(request, richtext.words_of(body), kind="article")
        return {**super().get_context(request, *args, **kwargs), "body": body, "card": card}


# Rows of the same app, kept in their own file; Django finds models here.
from pages.reviewing import ReviewTask  # noqa: E402
from pages.search.models import SearchEntry, SearchWord  # noqa: E402

__all__ = ["BasePage", "HomePage", "Picture", "Rendition", "ReviewTask", "SearchEntry", "SearchWord", "SiteDocument", "StandardPage"]
