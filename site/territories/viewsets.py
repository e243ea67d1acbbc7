"""The words of the prisms in the admin: each list, its form, and « Utilisé dans… » at the end of it."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet

from accounts.overtaken import Overtaken
from territories.keeping import DeleteWord
from territories.models import ActorKind, Domain, PilotQuerySet, PilotTerritory, Territory
from territories.usage import uses_of

ORDER_HELP = "Les plus petits nombres viennent d’abord. À nombre égal, l’alphabet décide."
SLUG_HELP = "Il se fait à l’enregistrement, et ne change plus."


class UsesPanel(Panel):
    """Where the word that is being edited is used. Absent while it is being made."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"heading": "Utilisé dans", **kwargs})

    class BoundPanel(Panel.BoundPanel):
        """The panel for one word."""

        template_name = "territories/uses.html"

        def is_shown(self) -> bool:
            return self.instance is not None and self.instance.pk is not None

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "uses": uses_of(self.instance)}


class WordForm(WagtailAdminModelForm):
    """A word as editors write it. Its place, once emptied, is asked for in words that say what to type."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "order" in self.fields:
            self.fields["order"].error_messages["required"] = "Écrivez un nombre. Avec 0, ce mot vient parmi les premiers."


def form_of(*panels: Panel) -> ObjectList:
    """A form that ends with where its word is used, and never asks for the identifier."""
    return ObjectList([*panels, FieldPanel("slug", read_only=True, help_text=SLUG_HELP), UsesPanel()], base_form_class=WordForm)


class AddWord(Overtaken, CreateView):
    """Makes a word."""


class WordViewSet(SnippetViewSet):
    """What every list of words shares: a word that is used is never deleted."""

    add_view_class = AddWord
    delete_view_class = DeleteWord


class PilotViewSet(WordViewSet):
    """The directory's pilots."""

    model = PilotTerritory
    icon = "site"
    menu_label = "Territoires pilotes"
    list_display = [
        "__str__",
        "place",
        Column("region", label="Région actuelle", accessor="get_region_code_display"),
        "kind",
        Column("reading", label="Lecture", accessor="get_reliability_display"),
    ]
    search_fields = ["name", "place", "printed_region"]

    def get_queryset(self, request: HttpRequest) -> PilotQuerySet:
        return PilotTerritory.objects.whole().order_by("region_code", "name", "pk")

    edit_handler = form_of(
        MultiFieldPanel([FieldPanel("name"), FieldPanel("place"), FieldPanel("printed_region"), FieldPanel("slide")], "Ce qui est imprimé"),
        FieldPanel("region_code"),
        FieldPanel("kind"),
        FieldRowPanel([FieldPanel("initiator"), FieldPanel("initiator_slide")]),
        MultiFieldPanel(
            [
                FieldPanel("reliability"),
                FieldPanel("name_to_confirm"),
                FieldPanel("kind_to_confirm"),
                FieldPanel("initiator_to_confirm"),
                FieldPanel("remark"),
            ],
            "Comment cela a été lu",
        ),
    )


def invented(territory: Territory) -> str:
    """Whether a territory belongs to the demonstration, in a word: a column of Wagtail would write « True »."""
    return "oui" if territory.is_demo else "non"


class TerritoryViewSet(WordViewSet):
    """Where the people of cohorts come from."""

    model = Territory
    icon = "home"
    menu_label = "Territoires des cohortes"
    list_display = ["name", "region", Column("is_demo", label="Démonstration", accessor=invented, sort_key="is_demo")]
    search_fields = ["name", "region"]
    edit_handler = form_of(FieldPanel("name"), FieldPanel("region"), FieldPanel("is_demo", read_only=True))


class DomainViewSet(WordViewSet):
    """What resources are about."""

    model = Domain
    icon = "tag"
    menu_label = "Domaines"
    list_display = ["name", "order"]
    search_fields = ["name"]
    edit_handler = form_of(FieldPanel("name"), FieldPanel("order", help_text=ORDER_HELP))


class ActorKindViewSet(WordViewSet):
    """Who lives it, in the document's three lists."""

    model = ActorKind
    icon = "group"
    menu_label = "Types d’acteurs"
    list_display = ["name", Column("list", label="Liste", accessor="get_family_display"), "order"]
    list_filter = ["family"]
    search_fields = ["name"]
    edit_handler = form_of(FieldPanel("name"), FieldPanel("family"), FieldPanel("order", help_text=ORDER_HELP))
