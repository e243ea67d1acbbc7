"""Text that people type: a few Markdown signs, read by a library, then the one policy. The source is kept beside it."""

import re
from typing import Any

from django.db import models
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

from pages.richtext import clean, kept

# Paragraphs, bold, italics, lists, links: what the buttons above a field insert, and nothing else.
RULES = ["paragraph", "list", "text", "emphasis", "balance_pairs", "link", "autolink", "newline", "escape", "entity", "fragments_join"]

# A link begun and left, as the button writes it: without an address it is its words alone, without words it is called by its address.
NOWHERE = re.compile(r'<a href=""[^>]*>(.*?)</a>', re.DOTALL)
NAMELESS = re.compile(r'<a( href="([^"]+)"[^>]*)>\s*</a>')


def reader() -> MarkdownIt:
    """A parser of the subset: no HTML, no images, no headings. `zero` knows nothing that is not switched on."""
    markdown = MarkdownIt("zero", {"html": False, "breaks": True, "linkify": False})
    known = {name for names in markdown.get_all_rules().values() for name in names}
    return markdown.enable([rule for rule in RULES if rule in known])


def html_of(source: str) -> str:
    """The HTML of what someone typed: parsed, then cleaned by the policy that holds everywhere.

    A text beyond the policy's limit raises ValidationError with a sentence for its author.
    """
    html = reader().render(source.replace("\x00", ""))
    return clean(NAMELESS.sub(r"<a\1>\2</a>", NOWHERE.sub(r"\1", html)))


class WrittenHTMLField(models.TextField):
    """HTML made of what people typed: cleaned on its way into the database, whoever writes it, so that it is ready to show."""

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return clean(prepared) if prepared else prepared

    def from_db_value(self, value: str | None, expression: object, connection: object) -> SafeString | None:
        return kept(value) if value is not None else None
