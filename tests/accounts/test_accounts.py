"""Signing in, a closed door for the others, and a second factor for whoever sees other people's work."""

import re
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.account import app_settings
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.core import mail, signing
from django.db import IntegrityError, transaction
from django.test import Client, RequestFactory

from accounts import passes
from accounts.models import User
from accounts.passkeys import AddForm
from pages.templatetags.typography import NBSP
from tests.conftest import person, signed_in

pytestmark = pytest.mark.django_db
PASSWORD = "parcours-2026"


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post("/compte/connexion/", {"login": email, "password": password})


@pytest.mark.parametrize("email", ["amina@demo.example", "AMINA@demo.example", " Amina@Demo.Example "])
def test_one_signs_in_by_address_whatever_its_capitals(email: str) -> None:
    response = sign_in(Client(), email)
    assert (response.status_code, response.url) == (302, "/accueil/")


def test_tab_goes_from_the_address_to_the_password() -> None:
    """Whoever types address, Tab, password, Enter signs in, and does not ask for a new password."""
    page = Client().get("/compte/connexion/").content.decode()
    assert page.index('name="login"') < page.index('name="password"') < page.index("/compte/mot-de-passe/oublie/")


def test_each_point_to_correct_names_its_field() -> None:
    page = signed_in("amina").post("/compte/mot-de-passe/changer/", {}).content.decode()
    points = re.findall(r'<li><a href="#id_\w+">(.*?)</a>', page)
    assert len(points) == len(set(points)) == 3
    assert "Mot de passe actuel" in points[0]


@pytest.mark.parametrize(
    ("path", "name"),
    [("mot-de-passe/changer/", "Mot de passe actuel"), ("connexion/", "Adresse électronique"), ("connexion/code/", "Adresse électronique"),
     ("confirmer-identite/", "Mot de passe"), ("securite/application/", "Code")],
)  # fmt: skip
def test_a_field_left_empty_is_named_with_what_to_do(path: str, name: str) -> None:
    client = Client()
    if not path.startswith("connexion"):
        sign_in(client, "denis@demo.example")
    if path.startswith("securite"):
        client.post("/compte/confirmer-identite/", {"password": PASSWORD})
    page = client.post(f"/compte/{path}", {}).content.decode()
    assert f"Remplissez le champ «{NBSP}{name}" in page
    assert "Champ requis" not in page


def test_a_wrong_current_password_is_said_to_be_wrong() -> None:
    form = {"oldpassword": "faux", "password1": "une phrase bien à moi", "password2": "une phrase bien à moi"}
    page = signed_in("amina").post("/compte/mot-de-passe/changer/", form).content.decode()
    assert "Ce n’est pas votre mot de passe actuel." in page
    assert "Écrivez votre mot de passe" not in page


def test_two_points_said_in_the_same_words_name_their_fields() -> None:
    """Two dates are missing: one knows which link leads to which."""
    page = signed_in("denis").post("/cohortes/nouvelle/", {"name": "Nouvelle"}).content.decode()
    points = re.findall(r'<li><a href="#id_\w+">(.*?)</a>', page)
    assert len(points) == len(set(points)) > 1
    assert any(one.startswith("Début") for one in points)


def test_asking_for_a_code_has_a_title_of_its_own() -> None:
    assert "<title>Recevoir un code de connexion ·" in Client().get("/compte/connexion/code/").content.decode()


def test_the_page_of_the_code_writes_to_nobody(amina: User) -> None:
    """One's own address was a link: a touch on it, to look for the code, opened an empty message to oneself."""
    page = Client().post("/compte/connexion/code/", {"email": amina.email}, follow=True).content.decode()
    assert f"<strong>{amina.email}</strong>" in page
    assert "mailto:" not in page


@pytest.mark.parametrize("who", ["", "amina"])
@pytest.mark.parametrize(
    "path",
    ["mot-de-passe/oublie/", "mot-de-passe/oublie/envoye/", "inactif/", "connexion/code/", "confirmer-identite/"],
)
def test_no_screen_of_the_account_is_a_dead_end_nor_speaks_of_e_mails(path: str, who: str) -> None:
    """The screens that come with the library say « e-mail », « réauthentifier », and lead nowhere: ours have one action and a way out."""
    client = signed_in(who) if who else Client()
    page = client.get(f"/compte/{path}", follow=True).content.decode()
    content = page[page.index("<main") : page.index("</main>")]
    assert "e-mail" not in content
    assert "authentifier" not in content
    assert 'class="button"' in content
    assert "<a " in content


def test_a_wrong_password_is_said_in_words_and_keeps_the_address() -> None:
    page = sign_in(Client(), "amina@demo.example", "faux").content.decode()
    assert "ne vont pas ensemble" in page
    assert 'value="amina@demo.example"' in page
    assert 'role="alert"' in page


def test_after_five_wrong_passwords_one_waits() -> None:
    client = Client()
    for _ in range(6):
        response = sign_in(client, "amina@demo.example", "faux")
    assert "Trop d’essais de suite. Attendez cinq minutes" in response.content.decode()


def test_after_three_codes_asked_for_one_address_no_further_code_is_advised() -> None:
    for _ in range(4):  # each from another browser: in one, the first code is still waited for
        response = Client().post("/compte/connexion/code/", {"email": "amina@demo.example"})
    page = response.content.decode()
    assert "Trop de demandes de suite. Attendez quelques minutes" in page
    assert "demandez un code" not in page


def test_one_login_opens_the_site_and_the_admin() -> None:
    client = Client()
    sign_in(client, "farid@demo.example")
    assert client.get("/admin/").status_code == 200


def with_pass(client: Client, token: str) -> Client:
    session = client.session
    session[passes.KEY] = token
    session.save()
    return client


def sign_up(client: Client, email: str = "nour@demo.example") -> Any:
    return client.post("/compte/inscription/", {"email": email, "password1": "un-long-mot-de-passe"})


@pytest.mark.parametrize("token", ["", "forged", signing.dumps("nour@demo.example", salt="another")], ids=["none", "forged", "other"])
def test_without_a_real_pass_nobody_signs_up(token: str) -> None:
    client = with_pass(Client(), token)
    page = client.get("/compte/inscription/").content.decode()
    assert "avec une invitation" in page
    sign_up(client)
    assert not User.objects.filter(email="nour@demo.example").exists()


def test_a_pass_opens_the_account_it_names_and_no_other(rf: RequestFactory) -> None:
    client = with_pass(Client(), signing.dumps("nour@demo.example", salt=passes.SALT))
    refused = sign_up(client, "autre@demo.example")
    assert "L’invitation est au nom de nour@demo.example" in refused.content.decode().replace("&#x27;", "'")
    sign_up(client)
    assert EmailAddress.objects.get(email="nour@demo.example").verified
    assert passes.KEY not in client.session


@pytest.mark.parametrize(("minutes", "opens"), [(29, True), (31, False)])
def test_a_pass_dies_after_half_an_hour(minutes: int, opens: bool) -> None:
    with time_machine.travel("2026-11-02 10:00", tick=False):
        token = signing.dumps("nour@demo.example", salt=passes.SALT)
    with time_machine.travel(f"2026-11-02 10:{minutes}", tick=False):
        sign_up(with_pass(Client(), token))
    assert User.objects.filter(email="nour@demo.example").exists() is opens


def test_a_room_of_people_who_sign_in_at_once_is_told_to_wait_in_french_and_led_back() -> None:
    """They share one address on the network, and the site takes so many forms of one address in a minute."""
    answers = [sign_in(Client(), f"personne{number}@demo.example", "faux") for number in range(40)]
    late = answers[-1]
    assert late.status_code == 429
    page = late.content.decode()
    assert "Attendez une minute" in page
    assert 'href="/compte/connexion/"' in page
    assert "Too Many" not in page


def test_a_code_by_mail_signs_in(django_capture_on_commit_callbacks: Any) -> None:
    client = Client()
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/compte/connexion/code/", {"email": "amina@demo.example"})
    code = re.search(r"^([A-Z0-9-]{6,})$", mail.outbox[0].body, re.MULTILINE)
    assert code
    response = client.post("/compte/connexion/code/confirmer/", {"code": code[1]})
    assert response.url == "/accueil/"
    assert client.get("/accueil/").status_code == 200


def test_three_wrong_codes_lead_to_another_that_still_leads_where_one_was_going(django_capture_on_commit_callbacks: Any) -> None:
    """A note that an ended session kept waits in its lesson; the home, where she landed instead, says nothing of it."""
    client, wanted, path = Client(), "/notes/?q=tiers", "/compte/connexion/code/"

    def send(url: str, page: str, **data: str) -> Any:
        carried = re.findall('name="next" value="([^"]+)"', page)
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(url, data | ({"next": carried[0]} if carried else {}))

    def ask(page: str) -> str:
        return client.get(send(path, page, email="chloe@demo.example").url).content.decode()

    page = ask(client.get(path, {"next": wanted}).content.decode())
    for _ in range(3):
        refused = send(f"{path}confirmer/", page, code="AAAA-BBBB")
    page = ask(client.get(refused.url).content.decode())
    code = re.findall(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", mail.outbox[-1].body, re.MULTILINE)[0]
    assert send(f"{path}confirmer/", page, code=code).url == wanted


def test_mails_hold_no_english(django_capture_on_commit_callbacks: Any) -> None:
    from allauth.account.adapter import get_adapter

    root = Path(__import__("allauth").__file__).parent / "templates"
    read = set()
    for folder in ("account/email", "mfa/email"):
        for path in sorted((root / folder).glob("*_message.txt")):
            prefix = f"{folder}/{path.name.removesuffix('_message.txt')}"
            if path.name in {"base_message.txt"} or "phone" in path.name:
                continue
            names = ("password_reset_url", "activate_url", "signup_url", "email", "to_email", "from_email", "deleted_email", "code", "ip")
            context = {"user": person("amina"), **dict.fromkeys(names, "http://x/")}
            message = get_adapter().render_mail(prefix, "a@b.fr", context)
            text = f"{message.subject}\n{message.body}"
            read.add(prefix)
            assert "L’équipe du parcours" in text, prefix
            assert not re.search(r"\b(you|your|please|the|account|password)\b", text, re.IGNORECASE), text
    assert {"account/email/login_code", "account/email/password_reset_key", "mfa/email/totp_activated"} <= read


@pytest.mark.parametrize(("name", "required"), [("amina", False), ("denis", True), ("farid", True), ("gaelle", True)])
def test_a_second_factor_is_asked_of_whoever_sees_others_work(name: str, required: bool, settings: Any) -> None:
    settings.MFA_REQUIRED = True
    response = signed_in(name).get("/accueil/")
    assert (response.status_code == 302 and response.url == "/compte/securite/") is required


def test_the_journal_asks_for_a_second_factor_though_it_stands_with_the_account(settings: Any) -> None:
    settings.MFA_REQUIRED = True
    client = signed_in("gaelle")
    assert client.get("/compte/journal/")["Location"] == "/compte/securite/"
    assert client.get("/compte/").status_code == 200


def test_with_a_second_factor_the_doors_open(settings: Any) -> None:
    settings.MFA_REQUIRED = True
    TOTP.activate(person("denis"), generate_totp_secret())
    assert signed_in("denis").get("/accueil/").status_code == 200


def test_the_second_factor_asks_for_what_the_account_calls_it() -> None:
    """Whoever has a key read « clé secrète », and nothing said that a code kept aside opens too."""
    TOTP.activate(person("denis"), generate_totp_secret())
    client = Client()
    sign_in(client, "denis@demo.example")
    page = client.get("/compte/connexion/deuxieme-facteur/").content.decode()
    assert "votre application d’authentification, ou l’un de vos codes de récupération" in page
    # A key is asked for only of whoever has one (test_pages: a key opens).
    assert "clé" not in page.split("<main")[1]
    wrong = client.post("/compte/connexion/deuxieme-facteur/", {"code": "000000"}).content.decode()
    assert "Ce code n’est pas le bon. Vérifiez-le, ou saisissez le suivant." in wrong
    inside = signed_in("denis")
    assert "Saisir un code</a>" in inside.get("/compte/confirmer-identite/").content.decode()
    assert "Utiliser mon mot de passe</a>" in inside.get("/compte/securite/confirmer/").content.decode()


def test_whoever_takes_her_second_factor_away_is_asked_for_one_again(settings: Any) -> None:
    settings.MFA_REQUIRED = True
    here = Client()
    sign_in(here, "denis@demo.example")
    elsewhere = signed_in("denis")
    TOTP.activate(person("denis"), generate_totp_secret())
    for device in (here, elsewhere):
        assert device.get("/accueil/").status_code == 200
    Authenticator.objects.filter(user=person("denis")).delete()
    for device in (here, elsewhere):
        assert device.get("/accueil/").url == "/compte/securite/"  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["denis", "farid"])
def test_the_admin_has_no_sign_in_of_its_own_that_would_ask_no_second_factor(name: str) -> None:
    TOTP.activate(person(name), generate_totp_secret())
    client = Client()
    answer = client.post("/admin/login/", {"username": person(name).email, "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/compte/connexion/?next=%2Fadmin%2F")
    assert client.get("/accueil/").headers["Location"] == "/compte/connexion/?next=/accueil/"
    assert client.get("/admin/login/?next=/admin/pages/").headers["Location"] == "/compte/connexion/?next=%2Fadmin%2Fpages%2F"
    # Whoever is in already comes to the room, and nobody is led to another site.
    assert signed_in("farid").get("/admin/login/", follow=True).redirect_chain[-1][0] == "/admin/"
    assert signed_in("farid").get("/admin/login/?next=//exemple.fr/", follow=True).redirect_chain[-1][0] == "/accueil/"


def test_whoever_has_a_second_factor_may_confirm_by_it_or_by_her_password() -> None:
    TOTP.activate(person("denis"), generate_totp_secret())
    client = signed_in("denis")
    for here, there in (
        ("/compte/confirmer-identite/", "/compte/securite/confirmer/"),
        ("/compte/securite/confirmer/", "/compte/confirmer-identite/"),
    ):
        assert re.search(rf'<a [^>]*href="{there}[^>]*>[^<]', client.get(here).content.decode().split("Autrement")[1])


def test_an_app_is_linked_from_a_picture_of_our_own_host() -> None:
    client = Client()
    sign_in(client, "denis@demo.example")
    client.post("/compte/confirmer-identite/", {"password": PASSWORD})
    page = client.get("/compte/securite/application/").content.decode()
    assert 'src="/compte/securite/application/dessin.svg"' in page
    assert "data:image" not in page
    assert client.get("/compte/securite/application/dessin.svg").headers["Content-Type"] == "image/svg+xml"


def test_each_key_is_named_where_it_is_read_and_where_it_is_removed() -> None:
    client = Client()
    sign_in(client, "denis@demo.example")
    client.post("/compte/confirmer-identite/", {"password": PASSWORD})
    assert "Aucune clé pour l’instant." in client.get("/compte/securite/cles/").content.decode()
    add = client.get("/compte/securite/cles/ajouter/").content.decode()
    for mark in re.findall(r'aria-describedby="([^"]+)"', add):
        assert f'id="{mark}"' in add, "what a field says that describes it stands in the page"
    assert "Cette clé ouvre alors votre compte à elle seule." in add
    for name in ("Clé du bureau", "Téléphone <b>"):
        key = WebAuthn.add(person("denis"), name, {"clientExtensionResults": {"credProps": {"rk": True}}}).instance
    page = client.get("/compte/securite/cles/").content.decode()
    assert "Clé du bureau" in page
    assert "Téléphone &lt;b&gt;" in page
    assert "jamais utilisée" in page
    assert "Not used" not in page
    rename = client.get(f"/compte/securite/cles/{key.pk}/renommer/").content.decode()
    assert "Nom de la clé</label>" in rename
    assert "Retirer la clé «&nbsp;Téléphone &lt;b&gt;&nbsp;»" in client.get(f"/compte/securite/cles/{key.pk}/retirer/").content.decode()


@pytest.mark.parametrize("email", ["amina@demo.example", "Amina@Demo.Example"])
def test_the_database_knows_one_account_per_address(email: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email=email, first_name="Double")])


def test_an_address_bears_one_name_wherever_it_is_asked() -> None:
    client = Client()
    for page in ("/compte/connexion/", "/compte/connexion/code/", "/compte/mot-de-passe/oublie/"):
        assert ">Adresse électronique</label>" in client.get(page).content.decode()


def test_a_wrong_new_address_is_said_in_words_and_kept() -> None:
    client = Client()
    sign_in(client, "amina@demo.example")
    page = client.post("/compte/adresse/", {"email": "amina@", "action_add": ""}).content.decode()
    assert 'role="alert"' in page
    assert 'value="amina@"' in page


def test_a_new_address_is_confirmed_by_a_mail_that_says_everything(django_capture_on_commit_callbacks: Any) -> None:
    """The library's own sentence ended before its last word: « son compte sur . »."""
    client = Client()
    sign_in(client, "amina@demo.example")
    client.post("/compte/confirmer-identite/", {"password": PASSWORD})
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/compte/adresse/", {"email": "amina.benali@demo.example", "action_add": ""})
    message = mail.outbox[-1]
    assert (message.to, message.subject) == (["amina.benali@demo.example"], "Confirmer votre adresse électronique")
    assert " sur ." not in message.body
    assert "trois jours" in message.body
    assert app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS == 3
    link = re.search(r"http://testserver(/compte/adresse/confirmer/\S+)", message.body)
    assert link
    assert client.get(link[1], follow=True).status_code == 200


def test_the_first_administrator_confirms_her_address_in_the_words_of_the_site(django_capture_on_commit_callbacks: Any) -> None:
    """The library's screens said « e-mail », and « terminer l’inscription » to whoever had not signed up."""
    User.objects.create_superuser("ada@exemple.fr", PASSWORD, first_name="Ada", last_name="Min")
    client = Client()
    pages = []
    with time_machine.travel(1_800_000_000) as now:
        for _ in range(2):
            with django_capture_on_commit_callbacks(execute=True):
                pages.append(client.get(sign_in(client, "ada@exemple.fr").url).content.decode())
            now.shift(240)
        assert len(mail.outbox) == 2  # as the page promises
        link = re.search(r"http://testserver(/compte/adresse/confirmer/\S+)", mail.outbox[-1].body)
        assert link
        pages.append(client.get(link[1]).content.decode())
        client.post(link[1])
        pages.append(client.get("/compte/connexion/").content.decode())
        pages.append(client.get(link[1]).content.decode())
    assert EmailAddress.objects.get(email="ada@exemple.fr").verified
    for page, words in zip(
        pages, ("Ouvrez ce lien", "Ouvrez ce lien", "Confirmer votre adresse", "Vous avez confirmé", "plus valable"), strict=True
    ):
        assert words in page
        assert "e-mail" not in page.casefold()


def test_an_address_to_confirm_is_shown_beside_the_one_that_still_counts() -> None:
    client = Client()
    sign_in(client, "amina@demo.example")
    EmailAddress.objects.create(user=User.objects.get(email="amina@demo.example"), email="amina.benali@demo.example")
    page = client.get("/compte/adresse/").content.decode()
    assert "amina@demo.example</dd>" in page
    assert "<dt>À confirmer</dt><dd>amina.benali@demo.example</dd>" in page
    assert 'name="action_send"' in page
    assert 'name="action_remove"' in page


def test_a_new_password_is_asked_for_in_one_sentence() -> None:
    client = Client()
    sign_in(client, "amina@demo.example")
    page = client.get("/compte/mot-de-passe/changer/").content.decode()
    assert "Dix caractères au moins." in page
    assert "ne peut pas être entièrement numérique" not in page


def test_the_clocks_one_chooses_from_bear_french_names() -> None:
    page = signed_in("amina").get("/compte/avis/").content.decode()
    for name in ("La Réunion", "Nouméa", "Saint-Barthélemy"):
        assert f">{name}</option>" in page


@pytest.mark.parametrize(
    "credential",
    [
        '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA","authenticatorData":"AA","signature":"AA"}}',
        *(
            "9" * 5_000,
            "[" * 60_000,
            "[" * 100_000,
            '{"id":"a"}',
            '{"id":"a","response":{}}',
            '{"id":1,"response":5}',
            "[]",
            "NaN",
            '"\\ud800"',
        ),
    ],
)
def test_what_no_key_answers_is_refused_in_words(credential: str) -> None:
    """A number that Python does not read, a depth it does not follow, parts that lack."""
    page = Client().post("/compte/connexion/cle/", {"credential": credential}, follow=True)
    assert page.status_code == 200
    assert "Ce code n’est pas le bon" in page.content.decode()
    form = AddForm({"credential": credential, "name": "Clé"}, user=person("amina"))
    assert not form.is_valid()
    assert "Ce code n’est pas le bon" in str(form.errors)
    assert form.as_p()


def test_the_fields_of_a_new_key_are_named_in_french() -> None:
    assert str(AddForm(user=person("amina"))["name"].label) == "Nom de la clé"


def test_without_scripts_only_the_key_is_said_to_need_them() -> None:
    page = Client().get("/compte/connexion/").content.decode()
    said = page.split("<noscript>", 1)[1].split("</noscript>", 1)[0]
    assert "clé d’accès" in said
    assert "mot de passe" in said


def test_each_line_of_the_account_leads_to_what_it_names() -> None:
    page = signed_in("amina").get("/compte/").content.decode()
    lines = dict(re.findall(r'<h2 class="h3">([^<]+)</h2>.*?<a href="([^"]+)">', page, re.DOTALL))
    assert lines == {
        "Avis": "/compte/avis/",
        "Adresse électronique": "/compte/adresse/",
        "Mot de passe": "/compte/mot-de-passe/changer/",
        "Authentification à deux facteurs": "/compte/securite/",
        "Vos données": "/confidentialite/",
    }


@pytest.mark.parametrize("url", ["http://[", "//[::1", "https://exemple.fr\u2100.fr/"])
@pytest.mark.parametrize("door", ["connexion", "connexion/code", "mot-de-passe/oublie"])
def test_a_way_back_that_is_no_address_stops_nobody(url: str, door: str) -> None:
    assert Client().get(f"/compte/{door}/", {"next": url}).status_code == 200


def test_who_signs_in_with_a_way_back_that_is_no_address_comes_home() -> None:
    answer = Client().post("/compte/connexion/?next=//[", {"login": "amina@demo.example", "password": PASSWORD, "next": "//["})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accueil/")
