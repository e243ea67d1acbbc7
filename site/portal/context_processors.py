"""The one context processor: what the frame of every page shows."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User

THEMES = ("clair", "sombre")
THEME_COOKIE = "apparence"


@dataclass(frozen=True)
class Place:
    """One entry of the menu. `is_page` is true on the page itself, false on the pages below it."""

    label: str
    url: str
    is_current: bool
    is_page: bool


def places_of(user: User | None, path: str) -> list[Place]:
    """The menu: only places that exist and that this person may enter."""
    entries = [("Parcours", "/parcours/")]
    if user is None:
        entries += [("Guide", "/guide/"), ("Territoires", "/territoires/"), ("Ressources", "/ressources/")]
    else:
        entries.insert(0, ("Accueil", "/accueil/"))
        if user.is_trainer or user.is_superuser:
            entries.insert(1, ("Cohortes", "/cohortes/"))
        elif not user.is_staff:
            # Five places under the thumb; one's cohort is a link on the home page and in the foot.
            entries += [("Binôme", "/binome/"), ("Compétences", "/competences/"), ("Notes", "/notes/")]
        if user.is_staff:
            entries += [("Édition", "/admin/"), ("Composants", "/composants/")]
        if user.is_superuser:
            entries.append(("Journal", "/compte/journal/"))
    return [Place(label, url, path.startswith(url), path == url) for label, url in entries]


@cache
def links() -> dict[str, str]:
    """The addresses that every page names, resolved once a process."""
    names = ["accessibility", "privacy", "legal", "theme", "account_home", "account_login", "account_logout"]
    names += ["search", "glossary", "territories", "resources", "framework", "my_cohort"]
    return {name: reverse(name) for name in names + (["demo_mailbox"] if settings.DEMO else [])}


def theme_of(request: HttpRequest) -> str:
    """Light or dark, as chosen on this device; empty where its own setting holds."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return theme if theme in THEMES else ""


def frame(request: HttpRequest) -> dict[str, Any]:
    """Who is here, where one may go, and the chosen theme. Costs no query beyond the session's own."""
    user = getattr(request, "user", None)
    person = user if user is not None and user.is_authenticated else None
    return {
        "frame": {
            "user": person,
            "places": places_of(person, request.path),
            "home_url": "/accueil/" if person else "/",
            "theme": theme_of(request),
            "is_participant": person is not None and not (person.is_trainer or person.is_staff),
            "is_demo": settings.DEMO,
            "is_bare": False,
            "links": links(),
        }
    }
