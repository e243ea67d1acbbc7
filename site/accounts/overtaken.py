"""What a screen of the admin does where somebody else saved the same thing at the same moment."""

from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpResponse


class Overtaken:
    """Judges a form anew where the database refused what was found right an instant before: what was added meanwhile is then seen,
    and said in the form, as to whoever comes a second later. Stands before the view it is mixed into.
    """

    def form_valid(self, form: Any) -> HttpResponse:
        saved: HttpResponse
        try:
            with transaction.atomic():
                saved = super().form_valid(form)  # type: ignore[misc]
        except IntegrityError:
            if (stored := getattr(self, "object", None)) is not None:
                stored.refresh_from_db()  # the form has written what was refused into it
            again = self.get_form()  # type: ignore[attr-defined]
            is_right = self.is_valid(again)  # type: ignore[attr-defined]
            saved = super().form_valid(again) if is_right else self.form_invalid(again)  # type: ignore[misc,attr-defined]
        return saved
