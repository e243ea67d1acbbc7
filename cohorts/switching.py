"""Which of her cohorts someone is looking at."""

from django.http import HttpRequest

KEY = "cohort"


def chosen_cohort(request: HttpRequest) -> int | None:
    """The cohort chosen with the switcher in this session; None where nothing was chosen."""
    chosen = request.session.get(KEY)
    return chosen if isinstance(chosen, int) else None


def choose_cohort(request: HttpRequest, cohort_id: int) -> None:
    """From now on, in this session, home and lessons speak of this cohort."""
    request.session[KEY] = cohort_id
