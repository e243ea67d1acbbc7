"""What an editor sees before anyone else does."""

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import Competency, CurriculumPage, LessonPage, ModulePage
from tests.conftest import signed_in
from tests.courses.editing import filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def module(db: None) -> ModulePage:
    """The first module, with a lesson that was never published and another whose last words are not."""
    page = ModulePage.objects.get(code="m1")
    fresh = page.add_child(instance=LessonPage(title="Une leçon à venir", slug="a-venir", code="x-l1", duration_min=15, live=False))
    fresh.body = [("heading", {"text": "Un intertitre de brouillon", "level": "2"}), ("reflection", {"prompt": "Une question à venir ?"})]
    fresh.save_revision()
    known = LessonPage.objects.get(code="m1-l1")
    known.title = "Un titre qui attend"
    known.save_revision()
    return ModulePage.objects.get(pk=page.pk)


def test_a_module_is_previewed_as_one_with_its_drafts_and_says_which_they_are(module: ModulePage) -> None:
    words = signed_in("farid").get(reverse("module_whole", args=[module.pk])).content.decode()
    for lesson in LessonPage.objects.child_of(module).exclude(code="m1-l1"):
        assert lesson.title.split(" ")[0] in words
    assert words.index("Un titre qui attend") < words.index("Un intertitre de brouillon") < words.index("Une question à venir")
    assert "En ligne, avec des changements non publiés" in words
    assert ">Brouillon<" in words
    assert "1\u00a0h" in words


@pytest.mark.parametrize(("who", "status"), [("farid", 200), ("hanae", 200), ("gaelle", 200), ("amina", 403), ("denis", 403)])
def test_only_those_who_write_see_drafts(module: ModulePage, who: str, status: int) -> None:
    assert signed_in(who).get(reverse("module_whole", args=[module.pk])).status_code == status


def test_a_lesson_to_come_is_previewed_in_the_place_after_the_last(module: ModulePage, rf: RequestFactory) -> None:
    fresh = LessonPage.objects.get(slug="a-venir")
    response = fresh.make_preview_request(rf.get("/"), "")
    response.render()
    place = LessonPage.objects.child_of(module).live().count() + 1
    assert f"Leçon {place} sur {place}<" in response.content.decode()


def test_the_checks_beside_a_page_can_read_its_preview_and_nothing_else_carries_them(db: None) -> None:
    """Without these scripts in the frame, « Problèmes trouvés » counts 0 for any page."""
    page = LessonPage.objects.get(code="m1-l1")
    client, url = signed_in("farid"), reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert client.post(url, filled(page)).json()["is_valid"]
    assert "wagtailadmin/js/userbar" in client.get(url, {"in_preview_panel": "true"}).content.decode()
    assert "wagtailadmin/js/userbar" not in client.get(url).content.decode()
    assert "wagtailadmin/js/userbar" not in client.get(page.url, {"in_preview_panel": "true"}).content.decode()


def test_the_wall_that_an_account_without_a_cohort_meets_is_not_called_what_a_visitor_sees(db: None) -> None:
    """A visitor is asked to sign in. And the checks count the wall's words while it stands in the preview: they say so."""
    page = LessonPage.objects.get(code="m1-l1")
    assert dict(page.preview_modes)["visitor"] == "Avec un compte, sans cohorte"
    beside = signed_in("farid").get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "Ces chiffres sont ceux de l’aperçu, tel qu’il est réglé" in beside


def test_readers_see_nothing_of_it(module: ModulePage) -> None:
    words = signed_in("amina").get("/parcours/etat-des-lieux/").content.decode()
    assert "à venir" not in words
    assert "Un titre qui attend" not in words


@pytest.mark.parametrize(
    ("mode", "words"),
    [("", "Ce que vous saurez faire"), ("participant", 'data-progress="0/'), ("whole", "en entier")],
)
def test_a_module_is_previewed_as_each_reader_meets_it(module: ModulePage, mode: str, words: str, rf: RequestFactory) -> None:
    request = rf.get("/")
    response = module.make_preview_request(request, mode)
    response.render()
    assert words in response.content.decode()


def test_the_way_to_it_stands_among_the_actions_of_a_module_only(module: ModulePage) -> None:
    editor, address = signed_in("farid"), reverse("module_whole", args=[module.pk])
    assert address in editor.get(reverse("wagtailadmin_pages:edit", args=[module.pk])).content.decode()
    assert address in editor.get(reverse("wagtailadmin_explore", args=[module.get_parent().pk])).content.decode()
    lesson = LessonPage.objects.get(code="m1-l1")
    assert "/entier/" not in editor.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()


def test_a_new_module_without_lessons_says_so() -> None:
    track, skill = CurriculumPage.objects.get(), Competency.objects.first()
    fresh = ModulePage(title="À venir", slug="a-venir", code="x-m1", number=9, short_title="À venir", presentation="Bientôt.", live=False)
    fresh.main_competency, fresh.deliverable = skill, "Rien encore"
    track.add_child(instance=fresh)
    fresh.save_revision()
    words = signed_in("farid").get(reverse("module_whole", args=[fresh.pk])).content.decode()
    assert "Ce module n’a pas encore de leçon." in words


def test_a_module_is_never_said_to_stand_after_the_last_one() -> None:
    """« Module 9 sur 8 » was read in the preview of a ninth module, and by everyone once another was withdrawn."""
    track = CurriculumPage.objects.get()
    fresh = ModulePage(title="Durer", slug="durer", code="x-m1", number=9, short_title="Durer", presentation="Bientôt.", live=False)
    fresh.main_competency, fresh.deliverable = Competency.objects.all()[0], "Un carnet"
    track.add_child(instance=fresh)
    assert "Module 9 sur 9" in fresh.make_preview_request(None, "").content.decode()
    assert "Module 8 sur 8" in Client().get("/parcours/rse/").content.decode()
    fresh.save_revision().publish()
    ModulePage.objects.get(code="m3").unpublish()
    assert "Module 9 sur 9" in Client().get("/parcours/durer/").content.decode()


def test_each_lesson_of_a_previewed_module_costs_the_same(module: ModulePage) -> None:
    editor, seen = signed_in("farid"), []
    for more in (1, 5):
        for rank in range(more):
            code = f"x-l{more}{rank}"
            child = module.add_child(instance=LessonPage(title=f"Leçon {code}", slug=code, code=code, duration_min=5, live=False))
            child.save_revision()
        module.refresh_from_db()
        with CaptureQueriesContext(connection) as queries:
            editor.get(reverse("module_whole", args=[module.pk]))
        seen.append(len(queries))
    # Its revision and what Wagtail asks to give it back.
    assert seen[1] - seen[0] <= 3 * 5
