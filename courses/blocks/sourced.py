"""What every block that states a fact carries: where it comes from, and how sure we are."""

import re

from django.core.exceptions import ValidationError
from wagtail import blocks

SLIDE = re.compile(r"^d([1-9]\d?)$")


def slides_in_words(codes: list[str]) -> str:
    """« diapositive 4 », « diapositives 4, 5 et 7 », or nothing."""
    numbers = [match[1] for match in (SLIDE.match(code) for code in codes) if match]
    if not numbers:
        return ""
    if len(numbers) == 1:
        return f"diapositive {numbers[0]}"
    return f"diapositives {', '.join(numbers[:-1])} et {numbers[-1]}"


class SourcedValue(blocks.StructValue):
    """A block that may say which slides of the source document it restates."""

    @property
    def slides(self) -> str:
        return slides_in_words(list(self.get("src") or []))

    @property
    def notes(self) -> list[tuple[str, str]]:
        """The discreet notes under the block, as (class, words): a reading to confirm is shown, never hidden."""
        notes = []
        if self.get("calcul"):
            notes.append(("calc", "Calcul : addition faite par nous"))
        if self.get("a_verifier"):
            notes.append(("doubt", "Lecture à confirmer"))
        if self.slides:
            notes.append(("slides", self.slides.capitalize()))
        return notes


class SlideBlock(blocks.CharBlock):
    """The code of one slide of the source document, d1 to d99."""

    def clean(self, value: str) -> str:
        value = super().clean(value)
        if not self.is_deferred_validation and not SLIDE.match(value):
            raise ValidationError("Écrivez le numéro de la diapositive ainsi : d4.")
        return value


def sources() -> blocks.ListBlock:
    # « Diapositives » alone does not say of what: whoever writes a new lesson has none.
    said = "Celles de la présentation d’origine d’où cela vient, s’il y en a. Par exemple d4."
    return blocks.ListBlock(SlideBlock(), label="Diapositives", default=[], required=False, help_text=said, collapsed=True)


def doubt() -> blocks.BooleanBlock:
    return blocks.BooleanBlock(
        label="Lecture à confirmer",
        required=False,
        help_text="La lecture du document d’origine est incertaine : la page le dira.",
    )


class FactBlock(blocks.StructBlock):
    """The base of blocks that state a fact."""
