"""Writing about a partner: four competencies, a screen each, a summary, and one sending."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.notices.actions import seen
from assessments.crossing.actions import PLACES, Stale, Words, fingerprint, keep_section, send, version_for, written
from assessments.crossing.forms import SectionForm
from assessments.crossing.models import CrossView, Observation
from assessments.crossing.pairs import Pair, for_pairs
from assessments.crossing.reading import PairState, state_of
from assessments.enums import ConsentKind
from assessments.framework.models import FrameworkVersion, Indicator, Section
from assessments.participants import AssessmentError

TYPED = "crossing_typed"  # what somebody had typed when her session had ended
TYPED_LIMIT = 4_000  # characters of one place, twice what is allowed

Group = tuple[Section, list[Indicator]]
Block = tuple[Section, list[Observation]]


def groups_of(pair: Pair, view: CrossView | None) -> tuple[FrameworkVersion, list[Group]]:
    """The competencies to write about with their indicators, in the version that the draft began in."""
    number = view.version_id if view is not None else version_for(pair).pk
    version = FrameworkVersion.objects.whole().get(pk=number)
    return version, version.in_order()


def blocks_of(groups: list[Group], view: CrossView | None) -> list[Block]:
    """What a view says, competency by competency; what is empty takes no place."""
    rows = {one.code: one for one in view.observations.all() if not one.is_empty} if view is not None else {}
    found = [(section, [rows[one.code] for one in indicators if one.code in rows]) for section, indicators in groups]
    return [(section, said) for section, said in found if said]


@require_safe
@for_pairs
def cross_view(request: HttpRequest, pair: Pair) -> HttpResponse:
    """What one writes about the other; once both are sent, what the other wrote too. Nothing without both words."""
    state = state_of(pair)
    if state.view is None and not state.may_write_view:
        return redirect("crossing", pair.moment, pair.partner.pk)
    seen(user=pair.me.user, about=pair.about(ConsentKind.CROSSED))
    _, groups = groups_of(pair, state.view)
    mine = blocks_of(groups, state.view)
    begun = {section.pk for section, _ in mine}
    theirs = CrossView.objects.readable_by(pair.me.user).filter(author=pair.partner, subject=pair.me, moment=pair.moment).first()
    context = {
        "pair": pair,
        "state": state,
        "rows": [(section, section.pk in begun) for section, _ in groups],
        "mine": mine,
        "theirs": theirs,
        "received": blocks_of(groups_of(pair, theirs)[1], theirs) if theirs is not None else [],
    }
    return render(request, "assessments/crossing/view.html", context)


@login_not_required
@require_http_methods(["GET", "POST"])
def cross_view_section(request: HttpRequest, moment: str, number: int, competence: str) -> HttpResponse:
    """One competency. POST keeps the draft; who is signed out finds her text again after signing in, and nothing is sent by itself."""
    if isinstance(request.user, User):
        return section_page(request, moment, number, competence)
    if request.method == "GET":
        return redirect_to_login(request.get_full_path())
    keep_typed(request)
    return redirect_to_login(f"{request.path}?repris=1")


@dataclass(frozen=True)
class Screen:
    """One competency to write about: where the pair stands, which of the competencies it is, and what the draft holds of it."""

    state: PairState
    version: FrameworkVersion
    groups: list[Group]
    at: int

    @property
    def pair(self) -> Pair:
        return self.state.pair

    @property
    def section(self) -> Section:
        return self.groups[self.at][0]

    @property
    def indicators(self) -> list[Indicator]:
        return self.groups[self.at][1]

    @cached_property
    def stored(self) -> dict[str, Words]:
        return written(self.state.view, [one.code for one in self.indicators])

    @property
    def following(self) -> str:
        """Where one goes on from here: the next competency, then the summary."""
        place = (self.pair.moment, self.pair.partner.pk)
        if self.at + 1 < len(self.groups):
            return reverse("cross_view_section", args=[*place, self.groups[self.at + 1][0].competency.slug])
        return reverse("cross_view_send", args=place)


def screen_of(pair: Pair, competence: str) -> Screen:
    """The screen at this address; a 404 where the version has no such competency."""
    state = state_of(pair)
    version, groups = groups_of(pair, state.view)
    for at, (section, _) in enumerate(groups):
        if section.competency.slug == competence:
            return Screen(state, version, groups, at)
    raise Http404


@for_pairs
def section_page(request: HttpRequest, pair: Pair, competence: str) -> HttpResponse:
    """Shows the indicators of one competency, or keeps what was written about them."""
    screen = screen_of(pair, competence)
    if request.method == "POST":
        return section_kept(request, screen)
    typed = taken(request, pair)
    problem = ""
    if not screen.state.may_write_view:
        if typed is None:
            return redirect("cross_view", pair.moment, pair.partner.pk)
        problem = "Ce regard ne s’écrit plus pour l’instant. Votre texte est là, pour le copier."
    form = SectionForm(typed, indicators=screen.indicators, words=screen.stored)
    return section_shown(request, screen, form, problem=problem, is_restored=typed is not None)


def section_kept(request: HttpRequest, screen: Screen) -> HttpResponse:
    """Keeps what was written and goes on; what cannot be kept is said, and every text stays in its field."""
    form = SectionForm(request.POST, indicators=screen.indicators, words=screen.stored)
    is_script = request.headers.get("X-Requested-With") == "fetch"
    if not form.is_valid():
        return told("Un texte est à raccourcir.", 422) if is_script else section_shown(request, screen, form, status=422)
    pair, revision = screen.pair, _number(request.POST.get("revision"))
    try:
        view = keep_section(
            pair=pair,
            version=screen.version,
            indicators=screen.indicators,
            words=form.words,
            revision=revision,
            shown=request.POST.get("shown", ""),
        )
    except Stale as error:
        if is_script:
            return told("Une autre page a écrit entre-temps. Enregistrez : vous verrez les deux textes, et choisirez.", 409)
        fresh = screen_of(pair, screen.section.competency.slug)
        return section_shown(request, fresh, form, status=422, problem=str(error), is_stale=True)
    except AssessmentError as error:
        return told(str(error), 422) if is_script else section_shown(request, screen, form, status=422, problem=str(error))
    if is_script:
        at = formats.date_format(timezone.localtime(view.saved_at), "G \\h i")
        return JsonResponse({"revision": view.revision, "shown": fingerprint(form.words), "at": at})
    if request.POST.get("do") == "list":
        messages.success(request, "Votre brouillon est enregistré. Personne d’autre ne le lit.")
        return redirect("cross_view", pair.moment, pair.partner.pk)
    return HttpResponseRedirect(screen.following)


def told(problem: str, status: int) -> JsonResponse:
    """What a script that saves by itself says where nothing could be kept; the button then shows why."""
    return JsonResponse({"problem": problem}, status=status)


def section_shown(
    request: HttpRequest,
    screen: Screen,
    form: SectionForm,
    *,
    status: int = 200,
    problem: str = "",
    is_stale: bool = False,
    is_restored: bool = False,
) -> HttpResponse:
    """The screen of a competency. On a stale draft, what is stored stands beside what was typed, and the next click knows of it.

    A form that was refused for another reason keeps what it had seen: it must not learn by itself of a text nobody looked at.
    """
    has_seen = is_stale or not form.is_bound
    view = screen.state.view
    context = {
        "pair": screen.pair,
        "state": screen.state,
        "section": screen.section,
        "number": screen.at + 1,
        "total": len(screen.groups),
        "form": form,
        "rows": form.groups(screen.stored if is_stale else None),
        "revision": (view.revision if view is not None else 0) if has_seen else _number(form.data.get("revision")),
        "shown": fingerprint(screen.stored) if has_seen else form.data.get("shown", ""),
        "problem": problem,
        "is_stale": is_stale,
        "is_restored": is_restored,
    }
    return render(request, "assessments/crossing/section.html", context, status=status)


@require_http_methods(["GET", "POST"])
@for_pairs
def cross_view_send(request: HttpRequest, pair: Pair) -> HttpResponse:
    """GET shows everything that is about to be sent, and to whom. POST sends it as it was read, once."""
    problem, status = "", 200
    if request.method == "POST":
        try:
            is_sent = send(pair=pair, revision=_number(request.POST.get("revision")))
        except AssessmentError as error:
            problem, status = str(error), 422
        else:
            messages.success(request, "Votre regard est envoyé." if is_sent else "Votre regard était déjà envoyé.")
            return redirect("cross_view", pair.moment, pair.partner.pk)
    state = state_of(pair)
    if not state.may_write_view and not problem:
        return redirect("cross_view", pair.moment, pair.partner.pk)
    _, groups = groups_of(pair, state.view)
    context = {"pair": pair, "state": state, "mine": blocks_of(groups, state.view), "problem": problem}
    return render(request, "assessments/crossing/send.html", context, status=status)


def keep_typed(request: HttpRequest) -> None:
    """Keeps the texts of a form whose sender is signed out, in the visitor's own session, under the enrolment that the form named."""
    enrolment = request.POST.get("enrolment", "")
    posted = {name: str(text) for name, text in request.POST.items() if name.rpartition("-")[2] in PLACES}
    texts = {name: text[:TYPED_LIMIT] for name, text in posted.items() if text.strip()}
    if texts and enrolment.isdecimal() and len(texts) < 100:
        seen_then = {name: request.POST.get(name, "")[:20] for name in ("revision", "shown")}
        request.session[TYPED] = {"path": request.path, "enrolment": int(enrolment[:18]), "data": {**texts, **seen_then}}


def taken(request: HttpRequest, pair: Pair) -> dict[str, Any] | None:
    """What this person had typed on this screen; kept while she looks at it. Somebody else's is forgotten."""
    kept: Any = request.session.get(TYPED)
    if kept is None:
        return None
    if kept["enrolment"] != pair.me.pk or kept["path"] != request.path or "repris" not in request.GET:
        del request.session[TYPED]
        return None
    return kept["data"]


def _number(value: Any) -> int:
    """The revision that a form carries; one that nothing has where it is no number."""
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) <= 9 else -1
