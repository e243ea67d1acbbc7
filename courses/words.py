"""Where the track uses the words that editors keep in order."""

from typing import Any

from django.db import models
from django.urls import reverse

from courses.models import GlossaryTerm
from courses.uses import uses_of_terms
from territories.usage import KEPT, SEEKERS, TELLERS, Use


def register() -> None:
    """A competency goes only once no module works on it; a term once no text says it and no other term leads to it."""
    KEPT.update({"courses.Competency", "courses.GlossaryTerm"})
    TELLERS["courses.ModulePage.main_competency"] = modules
    TELLERS["courses.ModulePage.secondary_competencies"] = modules
    TELLERS["courses.GlossaryTerm.see_also"] = terms
    TELLERS["courses.GuideChapterPage.terms"] = drafts
    SEEKERS["courses.GlossaryTerm"] = texts


def modules(rows: models.QuerySet[Any]) -> list[Use]:
    """The modules, each with its form."""
    found = rows.order_by("number").values_list("pk", "number", "title")
    return [Use(f"Module {number}, {title}", _form(pk)) for pk, number, title in found]


def terms(rows: models.QuerySet[Any]) -> list[Use]:
    """The terms that say « voir aussi », each with its form."""
    edit = GlossaryTerm.snippet_viewset.get_url_name("edit")  # type: ignore[attr-defined]
    found = rows.order_by("term").values_list("pk", "term")
    return [Use(f"Voir aussi, au terme « {term} »", reverse(edit, args=[pk])) for pk, term in found]


def drafts(rows: models.QuerySet[Any]) -> list[Use]:
    """The chapters of the guide that name a term and are not published: those that are, their text tells."""
    found = rows.filter(live=False).order_by("path").values_list("pk", "title")
    return [Use(f"Chapitre du guide en brouillon, {title}", _form(pk)) for pk, title in found]


def texts(term: GlossaryTerm) -> list[Use]:
    """The published lessons, then the chapters of the guide, that say a term."""
    lessons, chapters = uses_of_terms().get(term.slug, ((), ()))
    told = [Use(f"{lesson.place}, leçon « {lesson.title} »", _form(lesson.page_id)) for lesson in lessons]
    return told + [Use(f"Guide, {chapter.place.lower() or 'annexe'} : {chapter.title}", _form(chapter.page_id)) for chapter in chapters]


def _form(pk: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[pk])
