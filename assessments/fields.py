"""The field in which people write: every form of the self-assessments counts and tidies its text in the same way."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cohorts.actions import CohortError
from cohorts.working.actions import tidy


class WordsField(forms.CharField):
    """Plain text with a limit: tidied, then counted, never cut. A browser sends a line end as two signs; it counts as one."""

    def __init__(self, *, limit: int, **kwargs: Any) -> None:
        self.limit = limit
        super().__init__(**{"required": False, "strip": False, **kwargs})

    def to_python(self, value: Any) -> str:
        try:
            return tidy(super().to_python(value) or "", self.limit)
        except CohortError as error:
            raise ValidationError(str(error)) from error
