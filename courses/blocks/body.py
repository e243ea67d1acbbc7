"""The body of a lesson: which blocks it may hold."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks

from courses.blocks.links import LinkBlock
from courses.blocks.media import AudioBlock, DocumentBlock, ImageBlock, VideoBlock
from courses.blocks.practice import ActivityBlock, QuizBlock, ReflectionBlock
from courses.blocks.publishing import PublishedStream
from courses.blocks.text import (
    CalloutBlock,
    HeadingBlock,
    KeyFigureBlock,
    ListBlock,
    ParagraphBlock,
    QuoteBlock,
    TableBlock,
)

# What a reader acts on is rendered for her, never cached with the rest.
INTERACTIVE = frozenset({"activity", "quiz", "reflection"})


class LessonBody(PublishedStream):
    """Every block that an editor may put in a lesson, in the order the admin offers them."""

    heading = HeadingBlock()
    paragraph = ParagraphBlock()
    key_figure = KeyFigureBlock()
    quote = QuoteBlock()
    callout = CalloutBlock()
    list = ListBlock()
    table = TableBlock()
    link = LinkBlock()
    image = ImageBlock()
    video = VideoBlock()
    audio = AudioBlock()
    document = DocumentBlock()
    activity = ActivityBlock()
    quiz = QuizBlock()
    reflection = ReflectionBlock()

    def settle(self, value: Any) -> None:
        """An identifier of its own for each block: answers hang on it, and two questions never share theirs."""
        seen: set[str] = set()
        for child in value:
            if child.id in seen:
                child.id = None  # a new one is given when the body is kept
            elif child.id:
                seen.add(child.id)

    def judge(self, value: Any) -> dict[int, ValidationError]:
        """Titles in order: a title of the second level never stands above the first one of its lesson."""
        errors: dict[int, ValidationError] = {}
        has_title = False
        for index, child in enumerate(value):
            if child.block_type != "heading":
                continue
            if child.value["level"] == "2":
                has_title = True
            elif not has_title:
                words = "Un sous-titre vient après un intertitre : choisissez « Intertitre », ou placez-en un au-dessus."
                errors[index] = blocks.StructBlockValidationError(block_errors={"level": ValidationError(words)})
        return errors


class Aims(PublishedStream):
    """What a module aims at, one line each."""

    aim = blocks.CharBlock(label="Objectif", icon="check")
