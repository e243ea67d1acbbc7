"""The visiting card of a public page: what it says of itself to whoever finds it, quotes it or shares it.

A page that hands out no card is for no index. Nothing here is written for engines alone: a card repeats what its page says.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.html import json_script
from django.utils.safestring import SafeString

from pages.templatetags.typography import NBSP, french

MOST = 160  # signs that engines and networks show of a description
LANGUAGE = "fr"
CUT = " ,;:—–-(«\u00a0\u202f"  # what does not stand before the sign of a cut
Node = dict[str, Any]


@dataclass(frozen=True)
class Card:
    """A page's title, its words in short, its one public path, and the facts that machines may read (schema.org).

    `path` leaves out whatever only filters or sorts; `kind` is Open Graph's: `website`, or `article` for what one reads through.
    """

    title: str
    description: str
    path: str
    kind: str = "website"
    nodes: tuple[Node, ...] = ()

    @property
    def url(self) -> str:
        """The page's canonical address."""
        return absolute(self.path)

    @property
    def origin(self) -> str:
        """The public host, before an address of our own files."""
        return absolute("")

    @property
    def site(self) -> str:
        return str(settings.WAGTAIL_SITE_NAME)

    @property
    def data(self) -> SafeString:
        """The facts as a block of data that no browser runs, in Django's own escaping: no title can end the block."""
        if not self.nodes:
            return SafeString("")
        block = json_script({"@context": "https://schema.org", "@graph": list(self.nodes)})
        return SafeString(block.replace("application/json", "application/ld+json", 1))


def absolute(path: str) -> str:
    """A path as the public address that people outside may follow; an address stays as it is."""
    return path if path.startswith(("http://", "https://")) else f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"


def described(*texts: str) -> str:
    """The first of these texts that says something, as plain words on one line, cut at a word where it is long.

    The sign « [?] » never parts from the reading that it doubts.
    """
    words = next((found for text in texts if (found := " ".join(text.split()))), "")
    words = french(words.replace(" [?]", f"{NBSP}[?]"))
    if len(words) <= MOST:
        return words
    start = words[: MOST - 1]
    return (start.rpartition(" ")[0] or start).rstrip(CUT) + "…"


def node(kind: str, path: str = "", **facts: Any) -> Node:
    """A thing and the facts that are known of it: what is empty is left out, never guessed. Texts get their typography."""
    found: Node = {"@type": kind}
    if path:
        found |= {"@id": absolute(path), "url": absolute(path)}
    return found | {name: _set(value) for name, value in facts.items() if value not in ("", None, [], {})}


def _set(value: Any) -> Any:
    if isinstance(value, list):
        return [_set(one) for one in value]
    return french(value) if isinstance(value, str) and not value.startswith(("http://", "https://")) else value


def operator() -> Node:
    """Who answers for this installation; empty where its settings say nothing."""
    return node("Organization", name=settings.OPERATOR_NAME) if settings.OPERATOR_NAME else {}


def lasting(minutes: int) -> str:
    """A duration as ISO 8601 writes it; empty for none."""
    return f"PT{minutes}M" if minutes else ""


def trail(*steps: tuple[str, str]) -> Node:
    """The thread that the page shows, from its first step to itself: each with its name and its path."""
    items = [
        {"@type": "ListItem", "position": number, "name": french(name), "item": absolute(path)}
        for number, (name, path) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}
