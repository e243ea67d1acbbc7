"""Whoever wrote a text takes back that others read it, also where its lesson holds it no more."""

import pytest
from django.test import Client

from accounts.models import Notice
from cohorts.desk.actions import withdraw
from cohorts.enums import CohortState
from cohorts.models import Cohort, Enrolment
from cohorts.pairing.actions import leave_seat
from cohorts.working.actions import keep_draft
from tests.cohorts.writing import Block, answer_at, block, copy_of, enrolment_of, post
from tests.conftest import person, signed_in

pytestmark = pytest.mark.django_db

CLOSE = "Ne plus montrer ce texte"


def readers(url: str) -> set[str]:
    everyone = ("amina", "bastien", "fatou", "chloe", "denis", "gaelle")
    return {name for name in everyone if signed_in(name).get(url).status_code == 200}


def shown_and_parted(a: Client, **sharing: int) -> tuple[Block, str]:
    asked = block("activity", "binome")
    post(a, "amina", asked, text="Écrit à deux", sharing=1, **sharing)
    leave_seat(seat=enrolment_of("bastien").seats.current().get())
    return asked, f"/reponses/{answer_at(asked).pk}/"


@pytest.mark.parametrize("who", ["amina", "bastien"])
def test_each_of_two_who_parted_closes_the_page_they_had_shown(who: str, a: Client) -> None:
    asked, url = shown_and_parted(a, for_trainers=1, for_cohort=1)
    assert readers(url) == {"amina", "bastien", "fatou", "denis", "gaelle"}
    client = signed_in(who)
    lesson = client.get(asked.lesson).content.decode()
    assert f'Encore visible par toute votre cohorte. <a href="{url}">' in lesson
    page = client.get(url).content.decode()
    assert CLOSE in page
    assert "Toute la cohorte peut lire, formatrices et formateurs compris." in page
    assert client.post(f"{url}fermer/").url == url
    assert readers(url) == {"amina", "bastien"}
    assert not Notice.objects.filter(about=f"answer:{answer_at(asked).pk}", kind="to_read").exists()
    assert CLOSE not in client.get(url).content.decode()
    assert "Encore visible" not in client.get(asked.lesson).content.decode()


def test_a_page_shown_to_the_trainers_alone_says_so_in_the_lesson(a: Client) -> None:
    asked, _ = shown_and_parted(a, for_trainers=1)
    assert "Encore visible par vos formatrices et formateurs." in a.get(asked.lesson).content.decode()


def test_a_text_of_her_other_cohort_is_closed_here_and_not_in_the_lesson_of_this_one(a: Client) -> None:
    """« Modifier dans la leçon » led to the empty field of the cohort she looks at, « visible par vous seulement », while the trainers
    of the other one read on."""
    asked, mine = block("reflection"), enrolment_of("amina")
    post(a, "amina", asked, text="À montrer", sharing=1, for_trainers=1)
    url = f"/reponses/{answer_at(asked).pk}/"
    cohort = Cohort.objects.get(pk=mine.cohort_id)
    Enrolment.objects.create(user=mine.user, cohort=copy_of(cohort))
    a.post("/cohorte/changer/", {"cohorte": "rivages"})
    assert "Visible par vous seulement." in a.get(asked.lesson).content.decode()
    page = a.get(url).content.decode().replace("&nbsp;", " ")
    assert "Modifier dans la leçon" not in page
    assert f"Écrit dans la cohorte « {cohort} »." in page
    assert CLOSE in page
    assert "Passer à cette cohorte" in a.get("/cohorte/").content.decode()
    a.post("/cohorte/changer/", {"cohorte": cohort.slug})
    back = a.get(url).content.decode()
    assert "Modifier dans la leçon" in back
    assert CLOSE not in back
    a.post("/cohorte/changer/", {"cohorte": "rivages"})
    a.post(f"{url}fermer/")
    assert readers(url) == {"amina"}


def test_who_withdraws_is_told_that_what_she_shows_is_still_read(a: Client) -> None:
    """The page named her partner alone, while her whole cohort and its trainers read on."""
    asked = block("reflection")
    post(a, "amina", asked, text="À montrer", sharing=1, for_cohort=1)
    told = "Ce que vous montrez reste lu par les personnes que vous avez choisies"
    page = a.get("/cohorte/pionniers/quitter/").content.decode()
    assert told in page
    for where in ("/reponses/", "/competences/partages/"):
        assert f'<a href="{where}">' in page
    a.post("/cohorte/pionniers/quitter/", {"sure": "on"})
    assert readers(f"/reponses/{answer_at(asked).pk}/") == {"amina", "bastien", "fatou", "denis", "gaelle"}
    for where in ("/reponses/", "/competences/partages/"):
        assert a.get(where).status_code == 200


def test_who_has_withdrawn_takes_back_what_she_had_shown(a: Client) -> None:
    asked = block("reflection")
    post(a, "amina", asked, text="À montrer", sharing=1, for_binome=1, for_cohort=1)
    url = f"/reponses/{answer_at(asked).pk}/"
    assert CLOSE not in a.get(url).content.decode()
    withdraw(enrolment=enrolment_of("amina"), by=person("denis"))
    assert CLOSE in a.get(url).content.decode()
    a.post(f"{url}fermer/")
    assert readers(url) == {"amina"}


@pytest.mark.parametrize("state", [CohortState.CLOSED, CohortState.ARCHIVED])
@pytest.mark.parametrize(("kind", "setting"), [("reflection", ""), ("activity", "binome")])
def test_what_was_shown_is_taken_back_once_the_cohort_is_over(kind: str, setting: str, state: str, a: Client) -> None:
    """The lesson has no field there any more: « Modifier dans la leçon » led to none, and the text stayed open to everybody."""
    asked = block(kind, setting)
    post(a, "amina", asked, text="À montrer", sharing=1, for_cohort=1)
    Cohort.objects.filter(slug="pionniers").update(state=state)
    url = f"/reponses/{answer_at(asked).pk}/"
    text = a.get(url).content.decode()
    assert CLOSE in text
    assert "Modifier dans la leçon" not in text
    assert f'<a href="{url}">Revoir qui peut lire</a>' in a.get(asked.lesson).content.decode()
    a.post(f"{url}fermer/")
    assert readers(url) == ({"amina", "bastien"} if setting else {"amina"})
    assert "Revoir qui peut lire" not in a.get(asked.lesson).content.decode()


def test_a_question_taken_out_of_its_lesson_can_still_be_shown_to_nobody_else(a: Client) -> None:
    """The lesson holds it no more: what is changed there is not promised, and what was shown is taken back here."""
    asked = block("activity", "binome")
    post(a, "amina", asked, text="À deux", sharing=1, for_trainers=1)
    url = f"/reponses/{answer_at(asked).pk}/"
    assert "n’est plus dans la leçon" not in signed_in("denis").get(url).content.decode()
    lesson = answer_at(asked).lesson
    lesson.body = [raw for raw in lesson.body.raw_data if raw["id"] != asked.id]
    lesson.save_revision().publish()
    text = a.get(url).content.decode()
    assert "Cette question n’est plus dans la leçon." in text
    assert "Modifier dans la leçon" not in text
    assert f"#b-{asked.id}" not in text
    assert CLOSE in text
    # A trainer would ask for what can no longer be done.
    assert "Cette question n’est plus dans la leçon" in signed_in("denis").get(url).content.decode()
    a.post(f"{url}fermer/")
    assert readers(url) == {"amina", "bastien"}
    assert "Pour recevoir une réponse" not in a.get(url).content.decode()


def test_nothing_is_to_be_chosen_in_a_lesson_that_was_withdrawn(a: Client) -> None:
    asked = block("reflection")
    post(a, "amina", asked, text="Pour moi")
    url = f"/reponses/{answer_at(asked).pk}/"
    assert "Pour recevoir une réponse" in a.get(url).content.decode()
    answer_at(asked).lesson.unpublish()
    assert "Pour recevoir une réponse" not in a.get(url).content.decode()


@pytest.mark.parametrize("who", ["fatou", "denis", "chloe"])
def test_nobody_closes_what_others_wrote(who: str, a: Client) -> None:
    _, url = shown_and_parted(a, for_trainers=1, for_cohort=1)
    assert CLOSE not in signed_in(who).get(url).content.decode()
    assert signed_in(who).post(f"{url}fermer/").status_code == 404
    assert "fatou" in readers(url)


def drafted(asked: Block, text: str = "Typed on the bus") -> None:
    keep_draft(enrolment=enrolment_of("amina"), question=asked.question, text=text, base="", draft_id=None, revision=0)


@pytest.mark.parametrize("state", [CohortState.CLOSED, CohortState.ARCHIVED])
@pytest.mark.parametrize(("kind", "setting"), [("reflection", ""), ("activity", "binome")])
def test_what_was_typed_and_not_saved_is_shown_once_the_cohort_is_over(kind: str, setting: str, state: str, a: Client) -> None:
    """The page had said « Brouillon gardé », then « Vous n’aviez rien écrit ici »: the words were kept, and shown nowhere."""
    asked = block(kind, setting)
    drafted(asked)
    Cohort.objects.filter(slug="pionniers").update(state=state)
    text = a.get(asked.lesson).content.decode()
    start = text.index(f'id="b-{asked.id}"')
    there = text[start : text.index("</section>", start)]
    assert "Typed on the bus</textarea>" in there
    assert "à copier si vous voulez le garder" in there
    assert "Vous n’aviez rien écrit ici" not in there
    assert "Typed on the bus" not in signed_in("bastien").get(asked.lesson).content.decode()
    # A page that was open before sends the same words once more: they are shown once.
    assert post(a, "amina", asked, text="Typed on the bus").content.decode().count("Typed on the bus</textarea>") == 1


def test_what_was_typed_for_a_question_that_has_left_is_found_among_her_answers(a: Client) -> None:
    """No field holds it any more, and the list of everything she wrote left it out."""
    asked = block("activity", "binome")
    drafted(asked)
    listed = a.get("/reponses/").content.decode()
    assert f'<a href="{asked.lesson}#b-{asked.id}">' in listed
    assert "Typed on the bus</textarea>" in listed
    assert "Rien d’écrit pour l’instant" not in listed
    asked.page.body = [raw for raw in asked.page.body.raw_data if raw["id"] != asked.id]
    asked.page.save_revision().publish()
    listed = a.get("/reponses/").content.decode()
    assert "Typed on the bus</textarea>" in listed
    assert "Cette question n’est plus dans la leçon" in listed
    asked.page.unpublish()
    assert "Typed on the bus</textarea>" in a.get("/reponses/").content.decode()
    assert "Typed on the bus" not in signed_in("bastien").get("/reponses/").content.decode()
