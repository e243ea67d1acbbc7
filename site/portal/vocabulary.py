"""« Vocabulaire » in the admin's menu: the words that several subjects share, in one place."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import IndexView, SnippetViewSetGroup

from courses.models import Competency, GlossaryTerm
from courses.uses import uses_of_terms
from territories.viewsets import SLUG_HELP, ActorKindViewSet, DomainViewSet, PilotViewSet, TerritoryViewSet, UsesPanel, WordViewSet


class CompetencyViewSet(WordViewSet):
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


class TermForm(WagtailAdminModelForm):
    """A term as editors write it; it never leads to itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["see_also"].queryset = GlossaryTerm.objects.exclude(pk=self.instance.pk)


class TermsView(IndexView):
    """Every term, how texts write it, and how many pages do."""

    add_item_label = "Ajouter un terme"

    @cached_property
    def columns(self) -> list[Column]:
        uses = uses_of_terms()
        return [
            self._get_title_column("__str__"),
            Column("forms", label="Écritures", accessor=lambda term: ", ".join(term.written)),
            Column("uses", label="Pages qui l’emploient", accessor=lambda term: sum(map(len, uses.get(term.slug, ())))),
        ]


class GlossaryTermViewSet(WordViewSet):
    """The glossary's terms."""

    model = GlossaryTerm
    icon = "openquote"
    menu_label = "Termes du glossaire"
    index_view_class = TermsView
    search_fields = ["term", "forms", "definition"]
    list_per_page = 50
    edit_handler = ObjectList(
        [
            FieldPanel("term"),
            FieldPanel("definition"),
            FieldPanel("precision"),
            FieldPanel("forms", help_text="Une par ligne ; le pluriel se trouve tout seul. Sans rien, le terme lui-même est cherché."),
            FieldPanel("see_also", widget=forms.CheckboxSelectMultiple),
            FieldPanel("source_url"),
            FieldPanel("slug", read_only=True, help_text=SLUG_HELP),
            UsesPanel(),
        ],
        base_form_class=TermForm,
    )


class Vocabulary(SnippetViewSetGroup):
    """One menu for every list of words."""

    menu_label = "Vocabulaire"
    menu_icon = "openquote"
    menu_order = 260
    items = (PilotViewSet, TerritoryViewSet, DomainViewSet, ActorKindViewSet, CompetencyViewSet, GlossaryTermViewSet)
