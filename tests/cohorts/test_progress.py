"""Finishing, undoing, counting: what is proof stays proof."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from cohorts.actions import CohortError, finish_lesson, undo_finish
from cohorts.enums import CohortState
from cohorts.models import Binome, Cohort, Enrolment, LessonProgress, PersonalOpening, Seat
from cohorts.pairing.actions import leave_seat, pair
from cohorts.reading import partners_of, reader_of
from courses.models import LessonPage
from courses.outline import Outline, bump_epoch, main_outline
from pages.templatetags.typography import day
from tests.conftest import person, signed_in

pytestmark = pytest.mark.django_db


def lesson(code: str) -> LessonPage:
    return LessonPage.objects.get(code=code)


def address(code: str) -> str:
    page = lesson(code)
    return f"/parcours/{page.get_parent().slug}/{page.slug}/"


def count_on(client: Client, url: str) -> str:
    found = re.search(
        r'data-progress="(\d+/\d+)" data-progress-of="me" data-progress-scope="curriculum"',
        client.get(url).content.decode(),
    )
    assert found
    return found[1]


@pytest.mark.parametrize(("name", "figure"), [("amina", "10/33"), ("bastien", "7/33"), ("chloe", "0/33")])
def test_the_cast_stands_where_its_story_says(name: str, figure: str) -> None:
    assert count_on(signed_in(name), "/accueil/") == figure


def test_finishing_raises_the_count_by_one_and_a_second_click_changes_nothing(enrolment: Enrolment) -> None:
    client, url = signed_in("amina"), address("m3-l3")
    first = client.post(f"{url}terminer/", {"enrolment": enrolment.pk})
    assert first.status_code == 302
    assert first.url == f"{url}#fin"
    at = enrolment.progress.get(lesson__code="m3-l3").finished_at
    client.post(f"{url}terminer/", {"enrolment": enrolment.pk})
    assert "Cette leçon est terminée." in client.get(url).content.decode()
    assert enrolment.progress.filter(lesson__code="m3-l3").count() == 1
    assert enrolment.progress.get(lesson__code="m3-l3").finished_at == at
    assert count_on(client, "/accueil/") == "11/33"
    assert count_on(client, url) == "11/33"


def test_undoing_lowers_the_count_and_leaves_a_trace(enrolment: Enrolment) -> None:
    client, url = signed_in("amina"), address("m1-l1")
    said = client.post(f"{url}reprendre/", {"enrolment": enrolment.pk}, follow=True).content.decode()
    assert "Cette leçon n’est plus comptée comme terminée." in said
    row = enrolment.progress.get(lesson__code="m1-l1")
    assert row.finished_at is None
    assert row.undone_at is not None
    assert count_on(client, "/accueil/") == "9/33"
    finish_lesson(enrolment=enrolment, lesson_id=row.lesson_id)
    assert count_on(client, "/accueil/") == "10/33"


@pytest.mark.parametrize("who", ["bastien", "chloe", "denis", "gaelle"])
def test_nobody_writes_in_someone_elses_enrolment(who: str, enrolment: Enrolment) -> None:
    response = signed_in(who).post(f"{address('m3-l3')}terminer/", {"enrolment": enrolment.pk})
    assert response.status_code == 404
    assert not enrolment.progress.filter(lesson__code="m3-l3").exists()


@pytest.mark.parametrize("value", ["", "abc", "-1", "99999999999999999999", "0"])
def test_a_form_without_a_real_enrolment_is_a_404(value: str) -> None:
    assert signed_in("amina").post(f"{address('m3-l3')}terminer/", {"enrolment": value}).status_code == 404


def test_a_closed_module_cannot_be_finished() -> None:
    chloe = person("chloe")
    response = signed_in("chloe").post(f"{address('m8-l1')}terminer/", {"enrolment": chloe.enrolments.get().pk})
    assert response.status_code == 404


@pytest.mark.parametrize("url", ["/parcours/etat-des-lieux/nulle-part/", "/parcours/nulle-part/regard-des-maires/"])
def test_a_lesson_that_does_not_exist_is_a_404(url: str) -> None:
    assert signed_in("amina").get(url).status_code == 404


def test_reading_a_lesson_makes_it_the_next_step() -> None:
    client = signed_in("amina")
    client.get(address("m4-l2"))
    page = client.get("/accueil/").content.decode()
    assert "Vous en étiez là" in page
    assert address("m4-l2") in page


def test_the_reason_of_the_next_step_is_true_whatever_was_read_first() -> None:
    mine = Enrolment.objects.create(user=person("farid"), cohort=person("amina").enrolments.get().cohort)
    client = signed_in("farid")

    def read(code: str) -> str:
        client.get(address(code))
        client.post(f"{address(code)}terminer/", {"enrolment": mine.pk})
        return client.get("/accueil/").content.decode()

    assert "Tout commence ici." in client.get("/accueil/").content.decode()
    assert "Vous avez terminé une leçon plus loin" in read("m1-l2")
    assert "C’est la suite de votre parcours." in read("m1-l1")
    rest = LessonPage.objects.live().filter(code__startswith="m1-").exclude(code__in=["m1-l1", "m1-l2"]).order_by("path")
    pages = [read(page.code) for page in rest]
    assert "Le module précédent est derrière vous." in pages[-1]


def test_an_unpublished_lesson_still_counts_for_whoever_finished_it(amina: User, bastien: User) -> None:
    lesson("m2-l4").unpublish()
    bump_epoch()
    outline = main_outline()
    assert outline is not None
    mine, theirs = (reader_of(who, outline) for who in (amina, bastien))
    assert mine is not None
    assert theirs is not None
    assert (mine.me.count.finished, mine.me.count.total) == (10, 33)
    assert (theirs.me.count.finished, theirs.me.count.total) == (7, 32)


def test_a_revised_lesson_moves_nobodys_progress(amina: User, outline: Outline) -> None:
    page = lesson("m1-l1")
    page.title = "Un autre titre"
    page.save_revision().publish()
    reader = reader_of(amina, main_outline() or outline)
    assert reader is not None
    assert reader.me.count.finished == 10
    assert "Un autre titre" in signed_in("amina").get(address("m1-l1")).content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"finished_at": timezone.now()},
        {"started_at": timezone.now() - timedelta(days=900)},
        {"finished_at": None},
    ],
)
def test_the_database_refuses_to_rewrite_progress(change: dict[str, object], enrolment: Enrolment) -> None:
    rows = LessonProgress.objects.filter(enrolment=enrolment, lesson__code="m1-l1")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(**change)


def test_the_database_refuses_to_move_progress_to_someone_else(enrolment: Enrolment, bastien: User) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        LessonProgress.objects.filter(enrolment=enrolment, lesson__code="m3-l2").update(enrolment=bastien.enrolments.get())


def test_the_database_refuses_to_delete_progress_even_by_hand(enrolment: Enrolment) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM cohorts_lessonprogress WHERE enrolment_id = %s", [enrolment.pk])


def test_one_progress_row_per_enrolment_and_lesson(enrolment: Enrolment) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        LessonProgress.objects.create(enrolment=enrolment, lesson=lesson("m1-l1"))


def test_one_enrolment_per_person_and_cohort(enrolment: Enrolment) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Enrolment.objects.create(user=enrolment.user, cohort=enrolment.cohort)


def seat_of(enrolment: Enrolment) -> Seat:
    return Seat.objects.current().get(enrolment=enrolment)


def newcomer(enrolment: Enrolment) -> Enrolment:
    user = User.objects.create_user("nouvelle@demo.example", first_name="Nour")
    return Enrolment.objects.create(user=user, cohort=enrolment.cohort)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_third_person_finds_no_seat_in_a_pair(number: int, enrolment: Enrolment) -> None:
    binome = seat_of(enrolment).binome
    with pytest.raises(DatabaseError), transaction.atomic():
        Seat.objects.create(binome=binome, enrolment=newcomer(enrolment), number=number)


def test_a_trio_holds_three(enrolment: Enrolment) -> None:
    people = [newcomer(enrolment)]
    for number in (1, 2):
        user = User.objects.create_user(f"trio{number}@demo.example", first_name="Trio")
        people.append(Enrolment.objects.create(user=user, cohort=enrolment.cohort))
    binome = pair(enrolments=people)
    assert binome.seats.current().count() == 3


def test_a_seat_that_changes_hands_keeps_its_history(enrolment: Enrolment, bastien: User) -> None:
    seat = seat_of(bastien.enrolments.get())
    leave_seat(seat=seat, reason="Congé")
    Seat.objects.create(binome=seat.binome, enrolment=newcomer(enrolment), number=seat.number)
    assert seat.binome.seats.count() == 3
    reader = reader_of(enrolment.user, main_outline())  # type: ignore[arg-type]
    assert reader is not None
    assert [walk.user.first_name for walk in reader.partners] == ["Nour"]


def test_seats_do_not_cross_cohorts(chloe: User, enrolment: Enrolment) -> None:
    binome = Binome.objects.create(cohort=enrolment.cohort)
    other = User.objects.create_user("autre@demo.example", first_name="Autre")
    elsewhere = Enrolment.objects.create(user=other, cohort=chloe.enrolments.get().cohort)
    with pytest.raises(DatabaseError), transaction.atomic():
        Seat.objects.create(binome=binome, enrolment=elsewhere, number=1)


def test_a_page_with_progress_cannot_be_deleted() -> None:
    client, page = signed_in("gaelle"), lesson("m1-l1")
    response = client.post(f"/admin/pages/{page.pk}/delete/", follow=True)
    assert "suppression refusée" in response.content.decode()
    assert LessonPage.objects.filter(pk=page.pk).exists()
    # The way to archive is offered while there is something to archive.
    archiving = f'href="/admin/pages/{page.pk}/unpublish/"'
    assert archiving in "".join(str(one) for one in response.context["messages"])
    page.unpublish()
    response = client.post(f"/admin/pages/{page.pk}/delete/", follow=True)
    assert "Archiver" not in "".join(str(one) for one in response.context["messages"])


def test_home_and_cohort_are_about_the_same_cohort_where_she_follows_two(enrolment: Enrolment) -> None:
    """Withdrawn from the one that runs, and in another that is over: both pages choose alike."""
    here = enrolment.cohort
    over = Cohort.objects.create(
        slug="finie", name="Cohorte finie", curriculum=here.curriculum, state=CohortState.CLOSED,
        starts_on=here.starts_on + timedelta(days=1), ends_on=here.ends_on,
    )  # fmt: skip
    Enrolment.objects.create(user=enrolment.user, cohort=over)
    Enrolment.objects.filter(pk=enrolment.pk).update(left_on=here.today())
    outline = main_outline()
    assert outline
    reader = reader_of(enrolment.user, outline)
    assert reader
    assert signed_in("amina").get("/cohorte/").context["cohort"] == reader.cohort


def test_someone_without_a_partner_meets_no_error(enrolment: Enrolment) -> None:
    newcomer(enrolment)
    response = signed_in("nouvelle").get("/accueil/")
    assert "Place libre" in response.content.decode()


def test_undo_is_refused_once_the_cohort_has_ended(enrolment: Enrolment) -> None:
    enrolment.cohort.state = "closed"
    enrolment.cohort.save()
    with pytest.raises(CohortError):
        undo_finish(enrolment=enrolment, lesson_id=lesson("m1-l1").pk)


def test_an_expired_form_leads_back_to_the_lesson_and_replays_nothing(enrolment: Enrolment) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(enrolment.user)
    response = client.post(f"{address('m3-l3')}terminer/", {"enrolment": enrolment.pk})
    assert response.status_code == 403
    assert f"{address('m3-l3')}?confirmer=1" in response.content.decode()
    assert not enrolment.progress.filter(lesson__code="m3-l3").exists()
    page = client.get(f"{address('m3-l3')}?confirmer=1").content.decode()
    assert "marquer comme terminée" in page


def test_a_lesson_costs_the_same_queries_with_1_and_33_lessons_finished(outline: Outline, amina: User) -> None:
    """Session, person, epoch, enrolment, seats, progress, openings: none grows with what was finished."""
    counts = []
    enrolment, client, url = amina.enrolments.get(), signed_in("amina"), address("m1-l1")
    few = person("lina")
    finish_lesson(enrolment=few.enrolments.get(), lesson_id=outline.lessons[0].id)
    for name, also in (("lina", ()), ("amina", outline.lessons)):
        for one in also:
            finish_lesson(enrolment=enrolment, lesson_id=one.id)
        client = signed_in(name)
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12, counts


def test_who_has_finished_all_lessons_is_told_so_beside_a_common_page_that_is_blank(outline: Outline, enrolment: Enrolment) -> None:
    for one in outline.lessons:
        finish_lesson(enrolment=enrolment, lesson_id=one.id)
    home = signed_in("amina").get("/accueil/").content.decode()
    assert "Vous avez terminé toutes les leçons. Cette page commune est encore blanche." in home


def test_the_home_costs_the_same_queries_with_0_and_33_lessons_finished(outline: Outline, amina: User) -> None:
    counts = []
    for also in ((), outline.lessons):
        for one in also:
            finish_lesson(enrolment=amina.enrolments.get(), lesson_id=one.id)
        client = signed_in("amina")
        client.get("/accueil/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/accueil/")
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12, counts


def test_a_trainers_home_costs_the_same_queries_with_1_and_6_more_people(pionniers: object) -> None:
    counts = []
    for number in (1, 6):
        for index in range(number):
            user = User.objects.create_user(f"plus{number}-{index}@demo.example", first_name="Plus")
            Enrolment.objects.create(user=user, cohort=pionniers)  # type: ignore[misc]
        client = signed_in("denis")
        client.get("/accueil/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/accueil/")
        counts.append(len(captured))
    assert counts[0] == counts[1], counts


@pytest.mark.parametrize(
    ("url", "figures", "rest"),
    [
        ("/parcours/", ("10/33", "33/33"), ""),
        ("/parcours/modeles-co-construction/", ("2/5", "5/5"), ' data-progress-of="me" data-progress-scope="module"'),
    ],
)
def test_the_same_figure_stands_on_every_screen_and_costs_the_same(
    url: str, figures: tuple[str, str], rest: str, outline: Outline, amina: User
) -> None:
    counts = []
    for also, figure in zip(((), outline.lessons), figures, strict=True):
        for one in also:
            finish_lesson(enrolment=amina.enrolments.get(), lesson_id=one.id)
        client = signed_in("amina")
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            page = client.get(url).content.decode()
        counts.append(len(captured))
        assert f'data-progress="{figure}"{rest}' in page
    assert counts[0] == counts[1], counts


def test_a_module_that_is_not_open_yet_says_so(pionniers: Cohort) -> None:
    page = signed_in("chloe").get("/parcours/rse/").content.decode()
    assert "pas encore ouvert à votre cohorte." in page
    opens_at = (timezone.now() + timedelta(days=40)).replace(hour=23, minute=30)  # the day after, in Paris
    pionniers.openings.filter(module__code="m8").update(opens_at=opens_at)
    home = signed_in("amina").get("/accueil/").content.decode()
    assert f"ouvre le {day(opens_at.date() + timedelta(days=1), 'court')}" in home


def test_the_first_of_a_month_is_said_as_one_says_it(pionniers: Cohort) -> None:
    opens_at = (timezone.now().replace(day=1) + timedelta(days=63)).replace(day=1, hour=12)
    pionniers.openings.filter(module__code="m8").update(opens_at=opens_at)
    assert f"ouvre le {day(opens_at, 'court')}" in signed_in("amina").get("/accueil/").content.decode()
    assert day(opens_at, "court").startswith("1er")


def test_a_date_of_ones_own_is_not_called_the_cohorts(pionniers: Cohort, enrolment: Enrolment, outline: Outline) -> None:
    module = outline.modules[7]
    PersonalOpening.objects.create(enrolment=enrolment, module_id=module.id, opens_at=timezone.now() + timedelta(days=9))
    amina = signed_in("amina")
    for page in (amina.get(module.url), amina.get(module.lessons[0].url)):
        words = page.content.decode()
        assert "ouvre le " in words.replace("\xa0", " ")
        assert "à votre cohorte" not in words
        assert "Votre cohorte l’ouvre" not in words


def test_a_trainers_home_costs_the_same_queries_with_1_and_6_more_cohorts(pionniers: Cohort) -> None:
    denis, counts = person("denis"), []
    for number in (1, 6):
        for index in range(number):
            more = Cohort.objects.create(
                slug=f"plus-{number}-{index}",
                name="Plus",
                curriculum=pionniers.curriculum,
                starts_on=pionniers.starts_on,
                ends_on=pionniers.ends_on,
                state="open",
            )
            more.trainers.add(denis)
            Enrolment.objects.create(user=person("amina"), cohort=more)
        client = signed_in("denis")
        client.get("/accueil/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/accueil/")
        counts.append(len(captured))
    assert counts[0] == counts[1], counts


def test_a_partner_read_for_a_screen_is_whom_her_rows_say(enrolment: Enrolment, bastien: User) -> None:
    """Her row is asked by hand, and not all of it: the rest is looked up, never taken for empty."""
    Enrolment.objects.filter(user=bastien).update(organisation="Mairie", left_on=timezone.localdate())
    User.objects.filter(pk=bastien.pk).update(is_author=True)
    [partner] = partners_of(enrolment)
    stored = Enrolment.objects.get(user=bastien)
    assert (partner, partner.user, partner.cohort) == (stored, bastien, stored.cohort)
    assert (partner.user.email, partner.user.get_full_name()) == (bastien.email, bastien.get_full_name())
    assert (partner.organisation, partner.left_on, partner.territory) == ("Mairie", stored.left_on, stored.territory)
    assert partner.user.is_staff
