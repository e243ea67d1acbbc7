"""A forgotten password: the link, what it says once it has served, and the mail that follows."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from tests.conftest import person

pytestmark = pytest.mark.django_db


def test_asking_for_a_link_never_tells_who_has_an_account(django_capture_on_commit_callbacks: Any) -> None:
    pages = []
    for email in ("amina@demo.example", "personne@demo.example"):
        with django_capture_on_commit_callbacks(execute=True):
            response = Client().post("/compte/mot-de-passe/oublie/", {"email": email}, follow=True)
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode()))
    assert pages[0] == pages[1]
    assert len(mail.outbox) == 1


def test_a_forgotten_password_is_chosen_anew_by_a_link(django_capture_on_commit_callbacks: Any) -> None:
    client = Client()
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/compte/mot-de-passe/oublie/", {"email": "amina@demo.example"})
    assert mail.outbox[0].subject == "Choisir un nouveau mot de passe"
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)
    assert link
    form = client.get(link[1], follow=True)
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(form.redirect_chain[-1][0], {"password1": "tout-neuf-2026", "password2": "tout-neuf-2026"}, follow=True)
    assert 'href="/compte/connexion/"' in done.content.decode().split("<main")[1].split("</main>")[0], "the way on stands in the page"
    assert person("amina").check_password("tout-neuf-2026")
    again = Client().get(link[1]).content.decode()
    assert "Ce lien ne sert plus" in again
    assert "jeton" not in again
    assert "S’il a déjà servi, votre mot de passe est celui que vous avez choisi alors" in again


def test_the_mail_after_a_change_of_the_account_says_what_to_do(django_capture_on_commit_callbacks: Any) -> None:
    """« Prendre les mesures de sécurité qui s'imposent » leaves whoever did not make the change with nothing to do."""
    with django_capture_on_commit_callbacks(execute=True):
        Client().post("/compte/mot-de-passe/oublie/", {"email": "amina@demo.example"})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)
    assert link
    client = Client()
    form = client.get(link[1], follow=True)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(form.redirect_chain[-1][0], {"password1": "tout-neuf-2026", "password2": "tout-neuf-2026"})
    told = mail.outbox[1].body
    assert "choisissez tout de suite un nouveau mot de passe" in told
    assert "depuis l’adresse IP 127.0.0.1" in told
    assert "e-mail" not in told


def test_the_mail_to_a_former_address_sends_nobody_to_wait_for_a_link_there(django_capture_on_commit_callbacks: Any) -> None:
    """« Choisissez un nouveau mot de passe » : no link to do so comes to an address that has no account any more."""
    client = Client()
    client.post("/compte/connexion/", {"login": "amina@demo.example", "password": "parcours-2026"})
    client.post("/compte/confirmer-identite/", {"password": "parcours-2026"})
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/compte/adresse/", {"email": "amina.benali@demo.example", "action_add": ""})
    link = re.search(r"http://testserver(/compte/adresse/confirmer/\S+)", mail.outbox[-1].body)
    assert link
    with django_capture_on_commit_callbacks(execute=True):
        client.post(link[1])
    told = mail.outbox[-1]
    assert told.to == ["amina@demo.example"]
    assert "amina.benali@demo.example" in told.body
    assert "Prévenez tout de suite l’équipe" in told.body
    assert "nouveau mot de passe" not in told.body
    assert "e-mail" not in (told.subject + told.body).casefold()
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        Client().post("/compte/mot-de-passe/oublie/", {"email": "amina@demo.example"})
    assert not mail.outbox
