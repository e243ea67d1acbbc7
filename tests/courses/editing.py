"""An editor's form as a browser sends it."""

import json
from typing import Any

from wagtail import blocks
from wagtail.blocks import StreamValue
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.test.utils.form_data import nested_form_data, streamfield

from courses.models import LessonPage, ModulePage


def value_of(block: Any, value: Any) -> Any:
    """What the fields of one block hold: structures and lists as the admin names them."""
    if isinstance(block, blocks.StructBlock):
        return {name: value_of(child, value.get(name)) for name, child in block.child_blocks.items()}
    if isinstance(block, blocks.ListBlock):
        return streamfield([("item", value_of(block.child_block, one)) for one in value or []])
    if isinstance(block, TableBlock):
        return json.dumps(value)
    if isinstance(block, blocks.BooleanBlock):
        return "on" if value else ""
    return "" if value is None else getattr(value, "pk", value)


def filled(page: LessonPage | ModulePage, *, body: StreamValue | None = None, **changes: str) -> dict[str, str]:
    """The fields of a lesson's form, with another body or other fields where they are given."""
    stream = getattr(page, "body", []) if body is None else body
    children = [(child.block_type, value_of(child.block, child.value)) for child in stream]
    data: dict[str, str] = nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "duration_min": getattr(page, "duration_min", ""),
            "body": streamfield(children),
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""},
            "seo_title": "",
            "search_description": "",
            "go_live_at": "",
            "expire_at": "",
            **changes,
        }
    )
    for index, child in enumerate(stream):
        data[f"body-{index}-id"] = child.id or ""
    return data
