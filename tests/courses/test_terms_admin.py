"""The glossary as its editors keep it: every term in one list, each with where it is said, none written twice."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.loading import glossary
from courses.management.commands.load_content import GLOSSARY
from courses.models import GlossaryTerm, LessonPage
from courses.uses import uses_of_terms
from territories.usage import uses_of
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
BASE = "/admin/snippets/courses/glossaryterm/"


@pytest.fixture
def editor(db: None) -> Client:
    return signed_in("farid")


def values(**changed: Any) -> dict[str, Any]:
    return {"term": "Un terme neuf", "definition": "Ce qu’il veut dire.", "precision": "", "forms": "", "source_url": "", **changed}


def test_the_list_shows_each_term_its_writings_and_how_many_pages_say_it(editor: Client) -> None:
    page = editor.get(BASE).content.decode()
    for term in GlossaryTerm.objects.all():
        assert term.term in page
        assert ", ".join(term.written) in page
    assert "Pages qui l’emploient" in page
    found = editor.get(f"{BASE}?q=ptce").content.decode()
    assert "PTCE" in found
    assert "Tiers de confiance" not in found


def test_a_list_of_one_term_and_of_six_costs_the_same(editor: Client) -> None:
    def queries() -> int:
        editor.get(BASE)
        with CaptureQueriesContext(connection) as seen:
            assert editor.get(BASE).status_code == 200
        return len(seen)

    keep = list(GlossaryTerm.objects.values_list("pk", flat=True)[:6])
    GlossaryTerm.objects.exclude(pk__in=keep).delete()
    six = queries()
    GlossaryTerm.objects.exclude(pk=keep[0]).delete()
    assert queries() == six


def test_a_form_says_every_page_that_says_the_term_and_every_term_that_leads_to_it(editor: Client) -> None:
    lessons = chapters = leading = 0
    for term in GlossaryTerm.objects.prefetch_related("seen_from"):
        told = [use.words for use in uses_of(term)]
        said = uses_of_terms()[term.slug]
        assert all(any(f"leçon « {one.title} »" in line for line in told) for one in said[0])
        assert all(any(line.startswith("Guide, ") and line.endswith(one.title) for line in told) for one in said[1])
        assert all(f"Voir aussi, au terme « {other} »" in told for other in term.seen_from.all())
        assert len(told) == sum(map(len, said)) + term.seen_from.count()
        lessons, chapters, leading = lessons + len(said[0]), chapters + len(said[1]), leading + term.seen_from.count()
    assert min(lessons, chapters, leading) > 0
    ptce = GlossaryTerm.objects.get(slug="ptce")
    page = editor.get(f"{BASE}edit/{ptce.pk}/").content.decode()
    for use in uses_of(ptce):
        assert f'href="{use.url}"' in page
        assert editor.get(use.url).status_code == 200


def test_a_term_that_nothing_says_goes(editor: Client) -> None:
    assert editor.post(f"{BASE}add/", values(term="Zygomorphe")).status_code == 302
    term = GlossaryTerm.objects.get(slug="zygomorphe")
    assert "Nulle part pour le moment" in editor.get(f"{BASE}edit/{term.pk}/").content.decode()
    assert editor.post(f"{BASE}delete/{term.pk}/").status_code == 302
    assert not GlossaryTerm.objects.filter(slug="zygomorphe").exists()


def test_a_term_that_a_new_lesson_says_stays(editor: Client) -> None:
    editor.post(f"{BASE}add/", values(term="Zygomorphe"))
    term = GlossaryTerm.objects.get(slug="zygomorphe")
    lesson = LessonPage.objects.get(code="m1-l1")
    lesson.body = [("paragraph", {"text": "<p>Une fleur zygomorphe.</p>"})]
    lesson.save_revision().publish()
    answer = editor.post(f"{BASE}delete/{term.pk}/")
    assert answer.status_code == 409
    assert f"leçon « {lesson.title} »" in answer.content.decode()
    assert GlossaryTerm.objects.filter(slug="zygomorphe").exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"forms": "fleur\nptce"}, "« ptce » désigne déjà le terme « "),
        ({"forms": "PTCE"}, "« PTCE » désigne déjà le terme « "),
        ({"forms": "pratique responsable"}, "désigne déjà le terme « "),
        ({"term": "PTCE"}, "Ce terme est déjà au glossaire."),
        ({"term": "…"}, "Écrivez le terme avec des lettres ou des chiffres."),
    ],
)
def test_what_another_term_already_means_is_refused_by_its_name(editor: Client, changed: dict[str, str], sentence: str) -> None:
    before = GlossaryTerm.objects.count()
    answer = editor.post(f"{BASE}add/", values(**changed))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert GlossaryTerm.objects.count() == before


def test_the_terms_that_are_loaded_contradict_none_of_each_other_and_keep_their_words(editor: Client) -> None:
    written = {term.slug: term for term in glossary.read(GLOSSARY)}
    assert GlossaryTerm.objects.count() == len(written) == 25
    for term in GlossaryTerm.objects.prefetch_related("see_also"):
        term.full_clean()
        form = {
            **values(term=term.term, definition=term.definition, precision=term.precision, forms=term.forms, source_url=term.source_url),
            "see_also": [other.pk for other in term.see_also.all()],
        }
        assert editor.post(f"{BASE}edit/{term.pk}/", form).status_code == 302
        again = GlossaryTerm.objects.get(pk=term.pk)
        assert (again.definition, again.slides) == (written[term.slug].definition, term.slides)
        assert set(again.see_also.values_list("slug", flat=True)) == set(written[term.slug].voir)


def test_a_term_never_leads_to_itself(editor: Client) -> None:
    term = GlossaryTerm.objects.get(slug="ptce")
    page = editor.get(f"{BASE}edit/{term.pk}/").content.decode()
    assert f'name="see_also" value="{term.pk}"' not in page
    assert page.count('name="see_also"') == 24
