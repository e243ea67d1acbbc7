"""The reference guide, word for word: every leaf of its file and of the glossary's is on its page, as served to a visitor."""

import copy
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client

from courses.guide.outline import guide_of
from courses.guide.places import place_of
from courses.loading import glossary, guide
from courses.loading.reading import ContentError, read
from courses.loading.writing import Report, digest
from courses.management.commands.load_content import FILE, GLOSSARY
from courses.models import ContentLoad, GlossaryTerm, GuideChapterPage, GuidePage, ModulePage
from tests.courses.test_content import TONES, leaves, words

pytestmark = pytest.mark.django_db

TEXT = guide.FILE.read_text()
DATA = yaml.safe_load(TEXT)
TERMS = yaml.safe_load(GLOSSARY.read_text())["glossaire"]
MODULES = {module["id"]: module for module in yaml.safe_load(FILE.read_text())["modules"]}
NAMES = {term["slug"]: term["terme"] for term in TERMS}
KNOWN = {"modules": set(MODULES), "terms": set(NAMES)}


def page_of(url: str) -> tuple[str, str]:
    """A page as it is served, and its words. Links on « [?] » are part of the sentence they stand in."""
    response = Client().get(url)
    assert response.status_code == 200, url
    raw = response.content.decode()
    return raw, words(raw)


def test_a_chapter_is_found_by_its_own_code_and_by_no_other() -> None:
    found = guide_of()
    assert found is not None
    for chapter in found.chapters:
        assert found.find(chapter.code) is chapter
    for other in ("", "a", "z", f"{found.chapters[0].code}-bis"):
        assert found.find(other) is None


def expected(path: tuple[Any, ...], value: Any, owner: dict[str, Any]) -> str | None:
    """What the reader must find for a leaf; None when the leaf only says how the page is made."""
    name = next(step for step in reversed(path) if isinstance(step, str))
    if name in {"slug", "type"}:
        return None
    if name == "src":
        numbers = [code[1:] for code in owner["src"]]
        return f"iapositive {numbers[0]}" if len(numbers) == 1 else f"iapositives {', '.join(numbers[:-1])} et {numbers[-1]}"
    if name == "tone":
        return TONES[value]
    if name == "a_verifier":
        return "ecture à confirmer" if value else None
    if name == "calcul":
        return "Calcul" if value else None
    if name == "fiabilite":
        return {"sure": "Sûre", "probable": "Probable"}[value]
    if name == "ordre":
        return f"Chapitre {value}"
    if name == "modules":
        return f"Module {MODULES[value]['ordre']}, {MODULES[value]['titre_court']}"
    if name == "termes":
        return NAMES[value]
    if name == "a_lire_aussi":
        return next(chapter["titre"] for chapter in DATA["chapitres"] if chapter["slug"] == value)
    return str(value).rstrip(".") if name == "note" else str(value)


def test_every_word_of_the_guide_and_of_the_glossary_is_on_its_page(record_property: Callable[[str, object], None]) -> None:
    walked, missing = 0, []

    def look(page: str, path: tuple[Any, ...], wanted: str | None) -> None:
        nonlocal walked
        if wanted is None:
            return
        walked += 1
        if words(wanted) not in page:
            missing.append((path, wanted))

    def walk(page: str, value: dict[str, Any], path: tuple[Any, ...], skip: tuple[str, ...] = ()) -> None:
        for inner, leaf in leaves({key: one for key, one in value.items() if key not in skip}, path):
            look(page, inner, expected(inner[len(path) :], leaf, value))

    _, front = page_of("/guide/")
    look(front, ("titre",), DATA["titre"])
    for index, block in enumerate(DATA["introduction"]):
        walk(front, block, ("introduction", index))
    for chapter in DATA["chapitres"]:
        raw, page = page_of(f"/guide/{chapter['slug']}/")
        walk(page, chapter, (chapter["slug"],), ("sections",))
        look(front, (chapter["slug"], "titre"), chapter["titre"])
        look(front, (chapter["slug"], "resume"), chapter["resume"])
        for section in chapter["sections"]:
            assert f'id="{section["slug"]}"' in raw
            assert f'href="#{section["slug"]}"' in raw
            look(page, (chapter["slug"], section["slug"]), section["titre"])
            look(front, (chapter["slug"], section["slug"]), section["titre"])
            for index, block in enumerate(section["blocs"]):
                walk(page, block, (chapter["slug"], section["slug"], index))
    raw, page = page_of("/guide/annexes/")
    for annex in DATA["annexes"]:
        assert f'id="{annex["slug"]}"' in raw
        walk(page, annex, ("annexes", annex["slug"]), ("chiffres", "chiffres_non_publies", "renvoi"))
        for figure in annex.get("chiffres", []):
            walk(page, figure, ("annexes", annex["slug"], figure["slug"]))
    raw, page = page_of("/glossaire/")
    for term in TERMS:
        walk(page, term, ("glossaire", term["slug"]), ("src", "voir", "source_externe"))
        for other in term.get("voir", []):
            look(page, ("glossaire", term["slug"], "voir"), NAMES[other])
            assert f'href="#{other}"' in raw
        numbers = ", ".join(code[1:] for code in term.get("src", []))
        look(page, ("glossaire", term["slug"], "src"), f"{numbers}" if numbers else None)
    record_property("said", f"{walked} leaves of guide.yaml and glossary.yaml walked, {len(missing)} missing")
    assert not missing
    assert walked > 1200


def test_what_is_not_published_is_nowhere() -> None:
    pages = " ".join(page_of(f"/guide/{slug}")[1] for slug in ("", "annexes/", *(f"{one['slug']}/" for one in DATA["chapitres"])))
    assert words(DATA["statut"]) not in pages
    for figure in DATA["annexes"][0]["chiffres_non_publies"]:
        assert words(figure["label"]) not in pages
        assert words(figure["motif"]) not in pages


def test_a_figure_below_probable_is_never_published() -> None:
    annex = copy.deepcopy(DATA["annexes"][0])
    annex["chiffres"][0]["fiabilite"] = "douteuse"
    made = guide.annexes_of([guide.schema.Annex.model_validate(annex)])
    assert len(made[0]["value"]["body"][1]["value"]["table"]["data"]) == len(annex["chiffres"])


def test_every_renvoi_leads_to_a_page_that_answers() -> None:
    raw, _ = page_of("/guide/annexes/")
    seen = [annex["renvoi"] for annex in DATA["annexes"] if "renvoi" in annex]
    assert len(seen) == 3
    for renvoi in seen:
        place = place_of(renvoi)
        assert place is not None
        assert f'href="{place.url}"' in raw
        assert Client().get(place.url).status_code == 200


def test_every_link_of_the_guide_leads_somewhere() -> None:
    found = guide_of()
    assert found is not None
    links = {found.url}
    for chapter in found.chapters:
        raw, _ = page_of(chapter.url)
        links |= set(re.findall(r'href="(/[^"#]*)', raw.split("<main")[1].split("</main>")[0]))
        for anchor in re.findall(r'href="#([^"]+)"', raw):
            assert raw.count(f'id="{anchor}"') == 1, (chapter.url, anchor)
    for url in links:
        assert Client().get(url).status_code == 200, url


def test_a_reading_to_confirm_leads_to_what_that_means_once_a_page() -> None:
    raw, _ = page_of("/guide/profils-de-maires/")
    body = raw.split("<article")[1]
    assert body.count('id="a-confirmer"') == 1
    signs = len(re.findall(r"\[\?\]", re.sub(r"<[^>]+>", "", body.split('id="a-confirmer"')[0])))
    assert signs == body.count('aria-label="[?], lecture à confirmer"') > 3


def test_what_a_reading_to_confirm_means_is_said_where_something_leads_to_it_alone() -> None:
    said = set()
    for one in DATA["chapitres"]:
        body = page_of(f"/guide/{one['slug']}/")[0].split("<article")[1]
        before, sign, _ = body.partition('id="a-confirmer"')
        assert bool(sign) is ('href="#a-confirmer"' in before), one["slug"]
        said.add(bool(sign))
    assert said == {True, False}


# Loading --------------------------------------------------------------------------------------------------------------


def problems(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "essai.yaml"
    path.write_text(text)
    with pytest.raises(ContentError) as caught:
        guide.read(path, **KNOWN)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("    ordre: 2\n", "    ordre: 1\n", "« 1 » est déjà pris par chapitres[1].ordre"),
        ("  - slug: phare\n", "  - slug: mouvement\n", "« mouvement » est déjà pris"),
        ("    modules: [m1]\n", "    modules: [m99]\n", "le module « m99 » n’existe pas"),
        ("    termes: [co-", "    termes: [xx-", "le terme « xx-construction-territoriale » n’existe pas"),
        ("    a_lire_aussi: [animation-", "    a_lire_aussi: [exanimation-", "le chapitre « exanimation-territoriale » n’existe pas"),
        ("          - type: quote\n", "          - type: citation\n", "ce type de bloc n’existe pas"),
        ('            header: ["Réponse", "Part des maires"]', '            header: ["Réponse"]', "la ligne 1 du tableau a 2 cases"),
        ("    renvoi: glossaire", "    renvoi: ailleurs", "cette valeur n’est pas permise"),
        ("  - slug: phare\n", "  - slug: annexes\n", "est gardé pour une page du guide"),
    ],
)
def test_an_error_names_its_line_and_its_reason(tmp_path: Path, old: str, new: str, reason: str) -> None:
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    found = problems(tmp_path, text)
    lines = [number for number, (one, other) in enumerate(zip(TEXT.splitlines(), text.splitlines(), strict=True), 1) if one != other]
    assert any(reason in one for one in found), found
    if "tableau" not in reason and "déjà" not in reason:
        assert any(f"essai.yaml, ligne {lines[0]} :" in one for one in found), found


def test_loading_again_changes_nothing() -> None:
    before = set(GuideChapterPage.objects.values_list("pk", "latest_revision"))
    call_command("load_content", verbosity=0, stdout=StringIO())
    assert set(GuideChapterPage.objects.values_list("pk", "latest_revision")) == before
    assert (GuidePage.objects.count(), GuideChapterPage.objects.count()) == (1, 13)


def test_what_an_editor_changed_deleted_or_moved_is_respected() -> None:
    page = GuideChapterPage.objects.get(code="phare")
    page.title, page.slug = "Mon titre", "mon-adresse"
    page.save_revision().publish()
    GuideChapterPage.objects.get(code="parcours").delete()
    book = guide.read(guide.FILE, **KNOWN)
    report = Report()
    guide.write(book, report)
    assert report.respected == ["guide/parcours"]
    assert not report.created
    assert Client().get("/guide/mon-adresse/").status_code == 200
    listed = Report()
    guide.write(book, listed, update=True)
    assert listed.outdated == ["guide/phare (modifié par un éditeur)"]
    guide.write(book, Report(), update=True, yes=True)
    page.refresh_from_db()
    assert (page.title, page.slug) == (DATA["chapitres"][1]["titre"], "mon-adresse")


def test_a_site_from_before_the_guide_gets_it_once() -> None:
    for page in GuidePage.objects.all():
        page.delete()
    ContentLoad.objects.filter(code__startswith="guide/").delete()
    call_command("setup_site", stdout=StringIO())
    assert GuideChapterPage.objects.live().count() == 13
    GuidePage.objects.get().delete()
    call_command("setup_site", stdout=StringIO())
    assert not GuidePage.objects.exists()


def test_check_reads_the_guide_too() -> None:
    out = StringIO()
    call_command("load_content", check=True, stdout=out)
    assert "12 chapitres du guide" in out.getvalue()


def test_an_editor_can_save_each_chapter_as_it_was_loaded() -> None:
    """What the file says keeps the rules that the editor's form keeps."""
    for page in GuideChapterPage.objects.all():
        page.body.stream_block.clean(page.body)
        page.full_clean()
    page = GuidePage.objects.get()
    page.body.stream_block.clean(page.body)


def test_what_the_load_remembers_is_what_the_file_says() -> None:
    book = guide.read(guide.FILE, **KNOWN)
    marks = dict(ContentLoad.objects.filter(code__startswith="guide/").values_list("code", "digest"))
    assert all(marks[f"guide/{chapter.slug}"] == digest(chapter) for chapter in book.chapitres)
    assert len(marks) == 14
    assert {module.id for module in read(FILE).modules} == set(MODULES) == set(ModulePage.objects.values_list("code", flat=True))
    assert {term.slug for term in glossary.read(GLOSSARY)} == set(GlossaryTerm.objects.values_list("slug", flat=True))
