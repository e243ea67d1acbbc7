"""Writes a checked curriculum into the site: creates what is missing, respects what editors decided."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from wagtail.models import Page, Site

from courses.loading import schema
from courses.models import Competency, ContentLoad, CurriculumPage, LessonPage, ModulePage, Shape
from courses.outline import bump_epoch
from pages.editors import grant_editors
from pages.models import HomePage

CURRICULUM = "parcours"
SHAPES = dict(enumerate(Shape.values, start=1))


@dataclass
class Report:
    """What a load did, item by item."""

    created: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    respected: list[str] = field(default_factory=list)
    outdated: list[str] = field(default_factory=list)
    overwritten: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)  # the file has changed since, and nobody asked to write it
    kept: list[str] = field(default_factory=list)  # the same, for what a file writes once only: words, resources, the framework


def block_id(code: str, kind: str, rank: int) -> str:
    """The permanent id of a block: answers hang on it, so it follows from the lesson, its kind and its rank among those of its kind."""
    return str(uuid5(NAMESPACE_URL, f"urn:parcours:{code}/{kind}/{rank}"))


def stream_of(lesson: schema.Lesson) -> list[dict[str, Any]]:
    """The blocks of a lesson as Wagtail stores them."""
    ranks: dict[str, int] = {}
    stream = []
    for block in lesson.blocs:
        ranks[block.type] = ranks.get(block.type, 0) + 1
        value = block.model_dump(exclude={"type"})
        if isinstance(block, schema.Quiz):
            value.pop("answer")
            value["choices"] = [
                {"id": str(number), "text": text, "correct": number - 1 == block.answer, "feedback": ""}
                for number, text in enumerate(block.choices, 1)
            ]
        stream.append({"type": block.type, "value": value, "id": block_id(lesson.id, block.type, ranks[block.type])})
    return stream


def digest(item: schema.Strict | dict[str, Any]) -> str:
    """A hash of what an item says; a module's does not include its lessons."""
    data = item if isinstance(item, dict) else item.model_dump(exclude={"lecons"})
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def write(
    curriculum: schema.Curriculum,
    *,
    update: bool = False,
    yes: bool = False,
    say: Callable[[str], None] = lambda line: None,
) -> Report:
    """Creates what was never loaded. With `update`, lists what differs; with `yes` too, overwrites it.

    What an editor deleted, moved, renamed or rewrote is her decision: it is never made again nor overwritten otherwise.
    """
    report = Report()
    loads = {load.code: load for load in ContentLoad.objects.all()}
    for skill in curriculum.competences:
        _skill(skill, loads, report, overwrite=update and yes, listing=update)
    track = _track(curriculum, loads, report)
    for module in curriculum.modules:
        page = _module(module, track, loads, report, overwrite=update and yes, listing=update)
        for lesson in module.lecons:
            _lesson(lesson, page, loads, report, overwrite=update and yes, listing=update)
        say(f"Module {module.ordre}, {module.titre_court} : {len(module.lecons)} leçons")
    grant_editors()
    bump_epoch()
    return report


def _track(curriculum: schema.Curriculum, loads: dict[str, ContentLoad], report: Report) -> CurriculumPage | None:
    if CURRICULUM in loads:
        return CurriculumPage.objects.order_by("path").first()
    root = Page.objects.get(depth=1)
    home = HomePage.objects.first()
    if home is None:
        welcome = Site.objects.filter(is_default_site=True).first()
        home = root.add_child(instance=HomePage(title="Accueil", slug="accueil-public", locale=root.locale))
        home.save_revision(log_action=True).publish()
        site = welcome or Site(hostname="localhost", port=80, is_default_site=True)
        site.root_page = home
        site.site_name = "Co-construction territoriale"
        site.save()
        # Wagtail's own welcome page, which nobody wrote.
        Page.objects.filter(depth=2, slug="home", content_type__model="page").delete()
        root.refresh_from_db()
        home.refresh_from_db()
    track = home.add_child(
        instance=CurriculumPage(
            title="Le parcours",
            slug=CURRICULUM,
            intro="Huit modules à suivre en binôme, et une expérimentation réelle sur votre territoire.",
            mention=curriculum.meta.mention_a_afficher.strip(),
        )
    )
    track.save_revision(log_action=True).publish()
    remember(CURRICULUM, "", loads)
    report.created.append(CURRICULUM)
    return track


def _skill(skill: schema.Skill, loads: dict[str, ContentLoad], report: Report, *, overwrite: bool, listing: bool) -> None:
    code, mark = f"competence/{skill.slug}", digest(skill)
    fields = {"order": skill.ordre, "title": skill.titre, "summary": skill.resume, "shape": SHAPES[skill.ordre]}
    found = Competency.objects.filter(slug=skill.slug).first()
    edited = found is not None and any(getattr(found, name) != value for name, value in fields.items())
    if not wanted(code, mark, found is not None, loads, report, edited=edited, overwrite=overwrite, listing=listing):
        return
    if found is None:
        Competency.objects.create(slug=skill.slug, **fields)
    else:
        for name, value in fields.items():
            setattr(found, name, value)
        found.save()
    remember(code, mark, loads)


def _module(
    module: schema.Module,
    track: CurriculumPage | None,
    loads: dict[str, ContentLoad],
    report: Report,
    *,
    overwrite: bool,
    listing: bool,
) -> ModulePage | None:
    found = ModulePage.objects.filter(code=module.id).first()
    mark = digest(module)
    edited = is_edited(found, loads.get(module.id))
    if not wanted(module.id, mark, found is not None, loads, report, edited=edited, overwrite=overwrite, listing=listing):
        return found
    page = found or ModulePage(code=module.id, slug=module.slug)
    page.title = module.titre
    page.number = module.ordre
    page.short_title = module.titre_court
    page.presentation = module.presentation.strip()
    page.deliverable = module.livrable
    page.guide_chapters = module.chapitres_guide
    page.aims = json.dumps(
        [{"type": "aim", "value": aim, "id": block_id(module.id, "aim", rank)} for rank, aim in enumerate(module.objectifs, 1)]
    )
    page.main_competency = Competency.objects.get(slug=module.competences.principale)
    page.secondary_competencies = list(Competency.objects.filter(slug__in=module.competences.secondaires))
    publish(page, track, is_new=found is None)
    remember(module.id, mark, loads, page.latest_revision_id)
    return page


def _lesson(
    lesson: schema.Lesson,
    module: ModulePage | None,
    loads: dict[str, ContentLoad],
    report: Report,
    *,
    overwrite: bool,
    listing: bool,
) -> None:
    found = LessonPage.objects.filter(code=lesson.id).first()
    mark = digest(lesson)
    if found is None and module is None:
        report.respected.append(lesson.id)
        return
    edited = is_edited(found, loads.get(lesson.id))
    if not wanted(lesson.id, mark, found is not None, loads, report, edited=edited, overwrite=overwrite, listing=listing):
        return
    page = found or LessonPage(code=lesson.id, slug=lesson.slug)
    page.title = lesson.titre
    page.duration_min = lesson.duree_min
    page.body = json.dumps(stream_of(lesson))
    publish(page, module, is_new=found is None)
    remember(lesson.id, mark, loads, page.latest_revision_id)


def wanted(
    code: str,
    mark: str,
    exists: bool,
    loads: dict[str, ContentLoad],
    report: Report,
    *,
    edited: bool,
    overwrite: bool,
    listing: bool,
) -> bool:
    """Whether to write this item, and the line of the report that says what became of it."""
    load = loads.get(code)
    if load is None and not exists:
        report.created.append(code)
        return True
    if load is not None and not exists:
        report.respected.append(code)
        return False
    if load is not None and load.digest == mark and not (edited and listing):
        report.unchanged.append(code)
        return False
    if overwrite:
        report.overwritten.append(code)
        return True
    if listing:
        report.outdated.append(f"{code} (modifié par un éditeur)" if edited else code)
    else:
        report.waiting.append(code)
    return False


def already(code: str, is_same: bool, exists: bool, report: Report) -> None:
    """The line of the report for what a file wrote once, and editors keep from then on in the admin."""
    if not exists:
        report.respected.append(code)
    else:
        (report.unchanged if is_same else report.kept).append(code)


def is_edited(page: Page | None, load: ContentLoad | None) -> bool:
    """Whether someone saved the page since it was loaded."""
    return page is not None and (load is None or page.latest_revision_id != load.revision)


def publish(page: Page, parent: Page | None, *, is_new: bool) -> None:
    """Puts a new page under its parent, and publishes what it says: its history offers this version to whoever takes it back."""
    if is_new:
        assert parent is not None  # noqa: S101 - a page is only made under the parent that was just found
        Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision(clean=False, log_action=True).publish()


def remember(code: str, mark: str, loads: dict[str, ContentLoad], revision: int | None = None) -> None:
    """Keeps what was written, so that what an editor does to it later is seen as hers."""
    loads[code] = ContentLoad.objects.update_or_create(code=code, defaults={"digest": mark, "revision": revision})[0]
