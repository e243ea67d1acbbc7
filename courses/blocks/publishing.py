"""A draft may be incomplete; what is published may not. The checks that hold at publication only ask `is_deferred_validation`."""

from threading import RLock
from typing import Any

from wagtail import blocks


def asking[B: blocks.FieldBlock](block: B, words: str) -> B:
    """The same field, which says in these words what it asks for when it stays empty."""
    block.field.error_messages["required"] = words
    return block


class PublishedStream(blocks.StreamBlock):
    """A body that is checked whole when it is published or sent for review, and saved as it stands before that."""

    # Wagtail marks the blocks themselves while it reads a draft, and every request shares them: without a turn of its own, a
    # publication would pass unchecked while another page is being saved.
    _turn = RLock()

    def clean(self, value: Any) -> Any:
        with self._turn:
            return self.judge(super().clean(value))

    def clean_deferred(self, value: Any) -> Any:
        with self._turn:
            return super().clean_deferred(value)

    def judge(self, value: Any) -> Any:
        """What must hold between the blocks of this body; raises StreamBlockValidationError with a sentence for each."""
        return value
