"""The one policy for HTML that people write.

What is typed as Markdown is cleaned when it is written, and kept so (`kept`); the body of a plain page is cleaned each time it is
shown (`safe`).
"""

import re
from html import unescape

import bleach
import nh3
from bleach.sanitizer import Cleaner
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString, mark_safe

TAG = re.compile(r"<[^>]+>")
INLINE = re.compile(r"</?(?:a|b|em|i|strong)\b[^>]*>")  # they part no words: what follows « <em>soir</em> » may be its full stop
LIMIT = 50_000  # characters; past that, cleaning deeply nested markup takes seconds
TAGS = frozenset({"a", "b", "br", "em", "i", "li", "ol", "p", "strong", "ul"})
ATTRIBUTES = {"a": ["href"], "li": ["value"]}
PROTOCOLS = frozenset({"http", "https", "mailto"})


def clean(html: str) -> str:
    """The part of this HTML that the site shows: paragraphs, lists, emphasis, links to http, https and mailto.

    bleach decides; nh3, another parser, reads the result again, so that what fools one is caught by the other.
    A text beyond the limit raises ValidationError with a sentence for its author: nothing is cut silently.
    """
    if len(html) > LIMIT:
        raise ValidationError(f"Ce texte est trop long : {len(html)} caractères, la limite est de {LIMIT}. Partagez-le en deux.")
    # A Cleaner is not thread-safe: a new one each time.
    once = Cleaner(tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS, strip=True, strip_comments=True).clean(html)
    return nh3.clean(once, tags=set(TAGS), attributes={"a": {"href"}, "li": {"value"}}, url_schemes=set(PROTOCOLS), link_rel="noopener")


def safe(html: str) -> SafeString:
    """What `clean` let through, ready for a template."""
    return mark_safe(clean(html))


def kept(html: str) -> SafeString:
    """What `clean` let through when it was written, and the database kept: only `WrittenHTMLField` reads it."""
    return mark_safe(html)


def words_of(html: str) -> str:
    """What cleaned HTML says, as plain words on one line, for an excerpt: templates escape it like any text."""
    return " ".join(unescape(TAG.sub(" ", INLINE.sub("", html))).split())


def text_of(html: str) -> str:
    """The words alone."""
    return bleach.clean(html[:LIMIT], tags=[], strip=True)
