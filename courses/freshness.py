"""Moves the content's epoch when something published changes. Wagtail tells through its signals; nothing else does."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from courses.models import Competency, CurriculumPage, LessonPage, ModulePage
from courses.outline import bump_epoch
from pages.models import Picture, SiteDocument


def moved(**kwargs: Any) -> None:
    bump_epoch()


def connect() -> None:
    """Listens to what changes a published page, its address, its competency or its pictures and files."""
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(moved, dispatch_uid="courses.freshness")
    for model in (Competency, Picture, SiteDocument):
        post_save.connect(moved, sender=model, dispatch_uid=f"courses.freshness.{model.__name__}.save")
    for model in (Competency, Picture, SiteDocument, CurriculumPage, ModulePage, LessonPage):
        post_delete.connect(moved, sender=model, dispatch_uid=f"courses.freshness.{model.__name__}.delete")
