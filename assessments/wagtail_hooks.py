"""What the self-assessments bring to the editors' room: the framework, its versions, and what they look like there."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.permissions import register_permission_policy
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.models import register_snippet

from assessments.framework.models import FrameworkVersion
from assessments.framework.permissions import FrameworkPolicy
from assessments.framework.viewset import FrameworkViewSet, PublishItem

register_permission_policy(FrameworkVersion, FrameworkPolicy(FrameworkVersion))
register_snippet(FrameworkViewSet)


@hooks.register("register_snippet_action_menu_item")
def publish_from_the_form(model: type) -> ActionMenuItem | None:
    """The way to publishing stands beside « Enregistrer »."""
    return PublishItem(order=10) if model is FrameworkVersion else None


@hooks.register("insert_global_admin_css")
def framework_in_the_admin() -> SafeString:
    """The few rules that our own screens of the admin need."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))
