"""What may be said about the indicators of one competency: three places each, all optional, and no level."""

from typing import Any

from django import forms

from assessments.crossing.actions import PLACES, Words
from assessments.fields import WordsField
from assessments.framework.models import Indicator
from pages.fields import LongText

LABELS = {"seen": "Une situation que vous avez vue", "question": "Une question", "proof": "Une preuve à proposer"}
LIMITS = {"seen": 2_000, "question": 1_000, "proof": 1_000}  # those of the rows
ROWS = {"seen": 4, "question": 2, "proof": 2}


class SectionForm(forms.Form):
    """The indicators of one competency; each place is named after its indicator's permanent code."""

    def __init__(self, *args: Any, indicators: list[Indicator], words: dict[str, Words], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicators = indicators
        for indicator in indicators:
            for place in PLACES:
                self.fields[f"{indicator.code}-{place}"] = WordsField(
                    label=LABELS[place],
                    limit=LIMITS[place],
                    widget=LongText(attrs={"rows": ROWS[place]}),
                    initial=getattr(words[indicator.code], place),
                )

    @property
    def words(self) -> dict[str, Words]:
        """What was typed, by code."""
        return {one.code: Words(**{place: self.cleaned_data.get(f"{one.code}-{place}", "") for place in PLACES}) for one in self.indicators}

    def groups(self, stored: dict[str, Words] | None = None) -> list[tuple[Indicator, list[tuple[forms.BoundField, str]]]]:
        """Each indicator with its three fields; beside a field, what is stored where that is another text."""
        found = []
        for one in self.indicators:
            fields = []
            for place in PLACES:
                field = self[f"{one.code}-{place}"]
                kept = getattr(stored[one.code], place) if stored else ""
                fields.append((field, kept if stored and kept.strip() != _typed(field) else ""))
            found.append((one, fields))
        return found


def _typed(field: forms.BoundField) -> str:
    return str(field.value() or "").replace("\r\n", "\n").strip()
