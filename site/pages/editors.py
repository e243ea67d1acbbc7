"""What the groups of the editors' room may do in the Wagtail admin. Idempotent: run after each load of content."""

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from accounts.actions import authors_group, editors_group
from pages.reviewing import set_up_review

WRITE = ("add_page", "change_page")
PUBLISH = ("publish_page", "bulk_delete_page", "lock_page", "unlock_page")
# Wagtail asks for the rights of its own models, whatever model stands in their place.
FILES = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
GLOSSARY = ("add_glossaryterm", "change_glossaryterm", "delete_glossaryterm", "view_glossaryterm")


def grant_editors() -> None:
    """Lets authors write every page and hand in pictures and files; lets editors publish besides, and keep the words in order."""
    editors, authors = editors_group(), authors_group()
    entering = Permission.objects.filter(codename="access_admin", content_type__app_label="wagtailadmin")
    authors.permissions.add(*entering)
    editors.permissions.add(
        *entering,
        *Permission.objects.filter(codename__in=["change_competency", "view_competency", *GLOSSARY]),
        *Permission.objects.filter(content_type__app_label="territories"),
    )
    _over_pages(authors, WRITE)
    _over_pages(editors, (*WRITE, *PUBLISH))
    collection = Collection.objects.get(depth=1)
    for group in (editors, authors):
        for permission in Permission.objects.filter(codename__in=FILES, content_type__app_label__in=["wagtailimages", "wagtaildocs"]):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
    set_up_review()


def _over_pages(group: Group, codenames: tuple[str, ...]) -> None:
    root = Page.objects.get(depth=1)
    for permission in Permission.objects.filter(codename__in=codenames, content_type__app_label="wagtailcore"):
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
