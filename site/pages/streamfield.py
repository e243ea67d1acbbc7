"""StreamField whose block definitions stay out of migrations: a new label is no change of the database."""

from typing import Any

from wagtail.blocks import StreamValue
from wagtail.fields import StreamField as WagtailStreamField


class StreamField(WagtailStreamField):
    """Wagtail's field, which migrations see without its blocks.

    In a migration the field therefore knows no block. Wagtail would then drop every child it does not know, and a data
    migration that saves a page would empty it: here the raw data is given back untouched instead.
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs

    def to_python(self, value: Any) -> Any:
        if not self.stream_block.child_blocks and not isinstance(value, StreamValue):
            return value
        return super().to_python(value)

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, str):
            return value
        if isinstance(value, list):
            return self.json_field.get_prep_value(value)
        return super().get_prep_value(value)
