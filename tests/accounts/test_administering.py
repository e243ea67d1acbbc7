"""What an administrator does with accounts and roles in the admin, and the journal that keeps it."""

import html
import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client

from accounts import audit
from accounts.actions import EDITORS, set_roles
from accounts.audit import record
from accounts.journal import PER_PAGE
from accounts.models import AuditEntry, User
from tests.accounts.test_accounts import sign_in
from tests.conftest import person, signed_in

pytestmark = pytest.mark.django_db


def test_roles_move_with_their_group_and_are_written_down() -> None:
    amina, gaelle = person("amina"), person("gaelle")
    set_roles(user=amina, by=gaelle, editor=True)
    assert amina.groups.filter(name=EDITORS).exists()
    assert AuditEntry.objects.filter(by=gaelle, target=amina.email, before={"is_editor": False}, after={"is_editor": True}).exists()
    set_roles(user=amina, by=gaelle, editor=False)
    assert not amina.groups.exists()


def test_an_administrator_gives_a_role_in_the_admin() -> None:
    bastien = person("bastien")
    data = {"email": bastien.email, "first_name": "Bastien", "last_name": "Le Goff", "is_trainer": "on", "is_active": "on"}
    response = signed_in("gaelle").post(f"/admin/users/edit/{bastien.pk}/", data)
    assert response.status_code == 302
    assert person("bastien").is_trainer
    assert AuditEntry.objects.get(target=bastien.email, action="roles").by == person("gaelle")


def test_an_administrator_changes_her_own_account_and_keeps_her_roles() -> None:
    gaelle = person("gaelle")
    address, client = f"/admin/users/edit/{gaelle.pk}/", signed_in("gaelle")
    data = {"email": gaelle.email, "first_name": "Gaëlle", "last_name": "Riou-Martin", "is_trainer": "on"}
    assert client.post(address, data).status_code == 302
    changed = person("gaelle")
    assert (changed.last_name, changed.is_trainer, changed.is_superuser, changed.is_active) == ("Riou-Martin", True, True, True)


def come_in_by_code(email: str, committing: Any) -> Client:
    """One mail, with one code, opens the account."""
    client = Client()
    with committing(execute=True):
        client.post("/compte/connexion/code/", {"email": email})
    assert [one.to for one in mail.outbox] == [[email]]
    code = re.search(r"^([A-Z0-9-]{6,})$", mail.outbox[0].body, re.MULTILINE)
    assert code
    client.post("/compte/connexion/code/confirmer/", {"code": code[1]})
    assert client.get("/accueil/").status_code == 200
    return client


def test_an_administrator_who_makes_an_account_is_told_how_one_comes_in(django_capture_on_commit_callbacks: Any) -> None:
    client = signed_in("gaelle")
    assert "Aucun courriel ne part d’ici" in client.get("/admin/users/new/").content.decode()
    assert client.post("/admin/users/new/", {"email": "zoe@demo.example", "first_name": "Zoé", "last_name": "Roy"}).status_code == 302
    come_in_by_code("zoe@demo.example", django_capture_on_commit_callbacks)


def test_whoever_came_in_by_a_code_sets_up_her_second_factor_without_a_password_she_never_had(
    django_capture_on_commit_callbacks: Any,
) -> None:
    data = {"email": "zoe@demo.example", "first_name": "Zoé", "last_name": "Roy", "is_trainer": "on"}
    signed_in("gaelle").post("/admin/users/new/", data)
    client = come_in_by_code("zoe@demo.example", django_capture_on_commit_callbacks)
    assert "Relier une application d’authentification" in client.get("/compte/securite/application/").content.decode()
    response = client.get("/compte/mot-de-passe/changer/", follow=True)
    assert "Mot de passe actuel" not in response.content.decode()
    chosen = {"password1": "Erable-Nantes-77", "password2": "Erable-Nantes-77"}
    assert client.post(response.request["PATH_INFO"], chosen).status_code == 302
    assert User.objects.get(email="zoe@demo.example").check_password("Erable-Nantes-77")


def test_an_address_that_an_administrator_changes_opens_the_account_no_more(django_capture_on_commit_callbacks: Any) -> None:
    """Whoever still reads the mailbox that was lost would have come in by it."""
    amina = person("amina")
    assert "l’ancienne adresse n’ouvre plus le compte" in signed_in("gaelle").get(f"/admin/users/edit/{amina.pk}/").content.decode()
    data = {"email": "nouvelle@demo.example", "first_name": "Amina", "last_name": "Benali", "is_active": "on"}
    assert signed_in("gaelle").post(f"/admin/users/edit/{amina.pk}/", data).status_code == 302
    assert "ne vont pas ensemble" in sign_in(Client(), "amina@demo.example").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        Client().post("/compte/mot-de-passe/oublie/", {"email": "amina@demo.example"})
    assert not mail.outbox
    come_in_by_code("nouvelle@demo.example", django_capture_on_commit_callbacks)
    assert [(one.email, one.verified) for one in EmailAddress.objects.filter(user=amina)] == [("nouvelle@demo.example", True)]


def test_what_an_administrator_changes_of_an_account_is_in_the_journal() -> None:
    """The page of confidentiality promises every change of a person there."""
    client, bastien = signed_in("gaelle"), person("bastien")
    data = {"email": bastien.email, "first_name": "Bastien", "last_name": bastien.last_name}  # « Compte actif » is unticked
    for _ in range(2):
        assert client.post(f"/admin/users/edit/{bastien.pk}/", data).status_code == 302
    client.post("/admin/users/new/", {"email": "zoe@demo.example", "first_name": "Zoé", "last_name": "Roy"})
    shut, made = AuditEntry.objects.filter(action="account").order_by("pk")
    assert (shut.by, shut.target, shut.before, shut.after) == (person("gaelle"), bastien.email, {"is_active": True}, {"is_active": False})
    assert (made.target, made.before, made.after["first_name"]) == ("zoe@demo.example", None, "Zoé")
    page = client.get("/compte/journal/", {"action": "account"}).content.decode()
    assert "compte actif : non" in page
    assert "prénom : Zoé" in page


def test_the_journal_writes_days_and_moments_as_one_reads_them() -> None:
    after = {"ouverture": "2026-11-30T02:52+01:00", "du": "2026-12-05", "motif": "2026-12-05 au soir"}
    audit.record(by=person("gaelle"), action="account", target="Essai", before="2026-01-02T10:00+00:00", after=after)
    page = signed_in("gaelle").get("/compte/journal/", {"action": "account"}).content.decode()
    assert "02/01/2026 11:00" in page
    for words in ("ouverture : 30/11/2026 02:52", "du : 05/12/2026", "motif : 2026-12-05 au soir"):  # PostgreSQL orders them its own way
        assert words in page


def test_the_list_of_accounts_names_every_role() -> None:
    page = signed_in("gaelle").get("/admin/users/").content.decode()
    for name, role in (("farid", "éditrice ou éditeur"), ("denis", "formatrice ou formateur"), ("hanae", "autrice ou auteur")):
        row = page[page.index(f"{name}@demo.example") :]
        assert role in row[: row.index("</tr>")]


def test_a_trainer_is_told_that_the_account_of_one_of_hers_is_closed() -> None:
    """Whoever finds her account closed is sent to her trainers: they know why she cannot come in, and who can let her."""
    bastien = person("bastien")
    url = f"/cohortes/pionniers/personnes/{bastien.enrolments.get().pk}/"
    denis = signed_in("denis")
    assert "Compte fermé" not in denis.get(url).content.decode()
    User.objects.filter(pk=bastien.pk).update(is_active=False)
    page = denis.get(url).content.decode()
    assert "Compte fermé&nbsp;: Bastien ne peut plus se connecter. Seule l’administration du site peut le rouvrir." in page


@pytest.mark.parametrize("who", ["new", "edit"])
def test_an_administrator_is_told_that_an_address_has_an_account_already(who: str) -> None:
    """On the screen nothing else is called « identifiant »: she would look for what she never typed."""
    url = "/admin/users/new/" if who == "new" else f"/admin/users/edit/{User.objects.get(email='farid@demo.example').pk}/"
    refused = signed_in("gaelle").post(url, {"email": "amina@demo.example", "first_name": "Zoé", "last_name": "Roy", "is_active": "on"})
    page = refused.content.decode()
    assert "Cette adresse a déjà un compte" in page
    assert "cet identifiant" not in page


@pytest.mark.parametrize("bulk", [False, True], ids=["alone", "in the list"])
@pytest.mark.parametrize("name", ["amina", "denis"])
def test_whoever_has_left_something_is_not_deleted_and_the_admin_says_what_to_do(name: str, bulk: bool) -> None:
    """The question said that nothing refers to her, and its yes was an error page."""
    someone, client = person(name), signed_in("gaelle")
    url = f"/admin/bulk/accounts/user/delete/?id={someone.pk}&next=/admin/users/" if bulk else f"/admin/users/delete/{someone.pk}/"
    for method in (client.get, client.post):
        answer = method(url)
        assert answer.status_code == 302
        assert answer["Location"] == f"/admin/users/edit/{someone.pk}/"
        said = client.get(answer["Location"]).content.decode()
        assert f"{someone} ne se supprime pas" in said
        assert "Compte actif" in said
    assert person(name).is_active


@pytest.mark.parametrize("bulk", [False, True], ids=["alone", "in the list"])
def test_an_account_made_by_mistake_is_deleted(bulk: bool) -> None:
    client = signed_in("gaelle")
    client.post("/admin/users/new/", {"email": "zoe@demo.example", "first_name": "Zoé", "last_name": "Roy"})
    made = User.objects.get(email="zoe@demo.example")
    url = f"/admin/bulk/accounts/user/delete/?id={made.pk}&next=/admin/users/" if bulk else f"/admin/users/delete/{made.pk}/"
    assert "Oui, supprimer" in client.get(url).content.decode()
    assert client.post(url).status_code == 302
    assert not User.objects.filter(pk=made.pk).exists()


def test_a_choice_of_people_is_deleted_whole_or_not_at_all() -> None:
    client, made = signed_in("gaelle"), User.objects.create_user("zoe@demo.example", first_name="Zoé")
    answer = client.post(f"/admin/bulk/accounts/user/delete/?id={made.pk}&id={person('amina').pk}&next=/admin/users/")
    assert answer["Location"] == "/admin/users/"
    assert "Amina Benali ne se supprime pas" in client.get("/admin/users/").content.decode()
    assert User.objects.filter(pk=made.pk).exists()


def test_a_role_given_in_the_list_is_the_one_that_is_given_on_the_screen_of_a_person() -> None:
    """Else it opened the editors' room without a second factor, and no trail said so."""
    bastien = person("bastien")
    url = f"/admin/bulk/accounts/user/assign_role/?id={bastien.pk}&next=/admin/users/"
    assert signed_in("gaelle").post(url, {"role": Group.objects.get(name=EDITORS).pk}).status_code == 302
    changed = person("bastien")
    assert changed.is_editor
    assert changed.has_wide_view
    assert AuditEntry.objects.get(target=bastien.email, action="roles").by == person("gaelle")


@pytest.mark.parametrize(("name", "status"), [("gaelle", 200), ("farid", 302)])
def test_only_administrators_see_people_in_the_admin(name: str, status: int) -> None:
    assert signed_in(name).get("/admin/users/").status_code == status


def test_the_journal_says_roles_in_words() -> None:
    page = signed_in("gaelle").get("/compte/journal/", {"action": "roles"}).content.decode()
    assert "formatrice ou formateur : oui" in page
    assert "is_" not in page[page.index("<tbody") :]


def test_older_lines_of_the_journal_are_of_what_was_chosen() -> None:
    for _ in range(PER_PAGE + 1):
        record(by=None, action="roles", target="Amina Benali", scope="À part & ailleurs")
    record(by=None, action="roles", target="Amina Benali", scope="À part")
    client = signed_in("gaelle")
    page = client.get("/compte/journal/", {"perimetre": "À part & ailleurs"}).content.decode()
    following = re.search(r'href="(\?[^"]*)" rel="next">Plus anciennes</a>', page)
    assert following
    older = client.get(f"/compte/journal/{html.unescape(following[1])}").content.decode()
    assert "Page 2 sur 2" in older
    assert older[older.index("<tbody") :].count("<tr") == 1
    assert 'rel="prev">Plus récentes</a>' in older


def test_a_kind_of_change_that_nobody_made_is_not_said_of_all() -> None:
    client = signed_in("gaelle")
    assert "<tbody" in client.get("/compte/journal/").content.decode()
    page = client.get("/compte/journal/", {"action": "account"}).content.decode()
    assert "Rien de tel n’est inscrit" in page
    assert "Rien n’a encore été changé" not in page
