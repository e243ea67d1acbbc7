"""An editor publishes another question while somebody answers: her answer keeps the one she read, and her page says so."""

import re
from typing import Any

import pytest
from django.test import Client

from courses.models import LessonPage
from tests.cohorts.writing import Block, answer_at, block, page, post

pytestmark = pytest.mark.django_db


def mark_on(client: Client, at: Block) -> str:
    """What the form of this block says of the question it shows."""
    drawn = client.get(at.lesson).content.decode().split(f'id="b-{at.id}"')[1]
    found = re.search(r'name="asked" value="(\w+)"', drawn)
    assert found
    return found[1]


def rewrite(at: Block, **words: Any) -> None:
    lesson = LessonPage.objects.get(pk=at.page.pk)
    lesson.body = [{**raw, "value": {**raw["value"], **words}} if raw["id"] == at.id else raw for raw in lesson.body.raw_data]
    lesson.save_revision().publish()


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "in place"])
def test_a_text_keeps_the_question_that_its_writer_read(a: Client, headers: dict[str, str]) -> None:
    asked = block("reflection")
    mark = mark_on(a, asked)
    rewrite(asked, prompt="Une question entre deux ?")
    rewrite(asked, prompt="Tout le contraire ?")
    post(a, "amina", asked, text="Pour la première", asked=mark, headers=headers)
    version = answer_at(asked).versions.get()
    assert (version.asked, version.asked_on) == (asked.question.asked, None)
    assert "La consigne a changé depuis votre réponse" in page(a, asked.lesson)


def test_a_choice_is_judged_by_the_question_that_was_read(a: Client) -> None:
    quiz = block("quiz")
    mark, right = mark_on(a, quiz), next(iter(quiz.question.right))
    lesson = LessonPage.objects.get(pk=quiz.page.pk)
    child = next(child for child in lesson.body if child.id == quiz.id)
    child.value["question"] = "Laquelle est fausse ?"
    for choice in child.value["choices"]:
        choice["correct"] = not choice["correct"]
    lesson.save_revision().publish()
    said = post(a, "amina", quiz, choice=right, asked=mark, headers={"HX-Request": "true"}).content.decode()
    assert "La question a changé depuis votre réponse" in said
    assert "C’était la bonne réponse" in said


@pytest.mark.parametrize("mark", ["", "0123456789abcdef", "é" * 3000])
def test_a_mark_that_no_version_bears_is_an_answer_to_the_question_of_today(a: Client, mark: str) -> None:
    asked = block("reflection")
    post(a, "amina", asked, text="Aujourd’hui", asked=mark)
    assert answer_at(asked).versions.get().asked == asked.question.asked
