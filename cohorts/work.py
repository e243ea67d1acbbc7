"""What the people of every cohort have left in the pages of the track: counted for editors, who are told no name."""

from django.db.models import Count, Q
from wagtail.models import Page

from cohorts.models import Cohort, LessonProgress, ModuleOpening, PersonalOpening
from cohorts.notebook.models import Note
from cohorts.working.models import Answer, Draft
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


def is_held(page: Page) -> bool:
    """Whether something of theirs, too small to be counted, hangs on this page or below it: words not saved yet, a note put
    aside, an answer that was only opened, a date of one's own, the track of a cohort."""
    lesson, module = Q(lesson__path__startswith=page.path), Q(module__path__startswith=page.path)
    return any(
        rows.exists()
        for rows in (
            Draft.objects.filter(lesson),
            Note.objects.filter(lesson),
            Answer.objects.filter(lesson),
            PersonalOpening.objects.filter(module),
            Cohort.objects.filter(curriculum__path__startswith=page.path),
        )
    )
