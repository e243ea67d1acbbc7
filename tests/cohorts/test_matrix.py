"""The trainer's matrix: one set of figures, few queries, light pages, files that say the same."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from accounts.models import User
from cohorts.demo.loading import load_population
from cohorts.desk.actions import set_personal_opening
from cohorts.desk.exporting import neutral
from cohorts.desk.following import follow
from cohorts.enums import CohortState
from cohorts.models import Absence, Cohort, Enrolment, LessonProgress, Seat
from cohorts.pairing.actions import leave_seat, pair
from courses.outline import Outline
from territories.models import Territory
from tests.conftest import person, signed_in

pytestmark = pytest.mark.django_db


def rows_of(answer: object) -> list[dict[str, str]]:
    text = answer.content.decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_the_same_figure_stands_in_the_matrix_the_files_and_on_the_participants_home(desk: Client, outline: Outline) -> None:
    page = desk.get("/cohortes/pionniers/").content.decode()
    line = next(row for row in re.findall(r"<tr id.*?</tr>", page, re.S) if "Amina Benali" in row)
    assert 'data-progress="10/33"' in line
    assert 'data-progress="7/33"' in line
    files = [rows_of(desk.get("/cohortes/pionniers/avancement.csv"))]
    for extension in ("xlsx", "ods"):
        data = io.BytesIO(desk.get(f"/cohortes/pionniers/avancement.{extension}").content)
        header, *body = CalamineWorkbook.from_filelike(data).get_sheet_by_index(0).to_python()
        files.append([dict(zip(map(str, header), (str(cell).removesuffix(".0") for cell in row), strict=True)) for row in body])
    for rows in files:
        assert len(rows) == 24
        amina = next(row for row in rows if row["Prénom"] == "Amina")
        assert (amina["Leçons terminées"], amina["Sur"], amina["Pourcentage"]) == ("10", "33", "30")
        assert amina["1. État des lieux (sur 4)"] == "4"
        assert amina["3. Modèles de co-construction (sur 5)"] == "2"
    home = signed_in("amina").get("/accueil/").content.decode()
    assert 'data-progress="10/33"' in home


def test_the_two_files_of_a_cohort_name_a_territory_alike(desk: Client) -> None:
    """Either may be given to the import, where « Val-de-Brume (démonstration) » would be one place more."""
    matrix = {row["Courriel"]: row["Territoire"] for row in rows_of(desk.get("/cohortes/pionniers/avancement.csv"))}
    people = {row["courriel"]: row["territoire"] for row in rows_of(desk.get("/cohortes/pionniers/personnes.csv"))}
    assert matrix == people
    assert "Trois-Rivières" in people.values()


def test_files_are_named_after_the_cohort_and_the_day(desk: Client, pionniers: Cohort) -> None:
    answer = desk.get("/cohortes/pionniers/avancement.xlsx")
    assert f'filename="avancement-pionniers-{pionniers.today():%Y-%m-%d}.xlsx"' in answer["Content-Disposition"]
    assert desk.get("/cohortes/pionniers/avancement.pdf").status_code == 404


@pytest.mark.parametrize("text", ["=1+1", "+33", "-2", "@somme", "\t=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_neutralised(text: str, desk: Client) -> None:
    assert neutral(text) == f"'{text}"
    User.objects.filter(email="amina@demo.example").update(last_name=text)
    row = next(row for row in rows_of(desk.get("/cohortes/pionniers/avancement.csv")) if row["Prénom"] == "Amina")
    assert row["Nom"] == f"'{text}"
    book = load_workbook(io.BytesIO(desk.get("/cohortes/pionniers/avancement.xlsx").content))
    cells = [cell for line in book.active.iter_rows() for cell in line]  # type: ignore[union-attr]
    assert all(cell.data_type != "f" for cell in cells)


@pytest.mark.parametrize("sign", ["\x0b", "\x07", "\ufffe"])
def test_a_sign_that_no_workbook_may_hold_keeps_nobody_from_the_files(sign: str, desk: Client) -> None:
    """A line break of PowerPoint comes along with an organisation that somebody pastes."""
    Enrolment.objects.filter(user__email="amina@demo.example").update(organisation=f"Mairie{sign}de Lyon")
    for name in ("avancement", "personnes"):
        book = load_workbook(io.BytesIO(desk.get(f"/cohortes/pionniers/{name}.xlsx").content))
        cells = [cell.value for line in book.active.iter_rows() for cell in line]  # type: ignore[union-attr]
        assert "Mairie de Lyon" in cells


def test_people_without_a_binome_and_those_who_left_are_in_the_matrix_and_in_the_file(desk: Client, bastien: User, denis: User) -> None:
    leave_seat(seat=Seat.objects.current().get(enrolment=bastien.enrolments.get()))
    Enrolment.objects.filter(user__email="theo@demo.example").update(left_on=timezone.localdate(), left_reason="Mutation")
    page = desk.get("/cohortes/pionniers/").content.decode()
    assert "Bastien Le Goff" in page
    assert "Se sont retirées ou retirés" in page
    assert "1\xa0leçon terminée sur 33" in page  # what Théo did, in the singular
    rows = {row["Prénom"]: row for row in rows_of(desk.get("/cohortes/pionniers/avancement.csv"))}
    assert rows["Bastien"]["Binôme"] == "sans binôme"
    assert rows["Théo"]["Retrait"]
    assert len(rows) == 24
    # The list that an import reads again holds whoever is there today.
    people = desk.get("/cohortes/pionniers/personnes.csv").content.decode()
    assert "bastien@demo.example" in people
    assert "theo@demo.example" not in people


def test_a_cohort_that_everybody_has_left_is_not_said_to_wait_for_its_first_person(desk: Client, pionniers: Cohort) -> None:
    pionniers.enrolments.update(left_on=timezone.localdate())
    page = desk.get("/cohortes/pionniers/").content.decode()
    assert "Personne encore" not in page
    assert "Se sont retirées ou retirés" in page


def test_silence_is_counted_from_the_last_trace_and_absence_is_no_silence(pionniers: Cohort, outline: Outline) -> None:
    names = [one.enrolment.user.first_name for one in follow(pionniers, outline).silent(14)]
    assert names == ["Lina", "Théo", "Nadia", "Paul"]
    today = pionniers.today()
    theo = Enrolment.objects.get(user__email="theo@demo.example")
    Absence.objects.create(enrolment=theo, starts_on=today - timedelta(days=1), ends_on=today)
    assert [one.enrolment.user.first_name for one in follow(pionniers, outline).silent(14)] == ["Lina", "Nadia", "Paul"]
    Enrolment.objects.filter(user__email="lina@demo.example").update(joins_on=today - timedelta(days=3))
    assert [one.enrolment.user.first_name for one in follow(pionniers, outline).silent(14)] == ["Nadia", "Paul"]
    assert [one.enrolment.user.first_name for one in follow(pionniers, outline).silent(23)] == []


def test_days_of_an_absence_that_is_over_are_no_silence(pionniers: Cohort, outline: Outline) -> None:
    today, absent = pionniers.today(), Absence.objects.create
    theo = next(one for one in follow(pionniers, outline).silent(14) if one.enrolment.user.first_name == "Théo")
    days = theo.silent_days or 0

    def silence() -> list[int | None]:
        return [one.silent_days for one in follow(pionniers, outline).people if one.enrolment == theo.enrolment]

    absent(enrolment=theo.enrolment, starts_on=today - timedelta(days=2), ends_on=today - timedelta(days=1))
    assert silence() == [days - 2]
    absent(enrolment=theo.enrolment, starts_on=today - timedelta(days=days + 40), ends_on=today - timedelta(days=days + 20))
    assert silence() == [days - 2]
    absent(enrolment=theo.enrolment, starts_on=today + timedelta(days=1), ends_on=today + timedelta(days=9))
    assert silence() == [days - 2]
    absent(enrolment=theo.enrolment, starts_on=today - timedelta(days=days + 5), ends_on=today - timedelta(days=1))
    assert silence() == [1]


def test_silence_begins_with_the_first_module_that_is_open_to_her_by_her_own_date_or_her_cohorts(
    pionniers: Cohort, outline: Outline
) -> None:
    lina, now = pionniers.enrolments.get(user=person("lina")), timezone.now()
    for module in outline.modules:
        set_personal_opening(enrolment=lina, module_id=module.id, opens_at=now + timedelta(days=5), by=person("denis"))
    assert [one.enrolment.user.first_name for one in follow(pionniers, outline).silent(14)] == ["Théo", "Nadia", "Paul"]
    assert [one.silent_days for one in follow(pionniers, outline, now + timedelta(days=8)).people if one.enrolment == lina] == [3]
    set_personal_opening(enrolment=lina, module_id=outline.modules[3].id, opens_at=None, by=person("denis"))
    assert "Lina" in [one.enrolment.user.first_name for one in follow(pionniers, outline).silent(14)]


def test_days_of_silence_are_those_of_the_calendar_like_the_last_trace_beside_them(pionniers: Cohort, outline: Outline) -> None:
    nadia = pionniers.enrolments.get(user=person("nadia"))
    last = next(one.last_trace for one in follow(pionniers, outline).people if one.enrolment == nadia)
    assert last is not None
    early = last.astimezone(pionniers.zone).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=14)
    one = next(one for one in follow(pionniers, outline, early).people if one.enrolment == nadia)
    assert (one.seen, one.silent_days) == ("il y a 14 jours".replace(" ", "\N{NO-BREAK SPACE}"), 14)
    assert one.is_silent(14)


def test_who_was_left_alone_is_no_binome_in_the_head_of_the_matrix_either(desk: Client, bastien: User) -> None:
    leave_seat(seat=Seat.objects.current().get(enrolment=bastien.enrolments.get()))
    page = desk.get("/cohortes/pionniers/").content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "24 personnes, 11 binômes" in page
    assert "11 binômes, 2 personnes sans binôme, 8 modules" in page


def test_a_persons_page_says_when_she_last_opened_a_lesson(desk: Client, pionniers: Cohort) -> None:
    for name, words in (("theo", "Dernière trace le"), ("lina", "Aucune leçon ouverte encore.")):
        enrolment = pionniers.enrolments.get(user=person(name))
        assert words in desk.get(f"/cohortes/pionniers/personnes/{enrolment.pk}/").content.decode()


def test_whoever_has_opened_no_lesson_is_not_said_to_have_never_come(desk: Client, pionniers: Cohort) -> None:
    """She may have signed in, read, answered her entry self-assessment: « aucune visite » would be false."""
    page = desk.get("/cohortes/pionniers/").content.decode()
    assert "Lina, aucune leçon ouverte" in page
    assert "aucune visite" not in page


def test_a_closed_cohort_has_nobody_silent(pionniers: Cohort, outline: Outline) -> None:
    pionniers.state = CohortState.CLOSED
    assert follow(pionniers, outline).silent(7) == []


@pytest.mark.parametrize(
    ("state", "opens", "words"),
    [
        ("draft", False, "Le silence se compte à partir de l’ouverture"),
        ("open", False, "Le silence se compte à partir de l’ouverture"),
        ("open", True, "Aucun silence de 30 jours ou plus."),
        ("closed", True, "Le silence ne se compte plus."),
    ],
)
def test_no_trace_is_claimed_of_people_who_left_none(state: str, opens: bool, words: str, desk: Client, pionniers: Cohort) -> None:
    pionniers.openings.update(opens_at=timezone.now() + timedelta(days=-3 if opens else 3))
    Cohort.objects.filter(pk=pionniers.pk).update(state=state)
    page = desk.get("/cohortes/pionniers/?jours=30").content.decode()
    assert words in page


def test_binomes_that_drift_apart_and_lessons_that_stop_people_are_named(desk: Client, pionniers: Cohort, outline: Outline) -> None:
    following = follow(pionniers, outline)
    assert [group.gap for group in following.far_apart] == [5, 5]
    lesson = outline.lessons[20]
    old = timezone.now() - timedelta(days=9)
    for name in ("rose", "tom"):
        enrolment = Enrolment.objects.get(user__email=f"{name}@demo.example")
        LessonProgress.objects.create(enrolment=enrolment, lesson_id=lesson.id, started_at=old, seen_at=old)
    assert follow(pionniers, outline).stopping() == [(lesson, 2)]
    page = desk.get("/cohortes/pionniers/").content.decode()
    assert "Leçons où l’on s’arrête" in page
    assert "Binômes qui s’éloignent" in page


@pytest.mark.parametrize(
    ("order", "first"),
    [("besoin", "Lina"), ("nom", "Amina"), ("avancement", "Lina"), ("trace", "Nadia"), ("territoire", "Inès"), ("n’importe quoi", "Lina")],
)
def test_the_matrix_is_sorted_as_asked(order: str, first: str, desk: Client) -> None:
    page = desk.get("/cohortes/pionniers/", {"tri": order}).content.decode()
    row = re.findall(r'<tr id="p\d+">.*?</th>', page, re.S)[0]
    assert first in row


def test_three_people_are_named_with_one_and(desk: Client, enrolment: Enrolment) -> None:
    third = Enrolment.objects.create(user=person("elise"), cohort=enrolment.cohort)
    bastien = Enrolment.objects.get(cohort=enrolment.cohort, user=person("bastien"))
    for one in (enrolment, bastien):
        leave_seat(seat=Seat.objects.current().get(enrolment=one))
    pair(enrolments=[enrolment, bastien, third])
    page = desk.get("/cohortes/pionniers/").content.decode()
    assert 'Leçons<span class="visually-hidden"> d’Amina Benali, Bastien Le Goff et Élise Charpentier</span>' in page
    figures = re.search(r"<td>(<span[^>]*data-progress=\"10/33\".*?)<br>", page)
    assert figures
    assert re.sub("<[^>]*>", "", figures[1]) == "10, 7 et 0"


def test_whom_to_write_to_is_named_before_where_she_works(desk: Client) -> None:
    page = desk.get("/cohortes/pionniers/").content.decode()
    assert re.search(r"<h3><a [^>]*>Théo Lambert</a></h3>\s*<p class=\"quiet\">Les Landiers", page)


def test_a_territory_is_named_once_wherever_its_people_sit_in_a_binome_of_three(enrolment: Enrolment) -> None:
    place = Territory.objects.exclude(pk=enrolment.territory_id).first()
    assert place is not None
    bastien = Enrolment.objects.get(cohort=enrolment.cohort, user=person("bastien"))
    third = Enrolment.objects.create(user=person("elise"), cohort=enrolment.cohort, territory=place)
    for one in (enrolment, bastien):
        leave_seat(seat=Seat.objects.current().get(enrolment=one))
    pair(enrolments=[enrolment, third, bastien])
    page = signed_in("amina").get("/cohorte/").content.decode()
    row = page.split("Amina Benali, Élise Charpentier et Bastien Le Goff")[1].split("</li>")[0]
    assert row.count(str(enrolment.territory)) == 1
    assert str(place) in row


def test_whoever_is_silent_beyond_the_list_is_counted_by_person(desk: Client, pionniers: Cohort, outline: Outline) -> None:
    following = follow(pionniers, outline)
    days = next(days for days in range(1, 20) if len(following.silent_groups(days)) == 6)
    page = desk.get(f"/cohortes/pionniers/?jours={days}").content.decode().replace("\xa0", " ")
    more = len(following.silent_groups(days)[5].silent(days))
    words = f"Et {more} autre personne" if more == 1 else f"Et {more} autres personnes"
    assert f"{words}, en tête du tableau." in page


def test_in_another_order_the_silent_beyond_the_list_are_a_link_away(desk: Client, pionniers: Cohort, outline: Outline) -> None:
    following = follow(pionniers, outline)
    days = next(days for days in range(1, 20) if len(following.silent_groups(days)) >= 6)
    page = desk.get(f"/cohortes/pionniers/?jours={days}&tri=nom").content.decode()
    assert f'<a href="?jours={days}#mx">en tête du tableau par besoin</a>' in page


def test_a_row_opens_to_its_lessons(desk: Client, enrolment: Enrolment) -> None:
    closed = desk.get("/cohortes/pionniers/").content.decode()
    assert "Fermer les leçons" not in closed
    opened = desk.get("/cohortes/pionniers/", {"ouvrir": enrolment.pk}).content.decode()
    assert "Fermer les leçons" in opened
    assert "Où en est la co-construction" in opened.replace('<span class="nowrap">', "").replace("</span>", "")
    assert desk.get("/cohortes/pionniers/", {"ouvrir": "x", "jours": "abc"}).status_code == 200


@pytest.mark.parametrize(
    ("asked", "offered", "chosen"),
    [("", [7, 14, 21, 30], 14), ("7", [7, 14, 21, 30], 7), ("45", [7, 14, 21, 30, 45], 45), ("366", [7, 14, 21, 30], 14)],
)
def test_silence_is_counted_in_weeks_a_month_or_as_asked(asked: str, offered: list[int], chosen: int, desk: Client) -> None:
    page = desk.get("/cohortes/pionniers/", {"jours": asked}).content.decode()
    found = re.findall(r'<option value="(\d+)"( selected)?>\1 jours', page)
    assert [int(days) for days, _ in found] == offered
    assert [int(days) for days, selected in found if selected] == [chosen]


SCREENS = ("", "personnes/", "binomes/", "ouvertures/", "courriels/", "avancement.csv", "personnes.csv")


def test_the_box_of_days_is_never_filled_in_by_the_browser(desk: Client) -> None:
    assert re.search(r'<select[^>]* name="jours" autocomplete="off">', desk.get("/cohortes/pionniers/").content.decode())


@pytest.mark.parametrize("screen", SCREENS)
def test_every_list_of_the_desk_costs_the_same_with_1_and_6_people(screen: str, outline: Outline, denis: User) -> None:
    """Session, user, cohort, epoch, then enrolments, seats, progress, absences, openings, invitations, counts of the header."""
    load_population(cohorts=1, participants=1, seed=71)
    load_population(cohorts=1, participants=6, seed=72)
    costs = []
    for seed in (71, 72):
        cohort = Cohort.objects.get(slug=f"demo-{seed}-1")
        cohort.trainers.add(denis)
        client = signed_in("denis")
        client.get(f"/cohortes/{cohort.slug}/{screen}")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(f"/cohortes/{cohort.slug}/{screen}").status_code == 200
        costs.append(len(queries))
    assert costs[1] <= costs[0]  # six people who all have a binôme cost one less than one who waits


def test_the_home_and_the_list_of_cohorts_cost_the_same_with_1_and_6_cohorts(denis: User, outline: Outline) -> None:
    client = signed_in("denis")
    costs: dict[str, list[int]] = {"/accueil/": [], "/cohortes/": []}
    for number in (0, 5):
        for index in range(number):
            made = Cohort.objects.create(
                slug=f"autre-{index}",
                name=f"Autre {index}",
                curriculum_id=outline.curriculum_id,
                starts_on="2026-01-01",
                ends_on="2026-12-31",
                state=CohortState.OPEN,
            )
            made.trainers.add(denis)
        for url, seen in costs.items():
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            seen.append(len(queries))
    assert all(one == six for one, six in costs.values()), costs


def test_five_hundred_people_cost_few_queries_and_a_light_page(outline: Outline, denis: User, record_property: object) -> None:
    load_population(cohorts=1, participants=500, seed=77)
    cohort = Cohort.objects.get(slug="demo-77-1")
    places = Territory.objects.bulk_create(Territory(slug=f"t{n}", name=f"Communauté de communes {n}") for n in range(250))
    for index, one in enumerate(cohort.enrolments.order_by("pk")):
        cohort.enrolments.filter(pk=one.pk).update(territory=places[index // 2])
    cohort.trainers.add(denis)
    client = signed_in("denis")
    client.get("/cohortes/demo-77-1/")
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/cohortes/demo-77-1/")
    record_property("said", f"matrix of 500 x 33: {len(queries)} queries, {len(answer.content)} bytes")  # type: ignore[operator]
    assert len(queries) <= 12
    assert len(answer.content) <= 200_000
    page = answer.content.decode()
    people = Enrolment.objects.filter(cohort=cohort).select_related("user")
    assert all(f'<a href="personnes/{one.pk}/">{one.user}</a>' in page for one in people)
    assert len(rows_of(client.get("/cohortes/demo-77-1/avancement.csv"))) == 500


def test_above_sixty_people_the_order_and_the_days_stay_when_lessons_open(outline: Outline, denis: User) -> None:
    load_population(cohorts=1, participants=62, seed=5)
    cohort = Cohort.objects.get(slug="demo-5-1")
    cohort.trainers.add(denis)
    desk = signed_in("denis")
    page = desk.get(f"/cohortes/{cohort.slug}/?tri=nom&jours=30").content.decode()
    link = re.search(r'href="(\?[^"#]*ouvrir=\d+)#', page)
    assert link
    opened = desk.get(f"/cohortes/{cohort.slug}/{unescape(link[1])}").content.decode()
    assert 'class="opened"' in opened
    assert '<option value="30" selected>' in opened
    assert re.search(r'aria-current="true">Par nom', opened)
    assert "?tri=nom&amp;jours=30#" in opened


def test_another_trainer_finds_nothing(enrolment: Enrolment) -> None:
    elise = signed_in("elise")
    binome = Seat.objects.current().get(enrolment=enrolment).binome_id
    for url in ("", "avancement.csv", f"personnes/{enrolment.pk}/", f"binomes/{binome}/", "courriels/nouveau/"):
        assert elise.get(f"/cohortes/pionniers/{url}").status_code == 404
    assert signed_in("denis").get(f"/cohortes/pionniers/personnes/{enrolment.pk}/").status_code == 200
    # An enrolment of one cohort at the address of another.
    elise_cohort = Cohort.objects.get(slug="voisins")
    assert elise.get(f"/cohortes/{elise_cohort.slug}/personnes/{enrolment.pk}/").status_code == 404


def test_a_trainer_who_loses_the_role_loses_the_desk(denis: User) -> None:
    client = signed_in("denis")
    User.objects.filter(pk=denis.pk).update(is_trainer=False)
    assert client.get("/cohortes/pionniers/").status_code == 404
    assert person("denis").trained_cohorts.exists()
