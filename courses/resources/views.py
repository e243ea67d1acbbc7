"""The screens of the shelf: finding, reading, keeping, proposing."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from courses.resources.actions import ResourceError, keep, let_go, propose, read_decisions
from courses.resources.cards import card_of_resource, card_of_shelf
from courses.resources.enums import Facet
from courses.resources.facets import public_territories
from courses.resources.finding import Search
from courses.resources.forms import ProposalForm
from courses.resources.models import Favourite, Resource
from pages.downloads import download

PAGE = 20
UNKNOWN = "Ce filtre n’existe pas ou n’existe plus, il n’est pas appliqué : {}."
UNKNOWNS = "Ces filtres n’existent pas ou n’existent plus, ils ne sont pas appliqués : {}."


@login_not_required
@require_safe
def resources(request: HttpRequest) -> HttpResponse:
    """The shelf: words, filters and an order, all in the address. What it asks for and does not exist is named, and ignored."""
    search = Search.of(request.GET)
    unknown = search.asked.unknown
    said = (UNKNOWN if len(unknown) == 1 else UNKNOWNS).format(", ".join(f"« {one} »" for one in unknown[:5])) if unknown else ""
    card = card_of_shelf(search.page, is_narrowed=search.is_narrowed or search.order != search.usual)
    return render(request, "courses/resources/list.html", {"search": search, "unknown": said, "card": card})


@login_not_required
@require_safe
def resource(request: HttpRequest, slug: str) -> HttpResponse:
    """One resource: where it leads, where it comes from, what it is about."""
    found = get_object_or_404(Resource.objects.published().light(), slug=slug)
    kept = isinstance(request.user, User) and Favourite.objects.filter(user=request.user, resource=found).exists()
    context = {"resource": found, "kept": kept, "about": subjects(found), "card": card_of_resource(found)}
    return render(request, "courses/resources/resource.html", context)


def subjects(found: Resource) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a resource is about: each filter with its values, and the address of the shelf for each."""
    territories = found.territories.filter(pk__in=public_territories())
    rows: list[tuple[Facet, list[tuple[str, str]]]] = [
        (Facet.DOMAIN, [(one.name, one.slug) for one in found.domains.all()]),
        (Facet.TERRITORY, [(one.name, one.slug) for one in territories]),
        (Facet.ACTOR, [(one.name, one.slug) for one in found.actor_kinds.all()]),
        (Facet.MODULE, [(f"{one.number}. {one.short_title}", one.slug) for one in found.modules.filter(live=True).order_by("number")]),
        (Facet.COMPETENCY, [(one.title, one.slug) for one in found.competencies.all()]),
    ]
    return [(str(facet.label), [(name, f"?{facet.parameter}={quote(slug)}") for name, slug in values]) for facet, values in rows if values]


@login_not_required
@require_safe
def file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The file of a resource: of a published one for all; of another for whoever proposed it and for editors."""
    found = get_object_or_404(Resource.objects.light().exclude(file=""), slug=slug)
    user = request.user if isinstance(request.user, User) else None
    if not found.is_published and (user is None or not (user.has_perm("courses.change_resource") or found.proposed_by_id == user.pk)):
        raise Http404
    return download(found.file, name=found.file_name, content_type=found.file_type)


@require_POST
def favour(request: HttpRequest, slug: str) -> HttpResponse:
    """Keeps a resource among one's own, or takes it off; both can be undone. POST only.

    What is not published, and not kept, answers as what never was: its address would tell the title of somebody's proposal.
    """
    user: User = request.user  # type: ignore[assignment]
    found = Resource.objects.light().filter(slug=slug).first()
    if request.POST.get("retirer"):
        if found is not None and let_go(user=user, resource=found):
            messages.success(request, "La ressource n’est plus dans vos favoris. Vous pouvez l’y remettre.")
        if found is None or not found.is_published:
            return redirect("favourites")
        return redirect(f"/ressources/favoris/?retiree={found.slug}" if request.POST.get("retour") == "favoris" else found)
    if found is None or not found.is_published:
        raise Http404
    keep(user=user, resource=found)
    messages.success(request, "La ressource est dans vos favoris. Vous seule ou seul les voyez.")
    return redirect("favourites" if request.POST.get("retour") == "favoris" else found.get_absolute_url())


@require_safe
def favourites(request: HttpRequest) -> HttpResponse:
    """What one keeps, the latest first. Nobody else ever sees it."""
    user: User = request.user  # type: ignore[assignment]
    rows = Favourite.objects.filter(user=user).select_related("resource").defer("resource__text").order_by("-kept_at", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    gone = Resource.objects.published().light().filter(slug=request.GET.get("retiree", "")[:80]).exclude(favourites__user=user).first()
    return render(request, "courses/resources/favourites.html", {"page": page, "gone": gone})


@require_http_methods(["GET", "POST"])
def proposals(request: HttpRequest) -> HttpResponse:
    """Proposes a resource, and shows what became of those one proposed before."""
    user: User = request.user  # type: ignore[assignment]
    form = ProposalForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        values: dict[str, Any] = {name: form.cleaned_data[name] for name in ("title", "kind", "url", "why")}
        try:
            propose(by=user, key=form.cleaned_data["key"], values=values, file=form.cleaned_data["file"])
        except ResourceError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Votre proposition est arrivée. Vous lirez ici ce que les éditrices et éditeurs en décident.")
            return redirect(f"{request.path}#propositions")
    page = Paginator(Resource.objects.proposed_by(user).light().select_related("decided_by"), PAGE).get_page(request.GET.get("page"))
    if request.method == "GET":
        read_decisions(user)
    context = {"form": form, "page": page, "lost_file": bool(form.errors and request.FILES)}
    return render(request, "courses/resources/propose.html", context, status=422 if form.errors else 200)
