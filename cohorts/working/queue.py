"""What waits to be read by the trainers of a cohort, and what they have answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cohorts.desk.page import desk_page, for_its_trainers
from cohorts.desk.showing import shown_to
from cohorts.models import Answer, AnswerReader, AnswerVersion, Cohort, Conversation, Enrolment, Message
from cohorts.working.enums import Reading
from cohorts.working.models import AnswerQuerySet
from cohorts.working.pages import where
from cohorts.working.reading import current_heads
from courses.outline import Lesson, Module, outline_of

PAGE = 30
# The same three states as `Answer.reading`, for the database to filter by.
IS_READ, IS_ANSWERED = Q(read_at__gte=F("written_at")), Q(answered_at__gte=F("written_at"))
UNREAD, UNANSWERED = Q(read_at=None) | Q(read_at__lt=F("written_at")), Q(answered_at=None) | Q(answered_at__lt=F("written_at"))
STATES = {Reading.NEW: UNREAD & UNANSWERED, Reading.READ: IS_READ & UNANSWERED, Reading.ANSWERED: IS_ANSWERED}


@dataclass(frozen=True)
class Line:
    """One piece of the list: who wrote it, where, and its first words."""

    answer: Answer
    head: AnswerVersion | None
    writers: list[Enrolment]
    module: Module | None
    lesson: Lesson | None


def in_state(rows: AnswerQuerySet, state: Reading) -> QuerySet[Answer]:
    """The part of a cohort's list that is new, read or answered."""
    return rows.filter(STATES[state])


def waiting_in(cohorts: Iterable[Cohort]) -> dict[int, int]:
    """How many pieces are new, by cohort: for the trainer's home. One query."""
    rows = in_state(Answer.objects.to_read().filter(cohort__in=[one.pk for one in cohorts]), Reading.NEW)
    return dict(rows.order_by().values_list("cohort").annotate(Count("pk")))


def lines_of(cohort: Cohort, answers: Iterable[Answer]) -> list[Line]:
    """The pieces as the list shows them. Three queries whatever their number."""
    answers = list(answers)
    outline, heads = outline_of(cohort.curriculum_id), current_heads(answers)
    writers: dict[int, list[Enrolment]] = {}
    rows = AnswerReader.objects.filter(answer__in=[one.pk for one in answers], writes=True).select_related("enrolment__user")
    for row in rows:
        writers.setdefault(row.answer_id, []).append(row.enrolment)
    return [Line(one, heads.get(one.pk), writers.get(one.pk, []), *where(outline, one)) for one in answers]


@require_safe
@for_its_trainers
def queue(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """What was shared with this cohort's trainers: to read (the oldest first), read, answered."""
    asked = request.GET.get("etat", "")
    state = Reading(asked) if asked in Reading.values else Reading.NEW
    rows = Answer.objects.to_read().filter(cohort=cohort)
    chosen = in_state(rows, state)
    if state != Reading.NEW:
        chosen = chosen.order_by("-written_at", "-pk")
    page = Paginator(chosen.select_related("read_by"), PAGE).get_page(request.GET.get("page"))
    counts = {one: in_state(rows, one).order_by().count() for one in Reading}
    context: dict[str, Any] = {
        "page": page,
        "lines": lines_of(cohort, page),
        "state": state,
        "states": [(one, one.label, counts[one]) for one in Reading],
        "conversations": invited(cohort),
        "shown": shown_to(request.user, cohort),  # type: ignore[arg-type]
    }
    return desk_page(request, cohort, "cohorts/desk/queue.html", tab="cohort_queue", **context)


def invited(cohort: Cohort) -> list[Conversation]:
    """The conversations to which the trainers are invited today, with who wrote last since then, and when: whoever wrote
    may be waiting for an answer, and a notice that was opened once says it no more."""
    words = Message.objects.filter(conversation=OuterRef("pk"), struck_at=None, written_at__gte=OuterRef("trainers_since"))
    last = words.order_by("-written_at", "-pk")
    rows = Conversation.objects.filter(cohort=cohort).exclude(trainers_since=None)
    rows = rows.annotate(last_by=Subquery(last.values("author__first_name")[:1]), last_at=Subquery(last.values("written_at")[:1]))
    return list(rows.prefetch_related("members__enrolment__user").order_by("-trainers_since", "pk"))
