"""What was typed when the session had ended, or when its place had gone: kept, shown again, never sent by itself."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.crypto import get_random_string

from accounts.models import User
from cohorts.actions import CohortError
from cohorts.desk.page import number_in
from cohorts.models import Enrolment
from cohorts.notebook.actions import write_note
from cohorts.perms import may_open
from cohorts.switching import choose_cohort
from cohorts.working.actions import keep_draft
from cohorts.working.models import TEXT_LIMIT, Draft
from cohorts.working.questions import Question, questions_of
from cohorts.working.reading import Standing
from courses.models import LessonPage
from courses.outline import main_outline
from courses.rendering import cached_pieces

KEY = "texts"
MOST = 8  # texts of one browser; each may be as long as an answer
ROOM = MOST * 2 * TEXT_LIMIT  # signs of all of them: every page reads the session. The last text stays whole, however long
NOTE = "note"  # where the text of a note goes, which hangs on no block


def keep(request: HttpRequest, *, lesson: str, block: str) -> None:
    """Keeps the text of a refused form in the visitor's own session, under the enrolment and the lesson that the form named.

    Two pages may have been open: another text takes the place of none.
    """
    text, enrolment = request.POST.get("text", ""), request.POST.get("enrolment", "")
    if not isinstance(request.user, User):
        text = text[: 2 * TEXT_LIMIT]  # of whoever is signed in, all comes back: she is told so
    if not text.strip() or not enrolment.isdecimal() or len(enrolment) > 18:
        return
    where = {"lesson": lesson, "block": block, "enrolment": int(enrolment), "text": text}
    others = [one for one in request.session.get(KEY, []) if where.items() - one.items()]
    typed = {**where, "base": request.POST.get("base", "")[:200], "number": get_random_string(8)}
    kept = [*others, typed][-MOST:]
    while len(kept) > 1 and sum(len(one["text"]) for one in kept) > ROOM:
        kept.pop(0)
    request.session[KEY] = kept


def connect() -> None:
    """Has every sign-in look for what its person had typed, whichever screen signs her in."""
    user_logged_in.connect(to_drafts, dispatch_uid="cohorts.working.typed")


def to_drafts(request: HttpRequest | None, user: User, **_: Any) -> None:
    """What she had typed is hers again as drafts when she signs in: of several lessons, the session may end before she has opened each.

    The lesson still says of each, once, that it comes from a session that had ended.
    """
    kept = request.session.get(KEY, []) if request is not None else []
    outline = main_outline() if kept else None
    if request is None or outline is None:
        return
    enrolments = {one.pk: one for one in Enrolment.objects.of(user)}
    lessons = {one.slug: one for one in outline.lessons}
    now = []
    for one in kept:
        enrolment, lesson = enrolments.get(one["enrolment"]), lessons.get(one["lesson"])
        if enrolment is not None and lesson is not None and may_open(enrolment, module_id=lesson.module_id, lesson_id=lesson.id):
            draft = None
            with suppress(LessonPage.DoesNotExist, IntegrityError):  # an editor deletes it at this moment: nobody is kept from signing in
                question = questions_of(cached_pieces(lesson.id, outline.epoch), lesson.id).get(one["block"])
                draft = _drafted(enrolment, one, question) if question is not None else None
            now.append({**one, "draft": [draft.pk, draft.revision]} if draft is not None else one)
        else:
            now.append(one)
    request.session[KEY] = now


def _drafted(enrolment: Enrolment, one: dict[str, Any], question: Question) -> Draft | None:
    try:
        return keep_draft(enrolment=enrolment, question=question, text=one["text"], base=one["base"], draft_id=None, revision=0)
    except CohortError:
        return None  # she writes no more there: it is shown to be copied


def come_back(request: HttpRequest, user: User, lesson: str) -> None:
    """Forgets what somebody else had typed here, and passes to the cohort for which she was typing in this lesson: which of hers she had
    chosen went with the session that ended.
    """
    kept = request.session.get(KEY, [])
    if not kept:
        return
    cohorts = dict(Enrolment.objects.of(user).values_list("pk", "cohort_id"))
    hers = [one for one in kept if one["enrolment"] in cohorts]
    request.session[KEY] = hers
    here = [one for one in hers if one["lesson"] == lesson] if "repris" in request.GET else []
    if here:
        choose_cohort(request, cohorts[here[-1]["enrolment"]])


def take_up(request: HttpRequest, enrolment: Enrolment, lesson: str, found: Mapping[str, Standing]) -> str:
    """Puts what she had typed in a lesson back in its fields, each a draft of hers from now on, which no other button loses.

    What cannot be a draft stays in the session until she has seen it and comes back by another way: a note, and a text whose question
    has left the lesson, both given back for the field of a new note; a text for a cohort that is closed by now.
    """
    notes = []
    for one in _taken(request, enrolment, lesson):
        if (standing := found.get(one["block"])) is None:
            notes.append(one)
            continue
        if "draft" in one and one["draft"] not in [[draft.pk, draft.revision] for draft in standing.drafts]:
            _let_go(request, one)  # saved meanwhile, written on, or not wanted any more
            continue
        standing.typed, standing.typed_on, standing.is_restored = one["text"], one["base"], True
        if (draft := _drafted(enrolment, one, standing.question)) is not None:
            standing.put_first(draft)
            _let_go(request, one)
    if any(one["block"] != NOTE for one in notes):
        messages.warning(request, "Cette question n’est plus dans la leçon. Votre texte attend dans « Écrire une note », plus bas.")
    return "\n\n".join(one["text"] for one in notes)


def _taken(request: HttpRequest, enrolment: Enrolment, lesson: str) -> list[dict[str, Any]]:
    kept = request.session.get(KEY, [])
    here = [one for one in kept if one["enrolment"] == enrolment.pk and one["lesson"] == lesson]
    left = [one for one in here if "repris" in request.GET or not one.get("is_shown")]
    if here:
        request.session[KEY] = [{**one, "is_shown": True} if one in left else one for one in kept if one not in here or one in left]
    return left


def _let_go(request: HttpRequest, one: dict[str, Any]) -> None:
    request.session[KEY] = [other for other in request.session[KEY] if other["number"] != one["number"]]


def keep_refused(request: HttpRequest, enrolment: Enrolment, standing: Standing, written_on: str) -> None:
    """Words that are refused are a draft by then, as scripts make them: without scripts, whoever leaves the page finds them again."""
    text = request.POST.get("text", "")
    if text.strip():
        number, revision = (number_in(request.POST.get(name, "")) for name in ("draft", "revision"))
        with suppress(CohortError):  # she writes no more there: the page shows her words back
            asked = standing.question
            standing.put_first(
                keep_draft(enrolment=enrolment, question=asked, text=text, base=written_on, draft_id=number, revision=revision or 0)
            )


def into_notes(request: HttpRequest, enrolment: Enrolment, lesson: str, why: str) -> HttpResponse:
    """The place of a text has gone while it was written: it becomes a note of its writer, who is told so.

    What a script keeps by itself makes no note, for it comes at every pause: its page says what the button will do.
    Where no lesson has this address any more, no note can hang on it: the page of what is not there gives her text back, to be copied.
    """
    page = LessonPage.objects.filter(slug=lesson).order_by("pk").first()
    if page is None:
        raise Http404
    if request.POST.get("do") == "draft":
        words = f"{why} Votre texte reste dans cette page : enregistrez-le, il ira parmi vos notes."
        return JsonResponse({"problem": words}, status=422)
    text = request.POST.get("text", "")
    if text.strip():
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
