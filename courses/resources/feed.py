"""The feed of new resources, for a reader of feeds."""

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from courses.resources.models import Resource, ResourceQuerySet
from pages.cards import absolute

ITEMS = 30


@method_decorator(require_safe, name="__call__")
class NewResources(Feed):
    """The latest resources on the shelf, as Atom."""

    feed_type = Atom1Feed
    title = "Ressources pour catalyseurs territoriaux"
    subtitle = "Les ressources du parcours « Co-construction territoriale », au fil de leur publication."
    language = "fr"

    def link(self) -> str:
        """Public addresses, whatever host was asked: they are what a reader of feeds tells entries apart by."""
        return absolute(reverse("resources"))

    def feed_url(self) -> str:
        return absolute(reverse("resources_feed"))

    def items(self) -> ResourceQuerySet:
        return Resource.objects.published().light().newest_first()[:ITEMS]

    def item_link(self, item: Resource) -> str:
        return absolute(item.get_absolute_url())

    def item_title(self, item: Any) -> str:
        return str(item.title)

    def item_description(self, item: Any) -> str:
        return str(item.summary)

    def item_pubdate(self, item: Resource) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Resource) -> datetime | None:
        return item.published_at

    def item_author_name(self, item: Resource) -> str:
        return item.author

    def item_categories(self, item: Resource) -> list[str]:
        return [item.get_kind_display()]
