"""Inviting someone, and accepting."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms

from accounts.addresses import SeenEmailField
from accounts.forms import PASSWORD_HINT
from cohorts.desk.forms import DayField, PlaceForm


class InviteForm(PlaceForm):
    """One person to invite. Her territory and organisation may stay open: she chooses them when she accepts."""

    email = SeenEmailField(
        label="Adresse électronique",
        max_length=254,
        error_messages={"invalid": "Écrivez une adresse complète, comme prenom.nom@exemple.fr.", "required": "Écrivez son adresse."},
    )
    first_name = forms.CharField(label="Prénom", max_length=150, error_messages={"required": "Écrivez son prénom."})
    last_name = forms.CharField(label="Nom", max_length=150, required=False)
    joins_on = DayField(label="Arrivée", required=False, help_text="Si elle rejoint la cohorte après son début.")

    field_order = ["email", "first_name", "last_name", "territory", "other_territory", "organisation", "joins_on"]


class JoinForm(PlaceForm):
    """What someone with an account says when she joins."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, is_required=True, **kwargs)


class NewAccountForm(JoinForm):
    """What someone without an account says: her name as others will read it, and a password."""

    first_name = forms.CharField(label="Prénom", max_length=150, error_messages={"required": "Écrivez votre prénom."})
    last_name = forms.CharField(label="Nom", max_length=150, required=False)
    password = forms.CharField(
        label="Mot de passe",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=False),
        help_text=PASSWORD_HINT,
        error_messages={"required": "Choisissez un mot de passe."},
    )

    def clean(self) -> dict[str, Any]:
        """A page that comes back never holds the password: whoever had typed one is told so, beside the rest to correct."""
        cleaned = super().clean()
        if self.errors and "password" not in self.errors:
            self["password"].help_text = f"Saisissez-le de nouveau : il n’est jamais renvoyé à la page. {PASSWORD_HINT}"
        return cleaned

    def clean_password(self) -> str:
        """A password that will be refused is told together with the rest: she would type it again for nothing."""
        password: str = get_adapter().clean_password(self.cleaned_data["password"])
        return password

    field_order = ["first_name", "last_name", "territory", "other_territory", "organisation", "password"]
