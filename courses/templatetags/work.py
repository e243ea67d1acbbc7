"""What people have left in a page, for the screens of the admin that are about to touch it."""

from django import template
from wagtail.models import Page

from courses import work

register = template.Library()


@register.simple_tag
def work_in(page: Page) -> work.Work:
    """The figures of this page and of those below it."""
    return work.work_in(page)
