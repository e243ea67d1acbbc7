"""The matrix, what it says about who needs help, and its files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cohorts.desk.exporting import TYPES, file_name, matrix_file
from cohorts.desk.following import FAR_APART, SILENT_DAYS, STUCK_DAYS, follow
from cohorts.desk.matrix import THREADS_UP_TO, lessons_of, lines_of
from cohorts.desk.page import desk_page, for_its_trainers, number_in
from cohorts.models import Cohort
from courses.outline import outline_of

ORDERS = {
    "besoin": "Par besoin",
    "nom": "Par nom",
    "avancement": "Par avancement",
    "trace": "Par dernière trace",
    "territoire": "Par territoire",
}
DAYS = (7, 14, 21, 30)
SHOWN = 5  # of each list of people to look at; the matrix holds the rest


def days_asked(request: HttpRequest) -> int:
    """After how many days without a trace one is called silent; what makes no sense is ignored."""
    asked = number_in(request.GET.get("jours", ""))
    return asked if asked is not None and 1 <= asked <= 365 else SILENT_DAYS


@require_safe
@for_its_trainers
def matrix(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Who is where, who is silent, which binômes are far apart, which lesson stops people."""
    outline = outline_of(cohort.curriculum_id)
    following = follow(cohort, outline)
    days, order = days_asked(request), request.GET.get("tri", "")
    order = order if order in ORDERS else "besoin"
    opened = number_in(request.GET.get("ouvrir", ""))
    lines = lines_of(following, following.sorted_groups(order, days), opened=opened)
    open_line = next((line for line in lines if line.is_open), None)
    silent = following.silent_groups(days)
    nobody = not following.people and not following.left
    # Whoever has not answered her invitation is in no figure below, and may be the one to call.
    expected = cohort.invitations.counted() if nobody or cohort.is_arrangeable else {"pending": 0, "answerable": 0}
    return desk_page(
        request,
        cohort,
        "cohorts/desk/matrix.html",
        tab="cohort",
        outline=outline,
        following=following,
        days=days,
        days_choices=sorted({*DAYS, days}),
        order=order,
        orders=ORDERS,
        lines=lines,
        lessons=lessons_of(open_line, following) if open_line else [],
        has_threads=len(following.people) <= THREADS_UP_TO,
        silent=[(group, group.silent(days)) for group in silent[:SHOWN]],
        silent_more=sum(len(group.silent(days)) for group in silent[SHOWN:]),
        far_apart=following.far_apart[:SHOWN],
        far_more=max(len(following.far_apart) - SHOWN, 0),
        far_limit=FAR_APART,
        stopping=following.stopping()[:SHOWN],
        stuck_days=STUCK_DAYS,
        nobody=nobody,
        answerable=expected["answerable"],
        idle=expected["pending"] - expected["answerable"],
    )


@require_safe
@for_its_trainers
def export(request: HttpRequest, cohort: Cohort, extension: str) -> HttpResponse:
    """The whole matrix as a file, named after the cohort and the day."""
    if extension not in TYPES:
        raise Http404
    following = follow(cohort, outline_of(cohort.curriculum_id))
    response = HttpResponse(matrix_file(following, extension, days_asked(request)), content_type=TYPES[extension])
    response["Content-Disposition"] = f'attachment; filename="{file_name("avancement", cohort, extension)}"'
    return response
