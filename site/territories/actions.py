"""What brings a new place into the directory."""

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from territories.models import Territory
from territories.names import folded


def territory_named(name: str, *, region: str = "") -> Territory:
    """The territory of this name, however it is written; created when there is none. Safe to call twice at once."""
    wanted = folded(name)
    for territory in Territory.objects.all():
        if folded(territory.name) == wanted:
            return territory
    slug = slugify(name)[:80] or "territoire"
    try:
        with transaction.atomic():
            return Territory.objects.create(slug=slug, name=name.strip(), region=region)
    except IntegrityError:
        return Territory.objects.get(slug=slug)
