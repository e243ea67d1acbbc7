"""The field of several lines of every form: long words are refused and given back, never cut."""

from typing import Any

from django import forms


class LongText(forms.Textarea):
    """A textarea without `maxlength`: a browser cuts what is pasted at that length and tells nobody, and what is sent lacks its end.

    The form counts, says how long a text may be, and shows all of it again.
    """

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        attrs: dict[str, Any] = super().build_attrs(base_attrs, extra_attrs)
        return {name: value for name, value in attrs.items() if name != "maxlength"}
