"""allauth's forms, in the words of our screens: one name for an address everywhere, the one that trainers and invitations use."""

from typing import Any

from allauth.account.forms import AddEmailForm as AllauthAddEmailForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import RequestLoginCodeForm as AllauthRequestLoginCodeForm
from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm

ADDRESS = "Adresse électronique"


class LoginForm(AllauthLoginForm):
    """Signs in by address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = ADDRESS


class RequestLoginCodeForm(AllauthRequestLoginCodeForm):
    """Sends a code to whoever holds this address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = ADDRESS


class ResetPasswordForm(AllauthResetPasswordForm):
    """Sends a link to whoever holds this address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = ADDRESS


class AddEmailForm(AllauthAddEmailForm):
    """Asks for the address that takes the place of the present one, once confirmed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Nouvelle adresse"
