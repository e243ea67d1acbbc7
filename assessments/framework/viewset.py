"""The framework in the admin: its list, the form of its draft, a published version as it stands. Its other screens are in `screens`."""

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList, TabbedInterface, get_form_for_model
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.views.snippets import DeleteView, EditView, IndexView, InspectView, PreviewOnEditView, SnippetViewSet

from assessments.framework import screens
from assessments.framework.forms import FrameworkForm, IndicatorForm, RowFormSet
from assessments.framework.models import FrameworkVersion, Indicator
from assessments.framework.reading import parts_of
from assessments.framework.wording import SENTENCES
from pages.templatetags.typography import day

READ_ONLY = "La {} est publiée : elle ne change plus. Préparez une nouvelle version pour écrire autre chose."


class RowsPanel(InlinePanel):
    """Rows of a draft, judged with the whole."""

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = RowFormSet
        return options


class IndicatorsPanel(RowsPanel):
    """The indicators, each with the lessons that develop it."""

    def get_form_options(self) -> dict[str, Any]:
        options = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = get_form_for_model(Indicator, form_class=IndicatorForm)
        return options


PANELS = TabbedInterface(
    [
        ObjectList([FieldPanel(name) for name in ("changes", "title", "intention", "instructions", "rules")], heading="Présentation"),
        ObjectList(
            [
                IndicatorsPanel(
                    "indicators",
                    label="indicateur",
                    heading="Indicateurs",
                    panels=[
                        FieldPanel("title"),
                        FieldRowPanel([FieldPanel("code"), FieldPanel("competency")]),
                        *(FieldPanel(name) for name in SENTENCES),
                        FieldPanel("lessons"),
                    ],
                )
            ],
            heading="Indicateurs",
        ),
        ObjectList(
            [
                RowsPanel(
                    "sections",
                    label="compétence",
                    heading="Compétences, telles que cette version les nomme",
                    panels=[FieldPanel("competency"), FieldPanel("title"), FieldPanel("summary")],
                )
            ],
            heading="Compétences",
        ),
        ObjectList(
            [
                RowsPanel(
                    "levels",
                    label="niveau",
                    heading="Les cinq niveaux",
                    panels=[FieldRowPanel([FieldPanel("number"), FieldPanel("slug")]), FieldPanel("title"), FieldPanel("definition")],
                )
            ],
            heading="Niveaux",
        ),
    ],
    base_form_class=FrameworkForm,
)


def state_of(version: FrameworkVersion) -> str:
    """« Brouillon », or since when it is published."""
    return f"Publiée le {day(timezone.localdate(version.published_at))}" if version.published_at else "Brouillon"


def read_only(request: HttpRequest, version: FrameworkVersion) -> HttpResponse:
    """Leads to a published version as it stands, and says why it is not to be changed."""
    messages.warning(request, READ_ONLY.format(f"version {version.number}"))
    return redirect("referentiel:inspect", version.pk)


class VersionsView(IndexView):
    """The versions, the latest first: what is published opens to be read, the draft to be written."""

    add_item_label = "Préparer une nouvelle version"
    default_ordering = "-number"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column("__str__"),
            Column("state", label="État", accessor=state_of),
            Column("counted", label="Indicateurs", accessor="counted"),
            Column("changes", label="Ce qui change"),
        ]

    def get_base_queryset(self) -> QuerySet[FrameworkVersion]:
        found: QuerySet[FrameworkVersion] = super().get_base_queryset()
        return found.annotate(counted=Count("indicators"))

    @cached_property
    def header_buttons(self) -> list[Button]:
        compare = HeaderButton("Comparer", url=reverse("referentiel:compare"), icon_name="copy")
        bring = HeaderButton("Importer", url=reverse("referentiel:import"), icon_name="upload")
        return [*super().header_buttons, compare, bring]

    def get_edit_url(self, instance: FrameworkVersion) -> str | None:
        return None if instance.is_published else super().get_edit_url(instance)

    def get_delete_url(self, instance: FrameworkVersion) -> str | None:
        return None if instance.is_published else super().get_delete_url(instance)


def with_draft(then: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lets a screen open on a draft only; whoever may not write the framework is told so first."""

    def dispatch(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        version = FrameworkVersion.objects.filter(pk=kwargs["pk"]).first()
        if version is not None and version.is_published and self.user_has_permission(self.permission_required):
            return read_only(request, version)
        return then(self, request, *args, **kwargs)

    return dispatch


class DraftView(EditView):
    """The form of the draft. Saving stays on it; what is published meanwhile is left as it was published."""

    dispatch = with_draft(EditView.dispatch)

    def form_valid(self, form: FrameworkForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except IntegrityError:  # published by somebody else between the check and the writing
            return read_only(self.request, self.object)

    def get_success_url(self) -> str:
        return str(self.get_edit_url())

    def get_success_buttons(self) -> list[Button]:
        return []

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        before = FrameworkVersion.objects.published().first()
        buttons = [
            Button("Publier cette version", url=reverse("referentiel:publish", args=[self.object.pk]), icon_name="upload", priority=1)
        ]
        if before is not None:
            url = f"{reverse('referentiel:compare')}?avant={before.number}&apres={self.object.number}"
            buttons.append(Button(f"Comparer avec la version {before.number}", url=url, icon_name="copy", priority=2))
        look = Button("Voir le formulaire", url=reverse("referentiel:preview_on_edit", args=[self.object.pk]), icon_name="view", priority=3)
        return [*buttons, look, *super().header_more_buttons, *exports(self.object)]


class DropView(DeleteView):
    """Dropping a draft; nothing of what is published goes with it."""

    dispatch = with_draft(DeleteView.dispatch)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except IntegrityError:  # published by somebody else between the check and the deleting
            return read_only(self.request, self.object)


def exports(version: FrameworkVersion) -> list[Button]:
    """The version as a file."""
    return [
        Button(f"Exporter en {name.upper()}", url=reverse("referentiel:export", args=[version.pk, name]), icon_name="download", priority=40)
        for name in ("csv", "json")
    ]


class VersionView(InspectView):
    """A version as it stands, whole, for reading."""

    page_title = "Lire"

    def get_object(self, queryset: Any = None) -> FrameworkVersion:
        pk = super().get_object(queryset).pk
        return FrameworkVersion.objects.whole().select_related("published_by").get(pk=pk)

    def get_edit_url(self) -> str | None:
        return None if self.object.is_published else super().get_edit_url()

    def get_delete_url(self) -> str | None:
        return None if self.object.is_published else super().get_delete_url()

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        return [*super().header_more_buttons, *exports(self.object)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "version": self.object, "parts": parts_of(self.object)}


class FormPreview(PreviewOnEditView):
    """What is being typed, as a participant would read it; at its own address, without a script, what was saved."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        modes = [mode for mode, _ in self.object.preview_modes]
        if not modes:
            raise Http404
        if self._get_form_state() is None:
            mode = request.GET.get("mode", "")
            return self.object.make_preview_request(request, mode if mode in modes else modes[0], self.get_extra_request_attrs())
        return super().get(request, *args, **kwargs)


class PublishItem(ActionMenuItem):
    """Beside « Enregistrer »: leads to the page that says what publishing does."""

    label = "Publier cette version"
    name = "action-publish-framework"
    icon_name = "upload"

    def is_shown(self, context: dict[str, Any]) -> bool:
        return context["view"] == "edit"

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse("referentiel:publish", args=[parent_context["instance"].pk])


class FrameworkViewSet(SnippetViewSet):
    model = FrameworkVersion
    icon = "tasks"
    menu_label = "Référentiel"
    menu_order = 250
    add_to_admin_menu = True
    base_url_path = "referentiel"
    admin_url_namespace = "referentiel"
    edit_handler = PANELS
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = VersionsView
    edit_view_class = DraftView
    delete_view_class = DropView
    inspect_view_class = VersionView
    preview_on_edit_view_class = FormPreview
    inspect_template_name = "assessments/framework/admin_version.html"

    @property
    def add_view(self) -> Callable[..., HttpResponse]:
        return screens.prepare

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("publier/<int:pk>/", screens.publishing, name="publish"),
            path("comparer/", screens.comparing, name="compare"),
            path("importer/", screens.importing, name="import"),
            path("exporter/<int:pk>/<str:extension>/", screens.exporting, name="export"),
        ]
