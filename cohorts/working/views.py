"""Answering in a lesson: one address a block, which takes an answer, a draft of it, or a choice of who reads it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods

from accounts.models import User
from cohorts.actions import CohortError
from cohorts.desk.forms import DayField
from cohorts.desk.page import number_in
from cohorts.models import Answer, AnswerVersion, Enrolment
from cohorts.notebook.actions import write_note
from cohorts.perms import may_open
from cohorts.reading import reader_for, reader_of
from cohorts.switching import chosen_cohort
from cohorts.views import find, lesson_page, own_enrolment, while_it_stands
from cohorts.working import typed
from cohorts.working.actions import (
    Sharing,
    Written,
    WrongDay,
    choose,
    forget_draft,
    forget_what_is_saved,
    keep_draft,
    set_done,
    share,
    tidy,
    write_text,
)
from cohorts.working.enums import Kind
from cohorts.working.files import add_files, remove_file
from cohorts.working.moved import exists, moved_to, why_gone
from cohorts.working.parties import SOLO, Party, party_for
from cohorts.working.questions import Question, as_shown, question_kept, questions_of
from cohorts.working.reading import Standing, present, standings, unanswered
from cohorts.working.rendering import dresser
from courses.outline import Lesson, Module, Outline
from courses.rendering import cached_pieces

CHANGED = "Votre binôme a changé depuis que cette page s’est ouverte. Rien n’est enregistré : relisez qui lira ce texte, puis enregistrez."
OPENED = "D’autres personnes lisent ici depuis que cette page s’est ouverte. Rien n’est enregistré : relisez qui lira, puis enregistrez."
GONE = "Une autre version a été choisie entre-temps. Relisez la page : les deux textes y sont gardés."
WITHDRAWN = "Cette question n’est plus dans la leçon."


@dataclass(frozen=True)
class Place:
    """Where an answer is being written: the lesson, the question, and by whom."""

    outline: Outline
    module: Module
    lesson: Lesson
    question: Question
    party: Party

    @property
    def enrolment(self) -> Enrolment:
        return self.party.me

    @property
    def url(self) -> str:
        return f"{self.lesson.url}#b-{self.question.block}"


@login_not_required
@require_http_methods(["GET", "POST"])
@while_it_stands
def block(request: HttpRequest, module: str, lesson: str, block: str) -> HttpResponse:
    """GET leads to the block in its lesson. POST keeps what the form holds.

    Someone whose session has ended finds her text again after signing in: nothing is written in the meantime.
    """
    back = f"/parcours/{module}/{lesson}/#b-{block}"
    if request.method == "GET":
        find(module, lesson)
        return HttpResponseRedirect(back)
    if not isinstance(request.user, User):
        return signed_out(request, module, lesson, block)
    if not exists(module, lesson):
        enrolment = own_enrolment(request)
        if (now := moved_to(enrolment, block)) is not None:
            module, lesson = now[0].slug, now[1].slug
        elif request.POST.get("text", "").strip():
            return typed.into_notes(request, enrolment, lesson, why_gone(lesson))
    place = place_of(request, module, lesson, block)
    return place if isinstance(place, HttpResponse) else verb_of(request)(request, place)


def verb_of(request: HttpRequest) -> Callable[[HttpRequest, "Place"], HttpResponse]:
    """What the form was sent for: the script's draft, a note, one of two versions, a draft to let go; otherwise, to be saved."""
    if request.POST.get("do") in {"draft", "note"}:
        return draft if request.POST["do"] == "draft" else note
    return keep if "keep" in request.POST else forget if "forget" in request.POST else save


def place_of(request: HttpRequest, module: str, lesson: str, block: str) -> Place | HttpResponse:
    """The question at this address for the enrolment that the form names; a 404 for what she may not open.

    A question that an editor has taken away meanwhile: whoever had answered it goes on; otherwise her text goes to her notes.
    """
    outline, found_module, found = find(module, lesson)
    enrolment = own_enrolment(request)
    enrolment.user = request.user  # type: ignore[assignment]
    if not may_open(enrolment, module_id=found_module.id, lesson_id=found.id):
        raise Http404
    party = party_for(enrolment)
    question = questions_of(cached_pieces(found.id, outline.epoch), found.id).get(block)
    if question is None:
        parties = [party.alone, party.together]
        kept = Answer.objects.filter(lesson=found.id, block=block, party__in=parties).order_by("-pk").first()
        if kept is not None:
            question = question_kept(kept)
        elif request.POST.get("text", "").strip():
            return typed.into_notes(request, enrolment, lesson, WITHDRAWN)
        else:
            raise Http404
    return Place(outline, found_module, found, question, party)


def signed_out(request: HttpRequest, module: str, lesson: str, block: str) -> HttpResponse:
    """Keeps what was typed in the session until its writer has signed in again, and leads there. Nothing is replayed."""
    if request.POST.get("do") == "draft":
        return JsonResponse({"signed_out": True}, status=401)
    typed.keep(request, lesson=lesson, block=block)
    response = redirect_to_login(f"/parcours/{module}/{lesson}/?repris=1#b-{block}")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
    return response


def draft(request: HttpRequest, place: Place) -> HttpResponse:
    """Keeps what is being typed; answers with the draft's number, its revision and the hour, for the page to show."""
    number, revision = (number_in(request.POST.get(name, "")) for name in ("draft", "revision"))
    try:
        kept = keep_draft(
            enrolment=place.enrolment,
            question=place.question,
            text=request.POST.get("text", ""),
            base=_written_on(request),
            draft_id=number,
            revision=revision or 0,
        )
    except CohortError as error:
        return JsonResponse({"problem": str(error)}, status=422)
    at = formats.date_format(timezone.localtime(kept.saved_at), "G \\h i")
    return JsonResponse({"draft": kept.pk, "revision": kept.revision, "at": at})


def note(request: HttpRequest, place: Place) -> HttpResponse:
    """Keeps a note of this block in the margin, for its writer alone."""
    text, asked = request.POST.get("text", ""), place.question
    try:
        kept = write_note(enrolment=place.enrolment, lesson_id=place.lesson.id, text=text, block=asked.block, passage=asked.title)
    except CohortError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(place.url)
    return HttpResponseRedirect(f"{place.lesson.url}#n-{kept.pk}")


def forget(request: HttpRequest, place: Place) -> HttpResponse:
    """Lets a draft go, at its writer's word; what another device has written in it since, she has not read: it is shown to her."""
    if (number := number_in(request.POST.get("forget", ""))) is not None:
        forget_draft(enrolment=place.enrolment, draft_id=number, revision=number_in(request.POST.get("revision", "")))
    return answered(request, place)


def keep(request: HttpRequest, place: Place) -> HttpResponse:
    """Of two versions written at the same time, goes on with one: the other stays among the former ones.

    A page that takes the block alone says there what was not done: a message would wait for the next page she opens.
    """
    if problem := _is_for_others(request, place):
        return answered(request, place, problem=problem)
    answer, problem = _answer(place), GONE
    number = number_in(request.POST.get("keep", ""))
    chosen = AnswerVersion.objects.filter(answer=answer, number=number, is_head=True).first() if answer and number else None
    if chosen is not None:
        try:
            write_text(party=place.party, question=place.question, text=chosen.text, base=_base(request))
            problem = ""
        except CohortError as error:
            problem = str(error)
    if problem and not request.headers.get("HX-Request"):
        messages.warning(request, problem)
        problem = ""
    return answered(request, place, problem=problem)


def save(request: HttpRequest, place: Place) -> HttpResponse:
    """Keeps the answer, then who may read it, then its files; what cannot be kept is said, and the text stays in its field."""
    post = request.POST
    if problem := _is_for_others(request, place):
        return answered(request, place, problem=problem)
    place = replace(place, question=as_shown(place.question, post.get("asked", "")))
    try:
        if place.question.kind == Kind.QUIZ:
            choose(party=place.party, question=place.question, choices=post.getlist("choice"))
            return answered(request, place)
        done_on = _done_on(post.get("done_on", ""))
        written = _write(request, place, done_on)
        for number in filter(None, map(number_in, post.getlist("remove"))):
            remove_file(party=place.party, answer=written.answer, number=number)
        uploads = request.FILES.getlist("files") if place.question.takes_files else []
        problems = add_files(party=place.party, answer=written.answer, uploads=uploads)
        if written.answer.written_at is None and len(problems) < len(uploads):
            write_text(party=place.party, question=place.question, text="", base=[], has_files=True)
    except CohortError as error:
        return answered(request, place, problem=str(error), is_of_day=isinstance(error, WrongDay))
    is_dated = done_on is not None or written.answer.done_on is not None  # a day that is taken back is a change too
    if written.answer.written_at is None and not uploads and not is_dated and not post.get("text", "").strip():
        return answered(request, place, problem="Rien n’est encore écrit. Écrivez quelques mots, puis enregistrez.")
    if problems:
        return answered(request, place, problem=f"{' '.join(problems)} Votre texte est gardé.", is_kept=True)
    if request.headers.get("HX-Request"):
        return answered(request, place)
    where = f" dans la cohorte « {place.enrolment.cohort} »" if (is_elsewhere := _is_elsewhere(request, place)) else ""
    beside = " Un autre texte a été écrit entre-temps : les deux sont là." if written.has_two_versions else ""
    messages.success(request, f"C’est gardé{where}.{beside}")
    return HttpResponseRedirect(place.lesson.url) if is_elsewhere else answered(request, place)


def _is_elsewhere(request: HttpRequest, place: Place) -> bool:
    """Whether she has passed to another of her cohorts since this page was opened: the lesson shows that one now, without these words.

    She is told at its top, where they are: under the question stands another text, or none.
    """
    shown = reader_of(place.enrolment.user, place.outline, cohort_id=chosen_cohort(request))
    return shown is not None and shown.enrolment != place.enrolment


@transaction.atomic
def _write(request: HttpRequest, place: Place, done_on: date | None) -> Written:
    """The words, their day and who may read them, all or nothing: words that are refused reach nobody, and those that she keeps to
    herself were not open to others for an instant. Files come after: a large photo takes seconds to be judged.
    """
    post = request.POST
    written = write_text(party=place.party, question=place.question, text=post.get("text", ""), base=_base(request))
    _require_named(request, written.answer)
    if (number := number_in(post.get("draft", ""))) is not None:
        forget_draft(enrolment=place.enrolment, draft_id=number, revision=number_in(post.get("revision", "")))
    forget_what_is_saved(enrolment=place.enrolment, question=place.question, text=tidy(post.get("text", "")))
    # A page on which two texts are joined has no field for the day, and one opened before the other's words does not know theirs.
    if place.question.kind == Kind.ACTIVITY and (done_on or ("done_on" in post and not written.has_two_versions)):
        set_done(party=place.party, answer=written.answer, done_on=done_on)
    if "sharing" in post:
        share(party=place.party, answer=written.answer, sharing=_sharing(request, written.answer))
    return written


def answered(request: HttpRequest, place: Place, *, problem: str = "", is_kept: bool = False, is_of_day: bool = False) -> HttpResponse:
    """Back to the lesson at this block, or the block alone for a page that asked so. With a problem, the text is shown again.

    With the block alone comes what is left to answer, which the foot of an unfinished lesson says.
    """
    is_fragment = bool(request.headers.get("HX-Request"))
    if not problem and not is_fragment:
        return HttpResponseRedirect(place.url)
    reader = reader_for(place.enrolment, place.outline)
    pieces = cached_pieces(place.lesson.id, place.outline.epoch)
    there = present(place.enrolment, place.lesson.id)
    found = standings(reader, questions_of(pieces, place.lesson.id), there)
    status = 422 if problem else 200
    standing = found.get(place.question.block)
    if standing is None:
        return without_block(request, place, problem, is_kept=is_kept)
    if problem and not is_kept and not is_fragment:
        typed.keep_refused(request, place.enrolment, standing, _written_on(request))
    if problem and not is_kept and place.question.takes_files and request.FILES:
        problem = f"{problem} Les fichiers choisis sont à joindre de nouveau."  # a browser never fills this field by itself
    standing.problem, standing.is_of_day = problem, is_of_day
    if problem and not is_kept and "text" in request.POST:
        standing.typed, standing.typed_on = request.POST["text"], _written_on(request)
        standing.typed_day = request.POST.get("done_on")
        standing.chosen = _chosen(request, place, standing)
    if not is_fragment:
        return lesson_page(request, reader, place.outline, place.module, place.lesson, found=found, there=there, status=status)
    piece = next(piece for piece in pieces if piece.id == place.question.block)
    fragment = dresser(get_token(request), reader, place.lesson, found, is_in_place=True)(piece)
    row = reader.me.rows.get(place.lesson.id)
    if reader.enrolment.is_writable and not (row and row.finished_at):
        left = {"unanswered": unanswered(found), "questions": len(found), "is_again": True}
        fragment += render_to_string("cohorts/unanswered.html", left)
    response = HttpResponse(fragment, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def without_block(request: HttpRequest, place: Place, problem: str, *, is_kept: bool) -> HttpResponse:
    """Where the question has left the lesson, nothing is drawn anew: what was refused goes to her notes, for it is shown nowhere else."""
    if problem and not is_kept and request.POST.get("text", "").strip():
        return typed.into_notes(request, place.enrolment, place.lesson.slug, WITHDRAWN)
    is_fragment = bool(request.headers.get("HX-Request"))
    if problem:
        messages.error(request, problem)
    elif is_fragment:
        messages.success(request, f"C’est gardé parmi vos réponses. {WITHDRAWN}")
    # A page that waits for the block alone goes to the lesson as a whole.
    return HttpResponse(status=204, headers={"HX-Redirect": place.lesson.url}) if is_fragment else HttpResponseRedirect(place.lesson.url)


def _answer(place: Place) -> Answer | None:
    party = place.party.writing(place.question)
    return Answer.objects.filter(party=party, lesson=place.lesson.id, block=place.question.block).first()


def _base(request: HttpRequest) -> set[int]:
    """The versions that the form's page showed."""
    seen = request.POST.get("base", "").rpartition(":")[2]
    return {int(one) for one in seen.split(",") if one.isdecimal() and len(one) < 10}


def _people(request: HttpRequest) -> str:
    """The party for whom the form's page was drawn, after `solo-` where its words were hers alone; nothing where it does not say."""
    people = request.POST.get("base", "").rpartition(":")[0]
    return people if re.fullmatch(r"(solo-)?[0-9]{1,18}(-[0-9]{1,18}){0,5}", people) else ""


def _written_on(request: HttpRequest) -> str:
    """Both, as the next page is to say them."""
    seen = ",".join(str(one) for one in sorted(_base(request)))
    return f"{people}:{seen}" if (people := _people(request)) else seen


def _is_for_others(request: HttpRequest, place: Place) -> str:
    """What has changed since the page was drawn, where the form would give her words to people whom it did not name, or over a common page
    that she had not before her: the binôme, also where it is one of fewer people, or the activity, of which an editor made a page of the
    binôme. Nothing where it would not.

    Whoever has left gives them to nobody: she is told that, and nothing of a binôme.
    """
    people = _people(request)
    party = people.removeprefix(SOLO)
    is_theirs = place.question.is_joint or "for_binome" in request.POST
    if not place.enrolment.is_writable or not is_theirs or not people:
        return ""
    if party != place.party.together:
        return CHANGED
    return OPENED if place.question.is_joint and party != people and place.party.partners else ""


def _sharing(request: HttpRequest, answer: Answer | None) -> Sharing:
    """Who is to read, as ticked. A tick that the page drew by itself shows nothing again that was taken back since: it is no new choice."""
    drawn = request.POST.get("sharing", "").split()
    still = {
        "binome": answer is not None and answer.readers.filter(writes=False).exists(),
        "trainers": answer is not None and answer.for_trainers,
        "cohort": answer is not None and answer.for_cohort,
    }
    return Sharing(**{name: f"for_{name}" in request.POST and (name not in drawn or stands) for name, stands in still.items()})


def _chosen(request: HttpRequest, place: Place, standing: Standing) -> frozenset[str] | None:
    """The ticks to draw again beside a text that was refused; « Mon binôme » only where it names the same people as before."""
    if "sharing" not in request.POST:
        return None
    sharing = _sharing(request, standing.answer)
    is_same = _people(request).removeprefix(SOLO) == place.party.together
    binome = sharing.binome if is_same else "binome" in standing.drawn
    ticked = {"binome": binome, "trainers": sharing.trainers, "cohort": sharing.cohort}
    return frozenset(name for name, is_ticked in ticked.items() if is_ticked)


def _require_named(request: HttpRequest, answer: Answer) -> None:
    """Refuses words for readers whom their page did not name. Two texts that stand side by side are joined on a page without ticks,
    which says who read it; a partner may have shown the joined text to others meanwhile. A page with ticks decides by itself.
    """
    if "read_by" in request.POST:
        named = request.POST["read_by"].split()
        if (answer.for_trainers and "trainers" not in named) or (answer.for_cohort and "cohort" not in named):
            raise CohortError(OPENED)


def _done_on(value: str) -> date | None:
    """The day as a browser sends it, or as one writes it in French."""
    try:
        day: date | None = DayField(required=False).clean(value.strip())
    except ValidationError as error:
        raise WrongDay(error.messages[0]) from error
    return day
