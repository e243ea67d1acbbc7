"""Health, duties, errors, the clock, the demo's mailbox, and what every answer carries."""

import gzip
import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as site_settings
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.template.loader import get_template
from django.test import Client, RequestFactory, override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from assessments.counting.figures import FEWEST, SMALLEST
from assessments.framework.actions import import_draft, publish
from assessments.framework.wording import words_of
from assessments.models import FrameworkVersion
from assessments.taking.evidence import PIECES
from cohorts.desk.following import SILENT_DAYS
from cohorts.inviting.models import VALID_FOR
from cohorts.models import Cohort, Enrolment
from config import env as own_environment
from courses.models import LessonPage
from pages.templatetags.typography import NBSP
from portal.jobs import JOBS, RESULTS_KEPT, Job, sweep_tasks, tick
from portal.models import JobRun
from portal.views.errors import Typed, texts_of
from portal.views.health import STARTED
from tests.conftest import person, signed_in

pytestmark = pytest.mark.django_db


def test_a_module_is_announced_until_the_moment_it_opens(pionniers: Cohort) -> None:
    opens_at = timezone.now().replace(microsecond=0) + timedelta(hours=1)
    opening = pionniers.openings.order_by("module__path").last()
    assert opening is not None
    pionniers.openings.filter(pk=opening.pk).update(opens_at=opens_at)

    def announced(at: datetime) -> list[int]:
        with time_machine.travel(at, tick=False):
            return [found.id for _, found in signed_in("amina").get("/accueil/").context["coming"]]

    assert announced(opens_at - timedelta(seconds=1)) == [opening.module_id]
    assert announced(opens_at) == []


@pytest.fixture
def clock() -> None:
    """The clock has just run, however long these tests have been running."""
    JobRun.objects.create(name="clock", ran_at=timezone.now())


def test_health_says_ok_and_nothing_that_helps_an_attacker(clock: None) -> None:
    response = Client().get("/sante/")
    assert response.status_code == 200
    assert json.loads(response.content)["status"] == "ok"
    assert set(json.loads(response.content)["checks"].values()) == {"ok"}


def task(status: str, minutes: int) -> DBTaskResult:
    """A task as the queue keeps it, which none of ours asks to run at an hour of its own."""
    at = timezone.now() - timedelta(minutes=minutes)
    made = DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}}, priority=0, task_path="accounts.tasks.deliver", queue_name="default",
        backend_name="default", status=status, run_after=None, exception_class_path="", traceback="",
    )  # fmt: skip
    DBTaskResult.objects.filter(pk=made.pk).update(enqueued_at=at, started_at=at)
    return made


@pytest.mark.parametrize(("minutes", "status"), [(1, 200), (30, 503)])
def test_health_is_degraded_when_the_queue_stands_still(clock: None, minutes: int, status: int) -> None:
    task("READY", minutes)
    assert Client().get("/sante/").status_code == status


@pytest.mark.parametrize(("minutes", "status"), [(1, 200), (30, 503)])
def test_health_is_degraded_when_the_clock_has_stopped(minutes: int, status: int) -> None:
    JobRun.objects.update_or_create(name="x", defaults={"ran_at": timezone.now() - timedelta(minutes=minutes)})
    assert Client().get("/sante/").status_code == status


@pytest.mark.parametrize(("minutes", "word"), [(1, "ok"), (6, "late")])
def test_health_is_degraded_when_the_clock_was_never_begun(minutes: int, word: str) -> None:
    assert not JobRun.objects.exclude(ran_at=None).exists()
    with time_machine.travel(STARTED + timedelta(minutes=minutes), tick=False):
        assert Client().get("/sante/").json()["checks"]["tick"] == word


@pytest.mark.parametrize(("minutes", "word"), [(1, "ok"), (6, "late")])
def test_health_calls_no_worker_of_celery_well_while_its_jobs_do_not_run(minutes: int, word: str) -> None:
    celery = {"default": {"BACKEND": "config.celery.OnCommitBackend", "OPTIONS": {"CELERY_APP": "config.celery.app"}}}
    JobRun.objects.create(name="x", ran_at=timezone.now() - timedelta(minutes=minutes))
    with override_settings(TASKS=celery):
        checks = Client().get("/sante/").json()["checks"]
    assert (checks["worker"], checks["tick"]) == (word, word)


def test_health_is_degraded_when_the_cache_does_not_answer() -> None:
    nowhere = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}}
    with override_settings(CACHES=nowhere):
        answer = Client().get("/sante/")
    assert (answer.status_code, answer.json()["checks"]["cache"]) == (503, "down")


@pytest.mark.parametrize(("minutes", "status"), [(1, "RUNNING"), (90, "READY")])
def test_a_task_that_a_crash_left_running_goes_back_in_the_queue(minutes: int, status: str) -> None:
    made = task("RUNNING", minutes)
    sweep_tasks()
    made.refresh_from_db()
    assert made.status == status


def test_the_clock_runs_each_job_once_and_survives_one_that_fails(caplog: pytest.LogCaptureFixture) -> None:
    ran = []

    def fail() -> None:
        raise RuntimeError("broken")

    jobs = (Job("good", timedelta(minutes=1), lambda: ran.append("good")), Job("bad", timedelta(minutes=1), fail))
    assert tick(jobs) == ["good"]
    assert tick(jobs) == []
    assert ran == ["good"]
    assert "bad failed" in caplog.text


def test_every_job_runs_on_the_real_site() -> None:
    said = StringIO()
    call_command("tick", once=True, stdout=said)
    assert said.getvalue().splitlines() == [job.name for job in JOBS]
    assert tick() == [], "the command itself has run them"


@pytest.mark.parametrize("url", ["/confidentialite/", "/accessibilite/", "/mentions-legales/"])
def test_the_duties_name_the_operator_once_there_is_one(url: str) -> None:
    assert Client().get(url).status_code == 200
    with override_settings(OPERATOR_NAME="Association Exemple", OPERATOR_EMAIL="contact@exemple.example"):
        said = Client().get(url).content.decode()
    assert "contact@exemple.example" in said
    assert ("Association Exemple" in said) is (url == "/mentions-legales/")


def test_what_is_kept_of_an_account_is_said_whole() -> None:
    """« Et rien de plus », says the page: what the libraries keep of a person counts too."""
    said = Client().get("/confidentialite/").content.decode()
    assert "last_login" in {field.name for field in User._meta.get_fields()}
    for words in (
        "celle de votre dernière connexion",
        "vos moyens de double authentification",
        "dans l’atelier des éditeurs, vos versions",
    ):
        assert words in said


def test_how_long_things_are_kept_is_said_as_it_is() -> None:
    """Whoever changes one of these lengths changes the words that promise it."""
    assert timedelta(days=30) == VALID_FOR
    assert timedelta(seconds=site_settings.SESSION_COOKIE_AGE).days == 60
    assert timedelta(weeks=2) == RESULTS_KEPT
    said = Client().get("/confidentialite/").content.decode()
    for words in ("dure au plus soixante jours", "effacés de la file deux semaines après", "invitation vaut trente jours"):
        assert words in said
    assert "valable trente jours" in signed_in("denis").get("/cohortes/pionniers/invitations/nouvelle/").content.decode()


@pytest.mark.parametrize(
    ("held", "number", "words", "places"),
    [
        (FEWEST, 5, "cinq", ["assessments/taking/review.html", "assessments/counting/rules.html", "assessments/desk/close.html"]),
        (FEWEST, 5, "à partir de cinq personnes", ["portal/privacy.html"]),
        (FEWEST, 5, "une à quatre personnes", ["assessments/counting/rules.html", "assessments/desk/close.html"]),
        (SMALLEST, 3, "trois personnes au moins", ["assessments/desk/close.html"]),
        (PIECES, 6, "Six preuves", ["assessments/taking/evidence.html"]),
        (SILENT_DAYS, 14, "deux semaines", ["portal/accueil.html"]),
        (SILENT_DAYS, 14, "depuis 14 jours ou plus", ["cohorts/desk/cohorts.html"]),
        (SILENT_DAYS, 14, "{% if days != 14 %}jours=", ["cohorts/desk/matrix_figures.html"]),
        (site_settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT, 15 * 60, "quinze minutes", ["account/email/login_code_message.txt"]),
        (site_settings.ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS, 3, "trois jours", ["account/email/email_confirmation_message.txt"]),
    ],
)
def test_a_number_that_a_screen_says_in_words_is_the_one_that_holds(held: int, number: int, words: str, places: list[str]) -> None:
    """Whoever changes one of these numbers changes the words that promise it: « also in words » beside it says where."""
    assert held == number
    for place in places:
        assert words in get_template(place).template.source, place


@pytest.mark.parametrize("url", ["/nulle-part/", "/parcours/nulle-part/", "/cohortes/", "/guide/nulle-part/"])
def test_what_is_not_there_is_a_404_that_leads_on(url: str) -> None:
    response = signed_in("amina").get(url)
    assert response.status_code == 404
    assert "Ce sentier s’arrête ici" in response.content.decode()


def test_a_form_heavier_than_the_site_reads_is_told_so_and_where_the_text_still_is() -> None:
    answer = Client().post("/binome/mots/", "text=" + "mot+" * 700_000, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    said = answer.content.decode()
    assert "Votre texte est encore dans la page d’avant" in said
    assert "Ce sentier s’arrête ici" not in said


@pytest.mark.parametrize(
    ("body", "kind"),
    [("text=" + "mot+" * 700_000, "application/x-www-form-urlencoded"), ("no part at all", "multipart/form-data; boundary=")],
)
def test_what_is_sent_to_no_address_of_ours_is_not_read_at_all(body: str, kind: str) -> None:
    assert Client(raise_request_exception=False).post("/nulle.part/", body, content_type=kind).status_code == 404


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("text=" + "mot+" * 700_000, "application/x-www-form-urlencoded"),
        ("&".join(f"a{number}=1" for number in range(10_001)), "application/x-www-form-urlencoded"),
        ("text=un+mot", "application/x-www-form-urlencoded; charset=iso-8859-1"),
        ("no part at all", "multipart/form-data"),
    ],
    ids=["heavy", "many", "latin", "cut"],
)
def test_a_link_that_stops_mails_and_is_nobodys_reads_nothing_of_what_is_sent_to_it(body: str, kind: str) -> None:
    assert Client(raise_request_exception=False).post("/compte/avis/arret/none/", body, content_type=kind).status_code == 404


def test_a_failure_is_said_without_the_database(django_assert_num_queries: Any) -> None:
    from portal.views.errors import broken

    with django_assert_num_queries(0):
        response = broken(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "La panne est de notre côté" in response.content.decode()


def test_whoever_typed_in_an_expired_form_is_told_to_copy_it_first() -> None:
    """« Reprendre la page » leads to a page that may not have her words any more. Who typed nothing has nothing to copy."""
    client = Client(enforce_csrf_checks=True)
    told = "Avant de la reprendre, copiez ce que vous aviez écrit"
    assert told in client.post("/competences/plan/3/", {"action": "Réunir trois maires"}).content.decode()
    assert told not in client.post("/parcours/etat-des-lieux/regard-des-maires/terminer/").content.decode()


def test_whoever_refuses_every_cookie_is_told_that_one_is_needed() -> None:
    """Else she takes the page again, waits for nothing, and reads for ever that it was open for long."""
    client, told = Client(enforce_csrf_checks=True), "votre navigateur refuse les cookies de ce site"
    assert told in client.post("/compte/connexion/", {"login": "amina@demo.example"}).content.decode()
    client.get("/compte/connexion/")
    assert told not in client.post("/compte/connexion/", {"login": "amina@demo.example"}).content.decode()


def test_an_expired_letter_leads_back_to_whom_it_was_for() -> None:
    address = "/cohortes/pionniers/courriels/nouveau/?personne=2"
    page = Client().post(address, {"to": "personne:2", "subject": "Bonjour", "body": "Un mot avant jeudi."})
    assert f'href="{address}"' in page.content.decode()


def test_what_was_typed_in_an_expired_form_is_shown_back() -> None:
    client = Client(enforce_csrf_checks=True)
    text = "Un long texte que personne ne veut perdre <b>"
    page = client.post("/apparence/", {"answer": text, "password": "a-secret-that-is-long-enough"})
    assert page.status_code == 403
    assert "Un long texte que personne ne veut perdre &lt;b&gt;" in page.content.decode()
    assert "a-secret-that" not in page.content.decode()


def test_what_was_ticked_in_a_self_assessment_that_came_too_late_is_shown_back() -> None:
    form = {"seen": "1", "dia-1-situation": "", "dia-2-level": "4", "dia-2-situation": "", "dia-3-level": "nc", "dia-3-situation": ""}
    page = Client().post("/competences/entree/dialogue/", form)
    assert page.status_code == 403
    said = page.content.decode()
    assert "Indicateur 2 : 4e réponse" in said
    assert "Indicateur 3 : non concerné" in said
    assert "Indicateur 1" not in said
    assert 'href="/competences/entree/dialogue/"' in said


def test_a_day_chosen_in_a_form_that_came_too_late_is_shown_back_among_the_words() -> None:
    form = {"dia-1-situation": "Réunion au lycée", "dia-1-situated_on": "2026-06-10", "dia-2-situated_on": "2026-02-31"}
    said = Client().post("/competences/entree/dialogue/", form).content.decode()
    assert said.index("Réunion au lycée") < said.index(f"10{NBSP}juin{NBSP}2026")
    assert "2026-02-31" not in said
    assert "1er" in Client().post("/competences/plan/3/", {"action_on": "2026-12-01"}).content.decode()


def test_a_form_that_came_too_late_says_where_each_text_was_and_drops_no_short_word() -> None:
    form = {
        "seen": "1", "dia-1-level": "4", "dia-1-situation": "", "dia-1-situated_on": "", "dia-1-effect": "",
        "dia-2-situation": "Lorient", "dia-2-situated_on": "", "dia-2-effect": "Rien", "do": "suite",
    }  # fmt: skip
    said = Client().post("/competences/entree/dialogue/", form).content.decode()
    for rank, (place, word) in enumerate([("situation vécue", "Lorient"), ("effet observé", "Rien")], start=1):
        assert f'<label for="t-{rank}">Indicateur 2, {place}</label>' in said
        assert f'readonly value="{word}"' in said
    assert said.count("readonly") == 2
    assert 'value="Oui"' in Client().post("/binome/mots/", {"enrolment": "3", "text": "Oui"}).content.decode()


def test_the_key_kept_beside_the_data_is_made_once_for_this_machine_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setattr(own_environment, "VAR_DIR", tmp_path)
    made = own_environment.secret_key()
    assert len(made) > 50
    assert own_environment.secret_key() == made
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("theme", "seen"), [("sombre", 'data-theme="sombre"'), ("clair", 'data-theme="clair"'), ("<x>", '<html lang="fr">')]
)
def test_a_theme_is_chosen_without_a_script(theme: str, seen: str) -> None:
    client = Client()
    response = client.post("/apparence/", {"theme": theme, "next": "/parcours/"})
    assert response.url == "/parcours/#apparence", "the keyboard goes on where it was"
    assert seen in client.get("/").content.decode()


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_the_theme_never_leads_elsewhere(back: str) -> None:
    assert Client().post("/apparence/", {"theme": "clair", "next": back}).url == "/#apparence"


@pytest.fixture
def mails(tmp_path: Path, settings: Any) -> Path:
    settings.MAIL_DIR = tmp_path
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "OPTIONS": {"file_path": str(tmp_path)}}}
    return tmp_path


def test_the_mailbox_lists_what_the_site_sent_with_its_links(mails: Path) -> None:
    assert "La boîte est vide" in Client().get("/demo/courriels/").content.decode()
    EmailMessage("Bonjour <b>", "Ouvrez http://localhost/x/ <script>", "a@demo.example", ["b@demo.example"]).send()
    page = Client().get("/demo/courriels/").content.decode()
    assert "Bonjour &lt;b&gt;" in page
    name = next(mails.glob("*.log")).stem
    body = Client().get(f"/demo/courriels/{name}/").content.decode()
    assert '<a href="http://localhost/x/"' in body
    assert "<script>" not in body.split("<main")[1]


def test_mails_that_share_a_file_are_all_in_the_mailbox(mails: Path) -> None:
    """Django names a file by the second and by an object that may be used again: a reminder to twenty left four unseen."""
    for one in ("rose", "tom", "maud"):
        EmailMessage("Un rappel", f"Bonjour {one}", "a@demo.example", [f"{one}@demo.example"]).send()
    shared = mails / "20261130-024954-1.log"
    shared.write_bytes(b"".join(path.rename(mails / "one").read_bytes() for path in sorted(mails.glob("*.log"))))
    page = Client().get("/demo/courriels/").content.decode()
    assert page.count("Un rappel") == 3
    said = [Client().get(path).content.decode() for path in re.findall(r"/demo/courriels/[^/\"]+/", page)]
    assert sorted(re.findall(r"Bonjour (\w+)", "".join(said))) == ["maud", "rose", "tom"]
    assert Client().get("/demo/courriels/20261130-024954-1-4/").status_code == 404


@pytest.mark.parametrize("extra", [{"REMOTE_ADDR": "203.0.113.7"}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}])
def test_the_mailbox_answers_this_computer_only(extra: dict[str, str]) -> None:
    assert Client().get("/demo/courriels/", **extra).status_code == 404  # type: ignore[arg-type]


def test_the_policy_is_strict_and_the_admin_has_its_own() -> None:
    policy = Client().get("/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    admin = signed_in("gaelle").get("/admin/").headers["Content-Security-Policy"]
    assert "'unsafe-inline'" in admin
    assert "nonce" not in admin


@pytest.mark.parametrize("name", ["../db.sqlite3", "images/../../secret-key", "documents/x.pdf", "secret-key"])
def test_only_published_pictures_are_served(name: str) -> None:
    assert Client().get(f"/media/{name}").status_code == 404


def test_a_picture_whose_name_holds_dots_in_a_row_is_served(settings: Any, tmp_path: Path) -> None:
    """« La réunion... et la suite.png » keeps its dots when it is handed in: they lead out of no folder."""
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "reunion..._suite.png").write_bytes(b"png")
    answer = Client().get("/media/images/reunion..._suite.png")
    assert (answer.status_code, b"".join(answer)) == (200, b"png")
    answer.close()


def test_the_trainers_home_names_who_is_silent() -> None:
    page = signed_in("denis").get("/accueil/").content.decode()
    assert "24\u00a0personnes" in page
    for silent in ("Théo Lambert", "Nadia Ferhat", "Paul Vidal", "Lina Rossi"):
        assert silent in page
    assert "Amina Benali" not in page
    assert "voisins" not in page
    theo = person("theo").enrolments.get()
    for days, named in ((SILENT_DAYS - 1, False), (SILENT_DAYS, True)):
        Enrolment.objects.filter(pk=theo.pk).update(joins_on=theo.cohort.today() - timedelta(days=days))
        assert ("Théo Lambert" in signed_in("denis").get("/accueil/").content.decode()) is named


def test_a_trainer_enrolled_in_a_cohort_keeps_both_screens() -> None:
    from accounts.actions import set_roles

    set_roles(user=person("amina"), by=None, trainer=True)
    page = signed_in("amina").get("/accueil/").content.decode()
    assert "Votre chemin" in page
    assert "Aucune cohorte ne vous est confiée" in page


@pytest.mark.parametrize("name", ["hanae", "farid", "gaelle"])
def test_whoever_writes_pages_is_led_to_the_editors_room_from_her_home(name: str) -> None:
    page = signed_in(name).get("/accueil/").content.decode()
    assert "Ouvrir l’atelier" in page
    assert "Comment rejoindre le parcours" not in page


def test_an_empty_site_still_has_a_home() -> None:
    from courses.models import CurriculumPage
    from courses.outline import bump_epoch

    CurriculumPage.objects.get().unpublish()
    bump_epoch()
    assert Client().get("/").status_code == 200
    assert signed_in("amina").get("/accueil/").status_code == 200


def test_the_public_home_says_how_long_the_track_is_today() -> None:
    lesson = LessonPage.objects.get(code="m1-l1")
    lesson.duration_min += 30
    lesson.save_revision().publish()
    assert f"28{NBSP}h{NBSP}50 en tout" in Client().get("/").content.decode()


def test_the_public_home_leads_whoever_is_signed_in_back_to_her_own() -> None:
    mine, theirs = (client.get("/").content.decode() for client in (signed_in("amina"), Client()))
    assert "J’ai reçu une invitation" not in mine
    assert '<a class="onward" href="/accueil/">Reprendre où j’en étais</a>' in mine
    assert theirs.count("J’ai reçu une invitation") == 2
    assert "Reprendre où j’en étais" not in theirs


def test_the_gallery_shows_the_blocks_of_the_guide() -> None:
    page = signed_in("farid").get("/composants/").content.decode()
    assert 'id="lire-et-comparer" data-part' in page
    assert "Module 3" in page[page.index("Blocs du guide") :]


def test_the_gallery_shows_a_framework_whose_first_competency_has_one_indicator() -> None:
    text = words_of(FrameworkVersion.objects.published().whole()[0])
    first = text.sections[0].competency
    kept = next(one for one in text.indicators if one.competency == first)
    others = tuple(one for one in text.indicators if one.competency != first)
    publish(version=import_draft(text=replace(text, indicators=(kept, *others))), by=person("gaelle"))
    assert signed_in("farid").get("/composants/").status_code == 200


def test_pages_leave_compressed_and_files_as_they_are() -> None:
    client = Client(headers={"accept-encoding": "gzip, br"})
    page = client.get("/glossaire/")
    assert page["Content-Encoding"] == "gzip"
    assert len(page.content) * 3 < len(gzip.decompress(page.content))
    assert "Accept-Encoding" in page["Vary"]
    assert "Content-Encoding" not in client.get("/guide/guide.pdf")
    assert "Content-Encoding" not in Client().get("/glossaire/")


@pytest.mark.django_db
def test_what_somebody_is_shown_is_kept_by_no_cache_and_forgotten_when_she_signs_out() -> None:
    amina = signed_in("amina")
    for url in ("/accueil/", "/notes/", "/notes/notes.csv", "/"):
        assert amina.get(url)["Cache-Control"] == "private, no-cache", url
    assert "public" in amina.get("/robots.txt")["Cache-Control"]
    assert not Client().get("/").has_header("Cache-Control")
    assert not amina.get("/compte/deconnexion/").has_header("Clear-Site-Data")
    assert amina.post("/compte/deconnexion/")["Clear-Site-Data"] == '"cache"'


@pytest.mark.parametrize("url", ["/", "/parcours/", "/accueil/", "/nulle-part/", "/?q=%00", "/sante/", "/guide/guide.pdf", "/admin/login/"])
def test_every_answer_gives_up_the_powers_that_no_page_needs(url: str) -> None:
    given_up = Client().get(url)["Permissions-Policy"]
    for power in ("camera=()", "microphone=()", "geolocation=()"):
        assert power in given_up


def test_an_expired_form_of_the_editors_gives_back_what_was_typed_and_no_mark_of_ours() -> None:
    """A quiz has a question too, and it is about no indicator."""
    posted = {
        "title": "Tenir sa parole", "body-0-value-question": "Qui réunir ?", "loaded_revision_created_at": "2026-11-28T20:55:18.099065+00:00",
    }  # fmt: skip
    found = texts_of(RequestFactory().post("/admin/pages/6/edit/", posted))
    assert found == [Typed("Ce que vous aviez écrit", words) for words in ("Tenir sa parole", "Qui réunir ?")]


def test_an_expired_form_of_the_editors_leads_back_to_the_form_and_not_to_the_home() -> None:
    client = Client(enforce_csrf_checks=True)
    for address in ("/admin/ressources/decider/4/", "/admin/pages/6/edit/", "/admin/snippets/courses/glossaryterm/add/"):
        assert f'class="button" href="{address}"' in client.post(address, {"answer": "Merci, Amina."}).content.decode()
    assert 'class="button" href="/admin/"' in client.post("/admin/logout/").content.decode()


@pytest.mark.parametrize(
    ("address", "back"),
    [
        ("/binome/mots/", "/binome/"),
        ("/cohorte/", "/cohorte/"),
        ("/ressources/proposer/", "/ressources/proposer/"),
        ("/cohortes/pionniers/personnes/1/notes/", "/cohortes/pionniers/personnes/1/"),
        ("/cohortes/pionniers/courriels/nouveau/", "/cohortes/pionniers/courriels/nouveau/"),
    ],
)
def test_an_expired_form_leads_back_to_where_one_wrote(address: str, back: str) -> None:
    page = Client(enforce_csrf_checks=True).post(address, {"text": "Deux mots à garder", "seen": "2026-11-29T10:00:00.123456+00:00"})
    assert f'class="button" href="{back}"' in page.content.decode()
    assert "Deux mots à garder" in page.content.decode()
    assert "2026-11-29T10" not in page.content.decode()


def test_an_expired_form_of_the_framework_says_where_each_text_stands() -> None:
    posted = {
        "title": "Référentiel, version 2", "indicators-TOTAL_FORMS": "1", "indicators-0-title": "Connaître son territoire",
        "indicators-0-level_1": "Je cite trois enjeux.", "levels-0-title": "Premiers pas", "levels-0-definition": "On découvre.",
    }  # fmt: skip
    found = texts_of(RequestFactory().post("/admin/referentiel/edit/2/", posted))
    assert [one.place for one in found] == [
        "Titre", "Connaître son territoire, titre", "Connaître son territoire, niveau 1", "Premiers pas, titre", "Premiers pas, définition",
    ]  # fmt: skip


def test_nobody_is_led_to_where_one_box_closes_the_whole_site() -> None:
    """« Sites » sets nothing here; its box « Site par défaut », once unticked, makes every page one that is not found."""
    page = signed_in("gaelle").get("/admin/").content.decode()
    assert "/admin/users/" in page
    assert "/admin/sites/" not in page


def test_a_participant_who_is_given_a_role_still_finds_her_notes() -> None:
    """Her menu is then that of her role: her notes have their way in on her home page."""
    amina = signed_in("amina")
    link = '<p><a href="/notes/">Vos notes</a></p>'
    assert link not in amina.get("/accueil/").content.decode()
    User.objects.filter(pk=person("amina").pk).update(is_trainer=True)
    assert link in amina.get("/accueil/").content.decode()


def test_whoever_is_in_two_cohorts_goes_from_one_to_the_other_by_her_home() -> None:
    client, other = signed_in("amina"), Cohort.objects.get(slug="voisins")
    assert "Passer à" not in client.get("/accueil/").content.decode()
    Enrolment.objects.create(user=person("amina"), cohort=other)
    Cohort.objects.filter(pk=other.pk).update(state="open")
    page = client.get("/accueil/").content.decode()
    offer = r'action="([^"]+)">.{0,200}name="cohorte" value="([^"]+)"><button [^>]*>Passer à «&nbsp;([^&]+)&nbsp;»'
    there = re.search(offer, page)
    assert there
    assert client.post(there[1], {"cohorte": there[2]}, follow=True).status_code == 200
    assert f"Vous êtes dans «&nbsp;{there[3]}&nbsp;»" in client.get("/accueil/").content.decode()
