"""Moves the content's epoch when something published changes. Wagtail tells through its signals; nothing else does."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from courses import searching
from courses.models import Competency, CurriculumPage, GlossaryTerm, LessonPage, ModulePage
from courses.outline import bump_epoch
from pages.models import Picture, SiteDocument
from territories.models import PilotTerritory


def moved(**kwargs: Any) -> None:
    bump_epoch()


def connect() -> None:
    """Listens to what changes a published page, its address, its competency, the glossary or its pictures and files."""
    page_published.connect(searching.page_published, dispatch_uid="courses.searching.published")
    page_unpublished.connect(searching.page_unpublished, dispatch_uid="courses.searching.unpublished")
    post_save.connect(searching.term_saved, sender=GlossaryTerm, dispatch_uid="courses.searching.term")
    post_delete.connect(searching.term_deleted, sender=GlossaryTerm, dispatch_uid="courses.searching.term.delete")
    post_save.connect(searching.pilot_saved, sender=PilotTerritory, dispatch_uid="courses.searching.pilot")
    post_delete.connect(searching.pilot_deleted, sender=PilotTerritory, dispatch_uid="courses.searching.pilot.delete")
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(moved, dispatch_uid="courses.freshness")
    for model in (Competency, GlossaryTerm, Picture, SiteDocument):
        post_save.connect(moved, sender=model, dispatch_uid=f"courses.freshness.{model.__name__}.save")
    for model in (Competency, GlossaryTerm, Picture, SiteDocument, CurriculumPage, ModulePage, LessonPage):
        post_delete.connect(moved, sender=model, dispatch_uid=f"courses.freshness.{model.__name__}.delete")
