"""Invented rows in bulk: five thousand pages in the search's index, made of the track's own sentences; twenty
thousand resources on the shelf; a cohort's self-assessments."""

import random
import re
import time
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from accounts.models import User
from assessments.counting.actions import close_moment
from assessments.enums import Moment
from assessments.models import FrameworkVersion, MomentOpening, Rating, SelfAssessment
from cohorts.models import Cohort
from courses.models import Competency, ModulePage, Resource, ResourceFacet
from courses.resources.enums import Facet, Kind
from pages.models import SearchEntry, SearchWord
from pages.search.index import words_of
from territories.models import ActorKind, Domain, Territory


def fill(number: int = 5000, seed: int = 7) -> int:
    """Adds entries with the vocabulary of the real ones; the number of words indexed."""
    draw = random.Random(seed)  # noqa: S311 - invented text, not a secret
    texts = SearchEntry.objects.values_list("text", flat=True)
    sentences = [part for text in texts for part in re.split(r"(?<=[.!?]) ", text) if len(part) > 30]
    entries = [
        SearchEntry(
            key=f"bench:{index}",
            kind="page",
            label=draw.choice(sentences)[:80],
            text=" ".join(draw.sample(sentences, 12)),
            url="/parcours/",
        )
        for index in range(number)
    ]
    made = SearchEntry.objects.bulk_create(entries, batch_size=500)
    words = [word for entry in made for word in words_of(entry)]
    SearchWord.objects.bulk_create(words, batch_size=2000)
    return len(words)


def fill_resources(number: int = 20_000, seed: int = 7) -> int:
    """Puts invented resources on the shelf, sorted by every filter; the number of facets.

    Each has a title and three sentences of the track, so that ordinary words are held by thousands.
    """
    draw = random.Random(seed)  # noqa: S311 - invented text, not a secret
    texts = SearchEntry.objects.filter(kind="lesson").values_list("text", flat=True)
    sentences = [part for text in texts for part in re.split(r"(?<=[.!?]) ", text) if len(part) > 30]
    values: dict[Facet, list[int]] = {Facet.KIND: [kind.number for kind in Kind]}
    for facet, model, size in ((Facet.DOMAIN, Domain, 16), (Facet.ACTOR, ActorKind, 6), (Facet.TERRITORY, Territory, 60)):
        made = model.objects.bulk_create([model(slug=f"banc-{facet}-{one}", name=f"{facet.label} {one}") for one in range(size)])
        values[facet] = [one.pk for one in made]
    values[Facet.MODULE] = list(ModulePage.objects.order_by("path").values_list("pk", flat=True))
    values[Facet.COMPETENCY] = list(Competency.objects.values_list("pk", flat=True))
    now, kinds = timezone.now(), list(Kind)
    entries = SearchEntry.objects.bulk_create(
        [
            SearchEntry(
                key=f"banc-ressource:{one}", kind="resource", label=draw.choice(sentences)[:80], text=" ".join(draw.sample(sentences, 3))
            )
            for one in range(number)
        ],
        batch_size=500,
    )
    shelf = Resource.objects.bulk_create(
        [
            Resource(
                kind=kinds[index % 4],
                title=entry.label,
                slug=f"banc-{index}",
                summary=entry.text[:300],
                text=entry.text,
                url=f"https://exemple.fr/{index}",
                state="publiee",
                decided_at=now,
                published_at=now - timedelta(minutes=index),
                entry=entry,
            )
            for index, entry in enumerate(entries)
        ],
        batch_size=500,
    )
    facets = []
    for one in shelf:
        facets.append(ResourceFacet(entry=one.entry, facet=Facet.KIND, value=Kind(one.kind).number))
        for facet, most in ((Facet.DOMAIN, 3), (Facet.TERRITORY, 1), (Facet.ACTOR, 2), (Facet.MODULE, 2), (Facet.COMPETENCY, 2)):
            chosen = draw.sample(values[facet], draw.randint(1, most))
            facets += [ResourceFacet(entry=one.entry, facet=facet, value=value) for value in chosen]
    ResourceFacet.objects.bulk_create(facets, batch_size=2000)
    SearchWord.objects.bulk_create((word for entry in entries for word in words_of(entry)), batch_size=2000)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # what its own daemon does a minute after such a change
    return len(facets)


def fill_assessments(slug: str, seed: int = 7) -> int:
    """Has everyone of a cohort send something at each of the four moments, with levels that move; the number of ratings.

    Two in three show theirs to trainers, one in twenty is not counted, one in twenty is away at each moment. The moments are open.
    """
    draw = random.Random(seed)  # noqa: S311 - invented answers, not a secret
    cohort = Cohort.objects.get(slug=slug)
    version = FrameworkVersion.objects.published()[0]
    indicators = list(version.indicators.order_by("sort_order"))
    now = timezone.now()
    MomentOpening.objects.bulk_create(
        MomentOpening(cohort=cohort, moment=moment, opens_on=cohort.today(), version=version) for moment in Moment
    )
    people = list(cohort.enrolments.order_by("pk"))
    made = SelfAssessment.objects.bulk_create(
        [
            SelfAssessment(enrolment=one, moment=moment, version=version, started_at=now, saved_at=now)
            for moment in Moment
            for one in people
            if draw.random() > 0.05
        ],
        batch_size=500,
    )
    ratings = []
    for one in made:
        for indicator in indicators:
            level = None if draw.random() < 0.03 else min(5, draw.choice((1, 2, 2, 3, 3, 4)) + Moment(one.moment).rank // 2)
            words = {"situation": "Une réunion", "situated_on": now.date(), "effect": "Un accord"} if level else {}
            ratings.append(Rating(assessment=one, indicator=indicator, level=level, not_concerned=level is None, **words))
    Rating.objects.bulk_create(ratings, batch_size=1000)
    sent = SelfAssessment.objects.filter(enrolment__cohort=cohort)
    shown = [one.pk for one in made if draw.random() < 0.66]
    refused = [one.pk for one in made if draw.random() < 0.05]
    for start in range(0, len(shown), 500):
        sent.filter(pk__in=shown[start : start + 500]).update(for_trainers=True)
    sent.exclude(pk__in=refused[:500]).update(submitted_at=now, counted=True, asked={"version": version.number})
    sent.filter(submitted_at=None).update(submitted_at=now, asked={"version": version.number})
    return len(ratings)


def close_all(slug: str) -> list[float]:
    """Closes the four moments in their order; the seconds that each took."""
    cohort, waits = Cohort.objects.get(slug=slug), []
    trainer = User.objects.filter(is_superuser=True).order_by("pk")[0]
    for opening in sorted(cohort.moments.all(), key=lambda one: Moment(one.moment).rank):
        began = time.perf_counter()
        close_moment(opening=opening, by=trainer)
        waits.append(time.perf_counter() - began)
    return waits
