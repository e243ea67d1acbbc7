"""Reads the resources that the deck names and puts them on the shelf: what is missing is created, what an editor decided is respected."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils import timezone

from accounts.actions import editors_group
from courses.loading.reading import Place, checked
from courses.loading.schema import Slide, Slug, Strict, Text
from courses.loading.writing import Report, already, digest
from courses.models import ContentLoad, Resource
from courses.resources.addresses import problem_of
from courses.resources.enums import Reliability, State

FILE = Path(__file__).resolve().parents[1] / "content" / "resources.yaml"
MAY = ("add_resource", "change_resource", "view_resource")


class Item(Strict):
    """One resource as the file writes it."""

    slug: Slug
    genre: Literal["document", "video", "lien", "formation"]
    type: Text
    titre: Text
    url: Text
    acces: Text | None = None
    fiabilite: Literal["sure", "probable"] = "sure"
    src: list[Slide] = []


class Shelf(Strict):
    """The whole file."""

    ressources: list[Item]


def read(path: Path = FILE) -> list[Item]:
    """The resources of a file. Raises ContentError with every problem found, each with its line."""
    return checked(path, Shelf, faults).ressources


def faults(shelf: Shelf) -> Iterator[tuple[Place, str]]:
    """What each field allows and the whole does not: an address that leads nowhere public, an identifier taken twice."""
    seen: set[str] = set()
    for index, item in enumerate(shelf.ressources):
        if problem := problem_of(item.url):
            yield ("ressources", index, "url"), problem
        if item.slug in seen:
            yield ("ressources", index, "slug"), f"« {item.slug} » est écrit deux fois"
        seen.add(item.slug)


def check() -> str:
    """Reads the file and says how much it holds."""
    return f"{len(read())} ressources"


@transaction.atomic
def write(report: Report) -> None:
    """Publishes the resources that were never loaded; nothing else is touched. Editors may keep the shelf from then on."""
    editors_group().permissions.add(*Permission.objects.filter(content_type__app_label="courses", codename__in=MAY))
    items = read()
    loaded = dict(ContentLoad.objects.filter(code__in=[code_of(item) for item in items]).values_list("code", "digest"))
    now = timezone.now()
    for item in items:
        code = code_of(item)
        if code in loaded:
            already(code, loaded[code] == digest(item), Resource.objects.filter(slug=item.slug).exists(), report)
            continue
        Resource.objects.get_or_create(
            slug=item.slug,
            defaults={
                "kind": item.genre,
                "title": item.titre,
                "label": item.type,
                "url": item.url,
                "access": item.acces or "",
                "reliability": Reliability(item.fiabilite),
                "slides": [int(slide[1:]) for slide in item.src],
                "state": State.PUBLISHED,
                "proposed_at": now,
                "decided_at": now,
                "published_at": now,
            },
        )
        ContentLoad.objects.create(code=code, digest=digest(item))
        report.created.append(code)


def code_of(item: Item) -> str:
    return f"ressource:{item.slug}"[:40]
