"""What the editors' group may do in the Wagtail admin. Idempotent: run after each load of content."""

from django.contrib.auth.models import Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from accounts.actions import editors_group

PAGE = ("add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page")
# Wagtail asks for the rights of its own models, whatever model stands in their place.
FILES = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
GLOSSARY = ("add_glossaryterm", "change_glossaryterm", "delete_glossaryterm", "view_glossaryterm")


def grant_editors() -> None:
    """Lets editors enter the admin, write and publish every page, and handle pictures and files, keep the words in order."""
    group = editors_group()
    group.permissions.add(
        *Permission.objects.filter(codename="access_admin", content_type__app_label="wagtailadmin"),
        *Permission.objects.filter(codename__in=["change_competency", "view_competency", *GLOSSARY]),
        *Permission.objects.filter(content_type__app_label="territories"),
    )
    root = Page.objects.get(depth=1)
    for permission in Permission.objects.filter(codename__in=PAGE, content_type__app_label="wagtailcore"):
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    collection = Collection.objects.get(depth=1)
    for permission in Permission.objects.filter(codename__in=FILES, content_type__app_label__in=["wagtailimages", "wagtaildocs"]):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
