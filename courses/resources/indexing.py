"""Keeping what the shelf is found by: its entry in the search, and its facets. Only what is published has them."""

from typing import Any

from django.db import transaction
from django.db.models.signals import m2m_changed, post_save, pre_delete

from courses.resources.facets import values_of
from courses.resources.models import Resource, ResourceFacet
from pages.search.index import drop, put

RELATIONS = ("domains", "territories", "actor_kinds", "modules", "competencies")


def key_of(resource: Resource) -> str:
    return f"ressource:{resource.pk}"


@transaction.atomic
def index_resource(resource: Resource) -> None:
    """Brings the search and the facets of one resource up to date; one that is not published leaves both. Twice is once."""
    if not resource.is_published:
        forget(resource)
        return
    told = " ".join(filter(None, [resource.summary, resource.body, resource.label, resource.author, resource.access, resource.text]))
    entry = put(key=key_of(resource), kind="resource", label=resource.title, text=told, url=resource.get_absolute_url())
    if resource.entry_id != entry.pk:
        Resource.objects.filter(pk=resource.pk).update(entry=entry)
        resource.entry = entry
    facets = ResourceFacet.objects.filter(entry=entry)
    known, wanted = set(facets.order_by().values_list("facet", "value")), values_of(resource)
    for facet, value in known - wanted:
        facets.filter(facet=facet, value=value).delete()
    ResourceFacet.objects.bulk_create(
        [ResourceFacet(entry=entry, facet=facet, value=value) for facet, value in sorted(wanted - known)], ignore_conflicts=True
    )


def forget(resource: Resource) -> None:
    """Takes a resource out of the search; its facets go with its entry."""
    drop(key_of(resource))
    resource.entry = None


def saved(instance: Resource, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        index_resource(instance)


def sorted_anew(instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: Any) -> None:
    """A value was given or taken: from the resource's side, or from the value's."""
    if not action.startswith("post_"):
        return
    changed = Resource.objects.filter(pk__in=pk_set or []) if reverse else [instance]
    for resource in changed:
        index_resource(resource)


def deleted(instance: Resource, **kwargs: Any) -> None:
    drop(key_of(instance))


def connect() -> None:
    """Listens to what changes a resource or what it is sorted by."""
    post_save.connect(saved, sender=Resource, dispatch_uid="courses.resources.saved")
    pre_delete.connect(deleted, sender=Resource, dispatch_uid="courses.resources.deleted")
    for name in RELATIONS:
        through = getattr(Resource, name).through
        m2m_changed.connect(sorted_anew, sender=through, dispatch_uid=f"courses.resources.{name}")
