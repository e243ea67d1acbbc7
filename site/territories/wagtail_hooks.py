"""A word that is used cannot be deleted: the admin says where, alone and in bulk alike."""

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from wagtail import hooks

from territories.usage import is_kept, uses_of


@hooks.register("before_delete_snippet")
def keep_what_is_used(request: HttpRequest, words: list[models.Model]) -> HttpResponse | None:
    """Refuses before anything is deleted: one used word keeps all those that were chosen with it."""
    used = [(word, uses) for word in words if is_kept(type(word)) and (uses := uses_of(word))]
    if not used:
        return None
    title = "Ce mot est utilisé" if len(words) == 1 else "Certains de ces mots sont utilisés"
    status = 409 if request.method == "POST" else 200
    back = reverse(type(words[0]).snippet_viewset.get_url_name("list"))  # type: ignore[attr-defined]
    context = {"used": used, "back": back, "page_title": title, "header_title": title, "header_icon": "lock"}
    return TemplateResponse(request, "territories/kept.html", context, status=status)
