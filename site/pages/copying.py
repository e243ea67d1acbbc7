"""A page is copied from the editors' room."""

from itertools import count
from typing import Any

from wagtail.admin.forms.pages import CopyForm


class CopyWithItsAddress(CopyForm):
    """An editor who copies a page is offered an address that no page has yet beside it: otherwise her first click was refused."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slug: str = self.page.slug
        taken = set(self.page.get_siblings().values_list("slug", flat=True))
        self.fields["new_slug"].initial = next(free for number in count(2) if (free := f"{slug}-{number}") not in taken)
