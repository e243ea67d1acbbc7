"""An editor moves, withdraws, rewrites or reorders a lesson that people answered: nothing of theirs is lost or lowered."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cohorts.desk.following import follow
from cohorts.models import Answer, AnswerVersion, Cohort, Enrolment, LessonProgress, Note
from cohorts.reading import reader_of
from courses.models import LessonPage, ModulePage
from courses.outline import main_outline
from pages.templatetags.typography import typo
from tests.cohorts.writing import answer_at, block, enrolment_of, page, post
from tests.conftest import person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def a(db: None) -> Client:
    """Amina, who has answered, noted and finished in the first lesson."""
    client = signed_in("amina")
    for kind in ("activity", "quiz"):
        asked = block(kind, code="m1-l1")
        data = {"choice": next(iter(asked.question.right))} if kind == "quiz" else {"text": "Ma réponse gardée"}
        assert post(client, "amina", asked, **data).status_code == 302
    client.post(f"{asked.lesson}notes/", {"enrolment": enrolment_of("amina").pk, "text": "Ma note gardée", "passage": asked.id})
    return client


def move(page: LessonPage) -> None:
    page.move(ModulePage.objects.get(code="m8"), "last-child")


def unpublish(page: LessonPage) -> None:
    page.unpublish()


def revise(page: LessonPage) -> None:
    page.body = [raw for raw in page.body.raw_data if raw["type"] not in {"quiz", "activity"}]
    page.title = "Une leçon toute réécrite"
    page.save_revision().publish()


def reorder(page: LessonPage) -> None:
    last = page.get_siblings().last()
    assert last
    page.move(last, "right")


def rename(page: LessonPage) -> None:
    page.slug = "une-autre-adresse"
    page.save_revision().publish()


def unpublish_module(page: LessonPage) -> None:
    page.get_parent().specific.unpublish()


CHANGES = [move, unpublish, revise, reorder, rename, unpublish_module]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_no_answer_note_or_progress_is_lost_or_lowered(a: Client, change: object, pionniers: Cohort) -> None:
    before = (AnswerVersion.objects.count(), Note.objects.count(), LessonProgress.objects.exclude(finished_at=None).count())
    user = person("amina")
    change(LessonPage.objects.get(code="m1-l1"))  # type: ignore[operator]
    assert (AnswerVersion.objects.count(), Note.objects.count(), LessonProgress.objects.exclude(finished_at=None).count()) == before
    outline = main_outline()
    assert outline
    reader = reader_of(user, outline)
    assert reader
    assert reader.me.count.finished == 10
    assert reader.me.count.percent <= 100
    assert all(module.number and reader.me.count_in(module).percent <= 100 for module in outline.modules)
    home = a.get("/accueil/").content.decode()
    assert f'data-progress="10/{reader.me.count.total}"' in home
    following = follow(pionniers, outline)
    assert next(one for one in following.people if one.enrolment.user_id == user.pk).walk.count == reader.me.count
    binome = a.get("/binome/").content.decode()
    assert f'data-progress="10/{reader.me.count.total}"' in binome
    assert "Ma réponse gardée" in a.get("/reponses/").content.decode()
    assert "Ma note gardée" in a.get("/notes/").content.decode()
    for answer in Answer.objects.all():
        assert a.get(f"/reponses/{answer.pk}/").status_code == 200


def test_a_finished_lesson_that_leaves_a_module_still_counts_there_and_the_page_says_so(a: Client) -> None:
    """One figure, everywhere the same: neither that of the track nor that of the module is ever lowered."""
    lesson = LessonPage.objects.get(code="m1-l1")
    module = lesson.get_parent()
    said = "n’est plus publiée\u00a0: elle reste comptée."
    assert said not in a.get(f"/parcours/{module.slug}/").content.decode()
    lesson.unpublish()
    page = a.get(f"/parcours/{module.slug}/").content.decode()
    assert said in page.replace("&nbsp;", "\u00a0")
    assert 'data-progress="4/4" data-progress-of="me" data-progress-scope="module"' in page
    theirs = signed_in("chloe").get(f"/parcours/{module.slug}/").content.decode()
    assert said not in theirs.replace("&nbsp;", "\u00a0")
    assert 'data-progress="0/3"' in theirs
    second = LessonPage.objects.get(code="m1-l2")
    second.unpublish()
    assert "2 leçons que vous avez terminées ne sont plus publiées" in a.get(f"/parcours/{module.slug}/").content.decode()


def test_a_page_with_answers_is_never_deleted(a: Client) -> None:
    page = LessonPage.objects.get(code="m1-l1")
    response = signed_in("farid").post(f"/admin/pages/{page.pk}/delete/")
    assert response.status_code == 302
    assert LessonPage.objects.filter(pk=page.pk).exists()


def test_a_moved_lesson_shows_its_answers_at_its_new_address(a: Client) -> None:
    move(LessonPage.objects.get(code="m1-l1"))
    outline = main_outline()
    assert outline
    lesson = next(lesson for lesson in outline.lessons if lesson.code == "m1-l1")
    page = a.get(lesson.url).content.decode()
    assert "Ma réponse gardée" in page
    assert "Ma note gardée" in page


def test_whoever_is_shown_an_answer_reads_what_it_was_written_to() -> None:
    """By the partner under the question, and by the cohort where answers to two versions of it stand together."""
    asked, told = block("reflection"), "En réponse à une autre version de la consigne"
    amina, bastien = signed_in("amina"), signed_in("bastien")
    post(amina, "amina", asked, text="À la première", sharing=1, for_binome=1, for_cohort=1)
    assert told not in bastien.get(asked.lesson).content.decode()
    lesson = asked.page
    body = list(lesson.body.raw_data)
    lesson.body = [{**raw, "value": {**raw["value"], "prompt": "Tout autre chose ?"}} if raw["id"] == asked.id else raw for raw in body]
    lesson.save_revision().publish()
    shown = bastien.get(asked.lesson).content.decode()
    assert shown.index("Amina vous montre") < shown.index(told) < shown.index("À la première")
    assert typo(asked.question.title) in shown.split(told)[1].split("</p>")[0]
    everyone = f"{asked.url}cohorte/"
    assert told not in bastien.get(everyone).content.decode()
    post(bastien, "bastien", asked, text="À la seconde", sharing=1, for_cohort=1)
    assert bastien.get(everyone).content.decode().count(told) == 1
    lesson.body = body
    lesson.save_revision().publish()
    assert told not in bastien.get(asked.lesson).content.decode()


def test_words_typed_in_the_copy_of_a_lesson_are_not_shown_in_the_first_one(a: Client) -> None:
    """A copy keeps the numbers of its blocks: what a device holds is named after the lesson too."""
    asked = block("activity", code="m1-l1")
    LessonPage.objects.get(code="m1-l1").copy(update_attrs={"slug": "la-meme", "title": "La même"}, keep_live=True)
    copied = f"/parcours/{asked.page.get_parent().slug}/la-meme/"
    held = [re.findall(r'data-draft="([^"]+)"', a.get(lesson).content.decode()) for lesson in (asked.lesson, copied)]
    assert all(any(asked.id in key for key in keys) for keys in held)
    assert not set(held[0]) & set(held[1])


def test_finishing_names_what_is_unanswered_and_never_waits_for_it() -> None:
    client, asked = signed_in("amina"), block("reflection", code="m3-l3") if has("m3-l3", "reflection") else block("quiz", code="m3-l3")
    page = client.get(asked.lesson).content.decode()
    finish = page.split('data-action="finish"')[1].split("</form>")[0]
    assert "sans réponse" in finish
    assert f'href="#b-{asked.id}"' in finish
    assert "que tout y soit répondu ou non" in finish
    assert "Confirmer" not in finish
    asked_again = client.get(f"{asked.lesson}?confirmer=1").content.decode()
    assert "Confirmer&nbsp;: marquer comme terminée" in asked_again.split('data-action="finish"')[1].split("</form>")[0]
    enrolment = enrolment_of("amina").pk
    with CaptureQueriesContext(connection) as seen:
        client.post(f"{asked.lesson}terminer/", {"enrolment": enrolment})
    assert len(seen) <= 10
    assert Enrolment.objects.get(pk=enrolment).progress.exclude(finished_at=None).count() == 11


def has(code: str, kind: str) -> bool:
    try:
        block(kind, code=code)
    except LookupError:
        return False
    return True


def test_the_home_page_costs_the_same_with_one_and_with_all_lessons() -> None:
    def queries(client: Client) -> int:
        client.get("/accueil/")
        with CaptureQueriesContext(connection) as seen:
            client.get("/accueil/")
        return len(seen)

    client = signed_in("amina")
    full = queries(client)
    assert full <= 20
    LessonPage.objects.exclude(code="m1-l1").update(live=False)
    from courses.outline import bump_epoch

    bump_epoch()
    assert queries(client) <= full


def test_a_lesson_costs_the_same_however_much_is_written_in_it(a: Client) -> None:
    asked = block("activity", code="m1-l1")

    def queries() -> int:
        a.get(asked.lesson)
        with CaptureQueriesContext(connection) as seen:
            a.get(asked.lesson)
        return len(seen)

    before = queries()
    for number in range(6):
        post(a, "amina", asked, text=f"Version {number}", base=str(number + 1))
        a.post(f"{asked.lesson}notes/", {"enrolment": enrolment_of("amina").pk, "text": f"Note {number}"})
    assert queries() == before


def test_a_shared_page_that_the_partner_alone_wrote_is_never_called_ones_own_answer_to_an_older_instruction(a: Client) -> None:
    asked = block("activity", "binome")
    post(signed_in("bastien"), "bastien", asked, text="Nos deux regards")
    lesson = LessonPage.objects.get(pk=asked.page.pk)
    for child in lesson.body:
        if child.id == asked.id:
            child.value["title"] = "Un tout autre titre"
    lesson.save_revision().publish()
    text = a.get(asked.lesson).content.decode().split(f'data-block="{asked.id}"')[1].split("</section>")[0]
    assert "Vous, pas encore" in text
    assert "La consigne a changé depuis que cette page a été écrite. Son texte répond à la version du" in text
    assert "votre réponse" not in text
    assert "Vous aviez répondu" not in text


@pytest.mark.parametrize("change", [move, rename], ids=["moved", "renamed"])
def test_a_text_written_while_its_lesson_changes_address_is_kept_in_its_place(change: Callable[[LessonPage], None]) -> None:
    """She was told that the lesson was not published any more; of one with another address, her text went nowhere, without a word."""
    a, asked = signed_in("amina"), block("reflection")
    page(a, asked.lesson)
    change(LessonPage.objects.get(pk=asked.page.pk))
    assert post(a, "amina", asked, text="En train", do="draft").status_code == 200
    kept = post(a, "amina", asked, text="Écrit pendant le départ")
    now = main_outline()
    assert now is not None
    there = next(one for one in now.lessons if one.id == asked.page.pk)
    assert kept.url == f"{there.url}#b-{asked.id}" != f"{asked.lesson}#b-{asked.id}"
    assert answer_at(asked).versions.get().text == "Écrit pendant le départ"
    assert "plus publiée" not in page(a, there.url)


def test_a_text_of_a_lesson_that_nobody_finds_again_is_given_back(a: Client) -> None:
    """Of a lesson that is withdrawn under another address, « Vos notes » opened without her text."""
    asked = block("activity", code="m1-l1")
    lesson = LessonPage.objects.get(pk=asked.page.pk)
    rename(lesson)
    LessonPage.objects.get(pk=lesson.pk).unpublish()
    for url in (asked.url, f"{asked.lesson}notes/"):
        lost = a.post(url, {"enrolment": enrolment_of("amina").pk, "text": "Rien ne se perd"})
        assert (lost.status_code, "Rien ne se perd" in lost.content.decode()) == (404, True)


@pytest.mark.parametrize(("change", "why"), [(move, "Cette leçon a changé d’adresse."), (unpublish, "Cette leçon n’est plus publiée.")])
def test_a_note_written_while_its_lesson_leaves_is_kept(a: Client, change: Callable[[LessonPage], None], why: str) -> None:
    """It was shown to be copied, though a note needs no lesson to be read."""
    asked = block("activity", code="m1-l1")
    change(LessonPage.objects.get(pk=asked.page.pk))
    sent = a.post(f"{asked.lesson}notes/", {"enrolment": enrolment_of("amina").pk, "text": "Notée au dernier moment"})
    assert sent.url == "/notes/"
    notes = page(a, "/notes/")
    assert "Notée au dernier moment" in notes
    assert f"{why} Votre texte est gardé parmi vos notes." in notes
