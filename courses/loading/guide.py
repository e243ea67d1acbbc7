"""Reads the guide's file and writes its pages: creates what is missing, respects what editors decided."""

import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction

from courses.blocks.sourced import slides_in_words
from courses.loading import guide_schema as schema
from courses.loading.reading import checked
from courses.loading.writing import Report, block_id, digest, is_edited, publish, remember, wanted
from courses.models import ContentLoad, GlossaryTerm, GuideChapterPage, GuidePage, ModulePage
from courses.outline import bump_epoch
from pages.models import HomePage

FILE = Path(__file__).resolve().parents[1] / "content" / "guide.yaml"
ANNEXES = "annexes"
TITLE = "Annexes"
RELIABLE = {"sure": "Sûre", "probable": "Probable"}  # what is less sure is never published
HEADER = ["Ce qui est compté", "Chiffre", "Source", "Lecture"]


def read(path: Path, *, modules: Collection[str], terms: Collection[str]) -> schema.Guide:
    """The guide of a file. Raises ContentError with every problem found, each with its line."""
    return checked(path, schema.Guide, schema.faults_of(modules, terms))


def blocks_of(blocks: Sequence[Any], owner: str) -> list[dict[str, Any]]:
    """Blocks as Wagtail stores them, each with its permanent id."""
    ranks: dict[str, int] = {}
    stream = []
    for block in blocks:
        ranks[block.type] = ranks.get(block.type, 0) + 1
        value = block.model_dump(exclude={"type"})
        if isinstance(block, schema.Table):
            value = table(block.caption, [block.header, *block.rows], value)
        stream.append({"type": block.type, "value": value, "id": block_id(owner, block.type, ranks[block.type])})
    return stream


def table(caption: str, rows: list[list[str]], extra: dict[str, Any]) -> dict[str, Any]:
    """A table as its block stores it: the first row names the columns."""
    kept: dict[str, Any] = {name: extra[name] for name in ("src", "a_verifier", "calcul") if name in extra}
    return {
        "caption": caption,
        "table": {"data": rows, "table_header_choice": "row", "first_row_is_table_header": True},
        "source": "",
        **kept,
    }


def section(code: str, title: str, anchor: str, body: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "section", "value": {"title": title, "anchor": anchor, "body": body}, "id": block_id(code, "section", 1)}


def sections_of(chapter: schema.Chapter) -> list[dict[str, Any]]:
    """The sections of a chapter, under their permanent anchors."""
    made = []
    for one in chapter.sections:
        code = f"guide/{chapter.slug}/{one.slug}"
        made.append(section(code, one.titre, one.slug, blocks_of(one.blocs, code)))
    return made


def annexes_of(annexes: list[schema.Annex]) -> list[dict[str, Any]]:
    """The annexes as sections of one page: what each is, its figures, and where it leads."""
    made = []
    for one in annexes:
        code = f"guide/{ANNEXES}/{one.slug}"
        body = [{"type": "paragraph", "value": {"text": one.presentation, "src": one.src}, "id": block_id(code, "paragraph", 1)}]
        rows = [figure_row(figure) for figure in one.chiffres if figure.fiabilite in RELIABLE]
        if rows:
            body.append({"type": "table", "value": table(one.titre, [HEADER, *rows], {}), "id": block_id(code, "table", 1)})
        if one.renvoi:
            body.append({"type": "place", "value": {"place": one.renvoi}, "id": block_id(code, "place", 1)})
        made.append(section(code, one.titre, one.slug, body))
    return made


def figure_row(figure: schema.Figure) -> list[str]:
    """A figure as a row: what it counts, itself, where it comes from, and how surely it was read."""
    reading = [RELIABLE[figure.fiabilite] + (", lecture à confirmer [?]" if figure.a_verifier else "")]
    if figure.calcul:
        reading.append("Calcul")
    if figure.note:
        reading.append(figure.note.rstrip("."))
    source = ", ".join(part for part in (figure.source, slides_in_words(figure.src)) if part)
    return [figure.label, figure.value, source, ". ".join(reading) + "."]


@transaction.atomic
def write(guide: schema.Guide, report: Report, *, update: bool = False, yes: bool = False) -> None:
    """Creates what was never loaded. With `update`, lists what differs; with `yes` too, overwrites it.

    What an editor deleted, moved, renamed or rewrote is her decision: it is never made again nor overwritten otherwise.
    """
    loads = {load.code: load for load in ContentLoad.objects.filter(code__startswith="guide/")}
    how = {"overwrite": update and yes, "listing": update}
    root = _root(guide, loads, report, **how)
    drafts = []
    for chapter in guide.chapitres:
        fields = {
            "title": chapter.titre,
            "number": chapter.ordre,
            "summary": chapter.resume,
            "slides": ", ".join(code[1:] for code in chapter.src),
            "is_doubtful": chapter.a_verifier,
            "body": json.dumps(sections_of(chapter)),
        }
        drafts.append((_chapter(chapter.slug, digest(chapter), fields, root, loads, report, **how), chapter))
    _publish_named([(page, chapter) for page, chapter in drafts if page is not None], loads)
    if guide.annexes:
        mark = digest({"annexes": [annex.model_dump() for annex in guide.annexes]})
        fields = {"title": TITLE, "body": json.dumps(annexes_of(guide.annexes))}
        page = _chapter(ANNEXES, mark, fields, root, loads, report, **how)
        if page is not None:
            publish(page, None, is_new=False)
            remember(f"guide/{ANNEXES}", mark, loads, page.latest_revision_id)
    bump_epoch()


def _root(guide: schema.Guide, loads: dict[str, ContentLoad], report: Report, *, overwrite: bool, listing: bool) -> GuidePage | None:
    code, mark = "guide/introduction", digest({"titre": guide.titre, "introduction": [one.model_dump() for one in guide.introduction]})
    found = GuidePage.objects.order_by("path").first()
    home = HomePage.objects.first()
    # A page that an editor made at this address before the guide existed is hers.
    if home is None or (found is None and home.get_children().filter(slug="guide").exists()):
        report.respected.append(code)
        return None
    edited = is_edited(found, loads.get(code))
    if wanted(code, mark, found is not None, loads, report, edited=edited, overwrite=overwrite, listing=listing):
        page = found or GuidePage(slug="guide")
        page.title = guide.titre
        page.body = json.dumps(blocks_of(guide.introduction, code))
        publish(page, home, is_new=found is None)
        remember(code, mark, loads, page.latest_revision_id)
        return page
    return found


def _chapter(
    slug: str,
    mark: str,
    fields: dict[str, Any],
    root: GuidePage | None,
    loads: dict[str, ContentLoad],
    report: Report,
    *,
    overwrite: bool,
    listing: bool,
) -> GuideChapterPage | None:
    """The page of a chapter with what the file says, not published yet; None where there is nothing to write."""
    code = f"guide/{slug}"
    page: GuideChapterPage | None = GuideChapterPage.objects.filter(code=slug).first()
    if page is None and root is None:
        report.respected.append(code)
        return None
    edited = is_edited(page, loads.get(code))
    if not wanted(code, mark, page is not None, loads, report, edited=edited, overwrite=overwrite, listing=listing):
        return None
    is_new = page is None
    if page is None:
        page = GuideChapterPage(code=slug, slug=slug, live=False)
    for name, value in fields.items():
        setattr(page, name, value)
    if is_new and root is not None:
        GuidePage.objects.get(pk=root.pk).add_child(instance=page)
    return page


def _publish_named(drafts: list[tuple[GuideChapterPage, schema.Chapter]], loads: dict[str, ContentLoad]) -> None:
    """Publishes chapters once all of them exist, so that each can name the others."""
    for page, chapter in drafts:
        page.modules = list(ModulePage.objects.filter(code__in=chapter.modules))
        page.terms = list(GlossaryTerm.objects.filter(slug__in=chapter.termes))
        page.also = list(GuideChapterPage.objects.filter(code__in=chapter.a_lire_aussi))
        publish(page, None, is_new=False)
        remember(f"guide/{chapter.slug}", digest(chapter), loads, page.latest_revision_id)
