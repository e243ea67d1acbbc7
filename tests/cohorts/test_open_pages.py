"""A page left open while something else happens: its words reach nobody whom it did not name, and hide nobody's."""

import json
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from cohorts.desk.actions import withdraw
from cohorts.models import Answer, AnswerReader, Conversation, Draft, Enrolment, Message, Note
from cohorts.pairing.actions import join, leave_seat, pair
from courses.models import LessonPage
from tests.cohorts.writing import Block, answer_at, block, enrolment_of, page, post
from tests.conftest import person, signed_in

pytestmark = pytest.mark.django_db

CHANGED = "Votre binôme a changé depuis que cette page s’est ouverte"


def shown(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found, name
    return found[1]


def form(client: Client, at: Block) -> dict[str, str]:
    """The fields of a block as its page holds them now."""
    return {name: shown(drawn(client, at), name) for name in ("base", "draft", "revision")}


def drawn(client: Client, at: Block) -> str:
    """Where one writes, as the page draws it now."""
    return page(client, at.lesson).split(f'id="f-{at.id}"')[1].split("</form>")[0]


def pair_with_ines() -> Enrolment:
    """Amina leaves Bastien and learns with Inès."""
    third = enrolment_of("ines")
    for who in ("amina", "bastien", "ines"):
        if (seat := enrolment_of(who).seats.current().first()) is not None:
            leave_seat(seat=seat)
    pair(enrolments=[enrolment_of("amina"), third])
    return third


def pair_with_bastien() -> None:
    leave_seat(seat=enrolment_of("amina").seats.current().get())
    pair(enrolments=[enrolment_of("amina"), enrolment_of("bastien")])


def texts(at: Block) -> list[list[str]]:
    """What each page of this question shows, one party after the other."""
    answers = Answer.objects.filter(lesson=at.page, block=at.id).order_by("pk")
    return [[head.text for head in answer.versions.filter(is_head=True)] for answer in answers]


# Another binôme -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_fragment", [False, True])
def test_a_shared_page_opened_with_one_partner_is_not_written_to_another(is_fragment: bool, a: Client, b: Client) -> None:
    asked = block("activity", "binome")
    post(b, "bastien", asked, text="Les mots de Bastien.")
    old = form(a, asked)
    pair_with_ines()
    headers: dict[str, Any] = {"headers": {"HX-Request": "true"}} if is_fragment else {}
    response = post(a, "amina", asked, text="Les mots de Bastien. Et les miens.", sharing=1, for_cohort=1, **old, **headers)
    assert response.status_code == 422
    refused = response.content.decode()
    assert CHANGED in refused
    assert "Et les miens." in refused
    assert "Visible par vous et Inès." in refused
    assert "Les mots de Bastien" not in page(signed_in("ines"), asked.lesson)
    assert texts(asked) == [["Les mots de Bastien."]]
    again = {**old, "base": shown(refused.split(f'id="f-{asked.id}"')[1], "base")}
    post(a, "amina", asked, text="À Inès.", **again)
    assert texts(asked) == [["Les mots de Bastien."], ["À Inès."]]


def test_a_tick_for_one_partner_does_not_show_to_another(a: Client) -> None:
    asked = block("reflection")
    old = form(a, asked)
    third = pair_with_ines()
    response = post(a, "amina", asked, text="Pour Bastien.", sharing=1, for_binome=1, **old)
    assert response.status_code == 422
    assert CHANGED in response.content.decode()
    assert not AnswerReader.objects.filter(enrolment=third).exists()
    assert post(a, "amina", asked, text="Pour moi seule.", sharing=1, **old).status_code == 302
    assert texts(asked) == [["Pour moi seule."]]


def test_a_page_of_two_is_not_written_to_three(a: Client, b: Client) -> None:
    asked = block("activity", "binome")
    old = form(a, asked)
    third = enrolment_of("ines")
    leave_seat(seat=third.seats.current().get())
    join(binome=enrolment_of("amina").seats.current().get().binome, enrolment=third)
    assert post(a, "amina", asked, text="Entre nous deux.", **old).status_code == 422
    assert "Entre nous deux." not in page(signed_in("ines"), asked.lesson)


def test_a_page_of_three_is_not_written_over_the_page_of_two_that_follows(a: Client, b: Client) -> None:
    """Each binôme's page counts its versions from one: that of three would have replaced what the two had written before."""
    asked = block("activity", "binome")
    post(b, "bastien", asked, text="À deux.", base="")
    third = enrolment_of("ines")
    leave_seat(seat=third.seats.current().get())
    join(binome=enrolment_of("amina").seats.current().get().binome, enrolment=third)
    post(a, "amina", asked, text="À trois.", base="")
    old = form(a, asked)
    leave_seat(seat=third.seats.current().get())
    refused = post(a, "amina", asked, text="À trois, encore.", **old)
    assert refused.status_code == 422
    assert CHANGED in refused.content.decode()
    assert texts(asked) == [["À deux."], ["À trois."]]


def two_versions(a: Client, b: Client) -> tuple[Any, dict[str, str]]:
    """A common page that both wrote at the same time, and the form of it that Amina has open."""
    asked = block("activity", "binome")
    for client, who in ((a, "amina"), (b, "bastien")):
        post(client, who, asked, text=f"De {who}.", base="")
    return asked, form(a, asked)


def test_one_of_two_versions_is_not_kept_for_another_binome(a: Client, b: Client) -> None:
    asked, old = two_versions(a, b)
    pair_with_ines()
    ines = signed_in("ines")
    post(ines, "ines", asked, text="D’Inès.", base="")
    refused = a.post(asked.url, {"enrolment": enrolment_of("amina").pk, "keep": 1, **old})
    assert refused.status_code == 422
    assert CHANGED in refused.content.decode()
    assert texts(asked)[1] == ["D’Inès."]


def test_a_version_settled_meanwhile_is_said_in_the_block(a: Client, b: Client) -> None:
    """The page takes the block alone: a message would have waited for the next page, and she would have read « Enregistré »."""
    asked, old = two_versions(a, b)
    post(b, "bastien", asked, text="Les deux réunis.", **form(b, asked))
    response = a.post(asked.url, {"enrolment": enrolment_of("amina").pk, "keep": 1, **old}, headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert "Une autre version a été choisie entre-temps" in response.content.decode()
    assert "Les deux réunis." in response.content.decode()
    assert "Une autre version" not in page(a, asked.lesson)
    assert texts(asked) == [["Les deux réunis."]]


def test_a_version_settled_meanwhile_hides_no_word_on_a_draft_of_before(a: Client, b: Client) -> None:
    asked, old = two_versions(a, b)
    post(b, "bastien", asked, text="Les deux réunis.", **form(b, asked))
    pair_with_ines()
    post(a, "amina", asked, do="draft", text="Entre Inès et moi.", **form(a, asked))
    pair_with_bastien()
    response = a.post(asked.url, {"enrolment": enrolment_of("amina").pk, "keep": 1, **old}, headers={"HX-Request": "true"})
    refused = response.content.decode()
    assert "Une autre version a été choisie entre-temps" in refused
    assert "date d’avant votre binôme d’aujourd’hui" in refused


def say(client: Client, text: str, people: str) -> Any:
    words = {"enrolment": enrolment_of("amina").pk, "text": text, "key": uuid.uuid4(), "people": people}
    return client.post("/binome/mots/", words)


def test_a_word_to_one_partner_does_not_go_to_another(a: Client) -> None:
    people = shown(page(a, "/binome/"), "people")
    pair_with_ines()
    response = say(a, "Entre nous, Bastien.", people)
    assert response.status_code == 422
    refused = response.content.decode()
    assert CHANGED in refused
    assert "Entre nous, Bastien." in refused
    assert f"{person('ines').first_name} et vous" in refused
    assert not Message.objects.exists()
    assert say(a, "Bonjour Inès.", shown(refused, "people")).status_code == 302
    assert Message.objects.get().text == "Bonjour Inès."


def test_a_word_to_a_partner_who_has_left_is_not_said_to_await_somebody_else(a: Client) -> None:
    people = shown(page(a, "/binome/"), "people")
    leave_seat(seat=enrolment_of("bastien").seats.current().get())
    refused = say(a, "Entre nous, Bastien.", people).content.decode()
    assert "Entre nous, Bastien." in refused
    assert CHANGED not in refused
    assert not Message.objects.exists()


def test_words_of_her_own_replace_her_own_whoever_sits_with_her_by_now(a: Client) -> None:
    asked = block("reflection")
    post(a, "amina", asked, text="Une idée.", **form(a, asked))
    post(a, "amina", asked, do="draft", text="Une idée, reprise.", **form(a, asked))
    pair_with_ines()
    post(a, "amina", asked, text="Une idée, reprise.", **form(a, asked))
    assert texts(asked) == [["Une idée, reprise."]]


# Another's words ------------------------------------------------------------------------------------------------------


def test_a_draft_begun_on_a_blank_page_hides_nothing_that_a_partner_wrote_since(a: Client, b: Client) -> None:
    asked = block("activity", "binome")
    post(a, "amina", asked, do="draft", text="Mon brouillon.", **form(a, asked))
    post(b, "bastien", asked, text="Écrit par Bastien.", **form(b, asked))
    post(a, "amina", asked, text="Mon brouillon, fini.", **form(a, asked))
    assert texts(asked) == [["Écrit par Bastien.", "Mon brouillon, fini."]]
    assert "Bastien et vous avez écrit en même temps" in page(a, asked.lesson).replace("\xa0", " ")


def test_a_text_that_was_refused_hides_nothing_that_a_partner_wrote_meanwhile(a: Client, b: Client) -> None:
    asked = block("activity", "binome")
    old = form(a, asked)
    post(b, "bastien", asked, text="Écrit par Bastien.", **form(b, asked))
    refused = post(a, "amina", asked, text="La mienne.", done_on="16 avri", **old).content.decode()
    again = {**old, "base": shown(refused.split(f'id="f-{asked.id}"')[1], "base")}
    post(a, "amina", asked, text="La mienne.", **again)
    assert texts(asked) == [["Écrit par Bastien.", "La mienne."]]


def test_a_text_of_an_ended_session_hides_nothing_that_a_partner_wrote_meanwhile(a: Client, b: Client) -> None:
    asked = block("activity", "binome")
    visitor, old = Client(), form(a, asked)
    visitor.post(asked.url, {"enrolment": enrolment_of("amina").pk, "text": "La mienne.", **old})
    post(b, "bastien", asked, text="Écrit par Bastien.", **form(b, asked))
    visitor.force_login(person("amina"))
    drawn = visitor.get(f"{asked.lesson}?repris=1").content.decode().split(f'id="f-{asked.id}"')[1]
    post(visitor, "amina", asked, text="La mienne.", base=shown(drawn, "base"))
    assert texts(asked) == [["Écrit par Bastien.", "La mienne."]]


def test_a_draft_of_a_former_binome_hides_nothing_of_the_page_of_today(a: Client, b: Client) -> None:
    asked = block("activity", "binome")
    post(b, "bastien", asked, text="Écrit par Bastien.", **form(b, asked))
    post(a, "amina", asked, do="draft", text="La suite.", **form(a, asked))
    pair_with_ines()
    ines = signed_in("ines")
    post(ines, "ines", asked, text="Écrit par Inès.", **form(ines, asked))
    assert post(a, "amina", asked, text="La suite.", **form(a, asked)).status_code == 302
    assert texts(asked) == [["Écrit par Bastien."], ["Écrit par Inès.", "La suite."]]


def test_a_draft_begun_with_others_says_so_before_it_is_saved(a: Client, b: Client) -> None:
    asked = block("activity", "binome")
    before = "date d’avant votre binôme d’aujourd’hui"
    post(b, "bastien", asked, text="Entre nous, dit Bastien.", **form(b, asked))
    post(a, "amina", asked, do="draft", text="Entre nous, dit Bastien. La suite.", **form(a, asked))
    assert before not in drawn(a, asked)
    pair_with_ines()
    field = drawn(a, asked)
    assert before in field
    assert "La suite." in field
    post(a, "amina", asked, do="draft", text="Entre nous, dit Bastien. La suite, et encore.", **form(a, asked))
    assert before in drawn(a, asked)  # until she saves it, at whatever pause she was read
    post(a, "amina", asked, text="La suite, et encore.", **form(a, asked))
    assert before not in drawn(a, asked)


def test_a_draft_begun_with_others_leads_to_what_the_page_of_today_already_holds(a: Client, b: Client) -> None:
    """« Inès a écrit, à vous », says the home: without the link, only saving the old draft beside hers would show her words."""
    asked = block("activity", "binome")
    post(a, "amina", asked, do="draft", text="Entre Bastien et moi.", **form(a, asked))
    pair_with_ines()
    assert "relire le texte enregistré" not in drawn(a, asked)  # nothing there yet
    ines = signed_in("ines")
    post(ines, "ines", asked, text="Écrit par Inès.", **form(ines, asked))
    field = drawn(a, asked)
    assert "date d’avant votre binôme d’aujourd’hui" in field
    link = re.search(r'<a href="(/reponses/\d+/)">relire le texte enregistré</a>', field)
    assert link
    assert "Écrit par Inès." in page(a, link[1])


def test_a_draft_of_before_that_nobody_else_would_read_says_nothing(a: Client, b: Client) -> None:
    asked, mine = block("activity", "binome"), block("reflection")
    for at in (asked, mine):
        post(a, "amina", at, do="draft", text="Un brouillon.", **form(a, at))
    leave_seat(seat=enrolment_of("bastien").seats.current().get())
    assert "date d’avant votre binôme" not in drawn(a, asked)
    pair_with_ines()
    assert "date d’avant votre binôme" not in drawn(a, mine)


# A place that one has left --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_fragment", [False, True])
@pytest.mark.parametrize(("kind", "setting"), [("activity", "binome"), ("reflection", "")])
def test_words_typed_before_one_was_withdrawn_stay_before_her(kind: str, setting: str, is_fragment: bool, a: Client) -> None:
    asked = block(kind, setting)
    old = form(a, asked)
    withdraw(enrolment=enrolment_of("amina"), by=person("denis"))
    headers: dict[str, Any] = {"headers": {"HX-Request": "true"}} if is_fragment else {}
    response = post(a, "amina", asked, text="Une heure de travail.", sharing=1, **old, **headers)
    assert response.status_code == 422
    refused = response.content.decode()
    assert "Vous vous êtes retirée ou retiré de cette cohorte" in refused
    assert CHANGED not in refused
    assert "Une heure de travail." in refused
    assert not Answer.objects.exists()


def test_a_word_typed_before_a_partner_left_is_told_it_did_not_go(a: Client) -> None:
    people = shown(page(a, "/binome/"), "people")
    leave_seat(seat=enrolment_of("amina").seats.current().get())
    response = say(a, "Rendez-vous jeudi.", people)
    assert response.status_code == 422
    refused = response.content.decode()
    assert "Vous n’avez pas de partenaire à qui écrire aujourd’hui. Rien n’est parti" in refused.replace("\xa0", " ")
    assert "Rendez-vous jeudi." in refused
    assert not Message.objects.exists()


# Other readers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["/binome/", "/conversations/{}/"])
def test_a_word_written_between_two_waits_where_the_trainers_were_invited_meanwhile(url: str, a: Client, b: Client) -> None:
    def send(text: str) -> Any:
        fields = dict(re.findall(r'<input type="hidden" name="(people|between|enrolment)" value="([^"]*)"', page_now))
        to = "/binome/mots/" if url == "/binome/" else url
        return a.post(to, {**fields, "text": text, "key": str(uuid.uuid4())})

    b.post("/binome/mots/", {"enrolment": enrolment_of("bastien").pk, "text": "Bonjour.", "key": str(uuid.uuid4())})
    talk = Conversation.objects.get()
    url = url.format(talk.pk)
    page_now = page(a, url)
    assert "Entre vous seulement." in page_now
    b.post(f"/conversations/{talk.pk}/formateurs/", {"inviter": "1"})
    refused = send("Entre nous.")
    assert refused.status_code == 422
    page_now = refused.content.decode()
    assert "ils liront ce mot. Rien n’est parti" in page_now
    assert "Entre nous.</textarea>" in page_now
    assert "Vos formatrices et formateurs lisent" in page_now
    assert not Message.objects.filter(text="Entre nous.").exists()
    # She knows now: what she sends from this page goes.
    assert send("Pour vous aussi.").status_code == 302
    assert "Pour vous aussi." in page(signed_in("denis"), f"/conversations/{talk.pk}/")


def ticked(client: Client, at: Block) -> dict[str, str]:
    """The ticks of « qui peut lire » as the page draws them now, and what it says of them."""
    now = drawn(client, at)
    return dict.fromkeys(re.findall(r'name="(for_\w+)" checked', now), "on") | {"sharing": shown(now, "sharing")}


@pytest.mark.parametrize("reader", ["for_trainers", "for_cohort"])
def test_a_page_taken_back_by_one_is_not_shown_again_by_the_open_page_of_the_other(reader: str, a: Client, b: Client) -> None:
    asked = block("activity", "binome")
    post(b, "bastien", asked, text="Les mots de Bastien.", sharing="as-drawn", **{reader: "on"})
    old = form(a, asked) | ticked(a, asked)
    assert old[reader] == "on"
    answer = Answer.objects.get(lesson=asked.page, block=asked.id)
    b.post(f"/reponses/{answer.pk}/fermer/")
    assert post(a, "amina", asked, text="Les mots de Bastien, et ceux d’Amina.", **old).status_code == 302
    answer.refresh_from_db()
    assert (answer.for_trainers, answer.for_cohort) == (False, False)
    # Ticked anew, it is shown.
    assert post(a, "amina", asked, text="Tout.", **(form(a, asked) | ticked(a, asked) | {reader: "on"})).status_code == 302
    answer.refresh_from_db()
    assert answer.for_trainers


def test_an_answer_taken_back_from_a_partner_is_not_shown_again_by_a_page_left_open(a: Client, b: Client) -> None:
    asked = block("reflection")
    post(a, "amina", asked, text="Pour Bastien.", sharing="as-drawn", for_binome="on")
    old = form(a, asked) | ticked(a, asked)
    assert old["for_binome"] == "on"
    answer = Answer.objects.get(lesson=asked.page, block=asked.id)
    # The same page keeps it shown as long as nobody takes it back.
    post(a, "amina", asked, text="Pour Bastien encore.", **old)
    assert answer.readers.filter(writes=False).exists()
    a.post(f"/reponses/{answer.pk}/fermer/")
    post(a, "amina", asked, text="Pour moi.", **old)
    assert not answer.readers.filter(writes=False).exists()
    assert b.get(f"/reponses/{answer.pk}/").status_code == 404


def merged(client: Client, at: Block) -> dict[str, str]:
    """The fields of a page on which two texts are joined: it draws no tick, and says who reads."""
    return form(client, at) | {"read_by": shown(drawn(client, at), "read_by")}


def test_the_day_of_an_activity_stays_when_two_texts_clash_and_are_joined(a: Client, b: Client) -> None:
    """Joining draws no field for the day, and a page opened before the other's words has it empty: neither takes it back."""
    asked = block("activity", "binome")
    post(a, "amina", asked, text="D’Amina.", done_on="2026-03-10", base="")
    post(b, "bastien", asked, text="De Bastien.", done_on="", base="")
    assert str(Answer.objects.get(lesson=asked.page, block=asked.id).done_on) == "2026-03-10"
    post(a, "amina", asked, text="Les deux.", **merged(a, asked))
    assert texts(asked) == [["Les deux."]]
    assert 'name="done_on" value="2026-03-10"' in page(a, asked.lesson)
    post(a, "amina", asked, text="Les deux.", done_on="", **form(a, asked))
    assert 'name="done_on" value=""' in page(a, asked.lesson)


@pytest.mark.parametrize("reader", ["for_trainers", "for_cohort"])
def test_two_texts_are_not_joined_for_readers_that_the_page_did_not_name(reader: str, a: Client, b: Client) -> None:
    asked = block("activity", "binome")
    post(a, "amina", asked, text="D’Amina.", base="")
    post(b, "bastien", asked, text="De Bastien.", base="")
    old = merged(a, asked)
    post(b, "bastien", asked, text="Réuni par Bastien.", **merged(b, asked))
    post(b, "bastien", asked, text="Réuni par Bastien.", **(form(b, asked) | ticked(b, asked) | {reader: "on"}))
    refused = post(a, "amina", asked, text="Entre Bastien et moi.", **old)
    assert refused.status_code == 422
    now = refused.content.decode()
    assert "D’autres personnes lisent ici depuis que cette page s’est ouverte. Rien n’est enregistré" in now
    assert "Entre Bastien et moi.</textarea>" in now
    assert texts(asked) == [["Réuni par Bastien."]]
    # The page names them now: what is saved from it is read by them, and hides nothing of Bastien's.
    again = {"base": shown(now.split(f'id="f-{asked.id}"')[1], "base"), "sharing": f"as-drawn {reader[4:]}", reader: "on"}
    assert post(a, "amina", asked, text="Pour toutes et tous.", **again).status_code == 302
    assert texts(asked) == [["Réuni par Bastien.", "Pour toutes et tous."]]


def test_two_texts_that_others_read_already_are_joined_at_once(a: Client, b: Client) -> None:
    asked = block("activity", "binome")
    post(a, "amina", asked, text="D’Amina.", sharing="as-drawn", for_cohort="on")
    post(b, "bastien", asked, text="De Bastien.", base="")
    assert post(a, "amina", asked, text="Les deux.", **merged(a, asked)).status_code == 302
    assert texts(asked) == [["Les deux."]]


def test_words_that_are_refused_reach_nobody_and_keep_their_ticks(a: Client, b: Client) -> None:
    asked = block("activity", "terrain")
    post(a, "amina", asked, text="Pour la cohorte.", sharing="as-drawn", for_cohort="on")
    kept = form(a, asked) | {"sharing": ticked(a, asked)["sharing"]}
    refused = post(a, "amina", asked, text="Pour moi seule.", done_on="2099-12-31", **kept)
    assert refused.status_code == 422
    assert texts(asked) == [["Pour la cohorte."]]
    assert "Pour moi seule." not in page(b, f"/reponses/{answer_at(asked).pk}/")
    # She had unticked the cohort: the page that comes back does not tick it again.
    now = refused.content.decode().split(f'id="f-{asked.id}"')[1].split("</form>")[0]
    assert "Pour moi seule.</textarea>" in now
    assert "pas encore enregistré" in now
    assert "Enregistré le" not in now
    assert not re.search(r'name="for_\w+" checked', now)
    again = {name: shown(now, name) for name in ("base", "sharing")}
    assert post(a, "amina", asked, text="Pour moi seule.", **again).status_code == 302
    assert (answer_at(asked).for_trainers, answer_at(asked).for_cohort) == (False, False)


def test_a_tick_that_was_refused_with_its_text_stays_and_none_that_was_taken_back(a: Client, b: Client) -> None:
    asked = block("activity", "binome")
    post(b, "bastien", asked, text="À deux.", sharing="as-drawn", for_trainers="on")
    old = form(a, asked) | ticked(a, asked)
    b.post(f"/reponses/{answer_at(asked).pk}/fermer/")
    refused = post(a, "amina", asked, text="Encore.", done_on="2099-12-31", **(old | {"for_cohort": "on"})).content.decode()
    now = refused.split(f'id="f-{asked.id}"')[1].split("</form>")[0]
    assert re.findall(r'name="(for_\w+)" checked', now) == ["for_cohort"]
    assert shown(now, "sharing").split() == ["as-drawn"]


# Another question -----------------------------------------------------------------------------------------------------


def rewrite(at: Block, change: Callable[[dict[str, Any]], bool]) -> None:
    """An editor publishes the lesson anew; the block stays where `change` says so."""
    lesson = LessonPage.objects.get(pk=at.page.pk)
    lesson.body = json.dumps([raw for raw in lesson.body.raw_data if raw["id"] != at.id or change(raw["value"])])
    lesson.save_revision().publish()


def for_two(value: dict[str, Any]) -> bool:
    value["audience"] = "binome"
    return True


def test_words_for_oneself_are_not_written_on_a_page_that_an_editor_gave_to_the_binome_meanwhile(a: Client, b: Client) -> None:
    asked = block("activity", "solo")
    post(a, "amina", asked, text="D’Amina.")
    old = form(a, asked) | ticked(a, asked)
    rewrite(asked, for_two)
    post(b, "bastien", asked, text="De Bastien.")
    refused = post(a, "amina", asked, text="Pour moi seule.", **old)
    assert refused.status_code == 422
    now = refused.content.decode()
    assert "D’autres personnes lisent ici depuis que cette page s’est ouverte" in now
    assert "Pour moi seule.</textarea>" in now
    assert "Pour moi seule." not in page(b, asked.lesson)
    # She knows now; and what she wrote alone before replaces nothing of Bastien's.
    again = old | {"base": shown(now.split(f'id="f-{asked.id}"')[1], "base")}
    assert post(a, "amina", asked, text="À deux.", **again).status_code == 302
    assert texts(asked) == [["D’Amina."], ["De Bastien.", "À deux."]]


def test_a_draft_for_oneself_says_that_the_page_is_the_binomes_by_now(a: Client) -> None:
    asked = block("activity", "solo")
    post(a, "amina", asked, do="draft", text="Pour moi.", **form(a, asked))
    rewrite(asked, for_two)
    assert "date d’avant votre binôme d’aujourd’hui" in drawn(a, asked)


def test_words_for_oneself_are_saved_where_there_is_no_partner_to_read_them(a: Client) -> None:
    asked = block("activity", "solo")
    leave_seat(seat=enrolment_of("amina").seats.current().get())
    old = form(a, asked) | ticked(a, asked)
    rewrite(asked, for_two)
    assert post(a, "amina", asked, text="Pour moi seule.", **old).status_code == 302
    assert texts(asked) == [["Pour moi seule."]]


@pytest.mark.parametrize("is_fragment", [False, True])
@pytest.mark.parametrize("refused_for", ["length", "day"])
def test_what_is_refused_of_a_question_that_left_the_lesson_goes_to_her_notes(refused_for: str, is_fragment: bool, a: Client) -> None:
    asked = block("activity", "terrain")
    post(a, "amina", asked, text="Le premier.")
    old = form(a, asked) | ticked(a, asked)
    rewrite(asked, lambda value: False)
    text = " ".join(f"Mot{number}." for number in range(3_000 if refused_for == "length" else 1))
    headers = {"HX-Request": "true"} if is_fragment else None
    answer = post(a, "amina", asked, text=text, headers=headers, **(old | {"done_on": "2099-12-31"}))
    assert (answer.headers.get("HX-Redirect") if is_fragment else answer.headers["Location"]) == "/notes/"
    assert " ".join(Note.objects.order_by("pk").values_list("text", flat=True)) == text
    assert "Votre texte est gardé parmi vos notes." in page(a, "/notes/")
    # What can be kept is kept; a script goes to the lesson as a whole, for it has no block to draw.
    answer = post(a, "amina", asked, text="Le second.", headers=headers, **old)
    assert (answer.headers.get("HX-Redirect") if is_fragment else answer.headers["Location"].split("#")[0]) == asked.lesson
    assert "C’est gardé" in page(a, asked.lesson)
    assert texts(asked) == [["Le second."]]


# Another device -------------------------------------------------------------------------------------------------------


def test_saving_on_one_device_keeps_what_another_wrote_in_the_same_draft_since(a: Client) -> None:
    asked = block("reflection")
    post(a, "amina", asked, do="draft", text="Commencé.", base="")
    old = form(a, asked)
    assert post(a, "amina", asked, do="draft", text="Commencé, puis continué au téléphone.", **old).status_code == 200
    assert post(a, "amina", asked, text="Enregistré sur l’ordinateur.", **old).status_code == 302
    now = page(a, asked.lesson)
    assert "Commencé, puis continué au téléphone.</textarea>" in now
    # The field does not hide that the other words are saved, nor where they are.
    answer = Answer.objects.get(lesson=asked.page, block=asked.id)
    assert f'<a href="/reponses/{answer.pk}/">relire le texte enregistré</a>' in now
    assert "Enregistré sur l’ordinateur." in page(a, f"/reponses/{answer.pk}/")
    # What was before her when she saved is let go.
    post(a, "amina", asked, text="Tout ensemble.", **form(a, asked))
    assert not Draft.objects.exists()
    assert "relire le texte enregistré" not in page(a, asked.lesson)


def test_a_draft_that_another_device_went_on_with_is_not_let_go_unread(a: Client) -> None:
    asked = block("reflection")
    for text in ("Un premier.", "Un second."):
        post(a, "amina", asked, do="draft", text=text, base="")
    other = re.search(r'name="revision" value="(\d+)">\s*<div class="field"><label for="o-(\d+)"', page(a, asked.lesson))
    assert other
    seen, number = other.groups()
    post(a, "amina", asked, do="draft", text="Continué ailleurs.", draft=number, revision=seen)
    post(a, "amina", asked, forget=number, revision=seen)
    assert Draft.objects.filter(pk=number, text="Continué ailleurs.").exists()
    post(a, "amina", asked, forget=number, revision=str(int(seen) + 1))
    assert not Draft.objects.filter(pk=number).exists()


def test_a_draft_that_another_device_writes_in_at_this_moment_outlives_the_text_that_held_it(a: Client) -> None:
    asked = block("reflection")
    post(a, "amina", asked, do="draft", text="Commencé.", base="")
    drafts = Draft.objects.filter(block=asked.id)

    def write_on(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """The telephone writes on just before the computer lets go of what it had read."""
        if sql.startswith("DELETE") and "cohorts_draft" in sql and drafts.filter(revision=1).exists():
            drafts.update(text="Continué au téléphone.", revision=2)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(write_on):
        assert post(a, "amina", asked, text="Commencé. Et fini.").status_code == 302
    assert drafts.get().text == "Continué au téléphone."
