"""The sign-up pass: the only key to a closed door.

Whoever accepts an invitation gets one. It is signed, lives half an hour, sits in her session and names her address;
without it nobody creates an account.
"""

from django.core import signing
from django.http import HttpRequest

KEY = "signup_pass"
SALT = "accounts.signup-pass"
LIFETIME = 30 * 60  # seconds


def grant(request: HttpRequest, *, email: str) -> None:
    """Lets the holder of this session create the account of this address, within half an hour."""
    request.session[KEY] = signing.dumps(email.strip().lower(), salt=SALT)


def current(request: HttpRequest) -> str | None:
    """The address that this session may sign up with; None without a pass, or when it is forged or too old."""
    token = request.session.get(KEY, "")
    try:
        email: str = signing.loads(token, salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return None
    return email


def spend(request: HttpRequest) -> None:
    """A pass opens one account."""
    request.session.pop(KEY, None)
