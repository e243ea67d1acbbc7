"""What lists people, mails, invitations or rows costs the same with one and with six."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import audit
from accounts.models import User
from cohorts.enums import ImportState, Outcome
from cohorts.inviting.actions import invite
from cohorts.models import Absence, Cohort, Draft, Enrolment, ImportRow, ImportRun, Letter, LetterCopy, PersonalOpening, TrainerNote
from courses.outline import Outline
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


def cost(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def letters(cohort: Cohort, author: User, people: list[Enrolment], number: int) -> None:
    letter = Letter.objects.create(cohort=cohort, author=author, key=uuid.uuid4(), audience="all", subject="S", body="B")
    LetterCopy.objects.bulk_create(LetterCopy(letter=letter, enrolment=one, email=one.user.email) for one in people[: number + 1])


def invitations(cohort: Cohort, author: User, people: list[Enrolment], number: int) -> None:
    invite(cohort=cohort, by=author, email=f"n{number}@exemple.fr", first_name="N", territory=people[0].territory)


def rows(cohort: Cohort, author: User, people: list[Enrolment], number: int) -> None:
    run, _ = ImportRun.objects.get_or_create(cohort=cohort, file_name="x.csv", defaults={"by": author, "state": ImportState.CHECKED})
    ImportRow.objects.create(run=run, line=number + 2, outcome=Outcome.REFUSED, errors=[{"column": "nom", "value": "", "reason": "x"}])


def history(cohort: Cohort, author: User, people: list[Enrolment], number: int) -> None:
    one, day = people[0], timezone.localdate()
    TrainerNote.objects.create(enrolment=one, author=author, text="Note")
    Absence.objects.create(enrolment=one, starts_on=day, ends_on=day)
    module = cohort.openings.order_by("pk")[number].module_id
    PersonalOpening.objects.create(enrolment=one, module_id=module, opens_at=timezone.now())
    letters(cohort, author, people, 0)
    audit.record(by=author, action="pair", target="x")


SCREENS: list[tuple[Any, str]] = [
    (letters, "courriels/"),
    (letters, "courriels/{letter}/"),
    (invitations, "personnes/"),
    (invitations, "personnes.csv"),
    (rows, "import/"),
    (rows, "import/{run}/"),
    (history, "personnes/{person}/"),
    (history, "ouvertures/"),
]


@pytest.mark.parametrize(("add", "screen"), SCREENS, ids=[screen for _, screen in SCREENS])
def test_a_list_of_the_desk_costs_the_same_with_1_and_6_rows(add: Any, screen: str, desk: Client, denis: User, pionniers: Cohort) -> None:
    people = list(pionniers.enrolments.select_related("user", "territory").by_name())  # type: ignore[attr-defined]
    seen = []
    for numbers in (range(1), range(1, 6)):
        for number in numbers:
            add(pionniers, denis, people, number)
        names = {"person": people[0].pk}
        if "{letter}" in screen:
            names["letter"] = Letter.objects.order_by("pk").last().pk  # type: ignore[union-attr]
        if "{run}" in screen:
            names["run"] = ImportRun.objects.get().pk
        seen.append(cost(desk, f"/cohortes/pionniers/{screen.format(**names)}"))
    assert seen[0] == seen[1]


def test_the_journal_and_ones_own_cohort_cost_the_same_with_1_and_6(denis: User, outline: Outline) -> None:
    gaelle, seen = signed_in("gaelle"), []
    for count in (1, 5):
        for _ in range(count):
            audit.record(by=denis, action="absence", target="x")
        seen.append(cost(gaelle, "/compte/journal/?action=absence"))
    assert seen[0] == seen[1]
    costs = [cost(signed_in(name), "/cohorte/") for name in ("chloe", "amina")]  # 3 binômes, 12 binômes
    assert costs[0] == costs[1]


def test_texts_that_are_not_saved_cost_the_same_with_1_and_6_lessons(enrolment: Enrolment, outline: Outline) -> None:
    """« Vos réponses » names the question of each: of lessons that somebody has read before, and keeps so."""
    client, costs = signed_in("amina"), []
    for number, lesson in enumerate(outline.lessons[:6], start=1):
        Draft.objects.create(enrolment=enrolment, lesson_id=lesson.id, block="x", text=f"Texte {number}")
        if number in (1, 6):
            costs.append(cost(client, "/reponses/"))
            assert client.get("/reponses/").content.decode().count("Votre brouillon du") == number
    assert costs[0] == costs[1]
