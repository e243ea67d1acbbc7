"""The first page after signing in: one next step for who learns, her cohorts for who trains."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.models import User
from cohorts.models import Cohort, Enrolment
from cohorts.reading import Reader, reader_of
from cohorts.switching import chosen_cohort
from cohorts.walking import wide_path
from courses.outline import Outline, main_outline

SILENT_DAYS = 14


@dataclass
class CohortLine:
    """One cohort on its trainer's home: how many people, and those of whom nothing was heard for two weeks."""

    cohort: Cohort
    people: int = 0
    silent: list[User] = field(default_factory=list)


def home(request: HttpRequest) -> HttpResponse:
    """A participant's next step, a trainer's cohorts, an editor's room: whoever is several of these sees them all."""
    user: User = request.user  # type: ignore[assignment]
    outline = main_outline()
    reader = reader_of(user, outline, cohort_id=chosen_cohort(request)) if outline is not None else None
    context: dict[str, Any] = {"outline": outline, "reader": reader}
    if reader is not None and outline is not None:
        context |= participant(reader, outline)
    if user.is_trainer or user.is_superuser:
        context["cohorts"] = overviews(user)
    if reader is None and not user.has_wide_view:
        return render(request, "cohorts/join.html", context)
    return render(request, "portal/accueil.html", context)


def participant(reader: Reader, outline: Outline) -> dict[str, Any]:
    """What the reader's home says: one step and why, how far she and her partner are, what opens next."""
    step = reader.next_step
    module = outline.module_of(step) if step else None
    now = timezone.now()
    coming = [
        (opens_at, found)
        for found in outline.modules
        if (opens_at := reader.opens_at(found.id)) is not None and opens_at > now and reader.enrolment.is_writable
    ]
    return {
        "step": step,
        "step_module": module,
        "is_resumed": step is not None and reader.me.has_begun(step),
        "count": reader.me.count,
        "path": wide_path(reader),
        "partners": [news(walk.user, reader, index, outline) for index, walk in enumerate(reader.partners)],
        "coming": min(coming, key=lambda pair: pair[0], default=None),
    }


def news(user: User, reader: Reader, index: int, outline: Outline) -> dict[str, Any]:
    """Where a partner stands, in a sentence: no comparison, no reproach."""
    walk = reader.partners[index]
    module = next((module for module in outline.modules if not walk.count_in(module).is_complete), None)
    left = 0
    if module is not None:
        count = walk.count_in(module)
        left = count.total - count.finished
    return {"user": user, "count": walk.count, "module": module, "left": left, "last_trace": walk.last_trace}


def overviews(user: User) -> list[CohortLine]:
    """The trainer's cohorts, a line each: how many people, and who has been silent for two weeks or never came.

    Two queries, however many cohorts and people.
    """
    lines = {cohort.pk: CohortLine(cohort) for cohort in Cohort.objects.trained_by(user).in_order()}
    people = Enrolment.objects.filter(cohort__in=list(lines)).with_last_trace().select_related("user").by_name()
    limit = timezone.now() - timedelta(days=SILENT_DAYS)
    for enrolment in people:
        line = lines[enrolment.cohort_id]
        line.people += 1
        trace: datetime | None = enrolment.last_trace  # type: ignore[attr-defined]
        if line.cohort.is_writable and (trace is None or trace < limit):
            line.silent.append(enrolment.user)
    return list(lines.values())
