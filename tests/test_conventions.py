"""The codebase checks itself: a convention that no test can see is a wish."""

import ast
import re
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.core.management import call_command
from django.template.loader import get_template
from django.test import Client
from django.urls import URLResolver, get_resolver
from wagtail.embeds.finders import get_finders
from wagtail.models import Page

ROOT = Path(__file__).parents[1]
CODE = [path for folder in ("site", "courses", "cohorts", "assessments", "launch", "bench") for path in (ROOT / folder).rglob("*.py")]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Found by Django, Wagtail and allauth under their own names.
BY_NAME = re.compile(r"^(account|mfa|allauth|wagtailusers|wagtailadmin/shared|wagtaildocs)/|^(403|404|500)\.html$")


def test_site_is_no_package_and_the_standard_library_keeps_its_name() -> None:
    import site

    assert not (ROOT / "site" / "__init__.py").exists()
    assert Path(site.__file__).is_relative_to(sysconfig.get_paths()["stdlib"])


@pytest.mark.parametrize("path", CODE, ids=str)
def test_files_stay_readable(path: Path) -> None:
    if "migrations" not in path.parts:
        assert len(path.read_text().splitlines()) <= 400


def test_tests_stay_readable() -> None:
    for path in (ROOT / "tests").rglob("*.py"):
        assert len(path.read_text().splitlines()) <= 600, path


def test_no_screen_takes_its_reader_for_a_man() -> None:
    """« Vous avez été déconnecté »: another turn says the same to everyone; both endings together are no turn, and are allowed."""
    alone = re.compile(
        r"vous (?:a|avez|avait|avez été|êtes|serez) (?:bien )?(?:déconnecté|connecté|inscrit|invité|abonné)\b(?! ou )", re.IGNORECASE
    )
    screens = [*TEMPLATES, *(ROOT / "static" / "js").glob("*.js"), *CODE]
    assert not [str(path) for path in screens if alone.search(path.read_text())]


def test_mark_safe_stands_in_two_places() -> None:
    users = {path.relative_to(ROOT).as_posix() for path in CODE if re.search(r"\bmark_safe\(", path.read_text())}
    assert users == {"site/pages/richtext.py", "courses/rendering.py"}


def test_no_drawer_for_everything() -> None:
    for path in CODE:
        assert not {"core", "utils", "common", "helpers"} & {*path.parts, path.stem}, path


def test_templates_hold_no_inline_style_script_or_handler() -> None:
    for path in TEMPLATES:
        text = path.read_text()
        assert not re.search(r"\sstyle=|\son\w+=|\|safe\b|autoescape off", text), path
        # What is JSON is data for a file of scripts: a browser never runs it.
        assert not re.search(r"<script(?![^>]*\b(?:src=|type=\"application/json\"))", text), path
        assert not re.search(r"""(src|href)="(https?:)?//""", text), path


# The rows of the matrix come five hundred at a time, and every space of theirs crosses the wire.
ROWS = {"matrix_figures.html", "matrix_lessons.html", "matrix_threads.html"}
BOX = re.compile(r"<(?:section|div|ul|ol|li|p|table|tr|td|th|h[1-5]|nav|form|dl|dt|dd|fieldset|header|footer|article|aside|figure)\b")


def test_no_field_of_several_lines_is_cut_by_a_browser() -> None:
    """`pages.fields.LongText` says why; what the editors' room of Wagtail draws is its own."""
    assert not [path.name for path in TEMPLATES if re.search(r"<textarea[^>]*maxlength", path.read_text())]
    assert [path.name for path in CODE if "forms.Textarea" in path.read_text()] == ["fields.py"]


def test_a_long_line_of_a_template_holds_one_box() -> None:
    """What stands inside a paragraph stays on its line, for white space is seen there; the boxes around it have theirs."""
    crowded = [
        f"{path}:{number}"
        for path in TEMPLATES
        if path.name not in ROWS
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if len(line) > 140 and len(BOX.findall(line)) > 1
    ]
    assert not crowded


def test_weights_are_said_by_one_filter() -> None:
    for path in [*TEMPLATES, *CODE]:
        assert "filesizeformat" not in path.read_text(), f"{path}: |weight says « 1,2 Mo »"


def test_every_template_is_used() -> None:
    texts = [path.read_text() for path in [*TEMPLATES, *CODE]]
    for path in TEMPLATES:
        name = path.relative_to(ROOT / "templates").as_posix()
        page_types = {model.template for model in apps.get_models() if issubclass(model, Page) and hasattr(model, "template")}
        assert BY_NAME.match(name) or name in page_types or any(f'"{name}"' in text for text in texts), name


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_every_template_compiles(path: Path) -> None:
    get_template(path.relative_to(ROOT / "templates").as_posix())


# As in `pyproject.toml`: `experiments` has its place and is not there yet.
LAYERS = ["config", "portal", "assessments", "experiments", "cohorts", "courses", "pages", "territories", "accounts"]
# Folders that bear the name of a library, and whose they are.
OWNER = {"account": "accounts", "mfa": "accounts", "allauth": "accounts", "wagtailusers": "accounts", "wagtaildocs": "pages"}


def test_templates_of_a_lower_app_load_nothing_of_an_upper_one() -> None:
    for path in TEMPLATES:
        first = path.relative_to(ROOT / "templates").parts[0]
        folder = OWNER.get(first, first)
        if folder not in LAYERS:
            continue
        text = path.read_text()
        for above in LAYERS[: LAYERS.index(folder)]:
            assert not re.search(rf'"{above}/', text), (path, above)


def test_public_classes_say_their_rule() -> None:
    silent = []
    for path in CODE:
        if "migrations" in path.parts or path.parts[-2] in {"commands", "settings", "launch"}:
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node):
                silent.append(f"{path.name}:{node.name}")
    allowed = re.compile(
        r"(Config|Block|QuerySet|Manager|Value|Rendition|Strict|Form|ViewSet|schema\.py:\w+|outline\.py:\w+|cast\.py:\w+|jobs\.py:\w+)$"
    )
    assert [name for name in silent if not allowed.search(name)] == []


# What is filled while it is read; every other record is what it was when it was made.
FILLED = {
    "assessments.counting.reading.IndicatorFigures",
    "assessments.counting.reading.SkillFigures",
    "assessments.framework.exchange.reading.Found",
    "assessments.results.reading.Row",
    "assessments.taking.lines.Line",
    "cohorts.desk.following.Follower",
    "cohorts.desk.following.Following",
    "cohorts.desk.following.Group",
    "cohorts.desk.matrix.Line",
    "cohorts.working.reading.Standing",
    "courses.loading.writing.Report",
    "courses.resources.facets.Asked",
    "courses.resources.finding.Search",
}


def test_a_record_is_frozen_unless_it_is_filled_while_it_is_read() -> None:
    """A figure, a place or a party that is handed on is changed by nobody on its way."""
    open_ones = set()
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            for one in getattr(node, "decorator_list", ()):
                if isinstance(node, ast.ClassDef) and "dataclass" in ast.unparse(one) and "frozen=True" not in ast.unparse(one):
                    open_ones.add(".".join((*path.relative_to(ROOT).with_suffix("").parts, node.name)))
    ours = {name for name in open_ones if not name.startswith(("bench.", "launch."))}
    assert ours == FILLED


@pytest.mark.django_db
def test_every_migration_is_written_and_applied() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    call_command("migrate", check_unapplied=True, plan=True, verbosity=0)


# The open part of the site; the browser journeys watch what every other page asks for.
OPEN = (
    "/", "/parcours/", "/parcours/etat-des-lieux/", "/compte/connexion/", "/confidentialite/", "/guide/", "/guide/mouvement/", "/glossaire/",
    "/ressources/", "/ressources/site-dedie/", "/territoires/", "/territoires/siilab/", "/competences/referentiel/", "/recherche/",
)  # fmt: skip
# What a browser fetches by itself, or sends to; a link only leads, and names of a page's own address ask for nothing.
ASKING = "[src], [srcset], [poster], [data], [action], [formaction], [ping], use[href], image[href], link[href]"
NAMING = {"canonical", "alternate"}


@pytest.mark.django_db
def test_no_page_asks_another_host_for_anything() -> None:
    for url in OPEN:
        page = Client().get(url)
        assert page.status_code == 200, url
        for one in BeautifulSoup(page.content, "lxml").select(ASKING):
            asked = [one.get(name, "") for name in ("src", "srcset", "poster", "data", "action", "formaction", "ping")]
            if one.name != "a" and not (one.name == "link" and set(one["rel"]) <= NAMING):
                asked.append(one.get("href", ""))
            assert not [address for address in asked if re.match(r"\s*(https?:)?//", address)], (url, one)


def test_no_address_of_the_admin_asks_another_site_for_its_player() -> None:
    assert get_finders() == []


OURS = {"config", "accounts", "territories", "pages", "portal", "courses", "cohorts", "assessments"}


def views_of(patterns: list[Any]) -> Iterator[Any]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from views_of(one.url_patterns)
        else:
            yield one.callback


def test_a_guarded_view_keeps_its_name_in_error_reports() -> None:
    ours = [view for view in views_of(get_resolver().url_patterns) if view.__module__.partition(".")[0] in OURS]
    assert len(ours) > 50
    assert not {view for view in ours if "<locals>" in getattr(view, "__qualname__", "") and not hasattr(view, "view_class")}
