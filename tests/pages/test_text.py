"""French typography, the one policy for HTML, and StreamField data that no migration may empty."""

import re
import time

import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from courses.models import GuidePage
from pages import richtext
from pages.models import HomePage, StandardPage
from pages.streamfield import StreamField
from pages.templatetags.typography import french, minutes, plural, typo, weight
from pages.writing import html_of

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt&colon;alert(1)'>x</a>",
    "<a href='data:text/html,x'>x</a>",
    "<svg onload=alert(1)><animate/></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<p style='background:url(//evil.example)'>x</p>",
    "<p onclick=alert(1)>x</p>",
    "<iframe src=//evil.example></iframe>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form action=//evil.example><input name=x></form>",
    "<!--<img src=x onerror=alert(1)>-->",
    "<base href=//evil.example>",
    "\x00<scr\x00ipt>alert(1)</script>",
]


@pytest.mark.parametrize("html", HOSTILE)
def test_hostile_html_leaves_nothing_that_acts(html: str) -> None:
    page = richtext.clean(html).lower()
    for sign in (
        "<script",
        "<img",
        "<svg",
        "<iframe",
        "<form",
        "<style",
        "<base",
        "javascript:",
        'href="data:',
        "<p on",
        "<p style",
    ):
        assert sign not in page


def test_what_people_need_stays() -> None:
    html = '<p>Un <strong>mot</strong>, un <em>autre</em>, <a href="https://example.org/">un lien</a>.</p><ul><li>un</li></ul>'
    assert (
        richtext.words_of("<p>Un <em>mot</em>, un <a href='/a'>lien</a>.</p><ul><li>un</li><li>deux</li></ul>")
        == "Un mot, un lien. un deux"
    )
    assert richtext.text_of(html).split() == ["Un", "mot,", "un", "autre,", "un", "lien.", "un"]
    assert 'href="https://example.org/"' in richtext.clean(html)
    assert "<li>un</li>" in richtext.clean(html)


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("1. un\n2. deux", "<ol><li>un</li><li>deux</li></ol>"),
        ("2019. le café\n2021. la reprise", "<p>2019. le café<br>2021. la reprise</p>"),
        ("- 2019. le café\n- la suite\n\n  1998.", "<ul><li><p>2019. le café</p></li><li><p>la suite</p><p>1998.</p></li></ul>"),
        ("1. un\n3. trois\n4. quatre", '<ol><li>un</li><li value="3">trois</li><li>quatre</li></ol>'),
        ("1. un\n\nPuis :\n\n2. deux", '<ol><li>un</li></ol><p>Puis :</p><ol><li value="2">deux</li></ol>'),
        ("1. un\n2. deux\n   - là\n   - ici\n3. trois", "<ol><li>un</li><li>deux<ul><li>là</li><li>ici</li></ul></li><li>trois</li></ol>"),
    ],
)
def test_a_list_shows_the_numbers_that_were_typed(typed: str, html: str) -> None:
    """A year at the beginning of a line read « 1. »: the partner and the trainer never saw it."""
    assert html_of(typed).replace("\n", "") == html


def test_a_text_beyond_the_limit_is_refused_in_words_and_at_once() -> None:
    began = time.monotonic()
    with pytest.raises(ValidationError, match="trop long"):
        richtext.clean("<b>" * 20_000)
    assert time.monotonic() - began < 1


@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = richtext.clean(text)
    assert richtext.clean(once) == once


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("l'eau", "l’eau"),
        ("Quoi ?", "Quoi\u202f?"),
        ("Ceci : cela ; fin !", "Ceci\u00a0: cela\u202f; fin\u202f!"),
        ("« mot »", "«\u00a0mot\u00a0»"),
        ("46 %", "46\u00a0%"),
        ("12 000 euros", "12\u202f000 euros"),
        ("Guide — suite", "Guide\u00a0— suite"),
        ("http://example.org/", "http://example.org/"),
    ],
)
def test_french_typography(typed: str, set_: str) -> None:
    assert french(typed) == set_
    assert french(set_) == set_


def test_what_is_one_word_to_the_ear_is_never_broken_and_everything_is_escaped() -> None:
    assert typo("La co-construction <b>") == 'La <span class="nowrap">co-construction</span> &lt;b&gt;'
    whole = typo("Que comprenez-vous, et que résulte-t-il ? Est-ce dit ?")
    assert re.findall(r'<span class="nowrap">(.*?)</span>', whole) == ["comprenez-vous", "résulte-t-il", "Est-ce"]
    assert "nowrap" not in typo("Saint-Hilaire, celui-ci, /guide/que-faites-vous/, hx-on=")
    assert Template("{% load typography %}{{ a|typo }}").render(Context({"a": "<script>"})) == "&lt;script&gt;"


@pytest.mark.parametrize(("count", "words"), [(0, "0\u00a0leçon"), (1, "1\u00a0leçon"), (2, "2\u00a0leçons")])
def test_zero_and_one_are_singular_in_french(count: int, words: str) -> None:
    assert plural(count, "leçon", "leçons") == words


@pytest.mark.parametrize(("value", "words"), [(30, "30\u00a0min"), (60, "1\u00a0h"), (75, "1\u00a0h\u00a015"), (65, "1\u00a0h\u00a005")])
def test_durations_are_said_as_people_say_them(value: int, words: str) -> None:
    assert minutes(value) == words


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0\u00a0ko"),
        (1, "1\u00a0ko"),
        (340 * 1024, "340\u00a0ko"),
        (1000 * 1024, "1\u00a0Mo"),
        (8 * 1024 * 1024, "8\u00a0Mo"),
        (8 * 1024 * 1024 + 1, "8,1\u00a0Mo"),
        (2 * 1024**3, "2\u00a0Go"),
        (None, ""),
    ],
)
def test_weights_are_said_as_people_say_them(size: int | None, words: str) -> None:
    assert weight(size) == words


def test_a_migration_that_knows_no_block_gives_the_data_back_untouched() -> None:
    field = StreamField([])
    raw = '[{"type": "unknown", "value": "x", "id": "1"}]'
    assert field.get_prep_value(field.to_python(raw)) == raw


def test_block_definitions_stay_out_of_migrations() -> None:
    from courses.models import LessonPage

    _, _, args, kwargs = LessonPage._meta.get_field("body").deconstruct()
    assert args == [[]]
    assert "block_lookup" not in kwargs


@pytest.mark.django_db
def test_a_plain_page_leads_to_the_page_that_its_editor_chose() -> None:
    """The editors' room keeps a page that is linked to by its number, and an address as it was typed."""
    guide = GuidePage.objects.get()
    body = f'<p>Lire <a linktype="page" id="{guide.pk}">le guide</a> ou <a href="https://exemple.fr/lu">le site d’exemple</a></p>'
    HomePage.objects.get().add_child(instance=StandardPage(title="À propos", slug="a-propos", body=body))
    shown = Client().get("/a-propos/").content.decode()
    assert re.search(r'<a href="/guide/"[^>]*>le guide</a>', shown)
    assert re.search(r'<a href="https://exemple.fr/lu"[^>]*>le site d’exemple</a>', shown)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Du dialogue. []()", "<p>Du dialogue. </p>"),
        ("[le compte rendu]()", "<p>le compte rendu</p>"),
        ("[](https://exemple.org/page)", ">https://exemple.org/page</a></p>"),
        ("[ ](https://exemple.org/page)", ">https://exemple.org/page</a></p>"),
    ],
)
def test_a_link_begun_and_left_is_never_a_link_without_a_name(typed: str, shown: str) -> None:
    """The button writes its two brackets whether or not anything follows; the keyboard would stop at a link that says nothing."""
    assert html_of(typed).strip().endswith(shown)


def test_a_link_with_its_words_and_its_address_stays() -> None:
    assert re.fullmatch(
        r'<p><a href="https://exemple.org/"[^>]*>le compte <strong>rendu</strong></a></p>',
        html_of("[le compte **rendu**](https://exemple.org/)").strip(),
    )
