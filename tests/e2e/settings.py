"""The site that the journeys walk on: that of development, but for how often one address may sign in."""

from config.settings.dev import *  # noqa: F403

# All the people of the journeys sit at one address, and a fast machine signs them in more than thirty times a minute.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip"}
