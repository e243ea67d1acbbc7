"""The shelf as somebody asks for it: words, filters, an order, a page; with what each filter would leave."""

from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict

from courses.resources.enums import Facet
from courses.resources.facets import Asked, Choice, asked_by, choices, counts, narrowed
from courses.resources.models import Resource, ResourceFacet
from pages.search.index import meant, missing, weighed
from pages.search.words import asked as asked_words
from pages.search.words import excerpt, stems

PAGE = 20
LIKELIEST, NEWEST, OLDEST, TITLE = "pertinence", "recent", "ancien", "titre"
ORDERS = {LIKELIEST: "Les plus proches de vos mots", NEWEST: "Les plus récentes", OLDEST: "Les plus anciennes", TITLE: "Par titre"}
BY = {NEWEST: ("-published_at", "-pk"), OLDEST: ("published_at", "pk"), TITLE: ("title", "pk")}
READ_FOR_EXCERPT = 30_000  # characters of a file in which the words that were asked are looked for


@dataclass(frozen=True)
class Option:
    """One value of a filter on screen: how many resources it would leave, and whether it is chosen."""

    choice: Choice
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Filter:
    """One filter on screen."""

    facet: Facet
    options: list[Option]

    @property
    def is_chosen(self) -> bool:
        return any(option.is_chosen for option in self.options)


@dataclass(frozen=True)
class Line:
    """One resource of the list, with the words that say why it is there."""

    resource: Resource
    pieces: list[tuple[str, bool]]


@dataclass
class Search:
    """What an address asks of the shelf. Three queries, five with words, whatever is found."""

    query: str
    order: str
    number: str
    asked: Asked
    known: dict[Facet, list[Choice]]
    words: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, data: QueryDict) -> "Search":
        """Reads an address. An order that does not exist is the usual one: likeliest with words, newest without."""
        known = choices()
        query = " ".join(data.get("q", "").replace("\x00", "").split())[:200]
        words = asked_words(query)
        order = data.get("tri", "")
        if order not in ORDERS or (order == LIKELIEST and not words):
            order = LIKELIEST if words else NEWEST
        return cls(query if words else "", order, data.get("page", ""), asked_by(data, known), known, words)

    @cached_property
    def groups(self) -> dict[str, dict[str, int]]:
        return meant(self.words)

    @cached_property
    def numbers(self) -> dict[tuple[int, int], int]:
        return counts(self.groups, self.asked)

    @property
    def missing(self) -> str:
        """The words that nothing holds, in a sentence."""
        return missing(self.query, self.groups) if self.words else ""

    @property
    def total(self) -> int:
        """How many resources are found: each has one kind, so the counts of kinds say it."""
        if self.words and not all(self.groups.values()):
            return 0
        chosen = {choice.value for choice in self.asked.chosen.get(Facet.KIND, [])}
        return sum(n for (facet, value), n in self.numbers.items() if facet == Facet.KIND and (not chosen or value in chosen))

    @cached_property
    def page(self) -> Page:
        """The resources of one page, or the numbers of their entries where the likeliest stand first."""
        if self.order == LIKELIEST:
            rows: QuerySet = narrowed(weighed(self.groups), {}, self.asked)
            rows = rows.filter(entry__in=ResourceFacet.objects.filter(facet=Facet.KIND).order_by().values("entry"))
        else:
            shelf = Resource.objects.published()
            rows = narrowed(shelf if self.words else shelf.light(), self.groups, self.asked).order_by(*BY[self.order])
        paginator = Paginator(rows, PAGE)
        paginator.count = self.total
        return paginator.get_page(self.number)

    @cached_property
    def lines(self) -> list[Line]:
        found = list(self.page.object_list)
        if self.order == LIKELIEST:
            by_entry = {one.entry_id: one for one in Resource.objects.filter(entry__in=found)}
            found = [by_entry[entry] for entry in found if entry in by_entry]
        return [Line(one, self.pieces_of(one)) for one in found]

    def pieces_of(self, resource: Resource) -> list[tuple[str, bool]]:
        """The summary; where the words asked are only in the file or the presentation, the passage that holds them."""
        if self.words and not set(self.words) & set(stems(f"{resource.title} {resource.summary}")):
            deeper = f"{resource.body} {resource.text[:READ_FOR_EXCERPT]}".strip()
            pieces = excerpt(deeper, self.words)
            if any(is_hit for _, is_hit in pieces):
                return pieces
        return [(resource.summary, False)] if resource.summary else []

    @cached_property
    def filters(self) -> list[Filter]:
        """Every filter that has something to choose, each value with what it would leave; chosen ones stay though they leave nothing."""
        shown = []
        for facet in Facet:
            chosen = self.asked.chosen.get(facet, [])
            options = [Option(one, self.numbers.get((facet, one.value), 0), one in chosen) for one in self.known.get(facet, [])]
            options = [option for option in options if option.count or option.is_chosen]
            if options:
                shown.append(Filter(facet, options))
        return shown

    def address(self, *, but: Choice | None = None, page: bool = False) -> str:
        """This search as an address, without one of its filters: « type=video&domaine=emploi& »."""
        pairs = [("q", self.query)] if self.query else []
        pairs += [(one.facet.parameter, one.slug) for one in self.asked if one != but]
        if self.order != self.usual:
            pairs.append(("tri", self.order))
        return urlencode(pairs) + ("&" if pairs and page else "")

    @property
    def chosen(self) -> list[tuple[Choice, str]]:
        """Each filter that holds, with the address that lifts it alone."""
        return [(one, self.address(but=one)) for one in self.asked]

    @property
    def usual(self) -> str:
        return LIKELIEST if self.words else NEWEST

    @property
    def orders(self) -> list[tuple[str, str, bool]]:
        """Each order with its label, and whether it holds. The usual one has no value: words typed later then bring the likeliest first."""
        shown = [(value, label) for value, label in ORDERS.items() if value != LIKELIEST or self.words]
        return [("" if value == self.usual else value, label, value == self.order) for value, label in shown]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.query or self.asked.chosen)
