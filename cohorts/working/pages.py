"""The pages of answers: one's own list, one answer with its versions and its thread, what a cohort shared, a file."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.notices.actions import seen
from cohorts.actions import CohortError
from cohorts.desk.page import number_in
from cohorts.models import Answer, Attachment, Cohort, Enrolment
from cohorts.reading import reader_of
from cohorts.switching import chosen_cohort
from cohorts.views import find
from cohorts.working.actions import about, close, comment, mark_read, strike_comment
from cohorts.working.enums import Kind
from cohorts.working.models import TEXT_LIMIT, Draft
from cohorts.working.parties import party_for
from cohorts.working.questions import Question, questions_of
from cohorts.working.reading import current_heads, is_writer
from courses.outline import Lesson, Module, Outline, main_outline
from courses.rendering import cached_pieces
from pages.downloads import download
from pages.fields import LongText

PAGE = 30


@dataclass(frozen=True)
class StoredFile:
    """A private file as its address serves it: what is stored, the name people gave it, its type."""

    file: FieldFile
    name: str
    content_type: str


def attachment_of(user: User, key: uuid.UUID) -> StoredFile | None:
    """The file of a field activity, for whoever may read its answer."""
    readable = Answer.objects.readable_by(user)
    found = Attachment.objects.filter(removed_at=None, answer__in=readable, key=key).first()
    return StoredFile(found.file, found.name, found.content_type) if found else None


# Who keeps private files: each finds one by its key for a reader who may have it. Upper apps add theirs in `AppConfig.ready()`.
FILES: list[Callable[[User, uuid.UUID], StoredFile | None]] = [attachment_of]


class CommentForm(forms.Form):
    text = forms.CharField(
        label="Votre commentaire",
        max_length=TEXT_LIMIT,
        widget=LongText(attrs={"rows": 4}),
        error_messages={"required": "Écrivez votre commentaire, puis envoyez-le."},
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


def user_of(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def where(outline: Outline | None, answer: Answer | Draft) -> tuple[Module | None, Lesson | None]:
    """The published place of an answer; none when its lesson has left the track."""
    if outline is not None:
        for module in outline.modules:
            for lesson in module.lessons:
                if lesson.id == answer.lesson_id:
                    return module, lesson
    return None, None


@dataclass(frozen=True)
class Unsaved:
    """What someone typed in a lesson and did not save, with its place in the track; no question where it has left the lesson."""

    draft: Draft
    module: Module | None
    lesson: Lesson | None
    question: Question | None


def unsaved(user: User, outline: Outline | None) -> list[Unsaved]:
    """All her drafts, the latest first: once a question has left its lesson, or a lesson the track, no field shows them any more."""
    found = []
    for draft in Draft.objects.filter(enrolment__user=user).exclude(text="").select_related("lesson"):
        module, lesson = where(outline, draft)
        pieces = cached_pieces(lesson.id, outline.epoch) if outline and lesson else ()
        found.append(Unsaved(draft, module, lesson, questions_of(pieces, draft.lesson_id).get(draft.block)))
    return found


@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """Everything its author wrote in lessons, in her cohorts of today and before, the latest first; also where the question is gone."""
    user = user_of(request)
    mine = Answer.objects.given().filter(readers__enrolment__user=user, readers__writes=True).distinct()
    page = Paginator(mine.order_by("-written_at", "-pk").select_related("lesson", "cohort"), PAGE).get_page(request.GET.get("page"))
    heads, outline = current_heads(page.object_list), main_outline()
    lines = [(answer, heads.get(answer.pk), *where(outline, answer)) for answer in page]
    drafts = unsaved(user, outline) if page.number == 1 else []
    return render(request, "cohorts/answers/list.html", {"page": page, "lines": lines, "drafts": drafts})


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """One answer for whoever may read it: what was asked, every version, files, and the thread between its writers and their trainers.

    POST adds a comment. Readers who are neither see the text, and no thread.
    """
    user = user_of(request)
    found = get_object_or_404(Answer.objects.readable_by(user).select_related("cohort", "lesson"), pk=number)
    writes = is_writer(found, user)
    trains = not writes and found.for_trainers and Cohort.objects.trained_by(user).filter(pk=found.cohort_id).exists()
    form = CommentForm(request.POST or None)
    if request.method == "POST" and not (writes or trains):
        raise Http404
    if form.is_valid():
        try:
            comment(answer=found, author=user, is_trainer=trains, text=form.cleaned_data["text"], key=form.cleaned_data["key"])
        except CohortError as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, "Votre commentaire est envoyé.")
            return redirect(f"{request.path}#fil")
    if trains:
        mark_read(answer=found, by=user)
    seen(user=user, about=about(found))
    return render(request, "cohorts/answers/answer.html", _page(request, found, form, writes, trains), status=422 if form.errors else 200)


def _page(request: HttpRequest, found: Answer, form: CommentForm, writes: bool, trains: bool) -> dict[str, Any]:
    versions = list(found.versions.select_related("author__user").order_by("-number"))
    heads = [version for version in versions if version.is_head]
    outline = main_outline()
    module, lesson = where(outline, found)
    is_asked = False
    if outline is not None and lesson is not None:
        is_asked = found.block in questions_of(cached_pieces(lesson.id, outline.epoch), lesson.id)
    has_thread = writes or trains
    people = list(found.readers.select_related("enrolment__user").order_by("pk"))
    writers = [one.enrolment for one in people if one.writes]
    readers = [one for one in people if not one.writes]
    # Where the lesson asks it no more, or draws another of her cohorts, nothing of it is changed there: not its words, not who reads it.
    is_todays = writes and is_asked and _is_todays(found, writers, request.user.pk)
    changes = is_todays and _is_in_the_lesson(request, found, outline)
    return {
        "answer": found,
        "heads": heads,
        "current": heads[0] if heads else None,
        "earlier": [version for version in versions if not version.is_head] if writes else [],
        "files": found.attachments.filter(removed_at=None),
        "comments": found.comments.select_related("author") if has_thread else [],
        "readers": readers if writes else [],
        "writers": writers,
        "changes": changes,
        "is_elsewhere": is_todays and not changes,
        "is_asked": is_asked,
        "closes": writes and not changes and (found.for_trainers or bool(readers)),
        "module": module,
        "lesson": lesson,
        "form": form,
        "writes": writes,
        "trains": trains,
        "can_comment": has_thread and found.for_trainers and found.cohort.is_kept,
    }


def _is_todays(found: Answer, writers: list[Enrolment], user: int | None) -> bool:
    """Whether its lesson still has a field of it for her: a page of a former binôme, or of a cohort that is over or that she has left, is
    read and changes no more."""
    me = next((one for one in writers if one.user_id == user), None)
    if me is None or me.left_on is not None or not found.cohort.is_writable:
        return False
    party = party_for(me)
    return found.party == (party.together if found.is_joint else party.alone)


def _is_in_the_lesson(request: HttpRequest, found: Answer, outline: Outline | None) -> bool:
    """Whether the lesson, as it is drawn for her now, speaks of the cohort it was written in: she may have passed to another of hers."""
    reader = reader_of(user_of(request), outline, cohort_id=chosen_cohort(request)) if outline is not None else None
    return reader is not None and reader.cohort.pk == found.cohort_id


@require_POST
def close_answer(request: HttpRequest, number: int) -> HttpResponse:
    """One of those who wrote it shows it to nobody else any more. POST only."""
    user = user_of(request)
    found = get_object_or_404(Answer.objects.readable_by(user), pk=number)
    if not is_writer(found, user):
        raise Http404
    close(answer=found)
    messages.success(request, "Ce texte n’est plus montré à personne d’autre.")
    return redirect("answer", found.pk)


@require_POST
def strike(request: HttpRequest, number: int) -> HttpResponse:
    """Its author withdraws a comment; its place stays, with the date. POST only."""
    found = get_object_or_404(Answer.objects.readable_by(user_of(request)), pk=number)
    asked = number_in(request.POST.get("comment", ""))
    if asked is not None and strike_comment(answer=found, author=user_of(request), number=asked):
        messages.success(request, "Votre commentaire est retiré.")
    return redirect(f"/reponses/{found.pk}/#fil")


@require_safe
def shared(request: HttpRequest, module: str, lesson: str, block: str) -> HttpResponse:
    """What people of the reader's cohort shared with all of it under one question; a 404 for whoever has left the cohort."""
    outline, found_module, found = find(module, lesson)
    user = user_of(request)
    reader = reader_of(user, outline, cohort_id=chosen_cohort(request))
    if reader is None or reader.enrolment.left_on is not None or not reader.may_read(found_module.id, found.id):
        raise Http404
    rows = Answer.objects.readable_by(user).given().filter(cohort=reader.cohort, lesson=found.id, block=block, for_cohort=True)
    rows = rows.exclude(kind=Kind.QUIZ)
    page = Paginator(rows.order_by("-written_at", "-pk"), PAGE).get_page(request.GET.get("page"))
    heads = current_heads(page.object_list)
    lines = [(one, heads[one.pk]) for one in page if one.pk in heads]
    context = {"page": page, "lines": lines, "module": found_module, "lesson": found, "block": block}
    return render(request, "cohorts/answers/shared.html", context)


@never_cache
@require_safe
def private_file(request: HttpRequest, key: uuid.UUID) -> FileResponse:
    """A file, for whoever may read the piece it belongs to; always a download that no browser runs. Otherwise a 404."""
    found = next((file for keeper in FILES if (file := keeper(user_of(request), key)) is not None), None)
    if found is None:
        raise Http404
    return download(found.file, name=found.name, content_type=found.content_type)
