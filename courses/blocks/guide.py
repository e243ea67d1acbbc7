"""The body of the guide: sections with a permanent anchor, made of the blocks that only read."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.text import slugify
from wagtail import blocks

from courses.blocks.media import ImageBlock
from courses.blocks.publishing import PublishedStream
from courses.blocks.text import READ, CalloutBlock, KeyFigureBlock, ListBlock, ParagraphBlock, QuoteBlock, TableBlock

PLACES = [
    ("auto_evaluation", "Le référentiel de compétences"),
    ("experimentation", "Le chapitre sur l’expérimentation"),
    ("glossaire", "Le glossaire"),
]
# Identifiers that the page itself uses: an anchor of the same name would lead elsewhere.
TAKEN = frozenset({"contenu", "apparence", "a-confirmer", "h-doubt", "sommaire", "suite", "h-next"})


class PlaceBlock(blocks.StructBlock):
    """A link to a screen of the site, by its name: the address is looked up when the page is drawn."""

    place = blocks.ChoiceBlock(PLACES, label="Écran")

    class Meta:
        icon = "link"
        label = "Renvoi"
        group = READ
        description = "Mène à un écran de la plateforme."
        template = "components/blocks/place.html"
        preview_value = {"place": "glossaire"}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        from courses.guide.places import place_of

        return {**super().get_context(value, parent_context), "place": place_of(value["place"])}


class GuideText(PublishedStream):
    """What a passage of the guide may hold: everything that only reads."""

    paragraph = ParagraphBlock()
    list = ListBlock()
    table = TableBlock()
    key_figure = KeyFigureBlock()
    quote = QuoteBlock()
    callout = CalloutBlock()
    image = ImageBlock()
    place = PlaceBlock()


class SectionBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", max_length=160)
    anchor = blocks.CharBlock(
        label="Ancre",
        max_length=80,
        required=False,
        help_text="Permanente : des liens la portent. Laissez vide, elle se fait du titre. Ne la changez plus ensuite.",
    )
    body = GuideText(label="Contenu")

    class Meta:
        icon = "title"
        label = "Section"
        group = READ
        description = "Une partie du chapitre, avec son titre et une adresse à elle."
        form_classname = "collapsible"
        preview_value = {
            "title": "Ce que les maires constatent",
            "anchor": "ce-que-les-maires-constatent",
            "body": [
                ("paragraph", {"text": "Avant de chercher à mettre des acteurs en mouvement, il est utile de savoir ce qu’ils voient."})
            ],
        }

    def get_preview_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_preview_context(value, parent_context), "section": value}


class GuideBody(PublishedStream):
    """A chapter: its sections in their order, each with an anchor that no other has."""

    section = SectionBlock()

    def settle(self, value: Any) -> None:
        """An anchor made of the title, for each section that has none."""
        taken = {child.value["anchor"] for child in value}
        for child in value:
            section = child.value
            if not section["anchor"]:
                section["anchor"] = _free(slugify(section["title"] or "")[:76] or "section", taken)
                taken.add(section["anchor"])

    def judge(self, value: Any) -> dict[int, ValidationError]:
        """Each anchor is one, and no other has it."""
        seen: set[str] = set()
        errors: dict[int, ValidationError] = {}
        for index, child in enumerate(value):
            anchor = child.value["anchor"]
            try:
                validate_slug(anchor)
            except ValidationError:
                errors[index] = _refused("Écrivez l’ancre en minuscules, sans accent ni espace : par exemple « lire-et-comparer ».")
            if anchor in seen | TAKEN:
                errors[index] = _refused("Cette ancre est déjà prise dans la page. Choisissez-en une autre.")
            seen.add(anchor)
        return errors


def _free(wanted: str, seen: set[str]) -> str:
    number, found = 1, wanted
    while found in seen | TAKEN:
        number += 1
        found = f"{wanted}-{number}"
    return found


def _refused(words: str) -> blocks.StructBlockValidationError:
    return blocks.StructBlockValidationError(block_errors={"anchor": ValidationError(words)})
