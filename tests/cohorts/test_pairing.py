"""Who learns with whom: suggestions, pairs, changes, and two trainers at the same moment."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AuditEntry, User
from cohorts.actions import CohortError
from cohorts.desk.actions import withdraw
from cohorts.desk.page import number_in
from cohorts.models import Binome, Cohort, Enrolment, Seat
from cohorts.pairing.actions import join, leave_seat, pair
from cohorts.pairing.nearness import Candidate, Nearness, Standing, suggest
from pages.templatetags.typography import day as day_in_words
from territories.models import Territory
from territories.regions import CURRENT, TOUCHING, are_neighbours, current_region
from tests.conftest import person

PLACES = [("Brest", "Bretagne"), ("Rennes", "Bretagne"), ("Nantes", "Pays de la Loire"), ("Ajaccio", "Corse"), ("Lens", "Nord-Pas-de-Calais"), ("", "")]  # fmt: skip


def candidate(pk: int, place: tuple[str, str] = ("", ""), name: str = "") -> Candidate:
    return Candidate(pk, name or f"Personne {pk:02}", *place)


@given(st.lists(st.sampled_from(PLACES), max_size=15), st.randoms())
def test_suggestions_leave_nobody_over_and_do_not_depend_on_the_order(places: list[tuple[str, str]], random: Any) -> None:
    people = [candidate(pk, place) for pk, place in enumerate(places)]
    found = suggest(people)
    seated = [one.pk for suggestion in found for one in suggestion.people]
    assert sorted(seated) == ([] if len(people) == 1 else [one.pk for one in people])
    assert sum(suggestion.is_trio for suggestion in found) == (len(people) % 2 if len(people) > 1 else 0)
    shuffled = people[:]
    random.shuffle(shuffled)
    assert suggest(shuffled) == found


def test_the_nearest_are_paired_first_and_each_pair_says_why() -> None:
    people = [
        candidate(1, ("Brest", "Bretagne"), "Zoé"),
        candidate(2, ("brest", "Bretagne"), "Yann"),
        candidate(3, ("Rennes", "Bretagne"), "Albane"),
        candidate(4, ("Vannes", "Bretagne"), "Bruno"),
        candidate(5, ("Amiens", "Picardie"), "Clara"),
        candidate(6, ("Reims", "Champagne-Ardenne"), "Denis"),
        candidate(7, ("Ajaccio", "Corse"), "Ange"),
        candidate(8, ("Saint-Denis", "La Réunion"), "Marie"),
    ]
    found = {tuple(sorted(one.pk for one in suggestion.people)): suggestion for suggestion in suggest(people)}
    assert {key: suggestion.nearness for key, suggestion in found.items()} == {
        (1, 2): Nearness.SAME_TERRITORY,
        (3, 4): Nearness.SAME_REGION,
        (5, 6): Nearness.NEIGHBOURING_REGIONS,
        (7, 8): Nearness.BY_NAME,
    }
    assert found[1, 2].reason == "Même territoire : brest"
    assert found[5, 6].reason == "Régions voisines : Picardie et Champagne-Ardenne"


def test_an_odd_one_joins_the_nearest_as_a_trio() -> None:
    people = [candidate(1, PLACES[0]), candidate(2, PLACES[0]), candidate(3, PLACES[3]), candidate(4, PLACES[3]), candidate(5, PLACES[1])]
    trio = next(one for one in suggest(people) if one.is_trio)
    assert {one.pk for one in trio.people} == {1, 2, 5}
    assert "trio" in trio.reason


def test_someone_alone_is_offered_to_the_nearest_standing_binome() -> None:
    far = Standing(7, (candidate(1, PLACES[3]), candidate(2, PLACES[3])))
    near = Standing(8, (candidate(3, PLACES[2]), candidate(4, PLACES[2])))
    found = suggest([candidate(5, PLACES[0])], [far, near])
    assert [(one.joins, {person.pk for person in one.people}) for one in found] == [(8, {3, 4, 5})]
    only = suggest([candidate(5, PLACES[0])], [far])  # however far, where nobody is nearer
    assert [(one.joins, {person.pk for person in one.people}) for one in only] == [(7, {1, 2, 5})]
    assert suggest([candidate(5)]) == []


def test_a_trio_says_what_its_two_share_and_not_that_nobody_is_nearer() -> None:
    people = [candidate(1, PLACES[0]), candidate(2, PLACES[0]), candidate(3, ("Saint-Denis", "La Réunion"), "Marie")]
    [trio] = suggest(people)
    assert trio.is_trio
    assert trio.reason.startswith(f"Même territoire : {PLACES[0][0]}. ")
    assert "Marie ferait un trio" in trio.reason


def test_someone_offered_to_a_binome_is_told_near_whom_of_it_is_near() -> None:
    mixed = Standing(7, (candidate(1, ("Ajaccio", "Corse")), candidate(2, ("Brest", "Bretagne"))))
    [found] = suggest([candidate(3, ("Brest", "Bretagne"), "Yann")], [mixed])
    assert found.reason.startswith("Même territoire : Brest. ")


def test_regions_know_their_former_names_and_their_neighbours() -> None:
    assert current_region("nord pas de calais") == "Hauts-de-France"
    assert current_region("Provence-Alpes-Côte d'Azur") == "Provence-Alpes-Côte d’Azur", "a keyboard writes the other apostrophe"
    assert current_region("Atlantide") == ""
    assert are_neighbours("Alsace", "Franche-Comté")
    assert not are_neighbours("Corse", "Provence-Alpes-Côte d’Azur")
    assert {name for pair in TOUCHING for name in pair} <= set(CURRENT)
    assert len({frozenset(pair) for pair in TOUCHING}) == len(TOUCHING)


def newcomers(cohort: Cohort, count: int, territory: Territory | None = None) -> list[Enrolment]:
    made = []
    for number in range(count):
        user = User.objects.create_user(f"nouveau{number}@demo.example", first_name=f"Nouveau{number}", last_name="Venu")
        made.append(Enrolment.objects.create(user=user, cohort=cohort, territory=territory))
    return made


@pytest.mark.django_db
def test_a_suggestion_is_accepted_by_a_click_and_all_of_them_at_once(desk: Client, pionniers: Cohort) -> None:
    newcomers(pionniers, 5)
    page = desk.get("/cohortes/pionniers/binomes/").content.decode()
    assert "Former les 2 binômes proposés" in page
    assert "Nombre impair" in page
    groups = [suggestion["value"] for suggestion in hidden(page) if suggestion["name"] == "groupe"][:2]
    desk.post("/cohortes/pionniers/binomes/former/", {"groupe": groups})
    assert not Enrolment.objects.filter(cohort=pionniers).exclude(seats__until=None, seats__isnull=False).exists()
    assert AuditEntry.objects.filter(action="pair", scope=pionniers.scope, by=person("denis")).count() == 2


def hidden(page: str) -> list[dict[str, str]]:
    import re

    return [
        {"name": name, "value": value.replace("&gt;", ">")}
        for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    ]


@pytest.mark.django_db
def test_two_names_chosen_by_hand_make_a_binome(desk: Client, pionniers: Cohort) -> None:
    one, other = newcomers(pionniers, 2)
    desk.post("/cohortes/pionniers/binomes/former/", {"premiere": one.pk, "seconde": other.pk})
    assert Seat.objects.current().get(enrolment=one).binome_id == Seat.objects.current().get(enrolment=other).binome_id
    answer = desk.post("/cohortes/pionniers/binomes/former/", {"premiere": one.pk, "seconde": one.pk}, follow=True).content.decode()
    assert "deux personnes différentes" in answer


@pytest.mark.django_db
def test_names_chosen_by_hand_that_are_refused_stay_chosen(desk: Client, pionniers: Cohort) -> None:
    one, other, third, fourth = newcomers(pionniers, 4)
    standing = pair(enrolments=[one, other])
    twice = {"premiere": third.pk, "seconde": third.pk}
    page = desk.post("/cohortes/pionniers/binomes/former/", twice, follow=True).content.decode()
    assert page.count(f'<option value="{third.pk}" selected>') == 2
    seated = {"premiere": Seat.objects.current().exclude(binome=standing)[0].enrolment_id, "rejoint": standing.pk}
    page = desk.post("/cohortes/pionniers/binomes/former/", seated, follow=True).content.decode()
    assert f'<option value="{standing.pk}" selected>' in page
    assert page.count(" selected>") == 1
    join(binome=standing, enrolment=fourth)  # meanwhile
    full = {"premiere": third.pk, "rejoint": standing.pk}
    page = desk.post("/cohortes/pionniers/binomes/former/", full, follow=True).content.decode()
    assert page.split('name="rejoint"')[0].rpartition('name="premiere"')[2].count(f'<option value="{third.pk}" selected>') == 1


@pytest.mark.django_db
def test_who_sits_already_cannot_be_paired_and_the_other_trainer_is_named(pionniers: Cohort, amina: User, denis: User) -> None:
    one, other, third = newcomers(pionniers, 3)
    pair(enrolments=[one, other], by=denis)
    before = Seat.objects.count()
    with pytest.raises(CohortError, match=r"Nouveau0 Venu a déjà un binôme, avec Nouveau1 Venu, .* par Denis Aubert"):
        pair(enrolments=[third, one])
    assert Seat.objects.count() == before


@pytest.mark.django_db
def test_the_title_of_a_binome_says_who_they_are(desk: Client, amina: User) -> None:
    place = Seat.objects.current().get(enrolment=amina.enrolments.get()).binome_id
    page = desk.get(f"/cohortes/pionniers/binomes/{place}/").content.decode()
    title = page.split("<title>")[1].split("</title>")[0]
    assert "Amina" in title
    assert "Bastien" in title
    assert "<h1>Amina Benali et Bastien Le Goff</h1>" in page  # eight tabs bear the cohort's name already


@pytest.mark.django_db
def test_nobody_leaves_a_binome_who_was_not_chosen(desk: Client, amina: User) -> None:
    """The person who happens to stand first in the list is not taken for the one who left."""
    place = Seat.objects.current().get(enrolment=amina.enrolments.get()).binome_id
    at = f"/cohortes/pionniers/binomes/{place}/"
    assert not re.search(r'name="place"[^>]* checked', desk.get(at).content.decode())
    answer = desk.post(at, {"on": "", "reason": "Congé parental"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Choisissez qui quitte ce binôme." in page
    assert "Congé parental" in page
    assert page.index("Choisissez qui quitte ce binôme.") < page.index('name="place"'), "what is said leads to what is asked"
    assert page.count('role="alert"') == 1
    assert page.count('name="place"') == page.count('required aria-invalid="true"') == 2
    assert Seat.objects.current().filter(binome=place).count() == 2
    assert desk.post(at).status_code == 422, "a form without a single field is refused like one without a name"


@pytest.mark.django_db
def test_a_change_of_partner_keeps_the_date_the_reason_and_the_history(desk: Client, pionniers: Cohort, amina: User, bastien: User) -> None:
    (newcomer,) = newcomers(pionniers, 1)
    seat = Seat.objects.current().get(enrolment=bastien.enrolments.get())
    day = pionniers.today() - timedelta(days=3)
    desk.post(f"/cohortes/pionniers/binomes/{seat.binome_id}/", {"place": seat.pk, "on": day.isoformat(), "reason": "Congé parental"})
    seat.refresh_from_db()
    assert seat.until is not None
    assert seat.until.astimezone(pionniers.zone).date() == day
    assert seat.reason == "Congé parental"
    # She who stays keeps her binôme: the newcomer takes the free seat beside her.
    mine = Seat.objects.current().get(enrolment=amina.enrolments.get())
    assert mine.binome_id == seat.binome_id
    desk.post("/cohortes/pionniers/binomes/former/", {"premiere": newcomer.pk, "seconde": mine.enrolment_id})
    assert Seat.objects.current().get(enrolment=newcomer).binome_id == mine.binome_id
    page = desk.get(f"/cohortes/pionniers/binomes/{seat.binome_id}/").content.decode()
    assert "Congé parental" in page
    assert page.count("Bastien Le Goff") >= 1


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "words"), [(2, "Choisissez une date passée"), (-4000, "n’existait pas encore")])
def test_a_seat_is_not_left_in_the_future_nor_before_it_was_taken(days: int, words: str, amina: User) -> None:
    seat = Seat.objects.current().get(enrolment=amina.enrolments.get())
    with pytest.raises(CohortError, match=words):
        leave_seat(seat=seat, on=timezone.localdate() + timedelta(days=days))


@pytest.mark.django_db
def test_two_who_were_left_alone_are_brought_together(pionniers: Cohort, amina: User) -> None:
    people = newcomers(pionniers, 4)
    first, second = pair(enrolments=people[:2]), pair(enrolments=people[2:])
    for one in (people[1], people[3]):
        leave_seat(seat=Seat.objects.current().get(enrolment=one))
    made = pair(enrolments=[people[0], people[2]])
    assert made.pk == first.pk
    assert not Seat.objects.current().filter(binome=second).exists()


@pytest.mark.django_db
def test_a_third_joins_and_a_fourth_does_not(pionniers: Cohort) -> None:
    people = newcomers(pionniers, 4)
    binome = pair(enrolments=people[:2])
    join(binome=binome, enrolment=people[2])
    assert binome.seats.current().count() == 3
    with pytest.raises(CohortError, match="complet"):
        join(binome=binome, enrolment=people[3])


@pytest.mark.django_db
def test_who_was_left_alone_joins_another_binome(desk: Client, pionniers: Cohort) -> None:
    alone, partner, one, other = newcomers(pionniers, 4)
    left, standing = pair(enrolments=[alone, partner]), pair(enrolments=[one, other])
    leave_seat(seat=Seat.objects.current().get(enrolment=partner))
    assert ", 13 binômes" in desk.get("/cohortes/pionniers/binomes/").content.decode().replace("\N{NO-BREAK SPACE}", " ")
    desk.post("/cohortes/pionniers/binomes/former/", {"groupe": f"{one.pk},{other.pk},{alone.pk}>{standing.pk}"})
    assert Seat.objects.current().get(enrolment=alone).binome == standing
    assert not Seat.objects.current().filter(binome=left).exists()
    assert left.seats.get(enrolment=alone).reason == "Nouveau binôme"


@pytest.mark.django_db
def test_an_accent_moves_no_binome_down_the_list(desk: Client, pionniers: Cohort) -> None:
    page = desk.get("/cohortes/pionniers/binomes/").content.decode()
    assert page.index("Léa Garnier") < page.index("Lina Rossi")


def test_a_trainer_chooses_which_binome_someone_joins(desk: Client, pionniers: Cohort) -> None:
    people = newcomers(pionniers, 5)
    pair(enrolments=people[:2])
    wanted = pair(enrolments=people[2:4])
    page = desk.get("/cohortes/pionniers/binomes/").content.decode()
    assert "Nouveau4 Venu rejoindrait un binôme" in page  # first name first, as everywhere on this page
    assert "Binôme à rejoindre" in page
    answer = desk.post("/cohortes/pionniers/binomes/former/", {"premiere": people[4].pk, "rejoint": wanted.pk}, follow=True)
    assert Seat.objects.current().get(enrolment=people[4]).binome == wanted
    assert "Nouveau2 Venu, Nouveau3 Venu et Nouveau4 Venu apprennent" in answer.content.decode()


@pytest.mark.django_db
def test_nobody_joins_a_binome_that_everyone_has_left_since_the_page_was_read(desk: Client, pionniers: Cohort) -> None:
    one, other, third = newcomers(pionniers, 3)
    left = pair(enrolments=[one, other])
    for seat in Seat.objects.current().filter(binome=left):
        leave_seat(seat=seat)
    answer = desk.post("/cohortes/pionniers/binomes/former/", {"premiere": third.pk, "rejoint": left.pk}, follow=True).content.decode()
    assert "Plus personne ne fait partie de ce binôme" in answer
    assert "apprennent désormais ensemble" not in answer
    assert not Seat.objects.filter(enrolment=third).exists()


@pytest.mark.django_db
def test_only_people_who_sat_together_at_the_same_time_have_learnt_together(desk: Client, pionniers: Cohort) -> None:
    """Who takes the place of somebody who has left was never with her."""
    first, second, later = newcomers(pionniers, 3)
    binome = pair(enrolments=[first, second])
    leave_seat(seat=Seat.objects.current().get(enrolment=first))
    page = desk.get("/cohortes/pionniers/binomes/").content.decode()
    assert "Former ce trio" in page
    assert "<p>Nouveau0 Venu et Nouveau1 Venu ont déjà appris ensemble.</p>" in page  # of the three proposed, these two
    pair(enrolments=[second, later])
    leave_seat(seat=Seat.objects.current().get(enrolment=second))
    withdraw(enrolment=second, by=person("denis"))
    assert Seat.objects.filter(binome=binome).count() == 3
    page = desk.get("/cohortes/pionniers/binomes/").content.decode()
    assert "Nouveau0 Venu et Nouveau2 Venu" in page
    assert "déjà appris ensemble" not in page


@pytest.mark.django_db
def test_a_binome_has_one_number_in_every_file(desk: Client, pionniers: Cohort, bastien: User) -> None:
    leave_seat(seat=Seat.objects.current().get(enrolment=bastien.enrolments.get()))
    files = []
    for name in ("avancement", "positionnements/entree"):
        lines = desk.get(f"/cohortes/pionniers/{name}.csv").content.decode("utf-8-sig").splitlines()[1:]
        files.append({line.split(";")[3]: line.split(";")[0] for line in lines})
    assert len(files[0]) == 24
    assert files[0] == files[1]
    # Amina keeps her place and waits: the files count eleven binômes, as the head of every screen does.
    assert files[0]["amina@demo.example"] == files[0]["bastien@demo.example"] == "sans binôme"
    assert set(files[0].values()) == {"sans binôme", *(str(number) for number in range(1, 12))}


def test_two_trainers_who_pair_the_same_person_at_the_same_moment(own_database: None) -> None:
    """One wins, the other reads why, and no seat is left half taken."""
    cohort = Cohort.objects.get(slug="pionniers")
    people = newcomers(cohort, 9)
    shared, others = people[0], people[1:]
    start = threading.Barrier(len(others))
    said: list[str] = []

    def pair_with(other: Enrolment, by: User) -> None:
        try:
            start.wait(20)
            pair(enrolments=[Enrolment.objects.select_related("cohort", "user").get(pk=one.pk) for one in (shared, other)], by=by)
            said.append("won")
        except CohortError as error:
            said.append(str(error))
        finally:
            connection.close()

    trainers = [person("denis"), person("gaelle")]
    threads = [threading.Thread(target=pair_with, args=(other, trainers[index % 2])) for index, other in enumerate(others)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert said.count("won") == 1
    assert len(said) == len(others)
    assert all("a déjà un binôme, avec" in words and "Rien n’a été changé" in words for words in said if words != "won")
    seats = Seat.objects.filter(enrolment__in=people)
    assert seats.count() == 2
    assert {seat.enrolment_id for seat in seats} >= {shared.pk}
    assert not cohort.binomes.filter(seats=None).exists()
    assert AuditEntry.objects.filter(action="pair", by__in=trainers).count() == 1


def at_the_same_moment(*acts: Callable[[], Any]) -> list[str]:
    """Each in a connection of its own; what each was refused for, empty where it was done."""
    start, said = threading.Barrier(len(acts)), [""] * len(acts)

    def run(rank: int) -> None:
        try:
            start.wait(20)
            acts[rank]()
        except CohortError as error:
            said[rank] = str(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(rank,)) for rank in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return said


def as_read(one: Enrolment) -> Enrolment:
    """The row as a page of its own reads it."""
    return Enrolment.objects.select_related("cohort", "user").get(pk=one.pk)


def test_two_trainers_who_bring_somebody_to_the_last_place_of_a_trio_at_the_same_moment(own_database: None) -> None:
    """One is seated; the trainer of the other reads that she is not, and nothing says that she was."""
    cohort, denis = Cohort.objects.get(slug="pionniers"), person("denis")
    for one, other, third, fourth in zip(*[iter(newcomers(cohort, 12))] * 4, strict=True):
        made = pair(enrolments=[as_read(one), as_read(other)])
        rooms = [Binome.objects.select_related("cohort").get(pk=made.pk) for _ in range(2)]
        coming = [as_read(third), as_read(fourth)]
        joins = [partial(join, binome=room, enrolment=person, by=denis) for room, person in zip(rooms, coming, strict=True)]
        said = at_the_same_moment(*joins)
        assert sorted(map(bool, said)) == [False, True], said
        assert Seat.objects.current().filter(binome=made).count() == 3
    assert AuditEntry.objects.filter(action="pair", by=denis).count() == 3


def test_nobody_is_paired_with_someone_who_withdraws_at_that_very_moment(own_database: None) -> None:
    cohort, denis = Cohort.objects.get(slug="pionniers"), person("denis")
    for one, other in zip(*[iter(newcomers(cohort, 12))] * 2, strict=True):
        people, leaver = [as_read(one), as_read(other)], as_read(one)
        at_the_same_moment(partial(pair, enrolments=people, by=denis), partial(withdraw, enrolment=leaver, by=leaver.user))
        assert not Seat.objects.current().filter(enrolment=one).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["31/02/2026", "2099-01-01"])
def test_a_departure_without_a_day_that_can_be_is_refused_with_its_words_kept(day: str, desk: Client, amina: User) -> None:
    seat = Seat.objects.current().get(enrolment__user=amina)
    at = f"/cohortes/pionniers/binomes/{seat.binome_id}/"
    assert desk.get(at).status_code == 200
    answer = desk.post(at, {"place": seat.pk, "on": day, "reason": "Congé parental"})
    assert answer.status_code == 422
    assert "Congé parental" in answer.content.decode()
    person_page = f"/cohortes/pionniers/personnes/{seat.enrolment_id}/retrait/"
    assert "Congé parental" in desk.post(person_page, {"on": day, "reason": "Congé parental"}).content.decode()
    assert Seat.objects.current().filter(pk=seat.pk).exists()


@pytest.mark.django_db
def test_whoever_is_still_to_arrive_is_paired_by_no_one_unawares(desk: Client, pionniers: Cohort) -> None:
    """A trainer who formed the proposed pairs gave somebody who was there a partner who came five weeks later."""
    late, _ = newcomers(pionniers, 2)
    pages = "binomes/", "personnes/", f"personnes/{late.pk}/", ""
    for days, is_said in ((0, False), (1, True), (35, True)):
        day = pionniers.today() + timedelta(days=days)
        full, short = (day_in_words(day, form).replace("\xa0", " ") for form in ("long", "court"))
        Enrolment.objects.filter(pk=late.pk).update(joins_on=day)
        binomes, people, own, matrix = (desk.get(f"/cohortes/pionniers/{page}").content.decode().replace("\xa0", " ") for page in pages)
        assert (f"<p>Nouveau0 Venu arrive le {full}.</p>" in binomes) is is_said
        assert binomes.count(f">Nouveau0 Venu, arrive le {full}</option>") == 3 * is_said
        assert (f"Arrivée le {short}" in people) is is_said
        assert (f"arrivée le {short}" in matrix) is is_said
        assert f"<dt>Arrivée</dt><dd>{full}</dd>" in own


@pytest.mark.parametrize(("text", "number"), [("12", 12), ("9" * 18, 10**18 - 1), ("9" * 19, None), ("-1", None), ("²", None), ("", None)])
def test_a_number_that_no_table_could_hold_is_none(text: str, number: int | None) -> None:
    assert number_in(text) == number


@pytest.mark.django_db
def test_who_stays_is_told_of_as_many_as_stay(desk: Client, pionniers: Cohort) -> None:
    people = newcomers(pionniers, 5)
    two, three = pair(enrolments=people[:2]), pair(enrolments=people[2:])
    for binome, words in ((two, "Celle qui reste garde celui-ci"), (three, "Celles qui restent continuent ensemble")):
        assert words in desk.get(f"/cohortes/pionniers/binomes/{binome.pk}/").content.decode()
