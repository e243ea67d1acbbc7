"""Keeping, proposing, deciding: who sees what, what is refused, and what is never lost."""

import io
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image
from wagtail.admin.admin_url_finder import AdminURLFinder

from accounts.erasing import ERASERS, erasure
from accounts.models import Notice, User
from courses.models import Favourite, GlossaryTerm, Resource
from courses.resources.actions import KIND, WAITING
from courses.resources.enums import LinkState, State, TextState
from courses.resources.forms import LIMIT
from courses.resources.viewset import state_of
from pages.uploads import BOUND
from tests.conftest import person, signed_in
from tests.courses.shelf import clear, docx, made, office, pdf

pytestmark = pytest.mark.django_db
ADDRESS = "https://exemple.fr/guide"


@pytest.fixture(autouse=True)
def _shelf(db: None, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    clear()


@pytest.fixture
def a(db: None) -> Client:
    return signed_in("amina")


def send(client: Client, *, file: tuple[str, bytes] | None = None, **values: Any) -> Any:
    data = {"title": "Un guide", "kind": "document", "url": ADDRESS, "why": "Il m’a servi.", "key": uuid.uuid4(), **values}
    if file is not None:
        data["file"] = SimpleUploadedFile(*file)
    return client.post("/ressources/proposer/", data)


# Favourites -------------------------------------------------------------------------------------------------------------


def test_a_favourite_is_kept_let_go_and_taken_back(a: Client) -> None:
    found = made("Guide")
    url = f"{found.get_absolute_url()}favori/"
    for _ in range(2):
        page = a.post(url, follow=True).content.decode()
        assert "Dans vos favoris" in page
    assert Favourite.objects.count() == 1
    answer = a.post(url, {"retirer": 1, "retour": "favoris"}, follow=True)
    page = answer.content.decode()
    assert "<h1>Vos favoris</h1>" in page  # where she took it off
    assert not Favourite.objects.exists()
    assert "L’y remettre" in page
    said = "La ressource n’est plus dans vos favoris."
    assert said in page
    assert said not in a.post(url, {"retirer": 1, "retour": "favoris"}, follow=True).content.decode()  # it was none any more
    a.post(url, {"retour": "favoris"})
    assert Favourite.objects.count() == 1


def test_nobody_else_ever_sees_what_one_keeps(a: Client) -> None:
    found = made("Guide secret d’Amina")
    a.post(f"{found.get_absolute_url()}favori/")
    for name in ("bastien", "denis", "farid", "gaelle"):
        other = signed_in(name)
        assert "Guide secret" not in other.get("/ressources/favoris/").content.decode()
        assert "L’y remettre" not in other.get("/ressources/favoris/?retiree=rien").content.decode()
        assert "Dans vos favoris" not in other.get(found.get_absolute_url()).content.decode()
        other.post(f"{found.get_absolute_url()}favori/", {"retirer": 1})
    assert Favourite.objects.get().user == person("amina")
    assert "favori" not in Client().get(found.get_absolute_url()).content.decode().lower()


def test_what_is_not_published_cannot_be_kept_and_what_left_can_be_let_go(a: Client) -> None:
    hidden = made("Cachée", state=State.PROPOSED)
    assert a.post(f"/ressources/{hidden.slug}/favori/").status_code == 404
    found = made("Guide")
    a.post(f"{found.get_absolute_url()}favori/")
    Resource.objects.filter(pk=found.pk).update(state=State.DISMISSED)
    assert "a quitté la bibliothèque" in a.get("/ressources/favoris/").content.decode()
    assert a.post(f"/ressources/{found.slug}/favori/", {"retirer": 1}, follow=True).status_code == 200
    assert not Favourite.objects.exists()


# Proposing --------------------------------------------------------------------------------------------------------------


def test_taking_off_what_one_never_kept_does_not_tell_that_it_was_proposed(a: Client) -> None:
    send(signed_in("bastien"), title="Un titre a taire")
    hidden = Resource.objects.get(title="Un titre a taire").slug
    answers = [a.post(f"/ressources/{slug}/favori/", {"retirer": 1}) for slug in (hidden, "rien-de-tel")]
    assert len({(answer.status_code, answer["Location"]) for answer in answers}) == 1


def test_a_proposal_waits_is_decided_and_its_author_is_told(a: Client) -> None:
    page = send(a, file=("rapport.pdf", pdf("Les alliances")))
    assert page.status_code == 302
    found = Resource.objects.get()
    assert (found.state, found.proposed_by, found.file_name) == (State.PROPOSED, person("amina"), "rapport.pdf")
    assert (found.text_state, found.text) == (TextState.WAITING, "")  # read by a task, once the request is over
    assert "Lecture en cours" in a.get("/ressources/proposer/").content.decode()
    assert Client().get(found.get_absolute_url()).status_code == 404
    editor = signed_in("farid")
    decide = f"/admin/ressources/decider/{found.pk}/"
    assert "Il m’a servi." in editor.get(decide).content.decode()
    editor.post(decide, {"publier": 1, "answer": "Merci, très utile."})
    notice = Notice.objects.get(to=person("amina"), kind=KIND)
    assert "est publiée" in notice.text
    assert "Merci, très utile." in notice.text
    page = a.get("/ressources/proposer/").content.decode()
    assert "Farid vous répond" in page
    assert "Merci, très utile." in page
    notice.refresh_from_db()
    assert notice.seen_at
    assert Client().get(found.get_absolute_url()).status_code == 200
    assert "Il m’a servi." not in Client().get(found.get_absolute_url()).content.decode()


def test_setting_aside_needs_a_word_and_can_be_undone(a: Client) -> None:
    send(a)
    found, editor = Resource.objects.get(), signed_in("farid")
    decide = f"/admin/ressources/decider/{found.pk}/"
    page = editor.post(decide, {"ecarter": 1, "answer": ""})
    assert page.status_code == 422
    assert "Dites pourquoi" in page.content.decode()
    assert " autofocus" in page.content.decode().partition("Dites pourquoi")[2].partition("<p><button")[0]
    assert " autofocus" not in editor.get(decide).content.decode().partition('class="deciding"')[2].partition("<p><button")[0]
    editor.post(decide, {"ecarter": 1, "answer": "Elle est déjà là."})
    found.refresh_from_db()
    assert (found.state, found.decided_by) == (State.DISMISSED, person("farid"))
    page = a.get("/ressources/proposer/").content.decode()
    assert "Non retenue" in page
    assert "Elle est déjà là." in page
    editor.post(decide, {"publier": 1, "answer": ""})
    found.refresh_from_db()
    assert found.state == State.PUBLISHED
    assert Notice.objects.filter(kind=KIND).count() == 1  # the last word replaces the one before


def test_taking_a_published_resource_away_is_not_told_as_a_refusal(a: Client) -> None:
    send(a)
    found, editor = Resource.objects.get(), signed_in("farid")
    decide = f"/admin/ressources/decider/{found.pk}/"
    editor.post(decide, {"publier": 1, "answer": ""})
    editor.post(decide, {"ecarter": 1, "answer": "Le lieu a fermé."})
    assert "n’est plus publiée. « Le lieu a fermé. »" in Notice.objects.get(to=person("amina"), kind=KIND).text
    page = a.get("/ressources/proposer/").content.decode()
    assert "Retirée le" in page
    assert "Non retenue" not in page


def test_the_list_says_the_day_of_a_decision_as_the_public_page_does() -> None:
    night = datetime(2026, 11, 29, 23, 30, tzinfo=UTC)
    assert state_of(Resource(state=State.PUBLISHED, decided_at=night)) == "Publiée le 30\N{NO-BREAK SPACE}novembre"


def test_a_resource_leads_from_its_form_to_the_decision_and_nothing_else_does(a: Client) -> None:
    send(a)
    found = Resource.objects.get()
    editor, way = signed_in("farid"), f'href="/admin/ressources/decider/{found.pk}/"'
    assert way in editor.get(f"/admin/ressources/edit/{found.pk}/").content.decode()
    term = GlossaryTerm.objects.first()
    assert term is not None
    page = signed_in("gaelle").get(AdminURLFinder(person("gaelle")).get_edit_url(term))
    assert page.status_code == 200
    assert "/decider/" not in page.content.decode()


def test_nobody_else_decides(a: Client) -> None:
    send(a)
    found = Resource.objects.get()
    for name in ("amina", "denis", "chloe"):
        assert signed_in(name).post(f"/admin/ressources/decider/{found.pk}/", {"publier": 1}).status_code in {302, 403}
    found.refresh_from_db()
    assert found.state == State.PROPOSED
    for name in ("bastien", "denis"):
        assert "Un guide" not in signed_in(name).get("/ressources/proposer/").content.decode()


def test_the_same_sending_twice_is_one_proposal(a: Client) -> None:
    key = uuid.uuid4()
    for _ in range(2):
        assert send(a, key=key).status_code == 302
    assert Resource.objects.count() == 1
    for _ in range(2):  # brought back by the arrow, with another title
        assert send(a, key=key, title="Un autre guide").status_code == 302
    assert Resource.objects.count() == 2


def test_twenty_proposals_may_wait_at_once(a: Client) -> None:
    for number in range(WAITING):
        made(f"Une {number}", state=State.PROPOSED, proposed_by=person("amina"))
    page = send(a, title="La suivante")
    assert page.status_code == 422
    assert "attendent déjà une réponse" in page.content.decode()
    assert 'value="La suivante"' in page.content.decode()
    assert not any(path.is_file() for path in Path(Resource._meta.get_field("file").storage.location).rglob("*"))


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"title": ""}, "Écrivez le titre"),
        ({"kind": "autre"}, "Choisissez un type"),
        ({"why": ""}, "Dites en une phrase"),
        ({"url": ""}, "Donnez une adresse, ou joignez un fichier"),
        ({"url": "pas une adresse"}, "Écrivez une adresse complète"),
        ({"url": "javascript:alert(1)"}, "Écrivez une adresse complète"),
        ({"url": "http://localhost:8000/"}, "ne mène pas à un site public"),
        ({"url": "http://2130706433/"}, "ne mène pas à un site public"),
        ({"url": "https://exemple.fr/deja"}, "déjà parmi les ressources"),
        ({"title": "x" * 300}, "200"),
    ],
)
def test_a_wrong_proposal_says_what_to_do_and_keeps_what_was_typed(values: dict[str, str], sentence: str, a: Client) -> None:
    made("Déjà là", url="https://exemple.fr/deja")
    page = send(a, **{"why": "Un texte à garder.", **values})
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert "Un texte à garder." in page.content.decode() or "why" in values
    assert Resource.objects.count() == 1


def image(form: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "plum").save(out, form)
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
BOMB = office(word__document_xml="x" * (201 * 1024 * 1024))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("film.mp4", b"\x00" * (BOUND + 1024 * 1024)),
        ("lourd.pdf", b"%PDF-1.7" + b"0" * LIMIT),
        ("faux.pdf", b"<html>rien</html>"),
        ("presque.pdf", b"%PDF-1.7 et puis plus rien"),
        ("image.png", image("PNG")[:60]),
        ("image.jpg", b"\xff\xd8\xff\xe0 rien"),
        ("bombe.docx", BOMB),
        ("dessin.svg", SVG),
        ("dessin.png", SVG),
        ("macros.docx", office(word__document_xml="<x/>", **{"word__vbaProject.bin": "x"})),
        ("vide.pdf", b""),
        ("page.html", b"<script>alert(1)</script>"),
    ],
)
def test_a_file_that_is_not_accepted_is_refused_and_nothing_is_half_saved(name: str, content: bytes, a: Client, tmp_path: Path) -> None:
    page = send(a, file=(name, content), url="", why="Un texte à garder.")
    text = page.content.decode()
    assert page.status_code == 422
    assert name in text
    assert "PDF, " in text  # what is accepted
    assert "Un texte à garder." in text
    assert not Resource.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "..\\..\\passwd.pdf", "/etc/passwd.pdf"])
def test_a_name_with_folders_keeps_its_last_part_only(name: str, a: Client, tmp_path: Path) -> None:
    send(a, file=(name, pdf("x")), url="")
    found = Resource.objects.get()
    assert found.file_name == "passwd.pdf"
    assert [path.parent for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / "resources"]


def test_a_photo_loses_where_it_was_taken(a: Client) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Appareil Secret"
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "plum").save(out, "JPEG", exif=exif)
    send(a, file=("photo.jpg", out.getvalue()), url="")
    with Resource.objects.get().file.open("rb") as kept:
        assert b"Appareil Secret" not in kept.read()


def test_a_file_is_public_once_its_resource_is(a: Client) -> None:
    send(a, file=("rapport.pdf", pdf("x")), url="")
    found = Resource.objects.get()
    url = f"/ressources/{found.slug}/fichier/"
    names = ("amina", "bastien", "denis", "farid", "gaelle", "hanae")

    def readers() -> set[str]:
        clients = {"visitor": Client(), **{name: signed_in(name) for name in names}}
        responses = {name: client.get(url) for name, client in clients.items()}
        for response in responses.values():
            if response.streaming:
                assert b"".join(response.streaming_content)
        return {name for name, response in responses.items() if response.status_code == 200}

    assert readers() == {"amina", "farid", "gaelle"}
    signed_in("farid").post(f"/admin/ressources/decider/{found.pk}/", {"publier": 1})
    assert readers() == {"visitor", *names}
    response = Client().get(url)
    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]
    assert Client().get(f"/media/{found.file.name}").status_code == 404


def test_the_words_of_a_proposed_file_are_read_after_the_request(a: Client, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True) as later:
        send(a, file=("rapport.docx", docx("Les ostréiculteurs")), url="")
        assert Resource.objects.get().text == ""
    assert later
    assert Resource.objects.get().text == "Les ostréiculteurs"


# Editors ----------------------------------------------------------------------------------------------------------------

FORM = {"title": "Un guide", "kind": "lien", "language": "fr", "reliability": "sure", "url": ADDRESS}


def test_an_editor_writes_a_resource_then_publishes_it() -> None:
    editor = signed_in("farid")
    page = editor.post("/admin/ressources/add/", {**FORM, "summary": "Deux phrases."})
    found = Resource.objects.get()
    assert page.url == f"/admin/ressources/decider/{found.pk}/"
    assert found.state == State.PROPOSED
    assert found.slug == "un-guide"
    assert "Un mot pour la personne" not in editor.get(page.url).content.decode()  # nobody writes to herself
    editor.post(page.url, {"publier": 1})
    assert Client().get("/ressources/un-guide/").status_code == 200
    assert not Notice.objects.exists()  # she knows


def test_a_changed_address_is_asked_anew() -> None:
    found = made("Parti", kind="lien", link_state=LinkState.DEAD, link_failures=3, link_failed_since="2026-03-01")
    signed_in("farid").post(f"/admin/ressources/edit/{found.pk}/", {**FORM, "slug": found.slug})
    found.refresh_from_db()
    assert found.url == ADDRESS
    assert (found.link_state, found.link_failures, found.link_failed_since) == (LinkState.UNKNOWN, 0, None)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"url": ""}, "Donnez une adresse"),
        ({"url": "http://10.0.0.1/"}, "ne mène pas à un site public"),
        ({"slug": "favoris"}, "celle d’une autre page"),
        ({"year": "18"}, "quatre chiffres"),
    ],
)
def test_the_admin_says_what_is_wrong(values: dict[str, str], sentence: str) -> None:
    page = signed_in("farid").post("/admin/ressources/add/", {**FORM, **values})
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert not Resource.objects.exists()


@pytest.mark.parametrize(("name", "content"), [("faux.pdf", b"<html>"), ("film.mp4", b"\x00" * (BOUND + 1)), ("dessin.svg", SVG)])
def test_an_editor_s_file_is_judged_like_anyone_s(name: str, content: bytes, tmp_path: Path) -> None:
    page = signed_in("farid").post("/admin/ressources/add/", {**FORM, "file": SimpleUploadedFile(name, content)})
    assert "n’a pas été reçu" in page.content.decode()
    assert not Resource.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_an_editor_s_file_is_kept_and_read(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        signed_in("farid").post("/admin/ressources/add/", {**FORM, "file": SimpleUploadedFile("../un guide.docx", docx("Ostréiculteurs"))})
    found = Resource.objects.get()
    assert (found.file_name, found.text, found.text_state) == ("un guide.docx", "Ostréiculteurs", TextState.READ)
    with django_capture_on_commit_callbacks(execute=True):
        signed_in("farid").post(f"/admin/ressources/edit/{found.pk}/", {**FORM, "slug": found.slug, "file-clear": "on"})
    found.refresh_from_db()
    assert (bool(found.file), found.text, found.text_state) == (False, "", TextState.NONE)


def listed(query: str = "") -> str:
    return str(signed_in("farid").get(f"/admin/ressources/{query}").content.decode())


def test_the_admin_lists_what_waits_what_is_dead_and_what_is_unread() -> None:
    made("Attendue", state=State.PROPOSED, proposed_by=person("amina"))
    made("Morte", link_state=LinkState.DEAD, link_failures=3, link_failed_since="2026-03-01", link_problem="la page n’existe plus")
    made("Illisible", text_state=TextState.FAILED, text_problem="le PDF est abîmé")
    page = listed()
    assert "sans fichier" in page
    assert page.index("Attendue") < page.index("Morte")
    for words in ("▲ À décider", "la page n’existe plus", "le PDF est abîmé", "Amina"):
        assert words in page
    for query, kept, left in (
        ("?state=proposee", "Attendue", ("Morte", "Illisible")),
        ("?link_state=mort", "Morte", ("Attendue", "Illisible")),
        ("?text_state=echec", "Illisible", ("Attendue", "Morte")),
    ):
        page = listed(query)
        assert kept in page
        assert not any(f">{one}<" in page.replace("\n", "").replace(" ", "") for one in left)


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_lists_cost_the_same_with_one_row_and_with_six(a: Client) -> None:
    editor, user, farid = signed_in("farid"), person("amina"), person("farid")

    def add(number: int) -> None:
        found = made(f"Une {number}", proposed_by=user, decided_by=farid)
        Favourite.objects.create(user=user, resource=found)

    add(0)
    before = [queries(a, "/ressources/favoris/"), queries(a, "/ressources/proposer/"), queries(editor, "/admin/ressources/")]
    for number in range(1, 6):
        add(number)
    assert [queries(a, "/ressources/favoris/"), queries(a, "/ressources/proposer/"), queries(editor, "/admin/ressources/")] == before


def test_erasing_takes_what_she_keeps_and_proposed_and_leaves_what_is_published(
    a: Client, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    send(a, file=("rapport.pdf", pdf("x")), title="Proposée")
    found = made("Publiée", proposed_by=person("amina"), why="Parce que moi, Amina.")
    a.post(f"{found.get_absolute_url()}favori/")
    user = User.objects.get(email="amina@demo.example")
    with django_capture_on_commit_callbacks(execute=True), erasure(user):
        assert ERASERS["Ressources"](user) >= 2
    found.refresh_from_db()
    assert (found.proposed_by, found.why) == (None, "")
    assert not Favourite.objects.exists()
    assert not Resource.objects.filter(title="Proposée").exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
