"""allauth's forms for passkeys, which refuse in words what no browser would send."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as allauth
from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput

NAME = "Nom de la clé"  # allauth leaves it without words
LIMIT = 64 * 1024  # signs; what a key answers holds a few thousand
# What the reading of bytes written at random may raise, in the libraries that take them apart.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError, struct.error)


def refusal() -> ValidationError:
    found: ValidationError = get_adapter().validation_error("incorrect_code")
    return found


@contextmanager
def readable() -> Iterator[None]:
    """Whatever cannot be read as the answer of a key is a wrong one, and never an error of the site."""
    try:
        yield
    except UNREADABLE as error:
        raise refusal() from error


class CredentialField(forms.JSONField):
    """The answer of a key: an object of JSON, of a size that keys have. Beyond, Python itself refuses some numbers and depths."""

    def clean(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > LIMIT:
            raise refusal()
        try:
            with readable():
                return super().clean(value)
        except ValidationError as error:
            raise refusal() from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        return InvalidJSONInput(data or "")  # shown again as it came, and not read a second time


class _Judged(forms.Form):
    """A form of allauth whose answer of a key is read with care."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField(widget=forms.HiddenInput)

    def clean_credential(self) -> Authenticator:
        with readable():
            found: Authenticator = super().clean_credential()  # type: ignore[misc]
        return found


class LoginForm(_Judged, allauth.LoginWebAuthnForm):
    """Signs in with a passkey alone."""


class AuthenticateForm(_Judged, allauth.AuthenticateWebAuthnForm):
    """The second factor, after a password."""


class ReauthenticateForm(_Judged, allauth.ReauthenticateWebAuthnForm):
    """Says again who one is, before something that matters."""


class AddForm(allauth.AddWebAuthnForm):
    """Adds a key to an account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField(widget=forms.HiddenInput)
        self.fields["name"].label = NAME
        self.fields[
            "passwordless"
        ].help_text = "Cette clé ouvre alors votre compte à elle seule. Sans cela, elle est demandée après votre mot de passe."

    def clean(self) -> dict[str, Any]:
        with readable():
            cleaned: dict[str, Any] = super().clean()
        return cleaned


class EditForm(allauth.EditWebAuthnForm):
    """Names a key again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = NAME
