"""What every screen of the desk shares: who may enter, its header and tabs, and how an action's refusal is said."""

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cohorts.actions import CohortError
from cohorts.models import Cohort, Seat
from cohorts.perms import trained_cohort

DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]


def number_in(text: str) -> int | None:
    """The number that an address or a button holds; None for anything else, and for what no table could hold."""
    return int(text) if text.isdecimal() and len(text) <= 18 else None


@dataclass(frozen=True)
class Tab:
    """One screen of a cohort. Upper apps add theirs in `AppConfig.ready()`."""

    name: str
    label: str
    order: int


TABS = [
    Tab("cohort", "Avancement", 10),
    Tab("cohort_queue", "À lire", 15),
    Tab("cohort_people", "Personnes", 20),
    Tab("cohort_binomes", "Binômes", 30),
    Tab("cohort_openings", "Ouvertures", 40),
    Tab("cohort_letters", "Courriels", 50),
    Tab("cohort_settings", "Réglages", 90),
]


def for_its_trainers[**Rest](
    view: Callable[Concatenate[HttpRequest, Cohort, Rest], HttpResponse],
) -> Callable[Concatenate[HttpRequest, str, Rest], HttpResponse]:
    """Opens a screen to the trainers of the cohort at its address and to administrators; a 404 for everyone else."""

    @wraps(view)
    def inner(request: HttpRequest, slug: str, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        return view(request, trained_cohort(request.user, slug), *args, **kwargs)  # type: ignore[arg-type]

    return inner


def desk_page(request: HttpRequest, cohort: Cohort, template: str, *, tab: str, status: int = 200, **context: Any) -> HttpResponse:
    """A screen of a cohort, under its title and tabs."""
    tabs = [
        {"label": one.label, "url": reverse(one.name, args=[cohort.slug]), "is_current": one.name == tab}
        for one in sorted(TABS, key=lambda one: one.order)
    ]
    people = cohort.enrolments.staying().count()
    seats = Seat.objects.current().filter(binome__cohort=cohort).order_by().values("binome")
    pairs = seats.annotate(seated=Count("pk")).filter(seated__gt=1).count()  # who was left alone waits, and is no binôme
    context |= {"cohort": cohort, "tabs": tabs, "tab": tab, "people_count": people, "pair_count": pairs}
    return render(request, template, context, status=status)


@contextmanager
def said(request: HttpRequest, success: str = "") -> Any:
    """Runs an action; says that it was done, or in its own words why it was refused."""
    try:
        yield
    except CohortError as error:
        messages.error(request, str(error))
    else:
        if success:
            messages.success(request, success)
