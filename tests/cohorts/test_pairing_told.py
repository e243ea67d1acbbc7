"""A binôme that is formed, grows or is left: each person concerned learns it, in her own words and without the reason."""

import re
from datetime import timedelta

import pytest

from accounts.models import User
from accounts.notices.models import Notice
from cohorts.actions import CohortError
from cohorts.desk.actions import withdraw
from cohorts.enums import CohortState
from cohorts.models import Cohort, Enrolment, Seat
from cohorts.pairing.actions import join, leave_seat, pair, why_taken
from cohorts.pairing.history import last_parting
from pages.templatetags.typography import day
from tests.cohorts.test_pairing import newcomers
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


def told(user: User) -> list[str]:
    return list(Notice.objects.filter(to=user, kind="binome").order_by("pk").values_list("text", flat=True))


def test_each_of_two_learns_the_name_of_the_other(pionniers: Cohort, denis: User) -> None:
    first, second = newcomers(pionniers, 2)
    pair(enrolments=[first, second], by=denis)
    assert told(first.user) == [f"Vous faites binôme avec {second.user}."]
    assert told(second.user) == [f"Vous faites binôme avec {first.user}."]


def test_a_third_person_makes_a_trio_of_which_all_three_are_told(pionniers: Cohort) -> None:
    people = newcomers(pionniers, 3)
    binome = pair(enrolments=people[:2])
    join(binome=binome, enrolment=people[2])
    assert told(people[2].user) == [f"Vous formez un trio avec {people[0].user} et {people[1].user}."]
    assert told(people[0].user) == [f"Vous formez un trio avec {people[1].user} et {people[2].user}."]


def test_who_stays_and_who_was_moved_are_told_but_never_why(amina: User, bastien: User, denis: User) -> None:
    leave_seat(seat=Seat.objects.current().get(enrolment=bastien.enrolments.get()), by=denis, reason="Congé parental")
    assert told(amina) == [
        "Bastien Le Goff a quitté votre binôme. Une place est libre : vos formatrices et formateurs vous proposeront quelqu’un."
    ]
    assert told(bastien) == ["Vous avez quitté le binôme d’Amina Benali. Ce que vous avez écrit reste à vous."]
    assert not Notice.objects.filter(text__contains="parental").exists()


def test_who_withdraws_by_herself_is_told_nothing_and_her_partner_is(amina: User, bastien: User) -> None:
    withdraw(enrolment=bastien.enrolments.get(), by=bastien)
    assert len(told(amina)) == 1
    assert told(bastien) == []


def test_nobody_is_told_of_a_cohort_she_does_not_see_yet(pionniers: Cohort) -> None:
    Cohort.objects.filter(pk=pionniers.pk).update(state=CohortState.DRAFT)
    pionniers.refresh_from_db()
    first, second = newcomers(pionniers, 2)
    pair(enrolments=[first, second])
    assert told(first.user) == told(second.user) == []


def test_the_page_of_someone_alone_says_who_left_and_when(pionniers: Cohort, amina: User, bastien: User) -> None:
    left_on = pionniers.today() - timedelta(days=3)
    leave_seat(seat=Seat.objects.current().get(enrolment=bastien.enrolments.get()), on=left_on)
    page = signed_in("amina").get("/binome/").content.decode()
    assert "Bastien Le Goff a quitté votre binôme le" in page
    assert "Vous ne faites plus binôme avec Amina Benali depuis le" in signed_in("bastien").get("/binome/").content.decode()


def changed_partner(amina: User, bastien: User) -> Enrolment:
    """Amina, who keeps a seat taken months ago, was left ten days ago and sits since today with someone new."""
    cohort = amina.enrolments.get().cohort
    leave_seat(seat=Seat.objects.current().get(enrolment__user=bastien), on=cohort.today() - timedelta(days=10))
    (newcomer,) = newcomers(cohort, 1)
    pair(enrolments=[newcomer, amina.enrolments.get()])
    return newcomer


def test_nobody_leaves_before_the_partner_of_today_came(amina: User, bastien: User) -> None:
    """A day before would deny that they ever met: what they show each other would stay shown, with no page to take it back."""
    newcomer = changed_partner(amina, bastien)
    seat = Seat.objects.current().select_related("binome__cohort").get(enrolment__user=amina)
    with pytest.raises(CohortError, match=f"{newcomer.user} a rejoint ce binôme le .* Choisissez une date à partir de ce jour"):
        leave_seat(seat=seat, on=seat.binome.cohort.today() - timedelta(days=5))
    assert Seat.objects.current().filter(pk=seat.pk).exists()


def test_who_withdraws_on_a_past_day_stays_a_former_partner_of_whoever_came_since(amina: User, bastien: User, denis: User) -> None:
    newcomer = changed_partner(amina, bastien)
    withdraw(enrolment=amina.enrolments.get(), by=denis, on=newcomer.cohort.today() - timedelta(days=5))
    page = f"/competences/entree/avec/{amina.enrolments.get().pk}/"
    assert "Amina a quitté la cohorte" in signed_in(newcomer.user.email.split("@")[0]).get(page).content.decode()


def test_who_never_sat_with_anyone_reads_of_no_parting(pionniers: Cohort) -> None:
    (newcomer,) = newcomers(pionniers, 1)
    assert last_parting(newcomer) is None


def binome_on_the_page_of(enrolment: Enrolment) -> str:
    page = signed_in("denis").get(f"/cohortes/{enrolment.cohort.slug}/personnes/{enrolment.pk}/").content.decode()
    section = page[page.index('<h2 id="b">Binôme</h2>') :]
    return section[: section.index("</section>")]


def test_a_trainer_reads_with_whom_someone_sits_today_and_who_has_left(amina: User, bastien: User, pionniers: Cohort) -> None:
    mine, left = amina.enrolments.get(), bastien.enrolments.get()
    leave_seat(seat=Seat.objects.current().get(enrolment=left))
    alone = binome_on_the_page_of(mine)
    assert "Une place est libre" in alone
    assert "Avec Bastien" not in alone
    assert "Bastien Le Goff, jusqu’au" in alone
    assert "Former les binômes" in alone
    assert "Former les binômes" in binome_on_the_page_of(left)
    (newcomer,) = newcomers(pionniers, 1)
    pair(enrolments=[newcomer, mine])
    assert f"Avec {newcomer.user}</a>" in binome_on_the_page_of(mine)
    assert "Bastien" not in binome_on_the_page_of(newcomer)
    assert "Avec Amina Benali</a>" in binome_on_the_page_of(left)
    assert "Former les binômes" not in binome_on_the_page_of(newcomer)


def test_a_trainer_reads_since_when_these_people_sit_together(amina: User, bastien: User) -> None:
    """The seat of whoever stayed is older than the binôme she has today."""
    seat = Seat.objects.current().get(enrolment__user=amina)
    today = amina.enrolments.get().cohort.today()
    list_of, first, ago = "/cohortes/pionniers/binomes/", day(seat.since), day(today - timedelta(days=10))
    leave_seat(seat=Seat.objects.current().get(enrolment__user=bastien), on=today - timedelta(days=10))
    assert f"Depuis le {ago}" in binome_on_the_page_of(seat.enrolment)
    (newcomer,) = newcomers(seat.enrolment.cohort, 1)
    pair(enrolments=[newcomer, seat.enrolment])
    rows = signed_in("denis").get(list_of).content.decode().split("<li>")
    assert f"Depuis le {day(today)}" in next(row for row in rows if f"Amina Benali et {newcomer.user}</a>" in row)
    assert f"Depuis le {day(today)}" in binome_on_the_page_of(seat.enrolment)
    assert f"depuis le {today:%-d}" in why_taken([seat.enrolment])
    leave_seat(seat=seat)
    assert f"Depuis le {first}, jusqu’au {day(today)}" in binome_on_the_page_of(seat.enrolment)


def test_a_trainer_reads_of_a_binome_that_is_over_the_last_day_with_company(amina: User, bastien: User) -> None:
    """Whoever stayed keeps her place alone until she sits with somebody else."""
    seat = Seat.objects.current().get(enrolment__user=amina)
    today = amina.enrolments.get().cohort.today()
    ago = day(today - timedelta(days=10))
    leave_seat(seat=Seat.objects.current().get(enrolment__user=bastien), on=today - timedelta(days=10))
    leave_seat(seat=Seat.objects.current().get(enrolment__user__email="hugo@demo.example"))
    pair(enrolments=[Enrolment.objects.get(user__email="ines@demo.example"), seat.enrolment])
    rows = binome_on_the_page_of(seat.enrolment).split("<li>")
    before = next(row for row in rows if "Avec Bastien Le Goff" in row)
    assert f"jusqu’au {ago}, puis une place libre jusqu’au {day(today)}&nbsp;: Nouveau binôme" in before
    assert f"Depuis le {day(seat.since)}, jusqu’au {ago}</p>" in binome_on_the_page_of(bastien.enrolments.get())


def test_the_binome_of_someone_alone_offers_a_trainer_a_partner_and_no_departure(amina: User, bastien: User) -> None:
    seat, url = Seat.objects.current().get(enrolment=bastien.enrolments.get()), "/cohortes/pionniers/binomes/{}/"
    assert "Noter ce départ" in signed_in("denis").get(url.format(seat.binome_id)).content.decode()
    leave_seat(seat=seat)
    text = signed_in("denis").get(url.format(seat.binome_id)).content.decode()
    assert "Noter ce départ" not in text
    assert "Une place est libre. <a" in text


def test_the_cohort_reads_that_who_was_left_alone_waits_as_others_do(amina: User, bastien: User) -> None:
    leave_seat(seat=Seat.objects.current().get(enrolment__user=bastien))
    rows = signed_in("ines").get("/cohorte/").content.decode().split("<li>")
    for name in ("Amina Benali", "Bastien Le Goff"):
        assert "Attend un binôme" in next(row for row in rows if f"<h3>{name}</h3>" in row)


def test_whoever_left_a_trio_and_comes_back_is_named_once(pionniers: Cohort) -> None:
    people = newcomers(pionniers, 3)
    binome = pair(enrolments=people)
    leave_seat(seat=Seat.objects.current().get(enrolment=people[2]))
    join(binome=binome, enrolment=people[2])
    assert binome_on_the_page_of(people[0]).count(str(people[2].user)) == 1


def test_who_has_withdrawn_is_promised_no_new_binome(amina: User, denis: User) -> None:
    withdraw(enrolment=amina.enrolments.get(), by=denis)
    client = signed_in("amina")
    for page in ("/accueil/", "/binome/"):
        text = client.get(page).content.decode()
        assert "Vous ne faites plus partie de cette cohorte" in text
        assert "vous proposera un binôme" not in text


@pytest.mark.parametrize("state", [CohortState.CLOSED, CohortState.ARCHIVED])
def test_a_cohort_that_is_over_promises_no_binome(state: CohortState, pionniers: Cohort, amina: User, bastien: User) -> None:
    leave_seat(seat=Seat.objects.current().get(enrolment__user=bastien))
    pages = {"amina": ("/accueil/", "/binome/", "/cohorte/"), "denis": (f"/cohortes/pionniers/personnes/{amina.enrolments.get().pk}/",)}
    promise = re.compile(r"proposera un binôme|attend un binôme|place est libre|Place libre", re.IGNORECASE)
    for name, pairs in pages.items():
        for page in pairs:
            assert promise.search(signed_in(name).get(page).content.decode()), page
    Cohort.objects.filter(pk=pionniers.pk).update(state=state)
    for name, pairs in pages.items():
        for page in pairs:
            answer = signed_in(name).get(page)
            assert answer.status_code == 200
            main = answer.content.decode().split("<main")[1]
            past_notices = r'<section[^>]*aria-labelledby="v".*?</section>'
            assert not promise.search(re.sub(past_notices, "", main, flags=re.DOTALL)), page


@pytest.mark.parametrize("state", [CohortState.CLOSED, CohortState.ARCHIVED])
def test_a_cohort_that_is_over_asks_no_word_to_begin(state: CohortState, pionniers: Cohort, amina: User, bastien: User) -> None:
    client = signed_in("amina")
    begun = "Il lui reste"
    assert begun in client.get("/accueil/").content.decode()
    Cohort.objects.filter(pk=pionniers.pk).update(state=state)
    page = client.get("/accueil/").content.decode()
    assert begun not in page
    assert "un mot de votre part peut aider à commencer" not in page
    assert ("Lui écrire un mot" in page) == (state == CohortState.CLOSED)
    assert ("Envoyer</button>" in client.get("/binome/").content.decode()) == (state == CohortState.CLOSED)


def test_no_mail_tells_who_has_withdrawn_of_a_binome_she_no_longer_has(pionniers: Cohort, denis: User) -> None:
    people = newcomers(pionniers, 2)
    pair(enrolments=people, by=denis)
    withdraw(enrolment=people[0], by=denis)
    assert told(people[0].user) == []
    assert len(told(people[1].user)) == 1


def test_a_refused_departure_keeps_the_person_who_was_chosen(bastien: User, denis: User) -> None:
    """A trainer who corrects the day does not let the other partner go instead."""
    seat = Seat.objects.current().select_related("binome").get(enrolment__user=bastien)
    asked = signed_in("denis").post(f"/cohortes/pionniers/binomes/{seat.binome.pk}/", {"place": seat.pk, "on": "1345-02-02"})
    assert asked.status_code == 422
    assert re.findall(r'name="place" value="(\d+)"[^>]* checked', asked.content.decode()) == [str(seat.pk)]


def test_whoever_has_left_the_cohort_reads_no_more_who_is_in_it(amina: User, denis: User) -> None:
    """Each agreed that her cohort reads her name, and she has left it."""
    enrolment, a = amina.enrolments.get(), signed_in("amina")
    assert "Inès Morel" in a.get("/cohorte/").content.decode()
    assert "Les personnes de votre cohorte" in a.get("/accueil/").content.decode()
    withdraw(enrolment=enrolment, by=denis)
    page = a.get("/cohorte/").content.decode()
    assert "Vous avez quitté cette cohorte" in page
    assert enrolment.cohort.name in page
    for name in ("Inès Morel", "Hugo Faure", "Bastien Le Goff", "Qui en fait partie"):
        assert name not in page
    assert "Les personnes de votre cohorte" not in a.get("/accueil/").content.decode()
