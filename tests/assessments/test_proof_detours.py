"""Ways around the triggers: replacing a row, emptying a table, giving it to somebody else, leaving an erasure open."""

import contextlib

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.utils import timezone

from accounts.erasing import erasure
from accounts.models import Erasure, User
from assessments.enums import Counted, EvidenceKind, Moment
from assessments.models import (
    ActivityProfile,
    CrossView,
    Evidence,
    FrameworkVersion,
    Indicator,
    Level,
    Observation,
    Publication,
    Rating,
    Section,
    SelfAssessment,
)
from cohorts.models import Cohort, Enrolment
from tests.assessments.making import current_version, enrolment_of, make_assessment
from tests.conftest import person

SEALED: tuple[type[Model], ...] = (
    SelfAssessment, Rating, Evidence, CrossView, Observation, Publication, ActivityProfile, FrameworkVersion, Indicator, Level, Section,
)  # fmt: skip


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def fill() -> None:
    """Something sealed in each of these tables."""
    mine, theirs = enrolment_of("amina"), enrolment_of("bastien")
    draft = make_assessment(mine, submitted=False)
    Evidence.objects.create(rating=draft.ratings.first(), kind=EvidenceKind.LINK, title="Un article", url="https://exemple.fr/")
    SelfAssessment.objects.filter(pk=draft.pk).update(submitted_at=draft.started_at, asked=draft.version.as_asked())
    view = CrossView.objects.create(author=mine, subject=theirs, moment=Moment.ENTRY, version=current_version())
    Observation.objects.create(view=view, code="dia-1", title="Connaître", seen="Une réunion")
    CrossView.objects.filter(pk=view.pk).update(submitted_at=view.started_at)
    ActivityProfile.objects.create(enrolment=mine, key="00000000-0000-4000-8000-000000000001", activities={}, modes={}, asked={})
    told = {"figures": {}, "members": {}}
    Publication.objects.create(cohort=mine.cohort, moment=Moment.ENTRY, kind=Counted.STATE, version=current_version(), **told)


def rows() -> object:
    return [list(model._default_manager.order_by("pk").values()) for model in SEALED]


# Ways to take rows away that are no DELETE and no UPDATE of theirs.
DETOURS = {
    "postgresql": ("TRUNCATE {table} CASCADE", "TRUNCATE cohorts_cohort CASCADE", "TRUNCATE courses_competency CASCADE"),
    "sqlite": (
        "REPLACE INTO {table} (id, {others}) SELECT id, {others} FROM {table}",
        "REPLACE INTO {table} ({others}) SELECT {others} FROM {table}",
        "UPDATE OR REPLACE {table} SET id = (SELECT MAX(id) FROM {table}) WHERE id = (SELECT MIN(id) FROM {table})",
    ),
}
# A draft put where a snapshot is. SQLite deletes what REPLACE puts aside, and tells its triggers only where a connection asks for it.
PUT_ASIDE = (
    "REPLACE INTO assessments_selfassessment (id, {names}) SELECT id, {names} FROM assessments_selfassessment WHERE id = {sent}",
    "REPLACE INTO assessments_selfassessment ({names}) SELECT {names} FROM assessments_selfassessment WHERE id = {sent}",
    "UPDATE OR REPLACE assessments_selfassessment SET id = {sent} WHERE id = {draft}",
    "UPDATE OR REPLACE assessments_rating SET id = {first} WHERE id = {other}",
)
NAMES = "enrolment_id, moment, number, version_id, asked, started_at, saved_at, revision, counted, for_trainers"


@pytest.mark.parametrize("model", SEALED)
def test_no_row_goes_by_a_detour(model: type[Model], own_database: None) -> None:
    fill()
    before = rows()
    others = ", ".join(field.column for field in model._meta.concrete_fields if not field.primary_key)
    for statement in DETOURS[connection.vendor]:
        with contextlib.suppress(IntegrityError):
            run(statement.format(table=model._meta.db_table, others=others))
        assert rows() == before, statement


def test_no_draft_takes_the_place_of_a_snapshot(own_database: None) -> None:
    if connection.vendor == "postgresql":
        return  # it has no such word
    fill()
    sent, draft = SelfAssessment.objects.get(), make_assessment(enrolment_of("bastien"), submitted=False)
    before = rows()
    first, other = (one.ratings.values_list("pk", flat=True)[0] for one in (sent, draft))
    for statement in PUT_ASIDE:
        with pytest.raises(IntegrityError):
            run(statement.format(names=NAMES, sent=sent.pk, draft=draft.pk, first=first, other=other))
        assert rows() == before, statement


@pytest.mark.django_db
def test_what_was_sent_follows_nobody_else() -> None:
    """Its author, and with her who may erase it and who trains her, stand on the enrolment."""
    fill()
    for name in ("amina", "bastien"):  # she sent a snapshot; he is the subject of a view
        one = Enrolment.objects.filter(pk=enrolment_of(name).pk)
        elsewhere = Cohort.objects.get(slug="voisins")
        for change in ({"user": person("denis")}, {"cohort": elsewhere}):
            with pytest.raises(IntegrityError), transaction.atomic():
                one.update(**change)
        assert one.update(organisation="Ailleurs", left_on=elsewhere.today()) == 1


@pytest.mark.django_db
def test_an_enrolment_that_sent_nothing_may_still_be_corrected() -> None:
    make_assessment(enrolment_of("amina"), submitted=False)
    assert Enrolment.objects.filter(pk=enrolment_of("amina").pk).update(user=person("denis")) == 1


def test_no_erasure_stays_open(own_database: None) -> None:
    fill()
    amina, before = person("amina"), rows()
    with pytest.raises(IntegrityError):
        Erasure.objects.create(person=amina.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.create(person=amina.pk)
    with pytest.raises(IntegrityError):
        run("INSERT INTO accounts_erasure (person, began_at) SELECT id, CURRENT_TIMESTAMP FROM accounts_user")
    with pytest.raises(ZeroDivisionError), erasure(amina):
        raise ZeroDivisionError
    assert not Erasure.objects.filter(ended_at=None).exists()
    with pytest.raises(IntegrityError):
        Rating.objects.all().delete()
    assert rows() == before
    with erasure(amina):
        pass
    assert Erasure.objects.get().ended_at is not None


@pytest.mark.django_db
def test_an_erasure_that_ended_is_proof_too(amina: User, bastien: User) -> None:
    with erasure(amina, by=bastien):
        pass
    one = Erasure.objects.filter(person=amina.pk)
    for change in ({"ended_at": None}, {"person": bastien.pk}, {"began_at": timezone.now()}, {"by": amina}):
        with pytest.raises(IntegrityError), transaction.atomic():
            one.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        one.delete()
    assert one.update(by=None) == 1
