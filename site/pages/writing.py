"""Text that people type: a few Markdown signs, read by a library, then the one policy. The source is kept beside it."""

import re
from typing import Any

from django.db import models
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pages.richtext import clean, kept

# Paragraphs, bold, italics, lists, links: what the buttons above a field insert, and nothing else.
RULES = ["paragraph", "list", "text", "emphasis", "balance_pairs", "link", "autolink", "newline", "escape", "entity", "fragments_join"]

# A link begun and left, as the button writes it: without an address it is its words alone, without words it is called by its address.
NOWHERE = re.compile(r'<a href=""[^>]*>(.*?)</a>', re.DOTALL)
NAMELESS = re.compile(r'<a( href="([^"]+)"[^>]*)>\s*</a>')

# A line that begins with a year, or a house number, is no item of a list: it stays as it was typed.
YEAR = re.compile(r"^([ \t]*(?:[-+*][ \t]+)*\d{3,})(?=[.)](?:\s|$))", re.MULTILINE)


def reader() -> MarkdownIt:
    """A parser of the subset: no HTML, no images, no headings. `zero` knows nothing that is not switched on."""
    markdown = MarkdownIt("zero", {"html": False, "breaks": True, "linkify": False})
    known = {name for names in markdown.get_all_rules().values() for name in names}
    return markdown.enable([rule for rule in RULES if rule in known])


def numbered(tokens: list[Token]) -> list[Token]:
    """Each line of a numbered list under the number that was typed: « 3. » goes on with a list begun above.

    HTML counts from one by itself, so a number is written only where it is not the next one.
    """
    due: list[int] = []
    for token in tokens:
        if token.type in {"ordered_list_open", "bullet_list_open"}:
            token.attrs.pop("start", None)
            due.append(1)
        elif token.type in {"ordered_list_close", "bullet_list_close"}:
            due.pop()
        elif token.type == "list_item_open" and token.info:
            number = int(token.info)
            if number != due[-1]:
                token.attrSet("value", str(number))
            due[-1] = number + 1
    return tokens


def html_of(source: str) -> str:
    """The HTML of what someone typed: parsed, then cleaned by the policy that holds everywhere.

    A text beyond the policy's limit raises ValidationError with a sentence for its author.
    """
    markdown = reader()
    html = markdown.renderer.render(numbered(markdown.parse(YEAR.sub(r"\1\\", source.replace("\x00", "")))), markdown.options, {})
    return clean(NAMELESS.sub(r"<a\1>\2</a>", NOWHERE.sub(r"\1", html)))


class WrittenHTMLField(models.TextField):
    """HTML made of what people typed: cleaned on its way into the database, whoever writes it, so that it is ready to show."""

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return clean(prepared) if prepared else prepared

    def from_db_value(self, value: str | None, expression: object, connection: object) -> SafeString | None:
        return kept(value) if value is not None else None
