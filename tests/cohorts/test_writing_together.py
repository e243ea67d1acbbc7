"""Several people, or one person on several screens, write at the very same moment: every text is there afterwards."""

import threading
import uuid
from datetime import date
from typing import Any

from django.db import connection

from accounts.models import Notice, User
from accounts.notices.actions import tell
from cohorts.desk.actions import create_cohort, duplicate_cohort, note_absence
from cohorts.desk.actions import write_note as write_trainer_note
from cohorts.models import Absence, AnswerVersion, Cohort, Draft, Message, Note, TrainerNote
from cohorts.notebook.actions import write_note
from cohorts.talking.actions import begin, say
from cohorts.working.actions import keep_draft, write_text
from cohorts.working.parties import party_for
from tests.cohorts.writing import block, enrolment_of
from tests.conftest import person

MANY = 8


def at_once(action: Any) -> None:
    """Runs the action in eight connections that commit for real; any error of theirs fails the test."""
    start, faults = threading.Barrier(MANY), []

    def run(number: int) -> None:
        try:
            start.wait(20)
            action(number)
        except Exception as fault:
            faults.append(repr(fault))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not faults


def party(number: int) -> Any:
    name = "amina" if number % 2 else "bastien"
    enrolment = enrolment_of(name)
    enrolment.user = person(name)
    return party_for(enrolment)


def test_a_page_that_eight_write_at_once_keeps_eight_texts(own_database: None) -> None:
    asked = block("activity", "binome").question
    at_once(lambda number: write_text(party=party(number), question=asked, text=f"Texte {number}", base=[]))
    versions = AnswerVersion.objects.all()
    assert sorted(version.text for version in versions) == [f"Texte {number}" for number in range(MANY)]
    assert sorted(version.number for version in versions) == list(range(1, MANY + 1))
    assert all(version.is_head for version in versions)


def test_drafts_words_and_notices_of_the_same_moment_are_all_kept_once(own_database: None) -> None:
    asked, key = block("reflection").question, uuid.uuid4()
    me = enrolment_of("amina")
    at_once(lambda number: keep_draft(enrolment=me, question=asked, text=f"Brouillon {number}", base="", draft_id=None, revision=0))
    assert Draft.objects.count() == MANY
    at_once(lambda _: keep_draft(enrolment=me, question=asked, text="Deux fois les mêmes mots", base="", draft_id=None, revision=0))
    assert Draft.objects.count() == MANY + 1
    talk = begin(party(1))
    at_once(lambda number: say(conversation=talk, author=person("amina"), is_trainer=False, text="Une fois", key=key))
    assert Message.objects.filter(key=key).count() == 1
    Notice.objects.all().delete()
    bastien = person("bastien")
    at_once(lambda number: tell(to=[bastien.pk], kind="page_changed", text="Une fois", url="/", about="x"))
    assert Notice.objects.count() == 1


def test_a_note_that_is_sent_eight_times_at_once_is_kept_once(own_database: None) -> None:
    """A double click, or a slow line on which one clicks again: her own note, and the trainer's about her."""
    me, lesson = enrolment_of("amina"), block("reflection").question.lesson_id
    at_once(lambda number: write_note(enrolment=me, lesson_id=lesson, text="Une fois", block="", passage=""))
    assert Note.objects.filter(enrolment=me, text="Une fois").count() == 1
    at_once(lambda number: write_trainer_note(enrolment=me, author=person("denis"), text="Une fois"))
    assert TrainerNote.objects.filter(enrolment=me, text="Une fois").count() == 1


def test_an_absence_that_is_sent_eight_times_at_once_is_noted_once(own_database: None) -> None:
    me = enrolment_of("amina")
    days = {"starts_on": date(2026, 12, 1), "ends_on": date(2026, 12, 4)}
    at_once(lambda number: note_absence(absence=Absence(enrolment=me, **days), by=person("denis")))
    assert Absence.objects.filter(enrolment=me, **days).count() == 1


def test_a_cohort_that_is_created_eight_times_at_once_is_one(own_database: None) -> None:
    """A double click where no script holds it back: one cohort, and one copy, never an error page."""
    source, denis = Cohort.objects.get(slug="pionniers"), person("denis")
    described = {name: getattr(source, name) for name in ("curriculum_id", "starts_on", "ends_on", "time_zone")}
    at_once(lambda number: create_cohort(cohort=Cohort(name="Deux clics", **described), trainers=[], by=denis))
    assert Cohort.objects.filter(name="Deux clics").count() == 1
    at_once(lambda number: duplicate_cohort(source=source, name="Copie", days=7, by=denis))
    copy = Cohort.objects.get(name="Copie")
    assert copy.openings.count() == source.openings.count()


def test_people_who_give_a_cohort_the_same_name_at_once_each_get_theirs(own_database: None) -> None:
    source = Cohort.objects.get(slug="pionniers")
    described = {name: getattr(source, name) for name in ("curriculum_id", "starts_on", "ends_on", "time_zone")}
    people = [User.objects.create_user(f"forme{number}@demo.example", first_name="F", is_trainer=True) for number in range(MANY)]
    at_once(lambda number: create_cohort(cohort=Cohort(name="Même nom", **described), trainers=[], by=people[number]))
    assert len(set(Cohort.objects.filter(name="Même nom").values_list("slug", flat=True))) == MANY
