"""The site that the journeys walk on: that of development, but for how often one address may sign in, and what a password costs."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from config.settings.dev import *  # noqa: F403

# All the people of the journeys sit at one address, and a fast machine signs them in more than thirty times a minute.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip"}


class OneTurn(PBKDF2PasswordHasher):
    """The library's own hasher with one turn: who signs in three hundred times in a run waits for no other 1,200,000."""

    iterations = 1


PASSWORD_HASHERS = ["tests.e2e.settings.OneTurn", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
