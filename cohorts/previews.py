"""How a lesson looks to its readers, for the editor who is writing it."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone

from courses import previews

if TYPE_CHECKING:
    from courses.models import LessonPage


def as_participant(page: "LessonPage", request: HttpRequest) -> TemplateResponse:
    """The lesson as an invented reader meets it, alone and with nothing finished yet. Nothing is written."""
    from accounts.models import User
    from cohorts.enums import CohortState
    from cohorts.models import Cohort, Enrolment
    from cohorts.reading import Reader, Walk
    from cohorts.views import standing
    from cohorts.working.parties import Party
    from cohorts.working.questions import questions_of
    from cohorts.working.reading import Standing, unanswered
    from cohorts.working.rendering import dresser
    from courses.lesson import draft_context
    from courses.rendering import pieces_of, ready

    invented = Enrolment(pk=0, user=User(first_name="Aperçu", email="apercu@demo.example"), cohort=Cohort(state=CohortState.OPEN))
    context = draft_context(page)
    me = Walk(invented, [], context["outline"])
    reader = Reader(me=me, partners=(), openings={context["module"].id: timezone.now()})
    module, lesson, pieces = context["module"], context["lesson"], pieces_of(page.body)
    party = Party(invented, ())
    found = {block: Standing(question, party) for block, question in questions_of(pieces, page.pk or 0).items()}
    fragments = ready(pieces, dresser(request, reader, module, lesson, found))
    return TemplateResponse(
        request,
        "cohorts/lesson.html",
        {
            **context,
            **standing(reader, module, lesson),
            "passages": [(fragment, []) for fragment in fragments],
            "row": None,
            "unanswered": unanswered(found),
            "questions": len(found),
        },
    )


def as_visitor(page: "LessonPage", request: HttpRequest) -> TemplateResponse:
    """What someone who is enrolled nowhere gets: how to join, and no lesson."""
    from courses.lesson import draft_context

    return TemplateResponse(request, "cohorts/join.html", draft_context(page))


def register_modes() -> None:
    """Adds both ways to the editor's list."""
    previews.register("participant", "Comme participante", as_participant)
    previews.register("visitor", "Comme visiteur", as_visitor)
