"""What trainers are given to read: new, read, answered; comments that both sides see."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Notice, User
from accounts.notices.actions import tell
from cohorts.desk.actions import change_cohort
from cohorts.enums import CohortState
from cohorts.models import Answer, Cohort, Comment, Conversation, ConversationMember
from cohorts.working.actions import mark_read
from cohorts.working.enums import Reading
from tests.cohorts.writing import answer_at, block, enrolment_of, post
from tests.conftest import person, signed_in

pytestmark = pytest.mark.django_db
QUEUE = "/cohortes/pionniers/a-lire/"


def share(client: Client, who: str = "amina", text: str = "À lire par Denis") -> Answer:
    asked = block("reflection")
    post(client, who, asked, text=text, sharing=1, for_trainers=1)
    return Answer.objects.filter(versions__text=text).latest("pk")


def comment(client: Client, answer: Answer, text: str, key: str = "") -> int:
    return client.post(f"/reponses/{answer.pk}/", {"text": text, "key": key or str(uuid.uuid4())}).status_code


def test_a_piece_goes_from_new_to_read_to_answered_and_back(a: Client, desk: Client) -> None:
    answer = share(a)
    assert "À lire par Denis" in desk.get(QUEUE).content.decode()
    assert "À lire par Denis" not in desk.get(f"{QUEUE}?etat=lu").content.decode()
    desk.get(f"/reponses/{answer.pk}/")
    assert "À lire par Denis" not in desk.get(QUEUE).content.decode()
    assert "À lire par Denis" in desk.get(f"{QUEUE}?etat=lu").content.decode()
    assert comment(desk, answer, "Merci, *très* clair.") == 302
    assert "À lire par Denis" in desk.get(f"{QUEUE}?etat=repondu").content.decode()
    page = a.get(f"/reponses/{answer.pk}/").content.decode()
    assert "<em>très</em>" in page
    assert str(person("denis")) in page
    assert "<em>très</em>" in a.get(block("reflection").lesson).content.decode()
    assert Notice.objects.filter(to=person("amina"), kind="answered").exists()
    post(a, "amina", block("reflection"), text="Revue depuis", base="1", sharing=1, for_trainers=1)
    assert "Revue depuis" in desk.get(QUEUE).content.decode()


def test_whoever_was_chosen_before_there_was_a_word_is_told_with_the_first_words(a: Client) -> None:
    asked = block("reflection")
    assert post(a, "amina", asked, text="", sharing=1, for_binome=1, for_trainers=1).status_code == 422
    about = Notice.objects.filter(about=f"answer:{Answer.objects.get(block=asked.id).pk}").order_by("to__email")
    assert not about.exists()
    post(a, "amina", asked, text="Les premiers mots", sharing=1, for_binome=1, for_trainers=1)
    told = [("bastien", "partner_shared"), ("denis", "to_read")]
    assert list(about.values_list("to", "kind")) == [(person(name).pk, kind) for name, kind in told]
    assert all(asked.question.title[:20] in one.text for one in about)
    post(a, "amina", asked, text="D’autres mots", base="1", sharing=1, for_binome=1, for_trainers=1)
    assert about.count() == len(told)


def test_a_word_that_came_since_the_page_was_opened_is_still_to_be_read_and_who_read_first_stays_named(a: Client) -> None:
    answer, denis, elise = share(a), person("denis"), person("elise")
    seen_by_both = Answer.objects.get(pk=answer.pk)
    for trainer in (denis, elise):
        mark_read(answer=seen_by_both, by=trainer)
    answer.refresh_from_db()
    assert (answer.reading, answer.read_by) == (Reading.READ, denis)
    post(a, "amina", block("reflection"), text="Revue depuis", base="1", sharing=1, for_trainers=1)
    opened = Answer.objects.get(pk=answer.pk)
    post(a, "amina", block("reflection"), text="Et encore", base="2", sharing=1, for_trainers=1)
    mark_read(answer=opened, by=elise)
    answer.refresh_from_db()
    assert answer.reading == Reading.NEW


def test_whoever_trains_the_cohort_no_more_is_told_no_more_of_what_its_people_give_to_read(a: Client, pionniers: Cohort) -> None:
    denis, elise = person("denis"), person("elise")
    pionniers.trainers.add(elise)
    answer = share(a)
    a.post("/binome/mots/", {"enrolment": enrolment_of("amina").pk, "text": "Un mot", "key": str(uuid.uuid4())})
    a.post(f"/conversations/{Conversation.objects.get().pk}/formateurs/", {"inviter": 1})
    both = {"to_read", "message"}
    assert {one: set(one.notices.values_list("kind", flat=True)) for one in (denis, elise)} == {denis: both, elise: both}
    tell(to=[denis.pk], kind="to_read", text="D’une autre cohorte", url="/", about=f"answer:{answer.pk + 1}")
    change_cohort(cohort=pionniers, trainers=[elise], by=person("gaelle"))
    assert list(denis.notices.values_list("text", flat=True)) == ["D’une autre cohorte"]
    assert set(elise.notices.values_list("kind", flat=True)) == both


def test_another_cohort_she_trains_keeps_its_notices_and_its_conversations_are_not_on_this_list(
    a: Client, desk: Client, pionniers: Cohort
) -> None:
    denis, chloe = person("denis"), enrolment_of("chloe")
    chloe.cohort.trainers.add(denis)
    answer = share(signed_in("chloe"), "chloe", "D’une autre cohorte")
    talk = Conversation.objects.create(cohort=chloe.cohort, party="ailleurs", trainers_since=timezone.now())
    ConversationMember.objects.create(conversation=talk, enrolment=chloe)
    tell(to=[denis.pk], kind="message", text="Un mot", url="/", about=f"conversation:{talk.pk}")
    page = desk.get(QUEUE).content.decode()
    assert f"/conversations/{talk.pk}/" not in page
    assert f"/conversations/{talk.pk}/" in desk.get(f"/cohortes/{chloe.cohort.slug}/a-lire/").content.decode()
    pionniers.trainers.add(person("elise"))
    change_cohort(cohort=pionniers, trainers=[person("elise")], by=person("gaelle"))
    assert set(denis.notices.values_list("about", flat=True)) == {f"answer:{answer.pk}", f"conversation:{talk.pk}"}


def test_an_administrator_who_trains_the_cohort_is_told_like_its_other_trainers(a: Client, pionniers: Cohort) -> None:
    """Whoever opens a cohort and names nobody trains it: its people read her name, and what they send would wait unknown to her."""
    denis, gaelle = person("denis"), person("gaelle")
    assert not gaelle.is_trainer
    pionniers.trainers.set([gaelle, denis])
    share(a)
    a.post("/binome/mots/", {"enrolment": enrolment_of("amina").pk, "text": "Un mot", "key": str(uuid.uuid4())})
    talk = Conversation.objects.get()
    a.post(f"/conversations/{talk.pk}/formateurs/", {"inviter": 1})
    assert set(gaelle.notices.values_list("kind", flat=True)) == {"to_read", "message"}
    gaelle.notices.all().delete()
    User.objects.filter(pk=denis.pk).update(is_trainer=False)
    denis.notices.all().delete()
    a.post(f"/conversations/{talk.pk}/", {"text": "Un autre", "key": str(uuid.uuid4())})
    assert gaelle.notices.get().kind == "message"
    assert not denis.notices.exists()


def test_its_author_answers_and_the_trainer_is_told(a: Client, desk: Client) -> None:
    answer = share(a)
    comment(desk, answer, "Une question ?")
    Notice.objects.all().delete()
    assert comment(a, answer, "Ma réponse") == 302
    assert "Ma réponse" in desk.get(f"/reponses/{answer.pk}/").content.decode()
    assert Notice.objects.get(to=person("denis")).kind == "to_read"


def test_a_refused_comment_opens_at_its_form_in_a_browser_without_scripts_too(a: Client) -> None:
    refused = a.post(f"/reponses/{share(a).pk}/", {"text": "", "key": str(uuid.uuid4())})
    assert refused.status_code == 422
    form = refused.content.decode().split('<form class="desk-form" id="ecrire"')[1].split("</form>")[0]
    assert ' action="#ecrire"' in form
    assert 'role="alert"' in form


def test_the_same_comment_sent_twice_is_one(a: Client, desk: Client) -> None:
    answer, key = share(a), str(uuid.uuid4())
    comment(desk, answer, "Une fois", key)
    comment(desk, answer, "Une fois", key)
    assert Comment.objects.count() == 1
    for _ in range(2):  # brought back by the arrow, with other words
        comment(desk, answer, "Autre chose", key)
    assert Comment.objects.count() == 2


def test_readers_of_the_text_read_no_thread_and_write_none(a: Client, desk: Client) -> None:
    asked = block("reflection")
    post(a, "amina", asked, text="Pour tous", sharing=1, for_cohort=1, for_binome=1)
    answer = answer_at(asked)
    comment(desk, answer, "Entre nous deux")
    for name in ("bastien", "fatou"):
        client = signed_in(name)
        page = client.get(f"/reponses/{answer.pk}/").content.decode()
        assert "Pour tous" in page
        assert "Entre nous deux" not in page
        assert comment(client, answer, "Je m’invite") == 404
    assert "Entre nous deux" not in signed_in("bastien").get(asked.lesson).content.decode()
    assert comment(signed_in("elise"), answer, "D’une autre cohorte") == 404


def test_a_thread_closes_with_the_sharing_and_its_words_stay_with_the_author(a: Client, desk: Client) -> None:
    answer = share(a)
    comment(desk, answer, "Un mot de Denis")
    post(a, "amina", block("reflection"), text="À lire par Denis", base="1", sharing=1)
    assert comment(desk, answer, "Encore un") == 404
    page = a.get(f"/reponses/{answer.pk}/").content.decode()
    assert "Un mot de Denis" in page
    assert comment(a, answer, "Seule") == 422
    assert Comment.objects.count() == 1


def test_a_thread_of_an_archived_cohort_is_read_and_takes_no_more(a: Client, desk: Client) -> None:
    answer = share(a)
    assert comment(desk, answer, "À temps") == 302
    Cohort.objects.filter(pk=answer.cohort_id).update(state=CohortState.ARCHIVED)
    assert [comment(client, answer, "Trop tard") for client in (a, desk)] == [422, 422]
    assert Comment.objects.get().text == "À temps"
    assert "À temps" in a.get(f"/reponses/{answer.pk}/").content.decode()


def test_a_comment_is_struck_by_its_author_alone(a: Client, desk: Client) -> None:
    answer = share(a)
    comment(desk, answer, "Trop sévère")
    said = Comment.objects.get()
    a.post(f"/reponses/{answer.pk}/retirer/", {"comment": said.pk})
    assert "Trop sévère" in a.get(f"/reponses/{answer.pk}/").content.decode()
    desk.post(f"/reponses/{answer.pk}/retirer/", {"comment": said.pk})
    page = a.get(f"/reponses/{answer.pk}/").content.decode()
    assert "Trop sévère" not in page
    assert "Commentaire retiré" in page


def test_the_queue_is_on_the_trainers_home_and_costs_the_same_with_one_and_six(a: Client, desk: Client) -> None:
    share(a)
    assert "1\u00a0réponse à lire" in desk.get("/accueil/").content.decode()

    def queries(url: str) -> int:
        desk.get(url)
        with CaptureQueriesContext(connection) as found:
            assert desk.get(url).status_code == 200
        return len(found)

    urls = (QUEUE, "/accueil/", f"{QUEUE}?etat=nouveau")
    before = [queries(url) for url in urls]
    for name in ("bastien", "fatou", "karim", "jeanne", "simon"):
        share(signed_in(name), name, f"De {name}")
    assert [queries(url) for url in urls] == before
    assert "6\u00a0réponses à lire" in desk.get("/accueil/").content.decode()


def test_an_unknown_state_shows_what_is_new(desk: Client) -> None:
    assert desk.get(f"{QUEUE}?etat=<script>").status_code == 200
