"""The first page after signing in: one next step for who learns, her cohorts for who trains."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.models import User
from cohorts.desk.following import SILENT_DAYS, follow_all
from cohorts.membership import waiting_of
from cohorts.models import Cohort
from cohorts.reading import Reader, reader_of
from cohorts.switching import chosen_cohort
from cohorts.walking import wide_path
from courses.outline import Outline, main_outline


def home(request: HttpRequest) -> HttpResponse:
    """A participant's next step, a trainer's cohorts, an editor's room: whoever is several of these sees them all."""
    user: User = request.user  # type: ignore[assignment]
    outline = main_outline()
    reader = reader_of(user, outline, cohort_id=chosen_cohort(request)) if outline is not None else None
    context: dict[str, Any] = {"outline": outline, "reader": reader}
    if reader is not None and outline is not None:
        context |= participant(reader, outline)
    if user.is_trainer or user.is_superuser:
        context["cohorts"] = overviews(user, outline)
    if reader is None and not user.has_wide_view:
        return render(request, "cohorts/join.html", {**context, "waiting": waiting_of(request)})
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


def overviews(user: User, outline: Outline | None) -> list[dict[str, Any]]:
    """The trainer's cohorts that are not archived, a line each: how many people, and who has been silent for two weeks.

    The figures of the desk itself, in a fixed number of queries, however many cohorts and people.
    """
    cohorts = [cohort for cohort in Cohort.objects.trained_by(user).in_order() if cohort.is_kept]
    following = follow_all(cohorts, outline) if outline else {}
    return [
        {
            "cohort": cohort,
            "people": len(following[cohort.pk].people) if following else 0,
            "silent": following[cohort.pk].silent(SILENT_DAYS) if following else [],
        }
        for cohort in cohorts
    ]
