"""Where cohorts use the words that editors keep in order: how many people of which cohort, and nobody's name."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models import Count

from pages.templatetags.typography import plural
from territories.usage import TELLERS, Use


def register() -> None:
    """A territory goes only once nobody comes from it."""
    TELLERS["cohorts.Enrolment.territory"] = counted("inscription", "inscriptions")
    TELLERS["cohorts.Invitation.territory"] = counted("invitation", "invitations")
    TELLERS["cohorts.Binome.territory"] = counted("binôme", "binômes")


def counted(one: str, many: str) -> Callable[[models.QuerySet[Any]], list[Use]]:
    """The rows of each cohort as one line."""

    def tell(rows: models.QuerySet[Any]) -> list[Use]:
        found = rows.order_by("cohort__name").values_list("cohort__name").annotate(Count("pk"))
        return [Use(f"Cohorte « {name} » : {plural(count, one, many)}") for name, count in found]

    return tell
