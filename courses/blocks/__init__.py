"""The blocks a lesson is made of, one family a file."""

from courses.blocks.body import INTERACTIVE, Aims, LessonBody
from courses.blocks.practice import ActivityBlock, QuizBlock, ReflectionBlock
from courses.blocks.text import (
    CalloutBlock,
    HeadingBlock,
    KeyFigureBlock,
    ListBlock,
    ParagraphBlock,
    QuoteBlock,
    TableBlock,
)

__all__ = [
    "INTERACTIVE",
    "ActivityBlock",
    "Aims",
    "CalloutBlock",
    "HeadingBlock",
    "KeyFigureBlock",
    "LessonBody",
    "ListBlock",
    "ParagraphBlock",
    "QuizBlock",
    "QuoteBlock",
    "ReflectionBlock",
    "TableBlock",
]
