"""The permanent code of a page: work, content files and links hang on it, so that no page ever takes another's."""

from typing import Any

from django import forms
from django.db import transaction
from wagtail.models import Page

from pages.copying import CopyWithItsAddress
from pages.models import BasePage


class CopyAsDraft(CopyWithItsAddress):
    """A copy is a draft of its own: to be changed, checked and published. Never a second face of the same page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("alias", "publish_copies"):
            self.fields.pop(name, None)


class CodedPage(BasePage):
    """A page with a `code`. Nobody types it: a page made by hand, or copied, takes the next free one, for good."""

    code: Any
    # `x` says that it was made by hand, so that content loaded later never meets it.
    code_start = "x-"

    exclude_fields_in_copy = ["code"]
    copy_form_class: type[forms.Form] = CopyAsDraft

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        self._take_code()

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and (not self.code or self.code.startswith(self.code_start)):
            # What was free when its form was checked may be another's by now: pages made at the same moment take theirs in turn.
            Page.objects.select_for_update().get(depth=1)
            self.code = ""
        # A copy is saved without being checked.
        self._take_code()
        super().save(*args, **kwargs)

    def _take_code(self) -> None:
        if self.code:
            return
        taken = set(type(self)._default_manager.values_list("code", flat=True))
        self.code = next(code for number in range(1, len(taken) + 2) if (code := f"{self.code_start}{number}") not in taken)
