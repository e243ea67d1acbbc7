"""Moves the content's epoch when something published changes: Wagtail's signals tell of pages, Django's of words, pictures and files.

A load of content moves it by itself.
"""

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from courses import searching
from courses.guide.printing import ask_for_print
from courses.models import Competency, CurriculumPage, GlossaryTerm, GuideChapterPage, GuidePage, LessonPage, ModulePage
from courses.outline import bump_epoch
from pages.models import Picture, SiteDocument
from territories.models import PilotTerritory

GUIDE: frozenset[type[Model]] = frozenset({GuidePage, GuideChapterPage, ModulePage, GlossaryTerm, Picture})


def moved(**kwargs: Any) -> None:
    bump_epoch()


def guide_moved(sender: Any, **kwargs: Any) -> None:
    """What the guide says, or what it names, has changed: its PDF is printed again."""
    if sender in GUIDE:
        ask_for_print()


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
        signal.connect(guide_moved, dispatch_uid="courses.freshness.guide")
    for model in (Competency, GlossaryTerm, Picture, SiteDocument):
        post_save.connect(moved, sender=model, dispatch_uid=f"courses.freshness.{model.__name__}.save")
    pages = (CurriculumPage, ModulePage, LessonPage, GuidePage, GuideChapterPage)
    for deleted in (Competency, GlossaryTerm, Picture, SiteDocument, *pages):
        post_delete.connect(moved, sender=deleted, dispatch_uid=f"courses.freshness.{deleted.__name__}.delete")
    for named in (GlossaryTerm, Picture):
        post_save.connect(guide_moved, sender=named, dispatch_uid=f"courses.freshness.guide.{named.__name__}.save")
    for gone in GUIDE:
        post_delete.connect(guide_moved, sender=gone, dispatch_uid=f"courses.freshness.guide.{gone.__name__}.delete")
