"""Loading content: every error with its line, nothing half-loaded, what editors decided respected."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from courses.guide.models import GuideChapterPage, GuidePage
from courses.loading.reading import ContentError, read
from courses.loading.writing import write
from courses.management.commands import load_content
from courses.management.commands.load_content import FILE
from courses.models import Competency, ContentLoad, CurriculumPage, LessonPage, ModulePage
from tests.conftest import signed_in

GOOD = FILE.read_text()


def problems(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "essai.yaml"
    path.write_text(text)
    with pytest.raises(ContentError) as caught:
        read(path)
    return [str(problem) for problem in caught.value.problems]


def line_of(text: str, needle: str) -> int:
    return text[: text.index(needle)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "needle", "reason"),
    [
        ("        duree_min: 30\n", "        duree: 30\n", "        duree: 30", "ce champ n’existe pas"),
        ("        duree_min: 30\n", "        duree_min: beaucoup\n", "        duree_min: beaucoup", "un nombre entier est attendu"),
        ("          - type: quote\n", "          - type: citation\n", "          - type: citation", "ce type de bloc n’existe pas (lu : 'citation')"),
        ("            answer: 2\n", "            answer: 9\n", "          - type: quiz", "answer vaut 9"),
        ("      principale: dialogue\n", "      principale: magie\n", "      principale: magie", "la compétence « magie » n’existe pas"),
        ("        slug: trois-eres\n", "        slug: regard-des-maires\n", "        slug: regard-des-maires\n        titre: \"Trois", "est déjà pris"),
        ("    slug: etat-des-lieux\n", "    slug: État des lieux\n", "    slug: État des lieux", "cette écriture n’est pas permise"),
        ("            tone: methode\n", "            tone: fort\n", "            tone: fort", "cette valeur n’est pas permise"),
    ],
)  # fmt: skip
def test_an_error_names_the_file_the_line_and_the_reason(tmp_path: Path, old: str, new: str, needle: str, reason: str) -> None:
    text = GOOD.replace(old, new, 1)
    found = problems(tmp_path, text)
    assert any(f"essai.yaml, ligne {line_of(text, needle)} :" in one and reason in one for one in found), found


def test_every_error_is_listed_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("duree_min: 30", "duree_min: 0", 1).replace("answer: 3", "answer: -1", 1)
    assert len(problems(tmp_path, text)) == 2


@pytest.mark.parametrize("text", ["modules: [", "", "- 1", "modules: {}\nmodules: {}"])
def test_a_file_that_is_no_curriculum_is_refused_in_words(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, text)


@pytest.mark.django_db
def test_a_wrong_file_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "essai.yaml"
    path.write_text(GOOD.replace("id: m8-l4", "id: m8-l9", 1).replace("answer: 2", "answer: 9", 1))
    before = LessonPage.objects.count()
    with pytest.raises(CommandError, match="Rien n’a été écrit"):
        call_command("load_content", file=path)
    assert LessonPage.objects.count() == before


@pytest.mark.django_db
def test_loading_again_changes_nothing() -> None:
    revisions = set(LessonPage.objects.values_list("pk", "latest_revision"))
    report = write(read(FILE))
    assert not report.created
    assert set(LessonPage.objects.values_list("pk", "latest_revision")) == revisions
    assert (ModulePage.objects.count(), LessonPage.objects.count(), Competency.objects.count()) == (8, 33, 4)


@pytest.mark.django_db
def test_what_an_editor_changed_is_never_overwritten_without_yes() -> None:
    page = LessonPage.objects.get(code="m5-l1")
    page.title = "Mon titre"
    page.save_revision().publish()
    write(read(FILE))
    report = write(read(FILE), update=True)
    assert report.outdated == ["m5-l1 (modifié par un éditeur)"]
    assert LessonPage.objects.get(code="m5-l1").title == "Mon titre"
    write(read(FILE), update=True, yes=True)
    assert LessonPage.objects.get(code="m5-l1").title != "Mon titre"
    assert not write(read(FILE), update=True).outdated


@pytest.mark.django_db
@pytest.mark.parametrize("model", [LessonPage, ModulePage, CurriculumPage, GuidePage, GuideChapterPage])
def test_the_text_as_loaded_can_be_taken_back_from_the_history(model: type[Page]) -> None:
    page = model.objects.order_by("path").first()
    assert page is not None
    loaded = page.latest_revision_id
    page.title = "Un titre écrit par erreur"
    page.save_revision(log_action=True).publish()
    history = signed_in("farid").get(f"/admin/pages/{page.pk}/history/").content.decode()
    assert f"/admin/pages/{page.pk}/revisions/{loaded}/revert/" in history


@pytest.mark.django_db
def test_a_lesson_an_editor_deleted_does_not_come_back() -> None:
    LessonPage.objects.get(code="m8-l4").delete()
    report = write(read(FILE))
    assert report.respected == ["m8-l4"]
    assert ContentLoad.objects.filter(code="m8-l4").exists()


@pytest.mark.django_db
def test_a_moved_or_renamed_lesson_stays_where_the_editor_put_it() -> None:
    page = LessonPage.objects.get(code="m8-l3")
    page.slug = "autre-adresse"
    page.save_revision().publish()
    write(read(FILE))
    assert LessonPage.objects.get(code="m8-l3").slug == "autre-adresse"
    assert signed_in("amina").get("/parcours/rse/autre-adresse/").status_code == 200


@pytest.mark.django_db
def test_check_writes_nothing_and_says_what_it_read() -> None:
    out = StringIO()
    call_command("load_content", check=True, stdout=out)
    assert "8 modules, 33 leçons" in out.getvalue()


def said(**options: Any) -> str:
    out = StringIO()
    call_command("load_content", verbosity=0, stdout=out, **options)
    return out.getvalue()


@pytest.mark.django_db
def test_a_file_that_says_something_new_is_told_and_never_called_unchanged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, words = tmp_path / "essai.yaml", tmp_path / "termes.yaml"
    path.write_text(GOOD.replace("        duree_min: 30\n", "        duree_min: 35\n", 1))
    words.write_text(load_content.GLOSSARY.read_text().replace('definition: "', 'definition: "Autrement dit, ', 1))
    assert "Ne suivent pas" not in said()
    monkeypatch.setattr(load_content, "GLOSSARY", words)
    told = said(file=path)
    assert "Ne suivent pas le fichier, et restent tels quels (1) : m1-l1." in told
    assert "--update --yes le remplace" in told
    assert "Ne suivent pas leur fichier, qui ne les écrit qu’une fois (1) : terme:" in told
    assert "restent tels quels" not in said(file=path, update=True, yes=True)
    assert LessonPage.objects.get(code="m1-l1").duration_min == 35


@pytest.mark.parametrize(("options", "words"), [({"yes": True}, "--update --yes"), ({"check": True, "update": True}, "choisissez")])
def test_options_that_would_do_nothing_are_refused_in_words(options: dict[str, bool], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        said(**options)


def test_the_faults_of_every_file_are_listed_in_one_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, words = tmp_path / "essai.yaml", tmp_path / "termes.yaml"
    path.write_text(GOOD.replace("        duree_min: 30\n", "        duree_min: beaucoup\n", 1))
    terms = load_content.GLOSSARY.read_text().replace("terme:", "nom:", 1)
    words.write_text(terms)
    monkeypatch.setattr(load_content, "GLOSSARY", words)
    with pytest.raises(CommandError) as caught:
        said(file=path, check=True)
    told = str(caught.value)
    assert "essai.yaml, ligne" in told
    assert f"termes.yaml, ligne {line_of(terms, 'nom:')} : glossaire[1].nom : ce champ n’existe pas" in told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("meta:\n\ttitre: a", "ligne 2 : YAML : une tabulation"),
        ("meta:\n  titre: Le regard : des maires", "ligne 2 : YAML : deux-points en trop"),
        ("meta:\n  titre: a\n statut: b", "ligne 3 : YAML : cette ligne n’est pas décalée"),
        ('meta: "a', "YAML : un guillemet n’est pas fermé"),
        ("meta: [a", "YAML : une liste ou un groupe"),
        ("meta: &", "YAML : l’écriture est mal formée"),
    ],
)
def test_a_file_that_is_badly_written_says_how_in_french(text: str, words: str, tmp_path: Path) -> None:
    (found,) = problems(tmp_path, text)
    assert words in found


def test_a_file_that_cannot_be_read_says_why_in_french(tmp_path: Path) -> None:
    path = tmp_path / "essai.yaml"
    for make, words in (
        (lambda: None, "il n’y a pas de fichier"),
        (lambda: path.write_bytes("a: 1\nb: é".encode("latin-1")), "ligne 2 : fichier : il n’est pas en UTF-8"),
        (lambda: (path.unlink(), path.mkdir()), "il ne se lit pas : est-ce un fichier"),
    ):
        make()
        with pytest.raises(ContentError, match=words):
            read(path)


@pytest.mark.django_db
def test_the_demonstration_is_refused_on_a_real_site(settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="DEMO"):
        call_command("load_demo")


def test_a_number_of_people_without_cohorts_is_refused_in_words() -> None:
    with pytest.raises(CommandError, match="dites aussi combien de cohortes"):
        call_command("load_demo", participants=5)


@pytest.mark.django_db
def test_a_large_population_is_the_same_for_the_same_seed() -> None:
    out = StringIO()
    call_command("load_demo", cohorts=1, participants=5, seed=7, stdout=out)
    assert "5 personnes" in out.getvalue()
    out = StringIO()
    call_command("load_demo", cohorts=1, participants=5, seed=7, stdout=out)
    assert "Population" not in out.getvalue()
    assert "déjà là" in out.getvalue()
