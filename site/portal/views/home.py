"""The first page after signing in: one next step for who learns, her cohorts for who trains."""

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Notice, User
from assessments.enums import Moment
from assessments.loop import Loop, loop_of
from cohorts.desk.following import SILENT_DAYS, follow_all
from cohorts.membership import waiting_of
from cohorts.models import Cohort
from cohorts.reading import Reader, reader_of
from cohorts.steps import NextStep, step_of
from cohorts.switching import chosen_cohort
from cohorts.walking import wide_path
from cohorts.working.joint import awaiting
from cohorts.working.parties import party_in
from cohorts.working.queue import waiting_in
from courses.outline import Outline, main_outline
from pages.richtext import words_of
from pages.templatetags.typography import day

NOTICES = 4  # shown on the home page; the rest stands on its own page
AWAITING = 3
COMING = 3
SOON = 7  # days before the end of a moment


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """A participant's next step, a trainer's cohorts, an editor's room: whoever is several of these sees them all."""
    user: User = request.user  # type: ignore[assignment]
    outline = main_outline()
    reader = reader_of(user, outline, cohort_id=chosen_cohort(request)) if outline is not None else None
    context: dict[str, Any] = {"outline": outline, "reader": reader}
    if reader is not None and outline is not None:
        context |= participant(reader, outline)
    unseen = list(Notice.objects.filter(to=user).unseen()[: NOTICES + 1])
    context |= {"notices": unseen[:NOTICES], "has_more_notices": len(unseen) > NOTICES}
    if user.is_trainer or user.is_superuser:
        context["cohorts"] = overviews(user, outline)
    if reader is None and not (user.is_trainer or user.is_staff):
        return render(request, "cohorts/join.html", {**context, "waiting": waiting_of(request)})
    return render(request, "portal/accueil.html", context)


def participant(reader: Reader, outline: Outline) -> dict[str, Any]:
    """What the reader's home says: one step and why, what awaits both, how far each is, what opens next."""
    waiting = awaiting(reader)
    now = timezone.now()
    coming = [
        (opens_at, found)
        for found in outline.modules
        if (opens_at := reader.opens_at(found.id)) is not None and opens_at > now and reader.enrolment.is_writable
    ]
    loop = loop_of(reader)
    return {
        "step": taking_stock(loop, reader) or step_of(reader, waiting),
        "loop": loop,
        "here": next((module for module in outline.modules if not reader.me.count_in(module).is_complete), None),
        "awaiting": waiting[:AWAITING],
        "awaiting_more": max(len(waiting) - AWAITING, 0),
        "count": reader.me.count,
        "path": wide_path(reader),
        "partners": [news(walk.user, reader, index, outline) for index, walk in enumerate(reader.partners)],
        "word": last_word(reader),
        "coming": sorted(coming, key=lambda pair: pair[0])[:COMING],
    }


def taking_stock(loop: Loop, reader: Reader) -> NextStep | None:
    """Taking stock comes first where nothing is learnt yet, and where a week or less is left; otherwise it has its row below."""
    due = loop.due
    if due is None:
        return None
    is_first = due.moment is Moment.ENTRY and reader.me.count.finished == 0 and reader.me.resumable is None
    ends_soon = due.days_left is not None and due.days_left <= SOON
    if not (is_first or ends_soon):
        return None
    why = f"À envoyer au plus tard le {day(due.closes_on)}." if due.closes_on else "Dites où vous en êtes, avant de commencer."
    over = "Vous en étiez là" if due.has_draft else "Votre prochaine étape"
    button = "Reprendre mon brouillon" if due.has_draft else "Commencer"
    return NextStep(over, due.moment.label, due.url, why, button, facts=("Une compétence par page", "Vous décidez qui le lit"))


WORD = """
    SELECT person.first_name, message.html, EXISTS(
        SELECT 1 FROM cohorts_message mine
        WHERE mine.conversation_id = talk.id AND mine.author_id = %s AND mine.struck_at IS NULL AND mine.written_at > message.written_at
    )
    FROM cohorts_message message
    JOIN cohorts_conversation talk ON talk.id = message.conversation_id
    JOIN accounts_user person ON person.id = message.author_id
    WHERE talk.cohort_id = %s AND talk.party = %s AND message.struck_at IS NULL AND message.author_id <> %s
    ORDER BY message.written_at DESC, message.id DESC LIMIT 1
"""


def last_word(reader: Reader) -> dict[str, Any] | None:
    """The last word that somebody else wrote in the conversation of today's binôme: who, what, and whether the reader has
    answered it. One query, by hand for its time.
    """
    if not reader.partners:
        return None
    with connection.cursor() as cursor:
        cursor.execute(WORD, [reader.me.user.pk, reader.cohort.pk, party_in(reader).together, reader.me.user.pk])
        row = cursor.fetchone()
    return {"by": row[0], "text": words_of(row[1]), "is_answered": row[2]} if row else None


def news(user: User, reader: Reader, index: int, outline: Outline) -> dict[str, Any]:
    """Where a partner stands, in a sentence: no comparison, no reproach."""
    walk = reader.partners[index]
    module = next((module for module in outline.modules if not walk.count_in(module).is_complete), None)
    left = 0
    if module is not None:
        count = walk.count_in(module)
        left = count.total - count.finished
    return {"user": user, "count": walk.count, "module": module, "left": left, "last_trace": walk.last_trace}


def overviews(user: User, outline: Outline | None) -> list[dict[str, Any]]:
    """The trainer's cohorts that are not archived, a line each: how many people, what waits to be read, who has been silent for two weeks.

    The figures of the desk itself, in a fixed number of queries, however many cohorts and people.
    """
    cohorts = [cohort for cohort in Cohort.objects.trained_by(user).in_order() if cohort.is_kept]
    following = follow_all(cohorts, outline) if outline else {}
    unread = waiting_in(cohorts)
    return [
        {
            "cohort": cohort,
            "people": len(following[cohort.pk].people) if following else 0,
            "silent": following[cohort.pk].silent(SILENT_DAYS) if following else [],
            "to_read": unread.get(cohort.pk, 0),
        }
        for cohort in cohorts
    ]
