"""The trainer's tab: moments and their dates, who has sent, reopening for one person, reminders, closing."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEntry, Notice, User
from assessments.counting.actions import close_moment
from assessments.desk.actions import remind, set_moments
from assessments.desk.announcing import announce_moments
from assessments.desk.reading import people_at
from assessments.enums import Moment
from assessments.models import MomentOpening, PersonalReopening, Publication, SelfAssessment
from assessments.taking.reading import moments_of
from cohorts.actions import CohortError
from cohorts.enums import CohortState
from cohorts.models import Absence, Cohort, Enrolment
from pages.templatetags.typography import day
from tests.assessments.making import enrolment_of, make_assessment, open_moment
from tests.conftest import person, signed_in, tight

pytestmark = pytest.mark.django_db
TAB = "/cohortes/pionniers/positionnements/"


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def day_of(value: date) -> str:
    """A day as a mail or a page says it, its spaces plain."""
    return " ".join(day(value).split())


def archive(cohort: Cohort) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(state=CohortState.ARCHIVED)


def dates(**changes: str) -> dict[str, str]:
    form = {f"{moment}-{end}": "" for moment in Moment for end in ("du", "au")}
    return form | {name.replace("__", "-").replace("_", "-"): value for name, value in changes.items()}


def test_a_trainer_dates_the_moments_and_the_screen_says_where_each_stands(desk: Client, pionniers: Cohort, denis: User) -> None:
    today = pionniers.today()
    form = dates(entree__du=str(today), entree__au=f"{today + timedelta(days=9):%d/%m/%Y}", sortie__du=str(today + timedelta(days=200)))
    assert desk.post(TAB, form).status_code == 302
    make_assessment(enrolment_of("amina"))
    page = text(desk, TAB)
    assert "Ouvert jusqu’au" in page
    assert "À venir, le" in page
    assert page.count("Sans dates") == 2
    assert "1 sur 24\xa0personnes a envoyé" in desk.get(TAB).content.decode()
    Enrolment.objects.filter(user=person("amina")).update(left_on=today)
    assert "0 sur 23\xa0personnes" in desk.get(TAB).content.decode()
    entries = AuditEntry.objects.filter(action="moment_dates", by=denis)
    assert {one.target for one in entries} == {"Positionnement d’entrée", "Positionnement de sortie"}
    assert desk.post(TAB, form).status_code == 302  # the same again changes nothing
    assert entries.count() == 2


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"entree__du": "bientôt"}, "Écrivez la date ainsi"),
        ({"entree__du": "2027-03-02", "entree__au": "2027-03-01"}, "La fin du moment vient après son début."),
        ({"entree__au": "2027-03-01"}, "Donnez le premier jour."),
    ],
)
def test_a_date_that_does_not_hold_is_said_and_nothing_is_saved(form: dict[str, str], words: str, desk: Client) -> None:
    answer = desk.post(TAB, dates(**form))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not MomentOpening.objects.exists()


def test_a_day_is_the_cohorts_own(desk: Client, pionniers: Cohort) -> None:
    Cohort.objects.filter(pk=pionniers.pk).update(time_zone="Pacific/Noumea")
    pionniers.refresh_from_db()
    with time_machine.travel("2027-03-01T20:00:00+00:00", tick=False):  # the 2nd of March in Nouméa
        MomentOpening.objects.create(cohort=pionniers, moment=Moment.ENTRY, opens_on="2027-03-02")
        assert "Ouvert, sans dernier jour" in text(signed_in("denis"), TAB)


def test_an_archived_cohort_says_that_a_moment_already_dated_is_still_sent(desk: Client, pionniers: Cohort) -> None:
    """A moment stays writable whatever the state of the cohort, and her pages say so: her trainers are told the same, before and after."""
    open_moment(pionniers)
    for state in (CohortState.CLOSED, CohortState.ARCHIVED):
        Cohort.objects.filter(pk=pionniers.pk).update(state=state)
        assert "Un positionnement daté ou rouvert se fait encore à ses dates" in text(desk, "/cohortes/pionniers/reglages/"), state
    assert "Un positionnement daté ou rouvert se fait encore à ses dates" in text(desk, TAB)
    assert moments_of(enrolment_of("amina"))[0].may_begin


def test_an_archived_cohort_dates_the_last_moment_only(desk: Client, pionniers: Cohort) -> None:
    archive(pionniers)
    page = desk.get(TAB).content.decode()
    assert 'name="a-six-mois-du"' in page
    assert 'name="entree-du"' not in page
    day = str(pionniers.today())
    assert desk.post(TAB, dates(entree__du=day, a_six_mois__du=day)).status_code == 302
    assert [one.moment for one in MomentOpening.objects.all()] == [Moment.LATER]


def everyone_of(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', page)


def test_a_moment_says_who_has_sent_and_shows_nothing_of_what_they_answered(desk: Client, pionniers: Cohort) -> None:
    open_moment(pionniers)
    shared = make_assessment(enrolment_of("amina"), for_trainers=True, mark="AMINA-MONTRE")
    make_assessment(enrolment_of("bastien"), mark="BASTIEN-GARDE", levels=5)
    make_assessment(enrolment_of("ines"), submitted=False, mark="INES-COMMENCE")
    page = desk.get(f"{TAB}entree/").content.decode()
    names = everyone_of(page)
    assert len(names) == 24
    assert abs(names.index(str(person("amina"))) - names.index(str(person("bastien")))) == 1  # side by side, as they learn
    assert re.findall(r'<tr( class="n")?><th scope="row">', tight(page)) == ["", ' class="n"'] * 12  # a line above each binôme, none within
    assert page.count("Envoyé le") == 2
    assert page.count("Commencé") == 1
    assert page.count("Pas commencé") == 21
    assert re.findall(r'href="(/competences/lire/\d+/)"', page) == [f"/competences/lire/{shared.pk}/"]
    for extension in ("csv", "xlsx", "ods"):
        assert desk.get(f"{TAB}entree.{extension}").status_code == 200
    lines = desk.get(f"{TAB}entree.csv").content.decode()
    assert [lines.count(f";{state};") for state in ("envoyé", "commencé", "pas commencé")] == [2, 1, 21]
    for told in (page, lines, text(desk, TAB)):
        for mark in ("AMINA", "BASTIEN-GARDE", "INES-COMMENCE", "Un accord trouvé"):
            assert mark not in told


def test_taking_back_what_one_showed_takes_its_link_away(desk: Client, pionniers: Cohort) -> None:
    open_moment(pionniers)
    shared = make_assessment(enrolment_of("amina"), for_trainers=True)
    SelfAssessment.objects.filter(pk=shared.pk).update(for_trainers=False)
    assert "/competences/lire/" not in desk.get(f"{TAB}entree/").content.decode()


def reopen(desk: Client, someone: Enrolment, **changes: Any) -> Any:
    until = someone.cohort.today() + timedelta(days=14)
    return desk.post(f"{TAB}entree/rouvrir/", {"enrolment": someone.pk, "until": str(until), **changes})


def test_a_moment_is_reopened_for_one_person_by_one_action(desk: Client, pionniers: Cohort, denis: User) -> None:
    today = pionniers.today()
    open_moment(pionniers, opens_on=today - timedelta(days=40), closes_on=today - timedelta(days=10))
    amina, bastien = enrolment_of("amina"), enrolment_of("bastien")
    assert not moments_of(amina)[0].may_begin
    page = desk.get(f"{TAB}entree/").content.decode()
    assert "Rouvrir pour Amina" in page
    open_moment(pionniers, Moment.MIDWAY)
    going = desk.get(f"{TAB}mi-parcours/").content.decode()
    assert "Prolonger pour Amina" in going  # nothing to reopen while it is open
    assert f'value="{today + timedelta(days=44)}"' in going  # two weeks after the end that all have
    assert f'value="{today + timedelta(days=14)}"' in page  # two weeks, unless she says otherwise
    assert reopen(desk, amina).status_code == 302
    standing = moments_of(amina)[0]
    assert standing.may_begin
    assert standing.last_day == today + timedelta(days=14)
    assert not moments_of(bastien)[0].may_begin
    assert "Rouvert jusqu’au" in desk.get(f"{TAB}entree/").content.decode()
    assert AuditEntry.objects.get(action="moment_reopened", by=denis).after["personne"] == str(amina.user)


def test_a_day_of_ones_own_is_said_only_while_it_is_later_than_that_of_all(desk: Client, pionniers: Cohort) -> None:
    today = pionniers.today()
    opening = open_moment(pionniers)
    amina, bastien = enrolment_of("amina"), enrolment_of("bastien")
    make_assessment(bastien)
    for one in (amina, bastien):
        reopen(desk, one, until=str(today + timedelta(days=40)))
    assert text(desk, f"{TAB}entree/").count("Rouvert jusqu’au") == 2
    for last_day in (today + timedelta(days=60), None):
        opening.closes_on = last_day
        opening.save()
        assert moments_of(amina)[0].last_day == last_day
        assert moments_of(bastien)[0].last_day == today + timedelta(days=40)
        assert text(desk, f"{TAB}entree/").count("Rouvert jusqu’au") == 1  # his, who begins a second one
    make_assessment(bastien, number=2, submitted=False)
    assert moments_of(bastien)[0].last_day is None
    assert "Rouvert jusqu’au" not in text(desk, f"{TAB}entree/")


def test_whoever_has_sent_may_make_another_and_the_first_stays(desk: Client, pionniers: Cohort) -> None:
    open_moment(pionniers)
    amina = enrolment_of("amina")
    first = make_assessment(amina, levels=2)
    assert "le premier reste tel quel" in desk.get(f"{TAB}entree/").content.decode()
    reopen(desk, amina)
    assert PersonalReopening.objects.get().again
    assert moments_of(amina)[0].may_begin
    assert "Commencer un nouveau positionnement" in text(signed_in("amina"), "/competences/entree/")
    make_assessment(amina, number=2, levels=4)
    assert not moments_of(amina)[0].may_begin
    assert SelfAssessment.objects.submitted().filter(enrolment=amina).count() == 2
    assert SelfAssessment.objects.filter(pk=first.pk, submitted_at=first.submitted_at).exists()
    assert "2 fois en tout" in text(desk, f"{TAB}entree/")
    reopen(desk, amina)  # once more, in one action
    assert moments_of(amina)[0].may_begin
    assert "Aucun avis ne part : écrivez-lui." in text(desk, f"{TAB}entree/")
    assert not Notice.objects.filter(to=amina.user).exists()


def test_who_has_not_sent_comes_first_and_a_pair_stays_together_within(desk: Client, pionniers: Cohort) -> None:
    open_moment(pionniers)
    names = [one.enrolment for one in people_at(pionniers, Moment.ENTRY)]
    first, second, third = names[0], names[1], names[2]
    make_assessment(first)
    make_assessment(third)
    lines = people_at(pionniers, Moment.ENTRY)
    assert [one.enrolment for one in lines if one.has_sent] == [one.enrolment for one in lines[-2:]] == [first, third]
    assert lines[0].enrolment == second
    assert all(one.starts_group for one in lines[-2:])
    page = desk.get(f"{TAB}entree/").content.decode()
    assert (
        page.index("pas encore envoyé")
        < page.index(f">{second.user}<")
        < page.rindex("personnes ont envoyé")
        < page.index(f">{first.user}<")
    )


def left(enrolment: Enrolment) -> None:
    Enrolment.objects.filter(pk=enrolment.pk).update(left_on=timezone.localdate())


def to_come(enrolment: Enrolment) -> None:
    later = enrolment.cohort.today() + timedelta(days=3)
    MomentOpening.objects.update(opens_on=later, closes_on=later)


REFUSED: dict[str, tuple[Any, dict[str, Any], int]] = {
    "someone who has withdrawn": (left, {}, 302),
    "a moment to come": (to_come, {}, 302),
    "an archived cohort": (lambda one: archive(one.cohort), {}, 302),
    "a day gone by": (None, {"until": "2020-01-01"}, 302),
    "a day too far": (None, {"until": "2999-01-01"}, 422),
    "a day before the end that all have": (None, {}, 302),
    "no day": (None, {"until": ""}, 422),
    "someone of another cohort": (None, {"enrolment": "chloe"}, 404),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_reopened_is_refused(case: str, desk: Client, pionniers: Cohort) -> None:
    open_moment(pionniers)
    before, changes, status = REFUSED[case]
    amina = enrolment_of("amina")
    if before:
        before(amina)
    if changes.get("enrolment") == "chloe":
        changes = {"enrolment": enrolment_of("chloe").pk}
    assert reopen(desk, amina, **changes).status_code == status
    assert not PersonalReopening.objects.exists()


def test_a_moment_that_runs_without_an_end_is_not_reopened_and_says_so(desk: Client, pionniers: Cohort) -> None:
    open_moment(pionniers, closes_on=None)
    answer = desk.post(f"{TAB}entree/rouvrir/", {"enrolment": enrolment_of("amina").pk, "until": pionniers.today()}, follow=True)
    assert "Ce moment est ouvert sans dernier jour pour toute la cohorte." in answer.content.decode()
    assert not PersonalReopening.objects.exists()


def test_a_reminder_goes_to_who_may_still_send_and_once_a_day(desk: Client, pionniers: Cohort, denis: User) -> None:
    opening = open_moment(pionniers)
    today = pionniers.today()
    make_assessment(enrolment_of("amina"))
    make_assessment(enrolment_of("bastien"), submitted=False)
    left(enrolment_of("ines"))
    Absence.objects.create(enrolment=enrolment_of("hugo"), starts_on=today, ends_on=today)
    assert "Envoyer un rappel à 21\xa0personnes" in desk.get(f"{TAB}entree/").content.decode()
    desk.post(f"{TAB}entree/rappel/")
    told = Notice.objects.filter(kind="moment_reminder")
    assert told.count() == 21
    spared = {person(name).pk for name in ("amina", "ines", "hugo", "chloe")}
    assert not spared & set(told.values_list("to", flat=True))
    assert {(one.url, one.about) for one in told} == {("/competences/entree/", f"moment:{opening.pk}")}
    assert "Un rappel est parti aujourd’hui" in text(desk, f"{TAB}entree/")
    answer = desk.post(f"{TAB}entree/rappel/", follow=True).content.decode()
    assert "Un rappel est déjà parti aujourd’hui" in answer
    assert AuditEntry.objects.filter(action="moment_reminder").count() == 1
    MomentOpening.objects.update(reminded_at=timezone.now() - timedelta(days=1))
    desk.post(f"{TAB}entree/rappel/")
    assert AuditEntry.objects.filter(action="moment_reminder").count() == 2


def test_a_reminder_says_to_each_person_her_own_last_day(desk: Client, pionniers: Cohort, denis: User) -> None:
    """Whoever was given more time would otherwise read, by mail, that less is left than her own pages say."""
    today = pionniers.today()
    opening = open_moment(pionniers, days=10)
    amina, bastien = enrolment_of("amina"), enrolment_of("bastien")
    reopen(desk, amina, until=str(today + timedelta(days=24)))
    remind(opening=opening, by=denis)
    told = {one.to_id: one.text for one in Notice.objects.filter(kind="moment_reminder")}
    assert len(told) == 24
    assert f"jusqu’au {day_of(today + timedelta(days=24))}." in told[amina.user_id]
    assert f"jusqu’au {day_of(today + timedelta(days=10))}." in told[bastien.user_id]


def test_a_last_day_that_moves_moves_in_what_was_told_and_in_the_mail_of_the_morning(desk: Client, pionniers: Cohort, denis: User) -> None:
    """Mails wait for the end of quiet hours: the day they said was that of the evening before, beside another one on her pages."""
    today = pionniers.today()
    opening = open_moment(pionniers, opens_on=today, closes_on=today + timedelta(days=24))
    announce_moments()
    remind(opening=opening, by=denis)
    amina, bastien = enrolment_of("amina"), enrolment_of("bastien")
    set_moments(cohort=pionniers, dates={Moment.ENTRY: (today, today + timedelta(days=20))}, by=denis)
    reopen(desk, amina, until=str(today + timedelta(days=38)))
    for one, days in ((amina, 38), (bastien, 20)):
        told = Notice.objects.filter(to=one.user).order_by("kind")
        end = day(today + timedelta(days=days))
        waits = f"« Positionnement d’entrée » vous attend, jusqu’au {end}. Ce qui est commencé est gardé."
        assert [notice.text for notice in told] == [f"« Positionnement d’entrée » est ouvert jusqu’au {end}.", waits]
    set_moments(cohort=pionniers, dates={Moment.ENTRY: (today, None)}, by=denis)
    assert Notice.objects.filter(text="« Positionnement d’entrée » est ouvert.").count() == 24
    assert Notice.objects.filter(kind__in=("moment_opened", "moment_reminder")).count() == 48  # each once: no new mail leaves
    assert "sans nouveau courriel" in text(desk, TAB)


def test_a_last_day_that_moves_into_the_past_takes_back_what_said_that_it_waits(desk: Client, pionniers: Cohort, denis: User) -> None:
    today = pionniers.today()
    opening = open_moment(pionniers, opens_on=today - timedelta(days=9), closes_on=today + timedelta(days=9))
    remind(opening=opening, by=denis)
    amina = enrolment_of("amina")
    reopen(desk, amina, until=str(today + timedelta(days=14)))
    set_moments(cohort=pionniers, dates={Moment.ENTRY: (opening.opens_on, today - timedelta(days=1))}, by=denis)
    assert [one.to for one in Notice.objects.filter(kind="moment_reminder")] == [amina.user]


def test_more_time_for_everyone_is_more_time_for_whoever_had_been_given_some(desk: Client, pionniers: Cohort) -> None:
    today = pionniers.today()
    open_moment(pionniers, days=10)
    amina = enrolment_of("amina")
    reopen(desk, amina, until=str(today + timedelta(days=24)))
    open_moment(pionniers, days=60)
    assert moments_of(amina)[0].last_day == today + timedelta(days=60)
    client = signed_in("amina")
    for url in ("/competences/", "/competences/entree/", "/accueil/"):
        assert day_of(today + timedelta(days=60)) in text(client, url), url
    open_moment(pionniers, closes_on=None)
    assert moments_of(amina)[0].last_day is None
    assert "plus tard le" not in text(client, "/competences/entree/")


@pytest.mark.parametrize("case", ["in preparation", "archived", "everyone has sent", "closed"])
def test_a_reminder_that_would_reach_nobody_is_refused(case: str, pionniers: Cohort, denis: User) -> None:
    opening = open_moment(pionniers)
    if case == "archived":
        archive(pionniers)
    elif case == "in preparation":
        Cohort.objects.filter(pk=pionniers.pk).update(state=CohortState.DRAFT)
    elif case == "closed":
        MomentOpening.objects.update(closed_at=timezone.now())
    else:
        for one in pionniers.enrolments.all():
            make_assessment(one)
    opening = MomentOpening.objects.select_related("cohort").get(pk=opening.pk)
    with pytest.raises(CohortError):
        remind(opening=opening, by=denis)
    opening.refresh_from_db()
    assert opening.reminded_at is None
    assert not Notice.objects.filter(kind="moment_reminder").exists()


def test_a_moment_of_a_cohort_in_preparation_says_that_nobody_sees_it(desk: Client, pionniers: Cohort) -> None:
    """The mail of a reminder would lead its people to a page that is not there, or to the moment of their other cohort."""
    open_moment(pionniers)
    for url in (TAB, f"{TAB}entree/"):
        assert "en préparation :" not in text(desk, url), url
    Cohort.objects.filter(pk=pionniers.pk).update(state=CohortState.DRAFT)
    for url in (TAB, f"{TAB}entree/"):
        assert "La cohorte est en préparation : ses personnes ne voient" in text(desk, url).replace("&nbsp;", " "), url
    assert "Envoyer un rappel" not in text(desk, f"{TAB}entree/")
    assert "Ouvrez-la d’abord" in desk.post(f"{TAB}entree/rappel/", follow=True).content.decode()
    assert not Notice.objects.filter(kind="moment_reminder").exists()


def test_closing_is_asked_once_more_and_then_is_for_good(desk: Client, pionniers: Cohort, denis: User) -> None:
    open_moment(pionniers)
    draft = make_assessment(enrolment_of("amina"), submitted=False, mark="BROUILLON")
    page = text(desk, f"{TAB}entree/clore/")
    assert "Clore ne se défait pas" in page
    assert "laisser ouvert" not in page  # it may have been over for days
    assert "sauf les personnes à qui vous avez donné du temps" in page  # they still send after it
    assert not Publication.objects.exists()
    assert desk.put(f"{TAB}entree/clore/").status_code == 405
    assert desk.post(f"{TAB}entree/clore/").url == f"{TAB}chiffres/"
    opening = MomentOpening.objects.get()
    assert opening.closed_at is not None
    closed_at = opening.closed_at
    desk.post(f"{TAB}entree/clore/")
    opening.refresh_from_db()
    assert opening.closed_at == closed_at
    assert Publication.objects.count() == 1
    assert AuditEntry.objects.filter(action="moment_closed", by=denis).count() == 1
    assert desk.get(f"{TAB}entree/clore/").url == f"{TAB}entree/"
    assert f'<a class="onward" href="{TAB}chiffres/">Lire les chiffres de la cohorte</a>' in desk.get(f"{TAB}entree/").content.decode()
    assert SelfAssessment.objects.filter(pk=draft.pk, submitted_at=None).exists()  # hers
    assert not moments_of(enrolment_of("amina"))[0].is_open
    day = str(pionniers.today() + timedelta(days=90))
    desk.post(TAB, {**dates(), "entree-du": day})
    opening.refresh_from_db()
    assert str(opening.opens_on) != day
    reopen(desk, enrolment_of("amina"))
    assert moments_of(enrolment_of("amina"))[0].is_open
    assert "chiffres figés" in text(desk, TAB)


def test_days_that_another_trainer_moved_meanwhile_stay_as_she_left_them(desk: Client, pionniers: Cohort) -> None:
    today = pionniers.today()
    entry, exit_, later = (str(today + timedelta(days=days)) for days in (10, 200, 220))
    desk.post(TAB, dates(entree__du=entry, sortie__du=exit_))
    seen = unescape(re.search(r'name="seen" value="([^"]*)"', desk.get(TAB).content.decode())[1])  # type: ignore[index]
    desk.post(TAB, dates(entree__du=entry, sortie__du=later))  # the other trainer
    desk.post(TAB, {**dates(entree__du=str(today + timedelta(days=12)), sortie__du=exit_), "seen": seen})
    assert {one.moment: one.opens_on - today for one in MomentOpening.objects.all()} == {
        Moment.ENTRY: timedelta(days=12),
        Moment.EXIT: timedelta(days=220),
    }
    assert AuditEntry.objects.filter(action="moment_dates").count() == 4
    monstrous = desk.post(TAB, {**dates(entree__du="demain"), "seen": "[" * 100_000})
    assert monstrous.status_code == 422


@pytest.mark.parametrize("case", ["to come", "archived"])
def test_what_cannot_be_closed_stays_open(case: str, desk: Client, pionniers: Cohort) -> None:
    open_moment(pionniers)
    if case == "to come":
        to_come(enrolment_of("amina"))
    else:
        archive(pionniers)
    assert desk.get(f"{TAB}entree/clore/").status_code == 302
    assert desk.post(f"{TAB}entree/clore/").status_code == 302
    assert MomentOpening.objects.get().closed_at is None
    assert not Publication.objects.exists()


def test_the_last_moment_is_closed_in_an_archived_cohort_too(desk: Client, pionniers: Cohort) -> None:
    open_moment(pionniers, Moment.LATER)
    archive(pionniers)
    desk.post(f"{TAB}a-six-mois/clore/")
    assert MomentOpening.objects.get().closed_at is not None


@pytest.mark.parametrize("url", ["clore/", "rappel/"])
def test_a_moment_without_dates_has_nothing_to_do(url: str, desk: Client) -> None:
    assert desk.post(f"{TAB}entree/{url}").status_code == 404
    assert desk.get(f"{TAB}ailleurs/").status_code == 404


@pytest.mark.parametrize("name", ["elise", "amina", "chloe", "farid"])
def test_nobody_else_writes_or_reads_here(name: str, pionniers: Cohort) -> None:
    opening = open_moment(pionniers)
    client, amina = signed_in(name), enrolment_of("amina")
    form = {"enrolment": amina.pk, "until": str(pionniers.today())}
    for url in ("", "entree/", "entree/clore/", "entree.csv", "chiffres/", "chiffres.csv"):
        assert client.get(f"{TAB}{url}").status_code == 404, url
    for url in ("", "entree/clore/", "entree/rappel/", "entree/rouvrir/"):
        assert client.post(f"{TAB}{url}", {**dates(sortie__du="2027-01-01"), **form}).status_code == 404, url
    opening.refresh_from_db()
    assert (opening.closed_at, opening.reminded_at) == (None, None)
    assert not PersonalReopening.objects.exists()
    assert MomentOpening.objects.count() == 1


def test_people_are_told_once_that_a_moment_has_begun(pionniers: Cohort) -> None:
    today = pionniers.today()
    opening = open_moment(pionniers, opens_on=today)
    open_moment(pionniers, Moment.EXIT, opens_on=today + timedelta(days=2))
    old = open_moment(pionniers, Moment.MIDWAY, opens_on=today - timedelta(days=2))
    left(enrolment_of("ines"))
    make_assessment(enrolment_of("amina"))
    assert announce_moments() == 1
    assert announce_moments() == 0
    told = Notice.objects.filter(kind="moment_opened")
    assert told.count() == 22
    assert {(one.about, one.url) for one in told} == {(f"moment:{opening.pk}", "/competences/entree/")}
    old.refresh_from_db()
    assert old.told_at is not None  # claimed without a word: it is no news
    assert not Notice.objects.filter(about=f"moment:{old.pk}").exists()


def test_a_cohort_in_preparation_is_told_when_it_opens_and_a_later_date_is_told_again(desk: Client, pionniers: Cohort) -> None:
    today = pionniers.today()
    opening = open_moment(pionniers, opens_on=today)
    Cohort.objects.filter(pk=pionniers.pk).update(state=CohortState.DRAFT)
    assert announce_moments() == 0
    Cohort.objects.filter(pk=pionniers.pk).update(state=CohortState.OPEN)
    assert announce_moments() == 1
    desk.post(TAB, dates(entree__du=str(today + timedelta(days=3))))
    opening.refresh_from_db()
    assert opening.told_at is None
    assert not Notice.objects.filter(about=f"moment:{opening.pk}").exists(), "no mail of tomorrow says that it is open"


def test_closing_a_moment_takes_back_what_said_that_it_waits(pionniers: Cohort, denis: User) -> None:
    opening = open_moment(pionniers, opens_on=pionniers.today())
    remind(opening=opening, by=denis)
    assert Notice.objects.filter(about=f"moment:{opening.pk}").exists()
    close_moment(opening=opening, by=denis)
    assert not Notice.objects.filter(about=f"moment:{opening.pk}").exists()


def test_the_lists_of_the_tab_cost_the_same_with_1_and_6_people(desk: Client, pionniers: Cohort) -> None:
    """Session, account, notices and menu; the cohort, its people and pairs; then moments, snapshots, seats, absences, reopenings."""
    open_moment(pionniers)
    people = list(pionniers.enrolments.order_by("pk"))
    costs: dict[str, list[int]] = {}
    made = 0
    for count in (1, 6):
        for one in people[made:count]:
            make_assessment(one, for_trainers=True)
            Absence.objects.create(enrolment=one, starts_on=pionniers.today(), ends_on=pionniers.today())
            PersonalReopening.objects.create(enrolment=one, moment=Moment.ENTRY, until=pionniers.today())
        made = count
        for url in ("", "entree/", "entree.csv"):
            desk.get(f"{TAB}{url}")
            with CaptureQueriesContext(connection) as queries:
                assert desk.get(f"{TAB}{url}").status_code == 200
            costs.setdefault(url, []).append(len(queries))
    assert all(first == last for first, last in costs.values()), costs


def test_two_tabs_cannot_date_again_what_one_of_them_closed(pionniers: Cohort, denis: User) -> None:
    """The form of the second tab still holds the fields; closed, a moment keeps its dates."""
    opening = open_moment(pionniers, closed_at=timezone.now())
    later = opening.opens_on + timedelta(days=3)
    with pytest.raises(CohortError, match="est clos"):
        set_moments(cohort=pionniers, dates={Moment.ENTRY: (later, None)}, by=denis)
    opening.refresh_from_db()
    assert opening.opens_on < later


def test_the_screen_of_the_moments_takes_no_other_verb(desk: Client) -> None:
    assert desk.put("/cohortes/pionniers/positionnements/").status_code == 405
