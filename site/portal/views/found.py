"""What robots ask for first: where they may go, and what there is."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps import views

from courses.resources.enums import Facet
from pages.cards import absolute
from portal.sitemaps import PARTS, Shelf

# Rooms that are no reading: engines that follow their links find forms. Nothing here is hidden by being named: each door has its own lock.
CLOSED = ("/admin/", "/compte/", "/recherche/", "/invitation/", "/demo/", "/documents/")
# Words and filters make more addresses than anybody will read, each with the same resources again; the pages of the whole list are few.
# One line for each first word of such an address: robots differ in how they read a bare « ? » and a « * ».
NARROWED = {"resources": ["q", *(facet.parameter for facet in Facet), "tri"], "territories": ["region", "acteur"]}


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """Where robots may go (RFC 9309), and the address of the map of the site."""
    narrowed = [f"{reverse(name)}?{first}=" for name, words in NARROWED.items() for first in words]
    rules = [f"Disallow: {path}" for path in (*CLOSED, *narrowed)]
    lines = ["User-agent: *", *rules, "", f"Sitemap: {absolute(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
@cache_control(public=True, max_age=300)
def sitemap(request: HttpRequest, section: str | None = None) -> HttpResponse:
    """Every public address in one list while the shelf fits in it; past that, a list of lists (sitemaps.org)."""
    if section is not None or Shelf().paginator.num_pages == 1:
        return views.sitemap(request, PARTS, section=section)
    lists = views.index(request, PARTS, sitemap_url_name="sitemap_part")
    for one in lists.context_data["sitemaps"]:
        # Django names the host that was asked; engines want the lists under the host of what they list.
        one.location = absolute(one.location.removeprefix(f"{request.scheme}://{request.get_host()}"))
    return lists
