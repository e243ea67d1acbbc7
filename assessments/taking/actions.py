"""Beginning, saving, sending. A draft is saved as often as one likes; what is sent never changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.notices.actions import seen
from assessments.crossing.actions import tell_readers
from assessments.enums import Moment
from assessments.framework.models import FrameworkVersion, Indicator
from assessments.participants import AssessmentError
from assessments.taking.models import MomentOpening, Rating, SelfAssessment
from assessments.taking.reading import MomentStanding, moments_of
from cohorts.actions import CohortError
from cohorts.models import Cohort, Enrolment
from cohorts.working.actions import tidy

SENT = "Ce positionnement est déjà envoyé : il ne change plus. Relisez-le, ou demandez à vos formatrices et formateurs d’en rouvrir un."


@dataclass(frozen=True)
class Choice:
    """What somebody wrote about one indicator."""

    level: int | None = None
    not_concerned: bool = False
    situation: str = ""
    situated_on: date | None = None
    effect: str = ""

    @property
    def is_empty(self) -> bool:
        return self == Choice()

    @classmethod
    def of(cls, rating: Rating) -> "Choice":
        """What a stored rating says."""
        return cls(rating.level, rating.not_concerned, rating.situation, rating.situated_on, rating.effect)


def standing_at(enrolment: Enrolment, moment: Moment) -> MomentStanding:
    """One moment for one person. Three queries."""
    return moments_of(enrolment)[moment.rank]


@transaction.atomic
def begin(*, enrolment: Enrolment, moment: Moment) -> SelfAssessment:
    """The draft of this moment, made the first time. The first person of a cohort who begins fixes the version for all of it.

    The cohort's row is locked, so that two people, or two tabs, begin one after the other.
    """
    Cohort.objects.select_for_update().get(pk=enrolment.cohort_id)
    standing = standing_at(enrolment, moment)
    if standing.draft is not None:
        return standing.draft
    if not standing.may_begin:
        raise AssessmentError(SENT if standing.snapshot else "Ce moment n’est pas ouvert : rien ne peut s’y écrire aujourd’hui.")
    version = _version_for(standing)
    last = SelfAssessment.objects.filter(enrolment=enrolment, moment=moment).aggregate(last=Max("number"))["last"] or 0
    return SelfAssessment.objects.create(enrolment=enrolment, moment=moment, number=last + 1, version=version)


def _version_for(standing: MomentStanding) -> FrameworkVersion:
    """A moment that has begun ends in its version; one that begins takes the latest published."""
    opening = standing.opening
    if opening is not None and opening.version is not None:
        return opening.version
    version = FrameworkVersion.objects.published().first()
    if version is None:
        raise AssessmentError("Aucun référentiel n’est publié : prévenez vos formatrices et formateurs.")
    if opening is not None:
        MomentOpening.objects.filter(pk=opening.pk, version=None).update(version=version)
    return version


def locked(draft: SelfAssessment) -> SelfAssessment:
    """The draft's row, held until the end of the transaction; refused once it is sent or its author has left."""
    found = SelfAssessment.objects.select_for_update(of=("self",)).select_related("enrolment", "version").filter(pk=draft.pk).first()
    if found is None or found.is_submitted:
        raise AssessmentError(SENT)
    if found.enrolment.left_on is not None:
        raise AssessmentError("Vous vous êtes retirée ou retiré de cette cohorte : ce brouillon est gardé, et ne change plus.")
    return found


@transaction.atomic
def save(*, draft: SelfAssessment, choices: Mapping[str, Choice], seen_revision: int) -> dict[str, Rating]:
    """Keeps what was typed, by code of indicator. Gives back what another page or device wrote meanwhile and this one had not seen.

    Those are left as they stand, so that their writer sees both and chooses; everything else is kept. A draft is kept even where
    the moment has ended: only sending needs it open.
    """
    draft = locked(draft)
    indicators = {one.code: one for one in Indicator.objects.filter(version=draft.version_id, code__in=choices)}
    rows = {one.indicator_id: one for one in draft.ratings.filter(indicator__in=indicators.values())}
    conflicts: dict[str, Rating] = {}
    changed = []
    now, revision = timezone.now(), draft.revision + 1
    for code, indicator in indicators.items():
        choice, row = _tidied(choices[code]), rows.get(indicator.pk)
        if (row is None and choice.is_empty) or (row is not None and Choice.of(row) == choice):
            continue
        if row is not None and row.revision > seen_revision:
            conflicts[code] = row
            continue
        row = row or Rating(assessment=draft, indicator=indicator)
        row.level, row.not_concerned = choice.level, choice.not_concerned
        row.situation, row.situated_on, row.effect = choice.situation, choice.situated_on, choice.effect
        row.revision, row.saved_at = revision, now
        changed.append(row)
    for row in changed:
        row.save()
    if changed:
        SelfAssessment.objects.filter(pk=draft.pk).update(revision=revision, saved_at=now)
    return conflicts


def _tidied(choice: Choice) -> Choice:
    try:
        situation, effect = tidy(choice.situation), tidy(choice.effect)
    except CohortError as error:
        raise AssessmentError(str(error)) from error
    level = None if choice.not_concerned else choice.level
    return Choice(level, choice.not_concerned, situation, choice.situated_on, effect)


def missing(draft: SelfAssessment) -> list[tuple[Indicator, list[str]]]:
    """The indicators that still lack something, in their order, with what they lack. Two queries."""
    rows = {one.indicator_id: one for one in draft.ratings.all()}
    indicators = Indicator.objects.filter(version=draft.version_id).order_by("sort_order", "pk")
    found = [(one, rows[one.pk].lacks if one.pk in rows else ["level"]) for one in indicators]
    return [(one, lacks) for one, lacks in found if lacks]


@transaction.atomic
def submit(*, draft: SelfAssessment, counted: bool, for_trainers: bool, as_read: str | None = None) -> SelfAssessment:
    """Makes the draft a snapshot: dated, with the framework as it was read. A second click, or a second tab, finds it sent.

    The cohort is held first, as by whoever closes the moment: what is sent in time is counted. `as_read` is the revision that was
    read; a draft that changed since is not sent.
    """
    Cohort.objects.select_for_update(no_key=True, of=("self",)).get(enrolments__self_assessments=draft.pk)
    found = SelfAssessment.objects.select_for_update(of=("self",)).select_related("enrolment__cohort").get(pk=draft.pk)
    if found.is_submitted:
        return found
    locked(found)
    standing = standing_at(found.enrolment, Moment(found.moment))
    if not standing.is_open:
        raise AssessmentError(
            "Ce moment est terminé : votre brouillon est gardé. Demandez à vos formatrices et formateurs de le rouvrir pour vous."
        )
    if as_read is not None and as_read != str(found.revision):
        raise AssessmentError("Votre brouillon a changé depuis que vous l’avez relu. Le voici : relisez-le, puis envoyez-le.")
    lacking = missing(found)
    if lacking:
        raise AssessmentError("Il manque encore quelque chose à votre positionnement : complétez les points ci-dessous, puis envoyez-le.")
    version = FrameworkVersion.objects.whole().get(pk=found.version_id)
    SelfAssessment.objects.filter(pk=found.pk, submitted_at=None).update(
        submitted_at=timezone.now(), asked=version.as_asked(), counted=counted, for_trainers=for_trainers
    )
    if standing.opening is not None:
        seen(user=found.enrolment.user, about=f"moment:{standing.opening.pk}")
    found.refresh_from_db()
    tell_readers(assessment=found)
    return found


def show_to_trainers(*, snapshot: SelfAssessment, shown: bool) -> None:
    """Its author decides, at any time, whether the trainers of her cohort read it; it holds at once."""
    SelfAssessment.objects.submitted().filter(pk=snapshot.pk).update(for_trainers=shown)
