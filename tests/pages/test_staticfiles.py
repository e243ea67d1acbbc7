"""Few stylesheets, light, with every part in one of them."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from pages.staticfiles import ENTRIES, FewStylesheetsStorage, inline, strip

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


def test_what_stands_between_quotes_is_served_as_it_was_written() -> None:
    written = 'td::before {\n  content: attr(data-l) "\\00a0: ", "a,  b"; /* "why" */\n  color: red;\n}\n'
    assert strip(written) == 'td::before{content:attr(data-l) "\\00a0: ","a,  b";color:red}'


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


def test_a_file_gathered_again_is_served_under_its_new_name(tmp_path: Path, settings: Any) -> None:
    """Addresses are kept from one page to the next; not those of a file that has changed since."""
    settings.DEBUG = False
    storage = FewStylesheetsStorage(location=tmp_path, base_url="/static/")

    def gather(css: str) -> str:
        storage.delete("css/shelf.css")
        storage.save("css/shelf.css", ContentFile(css.encode()))
        assert [str(done) for *_, done in storage.post_process({"css/shelf.css": (storage, "css/shelf.css")})]
        return storage.url("css/shelf.css")

    first, second = gather("a{color:red}"), gather("a{color:blue}")
    assert first != second
    assert b"blue" in (tmp_path / second.removeprefix("/static/")).read_bytes()
    assert storage.url("css/shelf.css") == second
