"""Every address that is open to all and published, once, for engines. Lessons, filters, drafts and proposals are never among them."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from wagtail.contrib.sitemaps import Sitemap as WagtailSitemap
from wagtail.models import Page

from assessments.framework.models import FrameworkVersion
from assessments.framework.views import address
from courses.models import LessonPage, Resource
from territories.models import PilotTerritory

SCREENS = ("glossary", "resources", "territories", "privacy", "accessibility", "legal")


class Public(Sitemap):
    """Paths as addresses of the public host, whatever host was asked."""

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.WAGTAILADMIN_BASE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.WAGTAILADMIN_BASE_URL).netloc

    def location(self, item: Any) -> str:
        return str(item)


class Pages(WagtailSitemap):
    """The pages of the tree, each as its type allows, with the date of its last publication. One query for each type."""

    def items(self) -> Any:
        return super().items().not_type(LessonPage)

    def lastmod(self, obj: Page) -> datetime | None:
        return obj.last_published_at


class Screens(Public):
    """What is put together from several subjects: nobody knows when it last changed."""

    def items(self) -> list[str]:
        return [reverse(name) for name in SCREENS]


class Pilots(Public):
    """The page of each pilot territory. One query."""

    def items(self) -> list[str]:
        return [pilot.url for pilot in PilotTerritory.objects.order_by("pk").only("slug")]


class Framework(Public):
    """The framework in force and the versions before it, each dated by its publication: a version never changes afterwards. One query."""

    def items(self) -> list[tuple[str, datetime]]:
        versions = list(FrameworkVersion.objects.published().values_list("number", "published_at"))
        return [(address(number, versions[0][0]), at) for number, at in versions]

    def location(self, item: tuple[str, datetime]) -> str:
        return item[0]

    def lastmod(self, item: tuple[str, datetime]) -> datetime:
        return item[1]


class Shelf(Public):
    """The page of each published resource, in the order in which they came: a new one moves no other. Two queries."""

    limit = 5_000

    def items(self) -> Any:
        return Resource.objects.published().order_by("pk").values_list("slug", flat=True)

    def location(self, item: str) -> str:
        return reverse("resource", args=[item])


# The parts of the map, by the name that their address carries.
PARTS: dict[str, Any] = {"pages": Pages, "ecrans": Screens, "territoires": Pilots, "referentiel": Framework, "ressources": Shelf}
