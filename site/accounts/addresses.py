"""Addresses of mail, as people type and paste them."""

import unicodedata
from typing import Any

from django import forms
from django.utils.encoding import punycode


def seen(address: str) -> str:
    """An address as one sees it. Copied from a mail program or a document, it brings along signs that nobody sees (a mark of direction, a
    space without width): with one of them it is another address, by which its owner cannot sign in, or to which no mail can leave.
    """
    return "".join(sign for sign in address if unicodedata.category(sign) != "Cf").strip()


def is_carried(address: str) -> bool:
    """Whether a mail can be addressed so: the name of its server has to be written in the signs that mail servers know."""
    try:
        punycode(address.rpartition("@")[2])
    except UnicodeError:
        return False
    return True


class SeenEmailField(forms.EmailField):
    """An address of somebody else, pasted more often than typed."""

    def to_python(self, value: Any) -> str:
        return seen(super().to_python(value) or "")
