"""One stylesheet, light, with every part in it."""

import gzip
import re
from pathlib import Path

from pages.staticfiles import ENTRY, inline, strip

STATIC = Path(__file__).parents[2] / "static"
PARTS = sorted(path.name for path in (STATIC / "css/components").glob("*.css"))
LOCAL = {"--c", "--tone", "--tone-soft", "--flow", "--spine", "--rise"}


def served() -> str:
    return strip(inline(ENTRY, lambda name: (STATIC / name).read_text()))


def test_every_part_is_named_once() -> None:
    named = re.findall(r'@import "components/([^"]+)"', (STATIC / ENTRY).read_text())
    assert sorted(named) == PARTS


def test_the_stylesheet_holds_no_import_and_no_comment() -> None:
    assert "@import" not in served()
    assert "/*" not in served()
    assert served().startswith("@layer tokens,base,components,utilities,print;")


def test_it_weighs_at_most_nine_kilobytes_on_the_wire() -> None:
    assert len(gzip.compress(served().encode(), 9)) <= 9000


def test_no_value_is_invented_outside_the_tokens() -> None:
    defined = set(re.findall(r"(--[\w-]+):", (STATIC / "css/tokens.css").read_text()))
    used = set(re.findall(r"var\((--[\w-]+)", served()))
    assert used - defined - LOCAL == set()
    for path in [STATIC / "css/base.css", *(STATIC / "css/components").glob("*.css")]:
        colours = set(re.findall(r"#[0-9a-f]{3,8}\b", re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)))
        assert colours <= {"#000", "#fff"}, path  # ink on paper in print, and the quiet zone that a code reader needs


def test_nothing_is_asked_of_another_host() -> None:
    for path in STATIC.rglob("*"):
        if path.is_file():
            text = path.read_text().replace('xmlns="http://www.w3.org/2000/svg"', "")
            assert "//" not in re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE), path
