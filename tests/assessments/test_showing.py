"""What somebody shows her trainers stands where they look: on the list « À lire », and on her own page. Nothing else does."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.enums import Moment
from assessments.models import SelfAssessment
from cohorts.desk.showing import AT_ONCE
from cohorts.models import Cohort
from tests.assessments.crossing import agree
from tests.assessments.making import enrolment_of, make_assessment
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
QUEUE = "/cohortes/pionniers/a-lire/"


def page_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_what_somebody_shows_is_linked_from_the_list_and_from_her_page_and_goes_with_her_word(desk: Client, pionniers: Cohort) -> None:
    amina = enrolment_of("amina")
    shown = make_assessment(amina, for_trainers=True)
    kept = make_assessment(amina, Moment.MIDWAY)
    draft = make_assessment(amina, Moment.EXIT, submitted=False)
    for url in (QUEUE, f"/cohortes/pionniers/personnes/{amina.pk}/"):
        page = page_of(desk, url)
        assert f'href="/competences/lire/{shown.pk}/"' in page
        assert "Positionnement d’entrée" in page
        for hidden in (kept, draft):
            assert f"/competences/lire/{hidden.pk}/" not in page
    assert desk.get(f"/competences/lire/{shown.pk}/").status_code == 200
    SelfAssessment.objects.filter(pk=shown.pk).update(for_trainers=False)
    for url in (QUEUE, f"/cohortes/pionniers/personnes/{amina.pk}/"):
        assert "/competences/lire/" not in page_of(desk, url)


def test_her_page_claims_no_more_than_it_lists_and_leads_to_the_answers_she_shows(desk: Client, pionniers: Cohort) -> None:
    """Under « Ce qu’Amina vous montre », a trainer believed that she showed this only, and asked her for what stands on « À lire »."""
    amina = enrolment_of("amina")
    make_assessment(amina, for_trainers=True)
    page = page_of(desk, f"/cohortes/pionniers/personnes/{amina.pk}/")
    assert '<h2 id="v1">Positionnements</h2>' in page
    assert "Ce qu’Amina vous montre" not in page
    assert f'Les réponses montrées se lisent dans <a href="{QUEUE}">À lire</a>' in page


def test_what_is_shared_with_a_binome_or_shown_in_another_cohort_is_no_trainers_list(desk: Client) -> None:
    amina, bastien = enrolment_of("amina"), enrolment_of("bastien")
    make_assessment(amina)
    make_assessment(bastien)
    agree("amina", "bastien")
    make_assessment(enrolment_of("chloe"), for_trainers=True)
    assert "/competences/lire/" not in page_of(desk, QUEUE)
    assert signed_in("elise").get(QUEUE).status_code == 404


def test_the_list_shows_the_latest_and_leads_to_all_of_them(desk: Client, pionniers: Cohort) -> None:
    people = list(pionniers.enrolments.order_by("pk"))
    for one in people[: AT_ONCE + 1]:
        make_assessment(one, for_trainers=True)
    page = page_of(desk, QUEUE)
    assert page.count("/competences/lire/") == AT_ONCE
    assert "Et d’autres, moment par moment" in page


def test_the_list_and_the_page_cost_the_same_with_1_and_6_shown(desk: Client, pionniers: Cohort) -> None:
    """One query for what is shown, whatever its number."""
    people = list(pionniers.enrolments.order_by("pk"))
    costs: dict[str, list[int]] = {}
    for rows in ([(people[0], Moment.ENTRY)], [(one, Moment.ENTRY) for one in people[1:6]] + [(people[0], Moment.EXIT)]):
        for one, moment in rows:
            make_assessment(one, moment, for_trainers=True)
        for url in (QUEUE, f"/cohortes/pionniers/personnes/{people[0].pk}/"):
            page_of(desk, url)
            with CaptureQueriesContext(connection) as queries:
                page_of(desk, url)
            costs.setdefault(url, []).append(len(queries))
    assert all(first == last for first, last in costs.values()), costs
