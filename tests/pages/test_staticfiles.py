"""Few stylesheets, light, with every part in one of them."""

import gzip
import re
from pathlib import Path

import pytest

from pages.staticfiles import ENTRIES, inline, strip

STATIC = Path(__file__).parents[2] / "static"
PARTS = sorted(path.name for path in (STATIC / "css/components").glob("*.css"))
LOCAL = {"--c", "--tone", "--tone-soft", "--flow", "--spine", "--rise"}


# Bytes on the wire: what every page waits for, and what the screens of self-assessments or the public shelf add.
LIMITS = {"css/main.css": 9000, "css/skills.css": 4000, "css/shelf.css": 4000}


def served(entry: str) -> str:
    return strip(inline(entry, lambda name: (STATIC / name).read_text()))


def test_every_part_is_named_once() -> None:
    named = [name for entry in ENTRIES for name in re.findall(r'@import "components/([^"]+)"', (STATIC / entry).read_text())]
    assert sorted(named) == PARTS
    assert len(ENTRIES) <= 3


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_stylesheet_holds_no_import_and_no_comment_and_is_light(entry: str) -> None:
    assert "@import" not in served(entry)
    assert "/*" not in served(entry)
    assert len(gzip.compress(served(entry).encode(), 9)) <= LIMITS[entry]


def test_the_layers_are_ordered_by_the_first() -> None:
    assert served("css/main.css").startswith("@layer tokens,base,components,utilities,print;")
    assert not any("@layer tokens,base" in served(entry) for entry in ENTRIES[1:])


def test_no_value_is_invented_outside_the_tokens() -> None:
    defined = set(re.findall(r"(--[\w-]+):", (STATIC / "css/tokens.css").read_text()))
    used = {name for entry in ENTRIES for name in re.findall(r"var\((--[\w-]+)", served(entry))}
    assert used - defined - LOCAL == set()
    for path in [STATIC / "css/base.css", *(STATIC / "css/components").glob("*.css")]:
        colours = set(re.findall(r"#[0-9a-f]{3,8}\b", re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)))
        assert colours <= {"#000", "#fff"}, path  # ink on paper in print, and the quiet zone that a code reader needs


def test_nothing_is_asked_of_another_host() -> None:
    for path in STATIC.rglob("*"):
        if path.is_file() and path.suffix != ".png":  # pixels ask for nothing
            text = path.read_text().replace('xmlns="http://www.w3.org/2000/svg"', "")
            assert "//" not in re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE), path


def test_a_title_that_opens_something_is_underlined() -> None:
    """In a list, some titles are links and some are not: nothing but the underline says which."""
    rules = [
        rule for entry in ENTRIES for rule in re.findall(r"([^{}]*)\{([^{}]*)\}", served(entry)) if re.search(r"h3 a$", rule[0].strip())
    ]
    assert len(rules) == 3
    assert all("text-decoration-color" in body and "text-decoration:none" not in body.replace(" ", "") for _, body in rules)
