"""Writing to one person, a binôme, the silent ones or everyone: a preview first, a log after."""

import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from accounts.delivery import Delivery
from cohorts.actions import CohortError
from cohorts.desk.following import SILENT_DAYS, Follower, Following, follow
from cohorts.desk.page import desk_page, for_its_trainers, number_in
from cohorts.enums import Audience
from cohorts.letters.actions import send_letter
from cohorts.letters.mail import signed
from cohorts.models import Cohort, Enrolment, Letter
from courses.outline import outline_of
from pages.fields import LongText
from territories.ordering import InFrench


@dataclass(frozen=True)
class Target:
    """To whom a mail would go: `code` is what the form carries, « binome:7 »."""

    code: str
    label: str
    audience: Audience
    people: tuple[Enrolment, ...]
    heading: str = "Ensemble"


def targets_of(following: Following, days: int) -> dict[str, Target]:
    """Everyone to whom this cohort's trainer may write, by the code of the form."""
    everyone = tuple(one.enrolment for one in following.people)
    silent = tuple(one.enrolment for one in following.silent(days))
    found = [
        Target("tous", f"Toute la cohorte ({len(everyone)})", Audience.ALL, everyone),
        Target(f"silence:{days}", f"Les personnes silencieuses depuis {days} jours ({len(silent)})", Audience.SILENT, silent),
    ]
    for group in following.groups:
        if len(group.people) > 1:
            found.append(_target(f"binome:{group.binome_id}", Audience.BINOME, group.people))
            mute = group.silent(days)
            if 1 < len(mute) < len(group.people):  # a binôme of three, whose third person needs no reminder
                found.append(_target(f"silence:{days}:{group.binome_id}", Audience.SILENT, mute))
    found += [Target(f"personne:{one.enrolment.pk}", one.name, Audience.PERSON, (one.enrolment,), "Personnes") for one in following.people]
    found += [
        Target(f"personne:{one.enrolment.pk}", f"{one.name} (retrait)", Audience.PERSON, (one.enrolment,), "Personnes")
        for one in following.left
    ]
    return {target.code: target for target in found}


def _target(code: str, audience: Audience, people: list[Follower]) -> Target:
    """Several people under their names: « Amina Benali, Bastien Le Goff et Chloé Martin »."""
    *names, last = [one.name for one in people]
    return Target(code, f"{', '.join(names)} et {last}", audience, tuple(one.enrolment for one in people), "Binômes")


class LetterForm(forms.Form):
    to = forms.ChoiceField(label="À", error_messages={"required": "Choisissez à qui écrire.", "invalid_choice": "Choisissez à qui écrire."})
    subject = forms.CharField(label="Objet", max_length=120, error_messages={"required": "Écrivez l’objet du courriel."})
    body = forms.CharField(
        label="Message",
        max_length=8000,
        widget=LongText(attrs={"rows": 10}),
        help_text="Votre nom et celui de la cohorte sont ajoutés en bas. Les réponses arrivent à votre adresse.",
        error_messages={"required": "Écrivez le message."},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, targets: dict[str, Target], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.targets = targets
        groups: dict[str, list[tuple[str, str]]] = {}
        for target in targets.values():
            groups.setdefault(target.heading, []).append((target.code, target.label))
        self.fields["to"].choices = [("", "Choisir…"), *groups.items()]  # type: ignore[attr-defined]

    def clean_subject(self) -> str:
        return " ".join(self.cleaned_data["subject"].split())


@require_safe
@for_its_trainers
def letters(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """What was written to the people of this cohort, the latest first."""
    found = cohort.letters.select_related("author").annotate(
        copy_count=Count("copies"), refused=Count("copies", filter=Q(copies__delivery=Delivery.REFUSED))
    )
    return desk_page(request, cohort, "cohorts/desk/letters.html", tab="cohort_letters", letters=found[:100])


@require_safe
@for_its_trainers
def letter(request: HttpRequest, cohort: Cohort, number: int) -> HttpResponse:
    """One mail: its words, who got it, and what became of each copy."""
    found = get_object_or_404(Letter.objects.select_related("author"), pk=number, cohort=cohort)
    copies = found.copies.select_related("enrolment__user").order_by(
        *(InFrench(f"enrolment__user__{name}") for name in ("last_name", "first_name")), "pk"
    )
    return desk_page(request, cohort, "cohorts/desk/letter.html", tab="cohort_letters", letter=found, copies=copies)


def asked_for(request: HttpRequest) -> tuple[str, int]:
    """Whom the address asks to write to, and the days of silence. « silence » with « binome »: the silent ones of that binôme."""
    silence, binome = number_in(request.GET.get("silence", "")), number_in(request.GET.get("binome", ""))
    if silence is not None and binome is not None:
        days = min(max(silence, 1), 365)
        return f"silence:{days}:{binome}", days
    for name in ("personne", "binome", "silence"):
        value = request.GET.get(name, "")
        if (number := number_in(value)) is not None:
            days = min(max(number, 1), 365) if name == "silence" else SILENT_DAYS
            return (f"silence:{days}" if name == "silence" else f"{name}:{value}"), days
    return "", SILENT_DAYS


@require_http_methods(["GET", "POST"])
@for_its_trainers
def new(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Writes a mail, shows what would be sent and to whom, then sends it. What is typed is kept at each step."""
    following = follow(cohort, outline_of(cohort.curriculum_id))
    wanted, days = asked_for(request)
    code = request.POST.get("to", "")
    if code.startswith("silence:") and (asked := number_in(code.split(":")[1])) is not None:
        days = min(max(asked, 1), 365)
    targets = targets_of(following, days)
    form = LetterForm(request.POST or None, targets=targets, initial={"to": wanted, "key": uuid.uuid4()})
    if not form.is_valid() or "reprendre" in request.POST:
        return compose_page(request, cohort, form)
    target = targets[form.cleaned_data["to"]]
    people = list(target.people)
    if "envoyer" not in request.POST:
        return preview_page(request, cohort, form, target, people)
    shown = {number for part in request.POST.get("vers", "").split(",") if (number := number_in(part)) is not None}
    known = {one.enrolment.pk: one.enrolment for one in [*following.people, *following.left]}
    recipients = [known[pk] for pk in sorted(shown) if pk in known]
    try:
        words = {"subject": form.cleaned_data["subject"], "body": form.cleaned_data["body"], "key": form.cleaned_data["key"]}
        sent = send_letter(cohort=cohort, author=request.user, audience=target.audience, recipients=recipients, **words)  # type: ignore[arg-type]
    except CohortError as error:
        form.add_error(None, str(error))
        return compose_page(request, cohort, form)
    return redirect("cohort_letter", cohort.slug, sent.pk)


def compose_page(request: HttpRequest, cohort: Cohort, form: LetterForm) -> HttpResponse:
    """The form, its page named after whom it is for, so that two tabs or the history tell one letter from another."""
    status = 422 if form.is_bound and form.errors else 200
    target = form.targets.get(form["to"].value() or "")
    return desk_page(request, cohort, "cohorts/desk/letter_new.html", tab="cohort_letters", form=form, target=target, status=status)


def preview_page(request: HttpRequest, cohort: Cohort, form: LetterForm, target: Target, people: list[Enrolment]) -> HttpResponse:
    text = signed(form.cleaned_data["body"], request.user, cohort)  # type: ignore[arg-type]
    numbers = ",".join(str(one.pk) for one in people)
    return desk_page(
        request, cohort, "cohorts/desk/letter_preview.html", tab="cohort_letters",
        form=form, target=target, people=people, text=text, numbers=numbers,
    )  # fmt: skip
