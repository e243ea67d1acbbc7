"""An account is deleted from the admin only where nothing is left of its holder: what people wrote and did keeps its name."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.db.models import CASCADE, ProtectedError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from wagtail.users.views.bulk_actions.delete import DeleteBulkAction
from wagtail.users.views.users import DeleteView

from accounts.models import User

ADVICE = (
    "ne se supprime pas : des écrits, des décisions ou une cohorte portent ce nom. Décochez « Compte actif » : la personne n’entre plus."
)


def has_left_something(user: User) -> bool:
    """Whether a row stays when this account goes. What is its own alone, its addresses, its keys or its notices, goes with it."""
    for relation in User._meta.get_fields(include_hidden=True):
        if relation.concrete or not relation.auto_created or getattr(relation, "on_delete", None) is CASCADE:
            continue
        rows: Any = relation.related_model._base_manager  # type: ignore[union-attr]
        if rows.filter(**{relation.field.name: user.pk}).exists():  # type: ignore[union-attr]
            return True
    return False


def refusal(request: HttpRequest, people: Iterable[User]) -> HttpResponse | None:
    """Back to the person or the list, with why, where one of them has left something: none of them goes. None where nothing is left."""
    people = list(people)
    kept = [one for one in people if has_left_something(one)]
    for one in kept:
        messages.error(request, f"{one} {ADVICE}")
    if not kept:
        return None
    alone = len(people) == 1
    return HttpResponseRedirect(reverse("wagtailusers_users:edit", args=[kept[0].pk]) if alone else reverse("wagtailusers_users:index"))


class DeletePerson(DeleteView):
    """Deletes an account that was made by mistake. Where its holder leaves something at this very moment, it stays, and that is said."""

    def run_before_hook(self) -> HttpResponse | None:
        return refusal(self.request, [self.object]) or super().run_before_hook()

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            deleted: HttpResponse = super().form_valid(form)
        except (IntegrityError, ProtectedError):
            kept = refusal(self.request, User.objects.filter(pk=self.kwargs["pk"]))
            if kept is None:
                raise
            return kept
        return deleted


class DeletePeople(DeleteBulkAction):
    """Deletes accounts that were made by mistake."""

    def dispatch(self, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return refusal(self.request, self.get_actionable_objects()[0]) or super().dispatch(*args, **kwargs)
        except (IntegrityError, ProtectedError):
            kept = refusal(self.request, self.get_actionable_objects()[0])
            if kept is None:
                raise
            return kept
