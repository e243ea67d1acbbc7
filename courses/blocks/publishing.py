"""A draft may be incomplete; what is published may not. The checks that hold at publication only ask `is_deferred_validation`."""

from threading import RLock
from typing import Any

from django.core.exceptions import ValidationError
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
            try:
                found, of_all, value = {}, None, super().clean(value)
            except blocks.StreamBlockValidationError as error:
                found, of_all = error.block_errors, error.non_block_errors
            self.settle(value)
            # Everything at once: nobody mends one block only to learn of the next.
            between = {} if self.is_deferred_validation else self.judge(value)
            if found or of_all or between:
                raise blocks.StreamBlockValidationError(block_errors={**between, **found}, non_block_errors=of_all)
            return value

    def clean_deferred(self, value: Any) -> Any:
        with self._turn:
            return super().clean_deferred(value)

    def settle(self, value: Any) -> None:
        """What is given once and for all, in a draft already: identifiers that nobody types."""

    def judge(self, value: Any) -> dict[int, ValidationError]:
        """What does not hold between the blocks of this body, by their rank. Not asked of a draft."""
        return {}
