"""What the people of every cohort have left in the pages of the track: counted for editors, who are told no name."""

from django.db.models import Count, Q
from wagtail.models import Page

from cohorts.models import LessonProgress, ModuleOpening
from cohorts.notebook.models import Note
from cohorts.working.models import Answer
from courses.work import Work


def work_in(page: Page) -> Work:
    """People who began a lesson of this page or below it, what they finished, answered and noted. Four queries."""
    here = Q(lesson__path__startswith=page.path)
    progress = LessonProgress.objects.filter(here).aggregate(
        people=Count("enrolment__user", distinct=True),
        finished=Count("enrolment__user", distinct=True, filter=Q(finished_at__isnull=False)),
    )
    blocks = dict(Answer.objects.given().filter(here).order_by().values_list("block").annotate(Count("pk")))
    return Work(
        people=progress["people"],
        finished=progress["finished"],
        answers=sum(blocks.values()),
        notes=Note.objects.kept().filter(here).count(),
        openings=ModuleOpening.objects.filter(module__path__startswith=page.path).count(),
        blocks=blocks,
    )
