"""What Wagtail says to editors where its French misled, or asked for a word they do not know."""

import gettext
import re

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import gettext as translated

from accounts.models import User
from courses.blocks.text import GRID_MENU, TableBlock
from courses.models import LessonPage, ModulePage
from tests.conftest import signed_in
from tests.courses.editing import filled

pytestmark = pytest.mark.django_db
FOLDER = settings.ROOT / "locale/fr/LC_MESSAGES"
SAID = re.compile(r'^msgid "(.+)"\nmsgstr "(.+)"$', re.MULTILINE)


@pytest.fixture
def editor(db: None) -> Client:
    return signed_in("farid")


def test_the_words_that_are_read_are_those_that_are_written() -> None:
    """The compiled file is the one that Django reads."""
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    pairs = [(key.replace('\\"', '"'), words) for key, words in SAID.findall((FOLDER / "django.po").read_text())]
    assert len(pairs) > 5
    for key, words in pairs:
        assert compiled.gettext(key) == words
        assert translated(key) == words


def test_of_two_windows_it_is_said_which_one_loses_its_words() -> None:
    class Session:
        user = User(first_name="Farid")
        revision_id = 7
        last_seen_at = None

    said = render_to_string("wagtailadmin/shared/editing_sessions/list.html", {"current_session": Session, "sessions": [Session]})
    assert "gardera le texte de cette fenêtre-ci et remplacera ce que vous avez écrit dans l’autre" in said
    assert "écrasera" not in said


def test_a_new_page_whose_address_is_taken_is_refused_in_one_sentence(editor: Client) -> None:
    lesson = LessonPage.objects.get(code="m1-l1")
    data = filled(lesson, slug=lesson.slug)
    page = editor.post(f"/admin/pages/add/courses/lessonpage/{lesson.get_parent().pk}/", data)
    soup = BeautifulSoup(page.content, "html.parser")
    (said,) = [found.get_text(" ", strip=True) for found in soup.select("[data-contentpath='slug'] .error-message")]
    assert said == f"Une autre page a ici l’adresse « {lesson.slug} ». Changez-la, par exemple en « {lesson.slug}-2 »."


def test_a_copy_is_offered_an_address_that_is_free(editor: Client) -> None:
    lesson = LessonPage.objects.get(code="m1-l1")
    address = f"/admin/pages/{lesson.pk}/copy/"
    for _ in range(2):
        form = editor.get(address).context["form"]
        data = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items() if name.startswith("new_")}
        assert editor.post(address, {**data, "new_parent_page": data["new_parent_page"].pk}).status_code == 302
    module = ModulePage.objects.get(code="m1")
    assert {f"{lesson.slug}-2", f"{lesson.slug}-3"} <= set(module.get_children().values_list("slug", flat=True))


def test_the_menu_of_a_table_is_in_french_and_said_beside_it() -> None:
    grid = TableBlock().child_blocks["table"]
    assert grid.field.widget.table_options["contextMenu"] == {"items": GRID_MENU}
    assert "clic droit" in grid.field.help_text
