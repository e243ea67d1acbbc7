"""Files of people as real spreadsheets write them, and what becomes of each row."""

import csv
import io
import zipfile
from datetime import date, timedelta
from html import escape
from typing import Any

import pytest
import tablib
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook

from accounts.delivery import Delivery
from accounts.models import AuditEntry, User
from cohorts.enums import CohortState, ImportState, Outcome
from cohorts.importing import actions
from cohorts.importing.judging import day_of
from cohorts.importing.models import ImportRow, ImportRun
from cohorts.importing.reading import COLUMNS, Table, Unreadable, read
from cohorts.importing.sheets import KEPT, sheets_of
from cohorts.inviting.actions import accept, invite
from cohorts.models import Cohort, Enrolment, Invitation, InvitationLink
from territories.models import Territory

pytestmark = pytest.mark.django_db
HEAD = "Courriel;Prénom;Nom;Territoire;Organisation;Arrivée\r\n"


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks: Any) -> Any:
    return django_capture_on_commit_callbacks


@pytest.fixture
def give(desk: Client, on_commit: Any) -> Any:
    """Gives a file at the desk and lets the queue check it."""

    def upload(data: bytes | str, name: str = "liste.csv") -> ImportRun:
        body = data.encode() if isinstance(data, str) else data
        with on_commit(execute=True):
            answer = desk.post("/cohortes/pionniers/import/", {"file": SimpleUploadedFile(name, body)})
        assert answer.status_code == 302, answer.content.decode()[:3000]
        return ImportRun.objects.latest("pk")

    return upload


def decide(desk: Client, run: ImportRun, on_commit: Any, **form: str) -> ImportRun:
    with on_commit(execute=True):
        desk.post(f"/cohortes/pionniers/import/{run.pk}/decision/", form or {"importer": "1", "envoyer": "on"})
    run.refresh_from_db()
    return run


def outcomes(run: ImportRun) -> list[str]:
    return list(run.rows.order_by("line").values_list("outcome", flat=True))


def excel_french() -> bytes:
    return (HEAD + "zoe@exemple.fr;Zoé;Lefèvre;Vallée Bleue;Mairie d’Œuilly;03/09/2026\r\n").encode("cp1252")


def excel_for_mac() -> bytes:
    return (HEAD + "zoe@exemple.fr;Zoé;Lefèvre;Vallée Bleue;Mairie;03/09/2026\r").replace("\r\n", "\r").encode("mac_roman")


def google_sheets() -> bytes:
    return "email,Prenom,NOM DE FAMILLE,territoire\nzoe@exemple.fr,Zoé,Lefèvre,Vallée Bleue\n".encode()


def byte_order_mark() -> bytes:
    return b"\xef\xbb\xbf" + (HEAD + "zoe@exemple.fr;Zoé;Lefèvre;Vallée Bleue;Mairie;2026-09-03\r\n").encode()


def tabs_in_utf16() -> bytes:
    return "Nom\tPrénom\tMail\r\nLefèvre\tZoé\tzoe@exemple.fr\r\n".encode("utf-16")


def blank_lines() -> bytes:
    return ("\r\n;;;;;\r\n" + HEAD + ";;;;;\r\nzoe@exemple.fr;Zoé;Lefèvre;;;\r\n\r\n").encode()


def libreoffice_ods() -> bytes:
    data = tablib.Dataset(headers=["TERRITOIRE", "Adresse électronique", "Prénom", "Nom", "Date d’arrivée"])
    data.append(["Vallée Bleue", "zoe@exemple.fr", "Zoé", "Lefèvre", date(2026, 9, 3)])
    made: bytes = data.export("ods")
    return made


def merged_header_xlsx() -> bytes:
    book = Workbook()
    book.active.title = "Consignes"  # type: ignore[union-attr]
    sheet = book.create_sheet("Participants")
    sheet.append(["Liste des participantes et participants"])
    sheet.merge_cells("A1:D1")
    sheet.append([])
    sheet.append(["Prénom", "Nom", "Adresse mél", "Arrivée"])
    sheet.append(["Zoé", "Lefèvre", "zoe@exemple.fr", date(2026, 9, 3)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


FILES = [excel_french, excel_for_mac, google_sheets, byte_order_mark, tabs_in_utf16, blank_lines, libreoffice_ods, merged_header_xlsx]


@pytest.mark.parametrize("make", FILES)
def test_files_as_spreadsheets_write_them_are_read(make: Any, give: Any, desk: Client, on_commit: Any) -> None:
    run = give(make(), f"{make.__name__}.bin")
    assert outcomes(run) == [Outcome.CREATED]
    assert not Invitation.objects.exists()
    decide(desk, run, on_commit)
    assert run.state == ImportState.DONE
    found = Invitation.objects.get()
    assert (found.email, found.first_name, found.last_name) == ("zoe@exemple.fr", "Zoé", "Lefèvre")
    assert found.joins_on in {None, date(2026, 9, 3)}
    if found.territory:
        assert str(found.territory) == "Vallée Bleue"
    assert found.organisation in {"", "Mairie", "Mairie d’Œuilly"}
    assert [message.to for message in mail.outbox] == [["zoe@exemple.fr"]]
    assert AuditEntry.objects.filter(action="invited", by__email="denis@demo.example", target="Zoé Lefèvre").exists()


@pytest.mark.parametrize(("names", "encoding"), [("Hélène;Éon", "mac_roman"), ("Léa;Petit", "mac_roman"), ("Irène;Žižek", "cp1252")])
def test_the_alphabet_of_a_list_is_found_by_the_names_that_it_makes(names: str, encoding: str) -> None:
    """Excel for Mac writes its CSV in its own: « Hélène » was invited as « Hlne »."""
    ((_, values),) = read(f"Courriel;Prenom;Nom\r\nx@exemple.fr;{names}\r\n".encode(encoding)).rows
    assert f"{values['first_name']};{values['last_name']}" == names


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_sign_nul_deep_in_a_list_is_left_out(encoding: str, give: Any) -> None:
    """A damaged export holds some; PostgreSQL refuses the sign, in text as in JSON."""
    others = "".join(f"p{number}@exemple.fr;P;N;;;\r\n" for number in range(300))
    run = give(f"{HEAD}{others}zoe@exemple.fr;Zo\x00é;Lefèvre;;;\r\n".encode(encoding))
    assert run.state == ImportState.CHECKED
    assert run.rows.get(email="zoe@exemple.fr").values["first_name"] == "Zoé"


def test_the_sign_nul_that_a_workbook_spells_is_left_out() -> None:
    plain, spelt = zipfile.ZipFile(io.BytesIO(merged_header_xlsx())), io.BytesIO()
    with zipfile.ZipFile(spelt, "w") as archive:
        for name in plain.namelist():
            archive.writestr(name, plain.read(name).replace(b"exemple.fr", b"exemple_x0000_.fr"))
    assert [values["email"] for _, values in read(spelt.getvalue()).rows] == ["zoe@exemple.fr"]


def test_other_sheets_that_list_people_are_named_since_only_one_is_read(give: Any, desk: Client) -> None:
    book = Workbook()
    for name, address in (("Agents", "a@exemple.fr"), ("Élus", "b@exemple.fr"), ("Partenaires", "c@exemple.fr")):
        sheet = book.create_sheet(name)
        sheet.append(["Prénom", "Courriel"])
        sheet.append(["Zoé", address])
    book.create_sheet("Modèle").append(["Prénom", "Courriel"])
    file = io.BytesIO()
    book.save(file)
    run = give(file.getvalue(), "listes.xlsx")
    assert [row.email for row in run.rows.all()] == ["a@exemple.fr"]
    page = desk.get(f"/cohortes/pionniers/import/{run.pk}/").content.decode().replace("&nbsp;", " ")
    assert "D’autres feuilles contiennent aussi des personnes : « Élus », « Partenaires »." in page


def test_lines_of_a_workbook_bear_their_numbers_and_those_without_a_word_are_left_out() -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["Courriel"])
    sheet.cell(row=KEPT + 3, column=1, value="zoe@exemple.fr")
    file = io.BytesIO()
    book.save(file)
    ((_, rows),) = sheets_of(file.getvalue())
    assert rows[0] == (1, ["Courriel"])
    assert [line for line, _ in rows] == [*range(1, KEPT + 1), KEPT + 3]


def test_the_same_address_twice_is_refused_the_second_time_whatever_its_capitals(give: Any, desk: Client) -> None:
    run = give(HEAD + "zoe@exemple.fr;Zoé;L;;;\r\nZoe@Exemple.FR;Zoé;L;;;\r\n")
    assert outcomes(run) == [Outcome.CREATED, Outcome.REFUSED]
    page = desk.get(f"/cohortes/pionniers/import/{run.pk}/").content.decode()
    assert "déjà à la ligne 2" in page


def test_a_formula_in_a_name_is_refused_with_its_line_column_value_and_reason(give: Any, desk: Client, on_commit: Any) -> None:
    run = give(
        HEAD + 'a@exemple.fr;"=HYPERLINK(""x"")";L;;;\r\nb@exemple.fr;Zoé;+33;;;\r\nc@exemple.fr;Zoé;L;;=1+1;\r\nd@exemple.fr;Zoé;L;;;\r\n'
    )
    assert outcomes(run) == [Outcome.REFUSED, Outcome.REFUSED, Outcome.REFUSED, Outcome.CREATED]
    row = run.rows.get(line=2)
    assert row.errors == [{"column": "prénom", "value": '=HYPERLINK("x")', "reason": "C’est une formule. Écrivez le nom lui-même."}]
    page = desk.get(f"/cohortes/pionniers/import/{run.pk}/").content.decode()
    assert page.index("Refusée") < page.index("À créer</td>")
    assert "Créée" not in page
    decide(desk, run, on_commit)
    assert Invitation.objects.count() == 1
    page = desk.get(f"/cohortes/pionniers/import/{run.pk}/").content.decode()
    assert "Créée</td>" in page
    assert "À créer" not in page


def test_someone_of_another_cohort_may_come_and_it_is_said(give: Any, desk: Client) -> None:
    run = give(HEAD + "chloe@demo.example;Chloé;Renard;;;\r\n")
    assert outcomes(run) == [Outcome.CREATED]
    page = desk.get(f"/cohortes/pionniers/import/{run.pk}/").content.decode()
    assert "suit déjà une autre cohorte" in page
    assert "voisins" not in page.lower()


def test_the_list_of_people_tells_who_is_expected_from_who_has_come(desk: Client, pionniers: Cohort, denis: User) -> None:
    invite(cohort=pionniers, by=denis, email="en-attente@exemple.fr", first_name="Ève")
    rows = desk.get("/cohortes/pionniers/personnes.csv").content.decode("utf-8-sig").splitlines()
    assert rows[0].endswith(";état")
    said = {row.split(";")[0]: row.split(";")[-1] for row in rows[1:]}
    assert said["en-attente@exemple.fr"] == "invitation en attente"
    assert said["amina@demo.example"] == "inscription faite"


@pytest.mark.parametrize("extension", ["csv", "xlsx", "ods"])
def test_exporting_and_importing_again_changes_nothing(extension: str, give: Any, desk: Client, pionniers: Cohort, denis: User) -> None:
    invite(cohort=pionniers, by=denis, email="en-attente@exemple.fr", first_name="Ève", organisation="=Égal", joins_on=date(2026, 9, 3))
    Enrolment.objects.filter(user__email="amina@demo.example").update(organisation="@tous")
    User.objects.filter(email="bastien@demo.example").update(last_name="=SOMME(A1)")
    before = list(Enrolment.objects.order_by("pk").values()), list(Invitation.objects.values())
    run = give(desk.get(f"/cohortes/pionniers/personnes.{extension}").content, f"personnes.{extension}")
    assert set(outcomes(run)) == {Outcome.UNCHANGED}
    page = desk.get(f"/cohortes/pionniers/import/{run.pk}/").content.decode()
    assert "Ce fichier ne change rien" in page
    assert "Colonnes laissées de côté\xa0: état." in page.replace("&nbsp;", "\xa0")
    assert 'name="importer"' not in page
    assert before == (list(Enrolment.objects.order_by("pk").values()), list(Invitation.objects.values()))


def test_what_changed_is_updated_and_who_is_absent_is_not_touched(give: Any, desk: Client, on_commit: Any, pionniers: Cohort) -> None:
    others = list(Enrolment.objects.exclude(user__email="amina@demo.example").order_by("pk").values())
    run = give(HEAD + "amina@demo.example;Aminata;Benali;Val-de-Brume;Agence d’urbanisme;\r\n")
    assert outcomes(run) == [Outcome.UPDATED]
    page = desk.get(f"/cohortes/pionniers/import/{run.pk}/").content.decode()
    assert "Trois-Rivières devient Val-de-Brume" in page
    assert "seule la personne le change" in page
    decide(desk, run, on_commit)
    amina = Enrolment.objects.get(user__email="amina@demo.example")
    assert (amina.territory.name, amina.organisation, amina.user.first_name) == ("Val-de-Brume", "Agence d’urbanisme", "Amina")  # type: ignore[union-attr]
    assert others == list(Enrolment.objects.exclude(user__email="amina@demo.example").order_by("pk").values())
    entry = AuditEntry.objects.get(action="details")
    assert entry.before["territoire"] == "Trois-Rivières"
    assert entry.after["organisation"] == "Agence d’urbanisme"


def test_each_column_comes_out_of_the_list_as_it_went_in_also_once_she_is_there(give: Any, desk: Client, on_commit: Any) -> None:
    cells = {"territory": "Vallée Bleue", "region": "Bretagne", "organisation": "Mairie", "joins_on": "03/09/2026"}
    people = [("amina@demo.example", "Amina", "Benali"), ("zoe@exemple.fr", "Zoé", "Lefèvre")]
    lines = [dict(zip(("email", "first_name", "last_name"), one, strict=True)) | cells for one in people]
    rows = [";".join(line[name] for name in COLUMNS) for line in lines]  # a new column has its cell here
    decide(desk, give("\r\n".join([";".join(COLUMNS.values()), *rows])), on_commit)

    def listed() -> list[str]:
        text = desk.get("/cohortes/pionniers/personnes.csv").content.decode("utf-8-sig")
        return [line.rpartition(";")[0] for line in text.splitlines() if line.startswith(("amina@", "zoe@"))]

    assert sorted(listed()) == rows
    invitation = Invitation.objects.get(email="zoe@exemple.fr")
    zoe = User.objects.create_user(invitation.email, first_name="Zoé", last_name="Lefèvre")
    accept(link=invitation.links.get(), user=zoe, territory=invitation.territory, organisation=invitation.organisation)
    assert sorted(listed()) == rows


def test_a_cell_longer_than_the_database_holds_is_refused_in_every_column(give: Any, desk: Client) -> None:
    rows = [";".join("x" * 300 if one == name else "" for one in COLUMNS) for name in COLUMNS]
    run = give("\r\n".join([";".join(COLUMNS.values()), *rows]))
    for (name, column), row in zip(COLUMNS.items(), run.rows.order_by("line"), strict=True):
        assert column in {error["column"] for error in row.errors if error["value"]}, name


def test_an_empty_cell_changes_nothing(give: Any, pionniers: Cohort, denis: User) -> None:
    invite(cohort=pionniers, by=denis, email="eve@exemple.fr", first_name="Ève", last_name="Roy", organisation="Mairie")
    run = give(HEAD + "amina@demo.example;;;;;\r\neve@exemple.fr;;;;;\r\n")
    assert outcomes(run) == [Outcome.UNCHANGED, Outcome.UNCHANGED]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("amina@;A;B;;;", "courriel", "Ce n’est pas une adresse complète."),
        ("zoe@@exemple.fr;A;B;;;", "courriel", "Ce n’est pas une adresse complète."),
        ("luc@exemple.fr, luc@ailleurs.fr;A;B;;;", "courriel", "Il y a plusieurs adresses. Gardez-en une seule."),
        ("rémi@exemple.fr;A;B;;;", "courriel", "Une adresse s’écrit sans accent. Vérifiez-la."),
        ("mailto:luc@exemple.fr;A;B;;;", "courriel", "Retirez « mailto: » devant l’adresse."),
        (";A;B;;;", "courriel", "L’adresse manque."),
        ("x@exemple.fr;;B;;;", "prénom", "Le prénom manque."),
        ("x@exemple.fr;A;B;;;31/02/2026", "arrivée", "Ce jour n’existe pas au calendrier. Vérifiez la date."),
        ("x@exemple.fr;A;B;;;30-11-26", "arrivée", "Écrivez la date ainsi : 16/04/2026."),  # a real day, in a form not read
        ("x@exemple.fr;A;B;;;le 3 mars", "arrivée", "Écrivez la date ainsi : 16/04/2026."),
        ("x@exemple.fr;A;B;Trois-Rivière;;", "territoire", "Territoire inconnu. Vouliez-vous dire « Trois-Rivières » ?"),
        (f"x@exemple.fr;{'A' * 200};B;;;", "prénom", "200 caractères, la limite est de 150. Raccourcissez."),
    ],
)
def test_each_error_names_its_column_and_says_what_to_do(row: str, column: str, reason: str, give: Any) -> None:
    run = give(HEAD + row + "\r\n")
    assert outcomes(run) == [Outcome.REFUSED]
    assert {"column": column, "reason": reason}.items() <= run.rows.get().errors[0].items()


def test_names_in_one_column_are_said_for_the_whole_file_where_the_page_renews_itself(give: Any, desk: Client) -> None:
    run = give("NOM Prénom;courriel\r\nLEROY Camille;camille@exemple.fr\r\n")
    renewed = desk.get(f"/cohortes/pionniers/import/{run.pk}/").content.decode().split('id="etat"')[1].replace("&nbsp;", " ")
    assert "Colonnes laissées de côté : NOM Prénom." in renewed
    assert "Aucune colonne ne s’appelle « prénom »" in renewed
    fine = give("prénom;courriel\r\nCamille;camille@exemple.fr\r\n;sans@exemple.fr\r\n")
    assert "ne s’appelle" not in desk.get(f"/cohortes/pionniers/import/{fine.pk}/").content.decode()


def test_a_new_territory_is_announced_and_made_once(give: Any, desk: Client, on_commit: Any) -> None:
    run = give("courriel;prénom;territoire;région\r\na@exemple.fr;A;Pays Neuf;Bretagne\r\nb@exemple.fr;B;PAYS NEUF;\r\n")
    first = {"column": "territoire", "value": "Pays Neuf", "reason": "Nouveau territoire : l’import l’ajoute à l’annuaire."}
    again = {"column": "territoire", "value": "PAYS NEUF", "reason": "Le même nouveau territoire qu’à la ligne 2."}
    assert [row.remarks for row in run.rows.order_by("line")] == [[first], [again]]
    assert "Nouveau territoire" in desk.get(f"/cohortes/pionniers/import/{run.pk}/").content.decode()
    decide(desk, run, on_commit)
    assert Territory.objects.get(name="Pays Neuf").region == "Bretagne"
    assert set(Invitation.objects.values_list("territory__name", flat=True)) == {"Pays Neuf"}


@pytest.mark.parametrize("sign", ["'", "’", "ʼ", "´", "`"])
def test_a_place_is_one_place_whichever_apostrophe_a_keyboard_writes(sign: str, give: Any, desk: Client, on_commit: Any) -> None:
    """« Pays d'Orsan » was refused with « Vouliez-vous dire « Pays d’Orsan » ? », which reads the same; two new ones became two places."""
    lines = f"a@exemple.fr;A;Pays d{sign}Orsan;\r\nb@exemple.fr;B;Val d’Argent;\r\nc@exemple.fr;C;Val d{sign}Argent;03/09/2026\r\n"
    run = give(f"courriel;prénom;territoire;date d{sign}arrivée\r\n{lines}")
    assert not run.ignored_columns
    reasons = [[remark["reason"] for remark in row.remarks + row.errors] for row in run.rows.order_by("line")]
    assert reasons == [[], ["Nouveau territoire : l’import l’ajoute à l’annuaire."], ["Le même nouveau territoire qu’à la ligne 3."]]
    decide(desk, run, on_commit)
    assert list(Invitation.objects.order_by("email").values_list("territory__name", flat=True)) == ["Pays d’Orsan", *["Val d’Argent"] * 2]


def test_a_file_that_is_not_read_yet_counts_no_line_of_it(desk: Client, pionniers: Cohort, denis: User) -> None:
    run = actions.start(cohort=pionniers, by=denis, name="liste.csv", data=HEAD.encode())
    page = desk.get(f"/cohortes/pionniers/import/{run.pk}/").content.decode()
    assert "Vérification en cours. Rien n’est écrit.</p>" in page


def test_a_refused_line_announces_nothing(give: Any) -> None:
    run = give(HEAD + "a@exemple.fr;;B;Pays Neuf;;\r\n")
    assert (outcomes(run), run.rows.get().remarks) == ([Outcome.REFUSED], [])


def test_a_line_that_names_a_new_territory_points_to_no_refused_line(give: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Judged in pieces of one: what one piece announced, the next remembers."""
    monkeypatch.setattr(actions, "CHECKED_AT_ONCE", 1)
    run = give(HEAD + "a@exemple.fr;;B;Pays Neuf;;\r\nb@exemple.fr;B;;pays neuf;;\r\nc@exemple.fr;C;;Pays Néuf;;\r\n")
    reasons = [remark["reason"] for row in run.rows.order_by("line") for remark in row.remarks]
    assert reasons == ["Nouveau territoire : l’import l’ajoute à l’annuaire.", "Le même nouveau territoire qu’à la ligne 3."]


def test_invitations_may_be_prepared_without_being_sent(give: Any, desk: Client, on_commit: Any) -> None:
    run = give(HEAD + "a@exemple.fr;A;;;;\r\n")
    decide(desk, run, on_commit, importer="1")
    assert InvitationLink.objects.get().delivery == Delivery.PREPARED
    assert not mail.outbox
    said = desk.get(f"/cohortes/pionniers/import/{run.pk}/").content.decode()
    assert "1\xa0invitation préparée, à envoyer" in said
    assert "personne invitée" not in said  # nobody was written to yet
    assert "Envoyer 1\xa0invitation préparée" in desk.get("/cohortes/pionniers/personnes/").content.decode()
    with on_commit(execute=True):
        desk.post("/cohortes/pionniers/invitations/envoyer/")
    assert InvitationLink.objects.get().delivery == Delivery.SENT


def test_nothing_is_imported_when_the_trainer_says_so(give: Any, desk: Client, on_commit: Any) -> None:
    run = give(HEAD + "a@exemple.fr;A;;;;\r\n")
    decide(desk, run, on_commit, abandonner="1")
    assert run.state == ImportState.ABANDONED
    page = desk.get(f"/cohortes/pionniers/import/{run.pk}/").content.decode()
    assert "À créer</td>" in page
    assert "Créée" not in page
    assert "déjà parti" not in page
    page = desk.post(f"/cohortes/pionniers/import/{run.pk}/decision/", {"importer": "1"}, follow=True).content.decode()
    assert "a été abandonné" in page
    assert not Invitation.objects.exists()


def test_rows_beyond_the_places_are_refused_by_name(give: Any, desk: Client, on_commit: Any, pionniers: Cohort) -> None:
    pionniers.capacity = 25
    pionniers.save()
    run = give(HEAD + "a@exemple.fr;A;;;;\r\nb@exemple.fr;B;;Ville Neuve;;\r\n")
    assert outcomes(run) == [Outcome.CREATED, Outcome.REFUSED]
    refused = run.rows.get(line=3)
    assert "25 places" in refused.errors[0]["reason"]
    assert not refused.remarks, "her territory is not added to the directory either"


def test_a_cohort_that_is_closed_before_the_worker_comes_takes_nobody(
    give: Any, desk: Client, on_commit: Any, pionniers: Cohort, amina: User
) -> None:
    """Also where the work is taken up afterwards: each line says why."""
    run = give(HEAD + "a@exemple.fr;A;;;;\r\namina@demo.example;Amina;Benali;;Ailleurs;\r\n")
    actions.confirm(run=run, sends_mail=True)
    Cohort.objects.filter(pk=pionniers.pk).update(state=CohortState.CLOSED)
    ImportRun.objects.filter(pk=run.pk).update(beat_at=timezone.now() - timedelta(minutes=5))
    page = desk.get(f"/cohortes/pionniers/import/{run.pk}/").content.decode()
    assert ("Import en cours. 0 sur 2" in page.replace("\xa0", " "), "Rien n’est écrit" in page) == (True, False)
    decide(desk, run, on_commit, reprendre="1")
    assert run.state == ImportState.DONE
    assert outcomes(run) == [Outcome.REFUSED, Outcome.REFUSED]
    assert "La cohorte est close" in desk.get(f"/cohortes/pionniers/import/{run.pk}/").content.decode()
    assert not Invitation.objects.exists()
    assert amina.enrolments.get().organisation != "Ailleurs"


def test_someone_invited_meanwhile_is_not_invited_twice(give: Any, desk: Client, on_commit: Any, pionniers: Cohort, denis: User) -> None:
    run = give(HEAD + "a@exemple.fr;A;;;;\r\nb@exemple.fr;B;;;;\r\n")
    invite(cohort=pionniers, by=denis, email="a@exemple.fr", first_name="A", sends=False)
    decide(desk, run, on_commit)
    assert Invitation.objects.count() == 2
    assert outcomes(run) == [Outcome.UNCHANGED, Outcome.CREATED]


@pytest.mark.timeout(60)
def test_a_row_that_the_database_never_takes_ends_the_task(give: Any, pionniers: Cohort) -> None:
    """Tried for ever, it would keep the queue's worker, and no mail would leave any more. The import can be taken up later."""
    run = give(HEAD + "a@exemple.fr;A;;;;\r\n")
    Invitation.objects.create(cohort=pionniers, email="A@EXEMPLE.FR", first_name="A")  # as no screen writes it
    ImportRun.objects.filter(pk=run.pk).update(state=ImportState.IMPORTING)
    with pytest.raises(IntegrityError):
        actions.apply(run.pk)
    assert ImportRun.objects.get(pk=run.pk).is_running


def test_whoever_withdrew_is_not_brought_back_by_a_file(give: Any, pionniers: Cohort) -> None:
    Enrolment.objects.filter(user__email="amina@demo.example").update(left_on=pionniers.today())
    run = give(HEAD + "amina@demo.example;Amina;Benali;;Ailleurs;\r\n")
    assert outcomes(run) == [Outcome.UNCHANGED]
    assert "Retrait le" in run.rows.get().remarks[0]["reason"]


def test_ten_thousand_rows_are_checked_and_imported_and_taken_up_where_the_worker_stopped(
    desk: Client, on_commit: Any, pionniers: Cohort, denis: User, record_property: Any
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["courriel", "prénom", "nom", "territoire"])
    writer.writerows([f"p{number}@exemple.fr", "Prénom", f"Nom {number}", "Vallée Bleue"] for number in range(10_000))
    run = actions.start(cohort=pionniers, by=denis, name="dix-mille.csv", data=out.getvalue().encode())
    began = timezone.now()
    actions._unpack(run.pk)
    assert actions._check_some(run.pk, {})
    run.refresh_from_db()
    assert (run.total, run.done, run.state) == (10_000, 500, ImportState.CHECKING)
    # The worker dies here. The screen says so, and « reprendre » goes on with the rest.
    ImportRun.objects.filter(pk=run.pk).update(beat_at=timezone.now() - timedelta(minutes=5))
    assert "Reprendre où l’on en était" in desk.get(f"/cohortes/pionniers/import/{run.pk}/").content.decode()
    decide(desk, run, on_commit, reprendre="1")
    assert (run.state, run.done) == (ImportState.CHECKED, 10_000)
    assert run.rows.filter(outcome=Outcome.CREATED).count() == 10_000
    actions.confirm(run=run, sends_mail=False)
    assert actions._apply_some(run.pk)
    assert Invitation.objects.count() == actions.WRITTEN_AT_ONCE
    ImportRun.objects.filter(pk=run.pk).update(beat_at=timezone.now() - timedelta(minutes=5))
    page = desk.get(f"/cohortes/pionniers/import/{run.pk}/").content.decode()
    assert "<progress" in page
    decide(desk, run, on_commit, reprendre="1")
    assert run.state == ImportState.DONE
    assert Invitation.objects.count() == InvitationLink.objects.count() == 10_000
    seconds = (timezone.now() - began).total_seconds()
    record_property("said", f"10,000 rows checked, imported and resumed twice in {seconds:.0f} s")
    page = desk.get(f"/cohortes/pionniers/import/{run.pk}/").content.decode()
    assert "10\u202f000\xa0invitations préparées" in page
    following = f"?effet={Outcome.CREATED}&page=2"
    page = desk.get(f"/cohortes/pionniers/import/{run.pk}/", {"effet": Outcome.CREATED}).content.decode()
    assert f'href="{escape(following)}" rel="next"' in page
    assert "Page 2 sur 100" in desk.get(f"/cohortes/pionniers/import/{run.pk}/{following}").content.decode()
    assert len(page) < 100_000
    people = desk.get("/cohortes/pionniers/personnes/").content.decode()
    assert "Page 1 sur 100" in people
    assert len(people) < 300_000


def archive_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 100_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"   ", "vide"),
        (b"nom;ville\r\nA;B\r\n", "Aucune colonne ne s’appelle « courriel »"),
        (HEAD.encode(), "ne contient personne"),
        (b"PK\x03\x04 nothing like a workbook", "ne s’ouvre pas"),
        (b"%PDF-1.7\x00\x00", "n’est pas une liste"),
        (b"\xd0\xcf\x11\xe0 old", "ancien format"),
        ("courriel\n" + "a\n" * 20_001, "la limite est de 20000"),
    ],
    ids=["blank", "no address column", "header only", "broken workbook", "pdf", "old excel", "too many rows"],
)
def test_what_cannot_be_read_says_what_to_do(data: bytes | str, words: str, give: Any, desk: Client) -> None:
    run = give(data)
    assert run.state == ImportState.UNREADABLE
    assert words in run.problem
    assert run.file is None
    page = desk.get(f"/cohortes/pionniers/import/{run.pk}/").content.decode()
    assert "Rien n’a été enregistré" in page
    assert not ImportRow.objects.exists()


def test_an_archive_bomb_and_a_file_too_heavy_are_refused(desk: Client) -> None:
    with pytest.raises(Unreadable, match="démesuré"):
        read(archive_bomb())
    heavy = SimpleUploadedFile("x.csv", b"a" * (5 * 1024 * 1024 + 1))
    page = desk.post("/cohortes/pionniers/import/", {"file": heavy}).content.decode()
    assert "Il pèse 5,1 Mo, la limite est de 5 Mo." in page
    assert 'id="id_file_error">Choisissez un fichier' in desk.post("/cohortes/pionniers/import/").content.decode()


def stray(cell: str) -> bytes:
    """A list of one person, and a word far below or beside it."""
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["Courriel", "Prénom"])
    sheet.append(["zoe@exemple.fr", "Zoé"])
    sheet[cell] = "x"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_word_in_the_farthest_corner_of_a_sheet_is_refused_and_ends_nothing_but_its_reading(give: Any) -> None:
    """Five kilobytes that become billions of empty cells: the reading ends, the queue goes on, and the trainer is told what to do."""
    run = give(stray("XFD1048576"), "liste.xlsx")
    assert run.state == ImportState.UNREADABLE
    assert "démesuré une fois ouvert" in run.problem


def naming(text: str, times: int) -> bytes:
    """A list whose every line names one text, which the file holds once."""
    out, made = io.BytesIO(), io.BytesIO()
    book = Workbook()
    for row in [("Courriel", "Prénom"), *((f"p{number}@exemple.fr", "MOT") for number in range(times))]:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(out)
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"MOT", text.encode()))
    return made.getvalue()


@pytest.mark.parametrize(("length", "times"), [(32_768, 1), (32_000, 650)], ids=["one cell", "one text in every cell"])
def test_words_that_no_list_of_people_holds_are_refused(length: int, times: int) -> None:
    with pytest.raises(Unreadable, match="démesuré"):
        read(naming("x" * length, times))


@pytest.mark.parametrize("data", [stray("B2"), b"PK rien d'un classeur"])
def test_nobodys_saving_waits_while_a_workbook_is_read(
    data: bytes, pionniers: Cohort, denis: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading may take half a minute, and SQLite lets one write at a time: no transaction is open meanwhile."""
    run = actions.start(cohort=pionniers, by=denis, name="liste.xlsx", data=data)
    before, meanwhile = len(connection.atomic_blocks), []

    def watched(found: bytes) -> Table:
        meanwhile.append(len(connection.atomic_blocks))
        return read(found)

    monkeypatch.setattr(actions, "read", watched)
    actions.check(run.pk)
    run.refresh_from_db()
    assert run.state in {ImportState.CHECKED, ImportState.UNREADABLE}
    assert meanwhile == [before]


@pytest.mark.parametrize("cell", ["XFD1", "C1048576"])
def test_a_word_far_beside_or_far_below_a_list_stops_nobody(cell: str) -> None:
    assert read(stray(cell)).rows[0] == (2, {"email": "zoe@exemple.fr", "first_name": "Zoé"})


@pytest.mark.parametrize("text", ["2026-04-16", "16/04/2026", "16/04/26", "16.04.2026", "16-04-2026", "2026-04-16 00:00:00"])
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert day_of(text) == date(2026, 4, 16)


def test_the_template_holds_the_columns_that_are_read(desk: Client) -> None:
    text = desk.get("/cohortes/pionniers/import/modele.csv").content.decode("utf-8-sig")
    assert text.strip() == "courriel;prénom;nom;territoire;région;organisation;arrivée"
    for extension in ("xlsx", "ods"):
        with pytest.raises(Unreadable, match="ne contient personne"):
            read(desk.get(f"/cohortes/pionniers/import/modele.{extension}").content)


def test_an_import_of_one_cohort_is_not_reached_from_another(give: Any, desk: Client) -> None:
    from tests.conftest import signed_in

    run = give(HEAD + "a@exemple.fr;A;;;;\r\n")
    assert signed_in("elise").get(f"/cohortes/voisins/import/{run.pk}/").status_code == 404
    assert desk.get(f"/cohortes/pionniers/import/{run.pk}/", {"effet": "x", "page": "99"}).status_code == 200
