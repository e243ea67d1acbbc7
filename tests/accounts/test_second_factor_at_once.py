"""A second factor that is set up twice at the same moment, on connections that commit for real."""

import re

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from tests.accounts.racing import clicks


def test_an_app_that_is_linked_twice_at_once_is_linked_once_and_neither_click_fails(own_database: None) -> None:
    """A double click where there are no scripts: one of the two answers was an error page."""
    client = Client()
    client.post("/compte/connexion/", {"login": "denis@demo.example", "password": "parcours-2026"})
    client.post("/compte/confirmer-identite/", {"password": "parcours-2026"})
    page = re.sub(r"<[^>]+>", " ", client.get("/compte/securite/application/").content.decode())
    found = re.search(r"\b(?:[A-Z2-7]{4} ?){8}\b", page)
    assert found
    code = format_hotp_value(hotp_value(found[0].replace(" ", ""), next(yield_hotp_counters_from_time())))
    answers = clicks(client, 4, "/compte/securite/application/", {"code": code})
    assert answers == [302] * 4
    assert Authenticator.objects.filter(user__email="denis@demo.example", type="totp").count() == 1
