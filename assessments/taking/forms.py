"""What one writes about an indicator, and the words that decide what becomes of it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from assessments.enums import LEVELS
from assessments.fields import WordsField
from assessments.taking.actions import Choice
from assessments.taking.models import EFFECT_LIMIT, SITUATION_LIMIT, Rating
from cohorts.desk.forms import DayField
from pages.files import LIMIT
from pages.weights import weight

NOT_CONCERNED = "nc"
AHEAD = "Cette date est à venir. Notez le jour où la situation a été vécue."
LEVEL_CHOICES = [*((str(level), str(level)) for level in LEVELS), (NOT_CONCERNED, "Non concerné")]


class IndicatorForm(forms.Form):
    """One indicator: a level or « non concerné », a situation, its date, its effect. Everything may be left for later."""

    level = forms.ChoiceField(
        choices=LEVEL_CHOICES, required=False, error_messages={"invalid_choice": "Choisissez l’une des six réponses."}
    )
    situation = WordsField(limit=SITUATION_LIMIT)
    situated_on = DayField(required=False)
    effect = WordsField(limit=EFFECT_LIMIT)

    def __init__(self, *args: Any, today: Any = None, **kwargs: Any) -> None:
        self.today = today or timezone.localdate()
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.ahead = day if (day := cleaned.get("situated_on")) and day > self.today else None
        if self.ahead:
            self.add_error("situated_on", ValidationError(AHEAD, code="ahead"))
        return cleaned

    @property
    def is_kept(self) -> bool:
        """Whether the draft keeps everything that was typed; a day to come is kept, and is still to be corrected."""
        return all(error.code == "ahead" for errors in self.errors.as_data().values() for error in errors)

    def choice(self, stored: Rating | None) -> Choice:
        """What was typed, for each field that can be kept; what cannot be stays as it was stored."""
        before = Choice.of(stored) if stored else Choice()
        kept = self.cleaned_data
        level = kept.get("level", "")
        return Choice(
            level=int(level) if level.isdecimal() else None if "level" in kept else before.level,
            not_concerned=level == NOT_CONCERNED,
            situation=kept.get("situation", before.situation),
            situated_on=self.ahead or kept.get("situated_on", before.situated_on),
            effect=kept.get("effect", before.effect),
        )


class SendForm(forms.Form):
    """What one decides before sending; both may stay unticked."""

    counted = forms.BooleanField(required=False)
    for_trainers = forms.BooleanField(required=False)


class LinkForm(forms.Form):
    url = forms.CharField(
        label="Adresse de la page",
        help_text="Elle commence par https://",
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        error_messages={"required": "Écrivez l’adresse de la page."},
    )
    title = forms.CharField(
        label="Ce que l’on y trouve",
        max_length=200,
        error_messages={"required": "Dites en quelques mots ce que l’on y trouve : ces mots restent si le lien disparaît."},
    )
    description = forms.CharField(label="Ce que cela montre (facultatif)", max_length=500, required=False)


class FileForm(forms.Form):
    file = forms.FileField(
        label="Fichier",
        widget=forms.FileInput(attrs={"data-most": LIMIT}),
        help_text=f"{weight(LIMIT)} au plus : photo JPEG, PNG ou WebP, PDF, document Word, Excel, PowerPoint ou LibreOffice, texte.",
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide. Choisissez-le de nouveau."},
    )
    description = forms.CharField(label="Ce que cela montre (facultatif)", max_length=500, required=False)


class CiteForm(forms.Form):
    source = forms.ChoiceField(
        label="Ce que vous avez fait ici",
        error_messages={
            "required": "Choisissez une leçon ou une réponse.",
            "invalid_choice": "Choisissez une leçon ou une réponse de la liste.",
        },
    )
    description = forms.CharField(label="Ce que cela montre (facultatif)", max_length=500, required=False)

    def __init__(self, *args: Any, groups: list[tuple[str, list[tuple[str, str]]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [("", "Choisir…"), *groups]  # type: ignore[attr-defined]
