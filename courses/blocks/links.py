"""A link that stands by itself: to a page of the site, or elsewhere."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from wagtail import blocks

from courses.blocks.text import READ
from courses.resources.addresses import problem_of as problem_of_address
from pages.links import problem_of as problem_of_words

# Browsers drop tabs and line ends, and read « \ » as « / »: « /⇥/ailleurs.fr » leads elsewhere.
LOCAL = re.compile(r"/(?!/)[^\s\x00-\x20\\]*\Z")


class LinkValue(blocks.StructValue):
    @property
    def href(self) -> str:
        """Where it leads; empty when the page is not published any more, or when the address is none.

        A draft holds whatever was typed, and is previewed where scripts of the admin run: a script is no address here either.
        """
        page = self.get("page")
        if page is not None:
            return str(page.url or "") if page.live else ""
        address = str(self.get("address") or "").strip()
        return address if is_local(address) or not problem_of_address(address) else ""

    @property
    def host(self) -> str:
        """The name of the other site it leads to; empty for a page of this one."""
        return (urlsplit(self.href).hostname or "").removeprefix("www.") if self.get("page") is None else ""


class LinkBlock(blocks.StructBlock):
    """One link, one target. Its words say where it leads, since many readers meet them alone."""

    text = blocks.CharBlock(
        label="Texte du lien", max_length=160, help_text="Où il mène : « Le chapitre 4 du guide », jamais « cliquez ici »."
    )
    page = blocks.PageChooserBlock(label="Une page du site", required=False)
    address = blocks.CharBlock(
        label="Ou une adresse",
        required=False,
        max_length=500,
        help_text="Par exemple https://exemple.fr/page, ou /ressources/ pour une page d’ici.",
    )

    class Meta:
        icon = "link"
        label = "Lien"
        group = READ
        description = "Mène à une page du site ou d’un autre. Son texte dit où."
        template = "components/blocks/link.html"
        value_class = LinkValue
        preview_value = {"text": "Le glossaire du parcours", "address": "/glossaire/"}

    def clean(self, value: LinkValue) -> LinkValue:
        value = super().clean(value)
        if self.is_deferred_validation:
            return value
        errors = {}
        if problem := problem_of_words(value["text"]):
            errors["text"] = ValidationError(problem)
        address = (value["address"] or "").strip()
        if (value["page"] is None) == (not address):
            errors["page"] = ValidationError("Choisissez une page du site, ou donnez une adresse : l’une des deux.")
        elif address and not is_local(address) and (problem := problem_of_address(address)):
            errors["address"] = ValidationError(problem)
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return value


def is_local(address: str) -> bool:
    """Whether it is the path of a page of this site: « /ressources/ », never « //ailleurs.fr », however it is written."""
    return bool(LOCAL.match(address))
