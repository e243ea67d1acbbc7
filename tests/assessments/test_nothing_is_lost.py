"""What somebody typed comes back to her: whatever ended, closed or was written elsewhere meanwhile, and however her browser counts."""

from typing import Any

import pytest
from django.test import Client

from assessments.enums import ConsentKind, Moment, Outcome
from assessments.models import Evidence, Goal, SelfAssessment
from assessments.taking.actions import Choice, begin, save
from cohorts.models import Enrolment
from courses.models import LessonPage
from courses.outline import bump_epoch
from tests.assessments.crossing import agree, url
from tests.assessments.making import enrolment_of, make_assessment, open_moment
from tests.assessments.test_crossing_saving import seen_on
from tests.cohorts.test_named_forms import names
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db

SECTION = "/competences/entree/dialogue/"
FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def me(db: None) -> Enrolment:
    found = enrolment_of("amina")
    open_moment(found.cohort)
    return found


@pytest.fixture
def client(me: Enrolment) -> Client:
    return signed_in("amina")


def post(client: Client, url: str, me: Enrolment, /, **data: Any) -> Any:
    return client.post(url, {"enrolment": me.pk, **data})


def chosen(client: Client, me: Enrolment, code: str = "dia-1") -> Goal:
    make_assessment(me)
    post(client, "/competences/plan/choisir/", me, indicateur=code)
    return Goal.objects.get()


def test_a_text_as_long_as_the_field_allows_is_kept_however_many_lines_it_has(client: Client, me: Enrolment) -> None:
    """A browser counts a line end as one character, and sends two."""
    draft = begin(enrolment=me, moment=Moment.ENTRY)
    text = "\r\n".join(["é" * 99] * 20)
    assert len(text.replace("\r\n", "\n")) == 1_999
    data = {"dia-1-situation": text, "dia-1-effect": text.replace("\r\n", "\n")[:999].replace("\n", "\r\n")}
    assert post(client, SECTION, me, seen="0", **data).status_code == 302
    assert draft.ratings.get().situation == text.replace("\r\n", "\n")


def test_a_browser_that_keeps_no_draft_is_told_which_button_does(client: Client) -> None:
    """« Brouillon gardé le… » speaks of the page before: without scripts, what is typed here leaves with a touch on « Accueil »."""
    begin(enrolment=enrolment_of("amina"), moment=Moment.ENTRY)
    agree("amina", "bastien", kinds=(ConsentKind.CROSSED,))
    for where, button in (
        (SECTION, "Garder le brouillon et sortir"),
        (url("amina", "bastien", "regard", "dialogue/"), "Enregistrer et revenir à la liste"),
    ):
        page = client.get(where).content.decode()
        told = page[page.index("<noscript>") : page.index("</noscript>")]
        assert "ne garde rien tout seul" in told
        assert f"«&nbsp;{button}&nbsp;»" in told
        assert f">{button}</button>" in page


def test_a_plan_as_long_as_the_field_allows_is_kept_too(client: Client, me: Enrolment) -> None:
    goal = chosen(client, me)
    text = "\r\n".join(["é" * 49] * 20)
    page = client.get(f"/competences/plan/{goal.pk}/").content.decode()
    data = {"action": text, "trace": text, "seen": seen_in(page)}
    assert post(client, f"/competences/plan/{goal.pk}/", me, **data).status_code == 302
    goal.refresh_from_db()
    assert goal.action == goal.trace == text.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("situated_on", "2099-12-31", "à venir"),
        ("situated_on", "9999-12-31", "Relisez l’année"),
        ("situation", "é" * 2_001, "trop long"),
        ("level", "9", "six"),
    ],
)
def test_a_script_is_told_what_was_not_kept(name: str, value: str, words: str, client: Client, me: Enrolment) -> None:
    """It drops the copy of this device as soon as it hears that everything is kept."""
    draft = begin(enrolment=me, moment=Moment.ENTRY)
    said = {f"dia-1-{name}": value, "dia-2-situation": "Une soirée"}
    told = client.post(SECTION, {"enrolment": me.pk, "seen": "0", **said}, headers=FETCH)
    assert told.status_code == 422
    assert words in told.json()["problem"]
    assert draft.ratings.get(indicator__code="dia-2").situation == "Une soirée"
    # What was kept is hers: going on writing there is no quarrel with herself.
    again = {f"dia-1-{name}": "", "dia-2-situation": "Une soirée entre voisins"}
    assert client.post(SECTION, {"enrolment": me.pk, "seen": told.json()["seen"], **again}, headers=FETCH).status_code == 200


@pytest.mark.parametrize(
    ("do", "said"),
    [
        ("lien", {"url": "https://exemple.fr/une-page", "title": "Un article", "description": "Il cite la soirée."}),
        ("citer", {"source": "lesson:m1-l1", "description": "Relue à deux."}),
    ],
)
def test_the_words_of_an_evidence_come_back_where_another_page_has_sent(
    do: str, said: dict[str, str], client: Client, me: Enrolment
) -> None:
    make_assessment(me)
    response = post(client, f"{SECTION}dia-1/", me, do=do, **said)
    assert response.status_code == 409
    for name, words in said.items():
        assert name == "source" or words in response.content.decode()
    assert not Evidence.objects.exists()


def test_what_came_of_a_plan_is_not_dropped_where_another_page_told_it(client: Client, me: Enrolment) -> None:
    goal = chosen(client, me)
    open_moment(me.cohort, Moment.MIDWAY)
    begin(enrolment=me, moment=Moment.MIDWAY)
    told = {f"{goal.pk}-outcome": Outcome.DONE, f"{goal.pk}-text": "Dit sur le téléphone"}
    url = "/competences/mi-parcours/suite/"
    assert post(client, url, me, **told).status_code == 302
    assert post(client, url, me, **told).status_code == 302  # a second click
    late = post(client, url, me, **{**told, f"{goal.pk}-text": "Dit sur l’ordinateur"})
    assert late.status_code == 409
    assert "Dit sur l’ordinateur" in late.content.decode()
    goal.refresh_from_db()
    assert goal.outcome_text == "Dit sur le téléphone"
    SelfAssessment.objects.drafts().delete()
    assert "Dit sur l’ordinateur" in post(client, url, me, **{**told, f"{goal.pk}-text": "Dit sur l’ordinateur"}).content.decode()


def test_a_page_that_left_an_indicator_blank_takes_nothing_from_what_was_written_elsewhere(client: Client, me: Enrolment) -> None:
    """A telephone opened in the morning, a computer at noon: whoever goes on from the first has no second text to choose from."""
    draft = begin(enrolment=me, moment=Moment.ENTRY)
    elsewhere = {"dia-3-level": "3", "dia-3-situation": "Écrit sur l’ordinateur"}
    assert post(client, SECTION, me, seen="0", **elsewhere).status_code == 302
    telephone = {"dia-1-level": "2", "dia-1-situation": "Écrit sur le téléphone", "dia-3-situation": "", "dia-3-effect": ""}
    by_itself = client.post(SECTION, {"enrolment": me.pk, "seen": "0", **telephone}, headers=FETCH)
    assert by_itself.status_code == 409
    assert "seen" not in by_itself.json()  # until the page shows it, it has not seen it: its next blank would be a choice
    values = {"dia-3-level": "3", "dia-3-situation": "Écrit sur l’ordinateur", "dia-3-situated_on": "", "dia-3-effect": ""}
    assert by_itself.json()["elsewhere"] == {"seen": 2, "values": values}
    response = post(client, SECTION, me, seen="0", **telephone)
    assert response.status_code == 302
    assert draft.ratings.get(indicator__code="dia-1").situation == "Écrit sur le téléphone"
    assert draft.ratings.get(indicator__code="dia-3").situation == "Écrit sur l’ordinateur"
    both = {**telephone, "dia-1-situation": "Encore autre chose"}
    asked = post(client, SECTION, me, seen="0", **both).content.decode()
    assert "Deux textes pour 1 indicateur" in asked.replace("\u00a0", " ")
    assert "Écrit sur l’ordinateur</textarea>" in asked
    draft.refresh_from_db()
    assert post(client, SECTION, me, seen=str(draft.revision), **both).status_code == 302  # she saw it, and empties it
    assert draft.ratings.get(indicator__code="dia-3").situation == ""


def seen_in(page: str) -> str:
    """The mark of what a form showed when it was opened."""
    return page.split('name="seen" value="')[1].split('"', maxsplit=1)[0]


def test_two_pages_of_one_plan_lose_nothing(client: Client, me: Enrolment) -> None:
    goal = chosen(client, me)
    url = f"/competences/plan/{goal.pk}/"
    first, second = seen_in(client.get(url).content.decode()), seen_in(client.get(url).content.decode())
    data = {"action": "Écrit sur le téléphone", "action_on": "2027-04-16", "trace": "Une photo"}
    assert post(client, url, me, seen=first, **data).status_code == 302
    assert post(client, url, me, seen=first, **data).status_code == 302  # a second click
    other = {"action": "Écrit sur l’ordinateur", "action_on": "", "trace": ""}
    response = post(client, url, me, seen=second, **other)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Écrit sur le téléphone" in page
    assert "Écrit sur l’ordinateur" in page
    goal.refresh_from_db()
    assert goal.action == "Écrit sur le téléphone"
    assert post(client, url, me, seen=seen_in(page), **other).status_code == 302
    goal.refresh_from_db()
    assert (goal.action, goal.action_on, goal.trace) == ("Écrit sur l’ordinateur", None, "")


@pytest.mark.parametrize(
    "path", [SECTION, f"{SECTION}dia-1/", "/competences/plan/1/", "/competences/entree/suite/", "/competences/profil/nouveau/"]
)
def test_a_session_that_ended_shows_short_words_back_and_the_way_to_their_page(path: str, me: Enrolment) -> None:
    data = {"enrolment": me.pk, "dia-1-situation": "À la mairie", "dia-1-effect": "Oui", "do": "suite"}
    for client in (Client(), Client(enforce_csrf_checks=True)):
        response = client.post(path, data)
        page = response.content.decode()
        assert response.status_code == 403
        assert "À la mairie" in page
        assert f'href="{path}"' in page


def test_an_indicator_that_no_database_holds_is_refused_with_a_sentence(client: Client, me: Enrolment) -> None:
    make_assessment(me)
    page = client.post("/competences/plan/choisir/", {"enrolment": me.pk, "indicateur": "dia-1\0", "action": "a\0b"}, follow=True)
    assert "Choisissez un indicateur de la liste" in page.content.decode()


def test_a_lesson_with_a_very_long_title_is_cited(client: Client, me: Enrolment) -> None:
    begin(enrolment=me, moment=Moment.ENTRY)
    LessonPage.objects.filter(code="m1-l1").update(title="é" * 255)
    bump_epoch()
    assert post(client, f"{SECTION}dia-1/", me, do="citer", source="lesson:m1-l1").status_code == 302
    assert Evidence.objects.get().title == "é" * 200


def test_what_is_sent_is_what_was_read(client: Client, me: Enrolment) -> None:
    """Afterwards it does not change: a word or a piece that another page added since is read first."""
    draft = make_assessment(me, submitted=False)
    url = "/competences/entree/relecture/"
    words = Choice(level=1, situation="Ajouté sur le téléphone", situated_on=me.cohort.today(), effect="Une suite")
    link = {"do": "lien", "url": "https://exemple.fr/", "title": "Ajouté aussi"}
    for change in (
        lambda: save(draft=draft, choices={"dia-1": words}, seen_revision=99),
        lambda: post(client, f"{SECTION}dia-1/", me, **link),
    ):
        seen = seen_in(client.get(url).content.decode())
        change()
        refused = post(client, url, me, seen=seen, counted="on")
        assert refused.status_code == 422
        assert "a changé depuis que vous l’avez relu" in refused.content.decode()
        assert 'name="counted" id="id_counted" aria-describedby="h-counted" checked' in refused.content.decode()
        assert not SelfAssessment.objects.submitted().exists()
    piece = Evidence.objects.get()
    seen = seen_in(client.get(url).content.decode())
    post(client, f"{SECTION}dia-1/", me, do="retirer", piece=piece.pk)
    assert post(client, url, me, seen=seen).status_code == 422
    assert post(client, url, me, seen=seen_in(client.get(url).content.decode())).status_code == 302


def test_words_kept_from_another_device_make_another_form(client: Client, me: Enrolment) -> None:
    """Firefox puts what a form held back into the one of that name: not over what is newer."""
    begin(enrolment=me, moment=Moment.ENTRY)
    agree("amina", "bastien", kinds=(ConsentKind.CROSSED,))
    crossed = url("amina", "bastien", "regard", "dialogue/")
    before = [names(client, where) for where in (SECTION, crossed)]
    post(client, SECTION, me, seen="0", **{"dia-1-situation": "Sur le téléphone"})
    post(client, crossed, me, revision="0", shown=seen_on(client.get(crossed).content.decode())["shown"], **{"dia-1-seen": "Aussi"})
    assert [len(one) for one in before] == [1, 1]
    assert all(names(client, where) != one for where, one in zip((SECTION, crossed), before, strict=True))


@pytest.mark.parametrize("wanted", ["preuve:rien", "preuve:", "1234567dia-1"])
def test_a_button_that_names_nothing_goes_on_to_the_next_competency(wanted: str, client: Client, me: Enrolment) -> None:
    """A page of an earlier version names an indicator that this one does not ask: what was typed is kept, and one goes on."""
    begin(enrolment=me, moment=Moment.ENTRY)
    response = post(client, SECTION, me, seen="0", do=wanted, **{"dia-1-situation": "Gardé"})
    assert response["Location"] == "/competences/entree/mise-en-relation/"
    assert SelfAssessment.objects.get(enrolment=me, submitted_at=None).ratings.get().situation == "Gardé"
