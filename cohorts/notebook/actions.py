"""Writing notes, changing them, putting them aside: never losing one."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cohorts.actions import CohortError
from cohorts.models import Enrolment, Note
from cohorts.notebook.models import NOTE_LIMIT
from cohorts.working.actions import cleaned, hold, tidy
from pages.search.words import plain


@transaction.atomic
def write_note(*, enrolment: Enrolment, lesson_id: int, text: str, block: str, passage: str) -> Note:
    """Writes a note. The same words at the same place within a minute are one note: a double click is harmless.

    Notes are a participant's own: she writes them as long as she may read, also once her cohort is closed. Her enrolment is held,
    so that two clicks at the same moment are judged one after the other.
    """
    text = _checked(text)
    hold(enrolment)
    now = timezone.now()
    same = Note.objects.filter(enrolment=enrolment, lesson=lesson_id, block=block[:40], text=text, removed_at=None)
    if (known := same.order_by("-pk").first()) is not None and (now - known.written_at).total_seconds() < 60:
        return known
    return Note.objects.create(
        enrolment=enrolment,
        lesson_id=lesson_id,
        block=block[:40],
        passage=passage[:200],
        text=text,
        html=cleaned(text),
        words=plain(text),
        written_at=now,
        changed_at=now,
    )


@transaction.atomic
def change_note(*, note: Note, text: str, seen: datetime | None) -> bool:
    """Changes a note. Where it was changed elsewhere since it was opened (`seen`), both texts are kept, as two notes: False."""
    text = _checked(text)
    hold(note.enrolment)  # before the note, in the order of whoever erases
    held = Note.objects.select_for_update(of=("self",)).get(pk=note.pk)
    if held.text == text:
        return True
    if seen is not None and held.changed_at != seen:
        write_note(enrolment=note.enrolment, lesson_id=note.lesson_id, text=text, block=note.block, passage=note.passage)
        return False
    Note.objects.filter(pk=note.pk).update(text=text, html=cleaned(text), words=plain(text), changed_at=timezone.now())
    return True


def put_aside(*, note: Note) -> None:
    Note.objects.filter(pk=note.pk, removed_at=None).update(removed_at=timezone.now())


def take_back(*, note: Note) -> None:
    Note.objects.filter(pk=note.pk).update(removed_at=None)


def _checked(text: str) -> str:
    text = tidy(text, NOTE_LIMIT)
    if not text:
        raise CohortError("Écrivez votre note, puis gardez-la.")
    return text
