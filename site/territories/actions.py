"""What brings a new place into the directory."""

from django.db import IntegrityError, transaction

from territories.models import Territory
from territories.names import place_key


def territory_named(name: str, *, region: str = "") -> Territory:
    """The territory of this name, however it is written; created when there is none. Safe to call twice at once.

    One that bore this name before, and was renamed, keeps its identifier: the new one takes the next.
    """
    wanted = place_key(name)
    for territory in Territory.objects.all():
        if place_key(territory.name) == wanted:
            return territory
    made = Territory(name=name.strip(), region=region)
    made.take_slug()
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # the identifier was free a moment ago: somebody has just made the same place
        return Territory.objects.get(slug=made.slug)
    return made
