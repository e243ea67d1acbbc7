"""The body of a lesson: which blocks it may hold."""

from wagtail import blocks

from courses.blocks.media import AudioBlock, DocumentBlock, ImageBlock, VideoBlock
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

# What a reader acts on is rendered for her, never cached with the rest.
INTERACTIVE = frozenset({"activity", "quiz", "reflection"})


class LessonBody(blocks.StreamBlock):
    """Every block that an editor may put in a lesson, in the order the admin offers them."""

    heading = HeadingBlock()
    paragraph = ParagraphBlock()
    key_figure = KeyFigureBlock()
    quote = QuoteBlock()
    callout = CalloutBlock()
    list = ListBlock()
    table = TableBlock()
    image = ImageBlock()
    video = VideoBlock()
    audio = AudioBlock()
    document = DocumentBlock()
    activity = ActivityBlock()
    quiz = QuizBlock()
    reflection = ReflectionBlock()
