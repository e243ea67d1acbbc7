"""Reads the resources that the deck names and puts them on the shelf: what is missing is created, what an editor decided is respected."""

from pathlib import Path
from typing import Literal

import yaml
from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils import timezone
from pydantic import ValidationError

from accounts.actions import editors_group
from courses.loading.reading import ContentError, Problem
from courses.loading.schema import Slide, Slug, Strict, Text
from courses.loading.writing import Report, digest
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
    """The resources of a file. Raises ContentError with what is wrong."""
    try:
        items = Shelf.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))).ressources
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ContentError([Problem(path.name, 1, "fichier", f"il ne se lit pas ({error})")]) from error
    except ValidationError as error:
        raise ContentError([Problem(path.name, 1, ".".join(map(str, one["loc"])), one["msg"]) for one in error.errors()]) from error
    wrong = [Problem(path.name, 1, item.slug, problem) for item in items if (problem := problem_of(item.url))]
    if len({item.slug for item in items}) != len(items):
        wrong.append(Problem(path.name, 1, "slug", "un identifiant est écrit deux fois"))
    if wrong:
        raise ContentError(wrong)
    return items


def check() -> str:
    """Reads the file and says how much it holds."""
    return f"{len(read())} ressources"


@transaction.atomic
def write(report: Report) -> None:
    """Publishes the resources that were never loaded; nothing else is touched. Editors may keep the shelf from then on."""
    editors_group().permissions.add(*Permission.objects.filter(content_type__app_label="courses", codename__in=MAY))
    items = read()
    loaded = set(ContentLoad.objects.filter(code__in=[code_of(item) for item in items]).values_list("code", flat=True))
    now = timezone.now()
    for item in items:
        code = code_of(item)
        if code in loaded:
            (report.unchanged if Resource.objects.filter(slug=item.slug).exists() else report.respected).append(code)
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
