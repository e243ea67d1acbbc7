"""What two partners agree on: both features on one page, a question before each word given, one click to take it back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.notices.actions import seen
from assessments.crossing.actions import give, withdraw
from assessments.crossing.pairs import Pair, for_pairs
from assessments.crossing.reading import FEATURES, sendings, state_of
from assessments.enums import ConsentKind
from assessments.participants import AssessmentError


def kind_at(feature: str) -> ConsentKind:
    """The feature of an address, or a 404."""
    if feature not in FEATURES:
        raise Http404
    return FEATURES[feature]


@require_safe
@for_pairs
def crossing(request: HttpRequest, pair: Pair) -> HttpResponse:
    """Both features between two people at one moment: what each would show, where each of the two stands, what one may do."""
    for kind in ConsentKind:
        seen(user=pair.me.user, about=pair.about(kind))
    state = state_of(pair)
    context = {"pair": pair, "state": state, "offers": [(one, state.may_give(one)) for one in (state.sharing, state.crossing)]}
    return render(request, "assessments/crossing/crossing.html", context)


@require_http_methods(["GET", "POST"])
@for_pairs
def consent_give(request: HttpRequest, pair: Pair, feature: str) -> HttpResponse:
    """GET asks, and says who exactly will read what. POST gives one's word, once."""
    kind = kind_at(feature)
    if request.method == "POST":
        try:
            give(pair=pair, kind=kind)
        except AssessmentError as error:
            messages.error(request, str(error))
        else:
            agreed = state_of(pair).agreement(kind).is_mutual
            words = f"{pair.name} et vous êtes d’accord." if agreed else f"Votre accord est donné. {pair.name} en reçoit l’avis."
            messages.success(request, words)
        return redirect("crossing", pair.moment, pair.partner.pk)
    state = state_of(pair)
    agreement = state.agreement(kind)
    if not state.may_give(agreement):
        return redirect("crossing", pair.moment, pair.partner.pk)
    mine, theirs = sendings(pair)
    context = {"pair": pair, "state": state, "agreement": agreement, "mine": mine, "theirs": theirs}
    return render(request, "assessments/crossing/consent.html", context)


@require_POST
@for_pairs
def consent_withdraw(request: HttpRequest, pair: Pair, feature: str) -> HttpResponse:
    """Takes one's word back: this feature shows nothing any more, on either side, from this click. POST only."""
    kind = kind_at(feature)
    if withdraw(pair=pair, kind=kind):
        words = f"Votre accord au {kind.label} est retiré. Plus rien n’est montré à ce titre, ni d’un côté ni de l’autre."
        messages.success(request, words)
    return redirect("crossing", pair.moment, pair.partner.pk)
