"""What the track brings to the editors' room: the shelf of resources."""

from wagtail import hooks
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.models import register_snippet

from courses.resources.models import Resource
from courses.resources.viewset import DecideItem, ResourceViewSet

register_snippet(ResourceViewSet)


@hooks.register("register_snippet_action_menu_item")
def decide_from_the_form(model: type) -> ActionMenuItem | None:
    """The way to the decision stands beside « Enregistrer »."""
    return DecideItem(order=10) if model is Resource else None
