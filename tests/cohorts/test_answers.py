"""Answering in a lesson: texts, shared pages; who reads them; and that nothing written is ever lost."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Notice, User
from cohorts.desk.actions import withdraw
from cohorts.enums import CohortState
from cohorts.models import Answer, AnswerVersion, Cohort, Draft, Enrolment, Note
from cohorts.pairing.actions import join, leave_seat, pair
from cohorts.working.actions import write_text
from cohorts.working.models import TEXT_LIMIT
from cohorts.working.parties import party_for
from courses.models import LessonPage
from tests.cohorts.writing import answer_at, block, enrolment_of, page, post
from tests.conftest import person, signed_in

pytestmark = pytest.mark.django_db


# Texts ----------------------------------------------------------------------------------------------------------------


def test_a_reflection_is_kept_and_only_its_author_reads_it(a: Client, b: Client, desk: Client) -> None:
    asked = block("reflection")
    assert post(a, "amina", asked, text="Une idée **forte**.", sharing=1).status_code == 302
    assert "Une idée **forte**." in page(a, asked.lesson)
    found = answer_at(asked)
    assert "<strong>forte</strong>" in page(a, f"/reponses/{found.pk}/")
    for client in (b, desk, signed_in("chloe"), signed_in("gaelle"), signed_in("farid")):
        assert client.get(f"/reponses/{found.pk}/").status_code == 404
    assert "Une idée" not in page(b, asked.lesson)


def test_the_same_text_twice_is_one_version(a: Client) -> None:
    asked = block("reflection")
    post(a, "amina", asked, text="Une idée")
    post(a, "amina", asked, text="Une idée\r\n")
    assert answer_at(asked).versions.count() == 1


def test_two_tabs_of_one_person_lose_nothing(a: Client) -> None:
    asked = block("reflection")
    post(a, "amina", asked, text="Première", base="")
    post(a, "amina", asked, text="Depuis un autre onglet", base="")
    text = page(a, asked.lesson)
    assert "Vous avez écrit à deux endroits à la fois" in text
    assert "Première" in text
    assert "Depuis un autre onglet" in text
    post(a, "amina", asked, text="Réunies", base="1,2")
    found = answer_at(asked)
    assert [version.text for version in found.versions.filter(is_head=True)] == ["Réunies"]
    assert found.versions.count() == 3


@pytest.mark.parametrize("is_fragment", [False, True])
def test_an_answer_without_a_word_says_that_nothing_is_written_yet(is_fragment: bool, a: Client) -> None:
    headers = {"HX-Request": "true"} if is_fragment else {}
    said, at = "Rien n’est encore écrit.", block("reflection")
    answer = post(a, "amina", at, text="  ", headers=headers)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    post(a, "amina", at, text="Un mot", headers=headers)
    cleared = post(a, "amina", at, text="", base="1", headers=headers)
    assert cleared.status_code == (200 if is_fragment else 302)
    alone = block("activity", "solo")
    for day in ("2026-09-10", ""):
        assert said not in post(a, "amina", alone, text="", done_on=day, headers=headers).content.decode()


def test_a_text_that_is_too_long_is_refused_and_shown_again(a: Client) -> None:
    asked = block("reflection")
    long = "mot " * 6000
    response = post(a, "amina", asked, text=long)
    assert response.status_code == 422
    text = response.content.decode()
    assert "Ce texte est trop long" in text
    assert long.strip() in text
    assert f'id="w-{asked.id}"' in text
    assert f'aria-describedby="h-{asked.id} w-{asked.id} s-{asked.id}" aria-invalid="true">' in text


@pytest.mark.parametrize(("kind", "sent"), [("reflection", {"text": " "}), ("activity", {"text": "Fait", "done_on": "hier"}), ("quiz", {})])
def test_a_refused_answer_opens_where_it_is_said_why_in_a_browser_without_scripts_too(a: Client, kind: str, sent: dict[str, str]) -> None:
    asked = block(kind)
    place = re.findall(rf'<form [^>]* action="{asked.url}#([^"]+)"', page(a, asked.lesson))
    assert place == [f"w-{asked.id}"]
    refused = post(a, "amina", asked, **sent)
    assert refused.status_code == 422
    assert f'<p class="wrong" id="{place[0]}" role="alert">' in refused.content.decode()


def test_an_activity_has_its_day_and_refuses_one_that_is_no_day(a: Client) -> None:
    asked = block("activity", "solo")
    post(a, "amina", asked, text="Fait", done_on="2026-04-16")
    assert str(answer_at(asked).done_on) == "2026-04-16"
    response = post(a, "amina", asked, text="Fait encore", done_on="16 avri")
    assert response.status_code == 422
    assert "Écrivez la date ainsi" in response.content.decode()
    assert "Fait encore" in response.content.decode()
    later = timezone.localdate() + timedelta(days=3)
    refused = post(a, "amina", asked, text="Fait", base="1", done_on=str(later))
    assert refused.status_code == 422
    # What is to correct stays before her, and is what is said to be wrong.
    assert re.search(rf'name="done_on" value="{later}" aria-describedby="w-[^"]+" aria-invalid="true"', refused.content.decode())
    assert not re.search(r"<textarea[^>]*aria-invalid=.true", refused.content.decode())


@pytest.mark.parametrize("state", [CohortState.CLOSED, CohortState.ARCHIVED])
def test_an_ended_cohort_shows_answers_and_takes_none(a: Client, pionniers: Cohort, state: str) -> None:
    asked = block("reflection")
    post(a, "amina", asked, text="Avant la fin")
    Cohort.objects.filter(pk=pionniers.pk).update(state=state)
    text = page(a, asked.lesson)
    assert "Avant la fin" in text
    assert f'id="f-{asked.id}"' not in text
    response = post(a, "amina", asked, text="Après la fin", base="1")
    assert response.status_code == 422
    assert answer_at(asked).versions.count() == 1


def test_nobody_answers_with_someone_elses_enrolment(b: Client) -> None:
    assert post(b, "amina", block("reflection"), text="Usurpé").status_code == 404
    assert not Answer.objects.exists()


def test_a_block_that_does_not_exist_takes_nothing(a: Client) -> None:
    asked = block("reflection")
    response = a.post(f"{asked.lesson}blocs/inconnu/", {"enrolment": enrolment_of("amina").pk})
    assert response.status_code == 404


# Drafts ---------------------------------------------------------------------------------------------------------------


def test_what_is_typed_is_a_draft_until_it_is_saved(a: Client, b: Client) -> None:
    asked = block("activity", "binome")
    kept = post(a, "amina", asked, do="draft", text="Un début").json()
    assert "Un début" in page(a, asked.lesson)
    assert "pas encore enregistré" in page(a, asked.lesson)
    assert "Un début" not in page(b, asked.lesson)
    post(a, "amina", asked, text="Un début, fini", draft=kept["draft"])
    assert not Draft.objects.exists()
    assert "Un début, fini" in page(b, asked.lesson)


def test_a_tab_that_did_not_see_the_last_writing_begins_its_own_draft(a: Client) -> None:
    asked = block("reflection")
    first = post(a, "amina", asked, do="draft", text="Un").json()
    again = post(a, "amina", asked, do="draft", text="Un deux", draft=first["draft"], revision=first["revision"]).json()
    assert again["draft"] == first["draft"]
    other = post(a, "amina", asked, do="draft", text="Un autre onglet", draft=first["draft"], revision=first["revision"]).json()
    assert other["draft"] != first["draft"]
    text = page(a, asked.lesson)
    assert "Un autre onglet" in text
    assert "Un deux" in text
    post(a, "amina", asked, forget=first["draft"])
    assert "Un deux" not in page(a, asked.lesson)


def test_the_same_words_sent_again_by_a_page_that_knows_no_draft_are_one_draft(a: Client) -> None:
    asked = block("reflection")
    first = post(a, "amina", asked, do="draft", text="Une fois").json()
    assert post(a, "amina", asked, do="draft", text="Une fois").json() == first
    assert Draft.objects.count() == 1


def test_nobody_touches_someone_elses_draft(a: Client, b: Client) -> None:
    asked = block("reflection")
    mine = post(a, "amina", asked, do="draft", text="À moi").json()
    post(b, "bastien", asked, forget=mine["draft"])
    post(b, "bastien", asked, do="draft", text="À lui", draft=mine["draft"], revision=mine["revision"])
    assert set(Draft.objects.values_list("text", flat=True)) == {"À moi", "À lui"}


def test_a_session_that_ended_shows_the_text_again_and_writes_nothing(a: Client) -> None:
    asked = block("reflection")
    visitor = Client()
    enrolment = enrolment_of("amina").pk
    response = visitor.post(asked.url, {"enrolment": enrolment, "text": "Écrit juste avant la fin de la session"})
    assert response.status_code == 302
    assert "repris" in response.url
    assert not Answer.objects.exists()
    visitor.force_login(person("amina"))
    text = visitor.get(f"{asked.lesson}?repris=1").content.decode()
    assert "Écrit juste avant la fin de la session" in text
    assert "pas encore enregistré" in text
    assert not Answer.objects.exists()
    other = Client()
    other.post(asked.url, {"enrolment": enrolment, "text": "Un texte d’Amina seulement"})
    other.force_login(person("bastien"))
    assert "Un texte d’Amina" not in other.get(f"{asked.lesson}?repris=1").content.decode()


def test_a_draft_of_someone_signed_out_says_so_and_is_not_kept() -> None:
    asked = block("reflection")
    response = Client().post(asked.url, {"enrolment": 1, "text": "x", "do": "draft"})
    assert response.status_code == 401
    assert not Draft.objects.exists()


@pytest.mark.parametrize("url", ["/binome/mots/", "/notes/1/", "/reponses/1/", "/conversations/1/"])
def test_any_other_form_of_someone_signed_out_is_shown_back(url: str) -> None:
    response = Client().post(url, {"text": "Une phrase assez longue pour compter."})
    assert response.status_code == 403
    assert "Une phrase assez longue pour compter." in response.content.decode()


# Shared pages ---------------------------------------------------------------------------------------------------------


def test_a_binome_writes_one_page_and_both_texts_stand_when_both_write(a: Client, b: Client) -> None:
    asked = block("activity", "binome")
    post(a, "amina", asked, text="Trois partenaires.", base="")
    assert "Trois partenaires." in page(b, asked.lesson)
    post(b, "bastien", asked, text="Trois partenaires, sous réserve.", base="1")
    post(a, "amina", asked, text="Quatre partenaires.", base="1")
    found = answer_at(asked)
    assert set(found.versions.filter(is_head=True).values_list("text", flat=True)) == {
        "Trois partenaires, sous réserve.",
        "Quatre partenaires.",
    }
    for client in (a, b):
        text = page(client, asked.lesson)
        assert "Trois partenaires, sous réserve." in text
        assert "Quatre partenaires." in text
        assert "et vous avez écrit en même temps" in text
        assert "Enregistré le" not in text, "the text made of both is nowhere yet"
    post(b, "bastien", asked, keep="3", base="2,3")
    assert [version.text for version in found.versions.filter(is_head=True)] == ["Quatre partenaires."]
    assert found.versions.count() == 4
    assert "Trois partenaires, sous réserve." in page(a, f"/reponses/{found.pk}/")


def test_keeping_a_version_that_is_gone_says_so(a: Client) -> None:
    asked = block("activity", "binome")
    post(a, "amina", asked, text="Un", base="")
    response = post(a, "amina", asked, keep="7", base="1")
    assert response.status_code == 302
    assert "Une autre version a été choisie" in page(a, asked.lesson)


def test_a_new_partner_begins_a_new_page_and_reads_nothing_of_the_former(a: Client, b: Client) -> None:
    asked = block("activity", "binome")
    post(a, "amina", asked, text="Écrit avec Bastien.")
    post(a, "amina", block("reflection"), text="Montré à Bastien.", sharing=1, for_binome=1)
    mine = enrolment_of("amina")
    other = Enrolment.objects.create(user=person("farid"), cohort=mine.cohort)
    leave_seat(seat=enrolment_of("bastien").seats.current().get())
    leave_seat(seat=mine.seats.current().get())
    pair(enrolments=[mine, other])
    newcomer = signed_in("farid")
    text = page(newcomer, asked.lesson)
    assert "Écrit avec Bastien." not in text
    assert "Montré à Bastien." not in page(newcomer, block("reflection").lesson)
    mine_now = page(a, asked.lesson)
    assert "Ce que vous aviez écrit avec Bastien, " in mine_now
    assert "Écrit avec Bastien." in mine_now
    post(a, "amina", asked, text="Écrit avec Farid.")
    assert "Écrit avec Farid." in page(newcomer, asked.lesson)
    former = Answer.objects.get(versions__text="Écrit avec Bastien.")
    assert newcomer.get(f"/reponses/{former.pk}/").status_code == 404
    assert b.get(f"/reponses/{former.pk}/").status_code == 200


def test_someone_left_alone_reads_who_still_reads_her_and_whom_she_wrote_with(a: Client, b: Client) -> None:
    page_asked, asked = block("activity", "binome"), block("reflection")
    post(a, "amina", page_asked, text="Écrit avec Bastien.")
    post(a, "amina", asked, text="Montré à Bastien.", sharing=1, for_binome=1)
    leave_seat(seat=enrolment_of("bastien").seats.current().get())
    text = page(a, asked.lesson)
    assert "Montré à Bastien." in page(b, asked.lesson)
    assert "Encore lue par Bastien, à qui vous l’aviez montrée." in text
    assert "Enregistrer la retire à Bastien" in text
    assert '<details class="sharing" open>' in text  # a warning that is folded away warns of nothing
    alone = page(a, page_asked.lesson)
    assert "Ce que vous aviez écrit avec Bastien, " in alone
    post(a, "amina", asked, text="Montré à Bastien.", sharing=1)
    assert "Encore lue par" not in page(a, asked.lesson)
    assert "Montré à Bastien." not in page(b, asked.lesson)


def test_both_texts_written_at_once_are_still_read_once_the_partners_have_parted(a: Client, b: Client) -> None:
    asked = block("activity", "binome")
    post(a, "amina", asked, text="Le texte d’Amina.", base="")
    post(b, "bastien", asked, text="Le texte de Bastien.", base="")
    leave_seat(seat=enrolment_of("bastien").seats.current().get())
    for client in (a, b):
        text = page(client, asked.lesson)
        assert "Le texte d’Amina." in text
        assert "Le texte de Bastien." in text


def test_who_has_withdrawn_is_not_told_that_she_wrote_nothing_above_what_she_wrote(a: Client) -> None:
    asked = block("activity", "binome")
    there = "Vous n’aviez rien écrit ici."
    post(a, "amina", asked, text="Écrit avec Bastien.")
    withdraw(enrolment=enrolment_of("amina"), by=person("denis"))
    text = page(a, asked.lesson)
    own = text[text.index(f'id="b-{asked.id}"') :]
    assert there not in own[: own.index("Écrit avec Bastien.")]


def test_the_page_of_a_former_binome_names_who_reads_it_and_offers_no_change(a: Client) -> None:
    asked = block("activity", "binome")
    post(a, "amina", asked, text="Écrit avec Bastien.")
    found = answer_at(asked)
    assert "Modifier dans la leçon" in page(a, f"/reponses/{found.pk}/")
    leave_seat(seat=enrolment_of("bastien").seats.current().get())
    text = page(a, f"/reponses/{found.pk}/")
    assert "Qui peut lire&nbsp;: vous, Bastien Le Goff." in text
    assert "Modifier dans la leçon" not in text
    assert "Pour recevoir une réponse" not in text
    assert "Voir la leçon" in text


def test_a_third_partner_reads_nothing_yet_and_the_author_is_told_who_does(a: Client, b: Client) -> None:
    asked = block("reflection")
    post(a, "amina", asked, text="Montré à Bastien.", sharing=1, for_binome=1)
    third = enrolment_of("ines")
    leave_seat(seat=third.seats.current().get())
    join(binome=enrolment_of("amina").seats.current().get().binome, enrolment=third)
    text = page(a, asked.lesson)
    assert "Visible par vous et par Bastien." in text
    assert "Visible par vous seulement" not in text
    assert "Bastien la lit déjà." in text
    assert "retire à Bastien" in text
    # Folded away, the warning was read by nobody: a typo put right took the text from Bastien.
    assert text.index('<details class="sharing" open>') < text.index("retire à Bastien")
    assert "Montré à Bastien." not in page(signed_in("ines"), asked.lesson)
    post(a, "amina", asked, text="Montré à Bastien.", sharing=1, for_binome=1)
    assert "Visible par vous, Bastien et Inès." in page(a, asked.lesson)
    post(a, "amina", asked, text="Montré à Bastien.", sharing=1, for_binome=1)
    assert "Montré à Bastien." in page(signed_in("ines"), asked.lesson)
    assert "la lit déjà" not in page(a, asked.lesson)
    assert '<details class="sharing" open>' not in page(a, asked.lesson)


TRAINERS = "vos formatrices et formateurs"
COHORT = "Visible par toute votre cohorte, formatrices et formateurs compris."


@pytest.mark.parametrize(
    ("kind", "setting", "ticked", "words"),
    [
        ("reflection", "", [], "Visible par vous seulement."),
        ("reflection", "", ["for_trainers"], f"Visible par vous et par {TRAINERS}."),
        ("reflection", "", ["for_trainers", "for_binome"], f"Visible par Bastien et par {TRAINERS}."),
        ("reflection", "", ["for_cohort"], COHORT),
        ("activity", "binome", [], "Visible par vous et Bastien. Vous écrivez la même page."),
        ("activity", "binome", ["for_trainers"], f"Visible par vous et Bastien, et par {TRAINERS}. Vous écrivez la même page."),
        ("activity", "binome", ["for_cohort"], COHORT),
    ],
)
def test_above_the_field_stands_everybody_who_reads_it(kind: str, setting: str, ticked: list[str], words: str, a: Client) -> None:
    asked = block(kind, setting)
    post(a, "amina", asked, text="Mes mots.", sharing=1, **dict.fromkeys(ticked, 1))
    drawn = page(a, asked.lesson).split(f'id="h-{asked.id}">')[1].split("</p>")[0]
    assert drawn.split() == words.split()


def test_what_three_wrote_is_not_dated_before_the_two_who_stay(a: Client, b: Client) -> None:
    """Their own page, begun earlier, is theirs again: the trio's is the later one, and says with whom it was written."""
    asked = block("activity", "binome")
    post(a, "amina", asked, text="À deux.")
    third = enrolment_of("ines")
    leave_seat(seat=third.seats.current().get())
    post(signed_in("ines"), "ines", asked, text="Seule.")
    join(binome=enrolment_of("amina").seats.current().get().binome, enrolment=third)
    post(a, "amina", asked, text="À trois.")
    assert "Ce que vous aviez écrit avec Bastien, " in page(a, asked.lesson)
    assert "Ce que vous aviez écrit en solo, " in page(signed_in("ines"), asked.lesson)
    leave_seat(seat=third.seats.current().get())
    former = page(a, asked.lesson).split("Ce que vous aviez écrit avec Bastien et Inès, ")[1]
    assert "À trois." in former.split("</details>")[0]


def test_two_partners_of_one_first_name_are_not_taken_for_each_other(a: Client, b: Client) -> None:
    User.objects.filter(pk=person("bastien").pk).update(first_name="Amina")
    asked = block("activity", "binome")
    post(b, "bastien", asked, text="Trois partenaires.", base="")
    text = page(a, asked.lesson)
    assert "Vous, pas encore" in text
    assert "Vous avez écrit" not in text


def test_a_notice_shows_that_a_long_question_was_cut(a: Client) -> None:
    asked = block("reflection", code="m1-l4")
    post(a, "amina", asked, text="Montré.", sharing=1, for_binome=1)
    told = Notice.objects.get(to=person("bastien"), kind="partner_shared").text
    assert asked.question.asked["prompt" if "prompt" in asked.question.asked else "question"] not in told
    assert told.endswith("… ».")


def test_someone_without_a_partner_does_the_activity_alone(a: Client) -> None:
    leave_seat(seat=enrolment_of("bastien").seats.current().get())
    asked = block("activity", "binome")
    post(a, "amina", asked, text="Seule pour l’instant.")
    assert answer_at(asked).party == str(enrolment_of("amina").pk)
    text = page(a, asked.lesson)
    assert "en solo pour l’instant" in text
    assert "Votre page commune" not in text


# Who reads ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sharing", "readers"),
    [
        ({}, {"amina"}),
        ({"for_binome": 1}, {"amina", "bastien"}),
        ({"for_trainers": 1}, {"amina", "denis", "gaelle"}),
        ({"for_cohort": 1}, {"amina", "bastien", "fatou", "denis", "gaelle"}),
    ],
)
def test_each_piece_is_read_by_whom_its_author_chose(a: Client, sharing: dict[str, int], readers: set[str]) -> None:
    asked = block("reflection")
    post(a, "amina", asked, text="À montrer, ou non", sharing=1, **sharing)
    url = f"/reponses/{answer_at(asked).pk}/"
    everyone = ("amina", "bastien", "fatou", "chloe", "denis", "elise", "farid", "gaelle")
    assert {name for name in everyone if signed_in(name).get(url).status_code == 200} == readers
    post(a, "amina", asked, text="À montrer, ou non", base="1", sharing=1)
    assert {name for name in everyone if signed_in(name).get(url).status_code == 200} == {"amina"}


def test_what_is_taken_back_leaves_every_screen_at_once(a: Client, b: Client, desk: Client) -> None:
    asked = block("reflection")
    post(a, "amina", asked, text="Un texte montré", sharing=1, for_binome=1, for_trainers=1, for_cohort=1)
    screens = [(b, asked.lesson), (b, "/binome/"), (b, f"{asked.url}cohorte/"), (desk, "/cohortes/pionniers/a-lire/")]
    assert all("Un texte montré" in page(client, url) for client, url in screens)
    assert "1\u00a0réponse à lire" in page(desk, "/accueil/")
    assert Notice.objects.filter(to=person("bastien")).exists()
    post(a, "amina", asked, text="Un texte montré", base="1", sharing=1)
    assert not any("Un texte montré" in page(client, url) for client, url in screens)
    assert "réponse à lire" not in page(desk, "/accueil/")
    assert not Notice.objects.filter(about=f"answer:{answer_at(asked).pk}").exists()


def test_a_cohort_reads_what_was_shared_with_it_and_nothing_else(a: Client) -> None:
    asked = block("reflection")
    post(a, "amina", asked, text="Pour toute la cohorte", sharing=1, for_cohort=1)
    fatou = signed_in("fatou")
    assert "Lire la réponse partagée avec la cohorte" in page(fatou, asked.lesson)
    assert "Pour toute la cohorte" in page(fatou, f"{asked.url}cohorte/")
    assert "Pour toute la cohorte" not in page(signed_in("chloe"), f"{asked.url}cohorte/")


def test_who_has_left_a_cohort_reads_no_more_of_what_is_shared_with_it(a: Client) -> None:
    asked, fatou = block("reflection"), signed_in("fatou")
    page(fatou, asked.lesson)  # begun, so that the lesson itself stays hers to read
    post(a, "amina", asked, text="Pour celles qui restent", sharing=1, for_cohort=1)
    alone = f"/reponses/{answer_at(asked).pk}/"
    assert all("Pour celles qui restent" in page(fatou, url) for url in (f"{asked.url}cohorte/", alone))
    Enrolment.objects.filter(user=person("fatou")).update(left_on=timezone.localdate())
    assert "partagée avec la cohorte" not in page(fatou, asked.lesson)
    assert [fatou.get(url).status_code for url in (f"{asked.url}cohorte/", alone)] == [404, 404]


# What editors do to lessons -------------------------------------------------------------------------------------------


def test_a_question_that_is_taken_away_keeps_its_answers(a: Client) -> None:
    asked = block("reflection")
    post(a, "amina", asked, text="Avant le retrait")
    lesson = LessonPage.objects.get(pk=asked.page.pk)
    lesson.body = [raw for raw in lesson.body.raw_data if raw["id"] != asked.id]
    lesson.save_revision().publish()
    assert "Avant le retrait" in page(a, "/reponses/")
    found = answer_at(asked)
    assert "Avant le retrait" in page(a, f"/reponses/{found.pk}/")
    post(a, "amina", asked, text="Écrit pendant le retrait", base="1")
    assert found.versions.filter(is_head=True).get().text == "Écrit pendant le retrait"


def test_a_text_whose_question_or_lesson_has_gone_becomes_a_note(a: Client) -> None:
    asked = block("reflection")
    lesson = LessonPage.objects.get(pk=asked.page.pk)
    lesson.body = [raw for raw in lesson.body.raw_data if raw["id"] != asked.id]
    lesson.save_revision().publish()
    assert post(a, "amina", asked, text="Sans question désormais").url == "/notes/"
    LessonPage.objects.get(pk=asked.page.pk).unpublish()
    assert post(a, "amina", asked, text="Sans leçon désormais").url == "/notes/"
    assert set(Note.objects.values_list("text", flat=True)) == {"Sans question désormais", "Sans leçon désormais"}
    notes = page(a, "/notes/")
    assert "Sans leçon désormais" in notes
    for why in ("Cette question n’est plus dans la leçon.", "Cette leçon n’est plus publiée."):
        assert f"{why} Votre texte est gardé parmi vos notes." in notes


@pytest.mark.parametrize("line", ["- {}\n", "phrase {} " + "mot " * 20 + "\n"], ids=["lists", "words"])
def test_a_long_text_whose_question_has_gone_becomes_notes_that_hold_all_of_it(a: Client, line: str) -> None:
    """An answer may be twice as long as a note: it ended in an error page, and its words went with it."""
    asked = block("reflection")
    lesson = LessonPage.objects.get(pk=asked.page.pk)
    lesson.body = [raw for raw in lesson.body.raw_data if raw["id"] != asked.id]
    lesson.save_revision().publish()
    text = "".join(line.format(number) for number in range(TEXT_LIMIT))[: TEXT_LIMIT - 5]
    typing = post(a, "amina", asked, text=text, do="draft")
    problem = typing.json()["problem"]
    assert "n’est plus dans la leçon" in problem
    assert "sur cet appareil" not in problem, "not every browser keeps something, and the site does not know which"
    assert not Note.objects.exists(), "at each pause of who types, nothing is noted"
    assert post(a, "amina", asked, text=text).url == "/notes/"
    kept = Note.objects.order_by("pk").values_list("text", flat=True)
    assert " ".join(kept).split() == text.split()


# The database ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda: AnswerVersion.objects.update(text="Réécrit"),
        lambda: AnswerVersion.objects.update(asked={}),
        lambda: AnswerVersion.objects.all().delete(),
        lambda: Answer.objects.all()._raw_delete("default"),
        lambda: Answer.objects.update(party="0"),
    ],
)
def test_the_database_keeps_what_was_written(amina: object, change: object) -> None:
    write_text(party=party_for(enrolment_of("amina")), question=block("reflection").question, text="Gardé", base=[])
    with pytest.raises(DatabaseError), transaction.atomic():
        change()  # type: ignore[operator]
    assert AnswerVersion.objects.get().text == "Gardé"


def test_what_a_cohort_reads_its_trainers_read_too(amina: object) -> None:
    found = write_text(party=party_for(enrolment_of("amina")), question=block("reflection").question, text="x", base=[]).answer
    with pytest.raises(DatabaseError), transaction.atomic():
        Answer.objects.filter(pk=found.pk).update(for_cohort=True, for_trainers=False)


@pytest.mark.parametrize("day", ["0026-04-16", "9999-12-31"])
def test_the_year_of_a_day_is_read_again_and_the_text_shown_back(day: str) -> None:
    """A year that is being typed reads 0026."""
    answer = post(signed_in("amina"), "amina", block("activity", "solo"), text="Fait sur le terrain", done_on=day)
    assert answer.status_code == 422
    assert "elle va de 2000 à 2100." in answer.content.decode()
    assert "Fait sur le terrain" in answer.content.decode()
