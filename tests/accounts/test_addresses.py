"""An address that an account has asked for and not confirmed: perhaps it is somebody else's. It opens nothing, and keeps nobody out."""

import logging
import threading
from typing import Any

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.core import mail
from django.db import connections
from django.test import Client

from accounts.models import User
from tests.accounts.racing import clicks
from tests.conftest import person, signed_in

ASKED = "amina@faute-de-frappe.example"


@pytest.mark.parametrize("path", ["connexion/code/", "mot-de-passe/oublie/"])
def test_an_address_that_was_not_confirmed_opens_no_account(path: str, amina: User, django_capture_on_commit_callbacks: Any) -> None:
    """Amina has mistyped her new address: whoever reads the mail there was sent a code, or a link, to all that Amina wrote."""
    one = EmailAddress.objects.create(user=amina, email=ASKED, verified=False)
    with django_capture_on_commit_callbacks(execute=True):
        Client().post(f"/compte/{path}", {"email": ASKED})
    assert mail.outbox == []
    # Once confirmed, it is hers.
    one.verified = True
    one.save()
    with django_capture_on_commit_callbacks(execute=True):
        Client().post(f"/compte/{path}", {"email": ASKED})
    assert [message.to for message in mail.outbox] == [[ASKED]]


def test_whoever_asks_for_the_address_of_somebody_else_stands_in_nobody_s_way(
    amina: User, bastien: User, django_capture_on_commit_callbacks: Any
) -> None:
    """An account that an administrator made has confirmed nothing yet: its code is its own, whoever asked for its address."""
    EmailAddress.objects.filter(user=bastien).update(verified=False)
    EmailAddress.objects.create(user=amina, email=bastien.email, verified=False)
    client = Client()
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/compte/connexion/code/", {"email": bastien.email})
        client.post("/compte/mot-de-passe/oublie/", {"email": bastien.email})
    code, link = mail.outbox
    assert "/compte/mot-de-passe/nouveau/" in link.body
    client.post(
        "/compte/connexion/code/confirmer/", {"code": next(line for line in code.body.splitlines() if "-" in line and line.isupper())}
    )
    assert client.session["_auth_user_id"] == str(bastien.pk)


def test_of_two_accounts_that_confirm_one_address_at_once_one_has_it_and_the_other_is_told(own_database: None) -> None:
    """The other met an error page."""
    shared, gate, answers = "partagee@demo.example", threading.Barrier(2), []

    def confirm(who: str) -> None:
        client = signed_in(who)
        row = EmailAddress.objects.create(user=person(who), email=shared, verified=False)
        path = f"/compte/adresse/confirmer/{EmailConfirmationHMAC(row).key}/"
        try:
            gate.wait(20)
            answers.append((client.post(path).status_code, client.get("/compte/adresse/").content.decode()))
        except Exception as fault:
            answers.append((500, repr(fault)))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=confirm, args=[who]) for who in ("amina", "bastien")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(answers) == 2
    assert not [page for status, page in answers if status >= 400]
    assert EmailAddress.objects.filter(email=shared, verified=True).count() == 1
    assert User.objects.filter(email=shared).count() == 1


def test_the_logs_hold_no_link_of_a_mail() -> None:
    """A form that is refused is written down with its address: that of an invitation opens an account to whoever reads it."""
    console = logging.getHandlerByName("console")
    assert console
    links = [
        "invitation/5ec3e7/",
        "compte/avis/arret/5e:c3e7/",
        "compte/adresse/confirmer/5e:c3-e7/",
        "compte/mot-de-passe/nouveau/1b-5ec3e7/",
    ]
    for link in links:
        record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", ("Unprocessable Content", f"/{link}"), None)
        assert console.format(record).endswith("/…/")
        assert "c3" not in console.format(record)
        record.exc_info = (ValueError, ValueError(f"/{link} ?"), None)
        assert "c3" not in console.format(record)


def test_a_line_that_cannot_be_written_stops_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    """The journal of a package that forgets a value is lost, and the page that it was about is shown."""
    console = logging.getHandlerByName("console")
    assert console
    console.handle(logging.LogRecord("package", logging.WARNING, "", 0, "%s and %s", ("one",), None))
    assert "Logging error" in capsys.readouterr().err


def test_an_address_that_is_asked_for_twice_at_once_is_asked_for_once_and_its_link_holds(own_database: None) -> None:
    """A double click where there are no scripts: an error page, or one mail whose link had never been worth anything."""
    client = Client()
    client.post("/compte/connexion/", {"login": "amina@demo.example", "password": "parcours-2026"})
    client.post("/compte/confirmer-identite/", {"password": "parcours-2026"})
    answers = clicks(client, 3, "/compte/adresse/", {"action_add": "", "email": ASKED})
    assert set(answers) <= {302, 200}, "a click that comes a moment later is told that the address is asked for already"
    assert EmailAddress.objects.filter(email=ASKED).count() == 1
    link = next(word for message in mail.outbox for word in message.body.split() if "/compte/adresse/confirmer/" in word)
    client.post("/" + link.split("/", 3)[3])
    assert User.objects.get(first_name="Amina").email == ASKED
