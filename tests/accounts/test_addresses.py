"""An address that an account has asked for and not confirmed: perhaps it is somebody else's. It opens nothing, and keeps nobody out."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import User

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
