"""The forms of the trainer's tab."""

from datetime import date
from typing import Any

from django import forms

from assessments.desk.reading import MomentLine
from assessments.enums import Moment
from cohorts.desk.forms import DayField


class MomentsForm(forms.Form):
    """First and last day of each moment whose dates may still change; an empty last day means that it has no end yet."""

    def __init__(self, *args: Any, lines: list[MomentLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        changing = [one for one in lines if one.may_change]
        self.moments = [one.moment for one in changing]
        self.had_dates = {one.moment: one.opening is not None for one in changing}
        for line in changing:
            opens, closes = (line.opening.opens_on, line.opening.closes_on) if line.opening else (None, None)
            self.fields[f"{line.moment}-du"] = DayField(label=f"{line.moment.label}, premier jour", required=False, initial=opens)
            self.fields[f"{line.moment}-au"] = DayField(label=f"{line.moment.label}, dernier jour", required=False, initial=closes)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
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


class ReopeningForm(forms.Form):
    """For whom, and up to which day."""

    until = DayField(label="Donner du temps jusqu’au")
    enrolment = forms.IntegerField(widget=forms.HiddenInput)
