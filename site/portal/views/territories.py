"""The pilot territories of the source document: the directory with its map, and a page for each."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.models import Page

from courses.outline import main_outline
from pages.cards import Card, described, trail
from territories.atlas import Shape, shapes
from territories.models import PilotTerritory
from territories.names import folded

LESSON = "m3-l4"  # « À l’initiative de qui ? Les territoires pilotes »
CHAPTER = "/guide/territoires-pilotes/"
DIRECTORY = "Les territoires pilotes du parcours : leur lieu, leur région et leur type d’acteur, sur une carte et dans un tableau."


@dataclass(frozen=True)
class Option:
    """One value of a filter, and how many territories it would leave."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Region:
    """One region on the map: how many territories it holds, and whether the page is about it."""

    shape: Shape
    count: int = 0
    is_here: bool = False


@login_not_required
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """Every pilot on the map and in a table, narrowed by region and kind of actor. One query whatever their number."""
    pilots = PilotTerritory.objects.in_directory()
    region, kind = request.GET.get("region", ""), request.GET.get("acteur", "")
    ignored = []
    if region and region not in {one.region_code for one in pilots}:
        ignored.append("Cette région n’a pas de territoire pilote.")
        region = ""
    if kind and kind not in {kind_of(one) for one in pilots}:
        ignored.append("Ce type d’acteur n’est celui d’aucun territoire pilote.")
        kind = ""
    in_region = [one for one in pilots if not region or one.region_code == region]
    of_kind = [one for one in pilots if not kind or kind_of(one) == kind]
    shown = [one for one in in_region if not kind or kind_of(one) == kind]
    regions = Counter(one.region_code for one in of_kind)
    kinds = Counter(kind_of(one) for one in in_region)
    names = {kind_of(one): one.shown_kind.name for one in pilots if one.shown_kind}
    context: dict[str, Any] = {
        "pilots": shown,
        "total": len(pilots),
        "region": region,
        "kind": kind,
        "ignored": ignored,
        "regions": [Option(code, name, regions[code]) for code, name in {one.region_code: one.current_region for one in pilots}.items()],
        "kinds": sorted((Option(slug, name, kinds[slug]) for slug, name in names.items()), key=lambda one: folded(one.label)),
        "atlas": atlas(Counter(one.region_code for one in shown)),
        "region_count": len({one.region_code for one in shown}),
        # Filters show fewer of the same territories: their one address is the directory's.
        "card": Card("Territoires pilotes", described(DIRECTORY), reverse("territories")),
    }
    return render(request, "portal/territories.html", context)


@login_not_required
@require_safe
def territory(request: HttpRequest, slug: str) -> HttpResponse:
    """What the document says of one pilot, what is doubtful and why, and where the track and the guide speak of them."""
    pilot = get_object_or_404(PilotTerritory.objects.whole(), slug=slug)
    outline = main_outline()
    lesson = next((one for one in outline.lessons if one.code == LESSON), None) if outline else None
    context = {
        "pilot": pilot,
        "atlas": [Region(shape, is_here=shape.code == pilot.region_code) for shape in shapes()],
        "lesson": lesson,
        "module": outline.module_of(lesson) if outline and lesson else None,
        "chapter": Page.objects.live().filter(url_path__endswith=CHAPTER).first(),
        "card": card_of(pilot),
    }
    return render(request, "portal/territory.html", context)


def card_of(pilot: PilotTerritory) -> Card:
    """A pilot by its name, as far as it may be shown, and the place that is printed; what is doubtful stays on the page, with its sign."""
    thread = trail(("Territoires pilotes", reverse("territories")), (pilot.title, pilot.url))
    place = "" if pilot.printed == pilot.title else f" : {pilot.printed}"
    words = described(f"{pilot.title}, territoire pilote du parcours{place}.")
    return Card(pilot.title, words, pilot.url, "article", (thread,))


def kind_of(pilot: PilotTerritory) -> str:
    """The identifier of its kind of actor, as far as it may be shown."""
    return pilot.shown_kind.slug if pilot.shown_kind else ""


def atlas(counts: Counter[str]) -> list[Region]:
    """The 18 regions, each with how many territories it holds."""
    return [Region(shape, count=counts[shape.code]) for shape in shapes()]
