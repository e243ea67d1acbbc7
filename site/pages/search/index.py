"""Keeping the index, and asking it."""

import math
from collections import Counter
from dataclasses import dataclass
from functools import reduce
from operator import add

from django.db import transaction
from django.db.models import Case, Count, FloatField, IntegerField, Max, Q, QuerySet, Sum, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from pages.search.models import SearchEntry, SearchWord
from pages.search.words import asked, excerpt, stems, typed

TITLE, MOST, LIMIT = 10, 15, 50_000


@dataclass(frozen=True)
class Hit:
    """One entry that was found, with the part of its text that says why."""

    entry: SearchEntry
    pieces: list[tuple[str, bool]]


@dataclass(frozen=True)
class Found:
    """The entries that answer a query. `missing` names its words that nothing holds; `is_whole` says whether the entries hold them all."""

    entries: list[SearchEntry]
    missing: str
    is_whole: bool


@transaction.atomic
def put(*, key: str, kind: str, label: str, text: str, url: str = "", page_id: int | None = None) -> SearchEntry:
    """Adds an entry or brings it up to date with its words; one that says the same already is left alone."""
    values = {"kind": kind, "label": label[:255], "text": text[:LIMIT], "url": url, "page_id": page_id}
    known = SearchEntry.objects.filter(key=key, **values).first()
    if known is not None and known.words.exists():
        return known
    entry, _ = SearchEntry.objects.update_or_create(key=key, defaults=values)
    entry.words.all().delete()
    SearchWord.objects.bulk_create(words_of(entry), batch_size=500)
    return entry


def words_of(entry: SearchEntry) -> list[SearchWord]:
    """The words of an entry with their weights."""
    weights: Counter[str] = stems(entry.text)
    for stem, times in stems(entry.label).items():
        weights[stem] += TITLE * times
    return [SearchWord(entry=entry, stem=stem, weight=min(weight, MOST)) for stem, weight in weights.items()]


def drop(key: str) -> None:
    """Forgets an entry: it is not published any more."""
    SearchEntry.objects.filter(key=key).delete()


def find(query: str, visible: Q, *, limit: int = 200) -> Found:
    """The entries among those `visible` that hold every word asked, the likeliest first; then, where none does, some of them.

    A word that nothing holds stands for those that begin like it. A word that few entries hold weighs more (its inverse
    frequency). Four queries, and a few more for each word that nothing holds.
    """
    wanted = asked(query)
    groups = meant(wanted)
    held = {stem for group in groups.values() for stem in group}
    if not held:
        return Found([], missing(query, groups), is_whole=False)
    total = SearchEntry.objects.count()
    scores = [When(stem=stem, then=Value(math.log(1 + total / count))) for group in groups.values() for stem, count in group.items()]
    rows = (
        SearchWord.objects.filter(stem__in=held)
        .filter(entry__in=SearchEntry.objects.filter(visible))
        .order_by()
        .values("entry")
        .annotate(
            score=Sum(Cast("weight", FloatField()) * Case(*scores, default=Value(0.0), output_field=FloatField())),
            kinds=_how_many(groups),
        )
        .order_by("-kinds", "-score", "entry")[:limit]
    )
    ranked = [(row["entry"], row["kinds"]) for row in rows]
    complete = [pk for pk, kinds in ranked if kinds == len(wanted)]
    chosen = complete or [pk for pk, _ in ranked]
    entries = SearchEntry.objects.in_bulk(chosen)
    return Found([entries[pk] for pk in chosen], missing(query, groups), is_whole=bool(complete))


def missing(query: str, groups: dict[str, dict[str, int]]) -> str:
    """The words of a query for which the index holds nothing, as they were typed, in a sentence; empty where it holds something of each."""
    words = dict.fromkeys(word for stem, word in typed(query).items() if not groups.get(stem))
    names = ", ".join(f"«\u00a0{word}\u00a0»" for word in words)
    if not names:
        return ""
    return f"{'Ce mot ne se trouve' if len(words) == 1 else 'Ces mots ne se trouvent'} nulle part\u00a0: {names}."


def meant(wanted: list[str]) -> dict[str, dict[str, int]]:
    """What each word asked stands for in the index: itself, or those that begin like it; each with how many entries hold it.

    One query, and a few more for each word that nothing holds.
    """
    found = _frequencies(wanted) if wanted else {}
    return {one: {one: found[one]} if one in found else _beginning(one) for one in wanted}


def holding[Rows: QuerySet](groups: dict[str, dict[str, int]], rows: Rows, entry: str = "entry") -> Rows:
    """Those of an app's own rows whose entry holds every word asked. Costs no query by itself."""
    for group in groups.values():
        words = SearchWord.objects.filter(stem__in=list(group)).order_by().values("entry")
        rows = rows.filter(**{f"{entry}__in": words})
    return rows


def weighed(groups: dict[str, dict[str, int]]) -> QuerySet:
    """Numbers of the entries that hold every word asked, the likeliest first: a word that few hold weighs more."""
    held = {stem: count for group in groups.values() for stem, count in group.items()}
    most = max(held.values(), default=1)
    scores = [When(stem=stem, then=Value(math.log(1 + most / count))) for stem, count in held.items()]
    weight = Case(*scores, default=Value(0.0), output_field=FloatField())
    # With one word, the rows that are weighed are those that hold it.
    rows = holding(groups if len(groups) > 1 else {}, SearchWord.objects.filter(stem__in=list(held)))
    scored = rows.order_by().values("entry").annotate(score=Sum(Cast("weight", FloatField()) * weight))
    return scored.order_by("-score", "-entry").values_list("entry", flat=True)


def _frequencies(wanted: list[str]) -> dict[str, int]:
    rows = SearchWord.objects.filter(stem__in=wanted).order_by().values_list("stem")
    return dict(rows.annotate(Count("pk")))


def _beginning(start: str) -> dict[str, int]:
    """The stems that begin like a word of three letters or more, else like all but its last letters: one is still typing,
    wrote an abbreviation, or stopped between a stem and its ending."""
    for length in range(len(start), max(len(start) - 4, 2), -1):
        first = start[:length]
        after = first[:-1] + chr(ord(first[-1]) + 1)
        rows = SearchWord.objects.filter(stem__gte=first, stem__lt=after).order_by().values_list("stem")
        if found := dict(rows.annotate(Count("pk"))[:30]):
            return found
        if length <= 5:
            break
    return {}


def _how_many(groups: dict[str, dict[str, int]]) -> Combinable:
    """How many of the words asked an entry holds. One stem may stand for two of them: « partenariat » is meant by « partenar » too."""
    held = [When(stem__in=list(group), then=Value(1)) for group in groups.values() if group]
    return reduce(add, [Max(Case(one, default=Value(0), output_field=IntegerField())) for one in held])


def hits(entries: list[SearchEntry], query: str) -> list[Hit]:
    """Entries as a page shows them."""
    wanted = asked(query)
    return [Hit(entry, excerpt(entry.text, wanted)) for entry in entries]
