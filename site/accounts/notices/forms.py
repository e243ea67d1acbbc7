"""How someone wants to be told."""

import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.clocks import clock_name
from accounts.models import User
from accounts.notices.kinds import kinds_for
from accounts.notices.models import NoticePace, NoticeSettings, Pace


def time_zones(own: str) -> list[tuple[str, str]]:
    """The zones of France and overseas first, then hers where it is another one."""
    names = list(dict.fromkeys([*settings.WAGTAIL_USER_TIME_ZONES, own]))
    return [(name, clock_name(name)) for name in names if name in zoneinfo.available_timezones()]


class NoticesForm(forms.Form):
    """A pace for each kind, a time zone, quiet hours."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        self.choice = NoticeSettings.objects.filter(user=user).first() or NoticeSettings(user=user)
        super().__init__(*args, **kwargs)
        chosen = dict(NoticePace.objects.filter(user=user).values_list("kind", "pace"))
        self.kinds = kinds_for(user)
        for kind in self.kinds:
            self.fields[kind.code] = forms.ChoiceField(label=kind.label, choices=Pace.choices, initial=chosen.get(kind.code, kind.pace))
        self.fields["time_zone"] = forms.ChoiceField(
            label="Votre fuseau horaire", choices=time_zones(self.choice.time_zone), initial=self.choice.time_zone
        )
        for name, label in (("quiet_from", "Pas de courriel à partir de"), ("quiet_until", "Jusqu’à")):
            self.fields[name] = forms.TimeField(
                label=label,
                initial=getattr(self.choice, name),
                widget=forms.TimeInput(attrs={"type": "time", "class": "is-short"}, format="%H:%M"),
                error_messages={"invalid": "Écrivez l’heure ainsi : 20:30.", "required": "Donnez une heure, par exemple 20:00."},
            )
        self.fields["quiet_until"].help_text = "Le courriel du jour part à cette heure-là, celui de la semaine le lundi."

    def clean_time_zone(self) -> str:
        name: str = self.cleaned_data["time_zone"]
        if name not in zoneinfo.available_timezones():
            raise ValidationError("Choisissez un fuseau de la liste.")
        return name

    @transaction.atomic
    def save(self) -> None:
        for kind in self.kinds:
            NoticePace.objects.update_or_create(user=self.user, kind=kind.code, defaults={"pace": self.cleaned_data[kind.code]})
        values = {name: self.cleaned_data[name] for name in ("time_zone", "quiet_from", "quiet_until")}
        NoticeSettings.objects.update_or_create(user=self.user, defaults=values)
