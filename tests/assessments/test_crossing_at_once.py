"""Two people, or one on several screens, give their word, save and send at the very same moment: once each, and nothing is lost."""

from accounts.models import Notice
from assessments.crossing.actions import Stale, Words, give, keep_section, send
from assessments.crossing.writing import groups_of
from assessments.enums import ConsentKind
from assessments.models import CrossView, Observation
from tests.assessments.crossing import agree, pair_for, write, write_and_send
from tests.assessments.making import enrolment_of
from tests.cohorts.test_writing_together import MANY, at_once

CROSSED = (ConsentKind.CROSSED,)


def test_eight_tabs_that_send_at_once_send_once(own_database: None) -> None:
    agree("amina", "bastien", kinds=CROSSED)
    write_and_send("bastien", "amina")
    revision = write("amina", "bastien").revision
    Notice.objects.all().delete()
    sent = []
    at_once(lambda number: sent.append(send(pair=pair_for("amina", "bastien"), revision=revision)))
    assert sorted(sent) == [False] * (MANY - 1) + [True]
    assert CrossView.objects.submitted().filter(author=enrolment_of("amina")).count() == 1
    assert Notice.objects.filter(kind="crossed_ready").count() == 1


def test_eight_tabs_that_save_at_once_keep_one_text_and_refuse_the_others(own_database: None) -> None:
    agree("amina", "bastien", kinds=CROSSED)
    version, groups = groups_of(pair_for("amina", "bastien"), None)
    indicators, outcomes = groups[0][1], []

    def keep(number: int) -> None:
        words = {one.code: Words(f"Onglet {number}") for one in indicators}
        try:
            keep_section(
                pair=pair_for("amina", "bastien"), version=version, indicators=indicators, words=words, revision=0, shown="vu vide"
            )
            outcomes.append(number)
        except Stale:
            outcomes.append(None)

    at_once(keep)
    (kept,) = [one for one in outcomes if one is not None]
    assert {one.seen for one in Observation.objects.all()} == {f"Onglet {kept}"}


def test_eight_words_at_once_are_one_and_one_of_two_people_answers(own_database: None) -> None:
    def say(number: int) -> None:
        who, whom = ("amina", "bastien") if number % 2 else ("bastien", "amina")
        give(pair=pair_for(who, whom), kind=ConsentKind.RECIPROCAL)

    at_once(say)
    told = sorted(one.text.split(" un partage")[0].rsplit(" ", 1)[1] for one in Notice.objects.filter(kind="share_asked"))
    assert told == ["accepte", "propose"]
