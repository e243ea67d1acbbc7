"""Erasing somebody's self-assessments: everything of hers goes, nothing of anybody else's moves, and the triggers refuse again."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from accounts.erasing import ERASERS, erasure
from accounts.models import AuditEntry, Erasure, Notice, User
from assessments.enums import Counted, EvidenceKind, Moment
from assessments.models import (
    ActivityProfile,
    Consent,
    CrossView,
    Evidence,
    Goal,
    Observation,
    PersonalReopening,
    Publication,
    Rating,
    SelfAssessment,
)
from assessments.takeaway.erasing import counts_of, erase_assessments, held_of
from assessments.takeaway.gathering import gathered
from cohorts.models import Enrolment
from tests.assessments.making import current_version, enrolment_of
from tests.assessments.test_takeaway import cross, make_everything
from tests.conftest import person, signed_in

pytestmark = pytest.mark.django_db

OF_PEOPLE: tuple[type[Model], ...] = (
    ActivityProfile, Consent, CrossView, Evidence, Goal, Observation, PersonalReopening, Rating, SelfAssessment,
)  # fmt: skip


@pytest.fixture
def _storage(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def filled(_storage: None, db: None) -> tuple[Enrolment, Enrolment]:
    """Amina and Bastien have everything, files too, and wrote about each other; a cohort was told its figures."""
    mine, theirs = enrolment_of("amina"), enrolment_of("bastien")
    for one, mark in ((mine, "AMINA"), (theirs, "BASTIEN")):
        make_everything(one, mark)
        draft = SelfAssessment.objects.of(one.user).drafts()[0]
        piece = Evidence(rating=draft.ratings.all()[0], kind=EvidenceKind.FILE, title=f"{mark}.txt")
        piece.file.save(f"{mark}.txt", ContentFile(mark.encode()), save=False)
        piece.save()
        PersonalReopening.objects.create(enrolment=one, moment=Moment.ENTRY, until=timezone.localdate(), by=person("denis"))
    cross(theirs, mine, "REGARD")
    tells = [(mine, theirs, "partner"), (theirs, mine, "partner"), (mine, None, "reminder")]
    for to, by, kind in tells:
        Notice.objects.create(to=to.user, by=by.user if by else None, kind=kind, text="Un avis", url="/competences/", about=f"x:{to.pk}")
    Notice.objects.create(to=mine.user, by=None, kind="message", text="Autre", url="/binome/", about="conversation:1")
    Publication.objects.create(
        cohort=mine.cohort, moment=Moment.ENTRY, kind=Counted.STATE, version=current_version(), figures={"dia-1": 12}, members=[mine.pk]
    )
    return mine, theirs


def files() -> list[str]:
    """What every file on the storage says, whether a row knows it or not."""
    return sorted(path.read_text() for path in Path(default_storage.path("")).rglob("*") if path.is_file())


def everything() -> dict[str, list[dict[str, Any]]]:
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in (*OF_PEOPLE, Publication, Notice)}


def of_partner_alone(theirs: Enrolment) -> dict[str, list[dict[str, Any]]]:
    """Rows that are Bastien's and nobody else's: what he wrote about Amina, and what they agreed, goes with her."""
    rating = Rating.objects.filter(assessment__enrolment=theirs)
    rows = {
        "assessments": SelfAssessment.objects.filter(enrolment=theirs),
        "ratings": rating,
        "evidence": Evidence.objects.filter(rating__in=rating),
        "goals": Goal.objects.filter(assessment__enrolment=theirs),
        "profiles": ActivityProfile.objects.filter(enrolment=theirs),
        "reopenings": PersonalReopening.objects.filter(enrolment=theirs),
    }
    return {name: list(found.order_by("pk").values()) for name, found in rows.items()}  # type: ignore[attr-defined]


def test_nothing_of_hers_remains_and_nothing_of_others_moves(
    filled: tuple[Enrolment, Enrolment], django_capture_on_commit_callbacks: Any
) -> None:
    mine, theirs = filled
    stored = Evidence.objects.get(title="AMINA.txt").file.name
    before, expected = of_partner_alone(theirs), sum(counts_of(mine.user).values())
    told = list(Publication.objects.values())
    with django_capture_on_commit_callbacks(execute=True), erasure(mine.user):
        assert erase_assessments(mine.user) == expected
        assert default_storage.exists(stored)
    found = gathered(mine.user)
    assert not any((found["assessments"], found["profiles"], *found["consents"].values(), *found["cross_views"].values()))
    assert set(counts_of(mine.user).values()) == {0}
    assert "AMINA" not in str(everything())
    assert "REGARD" not in str(everything())
    assert not default_storage.exists(stored)
    assert files() == ["BASTIEN"]
    assert of_partner_alone(theirs) == before
    assert list(Publication.objects.values()) == told
    assert [notice.url for notice in Notice.objects.all()] == ["/binome/"]
    assert Erasure.objects.get().ended_at is not None


def test_every_table_that_leads_to_a_person_is_erased(amina: User) -> None:
    """A new one is hers too: it goes with the rest, or an erasure leaves what it said was gone."""
    held = {rows.model for rows in held_of(amina).values()}
    assert [
        model.__name__ for model in apps.get_app_config("assessments").get_models() if leads_to_somebody(model) and model not in held
    ] == []


def leads_to_somebody(model: type[Model]) -> bool:
    """Whether its rows belong to an enrolment, or to a row that does."""
    above = [field.related_model for field in model._meta.concrete_fields if field.many_to_one or field.one_to_one]
    return Enrolment in above or any(one._meta.app_label == "assessments" and leads_to_somebody(one) for one in above)


def test_afterwards_the_triggers_refuse_again(filled: tuple[Enrolment, Enrolment]) -> None:
    mine, theirs = filled
    with erasure(mine.user):
        erase_assessments(mine.user)
    sent = SelfAssessment.objects.filter(enrolment=theirs).submitted()[0]
    for attempt in (
        lambda: sent.ratings.all().delete(),
        lambda: sent.ratings.update(level=1),
        lambda: ActivityProfile.objects.all().delete(),
        lambda: Publication.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_without_an_erasure_it_erases_nothing(filled: tuple[Enrolment, Enrolment]) -> None:
    before = everything()
    with pytest.raises(IntegrityError), transaction.atomic():
        erase_assessments(filled[0].user)
    assert everything() == before


def test_an_erasure_that_fails_leaves_everything(filled: tuple[Enrolment, Enrolment], django_capture_on_commit_callbacks: Any) -> None:
    before, kept = everything(), files()

    def erase_and_fail() -> None:
        with django_capture_on_commit_callbacks(execute=True), erasure(filled[0].user):
            assert erase_assessments(filled[0].user) > 100
            raise RuntimeError

    with pytest.raises(RuntimeError):
        erase_and_fail()
    assert everything() == before
    assert files() == kept
    assert not Erasure.objects.exists()


def test_the_registered_eraser_erases_her_self_assessments(filled: tuple[Enrolment, Enrolment]) -> None:
    with erasure(filled[0].user):
        assert ERASERS["Positionnements"](filled[0].user) > 100
    assert not SelfAssessment.objects.of(filled[0].user).exists()


def test_a_trainers_own_erasure_leaves_what_her_people_were_told(filled: tuple[Enrolment, Enrolment], denis: User) -> None:
    Notice.objects.create(to=filled[0].user, by=denis, kind="moment", text="Ouvert", url="/competences/entree/", about="moment:1")
    with erasure(denis):
        assert erase_assessments(denis) == 0
    assert Notice.objects.filter(by=denis).exists()


def said(*arguments: str) -> str:
    out = io.StringIO()
    call_command("erase_assessments", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_first_what_would_go(filled: tuple[Enrolment, Enrolment]) -> None:
    before = everything()
    words = said("Amina@demo.example")
    assert "    95  niveaux choisis" in words
    assert "Rien n’est effacé" in words
    assert everything() == before
    assert not AuditEntry.objects.filter(action="assessments_erased").exists()


def test_the_command_erases_at_a_second_word_and_writes_it_down_namelessly(filled: tuple[Enrolment, Enrolment]) -> None:
    mine = filled[0]
    assert "Effacé" in said("amina@demo.example", "--yes")
    assert not SelfAssessment.objects.of(mine.user).exists()
    line = AuditEntry.objects.get(action="assessments_erased")
    assert line.target == f"compte {mine.user.pk}"
    assert "amina" not in f"{line.target}{line.before}{line.after}".casefold()
    assert "Positionnements effacés" in signed_in("gaelle").get("/compte/journal/?action=assessments_erased").content.decode()
    assert "Rien à effacer" in said("amina@demo.example", "--yes")


def test_an_unknown_address_gets_a_sentence() -> None:
    with pytest.raises(CommandError, match=r"Aucun compte n’a l’adresse inconnue@demo\.example"):
        said("inconnue@demo.example")
