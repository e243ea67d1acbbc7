"""The words of a binôme: between the two, until they invite their trainers."""

import re
import uuid

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Notice
from cohorts.desk.actions import withdraw
from cohorts.enums import CohortState
from cohorts.models import Cohort, Conversation, Enrolment, LessonProgress, Message
from cohorts.pairing.actions import join, leave_seat, pair
from tests.cohorts.writing import block, enrolment_of, post
from tests.conftest import person, signed_in, tight

pytestmark = pytest.mark.django_db


def say(client: Client, who: str, text: str, key: str = "") -> None:
    response = client.post("/binome/mots/", {"enrolment": enrolment_of(who).pk, "text": text, "key": key or str(uuid.uuid4())})
    assert response.status_code == 302, response.content.decode()[:500]


def test_a_word_is_read_by_the_partner_who_is_told_and_answers(a: Client, b: Client) -> None:
    say(a, "amina", "On se voit *jeudi* ?")
    assert 'role="status"><span class="sign" aria-hidden="true">✓</span><p>Votre message est envoyé.' in tight(
        a.get("/binome/").content.decode()
    )
    assert "<em>jeudi</em>" in b.get("/binome/").content.decode()
    assert "On se voit" in b.get("/accueil/").content.decode()
    assert Notice.objects.get(to=person("bastien")).text == f"{person('amina')} vous a écrit un mot."
    say(b, "bastien", "Oui.")
    talk = Conversation.objects.get()
    page = a.get(f"/conversations/{talk.pk}/").content.decode()
    assert page.index("jeudi") < page.index("Oui.")
    response = a.post(f"/conversations/{talk.pk}/", {"text": "À jeudi.", "key": str(uuid.uuid4())}, follow=True)
    assert "Votre message est envoyé." in response.content.decode()
    b.get(f"/conversations/{talk.pk}/")
    assert not Notice.objects.filter(to=person("bastien"), seen_at=None).exists()


def test_home_says_who_wrote_last_and_offers_an_answer_that_is_not_given_yet(a: Client, b: Client) -> None:
    say(b, "bastien", "Je lis *ce soir*.")
    assert "Lui répondre" in a.get("/accueil/").content.decode()
    say(a, "amina", "Moi demain.")
    home = a.get("/accueil/").content.decode()
    assert "Bastien vous a écrit&nbsp;: <q>«&nbsp;Je lis ce soir.&nbsp;»</q>" in home
    assert "Lui écrire un mot" in home
    assert "Lui répondre" not in home


def test_the_same_form_twice_says_it_once(a: Client) -> None:
    key = str(uuid.uuid4())
    say(a, "amina", "Une fois", key)
    say(a, "amina", "Une fois", key)
    assert Message.objects.count() == 1


def test_a_form_that_the_arrow_brings_back_says_its_other_words_besides(a: Client) -> None:
    key = str(uuid.uuid4())
    for text in ("Première idée", "Une autre idée", "Une autre idée"):
        say(a, "amina", text, key)
    assert list(Message.objects.order_by("pk").values_list("text", flat=True)) == ["Première idée", "Une autre idée"]


def test_words_withdrawn_and_sent_again_from_the_same_form_are_said_again(a: Client, b: Client) -> None:
    """« Votre message est envoyé » was said of words that the partner does not see."""
    key = str(uuid.uuid4())
    say(a, "amina", "À jeudi", key)
    word = Message.objects.get()
    a.post(f"/conversations/{word.conversation_id}/retirer/", {"message": word.pk})
    say(a, "amina", "À jeudi", key)
    say(a, "amina", "À jeudi", key)
    assert Message.objects.filter(struck_at=None).count() == 1
    assert "À jeudi" in b.get(f"/conversations/{word.conversation_id}/").content.decode()


def test_what_is_written_where_one_may_not_write_any_more_stays_in_its_field(a: Client) -> None:
    Cohort.objects.filter(pk=enrolment_of("amina").cohort_id).update(state=CohortState.ARCHIVED)
    data = {"enrolment": enrolment_of("amina").pk, "key": str(uuid.uuid4()), "text": "Un mot de trop tard"}
    response = a.post("/binome/mots/", data)
    assert response.status_code == 422
    assert "Un mot de trop tard" in response.content.decode()
    lost = a.post("/conversations/9999/", {"text": "Des mots pour une conversation fermée", "key": str(uuid.uuid4())})
    assert lost.status_code == 404
    assert "Des mots pour une conversation fermée" in lost.content.decode()
    assert "copiez-le" in lost.content.decode()


def test_a_refused_word_opens_at_its_form_in_a_browser_without_scripts_too(a: Client) -> None:
    say(a, "amina", "Un mot", str(uuid.uuid4()))
    for url in ("/binome/mots/", f"/conversations/{Conversation.objects.get().pk}/"):
        text = a.post(url, {"enrolment": enrolment_of("amina").pk, "text": "", "key": str(uuid.uuid4())}).content.decode()
        form = text.split('<form class="desk-form" id="ecrire"')[1].split("</form>")[0]
        assert re.search(r'^[^>]* action="[^"]*#ecrire"', form), url
        assert "Écrivez votre message" in form, url


def test_an_empty_or_endless_word_is_refused_with_what_to_do_and_kept_in_its_field(a: Client) -> None:
    data = {"enrolment": enrolment_of("amina").pk, "key": str(uuid.uuid4())}
    assert "Écrivez votre message" in a.post("/binome/mots/", {**data, "text": ""}).content.decode()
    response = a.post("/binome/mots/", {**data, "text": "mot " * 2000})
    assert response.status_code == 422
    assert "mot mot mot" in response.content.decode()
    assert not Message.objects.exists()


def test_trainers_read_only_what_is_written_while_they_are_invited(a: Client, b: Client, desk: Client) -> None:
    say(a, "amina", "Avant l’invitation")
    talk = Conversation.objects.get()
    url = f"/conversations/{talk.pk}/"
    for client in (desk, signed_in("elise"), signed_in("fatou"), signed_in("gaelle")):
        assert client.get(url).status_code == 404
    assert 'name="inviter"' in a.get(url).content.decode()
    a.post(f"{url}formateurs/", {"inviter": 1})
    assert 'name="remercier"' in b.get(url).content.decode()
    assert f"{url}formateurs/" not in desk.get(url).content.decode()
    assert Notice.objects.filter(to=person("denis"), kind="message").exists()
    say(b, "bastien", "Pendant l’invitation")
    page = desk.get(url).content.decode()
    assert "Pendant l’invitation" in page
    assert "Avant l’invitation" not in page
    assert url in desk.get("/cohortes/pionniers/a-lire/").content.decode()
    assert desk.post(url, {"text": "Je vous réponds.", "key": str(uuid.uuid4())}).status_code == 302
    assert "Je vous réponds." in a.get(url).content.decode()
    assert signed_in("elise").get(url).status_code == 404
    assert desk.post(f"{url}formateurs/", {}).status_code == 404
    b.post(f"{url}formateurs/", {})
    assert desk.get(url).status_code == 404
    assert url not in desk.get("/cohortes/pionniers/a-lire/").content.decode()
    assert not Notice.objects.filter(to=person("denis"), about=f"conversation:{talk.pk}").exists()


def test_another_trainer_is_told_whom_a_colleague_answered_and_the_list_who_wrote_last(a: Client, desk: Client, pionniers: Cohort) -> None:
    pionniers.trainers.add(person("elise"))
    say(a, "amina", "Bonjour")
    talk, queue = Conversation.objects.get(), "/cohortes/pionniers/a-lire/"
    a.post(f"/conversations/{talk.pk}/formateurs/", {"inviter": 1})
    assert "Dernier mot" not in desk.get(queue).content.decode()  # what came before the invitation is not told
    say(a, "amina", "Une question")
    desk.get(f"/conversations/{talk.pk}/")  # opened, and not answered: her home is silent, the list is not
    assert "Dernier mot&nbsp;: Amina, le" in desk.get(queue).content.decode()
    about = f"conversation:{talk.pk}"
    assert Notice.objects.get(to=person("elise"), about=about).text == f"{person('amina')} vous a écrit un mot."
    desk.post(f"/conversations/{talk.pk}/", {"text": "Ma réponse", "key": str(uuid.uuid4())})
    assert "Dernier mot&nbsp;: Denis, le" in desk.get(queue).content.decode()
    assert Notice.objects.get(to=person("elise"), about=about).text == f"{person('denis')} a écrit à Amina et Bastien."
    assert Notice.objects.get(to=person("bastien"), about=about).text == f"{person('denis')} vous a écrit un mot."


def test_a_trainer_is_told_that_a_conversation_is_of_a_binome_of_before(a: Client, desk: Client) -> None:
    say(a, "amina", "Bonjour")
    url, said = f"/conversations/{Conversation.objects.get().pk}/", "Cette conversation date d’un binôme d’avant"
    a.post(f"{url}formateurs/", {"inviter": 1})
    assert said not in desk.get(url).content.decode()
    leave_seat(seat=enrolment_of("bastien").seats.current().get())
    assert said in desk.get(url).content.decode()


def test_a_new_partner_reads_nothing_of_the_former_conversation(a: Client, b: Client) -> None:
    say(a, "amina", "Entre Bastien et moi")
    former = Conversation.objects.get()
    mine = enrolment_of("amina")
    other = Enrolment.objects.create(user=person("farid"), cohort=mine.cohort)
    for seat in (mine.seats.current().get(), enrolment_of("bastien").seats.current().get()):
        leave_seat(seat=seat)
    pair(enrolments=[mine, other])
    farid = signed_in("farid")
    assert farid.get(f"/conversations/{former.pk}/").status_code == 404
    assert "Entre Bastien et moi" not in farid.get("/binome/").content.decode()
    say(a, "amina", "Bonjour Farid")
    assert Conversation.objects.count() == 2
    assert "Bonjour Farid" not in b.get("/binome/").content.decode()
    assert "Entre Bastien et moi" in a.get(f"/conversations/{former.pk}/").content.decode()
    assert f"/conversations/{former.pk}/" in a.get("/binome/").content.decode()
    said = "Cette conversation date d’un binôme d’avant"
    assert said in a.get(f"/conversations/{former.pk}/").content.decode()
    assert said in b.get(f"/conversations/{former.pk}/").content.decode()
    assert said not in farid.get(f"/conversations/{Conversation.objects.exclude(pk=former.pk).get().pk}/").content.decode()


def test_a_word_is_withdrawn_by_its_author_and_keeps_its_place(a: Client, b: Client) -> None:
    say(a, "amina", "Trop vite écrit")
    word = Message.objects.get()
    url = f"/conversations/{word.conversation_id}/"
    b.post(f"{url}retirer/", {"message": word.pk})
    assert "Trop vite écrit" in b.get(url).content.decode()
    a.post(f"{url}retirer/", {"message": word.pk})
    page = b.get(url).content.decode()
    assert "Trop vite écrit" not in page
    assert "Message retiré" in page
    assert "Trop vite" not in b.get("/accueil/").content.decode()
    with pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.update(text="Autre chose")


def test_someone_alone_is_told_what_comes(a: Client) -> None:
    leave_seat(seat=enrolment_of("bastien").seats.current().get())
    assert "Une place est libre" in a.get("/binome/").content.decode()
    response = a.post("/binome/mots/", {"enrolment": enrolment_of("amina").pk, "text": "Allô", "key": str(uuid.uuid4())})
    assert response.status_code == 422
    assert "Allô" in response.content.decode()


def test_the_name_of_a_partner_is_elided_as_one_says_it(a: Client, b: Client) -> None:
    assert "Ce qu’Amina vous montre" in b.get("/binome/").content.decode()
    assert "Ce que Bastien vous montre" in a.get("/binome/").content.decode()


def test_what_a_partner_of_before_showed_is_not_said_to_come_from_the_partner_of_today(a: Client, b: Client) -> None:
    post(b, "bastien", block("reflection"), text="Montré à Amina.", sharing=1, for_binome=1)
    page = a.get("/binome/").content.decode()
    assert "Ce que Bastien vous montre" in page
    assert re.search(r'<p class="quiet">Module \d, leçon \d+</p>', page)
    for who in ("amina", "bastien", "camille"):
        leave_seat(seat=enrolment_of(who).seats.current().get())
    pair(enrolments=[enrolment_of("amina"), enrolment_of("camille")])
    page = a.get("/binome/").content.decode()
    assert "Montré à Amina." in page
    assert "Ce que Camille vous montre" not in page
    assert "Ce qui vous a été montré" in page


def test_the_binome_page_says_what_awaits_both_and_what_the_other_wrote(a: Client, b: Client) -> None:
    asked = block("activity", "binome")
    assert "Page encore blanche" in a.get("/binome/").content.decode()
    post(b, "bastien", asked, text="J’ai commencé")
    page = a.get("/binome/").content.decode()
    assert "Bastien a écrit, à vous" in page
    home = a.get("/accueil/").content.decode()
    assert "À votre tour" in home
    assert f"{asked.lesson}#b-{asked.id}" in home
    post(a, "amina", asked, text="J’ai continué", base="1")
    assert "Bastien a écrit, à vous" not in a.get("/binome/").content.decode()


def test_two_partners_who_wrote_are_said_to_in_the_plural(a: Client, b: Client) -> None:
    asked, shown, third = block("activity", "binome"), block("reflection"), enrolment_of("ines")
    leave_seat(seat=third.seats.current().get())
    join(binome=enrolment_of("amina").seats.current().get().binome, enrolment=third)
    post(b, "bastien", asked, text="J’ai commencé")
    post(signed_in("ines"), "ines", asked, text="J’ai continué", base="1")
    for url in ("/binome/", "/accueil/"):
        assert "Bastien et Inès ont écrit, à vous" in a.get(url).content.decode()
    post(a, "amina", shown, text="Montré aux deux", sharing=1, for_binome=1)
    leave_seat(seat=enrolment_of("amina").seats.current().get())
    assert "la retire à Bastien et Inès, qui ne sont plus dans votre binôme." in a.get(shown.lesson).content.decode()


def test_a_conversation_says_who_has_withdrawn_and_answers_no_more(a: Client, b: Client) -> None:
    say(a, "amina", "On se voit mardi ?")
    url = f"/conversations/{Conversation.objects.get().pk}/"
    withdraw(enrolment=enrolment_of("bastien"), by=person("bastien"))
    assert "Bastien a quitté la cohorte et n’y écrit plus." in a.get(url).content.decode()
    assert "Vous avez quitté la cohorte et n’y écrivez plus." in b.get(url).content.decode()


def test_two_texts_to_be_joined_await_both_who_wrote_them(a: Client, b: Client) -> None:
    asked = block("activity", "binome")
    post(a, "amina", asked, text="Mon texte")
    post(b, "bastien", asked, text="Le mien, écrit en même temps")
    for client in (a, b):
        assert "Textes à réunir" in client.get("/binome/").content.decode()
        home = client.get("/accueil/").content.decode()
        assert "Plusieurs textes y ont été écrits en même temps." in home
        assert "Textes à réunir" in home
    post(a, "amina", asked, text="Les deux, réunis", base="1,2")
    for client in (a, b):
        assert "Textes à réunir" not in client.get("/binome/").content.decode()


def test_two_partners_who_wrote_are_said_to_have_written_in_the_plural(a: Client, b: Client) -> None:
    asked, gwenn = block("activity", "binome"), Enrolment.objects.create(user=person("gwenn"), cohort=enrolment_of("amina").cohort)
    join(binome=enrolment_of("amina").seats.current().get().binome, enrolment=gwenn)
    post(b, "bastien", asked, text="J’ai commencé")
    signed_in("gwenn").post(asked.url, {"enrolment": gwenn.pk, "text": "Moi aussi", "base": "1"})
    assert "Bastien et Gwenn ont écrit, à vous" in a.get("/binome/").content.decode()
    home = a.get("/accueil/").content.decode()
    assert "Bastien et Gwenn ont écrit, à vous" in home
    LessonProgress.objects.filter(enrolment=enrolment_of("amina"), finished_at=None).update(finished_at=timezone.now())
    assert "Bastien et Gwenn ont écrit dans votre page commune, et attendent vos mots." in a.get("/accueil/").content.decode()


def test_a_closed_cohort_awaits_no_page(a: Client, b: Client) -> None:
    asked = block("activity", "binome")
    post(b, "bastien", asked, text="J’ai commencé")
    Cohort.objects.filter(pk=enrolment_of("amina").cohort_id).update(state=CohortState.CLOSED)
    page = a.get("/binome/").content.decode()
    assert "Aucune page commune ne vous attend." in page
    assert "Bastien a écrit, à vous" not in page


def test_the_binome_page_and_the_conversation_cost_the_same_with_one_word_and_with_six(a: Client) -> None:
    say(a, "amina", "Premier")
    talk = Conversation.objects.get()

    def queries(url: str) -> int:
        a.get(url)
        with CaptureQueriesContext(connection) as found:
            a.get(url)
        return len(found)

    urls = ("/binome/", f"/conversations/{talk.pk}/")
    before = [queries(url) for url in urls]
    for number in range(5):
        Message.objects.create(conversation=talk, author=person("bastien"), text=str(number), html=str(number), written_at=timezone.now())
    assert [queries(url) for url in urls] == before


def test_who_has_withdrawn_reads_on_and_writes_no_more(a: Client, b: Client) -> None:
    say(a, "amina", "Avant le départ")
    talk = Conversation.objects.get()
    a.post("/cohorte/pionniers/quitter/", {"sure": "on"})
    url = f"/conversations/{talk.pk}/"
    page = a.get(url).content.decode()
    assert "Avant le départ" in page
    assert 'name="text"' not in page
    assert a.post(url, {"text": "Après le départ", "key": str(uuid.uuid4())}).status_code == 422
    assert Message.objects.count() == 1
    assert "Avant le départ" in b.get(url).content.decode()


@pytest.mark.parametrize("end", ["archived", "withdrawn"])
def test_an_invitation_of_the_trainers_is_ended_by_who_writes_there_no_more(end: str, a: Client, desk: Client) -> None:
    say(a, "amina", "Entre nous")
    url = f"/conversations/{Conversation.objects.get().pk}/"
    a.post(f"{url}formateurs/", {"inviter": 1})
    say(a, "amina", "Lu par Denis")
    if end == "archived":
        Cohort.objects.filter(slug="pionniers").update(state=CohortState.ARCHIVED)
    else:
        withdraw(enrolment=enrolment_of("amina"), by=person("denis"))
    assert "Lu par Denis" in desk.get(url).content.decode()
    assert 'name="remercier"' in a.get(url).content.decode()
    a.post(f"{url}formateurs/", {"remercier": 1})
    assert desk.get(url).status_code == 404
    assert f"{url}formateurs/" not in a.get(url).content.decode(), "nobody is invited where nothing is written any more"
    older = a.post(f"{url}formateurs/", {"inviter": 1}, follow=True).content.decode()  # a page that was open before
    assert "Cette conversation se lit, et ne change plus pour vous." in tight(older)
    assert desk.get(url).status_code == 404


def test_three_are_named_together_wherever_a_trio_is_told(a: Client, b: Client, desk: Client) -> None:
    place = enrolment_of("amina").seats.current().get().binome_id
    asked, third = block("activity", "binome"), Enrolment.objects.create(user=person("farid"), cohort=enrolment_of("amina").cohort)
    people = [enrolment_of("amina").pk, enrolment_of("bastien").pk, third.pk]
    data = {"groupe": f"{','.join(map(str, people))}>{place}"}
    told = desk.post("/cohortes/pionniers/binomes/former/", data, follow=True).content.decode()
    names = [str(person(who)) for who in ("amina", "bastien", "farid")]
    assert f"{names[0]}, {names[1]} et {names[2]} apprennent désormais ensemble." in told
    assert f"<h3>{names[0]}, {names[1]} et {names[2]}</h3>" in a.get("/cohorte/").content.decode()
    assert "Leur écrire un mot" in a.get("/accueil/").content.decode()
    lesson = a.get(asked.lesson).content.decode()
    assert "Visible par vous, Bastien et Farid. Vous écrivez la même page." in lesson
    assert "Bastien et Farid écrivent cette page avec vous et la lisent toujours." in lesson
    say(a, "amina", "À trois")
    leave_seat(seat=enrolment_of("amina").seats.current().get())
    assert ">Avec Bastien et Farid</a>" in a.get("/binome/").content.decode()
