"""A cohort's life at the desk: its states, dates, people who leave and come back, notes, and the trail of it all."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEntry, User
from cohorts.actions import CohortError, finish_lesson
from cohorts.desk.actions import by_rhythm, set_personal_opening, set_state, take_back, withdraw
from cohorts.enums import CohortState
from cohorts.inviting.actions import invite
from cohorts.models import Absence, Cohort, Enrolment, LessonProgress, ModuleOpening, PersonalOpening, Seat, TrainerNote
from cohorts.perms import may_open
from cohorts.reading import openings_for, partners_of, reader_for
from courses.outline import Outline
from tests.conftest import person, signed_in, tight

pytestmark = pytest.mark.django_db
NEW = {"name": "Printemps", "starts_on": "2027-03-01", "ends_on": "30/11/2027", "time_zone": "Europe/Paris", "capacity": ""}


@pytest.mark.parametrize("url", ["/cohortes/nouvelle/", "/cohortes/pionniers/reglages/"])
def test_the_boxes_of_those_who_train_say_what_they_are_for(desk: Client, pionniers: Cohort, url: str) -> None:
    page = desk.get(url).content.decode()
    assert re.search(r'<fieldset class="field">\s*<legend>Qui la forme</legend>', page)


def test_a_trainer_opens_a_cohort_and_trains_it(desk: Client, denis: User, pionniers: Cohort) -> None:
    answer = desk.post("/cohortes/nouvelle/", {**NEW, "curriculum": pionniers.curriculum_id, "trainers": [denis.pk]})
    assert answer.url == "/cohortes/printemps/personnes/"
    made = Cohort.objects.get(slug="printemps")
    assert (made.state, list(made.trainers.all()), made.ends_on) == (CohortState.DRAFT, [denis], date(2027, 11, 30))
    assert "une fois l’invitation acceptée" in desk.get(f"/cohortes/{made.slug}/binomes/").content.decode()  # why nobody can be paired yet
    again = desk.post("/cohortes/nouvelle/", {**NEW, "ends_on": "01/12/2027", "curriculum": pionniers.curriculum_id})
    assert again.url == "/cohortes/printemps-2/personnes/"
    assert AuditEntry.objects.filter(action="cohort_created", by=denis).count() == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ends_on": "2027-02-01"}, "La fin de la cohorte vient après son début."),
        ({"starts_on": "demain"}, "Écrivez la date ainsi"),
        ({"starts_on": "0026-04-16"}, "elle va de 2000 à 2100."),
        ({"ends_on": "9999-12-31"}, "elle va de 2000 à 2100."),
        ({"curriculum": "9" * 25}, "Sélectionnez un choix valide."),
        ({"capacity": "0"}, "au moins une place"),
        ({"name": ""}, "Donnez un nom à la cohorte."),
    ],
)
def test_a_mistake_in_a_new_cohort_is_said_and_the_rest_kept(change: dict[str, str], words: str, desk: Client, pionniers: Cohort) -> None:
    answer = desk.post("/cohortes/nouvelle/", {**NEW, "curriculum": pionniers.curriculum_id, **change})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    for name in {"name", "starts_on", "ends_on"} - change.keys():
        assert f'value="{NEW[name]}"' in page, name
    assert change.get("ends_on", "30/11/2027") in page
    assert not Cohort.objects.filter(name="Printemps").exists()


STEPS = [("draft", "open", True), ("draft", "closed", False), ("open", "closed", True), ("open", "archived", False), ("closed", "open", True), ("closed", "archived", True), ("archived", "closed", False), ("archived", "open", False)]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "allowed"), STEPS)
def test_a_cohort_moves_one_step_at_a_time(before: str, after: str, allowed: bool, desk: Client, pionniers: Cohort) -> None:
    Cohort.objects.filter(pk=pionniers.pk).update(state=before)
    told = f"<h3>Une fois {CohortState(after).label}</h3>"  # what a state will bring is not said as if it were so
    assert (told in desk.get("/cohortes/pionniers/reglages/").content.decode()) is allowed
    desk.post("/cohortes/pionniers/reglages/etat/", {"state": after})
    pionniers.refresh_from_db()
    assert pionniers.state == (after if allowed else before)
    assert AuditEntry.objects.filter(action="cohort_state", before=before, after=after).exists() is allowed


@pytest.mark.parametrize("dated", [True, False])
def test_opening_a_cohort_is_said_and_so_is_a_track_without_dates(dated: bool, desk: Client, pionniers: Cohort) -> None:
    Cohort.objects.filter(pk=pionniers.pk).update(state=CohortState.DRAFT)
    if not dated:
        pionniers.openings.all().delete()
    page = desk.post("/cohortes/pionniers/reglages/etat/", {"state": "open"}, follow=True).content.decode()
    assert "La cohorte est ouverte." in page
    assert ("Aucun module n’a encore de date" in page) is not dated


@pytest.mark.parametrize(("paired", "here", "warned"), [(True, True, False), (False, True, True), (False, False, False)])
def test_opening_a_cohort_whose_people_sit_alone_says_so(paired: bool, here: bool, warned: bool, desk: Client, pionniers: Cohort) -> None:
    Cohort.objects.filter(pk=pionniers.pk).update(state=CohortState.DRAFT)
    if not paired:
        Seat.objects.filter(enrolment__cohort=pionniers, until=None).update(until=timezone.now())
    if not here:
        pionniers.enrolments.update(left_on=pionniers.today())
    page = desk.post("/cohortes/pionniers/reglages/etat/", {"state": "open"}, follow=True).content.decode()
    assert ("Aucun binôme n’est encore formé" in page) is warned


def test_an_administrator_brings_a_cohort_back_from_the_archive(pionniers: Cohort) -> None:
    Cohort.objects.filter(pk=pionniers.pk).update(state=CohortState.ARCHIVED)
    set_state(cohort=pionniers, state=CohortState.CLOSED, by=person("gaelle"))
    assert pionniers.state == CohortState.CLOSED


def writes(enrolment: Enrolment) -> dict[str, dict[str, Any]]:
    """Forms of the desk, of every kind, filled in as they should be."""
    at = f"personnes/{enrolment.pk}/"
    seat = Seat.objects.current().get(enrolment=enrolment)
    one, two = (Enrolment.objects.create(cohort=enrolment.cohort, user=person(name)) for name in ("farid", "gaelle"))
    return {
        "reglages/": {**NEW, "name": "Autre nom", "trainers": [person("denis").pk]},
        "ouvertures/rythme/": {"first": "2027-01-04T09:00", "weeks": "2"},
        "ouvertures/maintenant/": {"module": ModuleOpening.objects.filter(cohort=enrolment.cohort).first().module_id},  # type: ignore[union-attr]
        "invitations/nouvelle/": {"email": "x@exemple.fr", "first_name": "X"},
        "binomes/former/": {"premiere": one.pk, "seconde": two.pk},
        "binomes/former/?troisieme": {"premiere": one.pk, "rejoint": seat.binome_id},
        f"binomes/{seat.binome_id}/": {"place": seat.pk},
        f"{at}notes/": {"text": "Une note"},
        f"{at}fiche/": {"organisation": "Ailleurs"},
        f"{at}absence/": {"starts_on": "2026-12-01", "ends_on": "2026-12-05"},
        f"{at}retrait/": {"reason": "x"},
        f"{at}ouverture/": {"module": ModuleOpening.objects.filter(cohort=enrolment.cohort).first().module_id},  # type: ignore[union-attr]
        "courriels/nouveau/": {"to": "tous", "subject": "S", "body": "B", "key": "0" * 32, "envoyer": "1", "vers": str(enrolment.pk)},
    }


def picture() -> list[Any]:
    """Everything that a desk could change."""
    models = (Cohort, Enrolment, Seat, ModuleOpening, PersonalOpening, Absence, TrainerNote, AuditEntry)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_an_archived_cohort_is_read_only(desk: Client, pionniers: Cohort, enrolment: Enrolment) -> None:
    Cohort.objects.filter(pk=pionniers.pk).update(state=CohortState.ARCHIVED)
    forms, before = writes(enrolment), picture()
    for url, form in forms.items():
        assert desk.post(f"/cohortes/pionniers/{url}", form).status_code in {302, 422}, url
        assert picture() == before, url
    for screen in ("", "personnes/", "binomes/", "ouvertures/", "courriels/", "reglages/", "avancement.csv", f"personnes/{enrolment.pk}/"):
        assert desk.get(f"/cohortes/pionniers/{screen}").status_code == 200


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (CohortState.CLOSED, "les dates d’ouverture ne changent plus. Vous pouvez encore écrire, mener les positionnements et exporter."),
        (CohortState.ARCHIVED, "Vous n’y changez plus rien, sauf le regard à distance."),
    ],
)
def test_a_cohort_that_is_over_says_what_is_still_dated_above_the_form_that_dates_it(
    state: CohortState, words: str, desk: Client, pionniers: Cohort
) -> None:
    Cohort.objects.filter(pk=pionniers.pk).update(state=state)
    page = desk.get("/cohortes/pionniers/positionnements/").content.decode()
    assert 'name="a-six-mois-du"' in page
    assert words in page


def test_a_closed_cohort_heads_no_part_of_a_persons_page_that_holds_nothing(desk: Client, pionniers: Cohort, enrolment: Enrolment) -> None:
    def page() -> str:
        return desk.get(f"/cohortes/pionniers/personnes/{enrolment.pk}/").content.decode()

    for words in ("Ouvrir un module pour cette personne", "Pendant une absence"):
        assert words in page()
    Cohort.objects.filter(pk=pionniers.pk).update(state=CohortState.CLOSED)
    for words in ("Ouvrir un module pour cette personne", "Pendant une absence"):
        assert words not in page()
    Absence.objects.create(enrolment=enrolment, starts_on=pionniers.today(), ends_on=pionniers.today())
    assert "Pendant une absence" in page()


def test_another_trainer_writes_nothing(pionniers: Cohort, enrolment: Enrolment) -> None:
    forms, elise, before = writes(enrolment), signed_in("elise"), picture()
    for url, form in forms.items():
        assert elise.post(f"/cohortes/pionniers/{url}", form).status_code == 404, url
    assert picture() == before


def test_a_copy_moves_its_openings_and_keeps_their_hours(desk: Client, pionniers: Cohort) -> None:
    paris = ZoneInfo("Europe/Paris")
    module = pionniers.openings.first().module_id  # type: ignore[union-attr]
    pionniers.openings.filter(module_id=module).update(opens_at=datetime(2026, 3, 16, 9, tzinfo=paris))  # winter time
    said = desk.get("/cohortes/pionniers/dupliquer/").content.decode()
    assert "Les dates des positionnements ne sont pas reprises" in said  # a year later nobody would be told of any
    answer = desk.post("/cohortes/pionniers/dupliquer/", {"name": "Pionniers 2027", "days": "20"})
    copy = Cohort.objects.get(name="Pionniers 2027")
    assert answer.url == f"/cohortes/{copy.slug}/ouvertures/"
    assert "« Pionniers 2027 » est créée" in desk.get(answer.url).content.decode().replace("\xa0", " ")
    assert copy.openings.count() == 8
    assert copy.openings.get(module_id=module).opens_at.astimezone(paris) == datetime(2026, 4, 5, 9, tzinfo=paris)  # summer time
    assert (copy.starts_on - pionniers.starts_on).days == 20
    assert not copy.enrolments.exists()
    assert list(copy.trainers.all()) == [person("denis")]
    page = desk.post("/cohortes/pionniers/dupliquer/", {"name": "X", "days": "99999999"}).content.decode()
    assert "3660" in page


def test_clocks_are_named_in_french(desk: Client, pionniers: Cohort) -> None:
    Cohort.objects.filter(pk=pionniers.pk).update(time_zone="Indian/Reunion")
    page = desk.get("/cohortes/pionniers/reglages/").content.decode()
    assert "Heure de La Réunion" in page
    for name in ("La Réunion", "Nouméa", "Saint-Barthélemy", "Saint-Pierre-et-Miquelon"):
        assert f">{name}</option>" in page


def test_every_second_monday_at_nine_stays_nine_across_summer_time(outline: Outline) -> None:
    paris = ZoneInfo("Europe/Paris")
    dates = list(by_rhythm(outline.modules, datetime(2027, 3, 15, 9, tzinfo=paris), weeks=2).values())
    assert len(dates) == 8
    assert {(one.weekday(), one.hour) for one in dates} == {(0, 9)}
    assert dates[0].astimezone(UTC).hour == 8
    assert dates[1].astimezone(UTC).hour == 7


def test_dates_are_typed_on_the_clock_of_the_cohort(desk: Client, pionniers: Cohort, outline: Outline) -> None:
    Cohort.objects.filter(pk=pionniers.pk).update(time_zone="Indian/Reunion")
    form = {f"m{module.id}": "" for module in outline.modules}
    first = outline.modules[0].id
    desk.post("/cohortes/pionniers/ouvertures/", {**form, f"m{first}": "2027-01-04T09:00"})
    assert pionniers.openings.get().opens_at == datetime(2027, 1, 4, 5, tzinfo=UTC)
    entry = AuditEntry.objects.get(action="opening", target=outline.modules[0].title)
    assert entry.after == "2027-01-04T09:00+04:00"
    assert "2027-01-04T09:00" in desk.get("/cohortes/pionniers/ouvertures/").content.decode()
    desk.post("/cohortes/pionniers/ouvertures/rythme/", {"first": "04/01/2027 09:00", "weeks": "1"})
    assert [one.opens_at.day for one in pionniers.openings.order_by("opens_at")[:2]] == [4, 11]
    desk.post("/cohortes/pionniers/ouvertures/maintenant/", {"module": outline.modules[7].id})
    assert pionniers.openings.get(module_id=outline.modules[7].id).opens_at <= timezone.now()
    assert desk.post("/cohortes/pionniers/ouvertures/maintenant/", {"module": "0"}).status_code == 404


def test_an_hour_that_does_not_exist_is_refused(desk: Client, outline: Outline, pionniers: Cohort) -> None:
    before = list(pionniers.openings.values())
    page = desk.post("/cohortes/pionniers/ouvertures/", {f"m{outline.modules[0].id}": "2027-03-28T02:30"})
    assert page.status_code == 422
    assert list(pionniers.openings.values()) == before


def test_an_hour_in_a_year_beyond_any_calendar_is_refused_in_words(desk: Client, enrolment: Enrolment, outline: Outline) -> None:
    module, at = outline.modules[0].id, f"/cohortes/pionniers/personnes/{enrolment.pk}/ouverture/"
    for typed in ("0001-01-01T00:00", "0026-04-16T09:00", "9999-12-31T23:59"):
        for url, data in (
            (at, {"module": module, "opens_at": typed}),
            ("/cohortes/pionniers/ouvertures/", {f"m{module}": typed}),
            ("/cohortes/pionniers/ouvertures/rythme/", {"first": typed, "weeks": 4}),
        ):
            answer = desk.post(url, data)
            assert answer.status_code == 422, (url, typed)
            assert "elle va de 2000 à 2100." in answer.content.decode()


LONG = ("9" * 25, "9" * 5_000)  # more than a table holds, more than Python reads


@pytest.mark.parametrize("number", LONG, ids=len)
def test_a_number_that_no_page_sends_names_nothing(number: str, desk: Client, enrolment: Enrolment) -> None:
    here, seat = f"/cohortes/pionniers/personnes/{enrolment.pk}/", Seat.objects.current().get(enrolment=enrolment)
    for query in (f"ouvrir={number}", f"jours={number}", f"jours=0365{number}"):
        assert desk.get(f"/cohortes/pionniers/?{query}").status_code == 200, query
    for url, data, status in (
        (f"{here}notes/rayer/", {"note": number}, 404),
        (f"{here}absence/", {"retirer": number}, 404),
        (f"{here}ouverture/", {"retirer": number}, 302),
        (f"/cohortes/pionniers/binomes/{seat.binome_id}/", {"place": number}, 404),
        ("/cohortes/pionniers/binomes/former/", {"groupe": f"{enrolment.pk}>{number}"}, 404),
    ):
        assert desk.post(url, data).status_code == status, url


def test_a_later_date_locks_nothing_begun(desk: Client, enrolment: Enrolment, outline: Outline) -> None:
    lesson = outline.modules[0].lessons[0]
    form = {f"m{module.id}": "2030-01-07T09:00" for module in outline.modules}
    desk.post("/cohortes/pionniers/ouvertures/", form)
    assert may_open(enrolment, module_id=lesson.module_id, lesson_id=lesson.id)
    assert signed_in("amina").get(lesson.url).status_code == 200
    unread = outline.modules[7].lessons[0]
    assert signed_in("amina").get(unread.url).status_code == 403


def test_one_person_gets_a_module_by_one_action_and_gives_it_back(desk: Client, outline: Outline) -> None:
    chloe = person("chloe").enrolments.get()
    chloe.cohort.trainers.add(person("denis"))
    lesson, url = outline.modules[7].lessons[0], f"/cohortes/voisins/personnes/{chloe.pk}/ouverture/"
    assert signed_in("chloe").get(lesson.url).status_code == 403
    desk.post(url, {"module": lesson.module_id, "opens_at": ""})
    assert signed_in("chloe").get(lesson.url).status_code == 200
    client = signed_in("chloe")
    assert client.post(f"{lesson.url}terminer/", {"enrolment": chloe.pk}).status_code == 302
    assert signed_in("driss").get(lesson.url).status_code == 403
    assert "Exceptions" in desk.get("/cohortes/voisins/ouvertures/").content.decode()
    desk.post(url, {"retirer": lesson.module_id})
    assert not PersonalOpening.objects.exists()
    assert signed_in("chloe").get(lesson.url).status_code == 200  # begun: never locked again
    assert signed_in("chloe").get(outline.modules[7].lessons[1].url).status_code == 403
    assert AuditEntry.objects.filter(action="personal_opening").count() == 2


def test_a_personal_date_holds_over_the_cohorts_own(enrolment: Enrolment, outline: Outline, denis: User) -> None:
    module = outline.modules[7]
    later = timezone.now() + timedelta(days=9)
    set_personal_opening(enrolment=enrolment, module_id=module.id, opens_at=later, by=denis)
    assert openings_for(enrolment)[module.id] == later
    assert not reader_for(enrolment, outline).is_open(module.id)


def test_whoever_withdraws_keeps_what_she_began_and_frees_her_seat(
    desk: Client, enrolment: Enrolment, bastien: User, outline: Outline
) -> None:
    finished = LessonProgress.objects.finished().filter(enrolment=enrolment).count()
    desk.post(f"/cohortes/pionniers/personnes/{enrolment.pk}/retrait/", {"reason": "Mutation"})
    enrolment.refresh_from_db()
    assert (enrolment.left_on, enrolment.left_reason) == (enrolment.cohort.today(), "Mutation")
    assert not Seat.objects.current().filter(enrolment=enrolment).exists()
    assert LessonProgress.objects.finished().filter(enrolment=enrolment).count() == finished
    amina = signed_in("amina")
    begun, unread = outline.modules[0].lessons[0], outline.modules[7].lessons[0]
    page = amina.get(begun.url).content.decode()
    assert "Vous avez quitté cette cohorte" in page
    assert 'data-action="finish"' not in page
    assert amina.get(unread.url).status_code == 403
    with pytest.raises(CohortError, match="progression est gardée"):
        finish_lesson(enrolment=enrolment, lesson_id=unread.id)
    assert "Place libre" in signed_in("bastien").get("/accueil/").content.decode()
    desk_page = desk.get(f"/cohortes/pionniers/personnes/{enrolment.pk}/").content.decode()
    assert "Faire revenir Amina" in desk_page
    assert "Ouvrir un module" not in desk_page
    assert "Noter une absence" not in desk_page
    desk.post(f"/cohortes/pionniers/personnes/{enrolment.pk}/retour/")
    assert "Noter une absence" in desk.get(f"/cohortes/pionniers/personnes/{enrolment.pk}/").content.decode()
    enrolment.refresh_from_db()
    assert enrolment.left_on is None
    assert partners_of(enrolment) == []
    assert "Amina Benali" in desk.get("/cohortes/pionniers/binomes/").content.decode()
    actions = AuditEntry.objects.filter(scope=enrolment.cohort.scope, target="Amina Benali").values_list("action", flat=True)
    assert {"withdrawn", "came_back"} <= set(actions)


def test_a_participant_withdraws_by_herself_after_saying_that_she_is_sure(enrolment: Enrolment) -> None:
    amina = signed_in("amina")
    assert "Cochez la case" in amina.post("/cohorte/pionniers/quitter/", {"reason": "x"}).content.decode()
    amina.post("/cohorte/pionniers/quitter/", {"sure": "on", "reason": "Nouveau poste"})
    enrolment.refresh_from_db()
    assert enrolment.left_reason == "Nouveau poste"
    assert amina.get("/cohorte/pionniers/quitter/").status_code == 404
    assert amina.get("/accueil/").status_code == 200


def test_nobody_withdraws_twice_or_in_the_future(enrolment: Enrolment, denis: User) -> None:
    with pytest.raises(CohortError, match="date passée"):
        withdraw(enrolment=enrolment, by=denis, on=enrolment.cohort.today() + timedelta(days=1))
    withdraw(enrolment=enrolment, by=denis)
    with pytest.raises(CohortError, match="déjà"):
        withdraw(enrolment=enrolment, by=denis)
    take_back(enrolment=enrolment, by=denis)
    with pytest.raises(CohortError, match="déjà partie"):
        take_back(enrolment=enrolment, by=denis)


def test_absences_are_noted_and_taken_back(desk: Client, enrolment: Enrolment) -> None:
    url = f"/cohortes/pionniers/personnes/{enrolment.pk}/absence/"
    wrong = desk.post(url, {"starts_on": "05/12/2026", "ends_on": "01/12/2026"})
    assert wrong.status_code == 422
    assert "La fin de l’absence vient après son début." in wrong.content.decode()
    desk.post(url, {"starts_on": "01/12/2026", "ends_on": "05/12/2026"})
    absence = Absence.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.filter(pk=absence.pk).update(ends_on=date(2020, 1, 1))
    desk.post(url, {"retirer": absence.pk})
    assert not Absence.objects.exists()
    assert AuditEntry.objects.filter(action="absence").count() == 2


def test_notes_are_read_by_trainers_and_by_no_participant(desk: Client, enrolment: Enrolment, pionniers: Cohort) -> None:
    at = f"/cohortes/pionniers/personnes/{enrolment.pk}/"
    desk.post(f"{at}notes/", {"text": "Prévoir un rendez-vous <b>jeudi</b>"})
    page = desk.get(at).content.decode()
    assert "Prévoir un rendez-vous &lt;b&gt;jeudi&lt;/b&gt;" in page
    assert "Elles lui reviennent si la demande en est faite" in page.replace("\xa0", " ")
    note = TrainerNote.objects.get()
    pionniers.trainers.add(person("elise"))
    elise = signed_in("elise")
    assert "Prévoir un rendez-vous" in elise.get(at).content.decode()
    refused = elise.post(f"{at}notes/rayer/", {"note": note.pk}, follow=True).content.decode()
    assert "Seule la personne qui a écrit une note" in refused
    for asked, struck in [({}, 1), ({}, 1), ({"retablir": "1"}, 0)]:  # the second from a page that was open before
        page = desk.post(f"{at}notes/rayer/", {"note": note.pk, **asked}, follow=True).content.decode()
        assert page.count("<del>") == page.count('name="retablir"') == struck
    for url in ("/accueil/", "/cohorte/", "/compte/"):
        assert "Prévoir un rendez-vous" not in signed_in("amina").get(url).content.decode()
    assert desk.post(f"{at}notes/", {"text": ""}).status_code == 422


def test_people_are_listed_as_french_sorts_them_whichever_the_engine(desk: Client, pionniers: Cohort) -> None:
    names = ["de La Tour", "Dupuis", "Évrard", "Farge", "van Acker", "Zola"]
    people = list(pionniers.enrolments.staying().select_related("user")[: len(names)])  # type: ignore[attr-defined]
    for one, name in zip(people, reversed(names), strict=True):
        User.objects.filter(pk=one.user_id).update(last_name=name, first_name="X")
    expected = ["de Invité", "Écho", "Fin"]
    for name in reversed(expected):
        invite(cohort=pionniers, by=pionniers.trainers.get(), email=f"{len(name)}@exemple.fr", last_name=name, first_name="Y")
    rows = desk.get("/cohortes/pionniers/personnes.csv").content.decode().splitlines()
    listed = [row.split(";")[2] for row in rows]
    assert [name for name in listed if name in names] == names
    assert listed[-3:] == expected


@pytest.mark.parametrize("change", [{"is_trainer": False}, {"is_active": False}])
def test_people_read_the_names_of_those_who_train_them_today(pionniers: Cohort, change: dict[str, bool]) -> None:
    """A name that stayed would have them write to somebody who reads nothing any more; an administrator trains without the role."""
    pionniers.trainers.add(person("elise"), person("gaelle"))
    amina = signed_in("amina")
    assert "Élise Charpentier" in amina.get("/cohorte/").content.decode()
    User.objects.filter(pk=person("elise").pk).update(**change)
    page = amina.get("/cohorte/").content.decode()
    assert "Élise Charpentier" not in page
    assert "Denis Aubert" in page
    assert "Gaëlle Riou" in page


def test_a_needs_note_is_hers_and_her_trainers(desk: Client, enrolment: Enrolment) -> None:
    signed_in("amina").post("/cohorte/", {"needs": "Un lieu sans marches"})
    assert "Un lieu sans marches" in signed_in("gaelle").get(f"/cohortes/pionniers/personnes/{enrolment.pk}/").content.decode()
    assert "Un lieu sans marches" in desk.get(f"/cohortes/pionniers/personnes/{enrolment.pk}/").content.decode()
    for name in ("bastien", "chloe"):
        for url in ("/cohorte/", "/accueil/"):
            assert "Un lieu sans marches" not in signed_in(name).get(url).content.decode()


@pytest.mark.parametrize("path", ["/cohorte/", "/cohorte/pionniers/quitter/"])
def test_who_writes_what_she_needs_or_why_she_leaves_is_told_that_administrators_read_it_too(path: str) -> None:
    """Of her needs, it said that trainers alone read them; an administrator opens the same page."""
    page = signed_in("amina").get(path).content.decode()
    assert "Lu par vos formatrices et formateurs, et par les administrateurs." in page
    assert "formateurs seulement" not in page


def test_needs_written_in_two_tabs_go_to_their_cohort_and_over_nothing_else(enrolment: Enrolment) -> None:
    client = signed_in("amina")
    other = Enrolment.objects.create(
        user=enrolment.user, cohort=Cohort.objects.exclude(pk=enrolment.cohort_id).filter(state="open").first()
    )
    page = client.get("/cohorte/").content.decode()
    shown = int(page.split('name="enrolment" value="')[1].split('"')[0])
    seen = page.split('name="seen" value="')[1].split('"')[0]
    client.post("/cohorte/changer/", {"cohorte": other.cohort.slug if shown == enrolment.pk else enrolment.cohort.slug})
    client.post("/cohorte/", {"enrolment": shown, "seen": seen, "needs": "Un lieu sans marches"})
    assert [one.needs for one in Enrolment.objects.filter(pk__in=[enrolment.pk, other.pk]).exclude(needs="")] == ["Un lieu sans marches"]
    assert Enrolment.objects.get(pk=shown).needs == "Un lieu sans marches"
    late = client.post("/cohorte/", {"enrolment": shown, "seen": seen, "needs": "Une place assise"})
    assert late.status_code == 422
    assert "Un lieu sans marches" in late.content.decode()
    assert "Une place assise" in late.content.decode()
    again = late.content.decode().split('name="seen" value="')[1].split('"')[0]
    client.post("/cohorte/", {"enrolment": shown, "seen": again, "needs": ""})
    emptied = client.post("/cohorte/", {"enrolment": shown, "seen": again, "needs": "Une place assise"})
    assert "ont été effacés entre-temps" in emptied.content.decode()
    stranger = Enrolment.objects.get(user=person("bastien"), cohort=enrolment.cohort)
    assert client.post("/cohorte/", {"enrolment": stranger.pk, "needs": "x"}).status_code == 404


def test_nothing_is_written_into_an_archived_cohort_by_its_participants_either(enrolment: Enrolment) -> None:
    Cohort.objects.filter(pk=enrolment.cohort_id).update(state=CohortState.ARCHIVED)
    answer = signed_in("amina").post("/cohorte/", {"needs": "Un lieu sans marches"})
    assert answer.status_code == 422
    assert "Un lieu sans marches" in answer.content.decode()
    enrolment.refresh_from_db()
    assert enrolment.needs == ""


@pytest.mark.parametrize("state", [CohortState.CLOSED, CohortState.ARCHIVED])
def test_a_closed_cohort_is_read_again_and_nothing_of_it_is_to_be_begun(enrolment: Enrolment, state: CohortState) -> None:
    assert "Commencer la leçon" in signed_in("amina").get("/accueil/").content.decode()
    Cohort.objects.filter(pk=enrolment.cohort_id).update(state=state)
    page = signed_in("amina").get("/accueil/").content.decode()
    assert "Votre cohorte est close" in page
    assert "Revoir le parcours" in page
    assert "Commencer la leçon" not in page
    assert "Reprendre la leçon" not in page


def test_a_cohort_shows_names_and_territories_and_no_progress(enrolment: Enrolment) -> None:
    page = signed_in("amina").get("/cohorte/").content.decode()
    assert "Inès Morel" in page
    assert "Haute-Combe" in page
    assert "demo.example" not in page
    assert "data-progress" not in page
    assert not re.search(r"(sur|/)\s?33\b", page.split("<main")[1].split("</main")[0])
    assert "Chloé" not in page


def test_a_trainer_enrolled_in_her_own_cohort_keeps_both_sets_of_screens(denis: User, pionniers: Cohort) -> None:
    Enrolment.objects.create(user=denis, cohort=pionniers)
    client = signed_in("denis")
    page = client.get("/accueil/").content.decode()
    assert "Votre chemin" in page
    assert "/cohortes/pionniers/" in page
    assert client.get("/cohortes/pionniers/").status_code == 200
    lesson = client.get("/parcours/etat-des-lieux/regard-des-maires/").content.decode()
    assert 'data-action="finish"' in lesson


def test_a_cohort_gets_a_new_trainer_and_keeps_one(desk: Client, pionniers: Cohort, denis: User) -> None:
    form = {"name": pionniers.name, "starts_on": pionniers.starts_on, "ends_on": pionniers.ends_on, "time_zone": "Europe/Paris"}
    elise = person("elise")
    desk.post("/cohortes/pionniers/reglages/", {**form, "trainers": [elise.pk]})
    assert list(pionniers.trainers.all()) == [elise]
    assert desk.get("/cohortes/pionniers/").status_code == 404
    assert signed_in("elise").get("/cohortes/pionniers/").status_code == 200
    entry = AuditEntry.objects.get(action="trainers")
    assert (entry.before, entry.after, entry.by) == (["Denis Aubert"], ["Élise Charpentier"], denis)
    answer = signed_in("elise").post("/cohortes/pionniers/reglages/", form, follow=True).content.decode()
    assert "au moins une personne qui la forme" in answer
    assert list(pionniers.trainers.all()) == [elise]


def test_two_trainers_who_save_the_settings_keep_each_others_changes(desk: Client, pionniers: Cohort, denis: User) -> None:
    def opened() -> dict[str, str]:
        page = desk.get("/cohortes/pionniers/reglages/").content.decode()
        fields = dict(re.findall(r'name="(name|starts_on|ends_on)" value="([^"]*)"', page))
        seen = re.search(r'name="seen" value="([^"]*)"', page)
        return {**fields, "time_zone": "Europe/Paris", "seen": unescape(seen[1]) if seen else ""}

    elise, hers, his = person("elise"), opened(), opened()
    desk.post("/cohortes/pionniers/reglages/", {**hers, "name": "Les pionniers", "trainers": [denis.pk, elise.pk]})
    desk.post("/cohortes/pionniers/reglages/", {**his, "capacity": "30", "trainers": [denis.pk]})
    pionniers.refresh_from_db()
    assert (pionniers.name, pionniers.capacity) == ("Les pionniers", 30)
    assert set(pionniers.trainers.all()) == {denis, elise}
    desk.post("/cohortes/pionniers/reglages/", {**opened(), "capacity": "", "trainers": [denis.pk]})
    pionniers.refresh_from_db()
    assert (pionniers.capacity, list(pionniers.trainers.all())) == (None, [denis])


def test_details_are_corrected_and_a_near_miss_is_asked_about(desk: Client, enrolment: Enrolment) -> None:
    url = f"/cohortes/pionniers/personnes/{enrolment.pk}/fiche/"
    page = desk.post(url, {"other_territory": "Val de Brumes", "organisation": "Agence"})
    assert "dire « Val-de-Brume »" in page.content.decode().replace("\xa0", " ")
    desk.post(url, {"other_territory": "Cap Inconnu", "organisation": "Agence", "joins_on": "2026-09-03"})
    enrolment.refresh_from_db()
    assert (str(enrolment.territory), enrolment.organisation) == ("Cap Inconnu", "Agence")


def test_the_trail_is_only_added_to_and_administrators_read_it(denis: User) -> None:
    audit.record(by=denis, action="pair", target="Binôme 1", scope="cohorte:1", before=[], after=["A", "B"])
    entry = AuditEntry.objects.latest("pk")
    for change in ({"target": "x"}, {"after": ["C"]}, {"action": "x"}, {"by": person("gaelle")}, {"at": timezone.now()}):
        with pytest.raises(DatabaseError), transaction.atomic():
            AuditEntry.objects.filter(pk=entry.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_auditentry")
    AuditEntry.objects.filter(pk=entry.pk).update(by=None)  # her account is erased; the line stays
    gaelle = signed_in("gaelle")
    page = gaelle.get("/compte/journal/", {"perimetre": "cohorte:1", "action": "pair", "page": "7"}).content.decode()
    assert "Binôme formé" in page
    assert "A, B" in page
    assert gaelle.post("/compte/journal/").status_code == 405
    for name in ("denis", "amina", "farid"):
        assert signed_in(name).get("/compte/journal/").status_code == 404


def test_each_table_of_people_says_what_it_holds(desk: Client) -> None:
    """A screen reader names a table by its caption, and the box it scrolls in by the same words."""
    person_page = f"/cohortes/pionniers/personnes/{person('amina').enrolments.get().pk}/"
    for url, caption in (
        ("/cohortes/pionniers/personnes/", "Chaque personne, son binôme et ses leçons"),
        (person_page, "Leçons terminées, module par module"),
    ):
        text = tight(desk.get(url).content.decode())
        found = re.search(
            r'role="region" aria-labelledby="(\w+)" tabindex="0"><table class="people"><caption class="visually-hidden" id="(\w+)">([^<]+)',
            text,
        )
        assert found, url
        assert found[1] == found[2]
        assert found[3] == caption


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [("trainers", "9" * 20, 422), ("trainers", "9" * 5_000, 422), ("seen", "9" * 5_000, 302), ("seen", "[" * 100_000, 302)],
    ids=["huge", "monstrous", "digits", "nested"],
)
def test_settings_sent_with_what_no_page_of_ours_writes_break_nothing(
    desk: Client, pionniers: Cohort, field: str, value: str, status: int
) -> None:
    form = {
        "name": pionniers.name, "starts_on": pionniers.starts_on, "ends_on": pionniers.ends_on, "time_zone": "Europe/Paris",
        "trainers": list(pionniers.trainers.values_list("pk", flat=True)),
    }  # fmt: skip
    before = set(form["trainers"])
    assert desk.post("/cohortes/pionniers/reglages/", {**form, field: value}).status_code == status
    assert desk.post("/cohortes/pionniers/reglages/", {**form, "name": "", field: value}).status_code == 422
    assert set(pionniers.trainers.values_list("pk", flat=True)) == before
