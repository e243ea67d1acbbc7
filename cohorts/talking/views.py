"""The binôme's page, and its conversation."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.notices.actions import seen
from cohorts.actions import CohortError
from cohorts.desk.page import number_in
from cohorts.membership import waiting_of
from cohorts.models import Answer, AnswerReader, Conversation, Message, Seat
from cohorts.pairing.history import last_parting
from cohorts.reading import Reader, reader_of
from cohorts.switching import chosen_cohort
from cohorts.talking.actions import about, begin, conversation_of, invite_trainers, say, strike, thank_trainers
from cohorts.talking.models import MESSAGE_LIMIT
from cohorts.views import own_enrolment
from cohorts.walking import short_path
from cohorts.working.joint import awaiting
from cohorts.working.pages import user_of, where
from cohorts.working.parties import party_for, party_in
from cohorts.working.reading import current_heads
from courses.outline import Outline, main_outline
from pages.fields import LongText

LAST = 5
SHOWN = 12
PAGE = 50


class MessageForm(forms.Form):
    text = forms.CharField(
        label="Votre message",
        max_length=MESSAGE_LIMIT,
        widget=LongText(attrs={"rows": 3}),
        error_messages={
            "required": "Écrivez votre message, puis envoyez-le.",
            "max_length": f"Ce message est trop long : {MESSAGE_LIMIT} caractères au plus.",
        },
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


ENDED = "Cette conversation se lit, et ne change plus pour vous."
CHANGED = "Votre binôme a changé depuis que cette page s’est ouverte. Rien n’est parti : relisez à qui vous écrivez, puis envoyez."


@require_safe
def binome(request: HttpRequest) -> HttpResponse:
    """The binôme: how far each is, what the other showed, what awaits both, the last words."""
    outline = main_outline()
    reader = reader_of(user_of(request), outline, cohort_id=chosen_cohort(request)) if outline else None
    if reader is None or outline is None:
        return render(request, "cohorts/join.html", {"outline": outline, "waiting": waiting_of(request)})
    for pk in Seat.objects.current().filter(enrolment=reader.enrolment).values_list("binome", flat=True):
        seen(user=reader.me.user, about=f"binome:{pk}")
    return render(request, "cohorts/binome.html", page(request, reader, outline, MessageForm()))


def page(request: HttpRequest, reader: Reader, outline: Outline, form: MessageForm) -> dict[str, Any]:
    """What the binôme's page shows."""
    party = party_in(reader)
    talk = conversation_of(party) if party.partners else None
    said = list(talk.messages.select_related("author").order_by("-written_at", "-pk")[:LAST]) if talk else []
    shown = AnswerReader.objects.filter(enrolment=reader.enrolment, writes=False)
    answers = Answer.objects.given().filter(readers__in=shown).order_by("-written_at", "-pk")[:SHOWN]
    heads = current_heads(answers)
    # What a partner of before showed stays readable: the partner of today is not said to show it.
    today = {walk.user.pk for walk in reader.partners}
    former = Conversation.objects.of(user_of(request)).exclude(pk=talk.pk if talk else 0)
    return {
        "reader": reader,
        "count": reader.me.count,
        "path": short_path(reader),
        "rows": [
            (module, reader.me.count_in(module), [walk.count_in(module) for walk in reader.partners], reader.is_open(module.id))
            for module in outline.modules
        ],
        "awaiting": awaiting(reader),
        "shown": [(answer, heads.get(answer.pk), *where(outline, answer)) for answer in answers],
        "is_from_today": all(head.author.user_id in today for head in heads.values()),
        "people": party.together,
        "conversation": talk,
        "said": said[::-1],
        "parting": None if reader.partners else last_parting(reader.enrolment),
        "former": [
            (one, [member.enrolment.user.first_name for member in one.members.all() if member.enrolment.user_id != request.user.pk])
            for one in former.prefetch_related("members__enrolment__user")
        ],
        "form": form,
    }


@require_POST
def say_to_binome(request: HttpRequest) -> HttpResponse:
    """A word to today's partner, from the binôme's page; to nobody whom that page did not name. POST only."""
    enrolment = own_enrolment(request)
    enrolment.user = user_of(request)
    form = MessageForm(request.POST)
    party = party_for(enrolment)
    if party.partners and request.POST.get("people", party.together) != party.together:
        form.add_error("text", CHANGED)
    if form.is_valid():
        try:
            talk = begin(party)
            said = say(
                conversation=talk,
                author=enrolment.user,
                is_trainer=False,
                text=form.cleaned_data["text"],
                key=form.cleaned_data["key"],
                is_between_them="between" in request.POST,
            )
        except CohortError as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, "Votre message est envoyé.")
            return redirect(f"/binome/#m-{said.pk}")
    outline = main_outline()
    reader = reader_of(enrolment.user, outline, cohort_id=enrolment.cohort_id) if outline else None
    if reader is None or outline is None:
        raise Http404
    return render(request, "cohorts/binome.html", page(request, reader, outline, form), status=422)


def readable(user: User, number: int) -> tuple[Conversation, bool]:
    """A conversation this person holds, or to which she is invited as a trainer; and which of both. Otherwise a 404."""
    rows = Conversation.objects.select_related("cohort", "invited_by")
    held = rows.filter(pk__in=Conversation.objects.of(user).values("pk"), pk=number).first()
    if held is not None:
        return held, False
    return get_object_or_404(rows.filter(pk__in=Conversation.objects.open_to_trainer(user).values("pk")), pk=number), True


@require_http_methods(["GET", "POST"])
def conversation(request: HttpRequest, number: int) -> HttpResponse:
    """All the words of a binôme, for those who hold them; for an invited trainer, those written since. POST adds one."""
    user = user_of(request)
    found, is_trainer = readable(user, number)
    people = [one.enrolment for one in found.members.select_related("enrolment__user")]
    # Who has withdrawn from the cohort keeps reading; she writes there no more.
    may_write = found.cohort.is_kept and not any(one.user_id == user.pk and one.left_on for one in people)
    mine = next((one for one in people if one.user_id == user.pk), None)
    # To a trainer too: she may think that she writes to a binôme, which is none any more.
    holder = mine or next(iter(people), None)
    is_former = holder is not None and conversation_of(party_for(holder)) != found
    form = MessageForm(request.POST or None)
    if form.is_valid() and not may_write:
        form.add_error("text", ENDED)
    if form.is_valid():
        try:
            said = say(
                conversation=found,
                author=user,
                is_trainer=is_trainer,
                text=form.cleaned_data["text"],
                key=form.cleaned_data["key"],
                is_between_them="between" in request.POST,
            )
        except CohortError as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, "Votre message est envoyé.")
            return redirect(f"{request.path}#m-{said.pk}")
    rows = Message.objects.filter(conversation=found).select_related("author")
    if is_trainer:
        rows = rows.filter(written_at__gte=found.trainers_since)
    total = rows.count()
    is_all = "tout" in request.GET or total <= PAGE
    said_list = list(rows.order_by("-written_at", "-pk")[: None if is_all else PAGE])[::-1]
    seen(user=user, about=about(found))
    context = {
        "conversation": found,
        "may_write": may_write,
        "said": said_list,
        "hidden": total - len(said_list),
        "people": sorted(people, key=lambda one: one.user_id == user.pk),
        "is_trainer": is_trainer,
        "is_former": is_former,
        "form": form,
    }
    return render(request, "cohorts/conversation.html", context, status=422 if form.errors else 200)


@require_POST
def trainers(request: HttpRequest, number: int) -> HttpResponse:
    """Someone who holds the conversation invites the trainers in, or thanks them; who writes there no more does the second only, whatever
    an older page of hers still offers. POST only."""
    found, is_trainer = readable(user_of(request), number)
    if is_trainer:
        raise Http404
    has_left = found.members.filter(enrolment__user=user_of(request), enrolment__left_on__isnull=False).exists()
    if request.POST.get("inviter") and (has_left or not found.cohort.is_kept):
        messages.error(request, ENDED)
    elif request.POST.get("inviter"):
        invite_trainers(conversation=found, by=user_of(request))
        messages.success(request, "L’invitation est faite. L’équipe de formation lit ce qui s’écrit à partir de maintenant.")
    else:
        thank_trainers(conversation=found)
        messages.success(request, "La conversation est de nouveau entre vous seulement.")
    return redirect("conversation", found.pk)


@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Its author withdraws a word. POST only."""
    found, _ = readable(user_of(request), number)
    asked = number_in(request.POST.get("message", ""))
    if asked is not None and strike(conversation=found, author=user_of(request), number=asked):
        messages.success(request, "Votre message est retiré.")
    return redirect("conversation", found.pk)
