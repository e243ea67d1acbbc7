"""What is said when something is refused, missing, broken or too old. None of these pages needs the database,
but that of a lesson's form that came too late: its text is kept in the session.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.utils.dateparse import parse_date
from django.utils.http import url_has_allowed_host_and_scheme

from cohorts.working import typed
from pages.templatetags.typography import day
from portal.context_processors import links, theme_of

# Forms that stand on the page of their own address.
WRITTEN_AT = {
    "answer", "conversation", "note",
    "moment_section", "moment_evidence", "moment_outcomes", "goal", "profile_new", "cross_view_section",
    "invitation", "my_cohort", "leave_cohort", "resource_propose",
    "cohort_letter_new", "cohort_invite", "cohort_new", "cohort_settings", "cohort_duplicate", "cohort_binome",
}  # fmt: skip
SIGN_IN = {"account_login", "account_request_login_code", "account_confirm_login_code"}
ANSWERS = {"1": "1re réponse", "2": "2e réponse", "3": "3e réponse", "4": "4e réponse", "5": "5e réponse", "nc": "non concerné"}
DAY = re.compile(r"\d{4}-\d\d-\d\d")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def page(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    """Renders an error page outside the usual frame: no menu, no person, so no query that could fail again."""
    frame = {"links": links(), "is_bare": True, "home_url": "/", "theme": theme_of(request)}
    return HttpResponse(render_to_string(template, {"frame": frame, "request": request, **context}), status=status)


def not_understood(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: a request that no page of ours makes; 413: a form heavier than the site reads, whose text is still in the browser's page."""
    if isinstance(exception, RequestDataTooBig):
        return page(request, "413.html", 413)
    return page(request, "404.html", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: says who may open the page."""
    return page(request, "403.html", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: what does not exist, and what one may not see. A form that was on its way to a page of ours is shown back."""
    # What is sent to no address of ours was not read, and is not: nobody knows how much it is, nor whether it is a form. Neither is
    # what a mail program sends to stop mails: no form of a page of ours leads there, so nobody typed it.
    match = request.resolver_match
    was_read = request.method == "POST" and match is not None and not getattr(match.func, "csrf_exempt", False)
    return page(request, "404.html", 404, typed=texts_of(request) if was_read else [])


def too_many(request: HttpRequest) -> HttpResponse:
    """429: too many forms of one kind in a minute, often from a room of people behind one address. Says to wait, and leads back."""
    return page(request, "429.html", 429, back=request.path)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault, and said so."""
    return page(request, "500.html", 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came too late: the session ended while one was reading.

    The refused POST is never replayed. What was typed is shown back, so that it can be copied; a lesson leads back to
    itself through the sign-in, where the reader confirms.
    """
    return expired(request, 403)


def expired(request: HttpRequest, status: int) -> HttpResponse:
    """Says that the session ended, shows back what was typed, and leads to where it was typed."""
    texts = texts_of(request)
    back = request.path
    try:
        match = resolve(request.path)
    except Resolver404:
        back = "/accueil/"
    else:
        if match.url_name in {"lesson_finish", "lesson_undo"}:
            back = "/parcours/{module}/{lesson}/?confirmer=1".format(**match.kwargs)
        elif match.url_name in {"lesson_block", "lesson_note"}:
            back = "/parcours/{module}/{lesson}/?repris=1".format(**match.kwargs)
            if is_from_here(request):
                typed.keep(request, lesson=match.kwargs["lesson"], block=match.kwargs.get("block", typed.NOTE))
        elif match.url_name in WRITTEN_AT:
            back = request.get_full_path()
        elif match.url_name == "binome_say":
            back = reverse("binome")
        elif (match.url_name or "").startswith("cohort_person_"):
            back = reverse("cohort_person", kwargs=match.kwargs)
        elif is_of_editors(request):
            # Most forms of the admin open at their own address; signing out, locking and unlocking are no pages.
            back = "/admin/" if match.url_name in {"wagtailadmin_logout", "lock", "unlock"} else request.get_full_path()
        elif match.url_name in SIGN_IN:
            back = signing_in(request)
        else:
            back = "/accueil/"
    return page(request, "portal/expired.html", status, typed=texts, ticked=ticks_of(request), back=back, forgets=not request.COOKIES)


def signing_in(request: HttpRequest) -> str:
    """The sign-in, on its way to the same page: in another tab one may be signed in by now, and is led on to it at once."""
    where = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(where, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return reverse("account_login") + (f"?{urlencode({'next': where})}" if where and is_ours else "")


ABOUT_INDICATORS = {"moment_section", "cross_view_section"}
# Where one writes of an indicator, by the last part of a field's name, and what that place is called there.
DATED = "situated_on"
PLACES = {
    "situation": "situation vécue", DATED: "date de cette situation", "effect": "effet observé",
    "seen": "situation que vous avez vue", "question": "question", "proof": "preuve à proposer",
}  # fmt: skip
# What stands many times in the form of the framework, and each of its texts: said with the title that stands beside it.
REPEATED = re.compile(r"(indicators|levels|sections)-\d+")
TEXTS = {
    "title": "titre", "summary": "résumé", "definition": "définition",
    "intention": "intention", "instructions": "consigne", "rules": "règles", "changes": "ce qui change",
    **{f"level_{rank}": f"niveau {rank}" for rank in range(1, 6)},
}  # fmt: skip
# What no one typed, or should not read again.
UNTYPED = frozenset(
    {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "next", "code", "loaded_revision_created_at", "vers"}
)


@dataclass(frozen=True)
class Typed:
    """One text or day that somebody typed, and the place it was for: « Indicateur 2, effet observé »."""

    place: str
    text: str

    @property
    def is_a_line(self) -> bool:
        """Whether it fits one line of a telephone."""
        return len(self.text) <= 30 and len(self.text.splitlines()) < 2


def texts_of(request: HttpRequest) -> list[Typed]:
    """What somebody typed in this form, in its order: any word where one writes; elsewhere long words, or two; and the days chosen."""
    parts = [name.rpartition("-") for name in request.POST] if name_of(request) in ABOUT_INDICATORS else []
    codes = list(dict.fromkeys(code for code, _, last in parts if code and last in PLACES))
    found = []
    for name, values in request.POST.lists():
        code, _, last = name.rpartition("-")
        said = PLACES.get(last, "") if code in codes else ""
        for value in values:
            is_word = len(value) > 20 or " " in value.strip() or name == "text" or (said and last != DATED)
            is_mark = last == "seen" and not said  # what a page had seen, which no one typed
            if name in UNTYPED or is_mark or not value.strip() or UUID.fullmatch(value) or not (is_word or is_day(value)):
                continue
            where = (
                f"Indicateur {codes.index(code) + 1}, {said}" if said else framework_place(request, code, last) or "Ce que vous aviez écrit"
            )
            found.append(Typed(where, day(parse_date(value)) if is_day(value) else value))
    return found


def framework_place(request: HttpRequest, row: str, last: str) -> str:
    """Where a text of the framework stands: « Ancrage, niveau 2 ». Its form sends back some hundred texts; nobody finds hers among
    boxes that all bear the same name."""
    if not (is_of_editors(request) and name_of(request) in {"edit", "add"} and "indicators-TOTAL_FORMS" in request.POST):
        return ""
    said = TEXTS.get(last, "")
    beside = request.POST.get(f"{row}-title", "").strip() if REPEATED.fullmatch(row) else ""
    return f"{beside}, {said}" if beside and said else said.capitalize()


def is_of_editors(request: HttpRequest) -> bool:
    """Whether this was sent from the admin."""
    return request.path.startswith("/admin/")


def name_of(request: HttpRequest) -> str:
    """Which screen of ours this address is; none for an address that we do not have."""
    try:
        return resolve(request.path).url_name or ""
    except Resolver404:
        return ""


def is_day(value: str) -> bool:
    """Whether a date field sent this: « 2026-06-10 », a day that exists."""
    try:
        return bool(DAY.fullmatch(value)) and parse_date(value) is not None
    except ValueError:
        return False


def ticks_of(request: HttpRequest) -> list[str]:
    """What was ticked on a screen of a self-assessment, by the places there: « Indicateur 2 : 4e réponse ». The words need the database."""
    indicators = [name.removesuffix("-situation") for name in request.POST if name.endswith("-situation")]
    levels = [(rank, request.POST.get(f"{name}-level", "")) for rank, name in enumerate(indicators, start=1)]
    return [f"Indicateur {rank} : {ANSWERS[level]}" for rank, level in levels if level in ANSWERS]


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that one of our own pages sent this form: another site's text is never put into a field."""
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    return origin.split("/")[2:3] == [request.get_host()]
