"""What the editors' room asks or does not offer, whatever the kind of page; files that are used stay."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.documents.models import AbstractDocument
from wagtail.models import CollectionViewRestriction, Page

from pages import deleting
from pages.readiness import is_ready

for action in (deleting.DeletePictures, deleting.DeleteDocuments):
    hooks.register("register_bulk_action", action, order=1)  # the later one stands


@hooks.register("register_admin_urls")
def keeping_urls() -> list[URLPattern]:
    """Wagtail's own addresses of deletion, answered by ours: addresses registered first are found first."""
    return [
        path("images/<int:image_id>/delete/", deleting.DeletePicture.as_view()),
        path("images/multiple/<int:image_id>/delete/", deleting.DeleteSentPicture.as_view()),
        path("documents/delete/<int:document_id>/", deleting.DeleteDocument.as_view()),
        path("documents/multiple/<int:doc_id>/delete/", deleting.DeleteSentDocument.as_view()),
    ]


@hooks.register("insert_global_admin_js")
def send_once_saved() -> SafeString:
    """A form that saves itself is sent when that is over: its writer is never told of another window that she did not open."""
    return format_html('<script type="module" src="{}"></script>', static("js/editing.js"))


class ReadOnlyPages(PagesAdminAPIViewSet):
    """The tree of pages as the admin's menus read it. What changes a page goes through its screens, where it is checked."""

    actions: dict[str, Any] = {}


@hooks.register("construct_admin_api")
def close_actions(router: WagtailAPIRouter) -> None:
    """No screen uses these addresses, and they ask none of our hooks: no count is said, nothing is checked."""
    router.register_endpoint("pages", ReadOnlyPages)


@hooks.register("before_bulk_action")
def publish_what_is_ready(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> HttpResponse | None:
    """Several pages are published at once only where each could be published from its own screen; otherwise none is."""
    if action_type != "publish" or not all(isinstance(page, Page) for page in objects):
        return None
    pages = list(objects)
    if action.cleaned_form.cleaned_data.get("include_descendants"):
        pages += [draft for page in objects for draft in page.get_descendants().not_live()]
    held = [page.get_admin_display_title() for page in pages if not is_ready(page)]
    if not held:
        return None
    names = ", ".join(f"« {name} »" for name in held)
    messages.error(
        request, f"Rien n’est publié. À reprendre d’abord : {names}. Ouvrez chaque page et publiez-la : l’écran dit ce qui manque."
    )
    return HttpResponseRedirect(reverse("wagtailadmin_explore", args=[objects[0].get_parent().pk]))


@hooks.register("before_serve_document", order=-1)
def close_to_other_groups(document: AbstractDocument, request: HttpRequest) -> None:
    """A collection kept for a group is closed to the others, who are told so.

    Wagtail would send them to a sign-in of its own, which this site has not, and which changes nothing: they are signed in.
    """
    for restriction in document.collection.get_view_restrictions():
        if restriction.restriction_type == CollectionViewRestriction.GROUPS and not restriction.accept_request(request):
            raise PermissionDenied
