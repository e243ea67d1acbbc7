"""What a participant sees and says of her cohort: who is in it, her needs, which of her cohorts she looks at, leaving."""

import hashlib
from collections.abc import Iterable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cohorts.actions import CohortError
from cohorts.desk.actions import withdraw
from cohorts.desk.page import number_in
from cohorts.enums import READABLE_STATES
from cohorts.models import Cohort, Enrolment, Seat
from cohorts.switching import choose_cohort, chosen_cohort
from pages.fields import LongText
from territories.names import folded

# Who opens the page of a person. Also in words: portal/privacy.html.
READ_BY = "Lu par vos formatrices et formateurs, et par les administrateurs."


class NeedsForm(forms.ModelForm[Enrolment]):
    class Meta:
        model = Enrolment
        fields = ["needs"]
        labels = {"needs": "Ce dont vous avez besoin"}
        help_texts = {"needs": f"Plus de temps, un autre format, un lieu accessible… {READ_BY}"}
        widgets = {"needs": LongText(attrs={"rows": 4})}


class LeaveForm(forms.Form):
    reason = forms.CharField(label="Pourquoi, si vous souhaitez le dire", max_length=200, required=False, help_text=READ_BY)
    sure = forms.BooleanField(
        label="Je me retire de cette cohorte", error_messages={"required": "Cochez la case pour confirmer votre retrait."}
    )


@require_http_methods(["GET", "POST"])
def cohort(request: HttpRequest) -> HttpResponse:
    """The current cohort: names and territories of its people, by binôme; never anyone's progress. POST keeps her needs.

    The people agreed that their cohort reads their names: whoever has left it reads none, and not who comes or sits with whom since.
    """
    mine = list(Enrolment.objects.of(request.user).order_by("-cohort__starts_on", "pk"))  # type: ignore[arg-type]
    if not mine:
        return render(request, "cohorts/join.html", {"waiting": waiting_of(request)})
    chosen = chosen_cohort(request)
    current = next((one for one in mine if one.cohort_id == chosen), max(mine, key=lambda one: one.likeliness))
    if asked := request.POST.get("enrolment"):  # another tab may look at another cohort by now: its trainers must not read this
        current = get_object_or_404(Enrolment.objects.of(request.user), pk=number_in(asked))  # type: ignore[arg-type]
    stored = current.needs
    form = NeedsForm(request.POST or None, instance=current)
    if form.is_valid() and not (current.cohort.is_kept and current.left_on is None):
        form.add_error(None, "Cette cohorte est terminée pour vous : elle se lit, et ne change plus.")
    if form.is_valid() and request.POST.get("seen", mark_of(stored)) != mark_of(stored) and form.cleaned_data["needs"] != stored:
        form.add_error("needs", elsewhere(stored))
    if form.is_valid():
        form.instance.save(update_fields=["needs"])
        messages.success(request, "C’est gardé. Vos formatrices et formateurs le liront.")
        return redirect("my_cohort")
    shown = current.cohort_id if current.left_on is None else None
    seats = Seat.objects.current().filter(binome__cohort=shown).select_related("enrolment__user", "enrolment__territory")
    groups: dict[int, list[Enrolment]] = {}
    for seat in seats.order_by("binome", "number"):
        groups.setdefault(seat.binome_id, []).append(seat.enrolment)
    seated = {one.pk for group in groups.values() for one in group}
    people = Enrolment.objects.filter(cohort=shown).staying().select_related("user", "territory").by_name()
    alone = [one for one in people if one.pk not in seated]
    pairs = sorted(groups.values(), key=lambda group: (folded(group[0].user.last_name), group[0].pk))
    context = {
        "enrolment": current,
        "cohort": current.cohort,
        "groups": [(group, places_of(group)) for group in pairs],
        "alone": alone,
        "others": [one.cohort for one in mine if one.pk != current.pk],
        "trainers": current.cohort.trainers_today(),
        "form": form,
        "seen": mark_of(stored),
    }
    return render(request, "cohorts/my_cohort.html", context, status=422 if form.errors else 200)


def elsewhere(needs: str) -> str:
    """What another page made of her needs while she wrote in this one, and what to do."""
    if not needs:
        return "Vos besoins ont été effacés entre-temps depuis une autre page. Pour garder ce texte, envoyez-le de nouveau."
    return f"Ceci a été gardé entre-temps depuis une autre page : « {needs} ». Réunissez les deux, puis gardez."


def mark_of(needs: str) -> str:
    """Names what a page has seen of her needs, so that it writes over nothing else."""
    return hashlib.sha256(needs.encode()).hexdigest()[:16]


def places_of(group: Iterable[Enrolment]) -> list[str]:
    """The territories of a binôme, each once, in the order of its people."""
    return list(dict.fromkeys(str(one.territory or "Territoire à préciser") for one in group))


def waiting_of(request: HttpRequest) -> list[Cohort]:
    """Cohorts that this person has joined and that are still in preparation."""
    enrolments = Enrolment.objects.filter(user=request.user.pk, left_on=None).exclude(cohort__state__in=READABLE_STATES)
    return [one.cohort for one in enrolments.select_related("cohort").order_by("cohort__starts_on", "pk")]


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """From now on, home and lessons speak of the cohort that the button names. POST only."""
    mine = Enrolment.objects.of(request.user)  # type: ignore[arg-type]
    enrolment = next((one for one in mine if one.cohort.slug == request.POST.get("cohorte")), None)
    if enrolment is None:
        raise Http404
    choose_cohort(request, enrolment.cohort_id)
    messages.success(request, f"Vous êtes maintenant dans la cohorte « {enrolment.cohort} ».")
    return redirect("home")


@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """A participant withdraws by herself, after a page that says what stays."""
    mine = Enrolment.objects.of(request.user).select_related("user")  # type: ignore[arg-type]
    enrolment = get_object_or_404(mine, cohort__slug=slug, left_on=None)
    form = LeaveForm(request.POST or None)
    if form.is_valid():
        try:
            withdraw(enrolment=enrolment, by=enrolment.user, reason=form.cleaned_data["reason"])
        except CohortError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Vous vous êtes retirée ou retiré de la cohorte. Ce que vous avez terminé et écrit reste à vous.")
            return redirect("my_cohort")
    return render(request, "cohorts/leave.html", {"enrolment": enrolment, "form": form}, status=422 if form.errors else 200)
