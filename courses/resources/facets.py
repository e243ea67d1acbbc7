"""What the shelf is sorted by: the names of values, what an address asks for, and how many resources each value would leave."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import CharField, Count, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast
from django.http import QueryDict

from courses.models import Competency, ModulePage
from courses.resources.enums import Facet, Kind
from courses.resources.models import Resource, ResourceFacet
from pages.search.index import holding
from territories.enums import Family
from territories.models import ActorKind, Domain, Territory
from territories.names import folded

# What an address may hold beside filters, without a word about it.
OTHERS = frozenset({"q", "tri", "page"})
# The document's lists of kinds of actors use some of the same names: beside one another, each says which list is its own.
LISTS = {Family.BEARER: "porteur possible", Family.INITIATOR: "à l’initiative", Family.PILOT: "territoire pilote"}
MOST = 200  # values asked at once; past that, nobody chose them


@dataclass(frozen=True)
class Choice:
    """One value that one may sort by: its number in the table of facets, its name in addresses, its name on screen."""

    facet: Facet
    value: int
    slug: str
    name: str


@dataclass
class Asked:
    """What an address asks for: values by facet, and what it names that does not exist."""

    chosen: dict[Facet, list[Choice]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Choice]:
        return (choice for choices in self.chosen.values() for choice in choices)


def public_territories() -> QuerySet[Territory]:
    """The territories that an editor may sort resources by: never an invented one."""
    return Territory.objects.filter(is_demo=False)


def named_territories() -> QuerySet[Territory]:
    """Those that the shelf names: an editor published a resource about them.

    Any other is perhaps where the people of a cohort live, and visitors are not even told that it exists.
    """
    named = ResourceFacet.objects.filter(facet=Facet.TERRITORY).order_by().values("value")
    return public_territories().filter(pk__in=named)


def choices() -> dict[Facet, list[Choice]]:
    """Every value of every facet, in its order. One query."""
    parts = [
        _part(Facet.DOMAIN, Domain.objects.all(), "order", "name"),
        _part(Facet.TERRITORY, named_territories(), None, "name"),
        _part(Facet.ACTOR, ActorKind.objects.all(), "order", "name", "family"),
        _part(Facet.MODULE, ModulePage.objects.live(), "number", "short_title"),
        _part(Facet.COMPETENCY, Competency.objects.all(), "order", "title"),
    ]
    found: dict[Facet, list[Choice]] = {Facet.KIND: [Choice(Facet.KIND, kind.number, kind.value, kind.label) for kind in Kind]}
    rows = list(parts[0].union(*parts[1:], all=True).order_by())
    known = Counter((facet, _alike(name)) for facet, _, _, name, _, _ in rows)
    for facet, value, slug, name, place, family in sorted(rows, key=lambda row: (row[0], row[4], folded(row[3]), row[1])):
        kind = Facet(facet)
        shown = f"{place}. {name}" if kind == Facet.MODULE else name
        if kind == Facet.ACTOR and known[facet, _alike(name)] > 1:
            shown = f"{name}, {LISTS[Family(family)]}"
        found.setdefault(kind, []).append(Choice(kind, value, slug, shown))
    return found


def _alike(name: str) -> str:
    """A name as one may take it for another: « Entreprise » and « Entreprises »."""
    return folded(name).rstrip("s")


def _part(facet: Facet, rows: QuerySet, order: str | None, name: str, family: str = "") -> QuerySet:
    place = Cast(F(order), IntegerField()) if order else Value(0, IntegerField())
    stands_in = F(family) if family else Value("", CharField())
    return rows.order_by().values_list(Value(int(facet), IntegerField()), "pk", "slug", name, place, stands_in)


def asked_by(query: QueryDict, known: dict[Facet, list[Choice]]) -> Asked:
    """What an address asks for. A name or a value that does not exist is set aside, with its own words."""
    asked = Asked()
    by_name = {facet.parameter: facet for facet in Facet}
    for name in list(query)[:50]:
        facet = by_name.get(name)
        if facet is None:
            if name not in OTHERS and not name.startswith("utm_"):
                asked.unknown.append(name[:40])
            continue
        slugs = {choice.slug: choice for choice in known.get(facet, [])}
        for slug in dict.fromkeys(query.getlist(name)[:MOST]):
            if slug in slugs:
                asked.chosen.setdefault(facet, []).append(slugs[slug])
            elif slug:
                asked.unknown.append(f"{name} : {slug[:40]}")
    return asked


def narrowed[Rows: QuerySet](rows: Rows, groups: dict[str, dict[str, int]], asked: Asked, *, without: Facet | None = None) -> Rows:
    """The rows whose entry holds every word, and one of the values chosen in each facet; `without` leaves a facet out, to count its own.

    Only published resources have facets, so no other row is looked at. Costs no query by itself.
    """
    rows = holding(groups, rows)
    for facet, chosen in asked.chosen.items():
        if facet != without:
            values = [choice.value for choice in chosen]
            rows = rows.filter(entry__in=ResourceFacet.objects.filter(facet=facet, value__in=values).order_by().values("entry"))
    return rows


def counts(groups: dict[str, dict[str, int]], asked: Asked) -> dict[tuple[int, int], int]:
    """How many resources each value would leave, by facet and value, following the words and the other facets. One query."""
    parts = [narrowed(ResourceFacet.objects.exclude(facet__in=list(asked.chosen)), groups, asked)]
    parts += [narrowed(ResourceFacet.objects.filter(facet=facet), groups, asked, without=facet) for facet in asked.chosen]
    counted = [rows.order_by().values_list("facet", "value").annotate(number=Count("pk")) for rows in parts]
    rows = counted[0].union(*counted[1:], all=True).order_by() if len(counted) > 1 else counted[0]
    return {(facet, value): number for facet, value, number in rows}


def values_of(resource: Resource) -> set[tuple[int, int]]:
    """What a resource is sorted by today. Five queries: asked when it changes, never when it is read."""
    found = {(int(Facet.KIND), Kind(resource.kind).number)}
    for facet, rows in (
        (Facet.DOMAIN, resource.domains),
        (Facet.TERRITORY, resource.territories),
        (Facet.ACTOR, resource.actor_kinds),
        (Facet.MODULE, resource.modules),
        (Facet.COMPETENCY, resource.competencies),
    ):
        found |= {(int(facet), pk) for pk in rows.order_by().values_list("pk", flat=True)}
    return found
