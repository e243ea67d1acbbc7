"""The framework in the editors' room: who enters, what a draft must be, what publishing does and leaves alone."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.forms.models import model_to_dict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry
from assessments.framework.actions import import_draft, new_draft, publish
from assessments.framework.exchange import case, sheet
from assessments.framework.loading import load
from assessments.framework.viewset import DropView, state_of
from assessments.framework.wording import words_of
from assessments.models import FrameworkVersion, Indicator, Rating, Section, SelfAssessment
from assessments.participants import AssessmentError
from courses.loading.writing import Report
from courses.models import LessonPage
from courses.outline import bump_epoch
from tests.assessments.making import current_version, enrolment_of, make_assessment, open_moment
from tests.conftest import person, signed_in
from tests.test_access import AUDIENCES, client_of

pytestmark = pytest.mark.django_db

LIST = "/admin/referentiel/"


def url(what: str, version: FrameworkVersion) -> str:
    return f"{LIST}{what}/{version.pk}/"


@pytest.fixture
def draft(db: None) -> FrameworkVersion:
    return new_draft()


@pytest.fixture
def editor(db: None) -> Client:
    return signed_in("farid")


def screens(draft: FrameworkVersion) -> list[str]:
    published = current_version()
    return [
        LIST, f"{LIST}results/", f"{LIST}add/", f"{LIST}comparer/", f"{LIST}comparer/?avant=1&apres=2", f"{LIST}importer/",
        url("edit", draft), url("delete", draft), url("inspect", draft), url("inspect", published), url("publier", draft),
        url("usage", draft), url("usage", published), url("history", draft), url("history", published),
        f"{LIST}exporter/{draft.pk}/csv/", f"{LIST}exporter/{published.pk}/json/", *(f"{LIST}preview/{draft.pk}/?mode={mode}" for mode, _ in draft.preview_modes),
    ]  # fmt: skip


@pytest.mark.parametrize("who", AUDIENCES)
def test_every_screen_opens_to_editors_and_administrators_and_to_nobody_else(who: str, draft: FrameworkVersion) -> None:
    client = client_of(who)
    allowed = who in {"farid", "gaelle"}
    for address in screens(draft):
        assert (client.get(address).status_code == 200) is allowed, address
    if not allowed:
        client.post(url("publier", draft))
        client.post(url("delete", draft))
        client.post(f"{LIST}add/")
    assert FrameworkVersion.objects.drafts().count() == 1


def test_the_menu_leads_editors_there(editor: Client) -> None:
    assert '"url": "/admin/referentiel/"' in editor.get("/admin/").content.decode()


def test_loading_lets_editors_in_again_however_often_it_runs() -> None:
    group = person("farid").groups.get()
    group.permissions.remove(*group.permissions.filter(content_type__app_label="assessments"))
    assert signed_in("farid").get(LIST).status_code != 200
    for _ in range(2):
        load(Report())
    assert signed_in("farid").get(LIST).status_code == 200


# Writing ------------------------------------------------------------------------------------------------------------


def typed(client: Client, draft: FrameworkVersion) -> dict[str, Any]:
    """Everything the form of the draft would send, as a browser reads it from the page."""
    soup = BeautifulSoup(client.get(url("edit", draft)).content, "html.parser")
    form = soup.find("form", id="w-editor-form")
    for template in form.find_all("template"):
        template.decompose()
    data: dict[str, Any] = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name, kind = field.get("name"), field.get("type")
        if not name or (kind in {"checkbox", "radio"} and not field.has_attr("checked")):
            continue
        if field.name == "select":
            chosen = field.find("option", selected=True)
            data[name] = chosen["value"] if chosen else ""
        elif kind == "checkbox":
            data.setdefault(name, []).append(field["value"])
        else:
            data[name] = field.text.removeprefix("\n") if field.name == "textarea" else field.get("value", "")
    return data


def row_of(data: dict[str, Any], code: str) -> str:
    return next(name.removesuffix("-code") for name, value in data.items() if name.endswith("-code") and value == code)


def added(data: dict[str, Any], code: str, **values: str) -> None:
    at = int(data["indicators-TOTAL_FORMS"])
    data["indicators-TOTAL_FORMS"] = at + 1
    skill = Section.objects.filter(version=current_version()).first()
    assert skill is not None
    fields = {"id": "", "code": code, "competency": skill.competency_id, "title": "Nouveau", "ORDER": at + 1, "DELETE": "", **values}
    fields |= {f"level_{n}": values.get(f"level_{n}", f"Je fais {n}.") for n in range(1, 6)}
    data |= {f"indicators-{at}-{name}": value for name, value in fields.items()}


def test_saving_the_form_untouched_changes_no_word(editor: Client, draft: FrameworkVersion) -> None:
    before = words_of(draft)
    response = editor.post(url("edit", draft), typed(editor, draft))
    assert response.status_code == 302
    assert words_of(FrameworkVersion.objects.get(pk=draft.pk)) == before


def test_an_editor_rewrites_moves_adds_and_drops(editor: Client, draft: FrameworkVersion) -> None:
    data = typed(editor, draft)
    data["changes"] = "Deux phrases plus simples."
    data[f"{row_of(data, 'dia-1')}-level_1"] = "Je cite des enjeux.\r\nJe les nomme."
    data[f"{row_of(data, 'dia-1')}-lessons"] = ["m1-l3", "m8-l4"]
    data[f"{row_of(data, 'dia-2')}-competency"] = data[f"{row_of(data, 'rel-1')}-competency"]
    data[f"{row_of(data, 'acc-5')}-DELETE"] = "on"
    data[f"{row_of(data, 'dia-4')}-ORDER"], data[f"{row_of(data, 'dia-3')}-ORDER"] = "3", "4"
    added(data, "dia-6")
    assert editor.post(url("edit", draft), data).status_code == 302
    found = {one.code: one for one in words_of(FrameworkVersion.objects.get(pk=draft.pk)).indicators}
    assert found["dia-1"].sentences[0] == "Je cite des enjeux.\nJe les nomme."
    assert found["dia-1"].lessons == ("m1-l3", "m8-l4")
    assert found["dia-2"].competency == "mise-en-relation"
    assert "acc-5" not in found
    assert found["dia-6"].title == "Nouveau"
    assert list(found).index("dia-4") < list(found).index("dia-3")


WRONG: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "an empty sentence": (lambda data: data.update({f"{row_of(data, 'dia-1')}-level_3": "  "}), "Écrivez la phrase du niveau 3."),
    "an empty title": (lambda data: data.update({"title": ""}), "Donnez un titre au référentiel."),
    "a code twice": (lambda data: added(data, "dia-1"), "Un autre indicateur porte déjà l’identifiant « dia-1 »."),
    "a code that is none": (lambda data: added(data, "Dia 9"), "Un identifiant s’écrit en minuscules"),
    "capitals in a code": (lambda data: added(data, "Dia-9"), "Un identifiant s’écrit en minuscules"),
    "a permanent code": (lambda data: data.update({f"{row_of(data, 'dia-1')}-code": "dia-9"}), "L’identifiant « dia-1 » est permanent"),
    "a level twice": (lambda data: data.update({"levels-1-number": "1"}), "Le niveau 1 est écrit deux fois."),
    "a sixth level": (lambda data: data.update({"levels-1-number": "6"}), "Un niveau va de 1 à 5."),
    "a level less": (lambda data: data.update({"levels-1-DELETE": "on"}), "Il faut cinq niveaux, de 1 à 5. Il manque : 2."),
    "a competency less": (lambda data: data.update({"sections-0-DELETE": "on"}), "Il manque la compétence « Dialogue territorial »."),
    "a competency twice": (lambda data: data.update({"sections-0-competency": data["sections-1-competency"]}), "est écrite deux fois."),
    "a competency without indicator": (
        lambda data: [data.update({f"{row_of(data, f'exp-{n}')}-DELETE": "on"}) for n in range(1, 5)],
        "« Conception d’expérimentations collectives » n’a aucun indicateur.",
    ),
    "a lesson that never was": (lambda data: data.update({f"{row_of(data, 'dia-1')}-lessons": ["m9-l9"]}), "m9-l9"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_draft_with_an_error_is_not_saved_and_the_error_is_a_sentence(what: str, editor: Client, draft: FrameworkVersion) -> None:
    before = words_of(draft)
    change, said = WRONG[what]
    data = typed(editor, draft)
    data["intention"] = "Ce que je viens de taper."
    change(data)
    response = editor.post(url("edit", draft), data)
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "html.parser").get_text()
    assert said in page
    assert "Ce que je viens de taper." in page
    assert words_of(FrameworkVersion.objects.get(pk=draft.pk)) == before


def test_two_editors_never_overwrite_each_other_unawares(editor: Client, draft: FrameworkVersion) -> None:
    mine, other = typed(editor, draft), signed_in("gaelle")
    theirs = typed(other, draft)
    theirs["intention"] = "Celle de Gaëlle."
    theirs[f"{row_of(theirs, 'dia-2')}-DELETE"] = "on"
    assert other.post(url("edit", draft), theirs).status_code == 302
    mine["intention"] = "Celle de Farid."
    response = editor.post(url("edit", draft), mine)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Rien n’est perdu" in page
    assert "Celle de Farid." in page
    assert FrameworkVersion.objects.get(pk=draft.pk).intention == "Celle de Gaëlle."
    # Now he knows: the second time his words hold, and the row that she dropped comes back with what he typed.
    mine["loaded"] = BeautifulSoup(page, "html.parser").find("input", {"name": "loaded"})["value"]
    assert editor.post(url("edit", draft), mine).status_code == 302
    saved = words_of(FrameworkVersion.objects.get(pk=draft.pk))
    assert saved.intention == "Celle de Farid."
    assert "dia-2" in [one.code for one in saved.indicators]


def test_lessons_are_chosen_by_title_and_one_that_left_stays_chosen(editor: Client, draft: FrameworkVersion) -> None:
    LessonPage.objects.get(code="m1-l3").unpublish()
    bump_epoch()
    soup = BeautifulSoup(editor.get(url("edit", draft)).content, "html.parser")
    assert "Hors du parcours aujourd’hui" in soup.get_text()
    assert editor.post(url("edit", draft), typed(editor, draft)).status_code == 302
    assert "m1-l3" in Indicator.objects.get(version=draft, code="dia-1").lessons


def test_the_preview_is_the_form_as_a_participant_reads_it(editor: Client, draft: FrameworkVersion) -> None:
    data = typed(editor, draft)
    data[f"{row_of(data, 'rel-1')}-title"] = "Rencontrer <tous> les mondes"
    address = f"{LIST}preview/{draft.pk}/"
    saved = BeautifulSoup(editor.get(f"{address}?mode=experimentation").content, "html.parser")
    assert saved.h1.get_text(strip=True) == "Conception d’expérimentations collectives"
    assert len(saved.select("fieldset.indicator")) == 4
    assert editor.post(address, data).json() == {"is_valid": True, "is_available": True}
    soup = BeautifulSoup(editor.get(f"{address}?mode=mise-en-relation").content, "html.parser")
    fields = soup.select("fieldset.indicator")
    assert len(fields) == 5
    assert "Rencontrer <tous> les mondes" in fields[0].legend.get_text()
    assert len(fields[0].select(".answers .choices label.choice.level input[type=radio]")) == 6
    assert not soup.select("input[checked]")
    assert Indicator.objects.get(version=draft, code="rel-1").title != "Rencontrer <tous> les mondes"


# Publishing ---------------------------------------------------------------------------------------------------------


def test_one_draft_at_a_time_copies_the_latest_version(editor: Client) -> None:
    assert editor.post(f"{LIST}add/").status_code == 302
    draft = FrameworkVersion.objects.drafts().get()
    assert (draft.number, words_of(draft)) == (2, words_of(current_version()))
    assert "Un brouillon existe déjà" in editor.get(f"{LIST}add/").content.decode()
    response = editor.post(f"{LIST}add/", follow=True)
    assert "Un brouillon du référentiel existe déjà" in response.content.decode()
    assert FrameworkVersion.objects.drafts().count() == 1


def raw(table: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")  # noqa: S608
        return [repr(row) for row in cursor.fetchall()]


def test_publishing_leaves_every_snapshot_byte_for_byte_as_it_was(editor: Client, draft: FrameworkVersion) -> None:
    sent = make_assessment(enrolment_of("amina"), version=current_version())
    first = current_version()
    tables = ("assessments_selfassessment", "assessments_rating", "assessments_evidence")
    before = {table: raw(table) for table in tables}
    sent.refresh_from_db()
    asked = dict(sent.asked)
    Indicator.objects.filter(version=draft, code="dia-1").update(level_2="Tout autre chose.")
    assert editor.post(url("publier", draft)).status_code == 302
    assert {table: raw(table) for table in tables} == before
    sent.refresh_from_db()
    assert sent.asked == asked == FrameworkVersion.objects.whole().get(pk=first.pk).as_asked()
    assert sent.version == first != current_version()
    assert Rating.objects.filter(indicator__version=first).count() == 19


def test_publishing_says_what_happens_and_to_how_many(editor: Client, draft: FrameworkVersion) -> None:
    enrolment = enrolment_of("amina")
    open_moment(enrolment.cohort)
    make_assessment(enrolment)
    make_assessment(enrolment_of("bastien"), submitted=False)
    page = " ".join(BeautifulSoup(editor.get(url("publier", draft)).content, "html.parser").get_text().split())
    assert "Les positionnements déjà envoyés ne changent pas. Un moment déjà commencé se termine dans sa version." in page
    assert "1 positionnement envoyé reste tel quel" in page
    assert "1 moment commencé par une cohorte se termine" in page
    assert "1 brouillon de positionnement garde" in page
    assert FrameworkVersion.objects.drafts().exists()
    assert SelfAssessment.objects.submitted().count() == 1


def test_publishing_is_written_down_with_who_did_it(editor: Client, draft: FrameworkVersion) -> None:
    editor.post(url("publier", draft))
    draft.refresh_from_db()
    assert draft.published_by == person("farid")
    entry = AuditEntry.objects.filter(action="framework_published").get()
    assert (entry.by, entry.target, entry.after) == (person("farid"), "Référentiel, version 2", {"version": 2, "indicators": 19})
    told = signed_in("gaelle").get("/compte/journal/").content.decode()
    assert "Version du référentiel publiée" in told
    assert "indicators" not in told


def test_the_list_says_the_day_of_a_publication_as_its_own_page_does() -> None:
    night = FrameworkVersion(published_at=datetime(2026, 11, 29, 23, 30, tzinfo=UTC))
    assert state_of(night) == "Publiée le 30\N{NO-BREAK SPACE}novembre\N{NO-BREAK SPACE}2026"


@pytest.mark.parametrize("drop", ["every indicator", "a competency's", "a level", "a sentence"])
def test_an_incomplete_version_is_not_published(drop: str, editor: Client, draft: FrameworkVersion) -> None:
    if drop == "every indicator":
        Indicator.objects.filter(version=draft).delete()
    elif drop == "a competency's":
        Indicator.objects.filter(version=draft, competency__slug="dialogue").delete()
    elif drop == "a level":
        draft.levels.model.objects.filter(version=draft, number=3).delete()
    else:
        Indicator.objects.filter(version=draft, code="acc-1").update(level_5=" ")
    assert "n’est pas complète" in editor.get(url("publier", draft)).content.decode()
    assert "n’est pas complète" in editor.post(url("publier", draft), follow=True).content.decode()
    assert FrameworkVersion.objects.drafts().exists()
    with pytest.raises(AssessmentError):
        publish(version=draft, by=person("farid"))


@pytest.mark.parametrize("who", ["farid", "gaelle"])
def test_a_published_version_is_read_only_on_every_screen(who: str) -> None:
    version, client = current_version(), signed_in(who)
    before = model_to_dict(version)
    draft = new_draft()
    data = typed(client, draft)
    for what in ("edit", "delete"):
        for send in (client.get, lambda address: client.post(address, data)):
            response = send(url(what, version))
            assert response.status_code == 302
            assert response.url == url("inspect", version)
    assert "elle ne change plus" in client.get(url("edit", version), follow=True).content.decode()
    again = client.get(url("publier", version), follow=True)  # by the back button, or in a second tab
    assert again.redirect_chain[-1][0] == url("inspect", version)
    assert "elle ne change plus" in again.content.decode()
    assert "déjà publiée" in client.post(url("publier", version), follow=True).content.decode()
    bulk = f"/admin/bulk/assessments/frameworkversion/delete/?id={version.pk}&next=/admin/"
    assert client.get(bulk).status_code in {200, 302}
    assert client.post(bulk).status_code in {200, 302}
    assert model_to_dict(FrameworkVersion.objects.get(pk=version.pk)) == before
    listing = client.get(LIST).content.decode()
    assert url("edit", version) not in listing
    assert url("delete", version) not in listing
    assert url("edit", draft) in listing


def test_a_draft_that_is_published_while_somebody_writes_is_not_touched(editor: Client, draft: FrameworkVersion) -> None:
    data = typed(editor, draft)
    data["title"] = "Trop tard"
    publish(version=draft, by=person("gaelle"))
    response = editor.post(url("edit", draft), data)
    assert response.status_code == 302
    assert FrameworkVersion.objects.get(pk=draft.pk).title != "Trop tard"


def test_the_side_of_a_draft_does_not_say_that_it_is_published(editor: Client, draft: FrameworkVersion) -> None:
    said = editor.get(reverse("referentiel:edit", args=[draft.pk])).content.decode()
    side = said.split('data-side-panel="status"')[1].split('data-side-panel="preview"')[0]
    assert "Publié" not in side
    assert "Enregistré" in side


def test_a_draft_may_be_dropped(editor: Client, draft: FrameworkVersion) -> None:
    assert editor.post(url("delete", draft)).status_code == 302
    assert not FrameworkVersion.objects.drafts().exists()
    assert Indicator.objects.filter(version=current_version()).count() == 19


def test_a_draft_that_is_published_while_somebody_drops_it_stays(
    editor: Client, draft: FrameworkVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DropView, "run_before_hook", lambda self: publish(version=draft, by=person("gaelle")))
    assert editor.post(url("delete", draft)).url == url("inspect", draft)
    draft.refresh_from_db()
    assert draft.is_published


def test_numbers_that_never_were_are_a_404(editor: Client) -> None:
    for address in ("edit/999/", "inspect/999/", "publier/999/", "exporter/999/csv/", "comparer/?avant=8&apres=9", "delete/999/"):
        assert editor.get(f"{LIST}{address}").status_code == 404, address
    assert editor.get(f"{LIST}exporter/{current_version().pk}/xlsx/").status_code == 404


def test_the_list_costs_the_same_for_one_version_and_for_six(editor: Client) -> None:
    def cost() -> int:
        editor.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            editor.get(LIST)
        return len(queries)

    one = cost()
    for _ in range(5):
        publish(version=new_draft(), by=person("farid"))
    assert cost() == one


# Files --------------------------------------------------------------------------------------------------------------


def sent(client: Client, data: bytes, name: str = "a.csv") -> tuple[int, str]:
    response = client.post(f"{LIST}importer/", {"file": SimpleUploadedFile(name, data)})
    return response.status_code, " ".join(BeautifulSoup(response.content, "html.parser").get_text().split())


@pytest.mark.parametrize("extension", ["csv", "json"])
def test_an_export_is_taken_in_again_as_a_draft(extension: str, editor: Client) -> None:
    version = current_version()
    response = editor.get(f"{LIST}exporter/{version.pk}/{extension}/")
    assert response["Content-Disposition"] == f'attachment; filename="referentiel-version-1.{extension}"'
    assert sent(editor, response.content, f"referentiel.{extension}")[0] == 302
    assert words_of(FrameworkVersion.objects.drafts().get()) == words_of(version)


def test_a_file_with_errors_writes_nothing_and_tells_each_one(editor: Client) -> None:
    data = sheet.written(words_of(current_version())).decode()
    data = data.replace(";dialogue;Connaître son", ";cuisine;Connaître son").replace("Je peux citer", "").replace(";rel-2;", ";rel-1;")
    status, page = sent(editor, data.encode())
    assert status == 422
    assert "Rien n’a été enregistré" in page
    for said in ("cuisine", "Cette compétence n’existe pas.", "rel-1", "Un autre indicateur porte déjà"):
        assert said in page
    assert not FrameworkVersion.objects.drafts().exists()


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.csv", "Le fichier est vide."),
        (b"\x89PNG\r\n\x1a\n" + b"\x81" * 99, "a.csv", "Enregistrez-le en « CSV UTF-8 »"),
        (b"x" * 10_000_000, "a.csv", "Il pèse 9,6 Mo, la limite est de 2 Mo."),
        (b"{", "a.json", "une faute ligne 1"),
    ],
)
def test_a_file_that_cannot_be_read_gets_a_sentence_on_the_screen(data: bytes, name: str, said: str, editor: Client) -> None:
    status, page = sent(editor, data, name)
    assert status == 422
    assert said in page
    assert not FrameworkVersion.objects.drafts().exists()


def test_hostile_values_of_a_file_are_shown_as_text(editor: Client) -> None:
    package = case.package(current_version())
    package["CFItems"][4]["humanCodingScheme"] = "<script>\ud800"
    response = editor.post(f"{LIST}importer/", {"file": SimpleUploadedFile("a.json", json.dumps(package).encode())})
    assert response.status_code == 422
    assert "&lt;script&gt;?" in response.content.decode()


def test_a_draft_that_exists_already_is_said_and_kept(editor: Client, draft: FrameworkVersion) -> None:
    assert "Un brouillon du référentiel existe déjà" in editor.get(f"{LIST}importer/").content.decode()
    status, page = sent(editor, sheet.written(words_of(draft)))
    assert status == 422
    assert "existe déjà" in page
    assert FrameworkVersion.objects.drafts().get() == draft


def test_a_file_may_be_the_first_framework_of_a_site_that_has_a_draft_only(draft: FrameworkVersion) -> None:
    words = words_of(draft)
    draft.delete()
    assert import_draft(text=words).number == 2


@pytest.mark.parametrize("name", ["add", "publish", "compare", "import", "export"])
def test_the_editors_room_alone_opens_no_screen_of_the_framework(name: str) -> None:
    """Somebody may enter the admin for something else."""
    group = Group.objects.create(name="Autre chose")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    bastien = person("bastien")
    bastien.groups.add(group)
    client = signed_in("bastien")
    assert client.get("/admin/").status_code == 200
    version = current_version()
    arguments = {"publish": [version.pk], "export": [version.pk, "json"]}.get(name, [])
    for answer in (client.get(reverse(f"referentiel:{name}", args=arguments)), client.post(reverse(f"referentiel:{name}", args=arguments))):
        assert answer.status_code in {302, 403, 405}
        assert answer.status_code != 302 or answer.url == "/admin/"
    assert FrameworkVersion.objects.count() == 1
