"""What was submitted, published or asked does not change, whoever tries and however: ORM, admin, raw SQL, on both engines."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.erasing import erasure
from accounts.models import User
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
from tests.assessments.making import current_version, enrolment_of, make_assessment
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db

FORBIDDEN: dict[str, Callable[[SelfAssessment], object]] = {
    "a level, through the ORM": lambda one: one.ratings.update(level=5),
    "a level, saved": lambda one: Rating(**{**one.ratings.values().first(), "level": 1}).save(),
    "a situation": lambda one: one.ratings.update(situation="Autre chose"),
    "the date": lambda one: SelfAssessment.objects.filter(pk=one.pk).update(submitted_at=None),
    "the moment": lambda one: SelfAssessment.objects.filter(pk=one.pk).update(moment=Moment.EXIT),
    "what was read": lambda one: SelfAssessment.objects.filter(pk=one.pk).update(asked={}),
    "being counted": lambda one: SelfAssessment.objects.filter(pk=one.pk).update(counted=False),
    "a rating more": lambda one: Rating.objects.create(assessment=one, indicator=Indicator.objects.first()),
    "a rating less": lambda one: one.ratings.first().delete(),
    "all ratings": lambda one: one.ratings.all().delete(),
    "the whole": lambda one: one.delete(),
    "an evidence more": lambda one: Evidence.objects.create(rating=one.ratings.first(), kind=EvidenceKind.LINK, title="Tard"),
    "the words of an evidence": lambda one: Evidence.objects.filter(rating__assessment=one).update(title="Autre"),
    "an evidence less": lambda one: Evidence.objects.filter(rating__assessment=one).delete(),
    "the framework's sentences": lambda one: Indicator.objects.filter(version=one.version).update(level_3="Autre"),
    "an indicator less": lambda one: Indicator.objects.filter(version=one.version).first().delete(),
    "the scale": lambda one: Level.objects.update(title="Autre"),
    "a competency's title": lambda one: Section.objects.update(title="Autre"),
    "the framework": lambda one: FrameworkVersion.objects.filter(pk=one.version_id).update(title="Autre"),
    "the framework's date": lambda one: FrameworkVersion.objects.filter(pk=one.version_id).update(published_at=None),
}
RAW = (
    "UPDATE assessments_rating SET level = 5 WHERE assessment_id = {pk}",
    "UPDATE assessments_selfassessment SET submitted_at = NULL WHERE id = {pk}",
    "UPDATE assessments_selfassessment SET moment = 'sortie' WHERE id = {pk}",
    "DELETE FROM assessments_evidence WHERE rating_id IN (SELECT id FROM assessments_rating WHERE assessment_id = {pk})",
    "UPDATE assessments_evidence SET description = 'x'",
    "DELETE FROM assessments_rating WHERE assessment_id = {pk}",
    "UPDATE assessments_indicator SET level_1 = 'x'",
    "DELETE FROM assessments_level",
)


@pytest.fixture
def sent(db: None) -> SelfAssessment:
    draft = make_assessment(enrolment_of("amina"), submitted=False)
    Evidence.objects.create(rating=draft.ratings.first(), kind=EvidenceKind.LINK, title="Un article", url="https://exemple.fr/")
    SelfAssessment.objects.filter(pk=draft.pk).update(submitted_at=draft.started_at, asked=draft.version.as_asked(), counted=True)
    draft.refresh_from_db()
    return draft


def everything(one: SelfAssessment) -> object:
    return (
        list(SelfAssessment.objects.filter(pk=one.pk).values()),
        list(Rating.objects.filter(assessment=one).order_by("pk").values()),
        list(Evidence.objects.order_by("pk").values()),
        list(Indicator.objects.order_by("pk").values()),
    )


@pytest.mark.parametrize("what", FORBIDDEN)
def test_what_was_submitted_cannot_be_changed(what: str, sent: SelfAssessment) -> None:
    before = everything(sent)
    with pytest.raises(IntegrityError), transaction.atomic():
        FORBIDDEN[what](sent)
    assert everything(sent) == before


@pytest.mark.parametrize("statement", RAW)
def test_raw_sql_cannot_either(statement: str, sent: SelfAssessment) -> None:
    before = everything(sent)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(pk=sent.pk))
    assert everything(sent) == before


def test_the_same_statements_pass_on_a_draft() -> None:
    draft = make_assessment(enrolment_of("amina"), submitted=False)
    assert draft.ratings.update(level=5) == 19
    draft.ratings.first().delete()  # type: ignore[union-attr]
    draft.ratings.all().delete()
    draft.delete()
    assert not SelfAssessment.objects.filter(pk=draft.pk).exists()


def test_no_admin_screen_holds_what_people_answered() -> None:
    gaelle = signed_in("gaelle")
    for model in ("selfassessment", "rating", "evidence", "crossview", "observation", "publication", "goal", "activityprofile", "consent"):
        assert gaelle.get(f"/admin/snippets/assessments/{model}/").status_code == 404, model


def test_its_author_still_decides_who_reads_it(sent: SelfAssessment) -> None:
    assert SelfAssessment.objects.filter(pk=sent.pk).update(for_trainers=True) == 1


def test_a_self_assessment_is_submitted_whole_or_not_at_all() -> None:
    draft = make_assessment(enrolment_of("amina"), submitted=False)
    draft.ratings.filter(indicator__code="dia-3").update(situation="")
    with pytest.raises(IntegrityError), transaction.atomic():
        SelfAssessment.objects.filter(pk=draft.pk).update(submitted_at=draft.started_at)
    draft.ratings.filter(indicator__code="dia-3").update(level=None, not_concerned=True)
    assert SelfAssessment.objects.filter(pk=draft.pk).update(submitted_at=draft.started_at) == 1


def test_a_self_assessment_begins_as_a_draft() -> None:
    one = enrolment_of("amina")
    with pytest.raises(IntegrityError), transaction.atomic():
        SelfAssessment.objects.create(enrolment=one, moment=Moment.ENTRY, version=current_version(), submitted_at=one.enrolled_at)


def test_an_answer_that_goes_leaves_its_words_in_the_evidence(sent: SelfAssessment) -> None:
    piece = Evidence.objects.get()
    assert Evidence.objects.filter(pk=piece.pk).update(answer=None) == 1
    piece.refresh_from_db()
    assert piece.title == "Un article"


def test_a_cross_view_a_profile_and_a_publication_do_not_change_either(amina: User) -> None:
    mine, theirs = enrolment_of("amina"), enrolment_of("bastien")
    view = CrossView.objects.create(author=mine, subject=theirs, moment=Moment.ENTRY, version=current_version())
    seen = Observation.objects.create(view=view, code="dia-1", title="Connaître", seen="Une réunion")
    CrossView.objects.filter(pk=view.pk).update(submitted_at=view.started_at)
    profile = ActivityProfile.objects.create(enrolment=mine, key="00000000-0000-4000-8000-000000000001", activities={}, modes={}, asked={})
    told = Publication.objects.create(
        cohort=mine.cohort, moment=Moment.ENTRY, kind=Counted.STATE, version=current_version(), figures={}, members={}
    )
    attempts: list[Callable[[], object]] = [
        lambda: CrossView.objects.filter(pk=view.pk).update(submitted_at=None),
        lambda: Observation.objects.filter(pk=seen.pk).update(seen="Rien"),
        lambda: Observation.objects.filter(pk=seen.pk).delete(),
        lambda: Observation.objects.create(view=view, code="dia-2", title="Partager"),
        lambda: ActivityProfile.objects.filter(pk=profile.pk).update(note="x"),
        lambda: ActivityProfile.objects.filter(pk=profile.pk).delete(),
        lambda: Publication.objects.filter(pk=told.pk).update(figures={"x": 1}),
        lambda: Publication.objects.filter(pk=told.pk).delete(),
    ]
    for attempt in attempts:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_an_erasure_lets_its_own_person_go_and_nobody_else(sent: SelfAssessment, amina: User, bastien: User) -> None:
    others = make_assessment(enrolment_of("bastien"))
    with pytest.raises(IntegrityError), transaction.atomic(), erasure(amina):
        others.ratings.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic(), erasure(amina):
        sent.ratings.update(level=5)
    with erasure(amina):
        Evidence.objects.filter(rating__assessment=sent).delete()
        sent.ratings.all().delete()
        sent.delete()
    assert not SelfAssessment.objects.filter(enrolment__user=amina).exists()
    assert others.ratings.count() == 19
    # Over: nothing passes any more.
    again = make_assessment(enrolment_of("amina"))
    with pytest.raises(IntegrityError), transaction.atomic():
        again.ratings.all().delete()
