"""How a lesson looks to its readers, for the editor who is writing it."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.utils import timezone

from courses import previews

if TYPE_CHECKING:
    from cohorts.reading import Reader
    from courses.models import LessonPage, ModulePage
    from courses.outline import Module, Outline


def invented_reader(outline: "Outline", module: "Module") -> "Reader":
    """Somebody who is alone, to whom this module is open, and who has finished nothing."""
    from accounts.models import User
    from cohorts.enums import CohortState
    from cohorts.models import Cohort, Enrolment
    from cohorts.reading import Reader, Walk

    invented = Enrolment(pk=0, user=User(first_name="Aperçu", email="apercu@demo.example"), cohort=Cohort(state=CohortState.OPEN))
    return Reader(me=Walk(invented, [], outline), partners=(), openings={module.id: timezone.now()})


def as_participant(page: "LessonPage", request: HttpRequest) -> TemplateResponse:
    """The lesson as an invented reader meets it, alone and with nothing finished yet. Nothing is written."""
    from cohorts.views import standing
    from cohorts.working.parties import Party
    from cohorts.working.questions import questions_of
    from cohorts.working.reading import Standing, unanswered
    from cohorts.working.rendering import dresser
    from courses.lesson import draft_context
    from courses.rendering import pieces_of, ready

    context = draft_context(page)
    reader = invented_reader(context["outline"], context["module"])
    module, lesson, pieces = context["module"], context["lesson"], pieces_of(page.body)
    party = Party(reader.enrolment, ())
    found = {block: Standing(question, party) for block, question in questions_of(pieces, page.pk or 0).items()}
    fragments = ready(pieces, dresser(get_token(request), reader, lesson, found))
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


def module_as_participant(page: "ModulePage", request: HttpRequest) -> TemplateResponse:
    """The page of a module as an invented reader meets it, open and with nothing finished yet. Nothing is written."""
    from cohorts.views import module_standing

    context = page.get_context(request)
    outline, module = context["outline"], context["module"]
    reader = invented_reader(outline, module)
    return TemplateResponse(
        request,
        "cohorts/module.html",
        {**context, "reader": reader, "count": reader.me.count, **module_standing(reader, module)},
    )


def register_modes() -> None:
    """Adds what cohorts know to the editor's lists."""
    previews.LESSONS.register("participant", "Comme dans le parcours", as_participant)
    previews.LESSONS.register("visitor", "Avec un compte, sans cohorte", as_visitor)
    previews.MODULES.register("participant", "Comme dans le parcours", module_as_participant)
