"""One table for every door: each URL name and each kind of page, with what each audience gets.

A URL that is not in the table fails the test.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils import timezone
from wagtail.models import Page, get_page_models

from accounts.models import User
from cohorts.enums import CohortState
from cohorts.models import Cohort, ModuleOpening
from courses.models import LessonPage, ModulePage
from courses.outline import bump_epoch
from pages.models import HomePage, StandardPage
from portal.middleware import ReadableAddress
from portal.models import JobRun
from tests.conftest import signed_in
from tests.e2e.test_pages import PAGES

pytestmark = pytest.mark.django_db

AUDIENCES = ("visitor", "amina", "bastien", "chloe", "denis", "elise", "farid", "gaelle", "hanae", "stranger")
LESSON = {"module": "etat-des-lieux", "lesson": "regard-des-maires"}


def everyone(status: int) -> dict[str, int]:
    return dict.fromkeys(AUDIENCES, status)


def only(*names: str, status: int = 200, others: int = 404, visitor: int = 302) -> dict[str, int]:
    return {**everyone(others), "visitor": visitor, **dict.fromkeys(names, status)}


SIGNED_IN = {**everyone(200), "visitor": 302}
READERS = {**everyone(200), "visitor": 302, "stranger": 403}
# A plain GET of what only takes POST.
POST_ONLY = {**everyone(405), "visitor": 302}

# The desk of `pionniers`, which Denis trains: another trainer is told nothing of it.
DESK = (
    "cohort",
    "cohort_export",
    "cohort_queue",
    "cohort_people",
    "cohort_people_export",
    "cohort_invite",
    "cohort_import",
    "cohort_import_template",
    "cohort_binomes",
    "cohort_openings",
    "cohort_letters",
    "cohort_letter_new",
    "cohort_settings",
    "cohort_duplicate",
    "cohort_moments",
    "cohort_moment",
    "cohort_moment_export",
    "cohort_figures",
    "cohort_figures_export",
)
# Screens of an object: with the number of none, a 404 for everyone; tests of the desk open real ones.
DESK_OBJECTS = ("cohort_person", "cohort_binome", "cohort_letter", "cohort_import_run", "cohort_moment_close")
DESK_POSTS = (
    "cohort_state",
    "cohort_rhythm",
    "cohort_open_now",
    "cohort_pair",
    "cohort_import_decide",
    "cohort_invitations_send",
    "cohort_invitation_again",
    "cohort_invitation_revoke",
    "cohort_person_details",
    "cohort_person_note",
    "cohort_person_strike",
    "cohort_person_absence",
    "cohort_person_opening",
    "cohort_person_leave",
    "cohort_person_back",
    "cohort_moment_reopen",
    "cohort_moment_remind",
)
NUMBERED = {*DESK_OBJECTS, "cohort_import_decide", "cohort_invitation_again", "cohort_invitation_revoke"}
# Two partners at one moment.
CROSSING = ("assessment_read", "crossing", "consent_give", "cross_view", "cross_view_send", "cross_view_section")

# Nothing is begun nor sent: these lead back to the moment.
WITHOUT_DRAFT = ("moment_review", "moment_section", "moment_evidence", "moment_results", "moment_outcomes")

TABLE = {
    "home": SIGNED_IN,
    "theme": everyone(405),
    "gallery": only("farid", "gaelle", "hanae"),
    "health": everyone(200),
    "privacy": everyone(200),
    "accessibility": everyone(200),
    "legal": everyone(200),
    "media": everyone(404),
    "demo_mailbox": everyone(200),
    "demo_mail": everyone(404),
    "lesson": READERS,
    "lesson_finish": POST_ONLY,
    "lesson_undo": POST_ONLY,
    "lesson_note": {**POST_ONLY, "visitor": 405},
    "lesson_note_write": everyone(302) | {"amina": 200, "bastien": 200, "chloe": 200},
    "lesson_block": {**everyone(302), "visitor": 302},
    "lesson_block_write": everyone(302),
    "lesson_block_shared": only("amina", "bastien", "chloe"),
    "answers": SIGNED_IN,
    "answer": everyone(404) | {"visitor": 302},
    "answer_close": POST_ONLY,
    "answer_strike": POST_ONLY,
    "private_file": everyone(404) | {"visitor": 302},
    "notes": SIGNED_IN,
    "note": everyone(404) | {"visitor": 302},
    "note_remove": POST_ONLY,
    "notes_export": SIGNED_IN,
    "binome": SIGNED_IN,
    "binome_say": POST_ONLY,
    "conversation": everyone(404) | {"visitor": 302},
    "conversation_trainers": POST_ONLY,
    "message_strike": POST_ONLY,
    "robots": everyone(200),
    "sitemap": everyone(200),
    "sitemap_part": everyone(200),
    "search": everyone(200),
    "glossary": everyone(200),
    "territories": everyone(200),
    "territory": everyone(200),
    "guide_pdf": everyone(200),
    "resources": everyone(200),
    "resources_feed": everyone(200),
    "resource": everyone(200),
    "resource_file": everyone(404),
    "resource_favour": POST_ONLY,
    "resource_propose": SIGNED_IN,
    "favourites": SIGNED_IN,
    "notices": SIGNED_IN,
    "notice": everyone(404) | {"visitor": 302},
    "notices_seen": POST_ONLY,
    "notices_mails": POST_ONLY,
    "notices_stop": everyone(404),
    "my_cohort": SIGNED_IN,
    "switch_cohort": POST_ONLY,
    "leave_cohort": only("amina", "bastien"),
    "invitation": everyone(404),
    "cohorts": only("denis", "elise", "gaelle"),
    "cohort_new": only("denis", "elise", "gaelle"),
    **dict.fromkeys(DESK, only("denis", "gaelle")),
    **dict.fromkeys(DESK_OBJECTS, everyone(404) | {"visitor": 302}),
    **dict.fromkeys(DESK_POSTS, POST_ONLY),
    "competences": SIGNED_IN,
    "moment": only("amina", "bastien", "chloe"),
    "plan": only("amina", "bastien", "chloe"),
    **dict.fromkeys(WITHOUT_DRAFT, only("amina", "bastien", "chloe", status=302)),
    **dict.fromkeys(("moment_begin", "moment_readers", "goal_add"), POST_ONLY),
    "goal": everyone(404) | {"visitor": 302},
    "shared_list": only("amina", "bastien", "chloe"),
    # Objects of two people: with the number of nobody, a 404 for everyone; tests of the package open real ones.
    **dict.fromkeys(CROSSING, everyone(404) | {"visitor": 302}),
    "consent_withdraw": POST_ONLY,
    "framework": everyone(200),
    "framework_version": everyone(200),
    "profile": only("amina", "bastien", "chloe"),
    "profile_new": only("amina", "bastien", "chloe"),
    "profile_at": everyone(404) | {"visitor": 302},
    "takeaway": only("amina", "bastien", "chloe"),
    "cohort_figures_mine": only("amina", "bastien", "chloe"),
    "journal": only("gaelle"),
    "account_home": SIGNED_IN,
    "account_invitation_help": everyone(200),
    "account_totp_image": {**everyone(404), "visitor": 302},
    "wagtail_serve": everyone(200),
}
ARGUMENTS = {
    "media": ["documents/secret.pdf"],
    "demo_mail": ["none"],
    "territory": ["siilab"],
    "sitemap_part": ["ressources"],
    "lesson": LESSON,
    "lesson_finish": LESSON,
    "lesson_undo": LESSON,
    "lesson_note": LESSON,
    "lesson_note_write": LESSON,
    "lesson_block": {**LESSON, "block": "none"},
    "lesson_block_write": {**LESSON, "block": "none"},
    "lesson_block_shared": {**LESSON, "block": "none"},
    **{name: [999_999] for name in ("answer", "answer_close", "answer_strike", "note", "note_remove", "notice")},
    **{name: [999_999] for name in ("conversation", "conversation_trainers", "message_strike")},
    "private_file": ["00000000-0000-4000-8000-000000000000"],
    **{name: ["entree"] for name in ("moment", "moment_begin", "moment_readers", *WITHOUT_DRAFT)},
    "moment_section": ["entree", "dialogue"],
    "moment_evidence": ["entree", "dialogue", "dia-1"],
    "goal": [999_999],
    "assessment_read": [999_999],
    **{name: ["entree", 999_999] for name in ("crossing", "cross_view", "cross_view_send")},
    **{name: ["entree", 999_999, "partage"] for name in ("consent_give", "consent_withdraw")},
    "cross_view_section": ["entree", 999_999, "dialogue"],
    "notes_export": ["md"],
    "profile_at": [999_999],
    "takeaway": ["json"],
    "notices_stop": ["none"],
    "framework_version": [1],
    **{name: ["site-dedie"] for name in ("resource", "resource_file", "resource_favour")},
    "wagtail_serve": [""],
    "leave_cohort": ["pionniers"],
    "invitation": ["none"],
    **{name: ["pionniers"] for name in (*DESK, *DESK_POSTS)},
    **{name: ["pionniers", 999_999] for name in NUMBERED},
    **{name: ["pionniers", 999_999] for name in DESK_POSTS if name.startswith("cohort_person_")},
    **{name: ["pionniers", "csv"] for name in ("cohort_export", "cohort_people_export", "cohort_import_template", "cohort_figures_export")},
    **{name: ["pionniers", "entree"] for name in ("cohort_moment", "cohort_moment_close", "cohort_moment_reopen", "cohort_moment_remind")},
    "cohort_moment_export": ["pionniers", "entree", "csv"],
}
# Third-party screens keep their own names; one rule a namespace.
PUBLIC_ACCOUNT = {
    "account_login",
    "account_request_login_code",
    "account_confirm_login_code",
    "mfa_login_webauthn",
    "mfa_authenticate",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}


def client_of(audience: str) -> Client:
    if audience == "visitor":
        return Client()
    if audience == "stranger":
        User.objects.get_or_create(email="stranger@demo.example", defaults={"first_name": "Sacha"})
    return signed_in(audience)


def our_names() -> set[str]:
    """Every URL name of ours: all but the admin's and the documents'."""
    names = set()
    for entry in get_resolver().url_patterns:
        prefix = str(entry.pattern)
        if prefix in {"admin/", "documents/"}:
            continue
        inner = entry.url_patterns if isinstance(entry, URLResolver) else [entry]
        names |= {pattern.name for pattern in inner if isinstance(pattern, URLPattern) and pattern.name}
    return names


def test_every_url_stands_in_the_table() -> None:
    account = {name for name in our_names() if name.startswith(("account_", "mfa_"))}
    assert our_names() - account == set(TABLE) - account


# What one gets as a file, and what machines read.
FILES = {
    "cohort_export",
    "cohort_figures_export",
    "cohort_import_template",
    "cohort_moment_export",
    "cohort_people_export",
    "guide_pdf",
    "health",
    "notes_export",
    "resources_feed",
    "robots",
    "sitemap",
    "sitemap_part",
    "takeaway",
}


def test_every_screen_is_walked_in_a_browser_or_is_a_file() -> None:
    """Otherwise nobody would measure its accessibility nor its width, and nobody would be told."""
    walked = {resolve(urlsplit(url).path).url_name for _, url in PAGES}
    missing = {name for name, seen in TABLE.items() if 200 in seen.values()} - walked - FILES
    assert not missing, f"{sorted(missing)}: name each with its address in PAGES, in tests/e2e/test_pages.py"


@pytest.mark.parametrize("name", sorted(TABLE))
def test_each_audience_gets_what_the_table_says(name: str) -> None:
    arguments = ARGUMENTS.get(name, [])
    url = reverse(name, kwargs=arguments) if isinstance(arguments, dict) else reverse(name, args=arguments)
    JobRun.objects.create(name="clock", ran_at=timezone.now())  # the site is well, however long these tests have been running
    seen = {audience: client_of(audience).get(url).status_code for audience in AUDIENCES}
    assert seen == TABLE[name]


@pytest.mark.parametrize("name", sorted(name for name in TABLE if not name.startswith(("account_", "mfa_"))))
def test_no_url_does_anything_with_a_method_it_does_not_know(name: str) -> None:
    arguments = ARGUMENTS.get(name, [])
    url = reverse(name, kwargs=arguments) if isinstance(arguments, dict) else reverse(name, args=arguments)
    welcome = next((audience for audience in AUDIENCES if TABLE[name][audience] in {200, 405}), "gaelle")
    assert client_of(welcome).delete(url).status_code in {405, TABLE[name][welcome]} - {200, 302}


@pytest.mark.parametrize("method", ["put", "delete", "patch", "post"])
def test_a_page_that_only_reads_answers_to_reading_alone(method: str) -> None:
    for url in (
        "/accueil/",
        "/compte/",
        "/composants/",
        "/compte/invitation/",
        "/mentions-legales/",
        "/sante/",
        "/ressources/flux/",
        "/",
        "/guide/",
    ):
        assert getattr(signed_in("gaelle"), method)(url).status_code == 405, url


@pytest.mark.parametrize("audience", ["visitor", "amina", "denis", "gaelle"])
def test_an_address_with_the_sign_nul_is_refused_before_any_table_is_asked(audience: str) -> None:
    client = client_of(audience)
    block = "/parcours/etat-des-lieux/regard-des-maires/blocs/"
    for url in (
        "/ressources/favoris/?retiree=a%00",
        "/compte/journal/?perimetre=%00",
        f"{block}%00/",
        f"{block}%00/cohorte/",
        "/recherche/?q=%00",
    ):
        answer = client.get(url)
        assert answer.status_code == 400, url
        assert "Ce sentier s’arrête ici" in answer.content.decode(), url


def test_a_forged_key_with_the_sign_nul_opens_nothing_and_asks_no_table() -> None:
    request = RequestFactory().get("/", headers={"cookie": 'sessionid="abcdefgh\\000ijkl"'})
    assert "\x00" in request.COOKIES["sessionid"]
    assert ReadableAddress(lambda passed: HttpResponse(passed.COOKIES.get("sessionid", "none")))(request).content == b"none"


@pytest.mark.parametrize("name", sorted(name for name in our_names() if name.startswith(("account_", "mfa_"))))
def test_account_screens_are_closed_unless_they_open_the_door(name: str) -> None:
    if name in TABLE:
        return
    arguments = {
        "account_confirm_email": {"key": "none"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "none"},
        "mfa_remove_webauthn": {"pk": 1},
        "mfa_edit_webauthn": {"pk": 1},
    }.get(name, {})
    response = Client().get(reverse(name, kwargs=arguments))
    if name in PUBLIC_ACCOUNT:
        assert response.status_code == 200 or not response.url.startswith("/compte/connexion/?next=")
    else:
        assert response.status_code == 302
        assert response.url.startswith("/compte/connexion/")


@pytest.mark.parametrize(
    ("audience", "allowed"),
    [(name, name in {"farid", "gaelle", "hanae"}) for name in AUDIENCES],
)
def test_the_admin_opens_to_authors_editors_and_administrators_and_tells_others_so(audience: str, allowed: bool) -> None:
    answer = client_of(audience).get("/admin/", follow=True)
    if audience == "visitor":
        assert answer.redirect_chain == [("/compte/connexion/?next=/admin/", 302)]
    else:
        assert (answer.redirect_chain, answer.status_code) == ([], 200 if allowed else 403)
        assert ("L’atelier est ouvert à qui écrit" in answer.content.decode()) is not allowed


# What the admin's own sign-in needs, before anybody is known; the last of them answers what no other pattern does.
BEFORE_SIGN_IN = {"wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_javascript_catalog", "wagtailadmin_sprite"}
IN_PATTERN = re.compile(r"<(?:\w+:)?\w+>|\(\?P<\w+>[^)]*\)")


def admin_addresses(patterns: list[Any], before: str = "/admin/") -> Iterator[tuple[str | None, str]]:
    """Every address of the admin with something in each of its places: Wagtail's, its packages' and ours."""
    for one in patterns:
        route = before + IN_PATTERN.sub("1", str(one.pattern)).replace("^", "").replace("$", "").replace("\\", "").replace(".*", "x")
        if isinstance(one, URLResolver):
            yield from admin_addresses(one.url_patterns, route)
        else:
            yield one.name, route


@pytest.mark.parametrize("audience", ["visitor", "amina", "stranger", "denis"])
def test_no_address_of_the_admin_opens_to_who_has_no_business_there(audience: str) -> None:
    admin = next(one for one in get_resolver().url_patterns if str(one.pattern) == "admin/")
    found = dict.fromkeys(url for name, url in admin_addresses(admin.url_patterns) if name not in BEFORE_SIGN_IN)
    assert len(found) > 250
    assert {"/admin/attente/", "/admin/modules/1/entier/", "/admin/ressources/decider/1/", "/admin/referentiel/exporter/1/1/"} <= set(found)
    client = client_of(audience)
    opened = {url: answer.status_code for url in found if (answer := client.get(url)).status_code not in {302, 403, 404}}
    assert opened == {}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_admins_own_screens_of_ours_open_to_who_writes(audience: str) -> None:
    module = ModulePage.objects.order_by("path").first()
    client, writes = client_of(audience), audience in {"farid", "gaelle", "hanae"}
    for url in ("/admin/attente/", f"/admin/modules/{module.pk}/entier/"):
        answer = client.get(url)
        assert (answer.status_code == 200) is writes, url
        if audience == "visitor":
            assert answer.url.startswith("/compte/connexion/"), url


@pytest.mark.parametrize("audience", AUDIENCES)
def test_documents_are_closed_to_visitors(audience: str) -> None:
    status = client_of(audience).get("/documents/1/none.pdf").status_code
    assert status == (302 if audience == "visitor" else 404)


def closed_module(cohort: Cohort, code: str) -> None:
    ModuleOpening.objects.filter(cohort=cohort, module__code=code).update(opens_at=timezone.now() + timedelta(days=5))


def lesson_url(code: str) -> str:
    page = LessonPage.objects.get(code=code)
    return f"/parcours/{page.get_parent().slug}/{page.slug}/"


@pytest.mark.parametrize(
    ("audience", "status"),
    [("visitor", 302), ("stranger", 403), ("amina", 403), ("denis", 200), ("farid", 200), ("gaelle", 200)],
)
def test_a_lesson_whose_module_is_not_open_yet(audience: str, status: int, pionniers: Cohort) -> None:
    closed_module(pionniers, "m8")
    assert client_of(audience).get(lesson_url("m8-l1")).status_code == status


def test_a_closed_lesson_says_when_it_opens_in_the_cohorts_own_time_zone(pionniers: Cohort) -> None:
    pionniers.time_zone = "Indian/Reunion"
    pionniers.save()
    at = timezone.now().replace(hour=5, minute=0) + timedelta(days=5)
    ModuleOpening.objects.filter(cohort=pionniers, module__code="m8").update(opens_at=at)
    page = client_of("amina").get(lesson_url("m8-l1")).content.decode()
    assert "à 9 h 00" in page.replace("\xa0", " ")


def test_a_begun_lesson_stays_open_when_its_date_moves(pionniers: Cohort) -> None:
    closed_module(pionniers, "m1")
    assert client_of("amina").get(lesson_url("m1-l1")).status_code == 200


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_draft_lesson_is_a_404_for_everyone(audience: str) -> None:
    page = LessonPage.objects.get(code="m1-l1")
    page.unpublish()
    bump_epoch()
    assert client_of(audience).get(lesson_url("m1-l1")).status_code == 404


@pytest.mark.parametrize("state", [CohortState.CLOSED, CohortState.ARCHIVED])
def test_an_ended_cohort_reads_and_writes_no_more(state: str, pionniers: Cohort) -> None:
    pionniers.state = state
    pionniers.save()
    client = client_of("amina")
    response = client.get(lesson_url("m3-l3"))
    assert response.status_code == 200
    assert 'data-action="finish"' not in response.content.decode()
    enrolment = User.objects.get(email="amina@demo.example").enrolments.get()
    client.post(f"{lesson_url('m3-l3')}terminer/", {"enrolment": enrolment.pk})
    assert not enrolment.progress.filter(lesson__code="m3-l3").exclude(finished_at=None).exists()


def test_a_cohort_in_preparation_opens_nothing(pionniers: Cohort) -> None:
    pionniers.state = CohortState.DRAFT
    pionniers.save()
    assert client_of("amina").get(lesson_url("m1-l1")).status_code == 403


def test_every_kind_of_public_page_opens_to_visitors() -> None:
    page = HomePage.objects.get().add_child(instance=StandardPage(title="À propos", slug="a-propos", body="<p>Bonjour</p>"))
    for url in ("/", "/parcours/", "/parcours/etat-des-lieux/", "/guide/", "/guide/mouvement/", f"/{page.slug}/"):
        assert Client().get(url).status_code == 200, url


def test_every_page_type_is_in_this_file() -> None:
    ours = {model.__name__ for model in get_page_models() if model is not Page}
    assert ours == {"HomePage", "StandardPage", "CurriculumPage", "ModulePage", "LessonPage", "GuidePage", "GuideChapterPage"}
