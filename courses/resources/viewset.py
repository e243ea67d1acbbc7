"""The shelf in the admin: its list with what waits, the form of a resource, and the way to the decision."""

from typing import Any

import django_filters
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Case, QuerySet, When
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView, SnippetViewSet

from courses.resources import screens
from courses.resources.actions import forget_link, read_later
from courses.resources.enums import Kind, LinkState, State, TextState
from courses.resources.facets import public_territories
from courses.resources.forms import HINT, judged_upload
from courses.resources.models import Resource
from pages.files import Judged
from pages.templatetags.typography import day
from territories.enums import Family
from territories.models import ActorKind


class ResourceForm(WagtailAdminModelForm):
    """A resource as editors write it. Its file is judged like anyone's, and its address by its writing."""

    judged: Judged | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "territories" in self.fields:
            self.fields["territories"].queryset = public_territories()
        if "actor_kinds" in self.fields:
            kinds = ActorKind.objects.all()
            self.fields["actor_kinds"].choices = [
                (family.label, [(one.pk, one.name) for one in kinds if one.family == family]) for family in Family
            ]

    def clean_file(self) -> Any:
        upload = self.cleaned_data.get("file")
        if not isinstance(upload, UploadedFile):
            return upload
        self.judged = judged_upload(upload)
        return self.judged.as_file()

    def save(self, commit: bool = True) -> Resource:
        resource: Resource = self.instance
        if "url" in self.changed_data:
            forget_link(resource)
        if self.judged is not None:
            resource.file_name, resource.file_type, resource.file_size = self.judged.name, self.judged.content_type, len(self.judged.data)
        if "file" in self.changed_data:
            resource.text, resource.text_problem = "", ""
            resource.text_state = TextState.WAITING if resource.file else TextState.NONE
        saved: Resource = super().save(commit=commit)
        if commit:
            read_later(saved)
        return saved


PANELS = TabbedInterface(
    [
        ObjectList(
            [
                FieldPanel("title"),
                FieldRowPanel([FieldPanel("kind"), FieldPanel("language")]),
                FieldPanel("url", help_text="Celle que l’on ouvre dans un navigateur. Ou un fichier, ci-dessous."),
                FieldPanel("file", help_text=HINT),
                FieldPanel("summary"),
                FieldPanel("body"),
                MultiFieldPanel(
                    [
                        FieldRowPanel([FieldPanel("author"), FieldPanel("year")]),
                        FieldRowPanel(
                            [FieldPanel("access"), FieldPanel("label", help_text="Le mot du document d’origine, s’il y en a un.")]
                        ),
                        FieldPanel("reliability", help_text="Probable : le document ne dit pas que cette adresse est la sienne."),
                    ],
                    "D’où elle vient",
                ),
                FieldPanel("slug"),
            ],
            heading="Ressource",
        ),
        ObjectList(
            [FieldPanel(name) for name in ("domains", "territories", "actor_kinds", "modules", "competencies")], heading="Classement"
        ),
    ],
    base_form_class=ResourceForm,
)
URGENT = {State.PROPOSED: "▲ À décider", State.PUBLISHED: "Publiée", State.DISMISSED: "Écartée"}


def state_of(resource: Resource) -> str:
    """What was decided, and when."""
    word = URGENT[State(resource.state)]
    return f"{word} le {day(timezone.localdate(resource.decided_at), 'court')}" if resource.decided_at else word


def link_of(resource: Resource) -> str:
    """What the last check of the address said, in words."""
    if not resource.url:
        return "sans adresse"
    if resource.link_failed_since:
        sign = "▲ " if resource.is_dead else ""
        return f"{sign}{resource.get_link_state_display()}, depuis le {day(resource.link_failed_since, 'court')} : {resource.link_problem}"
    return f"{resource.get_link_state_display()}{f' : {resource.link_problem}' if resource.link_problem else ''}"


def text_of(resource: Resource) -> str:
    """Whether the words of the file can be found, and why not; nothing where there is no file."""
    if not resource.file and resource.text_state == TextState.NONE:
        return "sans fichier"
    return (
        f"▲ {resource.get_text_state_display()} : {resource.text_problem}" if resource.text_problem else resource.get_text_state_display()
    )


class ResourceFilters(WagtailFilterSet):
    """What editors look for: what waits, what does not answer any more, what could not be read."""

    state = django_filters.ChoiceFilter(label="État", choices=State.choices, empty_label="Tous")
    link_state = django_filters.ChoiceFilter(label="Lien", choices=LinkState.choices, empty_label="Tous")
    text_state = django_filters.ChoiceFilter(label="Texte du fichier", choices=TextState.choices, empty_label="Tous")
    kind = django_filters.ChoiceFilter(label="Type", choices=Kind.choices, empty_label="Tous")

    class Meta:
        model = Resource
        fields = ["state", "link_state", "text_state", "kind"]


class ShelfView(IndexView):
    """Every resource, what waits for a decision first."""

    add_item_label = "Ajouter une ressource"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column("__str__"),
            Column("kind", label="Type", accessor="get_kind_display", sort_key="kind"),
            Column("state", label="État", accessor=state_of, sort_key="state"),
            Column("proposed_by", label="Proposée par", accessor="proposed_by"),
            Column("link_state", label="Lien", accessor=link_of, sort_key="link_state"),
            Column("text_state", label="Texte du fichier", accessor=text_of),
        ]

    def get_base_queryset(self) -> QuerySet[Resource]:
        found: QuerySet[Resource] = super().get_base_queryset()
        return (
            found.defer("text", "body")
            .select_related("proposed_by")
            .order_by(Case(When(state=State.PROPOSED, then=0), default=1), "-proposed_at", "-pk")
        )

    def get_list_more_buttons(self, instance: Resource) -> list[Button]:
        decide = Button("Publier ou écarter", url=reverse("ressources:decide", args=[instance.pk]), icon_name="check", priority=5)
        return [decide, *super().get_list_more_buttons(instance)]


class NewView(CreateView):
    """A new resource is shown to nobody before it is published: saving leads there."""

    def form_valid(self, form: ResourceForm) -> Any:
        form.instance.proposed_by = self.request.user
        return super().form_valid(form)

    def get_success_url(self) -> str:
        return reverse("ressources:decide", args=[self.object.pk])


class ChangeView(EditView):
    """The form of a resource; the decision has a page of its own."""

    def get_success_url(self) -> str:
        return str(self.get_edit_url())


class DecideItem(ActionMenuItem):
    """Beside « Enregistrer »: leads to the page that publishes or sets aside."""

    label = "Publier ou écarter"
    name = "action-decide-resource"
    icon_name = "check"

    def is_shown(self, context: dict[str, Any]) -> bool:
        return context["view"] == "edit"

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse("ressources:decide", args=[parent_context["instance"].pk])


class ResourceViewSet(SnippetViewSet):
    model = Resource
    icon = "link"
    menu_label = "Ressources"
    menu_order = 260
    add_to_admin_menu = True
    base_url_path = "ressources"
    admin_url_namespace = "ressources"
    edit_handler = PANELS
    copy_view_enabled = False
    inspect_view_enabled = False
    index_view_class = ShelfView
    add_view_class = NewView
    edit_view_class = ChangeView
    filterset_class = ResourceFilters
    search_fields = ["title", "url", "author"]
    list_per_page = 50

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("decider/<int:pk>/", screens.deciding, name="decide")]
