"""Answering a question with choices: every try is kept, and an old answer speaks of the question as it was."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from cohorts.models import Answer
from courses.models import LessonPage
from pages.templatetags.typography import french
from tests.cohorts.writing import answer_at, block, enrolment_of, page, post

pytestmark = pytest.mark.django_db


def test_a_quiz_is_answered_as_often_as_wanted_and_each_try_is_kept(a: Client) -> None:
    quiz = block("quiz")
    right = next(iter(quiz.question.right))
    wrong = next(choice["id"] for choice in quiz.question.asked["choices"] if choice["id"] != right)
    assert post(a, "amina", quiz, choice=wrong).url == f"{quiz.lesson}#b-{quiz.id}"
    assert "Pas tout à fait" in page(a, quiz.lesson)
    post(a, "amina", quiz, choice=right)
    text = page(a, quiz.lesson)
    assert "C’est la bonne réponse" in text
    assert f'value="{right}" checked' in text
    versions = list(answer_at(quiz).versions.all())
    assert [version.picked for version in versions] == [[wrong], [right]]
    assert [version.is_head for version in versions] == [False, True]
    assert versions[0].asked == quiz.question.asked


def test_the_list_of_answers_says_what_was_chosen(a: Client) -> None:
    quiz = block("quiz")
    post(a, "amina", quiz, choice=next(iter(quiz.question.right)))
    (chosen,) = [choice["text"] for choice in quiz.question.asked["choices"] if choice["id"] in quiz.question.right]
    assert escape(french(chosen)) in page(a, "/reponses/")


def test_a_quiz_without_a_choice_says_what_to_do(a: Client) -> None:
    quiz = block("quiz")
    response = post(a, "amina", quiz)
    assert response.status_code == 422
    assert f'role="radiogroup" aria-invalid="true" aria-describedby="w-{quiz.id}"' in response.content.decode()
    several = len(quiz.question.right) > 1
    assert f"Choisissez {'au moins une' if several else 'une'} réponse, puis vérifiez-la." in response.content.decode()
    assert not Answer.objects.filter(kind="quiz").exists()


def test_a_quiz_asked_from_the_page_comes_back_as_its_block_alone(a: Client) -> None:
    quiz = block("quiz")
    response = post(a, "amina", quiz, choice=next(iter(quiz.question.right)), headers={"HX-Request": "true"})
    text = response.content.decode()
    assert text.lstrip().startswith(("{#", "<section"))
    assert "<html" not in text
    assert "C’est la bonne réponse" in text
    assert "HX-Request" in response["Vary"]


def test_a_block_saved_in_place_brings_what_is_left_to_answer_until_the_lesson_is_finished(a: Client) -> None:
    quiz = block("quiz")
    right, in_place = next(iter(quiz.question.right)), {"HX-Request": "true"}
    left = f'<a href="#b-{quiz.id}">'
    a.post(reverse("lesson_undo", args=[quiz.page.get_parent().slug, quiz.page.slug]), {"enrolment": enrolment_of("amina").pk})
    assert left in page(a, quiz.lesson).split('id="reste"')[1]
    refused = post(a, "amina", quiz, headers=in_place).content.decode()
    assert left in refused.split('id="reste" hx-swap-oob="true"')[1]
    saved = post(a, "amina", quiz, choice=right, headers=in_place).content.decode()
    assert left not in saved.split('id="reste" hx-swap-oob="true"')[1]
    a.post(f"{quiz.lesson}terminer/", {"enrolment": enrolment_of("amina").pk})
    assert 'id="reste"' not in page(a, quiz.lesson)
    assert 'id="reste"' not in post(a, "amina", quiz, choice=right, headers=in_place).content.decode()


def test_an_old_answer_says_which_question_it_answered(a: Client) -> None:
    quiz = block("quiz")
    post(a, "amina", quiz, choice=next(iter(quiz.question.right)))
    lesson = LessonPage.objects.get(pk=quiz.page.pk)
    for child in lesson.body:
        if child.id == quiz.id:
            child.value["question"] = "Une tout autre question ?"
    lesson.save_revision().publish()
    text = page(a, quiz.lesson)
    assert "Une tout autre question" in text
    assert "La question a changé depuis votre réponse" in text
    assert quiz.question.asked["question"][:20] in text.split("Vous aviez répondu à")[1][:300]
    assert "checked" not in text.split(f'data-block="{quiz.id}"')[1].split("</section>")[0]


@pytest.mark.parametrize("was_right", [False, True])
def test_the_verdict_on_an_old_answer_speaks_of_the_old_question(was_right: bool, a: Client) -> None:
    quiz = block("quiz")
    right = next(iter(quiz.question.right))
    wrong = next(choice["id"] for choice in quiz.question.asked["choices"] if choice["id"] != right)
    post(a, "amina", quiz, choice=right if was_right else wrong)
    lesson = LessonPage.objects.get(pk=quiz.page.pk)
    for child in lesson.body:
        if child.id == quiz.id:
            for choice in child.value["choices"]:
                choice["correct"] = choice["id"] == wrong
    lesson.save_revision().publish()
    said = page(a, quiz.lesson).split(f'data-block="{quiz.id}"')[1].split("</section>")[0]
    assert ("C’était la bonne réponse" if was_right else "Ce n’était pas tout à fait cela") in said
    assert "C’est la bonne réponse" not in said
    assert "Pas tout à fait<" not in said
    assert "Voir la réponse<" not in said
    assert ("Voir la réponse d’alors" in said) is not was_right


def test_nobody_else_reads_a_quiz(a: Client, b: Client, desk: Client) -> None:
    quiz = block("quiz")
    post(a, "amina", quiz, choice=next(iter(quiz.question.right)), sharing=1, for_cohort=1, for_trainers=1, for_binome=1)
    found = answer_at(quiz)
    assert not found.for_cohort
    assert {client.get(f"/reponses/{found.pk}/").status_code for client in (b, desk)} == {404}
    assert a.get(f"/reponses/{found.pk}/").status_code == 200
