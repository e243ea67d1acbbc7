"""How much of each activity, and of each mode, there is in one's weeks."""

import uuid
from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField

from assessments.enums import Amount
from assessments.fields import WordsField
from assessments.profile.activities import asked_today
from assessments.profile.models import ActivityProfile
from assessments.profile.reading import Asked, asked_of
from pages.fields import LongText
from pages.templatetags.typography import french

NOTE_LIMIT = 2_000


class AmountField(forms.TypedChoiceField):
    """Four words to choose from; none is chosen beforehand."""

    def __init__(self, words: str) -> None:
        super().__init__(
            label=words,
            choices=Amount.choices,
            coerce=int,
            widget=forms.RadioSelect(attrs={"aria-invalid": "false"}),  # until refused: browsers say wrong what is blank
            error_messages={
                "required": french(f"Choisissez combien : {words}"),
                "invalid_choice": french(f"Choisissez l’un des quatre mots : {words}"),
            },
        )


class ProfileForm(forms.Form):
    """Sixteen activities, three modes, a few words. The former choices stand beside, and choose nothing."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, error_messages={"invalid": "Rouvrez la page, puis recommencez."})
    note = WordsField(
        label="En quelques mots, si vous voulez",
        help_text="Ce que ces lignes ne disent pas : un choix, une demande, une habitude.",
        limit=NOTE_LIMIT,
        widget=LongText(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, last: ActivityProfile | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked: Asked = asked_of(asked_today(), now=last, before=None)
        note = self.fields.pop("note")
        for group in (*self.asked.kinds, self.asked.modes):
            for one in group.lines:
                self.fields[one.id] = AmountField(one.text)
        self.fields["note"] = note

    def groups(self) -> Iterator[tuple[Any, list[tuple[BoundField, Any]]]]:
        """Each type, then the modes: the fields in their order, each with what was said last time."""
        for group in (*self.asked.kinds, self.asked.modes):
            yield group, [(self[one.id], one) for one in group.lines]

    def missing(self) -> list[tuple[str, str]]:
        """What is to be mended, in the order of the page: where it stands, and what to do."""
        found = []
        for field in self:
            place = f"{field.auto_id}_0" if isinstance(field.field, AmountField) else str(field.auto_id)
            found += [(place, str(error)) for error in field.errors]
        return found

    def amounts(self, ids: list[str]) -> dict[str, int]:
        """What was chosen for these."""
        return {one: self.cleaned_data[one] for one in ids}
