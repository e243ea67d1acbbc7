"""Getting in: the link, the account, the cohort; and every way a link does not open."""

import re
import smtplib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as conf
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.delivery import Delivery
from accounts.models import AuditEntry, User
from cohorts.actions import CohortError
from cohorts.desk.actions import create_cohort, enrol, set_details, take_back, withdraw
from cohorts.enums import CohortState
from cohorts.importing.reading import read
from cohorts.inviting.actions import accept, invite
from cohorts.inviting.forms import NewAccountForm
from cohorts.inviting.mail import hash_of
from cohorts.inviting.views import open_account
from cohorts.models import Cohort, Enrolment, Invitation, InvitationLink
from cohorts.tasks import send_invitations
from pages.templatetags.typography import day
from territories.models import Territory
from tests.conftest import person, signed_in

pytestmark = pytest.mark.django_db
WORDS = "un vélo rouge sous la pluie"
ANSWER = {"first_name": "Nour", "last_name": "Haddad", "other_territory": "Vallée Bleue", "organisation": "Mairie", "password": WORDS}


@pytest.fixture(autouse=True)
def on_commit(django_capture_on_commit_callbacks: Any) -> Any:
    """Mails leave when the transaction is committed; a test's never is, so its callbacks run at the end of each `with`."""
    return django_capture_on_commit_callbacks


@pytest.fixture
def invited(pionniers: Cohort, denis: User, on_commit: Any) -> Invitation:
    with on_commit(execute=True):
        return invite(cohort=pionniers, by=denis, email="Nour@Exemple.fr", first_name="Nour")


def path_in(message: Any) -> str:
    found = re.search(r"https?://[^/]+(/invitation/\w+/)", message.body)
    assert found
    return found[1]


@pytest.fixture
def path(invited: Invitation) -> str:
    return path_in(mail.outbox[-1])


def test_the_mail_says_who_invites_to_what_and_the_database_keeps_no_link(path: str, invited: Invitation, pionniers: Cohort) -> None:
    message = mail.outbox[-1]
    assert message.to == ["nour@exemple.fr"]
    assert "Denis Aubert vous invite" in message.body
    assert f"du {day(pionniers.starts_on)} au {day(pionniers.ends_on)}" in message.body  # as every screen says them
    assert message.reply_to == ["denis@demo.example"]
    token = path.split("/")[2]
    link = invited.links.get()
    assert link.token_hash == hash_of(token)
    assert token not in {link.token_hash, link.nonce}
    assert link.delivery == Delivery.SENT
    assert link.sent_at


@pytest.mark.parametrize("sign", ["\x0b", "\x85", "\u2028"])
def test_a_cohort_whose_name_was_pasted_with_a_line_break_invites_all_the_same(
    sign: str, pionniers: Cohort, denis: User, on_commit: Any
) -> None:
    pionniers.name = f"Cohorte{sign}du littoral"
    pionniers.save()
    with on_commit(execute=True):
        made = invite(cohort=pionniers, by=denis, email="nour@exemple.fr", first_name="Nour")
    assert made.links.get().delivery == Delivery.SENT
    assert mail.outbox[-1].subject == "Invitation : Cohorte du littoral"


def test_someone_new_opens_an_account_and_lands_on_her_home(path: str, invited: Invitation) -> None:
    client = Client()
    page = client.get(path).content.decode()
    assert "Qui verra quoi" in page
    assert not Enrolment.objects.filter(user__email="nour@exemple.fr").exists()
    answer = client.post(path, ANSWER, follow=True)
    assert answer.redirect_chain[-1][0] == "/accueil/"
    assert "Bienvenue dans la cohorte" in answer.content.decode()
    user = User.objects.get(email="nour@exemple.fr")
    assert user.check_password(WORDS)
    assert str(user) == "Nour Haddad"
    assert user.emailaddress_set.get().verified
    enrolment = user.enrolments.get()
    assert (str(enrolment.territory), enrolment.organisation) == ("Vallée Bleue", "Mairie")
    invited.refresh_from_db()
    assert invited.enrolment == enrolment
    assert AuditEntry.objects.filter(action="enrolled", target="Nour Haddad").exists()
    assert client.get(path).url == "/accueil/"
    assert Client().get(path).status_code == 410


def test_the_mail_of_an_invitation_still_leads_home_whoever_has_changed_her_address(path: str, invited: Invitation) -> None:
    """« Connectez-vous avec l’adresse qui l’a reçue » sent her to one that opens her account no more."""
    client = Client()
    client.post(path, ANSWER)
    user = User.objects.get(email="nour@exemple.fr")
    user.emailaddress_set.update(email="nour@ailleurs.example")
    User.objects.filter(pk=user.pk).update(email="nour@ailleurs.example")
    assert client.get(path).url == "/accueil/"
    page = Client().get(path).content.decode()
    assert "l’adresse qui l’a reçue, ou avec la nouvelle si vous en avez changé" in page
    assert "ailleurs" not in page
    assert signed_in("amina").get(path).status_code == 410


def test_an_address_that_another_account_asked_for_and_never_confirmed_opens_its_own(path: str, amina: User) -> None:
    """The form came back as it was, without a word, as often as she sent it."""
    EmailAddress.objects.create(user=amina, email="nour@exemple.fr", verified=False)
    client = Client()
    assert client.post(path, ANSWER).url == "/accueil/"
    assert client.session["_auth_user_id"] == str(User.objects.get(email="nour@exemple.fr").pk)


def test_who_invites_reads_the_name_elided_as_one_says_it(desk: Client) -> None:
    form = {"email": "odile@exemple.fr", "first_name": "Odile", "last_name": "Ménard"}
    said = desk.post("/cohortes/pionniers/invitations/nouvelle/", form, follow=True).content.decode()
    assert "L’invitation d’Odile Ménard part" in said
    made = Invitation.objects.get(email="odile@exemple.fr")
    said = desk.post(f"/cohortes/pionniers/invitations/{made.pk}/annuler/", follow=True).content.decode()
    assert "L’invitation d’Odile Ménard est annulée" in said


def test_a_password_that_is_refused_is_said_together_with_the_rest(path: str) -> None:
    text = Client().post(path, {**ANSWER, "password": "court", "other_territory": ""}).content.decode()
    assert "Choisissez votre territoire" in text
    assert "trop court" in text


def test_a_page_that_comes_back_says_that_the_password_is_to_be_typed_again(path: str) -> None:
    again = "Saisissez-le de nouveau"
    first = Client().get(path).content.decode()
    assert again not in first
    assert "si vous n’en avez pas." in first
    assert again in Client().post(path, {**ANSWER, "organisation": ""}).content.decode()
    assert again not in Client().post(path, {**ANSWER, "organisation": "", "password": ""}).content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"password": "court"}, "trop court"),
        ({"organisation": ""}, "Écrivez le nom de votre organisation"),
        ({"other_territory": ""}, "Choisissez votre territoire"),
        ({"other_territory": "Trois-Rivière"}, "dire «\N{NO-BREAK SPACE}Trois-Rivières\N{NO-BREAK SPACE}»"),
        ({"first_name": ""}, "Écrivez votre prénom"),
    ],
)
def test_a_mistake_is_said_and_nothing_typed_is_lost(change: dict[str, str], words: str, path: str) -> None:
    answer = Client().post(path, {**ANSWER, **change})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert 'value="Haddad"' in page
    assert not User.objects.filter(email="nour@exemple.fr").exists()


def test_someone_with_an_account_signs_in_first(pionniers: Cohort, denis: User, on_commit: Any) -> None:
    with on_commit(execute=True):
        invite(cohort=pionniers, by=denis, email="chloe@demo.example", first_name="Chloé")
    path = path_in(mail.outbox[-1])
    page = Client().get(path).content.decode()
    assert "Vous avez déjà un compte" in page
    assert f"next={path}" in page
    assert Client().post(path, ANSWER).status_code == 200
    assert not pionniers.enrolments.filter(user__email="chloe@demo.example").exists()
    chloe = signed_in("chloe")
    assert "selected" in chloe.get(path).content.decode()  # her territory, known from her other cohort
    territory = person("chloe").enrolments.get().territory_id
    assert chloe.post(path, {"territory": territory, "organisation": "Université"}).url == "/accueil/"
    assert pionniers.enrolments.filter(user__email="chloe@demo.example").exists()
    # Two cohorts: she is in the one she just joined, and switches back.
    assert "Passer à" in chloe.get("/accueil/").content.decode()
    chloe.post("/cohorte/changer/", {"cohorte": "voisins"})
    assert "Cohorte des voisins" in chloe.get("/cohorte/").content.decode()
    assert chloe.post("/cohorte/changer/", {"cohorte": "inconnue"}).status_code == 404


def test_a_link_opened_under_another_account_says_so(path: str) -> None:
    client = signed_in("amina")
    page = client.get(path).content.decode()
    assert "Cette invitation est pour une autre adresse" in page
    assert "amina@demo.example" in page
    # An account has one address: whoever « adds » a second finds the first one no longer opens it.
    assert "remplacera amina@demo.example" in page
    assert "ajoute" not in page.casefold()
    client.post(path, ANSWER)
    assert Invitation.objects.get().is_pending
    left = client.post("/compte/deconnexion/", {"next": path})
    assert left.url == path


def test_a_second_address_that_was_confirmed_is_hers(path: str, amina: User) -> None:
    amina.emailaddress_set.create(email="nour@exemple.fr", verified=True, primary=False)
    Enrolment.objects.filter(user=amina).update(left_on=None)
    assert "Rejoindre la cohorte" in signed_in("amina").get(path).content.decode()
    answer = signed_in("amina").post(path, {"other_territory": "Vallée Bleue", "organisation": "Mairie"})
    assert "fait déjà partie de la cohorte" in answer.content.decode()


@pytest.mark.parametrize(
    ("what", "words", "status"),
    [
        ("expired", "Ce lien a expiré", 410),
        ("replaced", "Un lien plus récent", 410),
        ("revoked", "a été annulée", 410),
        ("over", "Cette cohorte est terminée", 410),
        ("unknown", "n’est pas reconnu", 404),
    ],
)
def test_a_link_that_opens_nothing_says_why(what: str, words: str, status: int, path: str, invited: Invitation, desk: Client) -> None:
    if what == "expired":
        InvitationLink.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    elif what == "replaced":
        desk.post(f"/cohortes/pionniers/invitations/{invited.pk}/renvoyer/")
    elif what == "revoked":
        desk.post(f"/cohortes/pionniers/invitations/{invited.pk}/annuler/")
    elif what == "over":
        Cohort.objects.filter(slug="pionniers").update(state=CohortState.CLOSED)
    else:
        path = "/invitation/abcdef/"
    for answer in (Client().get(path), Client().post(path, ANSWER)):
        assert answer.status_code == status
        assert words in answer.content.decode()
    assert not User.objects.filter(email="nour@exemple.fr").exists()


def test_a_resent_link_works_and_a_revoked_invitation_frees_its_place(path: str, invited: Invitation, desk: Client, on_commit: Any) -> None:
    with on_commit(execute=True):
        desk.post(f"/cohortes/pionniers/invitations/{invited.pk}/renvoyer/")
    fresh = path_in(mail.outbox[-1])
    assert fresh != path
    assert Client().get(fresh).status_code == 200
    desk.post(f"/cohortes/pionniers/invitations/{invited.pk}/annuler/")
    again = desk.post(f"/cohortes/pionniers/invitations/{invited.pk}/annuler/", follow=True).content.decode()
    assert "déjà été acceptée ou annulée" in again
    assert not Invitation.objects.pending().exists()


def test_one_invitation_waits_per_address(invited: Invitation, pionniers: Cohort, denis: User) -> None:
    with pytest.raises(CohortError, match="attend déjà"):
        invite(cohort=pionniers, by=denis, email="NOUR@exemple.FR", first_name="Nour")
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(cohort=pionniers, email="Nour@exemple.fr", first_name="Nour")
    with pytest.raises(CohortError, match="fait déjà partie"):
        invite(cohort=pionniers, by=denis, email="amina@demo.example", first_name="Amina")


def test_places_are_shared_by_people_and_invitations(pionniers: Cohort, denis: User) -> None:
    pionniers.capacity = 25
    pionniers.save()
    invite(cohort=pionniers, by=denis, email="une@exemple.fr", first_name="Une")
    with pytest.raises(CohortError, match="Les 25 places"):
        invite(cohort=pionniers, by=denis, email="deux@exemple.fr", first_name="Deux")


def test_fewer_places_than_people_leave_none_rather_than_less_than_none(desk: Client, pionniers: Cohort) -> None:
    pionniers.capacity = 2
    pionniers.save()
    assert "0\xa0place libre sur 2" in desk.get("/cohortes/pionniers/personnes/").content.decode()


def test_who_leaves_frees_a_place_and_comes_back_only_while_one_is_free(pionniers: Cohort, denis: User, enrolment: Enrolment) -> None:
    pionniers.capacity = pionniers.enrolments.staying().count()
    pionniers.save()
    withdraw(enrolment=enrolment, by=denis)
    invite(cohort=pionniers, by=denis, email="une@exemple.fr", first_name="Une")
    with pytest.raises(CohortError, match="places de la cohorte sont prises"):
        take_back(enrolment=enrolment, by=denis)
    enrolment.refresh_from_db()
    assert enrolment.left_on is not None


def test_a_link_serves_once(invited: Invitation, amina: User) -> None:
    link = invited.links.get()
    user = User.objects.create_user("nour@exemple.fr", first_name="Nour")
    accept(link=link, user=user, territory=None, organisation="")
    with pytest.raises(CohortError, match="déjà servi"):
        accept(link=link, user=amina, territory=None, organisation="")


class Refusing(BaseEmailBackend):
    """A mail server that knows no « absente@ » and does not answer for « panne@ »."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            if message.to[0].startswith("absente"):
                raise smtplib.SMTPRecipientsRefused({message.to[0]: (550, b"No such user here")})
            if message.to[0].startswith("panne"):
                raise smtplib.SMTPServerDisconnected("gone")
            if message.to[0].startswith("faute"):
                raise ValueError("no mail can be made of this")
        return len(messages)


def test_a_refusal_by_the_mail_server_is_shown_and_does_not_hold_up_the_others(
    pionniers: Cohort, denis: User, desk: Client, settings: Any
) -> None:
    settings.MAILERS = {"default": {"BACKEND": "tests.cohorts.test_invitations.Refusing"}}
    for name in ("absente", "panne", "presente"):
        invite(cohort=pionniers, by=denis, email=f"{name}@exemple.fr", first_name=name.title())
    send_invitations.enqueue()
    page = desk.get("/cohortes/pionniers/personnes/").content.decode()
    assert "550 No such user here" in page
    states = dict(InvitationLink.objects.values_list("invitation__email", "delivery"))
    assert states == {
        "absente@exemple.fr": Delivery.REFUSED,
        "panne@exemple.fr": Delivery.QUEUED,
        "presente@exemple.fr": Delivery.SENT,
    }
    # The server that did not answer is tried again, five times in all, then said to be silent.
    for _ in range(5):
        InvitationLink.objects.update(claimed_at=None)
        send_invitations.enqueue()
    link = InvitationLink.objects.get(invitation__email="panne@exemple.fr")
    assert (link.delivery, link.tries) == (Delivery.REFUSED, 5)


def test_a_mail_that_cannot_be_made_holds_up_no_other(pionniers: Cohort, denis: User, settings: Any) -> None:
    """An address that was taken in before such signs were left out, and a fault of ours."""
    settings.MAILERS = {"default": {"BACKEND": "tests.cohorts.test_invitations.Refusing"}}
    for name in ("sans-serveur", "faute", "presente"):
        invite(cohort=pionniers, by=denis, email=f"{name}@exemple.fr", first_name=name.title())
    Invitation.objects.filter(email__startswith="sans-serveur").update(email="sans-serveur@exemple.fr\u202c")
    send_invitations.enqueue()
    states = dict(InvitationLink.objects.values_list("invitation__first_name", "delivery"))
    assert states == {"Sans-Serveur": Delivery.REFUSED, "Faute": Delivery.QUEUED, "Presente": Delivery.SENT}
    assert "aucun courriel ne transporte" in InvitationLink.objects.get(delivery=Delivery.REFUSED).refusal


@pytest.mark.parametrize("sign", ["\u200b", "\u200e", "\u202c", "\ufeff"])
def test_an_address_is_taken_as_one_sees_it(desk: Client, sign: str) -> None:
    """Pasted, it brings signs along that nobody sees, and its owner could neither be reached by it nor sign in."""
    form = {"email": f" Nour@exemple.fr{sign}", "first_name": "Nour"}
    assert desk.post("/cohortes/pionniers/invitations/nouvelle/", form).status_code == 302
    assert Invitation.objects.get().email == "nour@exemple.fr"
    account = User(email=f"Ali@{sign}exemple.fr", first_name="Ali")
    account.clean()
    assert account.email == "ali@exemple.fr"
    listed = read(f"courriel;prenom\nSam@exemple.fr{sign};Sam\n".encode())
    assert listed.rows[0][1]["email"] == "Sam@exemple.fr"


def test_a_place_known_to_the_trainer_is_proposed(pionniers: Cohort, denis: User, on_commit: Any, amina: User) -> None:
    territory = amina.enrolments.get().territory
    with on_commit(execute=True):
        invite(cohort=pionniers, by=denis, email="n@exemple.fr", first_name="N", territory=territory, organisation="Agence")
    page = Client().get(path_in(mail.outbox[-1])).content.decode()
    assert 'value="Agence"' in page
    assert re.search(rf'<option value="{territory.pk}" selected', page)  # type: ignore[union-attr]


def test_whoever_joins_a_cohort_in_preparation_reads_when_it_starts(path: str, pionniers: Cohort) -> None:
    pionniers.state = CohortState.DRAFT
    pionniers.save()
    client = Client()
    page = client.post(path, ANSWER, follow=True).content.decode()
    assert "se prépare" in page
    assert conf.LOGIN_REDIRECT_URL == "/accueil/"


def test_the_desk_invites_one_person_and_says_mistakes(desk: Client, on_commit: Any) -> None:
    form = {"email": "nour@", "first_name": ""}
    page = desk.post("/cohortes/pionniers/invitations/nouvelle/", form).content.decode()
    assert "Écrivez une adresse complète" in page
    with on_commit(execute=True):
        desk.post("/cohortes/pionniers/invitations/nouvelle/", {"email": "nour@exemple.fr", "first_name": "Nour", "joins_on": "03/09/2026"})
    assert str(Invitation.objects.get().joins_on) == "2026-09-03"
    assert len(mail.outbox) == 1
    page = desk.post("/cohortes/pionniers/invitations/nouvelle/", {"email": "nour@exemple.fr", "first_name": "Nour"}).content.decode()
    assert "attend déjà à l’adresse" in page


def test_an_invitation_into_a_closed_cohort_is_not_said_to_be_valid(desk: Client, pionniers: Cohort, invited: Invitation) -> None:
    assert "valable jusqu’au" in desk.get("/cohortes/pionniers/personnes/").content.decode()
    Cohort.objects.filter(pk=pionniers.pk).update(state=CohortState.CLOSED)
    page = desk.get("/cohortes/pionniers/personnes/").content.decode()
    assert "valable jusqu’au" not in page
    assert "on ne rejoint plus cette cohorte" in page


def test_a_territory_that_is_deleted_at_this_moment_is_given_to_nobody(pionniers: Cohort, denis: User) -> None:
    gone = Territory.objects.create(name="Val Perdu", slug="val-perdu")
    Territory.objects.filter(pk=gone.pk).delete()
    amina, chloe = person("amina").enrolments.get(), person("chloe")
    for attempt in (
        lambda: set_details(enrolment=amina, by=denis, territory=gone),
        lambda: invite(cohort=pionniers, by=denis, email="nour@exemple.fr", first_name="Nour", territory=gone),
        lambda: enrol(user=chloe, cohort=pionniers, by=denis, territory=gone),
    ):
        with pytest.raises(CohortError, match="vient d’être supprimé"):
            attempt()


def test_a_territory_typed_under_the_list_as_it_came_is_the_one_that_is_kept(path: str, pionniers: Cohort) -> None:
    """Her trainer had said a place, so the list comes with it chosen: the name that she types below is her correction."""
    Invitation.objects.update(territory=Territory.objects.get(name="Val-de-Brume"))
    brume = str(Territory.objects.get(name="Val-de-Brume").pk)
    Client().post(path, {**ANSWER, "territory": brume})
    assert str(Enrolment.objects.get(user__email="nour@exemple.fr").territory) == "Vallée Bleue"


def test_a_trainer_who_types_a_territory_need_not_empty_the_list_first(desk: Client, enrolment: Enrolment) -> None:
    url = f"/cohortes/pionniers/personnes/{enrolment.pk}/fiche/"
    held = str(enrolment.territory_id)
    desk.post(url, {"territory": held, "other_territory": "Cap Inconnu", "organisation": "Agence"})
    enrolment.refresh_from_db()
    assert str(enrolment.territory) == "Cap Inconnu"
    desk.post(url, {"territory": str(enrolment.territory_id), "other_territory": "cap-inconnu", "organisation": "Agence"})
    enrolment.refresh_from_db()
    assert str(enrolment.territory) == "Cap Inconnu"


def test_a_choice_in_the_list_and_another_name_are_asked_about(desk: Client, enrolment: Enrolment) -> None:
    """A near miss that stays below the choice it led to is no second answer."""
    url = f"/cohortes/pionniers/personnes/{enrolment.pk}/fiche/"
    brume = Territory.objects.get(name="Val-de-Brume")
    answer = desk.post(url, {"territory": str(brume.pk), "other_territory": "Cap Inconnu", "organisation": "Agence"})
    assert answer.status_code == 422
    assert f"« {brume} » est aussi choisi dans la liste" in answer.content.decode().replace("\xa0", " ")
    assert 'value="Cap Inconnu"' in answer.content.decode()
    desk.post(url, {"territory": str(brume.pk), "other_territory": "Val de Brumes", "organisation": "Agence"})
    enrolment.refresh_from_db()
    assert enrolment.territory == brume


def test_a_cohort_where_nobody_is_yet_says_which_invitations_can_be_answered(desk: Client, pionniers: Cohort, denis: User) -> None:
    """Prepared ones were said to wait for an answer: nothing had left, and their trainer waited with them."""
    dates = {"curriculum_id": pionniers.curriculum_id, "starts_on": pionniers.starts_on, "ends_on": pionniers.ends_on}
    fresh = create_cohort(cohort=Cohort(name="Neuve", capacity=9, **dates), trainers=[denis], by=denis)

    def said() -> str:
        return desk.get(f"/cohortes/{fresh.slug}/").content.decode()

    assert "une réponse" not in said()
    assert "renvoyer" not in said()
    for number in range(3):
        invite(cohort=fresh, by=denis, email=f"nour{number}@exemple.fr", first_name="Nour", sends=number > 0)
    assert "2\u00a0invitations attendent une réponse. 1\u00a0invitation est à envoyer, ou à renvoyer." in said()
    InvitationLink.objects.filter(invitation__email="nour2@exemple.fr").update(expires_at=timezone.now())
    assert "1\u00a0invitation attend une réponse. 2\u00a0invitations sont à envoyer, ou à renvoyer." in said()


def test_whoever_has_not_answered_is_told_beside_the_silent_ones_as_long_as_people_may_join(
    desk: Client, pionniers: Cohort, denis: User
) -> None:
    """Somebody who never accepted is in no row of the matrix: on a Monday, nothing there said that she is still expected."""

    def said() -> str:
        return desk.get("/cohortes/pionniers/").content.decode()

    assert "Voir les invitations" not in said()
    invite(cohort=pionniers, by=denis, email="nour@exemple.fr", first_name="Nour")
    assert '1\u00a0invitation attend une réponse. <a href="/cohortes/pionniers/personnes/#i">Voir les invitations</a>' in said()
    Cohort.objects.filter(pk=pionniers.pk).update(state="closed")
    assert "Voir les invitations" not in said()


def test_an_account_that_another_click_opens_at_this_moment_leads_on(path: str, invited: Invitation, rf: Any) -> None:
    """It is there once the form is judged, and was not when the page looked for it."""
    form = NewAccountForm(ANSWER)
    assert form.is_valid()
    User.objects.create_user(invited.email, first_name="Nour")
    request = rf.post(path)
    request.session = Client().session
    answer = open_account(request, InvitationLink.objects.get(invitation=invited), form)
    assert answer is not None
    assert answer.headers["Location"] == path
    assert not request.session.items()
