"""An invitation that is accepted twice at the same moment, on connections that commit for real."""

import threading
from typing import Any

from django.core import mail
from django.db import connections
from django.test import Client

from accounts.models import User
from cohorts.inviting.actions import invite
from cohorts.models import Cohort, Enrolment
from cohorts.tasks import send_invitations
from tests.cohorts.test_invitations import ANSWER, path_in
from tests.conftest import person, signed_in

MANY = 4


def path_for(email: str, cohort: Cohort) -> str:
    """The link of the mail that invites this address."""
    invite(cohort=cohort, by=person("denis"), email=email, first_name="Nour")
    if not mail.outbox:
        send_invitations.call()
    return path_in(mail.outbox[-1])


def sent_at_once(path: str, clients: list[Any]) -> list[tuple[int, str | None]]:
    """What each of these browsers is answered when all send the form at the same moment."""
    gate, answers = threading.Barrier(len(clients)), []

    def send(client: Any) -> None:
        client.get(path)
        try:
            gate.wait(20)
            answer = client.post(path, ANSWER)
            answers.append((answer.status_code, answer.get("Location")))
        except Exception as fault:
            answers.append((500, repr(fault)))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def test_an_account_that_is_opened_four_times_at_once_is_one_and_each_answer_leads_on(own_database: None) -> None:
    """A double click on « Créer mon compte »: one account, one place, and never an error page."""
    cohort = Cohort.objects.get(slug="pionniers")
    path = path_for("nour@exemple.fr", cohort)
    answers = sent_at_once(path, [Client() for _ in range(MANY)])
    assert {status for status, _ in answers} == {302}, answers
    # Whoever came second is led to the invitation's own address: signed in by the first click, she goes home from there.
    assert {address for _, address in answers} == {"/accueil/", path}
    assert User.objects.filter(email="nour@exemple.fr").count() == 1
    assert Enrolment.objects.filter(user__email="nour@exemple.fr", cohort=cohort).count() == 1


def test_whoever_joins_twice_at_once_is_led_in_by_both(own_database: None) -> None:
    """Her second click was told that the link had served, and to ask for another: she had just joined."""
    cohort, chloe = Cohort.objects.get(slug="pionniers"), person("chloe")
    path = path_for(chloe.email, cohort)
    answers = sent_at_once(path, [signed_in("chloe") for _ in range(MANY)])
    assert set(answers) == {(302, "/accueil/")}
    assert Enrolment.objects.filter(user=chloe, cohort=cohort).count() == 1
