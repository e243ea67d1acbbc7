"""allauth's forms, in the words of our screens: one name for an address everywhere, the one that trainers and invitations use."""

from typing import Any, ClassVar

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.models import EmailAddress
from allauth.mfa.base import forms as second
from allauth.mfa.totp import forms as totp
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from accounts.models import User

ADDRESS = "Adresse électronique"
PASSWORD_HINT = "Dix caractères au moins. Une phrase que vous retiendrez vaut mieux qu’un mot compliqué."  # noqa: S105


def holders_of(address: str) -> list[User]:
    """Whose address this is. allauth would count whoever has asked for it and never confirmed it."""
    return [one for one in filter_users_by_email(address, for_login=True) if one.holds(address)]


class InOurWords(forms.Form):
    """Gives fields of allauth the label or the hint that our other screens have, and names the one that is left empty."""

    labels: ClassVar[dict[str, str]] = {}
    hints: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self.labels.items():
            self.fields[name].label = label
        for name, hint in self.hints.items():
            self.fields[name].help_text = hint
        for field in self.fields.values():
            field.error_messages["required"] = f"Remplissez le champ « {str(field.label).rstrip(' :')} »."


class LoginForm(InOurWords, allauth.LoginForm):
    """Signs in by address and password."""

    labels: ClassVar = {"login": ADDRESS}


class RequestLoginCodeForm(InOurWords, allauth.RequestLoginCodeForm):
    """Sends a code to whoever holds this address."""

    labels: ClassVar = {"email": ADDRESS}

    def clean_email(self) -> str:
        try:
            email: str = super().clean_email()
        except ValidationError as refused:
            # allauth's sentence is that of a wrong password: it advises to ask for the code that is refused here.
            raise get_adapter().validation_error("rate_limited") from refused
        self._user = next((one for one in holders_of(email) if one.is_active), None)
        return email


class ResetPasswordForm(InOurWords, allauth.ResetPasswordForm):
    """Sends a link to whoever holds this address."""

    labels: ClassVar = {"email": ADDRESS}

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users = [one for one in holders_of(email) if one.is_active]
        return email


class SignupForm(allauth.SignupForm):
    """Opens the account of whoever was invited, also where another account has asked for her address and not confirmed it."""

    def validate_unique_email(self, value: str) -> str:
        self.account_already_exists = bool(holders_of(value))
        return value


class AddEmailForm(InOurWords, allauth.AddEmailForm):
    """Asks for the address that takes the place of the present one, once confirmed."""

    labels: ClassVar = {"email": "Nouvelle adresse"}

    @transaction.atomic
    def save(self, request: HttpRequest) -> EmailAddress:
        """Asks once, however often the button was pressed at the same moment: another row would end the link of the mail that has left."""
        User.objects.select_for_update(no_key=True).get(pk=self.user.pk)
        asked = EmailAddress.objects.filter(user=self.user, email=self.cleaned_data["email"]).first()
        made: EmailAddress = asked or super().save(request)
        return made


class ChangePasswordForm(InOurWords, allauth.ChangePasswordForm):
    """Asks for a new password, in the sentence that the invitation says too."""

    hints: ClassVar = {"password1": PASSWORD_HINT}


class SetPasswordForm(InOurWords, allauth.SetPasswordForm):
    """Asks for a first password, for whoever signed in without one."""

    hints: ClassVar = {"password1": PASSWORD_HINT}


class ResetPasswordKeyForm(InOurWords, allauth.ResetPasswordKeyForm):
    """Asks for a new password in the place of a forgotten one."""

    hints: ClassVar = {"password1": PASSWORD_HINT}


class ReauthenticateForm(InOurWords, allauth.ReauthenticateForm):
    """Asks for the password again before something delicate."""


class ConfirmLoginCodeForm(InOurWords, allauth.ConfirmLoginCodeForm):
    """Asks for the code that was sent."""


class AuthenticateForm(InOurWords, second.AuthenticateForm):
    """Asks for the second factor at sign-in."""


class ReauthenticateCodeForm(InOurWords, second.ReauthenticateForm):
    """Asks for the second factor again before something delicate."""


class ActivateTOTPForm(InOurWords, totp.ActivateTOTPForm):
    """Asks for the first code of an application, which proves that it is set up."""
