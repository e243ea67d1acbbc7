"""Reading a result: indicator by indicator, between two moments, without a single average."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.crossing.models import Consent, CrossView, Observation
from assessments.enums import ConsentKind, Moment
from assessments.models import FrameworkVersion, Goal, Indicator, SelfAssessment
from assessments.results.reading import earlier_than, result_of, snapshots_of
from assessments.results.wheel import draw_move, draw_wheel
from cohorts.models import Cohort, Enrolment
from tests.assessments.making import current_version, enrolment_of, make_assessment, open_moment
from tests.conftest import signed_in, tight

pytestmark = pytest.mark.django_db

RESULTS = "/competences/sortie/resultats/"


@pytest.fixture
def me(db: None) -> Enrolment:
    return enrolment_of("amina")


def test_each_row_says_where_one_stands_where_one_stood_and_what_comes_next(me: Enrolment) -> None:
    make_assessment(me, levels={"dia-1": 2, "dia-2": 4, "dia-3": 3, "dia-4": None, "dia-5": None})
    make_assessment(me, Moment.EXIT, levels={"dia-1": 4, "dia-2": 3, "dia-3": 3, "dia-4": None, "dia-5": 1})
    before, after = snapshots_of(me)
    rows = {row.code: row for row in result_of(after, before).rows}
    changes = {code: rows[code].change for code in ("dia-1", "dia-2", "dia-3", "dia-4", "dia-5")}
    assert changes == {
        "dia-1": "Deux niveaux plus haut",
        "dia-2": "Regard plus exigeant",
        "dia-3": "Inchangé",
        "dia-4": "Non concerné aux deux moments",
        "dia-5": "Concerné depuis",
    }
    assert rows["dia-1"].next_title == "Transmission"
    assert rows["dia-1"].next_sentence.startswith("J’aide d’autres acteurs")
    assert rows["dia-4"].next_sentence == ""
    assert rows["dia-4"].move is None


def test_the_page_words_a_lower_level_as_it_may_be_and_counts_nothing(me: Enrolment) -> None:
    make_assessment(me, levels=4)
    make_assessment(me, Moment.EXIT, levels={"dia-1": 2} | {f"dia-{n}": 4 for n in (2, 3, 4, 5)})
    page = signed_in("amina").get(RESULTS).content.decode()
    assert "De l’entrée à la sortie" in page
    assert "Regard plus exigeant" in page
    assert "on voit mieux ce que l’on ne sait pas encore faire" in page
    assert not re.search(r"[Mm]oyenne(?! n’est calculée)|\bscore\b|%", page)


def test_a_line_of_the_page_names_the_level_of_each_moment_under_its_title(me: Enrolment) -> None:
    make_assessment(me, levels={"dia-1": 4})
    make_assessment(me, Moment.EXIT, levels={"dia-1": 2})
    client, names = signed_in("amina"), {level.number: level.title for level in current_version().levels.all()}
    page = client.get(RESULTS).content.decode()
    assert page.count('<polygon class="before"') == page.count('<polygon class="after"') == 4  # a wheel each
    table = tight(page).split("<table")[1].split("</table>")[0]
    line = table.split('<tr role="row">')[2]
    assert re.findall(r'data-l="[^"]+">(?:<strong>)?([^<]+)', line) == [names[4], names[2]]
    assert table.count('role="columnheader"') == line.count('role="rowheader"') + line.count('role="cell"')


def test_a_title_is_one_piece_where_a_row_becomes_a_short_list(me: Enrolment) -> None:
    """On a telephone what stands in the row is put line under line: « co-construire » is part of its line, not one of its own."""
    make_assessment(me, Moment.EXIT)
    page = signed_in("amina").get(RESULTS).content.decode()
    assert '</span> <span>Mobiliser pour <span class="nowrap">co-construire</span>' in page


def test_a_level_that_is_not_there_is_a_gap_never_a_zero() -> None:
    wheel = draw_wheel([1, 1, 1, 1, 1], [2, None, 3, 4, 5])
    assert wheel is not None
    assert wheel.after.shape == ""
    assert len(wheel.after.points) == 4
    assert len(wheel.after.pieces) == 3
    assert wheel.before is not None
    assert len(wheel.before.shape.split()) == 5
    assert ("160", "132") not in wheel.after.points


def test_the_wheel_has_one_spoke_an_indicator_and_stands_upright() -> None:
    wheel = draw_wheel(None, [5, 5, 5, 5])
    assert wheel is not None
    assert wheel.after.shape == "160,32 260,132 160,232 60,132"
    assert [spoke.number for spoke in wheel.spokes] == [1, 2, 3, 4]
    assert draw_wheel(None, [3, 3]) is None
    assert draw_wheel(None, [None] * 5) is None


@pytest.mark.parametrize(("before", "after", "was", "now"), [(1, 5, "10", "118"), (None, 3, None, "64"), (2, None, "37", None)])
def test_the_line_of_a_row_shows_what_there_is(before: int | None, after: int | None, was: str | None, now: str | None) -> None:
    move = draw_move(before, after)
    assert move is not None
    assert (move.was, move.now) == (was, now)
    assert draw_move(None, None) is None


def test_what_to_compare_with_is_the_moment_before_unless_another_is_asked(me: Enrolment) -> None:
    entry = make_assessment(me)
    midway = make_assessment(me, Moment.MIDWAY)
    leaving = make_assessment(me, Moment.EXIT)
    snapshots = snapshots_of(me)
    assert earlier_than(leaving, snapshots) == midway
    assert earlier_than(entry, snapshots) is None
    page = signed_in("amina").get(f"{RESULTS}?avec={entry.pk}").content.decode()
    assert "De l’entrée à la sortie" in page
    theirs = make_assessment(enrolment_of("bastien"), mark="Secret")
    page = signed_in("amina").get(f"{RESULTS}?avec={theirs.pk}").content.decode()
    assert "Du point d’étape à la sortie" in page
    assert "Secret" not in page


def test_two_versions_are_paired_by_permanent_code(me: Enrolment) -> None:
    make_assessment(me, levels=2)
    old = current_version()
    new = FrameworkVersion.objects.create(number=2, title="Deux", intention="i", instructions="c", rules="r")
    for level in old.levels.all():
        level.pk, level.version = None, new
        level.save()
    for section in old.sections.all():
        section.pk, section.version = None, new
        section.save()
    for one in Indicator.objects.filter(version=old).exclude(code="dia-2"):
        one.pk, one.version = None, new
        one.save()
    first = Indicator.objects.get(version=new, code="dia-1")
    Indicator.objects.create(
        version=new,
        competency=first.competency,
        code="dia-9",
        sort_order=99,
        title="Écouter",
        **{f"level_{n}": f"Je {n}" for n in range(1, 6)},
    )
    FrameworkVersion.objects.filter(pk=new.pk).update(published_at=timezone.now())
    new.refresh_from_db()
    make_assessment(me, Moment.EXIT, levels=3, version=new)
    before, after = snapshots_of(me)
    result = result_of(after, before)
    rows = {row.code: row for row in result.rows}
    assert rows["dia-1"].change == "Un niveau plus haut"
    assert rows["dia-9"].change == "Nouvel indicateur"
    assert result.gone == ("Partager la connaissance du territoire",)
    page = signed_in("amina").get(RESULTS).content.decode()
    assert "versions 1 et 2" in page
    assert "Nouvel indicateur" in page


@pytest.mark.parametrize(("shown", "says"), [(True, "lisent ce positionnement"), (False, "ne lisent pas")])
def test_its_author_decides_who_reads_at_any_time(shown: bool, says: str, me: Enrolment) -> None:
    mine = make_assessment(me, for_trainers=not shown)
    client = signed_in("amina")
    data = {"enrolment": me.pk, "positionnement": mine.pk} | ({"for_trainers": "1"} if shown else {})
    client.post("/competences/entree/lecteurs/", data)
    mine.refresh_from_db()
    assert mine.for_trainers is shown
    assert says in client.get("/competences/entree/resultats/").content.decode()
    assert (signed_in("denis").get(f"/competences/lire/{mine.pk}/").status_code == 200) is shown


def links_of(page: str, words: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'<a href="([^"]+)">(?=' + words + ")", page)]


def test_what_is_shared_leads_to_the_very_answers_it_speaks_of(me: Enrolment) -> None:
    """Of two sendings trainers read the first: its link led to the second, which said that they read nothing and offered to show it."""
    first = make_assessment(me, for_trainers=True, number=1, at=timezone.now() - timedelta(days=40))
    second = make_assessment(me, number=2)
    client = signed_in("amina")
    page = client.get("/competences/partages/").content.decode()
    (change,) = links_of(page, "Changer ce que lit l’équipe de formation")
    (show,) = links_of(page, "Montrer à l’équipe de formation")
    titles = links_of(page, "Positionnement d’entrée")
    for snapshot, button, urls in ((first, "Ne plus le montrer", [change, titles[1]]), (second, "Le montrer à", [show, titles[0]])):
        for at in (*urls, client.get(f"/competences/lire/{snapshot.pk}/").url):
            shown = client.get(at).content.decode()
            assert f'name="positionnement" value="{snapshot.pk}"' in shown
            assert button in shown
    client.post("/competences/entree/lecteurs/", {"enrolment": me.pk, "positionnement": first.pk})
    first.refresh_from_db()
    assert not first.for_trainers


def test_what_is_shared_leads_to_the_answers_of_another_cohort_and_names_it(me: Enrolment) -> None:
    """In two cohorts, the link led to what she had sent in the one she was looking at."""
    voisins = Cohort.objects.get(slug="voisins")
    other = Enrolment.objects.create(user=me.user, cohort=voisins, territory=me.territory)
    theirs, mine = make_assessment(other, for_trainers=True), make_assessment(me)
    client = signed_in("amina")
    for slug, shown, beside in (("pionniers", mine, theirs), ("voisins", theirs, mine)):
        client.post("/cohorte/changer/", {"cohorte": slug})
        page = client.get("/competences/partages/").content.decode()
        assert page.count(", Cohorte des ") == 1
        assert f", {beside.enrolment.cohort.name}</p>" in page
        assert f'value="{shown.pk}"' in client.get("/competences/entree/resultats/").content.decode()
        (at,) = links_of(page, "Changer ce que lit l’équipe de formation" if beside == theirs else "Montrer à l’équipe de formation")
        there = client.get(at).content.decode()
        assert f'name="enrolment" value="{beside.enrolment_id}"><input type="hidden" name="positionnement" value="{beside.pk}"' in there
        form = {"enrolment": beside.enrolment_id, "positionnement": beside.pk} | ({"for_trainers": "1"} if beside.for_trainers else {})
        back = client.post("/competences/entree/lecteurs/", form).url
        assert f'value="{beside.pk}"' in client.get(back).content.decode()


@pytest.mark.parametrize("who", ["bastien", "denis", "chloe"])
def test_nobody_else_decides_for_her(who: str, me: Enrolment) -> None:
    mine = make_assessment(me)
    for number in (me.pk, enrolment_of("bastien").pk):
        response = signed_in(who).post(
            "/competences/entree/lecteurs/", {"enrolment": number, "positionnement": mine.pk, "for_trainers": "1"}
        )
        assert response.status_code == 404
    mine.refresh_from_db()
    assert not mine.for_trainers


def test_partners_stand_beside_where_they_agreed_and_nowhere_else(me: Enrolment) -> None:
    partner = enrolment_of("bastien")
    for one in (me, partner):
        make_assessment(one, levels=2 if one is me else 5)
    for giver, receiver in ((me, partner), (partner, me)):
        view = CrossView.objects.create(author=giver, subject=receiver, moment=Moment.ENTRY, version=current_version())
        Observation.objects.create(view=view, code="dia-1", title="Connaître", seen=f"Vu par {giver.user.first_name}")
        CrossView.objects.filter(pk=view.pk).update(submitted_at=timezone.now())
    client = signed_in("amina")
    url = "/competences/entree/resultats/"
    assert "Vu par Bastien" not in client.get(url).content.decode()
    for kind in ConsentKind:
        Consent.objects.create(kind=kind, moment=Moment.ENTRY, giver=me, receiver=partner)
        Consent.objects.create(kind=kind, moment=Moment.ENTRY, giver=partner, receiver=me)
    page = client.get(url).content.decode()
    assert "Vu par Bastien" in page
    assert "Vu par Amina" not in page
    assert len(re.findall(r"partage réciproque&nbsp;:</span> Transmission", page)) == 19
    Consent.objects.filter(kind=ConsentKind.RECIPROCAL, giver=partner).update(withdrawn_at=timezone.now())
    page = client.get(url).content.decode()
    assert "partage réciproque&nbsp;" not in page
    assert "Vu par Bastien" in page


def test_a_result_costs_the_same_for_one_moment_and_for_four(me: Enrolment) -> None:
    client = signed_in("amina")

    def cost(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    make_assessment(me)
    alone, hub = cost("/competences/entree/resultats/"), cost("/competences/")
    for moment in (Moment.MIDWAY, Moment.EXIT, Moment.LATER):
        make_assessment(me, moment)
    assert cost("/competences/a-six-mois/resultats/") == alone
    assert cost("/competences/") <= hub + 1


@pytest.mark.parametrize("is_closed", [False, True])
def test_whoever_missed_a_moment_is_told_of_the_next_one(is_closed: bool, me: Enrolment) -> None:
    client, today = signed_in("amina"), me.cohort.today()
    open_moment(me.cohort)
    assert Moment.ENTRY.label in client.get("/accueil/").content.decode()
    if is_closed:
        open_moment(me.cohort, closed_at=timezone.now())
    else:
        open_moment(me.cohort, opens_on=today - timedelta(days=9), closes_on=today - timedelta(days=2))
    page = client.get("/accueil/").content.decode()
    assert Moment.ENTRY.label not in page
    assert Moment.MIDWAY.label in page


def test_the_home_page_says_where_one_is_in_the_loop(me: Enrolment) -> None:
    client = signed_in("amina")
    assert "Rien à faire pour l’instant" in client.get("/accueil/").content.decode()
    make_assessment(me)
    mine = SelfAssessment.objects.get()
    goal = Goal.objects.create(assessment=mine, place=1, indicator=mine.ratings.first().indicator, action="Raconter")  # type: ignore[union-attr]
    open_moment(me.cohort, Moment.MIDWAY, days=20)
    page = client.get("/accueil/").content.decode()
    assert "Relire mes réponses" in page
    assert "Raconter" in page
    assert "Me positionner" in page
    assert '<p class="over">Votre prochaine étape</p><h2 id="n"><a href="/parcours/' in tight(page)
    client.post(f"/competences/plan/{goal.pk}/", {"enrolment": me.pk, "do": "faite", "retour": "accueil"})
    goal.refresh_from_db()
    assert goal.done_at is not None
    open_moment(me.cohort, Moment.MIDWAY, days=3)
    assert '<h2 id="n"><a href="/competences/mi-parcours/">' in client.get("/accueil/").content.decode()


def test_taking_stock_comes_before_the_first_lesson() -> None:
    her = enrolment_of("chloe")
    open_moment(her.cohort)
    page = signed_in("chloe").get("/accueil/").content.decode()
    assert '<h2 id="n"><a href="/competences/entree/">Positionnement d’entrée</a>' in page
    make_assessment(her)
    assert '<h2 id="n"><a href="/parcours/' in signed_in("chloe").get("/accueil/").content.decode()


def test_the_home_page_costs_the_same_with_a_full_plan(me: Enrolment) -> None:
    client: Client = signed_in("amina")

    def cost() -> int:
        client.get("/accueil/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/accueil/")
        return len(queries)

    before = cost()
    mine = make_assessment(me)
    for place, rating in enumerate(mine.ratings.all()[:3], 1):
        Goal.objects.create(assessment=mine, place=place, indicator=rating.indicator, action="Essayer")
    assert cost() == before <= 20
