"""The same adversary against the real screens and files of drawn cohorts: what they show is all that she has."""

import csv
import html
import io
import itertools
import re
from collections import defaultdict
from datetime import datetime, timedelta
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import User
from assessments.counting.actions import close_moment
from assessments.enums import ConsentKind, Moment
from assessments.models import Consent, Publication, SelfAssessment
from cohorts.enums import CohortState
from cohorts.models import Binome, Cohort, Enrolment, Seat
from courses.models import CurriculumPage
from tests.assessments.adversary import attack
from tests.assessments.making import current_version, make_assessment, open_moment
from tests.assessments.test_counting_adversary import CODES, World, smallest_of, table, worlds
from tests.conftest import person, signed_in, tight

TOKENS = re.compile(r'(csrfmiddlewaretoken" value="|nonce=")[^"]+|nonce-[^"\']+')
GROUPS: dict[str, list[Any]] = {
    "Niveaux 1 et 2": [1, 2], "Niveau 3": [3], "Niveaux 4 et 5": [4, 5], "Niveaux 1 à 3": [1, 2, 3], "Niveaux 3 à 5": [3, 4, 5],
    "Regard plus exigeant": ["lower"], "Même niveau": ["same"], "Niveau plus haut": ["higher"],
    "Regard plus exigeant ou même niveau": ["lower", "same"], "Même niveau ou niveau plus haut": ["same", "higher"],
}  # fmt: skip
FILTERS = st.dictionaries(
    st.sampled_from(["moment", "niveau", "binome", "q", "page", "territoire", "depuis", "code"]),
    st.sampled_from(["entree", "1", "2", "dia-1", "lower", "", "' OR 1=1"]),
    min_size=1,
)


def built(world: World) -> tuple[Cohort, dict[int, Enrolment]]:
    """The drawn cohort, in the database: seats that follow each other, words exchanged, snapshots with a mark a person."""
    cohort = Cohort.objects.create(
        slug="tirage", name="Tirage", curriculum=CurriculumPage.objects.get(), starts_on="2026-01-01", ends_on="2026-12-31", state=CohortState.OPEN
    )  # fmt: skip
    cohort.trainers.add(person("denis"))
    users = User.objects.bulk_create(User(email=f"t{one}@exemple.fr", first_name=f"P{one}", last_name="Tirée") for one in world.people)
    made = Enrolment.objects.bulk_create(Enrolment(user=user, cohort=cohort) for user in users)
    people = dict(zip(world.people, made, strict=True))
    for one in world.trainers:
        cohort.trainers.add(people[one].user)
    for number, group in enumerate(world.groups):  # all but the last of each person's places are left behind
        binome = Binome.objects.create(cohort=cohort, is_trio=len(group) == 3)
        for place, one in enumerate(sorted(group), 1):
            since = cohort_start(number)
            Seat.objects.create(binome=binome, enrolment=people[one], number=place, since=since, until=since + timedelta(days=1))
    for exchanged in world.exchanged:
        for giver, receiver in itertools.permutations(exchanged, 2):
            Consent.objects.get_or_create(kind=ConsentKind.RECIPROCAL, moment=Moment.ENTRY, giver=people[giver], receiver=people[receiver])
    version = current_version()
    for moment, sent in world.sent.items():
        for one, answer in sent.items():
            levels = dict.fromkeys([*version.indicators.values_list("code", flat=True)], answer.levels["dia-1"])
            make_assessment(
                people[one], moment, levels={**levels, **answer.levels}, counted=answer.counted, for_trainers=answer.shown,
                version=version, mark=f"MARQUE-{one}-",
            )  # fmt: skip
    return cohort, people


def cohort_start(number: int) -> datetime:
    return timezone.now() - timedelta(days=400 - number * 2)


def body(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return TOKENS.sub("", answer.content.decode("utf-8-sig")).replace("\xa0", " ").replace("\u202f", " ")


def said(page: str) -> str:
    """What a page says, without the bar around it, which remembers its address."""
    return page.split("<main", 1)[-1].split("</main>", 1)[0]


def cells_on_screen(page: str) -> list[tuple[str, str, str, list[tuple[str, int]]]]:
    """Indicator, moment, base and groups, as the screen says them."""
    found = []
    text = html.unescape(tight(page)).replace("\xa0", " ").replace("\u202f", " ")
    for part in re.findall(r"<tbody[^>]*>(.*?)</tbody>", text, re.S):
        title = re.search(r'scope="rowgroup"[^>]*>(.*?)</th>', part, re.S)
        assert title
        for when, base, cell in re.findall(r'<th scope="row"[^>]*>(.*?)</th><td[^>]*>(.*?)</td><td[^>]*>(.*?)</td>', part, re.S):
            bands = [(label, int(people)) for label, people in re.findall(r"<li>(.*?) : <strong>(\d+)</strong>", cell)]
            found.append((re.sub("<[^>]+>", "", title[1]), when, base, bands))
    return found


def cells_in_file(text: str) -> list[tuple[str, str, str, list[tuple[str, int]]]]:
    """The same, as the file says them."""
    found: dict[tuple[str, str, str], list[tuple[str, int]]] = {}
    for _, indicator, when, _, base, label, people in list(csv.reader(io.StringIO(text), delimiter=";"))[1:]:
        place = found.setdefault((indicator, when, base or "–"), [])
        if people:
            place.append((label, int(people)))
    return [(*key, bands) for key, bands in found.items()]


@pytest.mark.django_db
@settings(
    max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate)
)
@given(world=worlds(least=6, largest=20, moments=2), query=FILTERS)
def test_screens_and_files_of_drawn_cohorts_tell_the_adversary_nothing(world: World, query: dict[str, str]) -> None:
    with transaction.atomic():
        play(world, query)
        transaction.set_rollback(True)


def play(world: World, query: dict[str, str]) -> None:
    cohort, people = built(world)
    numbers = {enrolment.pk: one for one, enrolment in people.items()}
    for moment in world.order:
        close_moment(opening=open_moment(cohort, moment), by=person("denis"), rng=Random(world.seed))  # noqa: S311
    denis, at = signed_in("denis"), "/cohortes/tirage/positionnements/"
    screens = {url: body(denis, f"{at}{url}") for url in ("", "chiffres/", "chiffres.csv", *(f"{one}/" for one in Moment), "entree.csv")}
    shown = cells_on_screen(screens["chiffres/"])
    assert sorted(shown) == sorted(cells_in_file(screens["chiffres.csv"]))
    one_of_them = Client()
    one_of_them.force_login(people[1].user)
    assert cells_on_screen(body(one_of_them, "/competences/cohorte/")) == shown
    readable = {f"/competences/lire/{one.pk}/" for one in SelfAssessment.objects.readable_by(person("denis"))}
    for url, page in screens.items():
        assert not re.search(r"MARQUE-\d|Situation|Un accord trouvé", page), url
        assert set(re.findall(r"/competences/lire/\d+/", page)) <= readable
        if not url.startswith("chiffres"):
            assert not re.search(r"[Nn]iveaux? \d", page), url
        assert said(body(denis, f"{at}{url}?{urlencode(query)}")) == said(page), url
    for stranger in ("elise", "chloe"):
        for url in screens:
            assert signed_in(stranger).get(f"{at}{url}").status_code == 404
    assert not cells_on_screen(body(signed_in("chloe"), "/competences/cohorte/"))
    tables, smallest = read_back(world, numbers, shown)
    for found in tables.values():
        assert not attack(found, world.circles, smallest)


def read_back(world: World, numbers: dict[int, int], shown: list[Any]) -> tuple[dict[str, list[Any]], dict[str, int]]:
    """The tables as the screen shows them, with the members that nobody sees, for the adversary who knows more than anyone."""
    titles = dict(current_version().indicators.filter(code__in=CODES).values_list("title", "code"))
    tables: dict[str, list[Any]] = defaultdict(list)
    smallest = {}
    places: dict[str, Any] = {}
    for one in Publication.objects.filter(cohort__slug="tirage"):
        when = {"state": Moment(one.moment).short}.get(one.kind) or {"mi-parcours": "De l’entrée au point d’étape"}[one.moment]
        places[when] = one
    for title, when, base, bands in shown:
        if title not in titles:
            continue
        code, one = titles[title], places[when]
        cell = {"base": None if base == "–" else int(base), "bands": [{"holds": GROUPS[label], "people": count} for label, count in bands]}
        members = frozenset(numbers[pk] for pk in one.members[code])
        made = table(world, code, one.kind, one.moment, one.since, cell, members)
        tables[code].append(made)
        smallest[made.name] = smallest_of(world, one.moment, one.since)
    assert set(tables) == (set(CODES) if places else set())
    return tables, smallest
