"""What was typed when the session had ended, or when its place had gone: kept, shown again, never sent by itself."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from accounts.models import User
from cohorts.actions import CohortError
from cohorts.models import Enrolment
from cohorts.notebook.actions import write_note
from cohorts.switching import choose_cohort
from cohorts.working.models import TEXT_LIMIT
from courses.models import LessonPage

KEY = "typed"
NOTE = "note"  # where the text of a note goes, which hangs on no block


def keep(request: HttpRequest, block: str) -> None:
    """Keeps the text of a refused form in the visitor's own session, under the enrolment that the form named."""
    text, enrolment = request.POST.get("text", ""), request.POST.get("enrolment", "")
    if text.strip() and enrolment.isdecimal() and len(enrolment) <= 18:
        typed = {"block": block, "enrolment": int(enrolment), "text": text[: 2 * TEXT_LIMIT], "base": request.POST.get("base", "")[:200]}
        request.session[KEY] = {**typed, "lesson": request.resolver_match.kwargs["lesson"] if request.resolver_match else ""}


def come_back(request: HttpRequest, user: User) -> None:
    """Passes to the cohort for which she was typing: which of hers she had chosen went with the session that ended."""
    kept = request.session.get(KEY)
    if kept is not None and "repris" in request.GET:
        enrolment = Enrolment.objects.of(user).filter(pk=kept.get("enrolment")).first()
        if enrolment is not None:
            choose_cohort(request, enrolment.cohort_id)


def take(request: HttpRequest, enrolment: Enrolment) -> dict[str, Any] | None:
    """What this person had typed; kept while she looks at it, until she comes back by another way. Somebody else's is forgotten."""
    kept: dict[str, Any] | None = request.session.get(KEY)
    if kept is None:
        return None
    if kept.get("enrolment") != enrolment.pk or "repris" not in request.GET:
        del request.session[KEY]
        return None
    return kept


def into_notes(request: HttpRequest, enrolment: Enrolment, lesson: str, why: str) -> HttpResponse:
    """The place of a text has gone while it was written: it becomes a note of its writer, who is told so.

    What a script keeps by itself makes no note, for it comes at every pause: its page says what the button will do.
    """
    if request.POST.get("do") == "draft":
        words = f"{why} Votre texte reste dans cette page : enregistrez-le, il ira parmi vos notes."
        return JsonResponse({"problem": words}, status=422)
    page = LessonPage.objects.filter(slug=lesson).order_by("pk").first()
    text = request.POST.get("text", "")
    if page is not None and text.strip():
        _note_all(enrolment, page, text)
        messages.warning(request, f"{why} Votre texte est gardé parmi vos notes.")
    where = reverse("notes")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": where})
    return HttpResponseRedirect(where)


def _note_all(enrolment: Enrolment, page: LessonPage, text: str) -> None:
    """An answer may hold twice what a note does: what one note refuses is parted in two, between words, and nothing is cut."""
    try:
        write_note(enrolment=enrolment, lesson_id=page.pk, text=text, block="", passage="")
    except CohortError:
        half = len(text) // 2
        if half == 0 or not text.strip():
            return  # signs that nobody reads
        at = max(text.rfind("\n", 0, half), text.rfind(" ", 0, half))
        at = at if at > 0 else half
        for part in (text[:at], text[at:]):
            _note_all(enrolment, page, part)
