"""The forms of the trainer's tab."""

from datetime import date
from typing import Any

from django import forms

from assessments.desk.reading import MomentLine
from assessments.enums import Moment
from cohorts.desk.forms import DayField, SeenField


class MomentsForm(forms.Form):
    """First and last day of each moment whose dates may still change; an empty last day means that it has no end yet.

    `seen` is what the page showed. A day that was left as it stood there stays what it is by now: another trainer may have moved it since.
    """

    seen = SeenField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: list[MomentLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        changing = [one for one in lines if one.may_change]
        self.moments = [one.moment for one in changing]
        self.had_dates = {one.moment: one.opening is not None for one in changing}
        for line in changing:
            opens, closes = (line.opening.opens_on, line.opening.closes_on) if line.opening else (None, None)
            self.fields[f"{line.moment}-du"] = DayField(label=f"{line.moment.label}, premier jour", required=False, initial=opens)
            self.fields[f"{line.moment}-au"] = DayField(label=f"{line.moment.label}, dernier jour", required=False, initial=closes)
        self.stored = {name: field.initial for name, field in self.fields.items() if name != "seen"}
        self.fields["seen"].initial = {name: _shown(day) for name, day in self.stored.items()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        seen = cleaned.get("seen")
        for name, day in self.stored.items():
            if isinstance(seen, dict) and name in cleaned and seen.get(name) == _shown(cleaned[name]):
                cleaned[name] = day
        for moment in self.moments:
            opens, closes = cleaned.get(f"{moment}-du"), cleaned.get(f"{moment}-au")
            if f"{moment}-du" in self.errors:
                continue
            if opens is None and (closes or self.had_dates[moment]):
                self.add_error(f"{moment}-du", "Donnez le premier jour. Pour attendre, choisissez un jour plus lointain.")
            elif opens and closes and closes < opens:
                self.add_error(f"{moment}-au", "La fin du moment vient après son début.")
        return cleaned

    def dates(self) -> dict[Moment, tuple[date | None, date | None]]:
        return {one: (self.cleaned_data[f"{one}-du"], self.cleaned_data[f"{one}-au"]) for one in self.moments}


def _shown(day: date | None) -> str:
    """A day as its field shows it."""
    return day.isoformat() if day else ""


class ReopeningForm(forms.Form):
    """For whom, and up to which day."""

    until = DayField(label="Donner du temps jusqu’au")
    enrolment = forms.IntegerField(widget=forms.HiddenInput)
