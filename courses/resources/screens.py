"""What the admin does with a resource besides writing it: deciding whether it stands on the shelf."""

from typing import cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from accounts.models import User
from courses.resources.actions import decide
from courses.resources.models import Resource
from pages.fields import LongText


class DecisionForm(forms.Form):
    answer = forms.CharField(
        label="Un mot pour la personne qui l’a proposée",
        max_length=1000,
        required=False,
        widget=LongText(attrs={"rows": 4}),
        help_text="Cette personne le lira avec la décision. Il faut en écrire un pour écarter.",
    )


@require_http_methods(["GET", "POST"])
def deciding(request: HttpRequest, pk: int) -> HttpResponse:
    """« Publier ou écarter »: shows what was proposed and why, then decides and tells whoever proposed it."""
    if not request.user.has_perm("courses.change_resource"):
        raise PermissionDenied
    resource = get_object_or_404(Resource.objects.select_related("proposed_by", "decided_by"), pk=pk)
    form = DecisionForm(request.POST or None, initial={"answer": resource.answer})
    publish = "publier" in request.POST
    if form.is_valid():
        answer = form.cleaned_data["answer"]
        if not publish and resource.proposed_by_id and resource.proposed_by_id != request.user.pk and not answer.strip():
            form.add_error("answer", "Dites pourquoi en une phrase : la personne qui l’a proposée la lira.")
            # The admin's page gives the keyboard its top, far from the one field to fill.
            form.fields["answer"].widget.attrs["autofocus"] = True
        else:
            decide(resource=resource, by=cast(User, request.user), publish=publish, answer=answer)
            messages.success(request, f"« {resource.title} » est {'publiée' if publish else 'écartée'}.")
            return redirect("ressources:list")
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": "Accueil"},
        {"url": reverse("ressources:list"), "label": "Ressources"},
        {"url": "", "label": "Publier ou écarter"},
    ]
    frame = {
        "breadcrumbs_items": crumbs,
        "header_title": "Publier ou écarter",
        "page_title": "Publier ou écarter",
        "header_icon": "link",
    }
    # Nobody writes a word to herself.
    is_told = resource.proposed_by_id is not None and resource.proposed_by_id != request.user.pk
    context = {**frame, "resource": resource, "form": form, "is_told": is_told}
    return TemplateResponse(request, "courses/resources/admin_decide.html", context, status=422 if form.errors else 200)
