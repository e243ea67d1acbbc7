"""A gap leads somewhere: three indicators at most, an action, a trace, and what came of it."""

import re
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.forms import Form
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from assessments.enums import Moment, Outcome
from assessments.models import Goal
from assessments.planning.actions import mark_of
from assessments.planning.views import GoalForm
from assessments.taking.actions import begin
from assessments.taking.forms import IndicatorForm
from cohorts.models import Enrolment
from pages.templatetags.typography import french
from tests.assessments.making import enrolment_of, make_assessment, open_moment
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(db: None) -> Enrolment:
    return enrolment_of("amina")


def post(client: Client, url: str, me: Enrolment, /, **data: Any) -> Any:
    return client.post(url, {"enrolment": me.pk, **data})


def test_a_result_proposes_first_what_is_nearest_the_beginning_with_its_lessons_and_field_actions(me: Enrolment) -> None:
    make_assessment(me, levels={"dia-1": 3, "dia-2": 1, "dia-3": 5, "dia-4": None})
    page = signed_in("amina").get("/competences/entree/resultats/").content.decode()
    assert 'indicateur par indicateur<span class="visually-hidden">, Dialogue territorial</span></summary>' in page
    proposals = page[page.index("Et maintenant") :]
    assert proposals.index('value="dia-2"') < proposals.index('value="dia-5"')
    assert 'value="dia-3"' not in proposals
    assert 'value="dia-4"' not in proposals
    assert "/parcours/tiers-lieux-dialogue/" in proposals
    assert "À essayer sur le terrain" in proposals


def test_three_indicators_at_most_and_each_once(me: Enrolment) -> None:
    make_assessment(me)
    client = signed_in("amina")
    for code in ("dia-1", "dia-1", "dia-2", "rel-3"):
        assert post(client, "/competences/plan/choisir/", me, indicateur=code).url.startswith("/competences/plan/")
    assert Goal.objects.count() == 3
    page = client.post("/competences/plan/choisir/", {"enrolment": me.pk, "indicateur": "acc-1"}, follow=True).content.decode()
    assert Goal.objects.count() == 3
    assert "Trois indicateurs au plus" in page
    first = Goal.objects.first()
    assert first is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Goal.objects.create(assessment=first.assessment, place=4, indicator=first.indicator)
    post(client, f"/competences/plan/{first.pk}/", me, do="ecarter")
    post(client, "/competences/plan/choisir/", me, indicateur="acc-1")
    assert Goal.objects.standing().count() == 3
    refused = client.post(f"/competences/plan/{first.pk}/", {"enrolment": me.pk, "do": "remettre"}, follow=True).content.decode()
    assert "Trois indicateurs au plus" in refused
    first.refresh_from_db()
    assert first.dropped_at is not None


@pytest.mark.parametrize(("level", "towards"), [(None, 1), (3, 4), (5, None)])
def test_what_one_works_on_says_the_next_level_in_its_own_sentence(level: int | None, towards: int | None, me: Enrolment) -> None:
    mine = make_assessment(me, levels={"dia-1": level})
    goal = Goal.objects.create(assessment=mine, place=1, indicator=mine.ratings.get(indicator__code="dia-1").indicator)
    page = signed_in("amina").get(f"/competences/plan/{goal.pk}/").content.decode()
    assert ('<p class="lede">Vers' in page) is (towards is not None)
    if towards is not None:
        title = mine.version.levels.get(number=towards).title
        assert f"Vers «&nbsp;{title}&nbsp;»&nbsp;: {escape(french(goal.indicator.sentence(towards)))}" in page


@pytest.mark.parametrize("code", ["", "inconnu", "dia-1; DROP TABLE"])
def test_only_an_indicator_of_the_list_is_chosen(code: str, me: Enrolment) -> None:
    make_assessment(me)
    page = signed_in("amina").post("/competences/plan/choisir/", {"enrolment": me.pk, "indicateur": code}, follow=True).content.decode()
    assert "Choisissez un indicateur de la liste" in page
    assert not Goal.objects.exists()


def test_an_action_keeps_its_lines_wherever_it_is_read(me: Enrolment) -> None:
    sent = make_assessment(me)
    indicator = sent.ratings.all()[0].indicator
    goal = Goal.objects.create(assessment=sent, place=1, indicator=indicator, action="Appeler la mairie.\nPuis le <collège>.")
    kept = "Appeler la mairie.<br>Puis le &lt;collège&gt;."
    client = signed_in("amina")
    for url in ("/competences/", "/competences/plan/"):
        assert kept in client.get(url).content.decode()
    post(client, f"/competences/plan/{goal.pk}/", me, do="ecarter")
    assert kept in client.get("/competences/plan/").content.decode()


def test_the_action_is_dated_ticked_off_and_taken_back(me: Enrolment) -> None:
    make_assessment(me)
    client = signed_in("amina")
    post(client, "/competences/plan/choisir/", me, indicateur="dia-4")
    goal = Goal.objects.get()
    wrong = post(client, f"/competences/plan/{goal.pk}/", me, action="Raconter", action_on="bientôt", trace="")
    assert wrong.status_code == 422
    assert "Raconter" in wrong.content.decode()
    said = {"action": "Raconter", "action_on": "16/04/2027", "trace": "Trois lignes", "seen": mark_of(goal)}
    post(client, f"/competences/plan/{goal.pk}/", me, **said)
    goal.refresh_from_db()
    assert (goal.action, str(goal.action_on), goal.trace) == ("Raconter", "2027-04-16", "Trois lignes")
    assert "Raconter</span><br>Pour le 16" in client.get("/accueil/").content.decode(), "the day is not read as the action's last words"
    for do, done in (("faite", True), ("reprendre", False)):
        assert f'name="do" value="{do}"' in client.get(f"/competences/plan/{goal.pk}/").content.decode()
        post(client, f"/competences/plan/{goal.pk}/", me, do=do)
        goal.refresh_from_db()
        assert (goal.done_at is not None) is done
        assert ("Action faite le" in client.get(f"/competences/plan/{goal.pk}/").content.decode()) is done
    assert post(client, f"/competences/plan/{goal.pk}/", me, do="autre").status_code == 404


@pytest.mark.parametrize("who", ["bastien", "chloe", "denis", "gaelle"])
def test_a_plan_is_its_authors_alone(who: str, me: Enrolment) -> None:
    mine = make_assessment(me)
    goal = Goal.objects.create(assessment=mine, place=1, indicator=mine.ratings.first().indicator, action="Secret")  # type: ignore[union-attr]
    client = signed_in(who)
    assert client.get(f"/competences/plan/{goal.pk}/").status_code == 404
    page = client.get("/competences/plan/")
    assert page.status_code == 404 or "Secret" not in page.content.decode()


def test_what_came_of_the_plan_is_asked_first_at_the_next_moment_and_may_be_left_for_later(me: Enrolment) -> None:
    mine = make_assessment(me)
    indicators = [rating.indicator for rating in mine.ratings.all()[:2]]
    goals = [Goal.objects.create(assessment=mine, place=place, indicator=one, action="Essayer") for place, one in enumerate(indicators, 1)]
    client = signed_in("amina")
    first = "En commençant, vous direz d’abord ce qu’est devenu ce que vous travaillez."
    open_moment(me.cohort, Moment(mine.moment))
    assert first not in client.get("/competences/").content.decode(), "the moment where they were chosen asks nothing of them"
    open_moment(me.cohort, Moment.MIDWAY)
    assert first in client.get("/competences/").content.decode()
    assert post(client, "/competences/mi-parcours/commencer/", me).url == "/competences/mi-parcours/suite/"
    page = client.get("/competences/mi-parcours/suite/").content.decode()
    assert "Passer pour l’instant" in page
    some = {f"{goals[0].pk}-outcome": Outcome.DONE, f"{goals[0].pk}-text": "Un élu a rappelé."}
    refused = post(client, "/competences/mi-parcours/suite/", me, **some)
    assert re.search(
        r'role="radiogroup" aria-invalid="true" aria-describedby="w(\d+)".*?<p class="wrong" id="w\1"', refused.content.decode(), re.S
    )
    assert refused.status_code == 422
    led = f'o{goals[1].pk}"'  # to the first choice, which takes the focus; a box would take none
    assert f'<a href="#{led}>' in refused.content.decode()
    assert f'<input type="radio" id="{led}' in refused.content.decode()
    assert "Un élu a rappelé." in refused.content.decode()
    assert not Goal.objects.exclude(asked_at=None).exists()
    told = post(client, "/competences/mi-parcours/suite/", me, **some, **{f"{goals[1].pk}-outcome": Outcome.LEFT})
    assert told.url == "/competences/mi-parcours/dialogue/"
    assert [goal.outcome for goal in Goal.objects.order_by("pk")] == [Outcome.DONE, Outcome.LEFT]
    assert post(client, "/competences/mi-parcours/commencer/", me).url == "/competences/mi-parcours/dialogue/"
    page = client.get("/competences/plan/").content.decode()
    assert "Un élu a rappelé." in page
    post(client, "/competences/plan/choisir/", me, indicateur="dia-1")
    assert Goal.objects.standing().count() == 1


def test_a_plan_costs_the_same_with_one_and_six_goals(me: Enrolment) -> None:
    mine = make_assessment(me)
    indicators = [rating.indicator for rating in mine.ratings.all()]
    client, costs = signed_in("amina"), []
    for places in (range(1), range(1, 6)):
        for number in places:
            Goal.objects.create(
                assessment=mine, place=number % 3 + 1, indicator=indicators[number], dropped_at=None if number < 2 else mine.submitted_at
            )
        client.get("/competences/plan/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/competences/plan/").status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]


@pytest.fixture
def goals(me: Enrolment) -> list[Goal]:
    """Two goals of the entry, and a draft of the midway point that asks what came of them."""
    mine = make_assessment(me)
    indicators = [rating.indicator for rating in mine.ratings.all()[:2]]
    made = [Goal.objects.create(assessment=mine, place=place, indicator=one, action="Essayer") for place, one in enumerate(indicators, 1)]
    open_moment(me.cohort, Moment.MIDWAY)
    begin(enrolment=me, moment=Moment.MIDWAY)
    return made


SUITE = "/competences/mi-parcours/suite/"


def seen_in(page: str, goal: Goal) -> str:
    return page.split(f'name="{goal.pk}-seen" value="')[1].split('"', maxsplit=1)[0]


def test_what_was_typed_is_kept_where_the_question_is_left_for_later(me: Enrolment, goals: list[Goal]) -> None:
    client, url = signed_in("amina"), SUITE
    page = client.get(url).content.decode()
    assert 'name="do" value="passer"' in page
    seen = {f"{one.pk}-seen": seen_in(page, one) for one in goals}
    left = client.post(url, {"enrolment": me.pk, "do": "passer", f"{goals[0].pk}-text": "Un élu a rappelé.", **seen}, follow=True)
    assert left.redirect_chain[-1][0] == "/competences/mi-parcours/dialogue/"
    assert "Vos mots sont gardés" in left.content.decode()
    assert not Goal.objects.exclude(asked_at=None).exists()
    assert post(client, "/competences/mi-parcours/commencer/", me).url == url
    page = client.get(url).content.decode()
    assert "Un élu a rappelé." in page
    # A page that was opened before, and where nothing is typed, takes nothing away.
    post(client, url, me, do="passer", **seen)
    assert Goal.objects.get(pk=goals[0].pk).outcome_text == "Un élu a rappelé."
    seen = {f"{one.pk}-seen": seen_in(page, one) for one in goals}
    told = {f"{one.pk}-outcome": Outcome.DONE for one in goals} | {f"{one.pk}-text": "Un élu a rappelé." for one in goals}
    assert post(client, url, me, **told, **seen).url == "/competences/mi-parcours/dialogue/"
    assert Goal.objects.exclude(asked_at=None).count() == 2


def test_nothing_is_said_to_be_kept_where_nothing_was_typed(me: Enrolment, goals: list[Goal]) -> None:
    page = signed_in("amina").post(SUITE, {"enrolment": me.pk, "do": "passer"}, follow=True).content.decode()
    assert "Vos mots sont gardés" not in page


@pytest.mark.parametrize("do", ["passer", ""])
def test_two_pages_that_say_what_came_of_a_plan_are_both_shown(do: str, me: Enrolment, goals: list[Goal]) -> None:
    client, url = signed_in("amina"), SUITE
    page = client.get(url).content.decode()
    seen = {f"{one.pk}-seen": seen_in(page, one) for one in goals}
    outcomes = {f"{one.pk}-outcome": Outcome.PARTLY for one in goals}
    post(client, url, me, do="passer", **seen, **outcomes, **{f"{goals[0].pk}-text": "Dit sur le téléphone"})
    other = outcomes | {f"{goals[0].pk}-text": "Dit sur l’ordinateur"}
    both = post(client, url, me, do=do, **seen, **other)
    words = both.content.decode()
    assert both.status_code == 422
    assert "Dit sur le téléphone" in words
    assert "Dit sur l’ordinateur" in words
    assert Goal.objects.get(pk=goals[0].pk).outcome_text == "Dit sur le téléphone"
    seen = {f"{one.pk}-seen": seen_in(words, one) for one in goals}
    assert post(client, url, me, do=do, **seen, **other).status_code == 302
    assert Goal.objects.get(pk=goals[0].pk).outcome_text == "Dit sur l’ordinateur"


def test_a_text_that_is_too_long_is_shown_back_also_where_it_is_left_for_later(me: Enrolment, goals: list[Goal]) -> None:
    said = {f"{goals[0].pk}-text": "é" * 2_001}
    page = post(signed_in("amina"), SUITE, me, do="passer", **said)
    assert page.status_code == 422
    assert "é" * 2_001 in page.content.decode()
    assert "trop long" in page.content.decode()


def test_an_action_is_said_to_be_noted_only_where_something_was_written(me: Enrolment) -> None:
    make_assessment(me)
    client = signed_in("amina")
    post(client, "/competences/plan/choisir/", me, indicateur="dia-4")
    for said, words in (
        ({}, "Rien n’était écrit"),
        ({"trace": "Trois lignes"}, "C’est noté"),
        ({}, "L’action est effacée"),
    ):
        goal = Goal.objects.get()
        data = {"enrolment": me.pk, "action": "", "action_on": "", "trace": "", "seen": mark_of(goal), **said}
        page = client.post(f"/competences/plan/{goal.pk}/", data, follow=True).content.decode()
        assert words in page
        assert ("C’est noté" in page) is ("trace" in said)


@pytest.mark.parametrize("day", ["0026-04-16", "9999-12-31"])
@pytest.mark.parametrize(("form", "name"), [(GoalForm, "action_on"), (IndicatorForm, "situated_on")])
def test_the_year_of_a_day_is_read_again(form: type[Form], name: str, day: str) -> None:
    """A year that is being typed reads 0026."""
    assert form({name: day}).errors[name] == ["Relisez l’année : elle va de 2000 à 2100."]
