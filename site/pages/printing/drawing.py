"""Words through a template of ours, as PDF/UA-1.

A template is a file of an app and holds no text of anybody: values reach it as JSON, as data, and can be no markup.
"""

import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from pages.printing.lettering import drawable, simplest


def printed(template: Path, words: dict[str, Any]) -> bytes:
    """The document that says these words. `has_strangers` tells the template whether a sign could not be drawn.

    What the engine refuses all the same is drawn again in the simplest letters: no text stops a document.
    """
    found, strangers = settled(words, drawable)
    found["has_strangers"] = strangers
    try:
        return drawn(template, found)
    except BaseException as error:
        # The engine panics rather than fails on some texts, and a panic is no Exception of Python.
        if not isinstance(error, typst.TypstError) and type(error).__name__ != "PanicException":
            raise
        plain, _ = settled(found, lambda text: (simplest(text), False))
        plain["has_strangers"] = True
        return drawn(template, plain)


def drawn(template: Path, words: dict[str, Any]) -> bytes:
    """These words through the template. Raises what the engine raises where it cannot draw one of them."""
    return typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=_fonts(),
        ignore_system_fonts=True,  # the same document on every machine
        sys_inputs={"data": json.dumps(words)},
        pdf_standards=["ua-1"],
    )


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)


def settled(value: Any, change: Callable[[str], tuple[str, bool]]) -> tuple[Any, bool]:
    """The same value with every text changed, and whether any text lost something."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        pairs = {key: settled(one, change) for key, one in value.items()}
        return {key: one for key, (one, _) in pairs.items()}, any(lost for _, lost in pairs.values())
    if isinstance(value, list):
        found = [settled(one, change) for one in value]
        return [one for one, _ in found], any(lost for _, lost in found)
    return value, False
