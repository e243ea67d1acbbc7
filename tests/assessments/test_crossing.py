"""Two features, two consents: given by name, for one moment, taken back by either, and then neither is shown, at once, anywhere."""

import itertools
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Notice
from assessments.crossing.actions import give, tell_readers, withdraw
from assessments.crossing.pairs import seated_with
from assessments.crossing.reading import shared_with, state_of, states, visible_to
from assessments.enums import ConsentKind, Moment
from assessments.models import Consent, CrossView, SelfAssessment
from assessments.participants import AssessmentError
from cohorts.enums import CohortState
from cohorts.models import Cohort, Enrolment, Seat
from pages.templatetags.typography import day
from tests.assessments.crossing import (
    BOTH,
    agree,
    change_partner,
    cross,
    leaves,
    make_trio,
    meet,
    pair_for,
    post,
    standing,
    strangers,
    url,
    write_and_send,
)
from tests.assessments.making import enrolment_of, make_assessment, open_moment
from tests.conftest import person, signed_in

pytestmark = pytest.mark.django_db
FEATURES = [("partage", ConsentKind.RECIPROCAL), ("regard", ConsentKind.CROSSED)]
ENTRY = Moment.ENTRY
COMBINATIONS = list(itertools.product([False, True], repeat=4))


def test_the_title_says_which_moment_is_shared() -> None:
    """Two tabs of two moments are told apart."""
    page = signed_in("amina").get(url("amina", "bastien")).content.decode()
    assert "positionnement d’entrée" in page.split("<title>")[1].split("</title>")[0].lower()


@pytest.mark.parametrize("kind", [kind for _, kind in FEATURES])
def test_whoever_has_proposed_is_told_that_the_other_has_not_answered(kind: ConsentKind) -> None:
    pair = pair_for("amina", "bastien")
    assert (before := state_of(pair).next)
    assert before.words == "Partager et croiser vos regards avec Bastien"
    give(pair=pair, kind=kind)
    assert (after := state_of(pair).next)
    assert (after.words, after.is_due) == ("Vous avez proposé : Bastien n’a pas encore répondu", False)
    withdraw(pair=pair, kind=kind)
    assert (again := state_of(pair).next)
    assert again.words == before.words


@pytest.mark.parametrize(("feature", "kind"), FEATURES)
def test_one_word_opens_nothing_and_two_do(feature: str, kind: ConsentKind) -> None:
    amina, bastien = enrolment_of("amina"), enrolment_of("bastien")
    question = signed_in("amina").get(url("amina", "bastien", rest=f"{feature}/accord/")).content.decode()
    assert "Qui lira quoi" in question
    lines = {
        ConsentKind.RECIPROCAL: "lira vos niveaux, vos situations et vos preuves",
        ConsentKind.CROSSED: "pourra écrire sur votre pratique",
    }
    assert [one for one, words in lines.items() if words in question] == [kind]
    assert ("Partager vos réponses avec Bastien" in question) is (kind == ConsentKind.RECIPROCAL)
    assert "Bastien recevra votre proposition. Sans sa réponse, rien n’est montré." in question
    assert standing(amina, bastien) == 0
    assert post("amina", url("amina", "bastien", rest=f"{feature}/accord/")).status_code == 302
    assert "Amina a donné son accord le" in signed_in("bastien").get(url("bastien", "amina", rest=f"{feature}/accord/")).content.decode()
    assert standing(amina, bastien) == 1
    assert not state_of(pair_for("amina", "bastien")).agreement(kind).is_mutual
    assert state_of(pair_for("bastien", "amina")).agreement(kind).is_asked
    post("bastien", url("bastien", "amina", rest=f"{feature}/accord/"))
    assert state_of(pair_for("amina", "bastien")).agreement(kind).is_mutual
    other = BOTH[1] if kind == BOTH[0] else BOTH[0]
    assert not state_of(pair_for("amina", "bastien")).agreement(other).is_mutual


@pytest.mark.parametrize("is_sent", [False, True])
def test_who_answers_last_is_told_that_this_click_shows_what_is_sent(is_sent: bool) -> None:
    for one in ("amina", "bastien"):
        make_assessment(enrolment_of(one), submitted=is_sent or one == "amina")
    at = url("amina", "bastien", rest="partage/accord/")
    at_once = "Tout est envoyé&nbsp;: vos réponses seront visibles dès ce clic."
    assert at_once not in signed_in("amina").get(at).content.decode()
    give(pair=pair_for("bastien", "amina"), kind=ConsentKind.RECIPROCAL)
    assert (at_once in signed_in("amina").get(at).content.decode()) is is_sent


def test_the_question_names_every_sending_that_the_word_opens() -> None:
    """Amina has answered anew: only her last sending was named, and Bastien read the first one too."""
    now = timezone.now()
    for days, number in ((40, 1), (2, 2)):
        make_assessment(enrolment_of("amina"), number=number, at=now - timedelta(days=days))
    make_assessment(enrolment_of("bastien"), at=now - timedelta(days=30))
    first, second, his = (" ".join(day(timezone.localtime(now - timedelta(days=one))).split()) for one in (40, 2, 30))
    question = " ".join(signed_in("amina").get(url("amina", "bastien", rest="partage/accord/")).content.decode().split())
    several = "lira vos niveaux, vos situations et vos preuves, dans chacun des positionnements que vous avez envoyés&nbsp;: le "
    assert f"{several}{first}, le {second}." in question
    assert f"<strong>Vous</strong> lirez les siens, envoyés le {his}." in question
    question = " ".join(signed_in("bastien").get(url("bastien", "amina", rest="partage/accord/")).content.decode().split())
    assert f"et vos preuves envoyés le {his}." in question
    assert f"<strong>Vous</strong> lirez les siens, envoyés le {first}, le {second}." in question


def test_who_agreed_before_sending_reads_at_the_sending_who_will_read(pionniers: Cohort) -> None:
    """« Par défaut, personne d’autre que vous… Le partage se décide après l’envoi » stood there while a word given opened it at once."""
    open_moment(pionniers)
    make_assessment(enrolment_of("amina"), submitted=False)
    at_once, later = (
        "<strong>Bastien Le Goff</strong> lira ces réponses dès l’envoi",
        "Votre accord à <strong>Bastien Le Goff</strong> est donné",
    )
    decided_later = "Le partage avec votre binôme se décide après l’envoi"

    def page() -> str:
        return signed_in("amina").get("/competences/entree/relecture/").content.decode()

    give(pair=pair_for("bastien", "amina"), kind=ConsentKind.RECIPROCAL)
    give(pair=pair_for("amina", "bastien"), kind=ConsentKind.CROSSED)
    assert decided_later in page()
    assert "Par défaut, personne d’autre que vous." in page()
    give(pair=pair_for("amina", "bastien"), kind=ConsentKind.RECIPROCAL)
    assert later in page()
    assert at_once not in page()
    make_assessment(enrolment_of("bastien"))
    change_partner("amina", "sarah")  # what they agreed on stands
    assert at_once in page()
    assert url("amina", "bastien") in page()
    assert decided_later not in page()
    assert "personne d’autre que vous" not in page()
    withdraw(pair=pair_for("amina", "bastien"), kind=ConsentKind.RECIPROCAL)
    assert decided_later in page()


def test_who_sends_again_what_is_shared_reads_who_will_read_it(pionniers: Cohort) -> None:
    """A word given for the first sending opens the second too, which is what the page of the second says."""
    open_moment(pionniers)
    for one in ("amina", "bastien"):
        make_assessment(enrolment_of(one))
    agree("amina", "bastien", kinds=(ConsentKind.RECIPROCAL,))
    draft, amina, at = (
        make_assessment(enrolment_of("amina"), number=2, submitted=False),
        signed_in("amina"),
        "/competences/entree/relecture/",
    )
    assert "<strong>Bastien Le Goff</strong> lira ces réponses dès l’envoi" in amina.get(at).content.decode()
    assert signed_in("bastien").get(f"/competences/lire/{draft.pk}/").status_code == 404
    assert amina.post(at, {"enrolment": draft.enrolment_id, "seen": draft.revision, "counted": "on"}).status_code == 302
    assert signed_in("bastien").get(f"/competences/lire/{draft.pk}/").status_code == 200


def test_who_agreed_before_beginning_is_not_told_to_go_on() -> None:
    """Bastien has written nothing of his own: « Continuer mon positionnement » told him that a draft of his was waiting."""
    agree("amina", "bastien", kinds=(ConsentKind.RECIPROCAL,))
    page = signed_in("bastien").get(url("bastien", "amina")).content.decode()
    assert ">Aller à mon positionnement</a>" in page
    assert "Continuer" not in page


def test_a_word_given_twice_is_one_and_the_database_holds_it() -> None:
    amina, bastien = enrolment_of("amina"), enrolment_of("bastien")
    for _ in range(2):
        post("amina", url("amina", "bastien", rest="partage/accord/"))
    assert standing(amina, bastien) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(kind=ConsentKind.RECIPROCAL, moment=ENTRY, giver=amina, receiver=bastien)


def test_a_word_taken_back_keeps_its_row_and_given_again_is_another() -> None:
    for verb in ("accord", "retrait", "retrait", "accord"):
        post("amina", url("amina", "bastien", rest=f"partage/{verb}/"))
    rows = list(Consent.objects.order_by("pk"))
    assert [one.withdrawn_at is None for one in rows] == [False, True]


@pytest.mark.parametrize("combination", COMBINATIONS)
def test_the_page_says_shared_exactly_when_the_snapshots_are_readable(combination: tuple[bool, ...]) -> None:
    """Each of the sixteen combinations of two words and two sendings."""
    one_gives, other_gives, one_sends, other_sends = combination
    for gives, who, whom in ((one_gives, "amina", "bastien"), (other_gives, "bastien", "amina")):
        if gives:
            give(pair=pair_for(who, whom), kind=ConsentKind.RECIPROCAL)
    mine = make_assessment(enrolment_of("amina"), submitted=one_sends)
    theirs = make_assessment(enrolment_of("bastien"), submitted=other_sends)
    for who, whom, snapshot in (("amina", "bastien", theirs), ("bastien", "amina", mine)):
        is_readable = SelfAssessment.objects.readable_by(person(who)).filter(pk=snapshot.pk).exists()
        assert is_readable == all(combination)
        page = signed_in(who).get(url(who, whom)).content.decode()
        assert ("Chaque personne lit les réponses de l’autre." in page) == is_readable
        assert (f'href="/competences/lire/{snapshot.pk}/"' in page) == is_readable
        assert [one.pk for one in shared_with(person(who))] == ([snapshot.pk] if is_readable else [])
        assert signed_in(who).get(f"/competences/lire/{snapshot.pk}/").status_code == (200 if is_readable else 404)
        assert ("Lire les réponses d" in signed_in(who).get("/competences/").content.decode()) == is_readable
    assert [[one.pk for one in shown.readers] for shown in visible_to(person("amina"))] == (
        [[enrolment_of("bastien").pk] if all(combination) else []] if one_sends else []
    )


@pytest.mark.parametrize("combination", COMBINATIONS)
def test_the_page_says_crossed_exactly_when_the_views_are_readable(combination: tuple[bool, ...]) -> None:
    one_keeps, other_keeps, one_sends, other_sends = combination
    agree("amina", "bastien")
    for sends, who, whom in ((one_sends, "amina", "bastien"), (other_sends, "bastien", "amina")):
        if sends:
            write_and_send(who, whom)
    for keeps, who, whom in ((one_keeps, "amina", "bastien"), (other_keeps, "bastien", "amina")):
        if not keeps:
            withdraw(pair=pair_for(who, whom), kind=ConsentKind.CROSSED)
    for who, whom in (("amina", "bastien"), ("bastien", "amina")):
        theirs = CrossView.objects.readable_by(person(who)).filter(subject__user=person(who))
        assert theirs.exists() == all(combination)
        page = signed_in(who).get(url(who, whom)).content.decode()
        assert ("Chaque regard est visible de l’autre." in page) == all(combination)
        assert ("Lire les deux regards" in page) == all(combination)


@pytest.mark.parametrize("who", ["amina", "bastien"])
def test_either_takes_back_and_neither_is_shown_anywhere(who: str) -> None:
    other = "bastien" if who == "amina" else "amina"
    snapshots = {name: make_assessment(enrolment_of(name), mark=f"marque-{name}") for name in ("amina", "bastien")}
    agree("amina", "bastien", kinds=(ConsentKind.RECIPROCAL,))
    cross("amina", "bastien")
    pages = {
        name: [
            url(name, partner),
            url(name, partner, "regard"),
            "/competences/partages/",
            f"/competences/lire/{snapshots[partner].pk}/",
            "/compte/avis/",
        ]
        for name, partner in (("amina", "bastien"), ("bastien", "amina"))
    }

    def read(name: str) -> str:
        return "".join(signed_in(name).get(page).content.decode() for page in pages[name])

    for name, partner in (("amina", "bastien"), ("bastien", "amina")):
        before = read(name)
        assert f"Vu {partner}-{name}" in before
        assert f"marque-{partner}" in before
    assert Notice.objects.filter(kind__in=["share_asked", "crossed_ready"]).exists()
    for feature, _ in FEATURES:
        post(who, url(who, other, rest=f"{feature}/retrait/"))
    for name, partner in (("amina", "bastien"), ("bastien", "amina")):
        after = read(name)
        assert f"Vu {partner}-{name}" not in after
        assert f"marque-{partner}" not in after
        assert f"/competences/lire/{snapshots[partner].pk}/" not in after
        assert signed_in(name).get(pages[name][3]).status_code == 404
        assert f"Vu {name}-{partner}" in signed_in(name).get(pages[name][1]).content.decode()  # what she wrote stays hers
        assert shared_with(person(name)) == []
    assert not Notice.objects.filter(kind__in=["share_asked", "crossed_ready"]).exists()


def test_taking_one_word_back_says_nothing_of_the_other() -> None:
    agree("amina", "bastien")
    client = signed_in("amina")
    answer = post("amina", url("amina", "bastien", rest="partage/retrait/"), client)
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Votre accord au partage réciproque est retiré." in page.replace("\xa0", " ")
    assert "Plus rien n’est montré à ce titre" in page.replace("\xa0", " ")
    assert state_of(pair_for("amina", "bastien")).agreement(ConsentKind.CROSSED).is_mutual


def test_the_other_is_told_once_and_no_more_once_taken_back() -> None:
    rest = "partage/accord/"
    post("amina", url("amina", "bastien", rest=rest))
    told = Notice.objects.get(to=person("bastien"))
    assert told.kind == "share_asked"
    assert told.text.startswith("Amina")
    assert told.text.endswith("propose un partage réciproque : Positionnement d’entrée.")
    assert signed_in("bastien").get(told.url).status_code == 200
    told.refresh_from_db()
    assert told.seen_at is not None
    post("amina", url("amina", "bastien", rest="partage/retrait/"))
    assert not Notice.objects.exists()
    agree("amina", "bastien", kinds=(ConsentKind.RECIPROCAL,))
    assert "accepte" in Notice.objects.get(to=person("amina")).text


def test_who_sends_the_second_of_two_tells_the_first() -> None:
    agree("amina", "bastien", kinds=(ConsentKind.RECIPROCAL,))
    Notice.objects.all().delete()
    first, second = enrolment_of("amina"), enrolment_of("bastien")
    tell_readers(assessment=make_assessment(first))
    assert not Notice.objects.exists()
    tell_readers(assessment=make_assessment(second))
    told = Notice.objects.get()
    assert (told.to, told.kind) == (person("amina"), "share_ready")
    assert signed_in("amina").get(told.url).status_code == 200
    post("amina", url("amina", "bastien", rest="partage/retrait/"))
    assert not Notice.objects.exists()


def test_after_a_change_of_partner_what_was_shared_stays_with_that_pair() -> None:
    for name in ("amina", "bastien", "ines"):
        make_assessment(enrolment_of(name), mark=f"marque-{name}")
    agree("amina", "bastien", kinds=(ConsentKind.RECIPROCAL,))
    cross("amina", "bastien")
    change_partner("amina", "ines")
    amina = SelfAssessment.objects.get(enrolment=enrolment_of("amina"))
    assert signed_in("bastien").get(f"/competences/lire/{amina.pk}/").status_code == 200
    assert "Vu bastien-amina" in signed_in("amina").get(url("amina", "bastien", "regard")).content.decode()
    assert signed_in("ines").get(f"/competences/lire/{amina.pk}/").status_code == 404
    page = signed_in("ines").get(url("ines", "amina")).content.decode()
    assert "Pas donné" in page
    assert "Donné le" not in page
    partners = [(one.user.first_name, is_former) for one, is_former in seated_with(enrolment_of("amina"))]
    assert partners == [("Inès", False), ("Bastien", True)]
    # The former partner still takes her word back, and then proposes nothing new.
    post("amina", url("amina", "bastien", rest="partage/retrait/"))
    assert signed_in("bastien").get(f"/competences/lire/{amina.pk}/").status_code == 404
    post("bastien", url("bastien", "amina", rest="partage/retrait/"))
    assert signed_in("bastien").get(url("bastien", "amina", rest="partage/accord/")).status_code == 302
    with pytest.raises(AssessmentError, match="plus en binôme"):
        give(pair=pair_for("bastien", "amina"), kind=ConsentKind.RECIPROCAL)


def test_a_former_partner_may_still_be_answered() -> None:
    give(pair=pair_for("bastien", "amina"), kind=ConsentKind.RECIPROCAL)
    change_partner("amina", "ines")
    give(pair=pair_for("amina", "bastien"), kind=ConsentKind.RECIPROCAL)
    assert state_of(pair_for("amina", "bastien")).sharing.is_mutual


def test_a_word_is_taken_back_whatever_days_the_seats_were_given() -> None:
    """Two who agreed, and whom dates noted since keep from ever having met."""
    make_assessment(enrolment_of("amina"), mark="marque-amina")
    make_assessment(enrolment_of("bastien"))
    agree("amina", "bastien", kinds=(ConsentKind.RECIPROCAL,))
    leaves("amina")
    Seat.objects.current().filter(enrolment=enrolment_of("bastien")).update(since=timezone.now())
    assert enrolment_of("bastien") not in [one for one, _ in seated_with(enrolment_of("amina"))]
    amina = SelfAssessment.objects.get(enrolment=enrolment_of("amina"))
    assert signed_in("bastien").get(f"/competences/lire/{amina.pk}/").status_code == 200
    assert "Vous n’êtes plus en binôme" in signed_in("amina").get(url("amina", "bastien")).content.decode()
    post("amina", url("amina", "bastien", rest="partage/retrait/"))
    assert signed_in("bastien").get(f"/competences/lire/{amina.pk}/").status_code == 404
    assert signed_in("amina").get(url("amina", "bastien")).status_code == 200


def test_whoever_took_the_seat_later_never_met_the_one_who_left() -> None:
    leaves("bastien")
    leaves("ines")
    seat = Seat.objects.current().get(enrolment=enrolment_of("amina"))
    now = timezone.now()
    Seat.objects.create(binome=seat.binome, enrolment=enrolment_of("ines"), number=2, since=now)
    assert "Bastien" not in [one.user.first_name for one, _ in seated_with(enrolment_of("ines"))]
    assert signed_in("ines").get(url("ines", "bastien")).status_code == 404
    assert [one.user.first_name for one, _ in seated_with(enrolment_of("amina"))] == ["Inès", "Bastien"]


def test_in_a_trio_each_two_decide_for_themselves() -> None:
    make_trio("amina", "ines")
    for name in ("amina", "bastien", "ines"):
        make_assessment(enrolment_of(name))
    agree("amina", "bastien", kinds=(ConsentKind.RECIPROCAL,))
    give(pair=pair_for("ines", "amina"), kind=ConsentKind.RECIPROCAL)
    readers = {name: {one.enrolment.user.first_name for one in shared_with(person(name))} for name in ("amina", "bastien", "ines")}
    assert readers == {"amina": {"Bastien"}, "bastien": {"Amina"}, "ines": set()}
    assert [(one.enrolment.user.first_name, one.shares) for one in states(enrolment_of("amina"), ENTRY)] == [
        ("Bastien", True),
        ("Inès", False),
    ]
    asked = states(enrolment_of("amina"), ENTRY)[1].next
    assert asked is not None
    assert (asked.words, asked.is_due) == ("Inès propose un partage : répondre", True)


@pytest.mark.parametrize("kind", BOTH)
def test_a_word_taken_back_is_an_answer_and_is_not_asked_for_again(kind: ConsentKind) -> None:
    for name in ("amina", "bastien"):
        make_assessment(enrolment_of(name))
    agree("amina", "bastien", kinds=(kind,))
    withdraw(pair=pair_for("bastien", "amina"), kind=kind)
    his, hers = state_of(pair_for("bastien", "amina")), state_of(pair_for("amina", "bastien"))
    assert not his.agreement(kind).is_asked
    assert his.next is not None
    assert not his.next.is_due
    assert his.may_give(his.agreement(kind))  # he may change his mind
    assert "Vous avez retiré votre accord. Celui d’Amina reste donné." in signed_in("bastien").get(url("bastien", "amina")).content.decode()
    assert hers.agreement(kind).stopped_by_them
    assert "Bastien a retiré son accord. Le vôtre reste donné." in signed_in("amina").get(url("amina", "bastien")).content.decode()
    withdraw(pair=pair_for("amina", "bastien"), kind=kind)
    give(pair=pair_for("amina", "bastien"), kind=kind)
    assert state_of(pair_for("bastien", "amina")).agreement(kind).is_asked


def test_a_moment_is_agreed_on_by_itself() -> None:
    for moment in (Moment.ENTRY, Moment.EXIT):
        for name in ("amina", "bastien"):
            make_assessment(enrolment_of(name), moment)
    agree("amina", "bastien", Moment.EXIT, kinds=(ConsentKind.RECIPROCAL,))
    assert [one.moment for one in shared_with(person("amina"))] == [Moment.EXIT]


NOBODYS = [
    ("amina", "ines", "entree", 404),
    ("amina", "chloe", "entree", 404),
    ("chloe", "amina", "entree", 404),
    ("denis", "amina", "entree", 404),
    ("gaelle", "amina", "entree", 404),
    ("farid", "amina", "entree", 404),
    ("amina", "amina", "entree", 404),
    ("amina", "bastien", "jamais", 404),
    ("amina", "bastien", "entree", 200),
    ("bastien", "amina", "a-six-mois", 200),
]


@pytest.mark.parametrize(("who", "whom", "moment", "status"), NOBODYS)
def test_only_partners_meet_on_the_page_of_a_moment_that_exists(who: str, whom: str, moment: str, status: int) -> None:
    client, number = signed_in(who), enrolment_of(whom).pk
    assert client.get(f"/competences/{moment}/avec/{number}/").status_code == status
    mine = Enrolment.objects.filter(user=person(who)).values_list("pk", flat=True).first() or 1
    for at in ("avec/{}/partage/accord/", "avec/{}/regard/retrait/"):
        answer = client.post(f"/competences/{moment}/{at.format(number)}", {"enrolment": mine})
        assert answer.status_code == (302 if status == 200 else 404)
    assert Consent.objects.count() == (1 if status == 200 else 0)


@pytest.mark.parametrize("number", ["0", "99999999999999999", "9" * 30])
def test_a_number_of_nobody_is_a_404(number: str) -> None:
    for at in (f"/competences/entree/avec/{number}/", f"/competences/entree/regard/{number}/", f"/competences/lire/{number}/"):
        assert signed_in("amina").get(at).status_code == 404


def test_nobody_gives_a_word_in_the_name_of_another() -> None:
    stolen = {"enrolment": enrolment_of("bastien").pk}
    assert signed_in("amina").post(url("bastien", "amina", rest="partage/accord/"), stolen).status_code == 404
    assert signed_in("amina").post(url("amina", "bastien", rest="partage/accord/"), {}).status_code == 404
    assert not Consent.objects.exists()
    assert signed_in("amina").get(url("amina", "bastien", rest="tout/accord/")).status_code == 404
    assert signed_in("amina").get(url("amina", "bastien", rest="partage/retrait/")).status_code == 405


def test_whoever_has_withdrawn_reads_that_the_moments_are_closed_for_her() -> None:
    Enrolment.objects.filter(pk=enrolment_of("theo").pk).update(left_on=timezone.localdate())
    text = signed_in("theo").get("/competences/").content.decode()
    assert "Vous ne faites plus partie de cette cohorte" in text
    assert text.count("Fermé pour vous") == 4
    assert "peuvent le rouvrir pour vous" not in text
    assert "Ouvre le" not in text


def test_whoever_has_withdrawn_reads_takes_back_and_gives_no_more() -> None:
    for name in ("amina", "bastien"):
        make_assessment(enrolment_of(name))
    agree("amina", "bastien", kinds=(ConsentKind.RECIPROCAL,))
    leaves("amina")
    Enrolment.objects.filter(pk=enrolment_of("amina").pk).update(left_on=timezone.localdate())
    theirs = SelfAssessment.objects.get(enrolment=enrolment_of("bastien"))
    assert signed_in("amina").get(f"/competences/lire/{theirs.pk}/").status_code == 200
    assert signed_in("amina").get(url("amina", "bastien")).status_code == 200
    give(pair=pair_for("bastien", "amina"), kind=ConsentKind.RECIPROCAL)
    with pytest.raises(AssessmentError, match="retir"):
        give(pair=pair_for("amina", "bastien"), kind=ConsentKind.CROSSED)
    assert withdraw(pair=pair_for("amina", "bastien"), kind=ConsentKind.RECIPROCAL)
    assert shared_with(person("bastien")) == []


def test_nothing_is_due_to_whoever_has_left_the_cohort_and_sends_nothing_more() -> None:
    agree("amina", "bastien", kinds=(ConsentKind.CROSSED,))
    page = signed_in("bastien").get("/competences/partages/").content.decode()
    assert re.search(r'<a class="button" href="[^"]*">Écrire votre regard sur la pratique d’Amina</a>', page), "what waits is a button"
    leaves("amina")
    Enrolment.objects.filter(pk=enrolment_of("amina").pk).update(left_on=timezone.localdate())
    assert "Écrire votre regard" not in signed_in("bastien").get("/competences/partages/").content.decode()
    assert "Amina a quitté la cohorte" in signed_in("bastien").get(url("bastien", "amina")).content.decode()


def test_what_was_sent_before_leaving_is_still_answered() -> None:
    agree("amina", "bastien", kinds=(ConsentKind.CROSSED,))
    write_and_send("amina", "bastien")
    leaves("amina")
    Enrolment.objects.filter(pk=enrolment_of("amina").pk).update(left_on=timezone.localdate())
    assert "Écrire votre regard sur la pratique d’Amina" in signed_in("bastien").get("/competences/partages/").content.decode()


@pytest.mark.parametrize("state", [CohortState.CLOSED, CohortState.ARCHIVED])
def test_an_ended_cohort_locks_no_word(state: str, pionniers: Cohort) -> None:
    Cohort.objects.filter(pk=pionniers.pk).update(state=state)
    post("amina", url("amina", "bastien", rest="partage/accord/", moment=Moment.LATER))
    assert Consent.objects.count() == 1
    post("amina", url("amina", "bastien", rest="partage/retrait/", moment=Moment.LATER))
    assert not Consent.objects.standing().exists()


def test_a_link_opens_whichever_cohort_she_is_looking_at(pionniers: Cohort) -> None:
    voisins = Cohort.objects.get(slug="voisins")
    Enrolment.objects.create(user=person("amina"), cohort=voisins)
    client = signed_in("amina")
    assert client.post("/cohorte/changer/", {"cohorte": voisins.slug}).status_code == 302
    assert voisins.name in client.get("/cohorte/").content.decode().split("<h1", 1)[1].split("</h1>", 1)[0]
    page = client.get(url("amina", "bastien"))
    assert "croiser vos regards avec Bastien" in page.content.decode().split("<h1", 1)[1].split("</h1>", 1)[0]
    assert page.context["pair"].me.cohort == pionniers


def cost(action: Callable[[], object]) -> int:
    action()
    with CaptureQueriesContext(connection) as queries:
        action()
    return len(queries)


def share_with_everyone(mine: Enrolment, others: list[Enrolment]) -> None:
    for other in others:
        make_assessment(other)
        for giver, receiver in ((other, mine), (mine, other)):
            Consent.objects.create(kind=ConsentKind.RECIPROCAL, moment=ENTRY, giver=giver, receiver=receiver)


@pytest.mark.parametrize("what", ["states", "shared_with", "/competences/partages/", "the page of a pair"])
def test_everything_costs_the_same_with_1_and_6_partners(what: str) -> None:
    mine, client = enrolment_of("amina"), signed_in("amina")
    make_assessment(mine)
    actions: dict[str, Callable[[], object]] = {
        "states": lambda: [one.next for one in states(mine, ENTRY)],
        "shared_with": lambda: [(str(one.enrolment.user), one.version.number) for one in shared_with(person("amina"))],
        "/competences/partages/": lambda: client.get(what),
        "the page of a pair": lambda: client.get(url("amina", "bastien")),
    }
    share_with_everyone(mine, [enrolment_of("bastien")])
    with_one = cost(actions[what])
    others = strangers("amina", 5)
    meet("amina", others)
    share_with_everyone(mine, others)
    assert cost(actions[what]) == with_one
    assert len(shared_with(person("amina"))) == len(states(mine, ENTRY)) == 6
    if what == "states":
        assert with_one == 4  # seats, words, snapshots, views
