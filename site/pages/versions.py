"""What the page's own saving takes away: the state before it stays among the former versions, where an editor finds it again."""

import json
from itertools import takewhile
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

FEW = 20  # signs: a slip of the hand takes more, and correcting a word takes less


def takes_away(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether words of a version are in the next one no more: of a block that was removed, or of a text that was written over.

    Words that another block holds by now were moved. A corrected word is no loss, nor is anything that was added.
    """
    # A version that was read again holds its dates as words.
    old, new = _texts(before), _texts(json.loads(json.dumps(after, cls=DjangoJSONEncoder)))
    held = set(new.values())
    return any(text not in held and _lost(text, new.get(place, "")) >= FEW for place, text in old.items())


def _lost(old: str, new: str) -> int:
    """How many signs of a text were replaced, between what its two versions begin and end with alike."""
    start = _alike(old, new)
    return len(old) - start - _alike(old[start:][::-1], new[start:][::-1])


def _alike(one: str, other: str) -> int:
    """How many signs two texts have in common at their beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _texts(content: dict[str, Any]) -> dict[str, str]:
    """The words of a version by their place: the name of a field, the permanent identifier of a block."""
    found: dict[str, str] = {}
    for name, value in content.items():
        if isinstance(value, str):
            _gather(found, name, _stream(value))
    return found


def _stream(value: str) -> Any:
    """The blocks of a StreamField, which a version holds as JSON; otherwise the words themselves."""
    if not value.startswith("["):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _gather(found: dict[str, str], place: str, value: Any) -> None:
    if isinstance(value, str):
        found[place] = f"{found[place]}\n{value}" if place in found else value
    elif isinstance(value, list):
        for one in value:
            _gather(found, place, one)
    elif isinstance(value, dict):
        is_block = {"id", "type", "value"} <= value.keys()
        # The id and the type of a block are no words of it.
        for one in [value["value"]] if is_block else value.values():
            _gather(found, str(value["id"]) if is_block else place, one)
