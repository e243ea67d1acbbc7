"""What the editors' room does not offer, whatever the kind of page."""

from typing import Any

from wagtail import hooks
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.api.v2.router import WagtailAPIRouter


class ReadOnlyPages(PagesAdminAPIViewSet):
    """The tree of pages as the admin's menus read it. What changes a page goes through its screens, where it is checked."""

    actions: dict[str, Any] = {}


@hooks.register("construct_admin_api")
def close_actions(router: WagtailAPIRouter) -> None:
    """No screen uses these addresses, and they ask none of our hooks: no count is said, nothing is checked."""
    router.register_endpoint("pages", ReadOnlyPages)
