"""Whether a page could be published as it was last written: what its own screen asks, for the ways that do not open it."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from wagtail.models import Page

from pages.streamfield import StreamField

# What upper apps ask besides: why a version may not go live, in a sentence; empty when it may.
CHECKS: list[Callable[[Page], str]] = []


def is_ready(page: Page) -> bool:
    """Whether the last version of this page passes every check of a publication."""
    latest = page.specific.get_latest_revision_as_object()
    try:
        latest.full_clean()
        for field in latest._meta.fields:
            if isinstance(field, StreamField):
                field.stream_block.clean(getattr(latest, field.name))
    except ValidationError:
        return False
    return not any(check(latest) for check in CHECKS)
