"""Where the track uses the words that editors keep in order."""

from typing import Any

from django.db import models
from django.urls import reverse

from territories.usage import KEPT, TELLERS, Use


def register() -> None:
    """A competency goes only once no module works on it."""
    KEPT.add("courses.Competency")
    TELLERS["courses.ModulePage.main_competency"] = modules
    TELLERS["courses.ModulePage.secondary_competencies"] = modules


def modules(rows: models.QuerySet[Any]) -> list[Use]:
    """The modules, each with its form."""
    found = rows.order_by("number").values_list("pk", "number", "title")
    return [Use(f"Module {number}, {title}", reverse("wagtailadmin_pages:edit", args=[pk])) for pk, number, title in found]
