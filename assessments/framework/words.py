"""Where the framework uses the words that editors keep in order."""

from typing import Any

from django.db import models
from django.urls import reverse

from assessments.framework.models import FrameworkVersion
from territories.usage import Use


def versions(rows: models.QuerySet[Any]) -> list[Use]:
    """The versions that hold these rows, each as the admin shows it."""
    found = FrameworkVersion.objects.filter(pk__in=rows.values("version")).order_by("number").values_list("pk", "number")
    return [Use(f"Référentiel, version {number}", reverse("referentiel:inspect", args=[pk])) for pk, number in found]
