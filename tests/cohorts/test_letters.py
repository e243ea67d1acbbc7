"""Writing to people: what was previewed is what is sent, once, and the log says what became of it."""

import re
import uuid
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.delivery import Delivery
from cohorts.enums import CohortState
from cohorts.models import Cohort, Enrolment, Letter, LetterCopy, Seat
from cohorts.pairing.actions import join
from portal.jobs import send_waiting_mail
from tests.conftest import person, signed_in

pytestmark = pytest.mark.django_db
URL = "/cohortes/pionniers/courriels/nouveau/"


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks: Any) -> Any:
    return django_capture_on_commit_callbacks


def words(to: str, **more: str) -> dict[str, str]:
    return {"to": to, "subject": "Jeudi, 10 h", "body": "Bonjour,\nà jeudi.", "key": str(uuid.uuid4()), **more}


def previewed(desk: Client, to: str) -> dict[str, str]:
    """The form of the preview, as the browser would send it."""
    page = desk.post(URL, words(to)).content.decode()
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)) | {"envoyer": "1", "body": "Bonjour,\nà jeudi."}


@pytest.mark.parametrize(
    ("to", "count"),
    [("tous", 24), ("silence:14", 4), ("silence:20", 2), ("binome", 2), ("personne", 1)],
)
def test_a_mail_is_previewed_with_its_count_then_sent_to_those_people(
    to: str, count: int, desk: Client, enrolment: Enrolment, on_commit: Any
) -> None:
    seat = Seat.objects.current().get(enrolment=enrolment)
    to = {"binome": f"binome:{seat.binome_id}", "personne": f"personne:{enrolment.pk}"}.get(to, to)
    page = desk.post(URL, words(to)).content.decode()
    assert f"Envoyer à {count}" in page
    assert "Denis Aubert" in page
    assert not mail.outbox
    assert not Letter.objects.exists()
    form = previewed(desk, to)
    with on_commit(execute=True):
        answer = desk.post(URL, form)
    letter = Letter.objects.get()
    assert answer.url == f"/cohortes/pionniers/courriels/{letter.pk}/"
    assert len(mail.outbox) == count
    assert all(len(message.to) == 1 and message.reply_to == ["denis@demo.example"] for message in mail.outbox)
    assert "à jeudi.\n\n-- \nDenis Aubert" in mail.outbox[0].body.replace("\r", "")
    page = desk.get(answer.url).content.decode()
    assert page.count("Parti le") == count


def test_the_same_form_sent_twice_writes_once(desk: Client, on_commit: Any) -> None:
    form = previewed(desk, "silence:14")
    for _ in range(2):
        with on_commit(execute=True):
            desk.post(URL, form)
    assert len(mail.outbox) == 4
    assert Letter.objects.count() == 1
    for _ in range(2):  # brought back by the arrow, with another subject
        with on_commit(execute=True):
            desk.post(URL, {**form, "subject": "Autre objet"})
    assert len(mail.outbox) == 8
    assert Letter.objects.count() == 2
    for _ in range(2):  # the same words to fewer people
        with on_commit(execute=True):
            desk.post(URL, {**form, "vers": form["vers"].split(",")[0]})
    assert len(mail.outbox) == 9
    assert Letter.objects.count() == 3


def test_whoever_was_previewed_gets_it_even_if_she_came_back_meanwhile(desk: Client, on_commit: Any) -> None:
    form = previewed(desk, "silence:14")
    Enrolment.objects.filter(user__email="lina@demo.example").update(joins_on="2030-01-01")
    with on_commit(execute=True):
        desk.post(URL, form)
    assert len(mail.outbox) == 4


def test_nobody_outside_the_cohort_is_written_to(desk: Client, on_commit: Any) -> None:
    chloe = Enrolment.objects.get(user__email="chloe@demo.example")
    form = previewed(desk, "tous") | {"vers": str(chloe.pk)}
    with on_commit(execute=True):
        page = desk.post(URL, form).content.decode()
    assert "pas de destinataire" in page
    assert not mail.outbox
    assert "Choisissez à qui écrire" in desk.post(URL, words(f"personne:{chloe.pk}")).content.decode()


def test_a_mistake_keeps_what_was_typed(desk: Client) -> None:
    answer = desk.post(URL, words("tous", subject=""))
    assert answer.status_code == 422
    assert "Écrivez l’objet du courriel." in answer.content.decode()
    assert "à jeudi." in answer.content.decode()
    back = desk.post(URL, words("tous", reprendre="1")).content.decode()
    assert "à jeudi." in back
    assert "Voir avant d’envoyer" in back


def test_a_subject_on_two_lines_becomes_one(desk: Client, on_commit: Any) -> None:
    form = previewed(desk, "silence:20") | {"subject": "Bonjour\nBcc: tous@exemple.fr"}
    with on_commit(execute=True):
        desk.post(URL, form)
    assert mail.outbox[0].subject == "Bonjour Bcc: tous@exemple.fr"


def test_links_of_the_desk_choose_the_recipients(desk: Client, enrolment: Enrolment) -> None:
    for query, code in (({"personne": enrolment.pk}, f"personne:{enrolment.pk}"), ({"silence": 30}, "silence:30"), ({"personne": "x"}, "")):
        page = desk.get(URL, query).content.decode()
        assert f'<option value="{code}" selected>' in page


def test_a_silence_of_no_day_at_all_is_nobodys(desk: Client) -> None:
    """Whoever was here today is not silent: a forged number writes to nobody."""
    said = desk.post(URL, words("silence:0"))
    assert said.status_code == 422
    assert not mail.outbox


def test_an_archived_cohort_promises_no_mail(desk: Client, pionniers: Cohort) -> None:
    Cohort.objects.filter(pk=pionniers.pk).update(state="archived")
    page = desk.get("/cohortes/pionniers/courriels/").content.decode()
    assert "Aucun courriel n’a été écrit" in page
    assert "écrirez" not in page
    binome = pionniers.binomes.first()
    assert binome is not None
    assert URL not in desk.get(f"/cohortes/pionniers/binomes/{binome.pk}/").content.decode()


def test_the_clock_takes_up_what_a_worker_left_behind(desk: Client, on_commit: Any) -> None:
    form = previewed(desk, "silence:20")
    desk.post(URL, form)  # the worker never came
    assert not mail.outbox
    with on_commit(execute=True):
        send_waiting_mail()
    assert len(mail.outbox) == 2
    assert set(LetterCopy.objects.values_list("delivery", flat=True)) == {Delivery.SENT}


def test_an_archived_cohort_is_written_to_no_more_and_its_log_stays(desk: Client, pionniers: Cohort, on_commit: Any) -> None:
    with on_commit(execute=True):
        desk.post(URL, previewed(desk, "silence:20"))
    Cohort.objects.filter(pk=pionniers.pk).update(state=CohortState.ARCHIVED)
    letter = Letter.objects.get()
    assert desk.get(f"/cohortes/pionniers/courriels/{letter.pk}/").status_code == 200
    assert "On n’écrit plus" in desk.get(URL).content.decode()
    assert signed_in("elise").get(f"/cohortes/voisins/courriels/{letter.pk}/").status_code == 404


def trio_with_two_silent(cohort: Cohort) -> tuple[int, list[Enrolment]]:
    """Nadia and Paul have left no trace for more than two weeks; Élise, the third of their binôme, has just joined."""
    silent = list(cohort.enrolments.filter(user__last_name__in=["Ferhat", "Vidal"]).order_by("user__last_name"))
    binome = Seat.objects.current().get(enrolment=silent[0]).binome
    join(binome=binome, enrolment=Enrolment.objects.create(user=person("elise"), cohort=cohort))
    mail.outbox.clear()
    return binome.pk, silent


def test_writing_to_the_two_silent_of_three_leaves_the_third_in_peace(desk: Client, pionniers: Cohort, on_commit: Any) -> None:
    number, silent = trio_with_two_silent(pionniers)
    page = desk.get("/cohortes/pionniers/").content.decode()
    assert f"?silence=14&amp;binome={number}" in page
    form = desk.get(URL, {"silence": 14, "binome": number}).content.decode()
    assert f'<option value="silence:14:{number}" selected>Nadia Ferhat et Paul Vidal</option>' in form
    assert f'<option value="binome:{number}">Nadia Ferhat, Paul Vidal et Élise Charpentier</option>' in form
    with on_commit(execute=True):
        desk.post(URL, previewed(desk, f"silence:14:{number}"))
    assert sorted(message.to[0] for message in mail.outbox) == sorted(one.user.email for one in silent)


def test_the_page_of_a_mail_is_named_after_whom_it_is_for(desk: Client, enrolment: Enrolment) -> None:
    assert "<title>Écrire – Amina Benali ·" in desk.get(URL, {"personne": enrolment.pk}).content.decode()
    assert "<title>Écrire ·" in desk.get(URL).content.decode()
    assert "<title>Avant d’envoyer – Amina Benali ·" in desk.post(URL, words(f"personne:{enrolment.pk}")).content.decode()


def test_the_log_of_mails_says_in_french_whom_they_were_for(desk: Client, on_commit: Any) -> None:
    with on_commit(execute=True):
        desk.post(URL, previewed(desk, "silence:14"))
    page = desk.get("/cohortes/pionniers/courriels/").content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "Denis Aubert à des personnes silencieuses, 4 personnes" in page
