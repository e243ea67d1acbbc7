"""Nothing that is used is deleted: the admin says where, alone and in bulk, before it asks and once more as it deletes.

What upper apps keep in this way stands in `usage.KEPT`; its deletion goes through the views of this module.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import classproperty
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.models import get_snippet_models
from wagtail.snippets.views.snippets import DeleteView

from territories.usage import is_kept, uses_of


@dataclass(frozen=True)
class Said:
    """How a refusal names what it keeps: one, several, and what to do."""

    one: str
    several: str
    advice: str


WORD = Said("Ce mot est utilisé", "Certains de ces mots sont utilisés", "Remplacez d’abord ce mot là où il sert, puis revenez.")


def refusal(request: HttpRequest, things: Iterable[Model], *, back: str, said: Said = WORD) -> HttpResponse | None:
    """The page that refuses, where one of these is used: it keeps all those that were chosen with it. None where nothing is used."""
    things = list(things)
    used = [(thing, uses) for thing in things if is_kept(type(thing)) and (uses := uses_of(thing))]
    if not used:
        return None
    title = said.one if len(things) == 1 else said.several
    context = {"used": used, "back": back, "advice": said.advice, "page_title": title, "header_title": title, "header_icon": "lock"}
    return TemplateResponse(request, "territories/kept.html", context, status=409 if request.method == "POST" else 200)


def hold(things: Iterable[Model]) -> None:
    """Locks these rows to the end of the transaction: nobody begins to use them between the last look and the deletion."""
    for thing in things:
        list(type(thing)._base_manager.select_for_update(of=("self",)).filter(pk=thing.pk).values_list("pk"))


class Keeping:
    """For a Wagtail view that deletes one thing."""

    said = WORD
    request: HttpRequest
    object: Model

    def refusal(self) -> HttpResponse | None:
        return refusal(self.request, [self.object], back=self.get_success_url(), said=self.said)  # type: ignore[attr-defined]

    def run_before_hook(self) -> HttpResponse | None:
        return self.refusal() or super().run_before_hook()  # type: ignore[misc]

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            hold([self.object])
            return self.refusal() or super().form_valid(form)  # type: ignore[misc]


class KeepingSeveral:
    """For a Wagtail action that deletes several."""

    said = WORD
    list_name = ""
    request: HttpRequest

    def refusal(self) -> HttpResponse | None:
        things = self.get_actionable_objects()[0]  # type: ignore[attr-defined]
        return refusal(self.request, things, back=self.back(), said=self.said)

    def back(self) -> str:
        """The list that the things stand in."""
        return reverse(self.list_name)

    def dispatch(self, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.refusal() or super().dispatch(*args, **kwargs)  # type: ignore[misc]

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            hold(self.get_actionable_objects()[0])  # type: ignore[attr-defined]
            return self.refusal() or super().form_valid(form)  # type: ignore[misc]


class DeleteWord(Keeping, DeleteView):
    """Deletes a word that nothing uses."""


class DeleteWords(KeepingSeveral, DeleteBulkAction):
    """Deletes words that nothing uses."""

    @classproperty
    def models(cls) -> list[type[Model]]:  # noqa: N805  what Wagtail calls a property of the class
        return [model for model in get_snippet_models() if is_kept(model)]

    def back(self) -> str:
        return reverse(self.model.snippet_viewset.get_url_name("list"))
