"""Being told: in the site at once, by mail at one's own pace, never in one's quiet hours, and stopped by one click."""

import re
from datetime import UTC, datetime, time, timedelta
from email import policy as policies
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Notice, NoticeMail, NoticePace, NoticeSettings, User
from accounts.notices.actions import take_back, tell
from accounts.notices.kinds import KINDS
from accounts.notices.sending import SUBJECT, gather, is_quiet, last_digest, stop_token, subject_of
from accounts.notices.tasks import send_notices
from assessments.enums import Moment
from cohorts.announcing import announce_openings
from cohorts.desk.actions import set_openings, set_personal_opening, set_state
from cohorts.enums import CohortState
from cohorts.models import Cohort, Enrolment, ModuleOpening, PersonalOpening, Seat
from portal.views.home import NOTICES
from tests.assessments.making import open_moment
from tests.conftest import person, signed_in

pytestmark = pytest.mark.django_db
# A Wednesday, at noon in Paris.
NOON = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)


def told(user: User, kind: str = "message", about: str = "conversation:1", at: datetime | None = None) -> Notice:
    tell(to=[user.pk], kind=kind, text="Bastien vous a écrit un mot.", url="/binome/", about=about)
    notice = Notice.objects.get(to=user, kind=kind, about=about)
    if at:
        Notice.objects.filter(pk=notice.pk).update(at=at)
    return notice


def test_the_same_thing_again_is_one_notice_until_it_is_seen(amina: User) -> None:
    told(amina)
    told(amina)
    assert Notice.objects.count() == 1
    Notice.objects.update(seen_at=timezone.now())
    tell(to=[amina.pk], kind="message", text="Encore", url="/binome/", about="conversation:1")
    assert Notice.objects.count() == 2


def test_what_happens_again_after_a_mail_is_told_by_the_next_one(amina: User) -> None:
    told(amina, at=NOON)
    assert gather(NOON) == 1
    tell(to=[amina.pk], kind="message", text="Encore", url="/binome/", about="conversation:1")
    assert Notice.objects.not_mailed().get().text == "Encore"


def test_no_mail_tells_of_what_only_a_role_opened_once_it_is_taken_back(denis: User) -> None:
    told(denis, kind="to_read", about="answer:1", at=NOON - timedelta(days=2))
    User.objects.filter(pk=denis.pk).update(is_trainer=False)
    assert gather(NOON) == 0
    User.objects.filter(pk=denis.pk).update(is_trainer=True)
    assert gather(NOON) == 1


def test_nobody_is_told_what_she_did_herself(amina: User) -> None:
    tell(to=[amina.pk], kind="message", text="x", url="/", about="x", by=amina)
    assert not Notice.objects.exists()


def test_a_kind_that_nobody_registered_is_a_fault(amina: User) -> None:
    with pytest.raises(ValueError, match="no registered kind"):
        tell(to=[amina.pk], kind="inconnu", text="x", url="/", about="x")


def test_at_once_leaves_at_once_outside_quiet_hours_only(amina: User) -> None:
    told(amina, at=NOON)
    assert gather(NOON.replace(hour=22)) == 0
    assert gather(NOON) == 1
    assert gather(NOON) == 0


def test_quiet_hours_are_on_ones_own_clock(amina: User) -> None:
    choice = NoticeSettings(user=amina, time_zone="Indian/Reunion", quiet_from=time(20), quiet_until=time(8))
    assert is_quiet(choice, NOON.replace(hour=16, minute=30))  # 20 h 30 there
    assert not is_quiet(choice, NOON.replace(hour=15, minute=30))
    assert is_quiet(choice, NOON.replace(hour=3, minute=30))  # 7 h 30 there
    assert not is_quiet(choice, NOON.replace(hour=4, minute=0))
    day = NoticeSettings(user=amina, quiet_from=time(9), quiet_until=time(17))
    assert is_quiet(day, NOON)
    assert not is_quiet(NoticeSettings(user=amina, quiet_from=time(8), quiet_until=time(8)), NOON)


def test_daily_and_weekly_wait_for_their_hour_and_come_as_one_mail(amina: User) -> None:
    NoticePace.objects.create(user=amina, kind="answered", pace="weekly")
    told(amina, "partner_shared", "answer:1", at=NOON)
    told(amina, "page_changed", "answer:2", at=NOON)
    told(amina, "answered", "answer:3", at=NOON)
    assert gather(NOON + timedelta(hours=5)) == 0
    assert gather(NOON + timedelta(hours=21)) == 1  # Thursday, 9 o'clock
    assert NoticeMail.objects.get().notices.count() == 2
    assert gather(NOON + timedelta(days=4)) == 0  # Sunday
    assert gather(NOON + timedelta(days=5, hours=-3)) == 1  # Monday, 9 o'clock


def test_the_digest_hour_is_the_end_of_quiet_hours(amina: User) -> None:
    choice = NoticeSettings(user=amina)
    assert last_digest(choice, NOON).astimezone(UTC) == NOON.replace(hour=7)
    assert last_digest(choice, NOON.replace(hour=5)).astimezone(UTC) == NOON.replace(hour=7) - timedelta(days=1)
    assert last_digest(choice, NOON, weekly=True).astimezone(UTC) == NOON.replace(hour=7) - timedelta(days=2)


@pytest.mark.parametrize("why", ["never", "stopped", "seen", "inactive", "taken back", "old"])
def test_what_must_not_be_mailed_is_not(amina: User, why: str) -> None:
    notice = told(amina, at=NOON)
    if why == "never":
        NoticePace.objects.create(user=amina, kind="message", pace="never")
    elif why == "stopped":
        NoticeSettings.objects.create(user=amina, stopped_at=NOON)
    elif why == "seen":
        signed_in("amina").get(f"/compte/avis/{notice.pk}/")
    elif why == "inactive":
        User.objects.filter(pk=amina.pk).update(is_active=False)
    elif why == "taken back":
        take_back(about="conversation:1")
    else:
        Notice.objects.update(at=NOON - timedelta(days=30))
    assert gather(NOON) == 0


def mailed(amina: User) -> Any:
    NoticeSettings.objects.update_or_create(user=amina, defaults={"quiet_from": time(8), "quiet_until": time(8)})
    told(amina)
    send_notices.enqueue()
    return mail.outbox[-1]


def test_a_mail_says_what_happened_where_and_how_to_stop_in_one_click(amina: User) -> None:
    message = mailed(amina)
    assert message.to == [amina.email]
    assert message.subject == "Bastien vous a écrit un mot."
    assert "/binome/" in message.body
    stop = re.search(r"<(http[^>]+/compte/avis/arret/[^>]+)>", message.extra_headers["List-Unsubscribe"])
    assert stop
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for policy in (policies.SMTP, policies.default):  # what leaves is not encoded, however long the address of the site
        sent = message.message(policy=policy).as_bytes().decode()
        assert re.search(rf"^List-Unsubscribe: <{re.escape(stop[1])}>\r?$", sent, re.MULTILINE)
    path = "/" + stop[1].split("/", 3)[3]
    visitor = Client(enforce_csrf_checks=True)
    assert visitor.get(path).status_code == 200
    assert NoticeSettings.objects.get(user=amina).stopped_at is None
    assert visitor.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded").status_code == 200
    assert NoticeSettings.objects.get(user=amina).stopped_at is not None
    assert visitor.post(path).status_code == 200
    assert Client().post(f"/compte/avis/arret/{stop_token(amina)[:-2]}xx/").status_code == 404


@pytest.mark.parametrize("why", ["stopped", "inactive"])
def test_a_mail_that_a_server_kept_waiting_does_not_leave_once_they_are_stopped(amina: User, why: str) -> None:
    told(amina, at=NOON)
    assert gather(NOON) == 1
    if why == "stopped":
        Client().post(f"/compte/avis/arret/{stop_token(amina)}/")
    else:
        User.objects.filter(pk=amina.pk).update(is_active=False)
    before = len(mail.outbox)
    send_notices.enqueue()
    assert len(mail.outbox) == before


def test_a_mail_whose_reason_is_gone_does_not_leave(amina: User) -> None:
    told(amina, at=NOON)
    gather(NOON)
    take_back(about="conversation:1")
    before = len(mail.outbox)
    send_notices.enqueue()
    assert len(mail.outbox) == before
    assert NoticeMail.objects.get().is_refused is True


def test_the_page_of_notices_keeps_what_is_chosen(amina: User) -> None:
    client = signed_in("amina")
    notice = told(amina)
    page = client.get("/compte/avis/").content.decode()
    assert "Bastien vous a écrit un mot." in page
    assert page.count("Nouveau&nbsp;: ") == 1
    assert KINDS["to_read"].label not in page
    data = dict.fromkeys(KINDS, "weekly") | {"time_zone": "Indian/Reunion", "quiet_from": "21:30", "quiet_until": "07:00"}
    assert client.post("/compte/avis/", data).status_code == 302
    choice = NoticeSettings.objects.get(user=amina)
    assert (choice.time_zone, choice.quiet_from, choice.quiet_until) == ("Indian/Reunion", time(21, 30), time(7))
    assert set(NoticePace.objects.filter(user=amina).values_list("pace", flat=True)) == {"weekly"}
    bad = client.post("/compte/avis/", {**data, "quiet_from": "vingt heures", "time_zone": "Mars/Olympus"})
    assert bad.status_code == 422
    assert "Écrivez l’heure ainsi" in bad.content.decode()
    assert client.get(f"/compte/avis/{notice.pk}/").url == "/binome/"
    assert signed_in("bastien").get(f"/compte/avis/{notice.pk}/").status_code == 404
    client.post("/compte/avis/courriels/", {"arreter": 1})
    assert "Les courriels sont arrêtés" in client.get("/compte/avis/").content.decode()
    kept = client.post("/compte/avis/", data, follow=True).content.decode()
    assert "Vos prochains courriels suivront" not in kept
    assert "les courriels restent arrêtés" in kept
    client.post("/compte/avis/courriels/")
    assert NoticeSettings.objects.get(user=amina).stopped_at is None
    assert "Vos prochains courriels suivront ce choix." in client.post("/compte/avis/", data, follow=True).content.decode()
    told(amina, about="autre")
    client.post("/compte/avis/lus/")
    assert not Notice.objects.filter(to=amina, seen_at=None).exists()
    assert "Nouveau&nbsp;: " not in client.get("/compte/avis/").content.decode()


def test_home_and_the_page_of_notices_cost_the_same_with_one_and_forty(amina: User) -> None:
    client = signed_in("amina")
    told(amina)

    def queries(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as found:
            client.get(url)
        return len(found)

    before = [queries("/accueil/"), queries("/compte/avis/")]
    assert before[0] <= 20
    for number in range(39):
        told(amina, about=f"conversation:{number + 2}")
    assert [queries("/accueil/"), queries("/compte/avis/")] == before


def test_home_shows_the_first_notices_and_says_whether_there_are_others(amina: User) -> None:
    def shown() -> tuple[int, bool]:
        page = signed_in("amina").get("/accueil/").content.decode()
        return page.count("Bastien vous a écrit un mot."), "Et d’autres" in page

    for number in range(NOTICES):
        told(amina, about=f"conversation:{number + 2}")
    assert shown() == (NOTICES, False)
    told(amina, about="conversation:1")
    assert shown() == (NOTICES, True)


def test_an_opening_is_told_once_and_old_news_never(amina: User, pionniers: Cohort) -> None:
    ModuleOpening.objects.update(told_at=None)
    assert announce_openings() == 0
    assert not Notice.objects.exists()
    ModuleOpening.objects.filter(cohort=pionniers, module__code="m8").update(opens_at=timezone.now() - timedelta(minutes=2), told_at=None)
    PersonalOpening.objects.create(
        enrolment=amina.enrolments.get(), module_id=ModuleOpening.objects.get(cohort=pionniers, module__code="m8").module_id,
        opens_at=timezone.now() + timedelta(days=3),
    )  # fmt: skip
    assert announce_openings() == 1
    assert announce_openings() == 0
    told_to = set(Notice.objects.values_list("to__first_name", flat=True))
    assert "Bastien" in told_to
    assert "Amina" not in told_to  # she has a date of her own
    assert "Chloé" not in told_to
    PersonalOpening.objects.update(opens_at=timezone.now() - timedelta(minutes=1))
    assert announce_openings() == 1
    assert Notice.objects.filter(to=amina).exists()


def test_who_has_left_is_told_neither_of_a_module_nor_of_her_cohort_that_begins(bastien: User, pionniers: Cohort, denis: User) -> None:
    Enrolment.objects.filter(user=bastien).update(left_on=timezone.localdate())
    opening = ModuleOpening.objects.filter(cohort=pionniers, module__code="m8")
    opening.update(opens_at=timezone.now() - timedelta(minutes=2), told_at=None)
    assert announce_openings() == 1
    Cohort.objects.filter(pk=pionniers.pk).update(state=CohortState.DRAFT)
    set_state(cohort=pionniers, state=CohortState.OPEN, by=denis)
    assert Notice.objects.filter(kind="module_opened", to__first_name="Amina").count() == 2
    assert not Notice.objects.filter(to=bastien).exists()


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Bastien vous a écrit un mot.", "Bastien vous a écrit un mot."),
        (
            "« Point d’étape » vous attend, jusqu’au 1er mai 2027. Ce qui est commencé est gardé.",
            "« Point d’étape » vous attend, jusqu’au 1er mai 2027",
        ),
        (
            "« Positionnement d’entrée » vous attend, jusqu’au 19 décembre 2026. Ce qui est gardé.",
            "« Positionnement d’entrée » vous attend",
        ),
        (
            "Solène a écrit dans votre page commune « Trois relations, trois ères ».",
            "Solène a écrit dans votre page commune « Trois relations…",
        ),
        ("Un mot " + "très " * 30 + "long.", "Un mot très très très très très très très très très très…"),
    ],
)
def test_the_subject_of_a_mail_is_what_a_phone_shows(text: str, subject: str) -> None:
    assert subject_of(text) == subject
    assert len(subject) <= SUBJECT


def test_a_module_whose_date_moves_away_is_not_told_as_open_any_more(amina: User, bastien: User, pionniers: Cohort, denis: User) -> None:
    opening = ModuleOpening.objects.get(cohort=pionniers, module__code="m8")
    for one in (amina, bastien):
        tell(to=[one.pk], kind="module_opened", text="Le module 8 est ouvert.", url="/parcours/", about=f"module:{opening.module_id}")
    later = timezone.now() + timedelta(days=7)
    set_personal_opening(enrolment=amina.enrolments.get(), module_id=opening.module_id, opens_at=later, by=denis)
    assert [one.to for one in Notice.objects.all()] == [bastien], "her date moved, not her partner's"
    set_openings(cohort=pionniers, dates={opening.module_id: later}, by=denis)
    assert not Notice.objects.exists()


def test_a_module_whose_date_is_lifted_is_not_told_as_open_any_more(amina: User, bastien: User, pionniers: Cohort, denis: User) -> None:
    """Opened for one person by mistake, then given back to the cohort's date; or closed for everyone by an empty date."""
    opening = ModuleOpening.objects.get(cohort=pionniers, module__code="m8")
    mine, module = amina.enrolments.get(), opening.module_id

    def told() -> list[User]:
        return [one.to for one in Notice.objects.order_by("to__first_name")]

    for one in (amina, bastien):
        tell(to=[one.pk], kind="module_opened", text="Le module 8 est ouvert.", url="/parcours/", about=f"module:{module}")
    set_personal_opening(enrolment=mine, module_id=module, opens_at=timezone.now(), by=denis)
    set_personal_opening(enrolment=mine, module_id=module, opens_at=None, by=denis)
    assert told() == [amina, bastien], "the cohort's own date has come: it is open all the same"
    set_personal_opening(enrolment=mine, module_id=module, opens_at=timezone.now(), by=denis)
    set_openings(cohort=pionniers, dates={module: None}, by=denis)
    assert told() == [amina], "hers is open by her own date"
    set_personal_opening(enrolment=mine, module_id=module, opens_at=None, by=denis)
    assert not told()


def test_words_too_long_for_a_notice_end_in_an_ellipsis(amina: User) -> None:
    tell(to=[amina.pk], kind="message", text="mot " * 100, url="/", about="x")
    text = Notice.objects.get().text
    assert len(text) <= 300
    assert text.endswith("…")


def test_the_page_that_a_mail_leads_to_is_news_no_more(amina: User, pionniers: Cohort) -> None:
    opening = ModuleOpening.objects.get(cohort=pionniers, module__code="m1")
    moment = open_moment(pionniers, Moment.MIDWAY)
    seat = Seat.objects.current().get(enrolment__user=amina)
    abouts = {
        opening.module.get_url(): ("module_opened", f"module:{opening.module_id}"),
        "/competences/mi-parcours/": ("moment_opened", f"moment:{moment.pk}"),
        "/binome/": ("binome", f"binome:{seat.binome_id}"),
    }
    client = signed_in("amina")
    for url, (kind, about) in abouts.items():
        tell(to=[amina.pk], kind=kind, text="x", url=url, about=about)
        assert client.get(url).status_code == 200
        assert Notice.objects.get(about=about).seen_at is not None, url


def test_who_has_withdrawn_is_promised_no_moment_on_her_home_page(amina: User, pionniers: Cohort) -> None:
    assert "Plus tard" in signed_in("amina").get("/accueil/").content.decode()
    Enrolment.objects.filter(user=amina).update(left_on=timezone.localdate())
    assert "Plus tard" not in signed_in("amina").get("/accueil/").content.decode()


def test_the_link_of_a_mail_says_that_mails_are_stopped_already(amina: User) -> None:
    url = f"/compte/avis/arret/{stop_token(amina)}/"
    assert "Arrêter ces courriels" in Client().get(url).content.decode()
    Client().post(url)
    assert "C’est arrêté" in Client().get(url).content.decode()


def test_the_link_of_a_mail_says_whose_mails_it_stops(amina: User) -> None:
    """Bastien, to whom she had forwarded a mail, stopped hers and believed that he had stopped his own."""
    url = f"/compte/avis/arret/{stop_token(amina)}/"
    other = "Vous êtes sur le compte de Bastien Le Goff"
    for client, is_another in ((Client(), False), (signed_in("amina"), False), (signed_in("bastien"), True)):
        asked = client.get(url).content.decode()
        assert "arrête ceux d’Amina" in asked
        assert (other in asked) is is_another
        done = client.post(url).content.decode()
        assert "envoyé à Amina" in done
        assert "ne vous sera plus" not in done
        assert (other in done) is is_another
        NoticeSettings.objects.filter(user=amina).update(stopped_at=None)
    assert not NoticeSettings.objects.filter(user=person("bastien")).exclude(stopped_at=None).exists()
