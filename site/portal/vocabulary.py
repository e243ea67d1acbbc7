"""« Vocabulaire » in the admin's menu: the words that several subjects share, in one place."""

from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from courses.models import Competency
from territories.viewsets import ActorKindViewSet, DomainViewSet, PilotViewSet, TerritoryViewSet, UsesPanel


class CompetencyViewSet(SnippetViewSet):
    """The four competencies of the track."""

    model = Competency
    icon = "pick"
    menu_label = "Compétences"
    list_display = ["title", "order"]
    # Four, each with its hue and its shape: their words are rewritten, their order is not.
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("summary"),
            FieldPanel("slug", read_only=True),
            FieldPanel("order", read_only=True),
            UsesPanel(),
        ]
    )


class Vocabulary(SnippetViewSetGroup):
    """One menu for every list of words."""

    menu_label = "Vocabulaire"
    menu_icon = "openquote"
    menu_order = 260
    items = (PilotViewSet, TerritoryViewSet, DomainViewSet, ActorKindViewSet, CompetencyViewSet)
