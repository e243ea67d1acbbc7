"""The editors' room opens on what waits; each person is shown what she may do something about."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from assessments.framework.viewset import state_of as framework_state
from assessments.models import FrameworkVersion
from courses.models import LessonPage, Resource
from courses.resources.enums import LinkState, State
from courses.resources.viewset import state_of as resource_state
from pages.templatetags.typography import NBSP
from portal.editing.waiting import SHOWN, waiting_for
from territories.models import PilotTerritory
from tests.conftest import person, signed_in

pytestmark = pytest.mark.django_db


def keys_of(name: str) -> dict[str, int]:
    return {kind.key: kind.total for kind in waiting_for(person(name), limit=SHOWN)}


def draft(rank: int, who: str = "hanae") -> LessonPage:
    """A lesson that somebody has changed and nobody published."""
    page = LessonPage.objects.live().order_by("path")[rank]
    page.title = f"Un titre qui attend {rank}"
    page.save_revision(user=person(who))
    return LessonPage.objects.get(pk=page.pk)


def proposal(rank: int) -> Resource:
    return Resource.objects.create(
        kind="lien", title=f"Proposée {rank}", slug=f"proposee-{rank}", url=f"https://exemple.fr/{rank}", proposed_by=person("amina")
    )


def broken(rank: int, state: LinkState = LinkState.DEAD) -> Resource:
    now = timezone.now()
    return Resource.objects.create(
        kind="lien", title=f"Morte {rank}", slug=f"morte-{rank}", url=f"https://exemple.fr/m{rank}", state=State.PUBLISHED,
        published_at=now, decided_at=now, link_state=state, link_failures=3, link_failed_since=timezone.localdate(), link_problem="404",
    )  # fmt: skip


def test_a_day_begins_at_midnight_here_in_every_list() -> None:
    """Half past midnight in Paris is the day before in UTC, as rows keep it."""
    at = datetime(2026, 6, 10, 22, 30, tzinfo=UTC)
    Resource.objects.filter(pk=proposal(0).pk).update(proposed_at=at)
    (waiting,) = [kind for kind in waiting_for(person("farid"), limit=SHOWN) if kind.key == "propositions"]
    assert [row.since for row in waiting.rows] == [f"depuis le 11{NBSP}juin"]
    assert resource_state(Resource(state=State.PUBLISHED, decided_at=at)) == f"Publiée le 11{NBSP}juin"
    assert framework_state(FrameworkVersion(published_at=at)) == f"Publiée le 11{NBSP}juin{NBSP}2026"


def text_of(client: Client, name: str = "wagtailadmin_home") -> BeautifulSoup:
    return BeautifulSoup(client.get(reverse(name)).content, "html.parser")


def test_nothing_waits_but_readings_to_confirm_on_a_fresh_site() -> None:
    assert set(keys_of("farid")) == {"lectures"}
    assert "Rien n’attend" in text_of(signed_in("hanae")).get_text()


def test_the_admin_opens_on_what_waits_and_leads_to_where_one_deals_with_it() -> None:
    page, proposed, dead = draft(0), proposal(0), broken(0)
    soup = text_of(signed_in("farid"))
    panel = soup.select_one(".waiting")
    assert panel is not None
    links = {link.get_text(): link["href"] for link in panel.select("a")}
    assert links["Un titre qui attend 0"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert links["Proposée 0"] == reverse("ressources:decide", args=[proposed.pk])
    assert links["Morte 0"] == reverse("ressources:edit", args=[dead.pk])
    words = panel.get_text(" ")
    for said in ("Changements non publiés", "Hanaé, à l’instant", "proposée par Amina", "404", "Lectures à confirmer"):
        assert said in words


@pytest.mark.parametrize(
    ("change", "words"),
    [("review", "En relecture"), ("new", "Jamais publiée"), ("left", "Retirée, plus en ligne"), ("changed", "Changements non publiés")],
)
def test_a_draft_says_where_it_stands(change: str, words: str) -> None:
    page = draft(0)
    if change == "new":
        page.unpublish()
        Page.objects.filter(pk=page.pk).update(first_published_at=None)
        page.refresh_from_db()
        page.save_revision(user=person("hanae"))
    elif change == "left":
        page.unpublish()
    elif change == "review":
        page.get_workflow().start(page, person("hanae"))
    row = next(kind for kind in waiting_for(person("farid"), limit=SHOWN) if kind.key == "brouillons").rows[0]
    assert row.about == words


def test_a_draft_that_was_read_says_what_is_asked_and_every_column_has_its_name() -> None:
    page = draft(0)
    page.get_workflow().start(page, person("hanae"))
    page.current_workflow_task.on_action(page.current_workflow_task_state, person("farid"), "reject", comment="La source manque.")
    row = next(kind for kind in waiting_for(person("hanae"), limit=SHOWN) if kind.key == "brouillons").rows[0]
    assert row.about == "Changements demandés : « La source manque. »"
    for table in text_of(signed_in("farid"), "waiting").select(".waiting-list"):
        assert {len(line.select("th, td")) for line in table.select("tr")} == {len(table.select("thead th"))}
    heads = [one.get_text() for one in text_of(signed_in("farid"), "waiting").select("#attente-lectures ~ table thead th")]
    assert heads == ["Quoi", "Où", "À confirmer"]


@pytest.mark.parametrize("reading", ["name", "kind", "initiator"])
def test_a_pilot_waits_for_each_reading_that_is_to_be_confirmed(reading: str) -> None:
    pilots = PilotTerritory.objects.order_by("pk")
    pilots.update(name_to_confirm=False, kind_to_confirm=False, initiator_to_confirm=False)
    pilots.filter(pk=pilots[3].pk).update(**{f"{reading}_to_confirm": True})
    (kind,) = [kind for kind in waiting_for(person("farid"), limit=100) if kind.key == "lectures"]
    assert [row.title for row in kind.rows if row.about == "Territoire pilote"] == [str(pilots[3])]


def test_a_proposal_of_the_night_waits_since_the_day_of_whoever_sent_it() -> None:
    Resource.objects.filter(pk=proposal(0).pk).update(proposed_at=datetime(2026, 11, 29, 23, 30, tzinfo=UTC))
    row = next(kind for kind in waiting_for(person("farid"), limit=SHOWN) if kind.key == "propositions").rows[0]
    assert row.since == "depuis le 30\N{NO-BREAK SPACE}novembre"


def test_what_is_planned_is_told_apart_from_what_waits_for_somebody() -> None:
    page = draft(0)
    page.go_live_at = timezone.now() + timedelta(days=3)
    page.save_revision(user=person("farid")).publish()
    kinds = {kind.key: kind for kind in waiting_for(person("farid"), limit=SHOWN)}
    assert "brouillons" not in kinds
    assert kinds["planifiees"].rows[0].about.startswith("En ligne le")


def test_a_page_that_will_leave_by_itself_is_told_before() -> None:
    page = draft(0)
    page.expire_at = timezone.now() + timedelta(days=3)
    page.save_revision(user=person("hanae"))
    assert "retraits" not in keys_of("farid")
    page.get_latest_revision().publish(user=person("farid"))
    row = next(kind for kind in waiting_for(person("farid"), limit=SHOWN) if kind.key == "retraits").rows[0]
    assert row.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert row.about.startswith("Hors ligne le")


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("farid", {"brouillons", "propositions", "liens", "lectures"}),
        ("gaelle", {"brouillons", "propositions", "liens", "lectures"}),
        ("hanae", {"brouillons"}),
    ],
)
def test_each_person_is_shown_what_she_may_deal_with(name: str, seen: set[str]) -> None:
    draft(0)
    proposal(0)
    broken(0)
    assert set(keys_of(name)) == seen


def test_links_that_begin_to_fail_are_shown_and_those_that_answer_are_not() -> None:
    broken(0, LinkState.FAILING)
    broken(1, LinkState.ALIVE)
    assert keys_of("farid")["liens"] == 1


def test_five_of_a_kind_are_shown_and_the_rest_is_one_step_away() -> None:
    for rank in range(7):
        proposal(rank)
    editor = signed_in("farid")
    panel = text_of(editor).select_one(".waiting")
    assert panel is not None
    section = next(one for one in panel.select("section") if "Ressources proposées" in one.get_text())
    assert len(section.select("tbody tr")) == SHOWN
    more = section.select("a")[-1]
    assert more["href"].startswith(reverse("waiting"))
    assert more.get_text() == "2\u00a0autres"
    everything = text_of(editor, "waiting")
    assert "Proposée 6" in everything.get_text()


@pytest.mark.parametrize(("name", "status"), [("farid", 200), ("hanae", 200), ("gaelle", 200), ("amina", 403), ("denis", 403)])
def test_only_the_editors_room_sees_what_waits(name: str, status: int) -> None:
    assert signed_in(name).get(reverse("waiting")).status_code == status


def measured(client: Client, name: str) -> int:
    cache.clear()
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse(name))
    return len(queries)


@pytest.mark.parametrize("name", ["waiting", "wagtailadmin_home"])
def test_what_waits_costs_the_same_for_1_and_for_6(name: str) -> None:
    def add(first: int, last: int) -> None:
        for rank in range(first, last):
            draft(rank)
            proposal(rank)
            broken(rank)
            planned = LessonPage.objects.live().order_by("-path")[rank]
            planned.go_live_at = timezone.now() + timedelta(days=3)
            planned.save_revision(user=person("farid")).publish()
            LessonPage.objects.filter(pk=planned.pk).update(expire_at=timezone.now() + timedelta(days=9))

    editor, seen = signed_in("farid"), []
    add(0, 1)
    seen.append(measured(editor, name))
    add(1, 6)
    seen.append(measured(editor, name))
    assert seen[0] == seen[1]
