"""allauth's forms, in the words of our screens: one name for an address everywhere, the one that trainers and invitations use."""

from typing import Any

from allauth.account.forms import AddEmailForm as AllauthAddEmailForm
from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import RequestLoginCodeForm as AllauthRequestLoginCodeForm
from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from allauth.account.forms import ResetPasswordKeyForm as AllauthResetPasswordKeyForm
from allauth.account.forms import SetPasswordForm as AllauthSetPasswordForm

ADDRESS = "Adresse électronique"
PASSWORD_HINT = "Dix caractères au moins. Une phrase que vous retiendrez vaut mieux qu’un mot compliqué."  # noqa: S105


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


class ChangePasswordForm(AllauthChangePasswordForm):
    """Asks for a new password, in the sentence that the invitation says too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = PASSWORD_HINT


class SetPasswordForm(AllauthSetPasswordForm):
    """Asks for a first password, for whoever signed in without one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = PASSWORD_HINT


class ResetPasswordKeyForm(AllauthResetPasswordKeyForm):
    """Asks for a new password in the place of a forgotten one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = PASSWORD_HINT
