"""An editor who is choosing a block meets its name, its family, what it is for, and what it looks like."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.admin.icons import get_icons
from wagtail.blocks import Block, BooleanBlock, ListBlock, StreamBlock, StructBlock

from cohorts.working.enums import Kind
from cohorts.working.rendering import TEMPLATES
from courses.blocks import INTERACTIVE, LessonBody
from courses.blocks.guide import GuideBody, GuideText
from courses.guide import words
from courses.guide.printing import TEMPLATE
from courses.loading import guide_schema, schema
from courses.models import CurriculumPage, GuideChapterPage, GuidePage, LessonPage
from courses.rendering import EXPLAINED, FIGURES, title_of
from pages.printing.drawing import printed
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


def offered() -> Iterator[tuple[str, Block]]:
    for body in (LessonBody(), GuideText(), GuideBody()):
        for name, block in body.child_blocks.items():
            yield f"{type(body).__name__}-{name}", block


BLOCKS = list(offered())


@pytest.mark.parametrize("block", [block for _, block in BLOCKS], ids=[name for name, _ in BLOCKS])
def test_every_block_has_a_name_an_icon_a_family_and_a_description(block: Block) -> None:
    assert block.label
    assert f'id="icon-{block.meta.icon}"' in get_icons(), f"no icon of the admin is called « {block.meta.icon} »"
    assert block.meta.icon != "placeholder", "Meta has no icon: Wagtail's default stands in its place"
    assert block.meta.group, "Meta has no group"
    assert block.get_description().endswith("."), "Meta has no description that ends with a full stop"
    assert block.is_previewable, "Meta has no preview_value"


@pytest.mark.parametrize("block", [block for _, block in BLOCKS], ids=[name for name, _ in BLOCKS])
def test_a_box_of_a_block_may_always_stay_unticked(block: Block) -> None:
    assert not [one.label for one in every(block) if isinstance(one, BooleanBlock) and one.required]


@pytest.mark.parametrize("block", [block for _, block in BLOCKS], ids=[name for name, _ in BLOCKS])
def test_a_folded_block_is_named_by_its_words_and_never_by_an_unticked_box(block: Block) -> None:
    for one in every(block):
        if isinstance(one, StructBlock) and any(isinstance(child, BooleanBlock) for child in one.child_blocks.values()):
            assert one.meta.label_format, f"Meta of {type(one).__name__} has no label_format, which a block with a box to tick needs"


@pytest.mark.parametrize("block", [block for _, block in BLOCKS], ids=[name for name, _ in BLOCKS])
def test_a_field_about_the_document_of_origin_says_so(block: Block) -> None:
    """« Diapositives, par exemple d4 » left whoever writes a lesson of her own to guess: of what?"""
    asked = {"Diapositives", "Lecture à confirmer", "Addition faite par nous"}
    for one in every(block):
        if one.label in asked:
            assert "d’origine" in one.field.help_text if isinstance(one, BooleanBlock) else "d’origine" in one.meta.help_text, one.label


def test_every_block_is_drawn_by_a_template_of_ours() -> None:
    """Wagtail draws a block without one as a bare list of its fields. A section of the guide is drawn by `section_of`."""
    blocks = [block for name, block in BLOCKS if name != "GuideBody-section"]
    assert not [type(block).__name__ for block in blocks if not getattr(block.meta, "template", None)], "Meta has no template"


@pytest.mark.parametrize("block", [block for _, block in BLOCKS], ids=[name for name, _ in BLOCKS])
def test_a_block_shows_readers_each_note_that_editors_can_make(block: Block) -> None:
    """Its slides, a reading to confirm: a fact that hides how sure we are of it would mislead."""
    said: dict[str, tuple[Any, str]] = {"src": (["d4"], "Diapositive 4"), "a_verifier": (True, "Lecture à confirmer")}
    for field in said.keys() & set(getattr(block, "child_blocks", {})):
        value, words = said[field]
        markup = str(block.render(block.normalize({**block.get_preview_value(), field: value})))
        assert words in markup, f"« {words} » is not shown: Meta needs value_class = SourcedValue, and the template notes.html"


@pytest.mark.parametrize("block", [block for _, block in BLOCKS], ids=[name for name, _ in BLOCKS])
def test_every_block_is_previewed_with_the_styles_of_readers(block: Block) -> None:
    bodies = [page._meta.get_field("body").stream_block for page in (LessonPage, GuideChapterPage)]
    found = next(one for body in bodies for one in every(body) if type(one) is type(block))
    address = f"{reverse('wagtailadmin_block_preview')}?{urlencode({'id': found.definition_prefix})}"
    answer = signed_in("farid").get(address)
    assert answer.status_code == 200
    soup = BeautifulSoup(answer.content, "html.parser")
    assert soup.select_one('link[href*="main"]')
    body = soup.select_one(".lesson-body")
    assert body is not None
    assert len(body.get_text(" ", strip=True)) > 10


@pytest.mark.parametrize(("said", "body"), [(schema.Block, LessonBody()), (guide_schema.Block, GuideText())], ids=["lesson", "guide"])
def test_what_a_content_file_may_hold_is_a_block_that_pages_hold(said: Any, body: StreamBlock) -> None:
    for line in get_args(get_args(said)[0]):
        (name,) = get_args(line.model_fields["type"].annotation)
        assert name in body.child_blocks, f"« {name} » stands in the schema of files and not in {type(body).__name__}: it would be lost"
        # The right answer and the rows of a table are written otherwise in files; loading turns them round.
        fields = set(line.model_fields) - {"type", "answer", "header", "rows"}
        assert fields <= set(body.child_blocks[name].child_blocks), name


def test_what_the_guide_may_hold_is_printed_too() -> None:
    drawn = (Path(words.__file__).parent / "guide.typ").read_text()
    assert not [name for name in GuideText().child_blocks if f'one.kind == "{name}"' not in drawn]


def test_whatever_block_the_guide_holds_it_can_still_be_printed() -> None:
    """A field that `guide.typ` draws and `words.py` does not hand on stops every print, and readers keep the document of before."""
    guide = GuidePage.objects.get()
    # A picture is no preview: it has a test of its own.
    guide.body = [(name, block.get_preview_value()) for name, block in GuideText().child_blocks.items() if name != "image"]
    guide.save()
    said = words.words_of_guide()
    assert said is not None
    assert len(said["introduction"]) == len(guide.body)
    assert printed(TEMPLATE, {**said, "chapters": [], "made": ""}).startswith(b"%PDF")


def test_what_readers_act_on_can_be_answered() -> None:
    assert set(Kind.values) == set(INTERACTIVE)
    assert set(TEMPLATES) == set(Kind)


# Prose that stays as its author wrote it: words of somebody else, words to be heard, words that lead, what a picture shows.
UNEXPLAINED = {"heading", "quote", "table", "key_figure", "link", "image", "video", "audio", "document", "place"}
# What its neighbours name, so that no note hangs on it alone.
NAMELESS = {"paragraph", "list", "link", "document", "place"}


@pytest.mark.parametrize(("name", "block"), [*LessonBody().child_blocks.items(), *GuideText().child_blocks.items()])
def test_whether_a_block_explains_terms_and_what_a_list_calls_it_is_decided(name: str, block: Block) -> None:
    """Forgotten in `courses/rendering.py`, a new block would explain no term and stand in no list of passages, and nobody would be told."""
    if name in INTERACTIVE:
        return
    assert (name in EXPLAINED) != (name in UNEXPLAINED), "Name it in EXPLAINED, or here in UNEXPLAINED where no term may be explained"
    markup = str(block.render(block.normalize(block.get_preview_value())))
    is_named = bool(title_of("figures" if name == FIGURES else name, markup))
    assert is_named != (name in NAMELESS), "Give it a title or a name in NAMES, or write it in NAMELESS where its neighbours name it"


def every(block: Block) -> Iterator[Block]:
    """A block and those inside it."""
    yield block
    for child in getattr(block, "child_blocks", {}).values():
        yield from every(child)
    if isinstance(block, ListBlock):
        yield from every(block.child_block)


def test_pages_are_listed_in_the_order_of_readers_and_what_is_new_comes_last() -> None:
    editor = signed_in("farid")
    course, guide = CurriculumPage.objects.get(), GuidePage.objects.get()
    for parent in (course, course.get_first_child(), guide):
        soup = BeautifulSoup(editor.get(reverse("wagtailadmin_explore", args=[parent.pk])).content, "html.parser")
        listed = [one.get_text().strip() for one in soup.select("table.listing .title-wrapper")]
        assert listed == [page.title for page in parent.get_children()][: len(listed)]
        assert len(listed) > 3
    numbers = [one.number for one in GuideChapterPage.objects.all() if one.number]
    for kind, parent, number in (("modulepage", course, 9), ("guidechapterpage", guide, max(numbers) + 1)):
        form = editor.get(reverse("wagtailadmin_pages:add", args=["courses", kind, parent.pk]))
        soup = BeautifulSoup(form.content, "html.parser")
        assert soup.select_one("[name=number]")["value"] == str(number)
