"""Erasing what the self-assessments hold of one person, inside the one transaction that the triggers let through."""

from collections import Counter

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.notices.kinds import KINDS
from accounts.notices.models import Notice
from assessments.models import (
    ActivityProfile,
    Consent,
    CrossView,
    Evidence,
    Goal,
    Observation,
    PersonalReopening,
    Rating,
    SelfAssessment,
)
from cohorts.models import Enrolment

# Every notice of the self-assessments leads to one of these.
ADDRESSES = ("/competences/", "/positionnements/")


def held_of(user: User) -> dict[str, QuerySet]:
    """What goes, in the order in which it can go: a name for the operator, and its rows. Counting them changes nothing.

    A cross view goes with either of its two people: it is what one wrote, and it is about the other. Frozen figures of a cohort stay:
    they hold counts, and numbers of enrolments, and no name.
    """
    theirs = Q(author__user=user) | Q(subject__user=user)
    views = CrossView.objects.filter(theirs)
    ratings = Rating.objects.filter(assessment__enrolment__user=user)
    # What she was told, and what others were told of what she did; a trainer's reminders to a cohort stay with the cohort.
    peers = Enrolment.objects.filter(cohort__enrolments__user=user).values("user")
    for_trainers = [kind.code for kind in KINDS.values() if kind.for_trainers]
    told = Q(to=user) | Q(by=user, to__in=peers) | Q(by=user, kind__in=for_trainers)
    where = Q()
    for address in ADDRESSES:
        where |= Q(url__contains=address)
    return {
        "preuves": Evidence.objects.filter(rating__in=ratings),
        "points à travailler": Goal.objects.filter(assessment__enrolment__user=user),
        "niveaux choisis": ratings,
        "positionnements": SelfAssessment.objects.of(user),
        "observations": Observation.objects.filter(view__in=views),
        "regards croisés": views,
        "accords": Consent.objects.filter(Q(giver__user=user) | Q(receiver__user=user)),
        "profils d’activité": ActivityProfile.objects.of(user),
        "réouvertures": PersonalReopening.objects.filter(enrolment__user=user),
        "avis": Notice.objects.filter(where, told),
    }


def counts_of(user: User) -> dict[str, int]:
    """How much would go, by name."""
    return {name: rows.count() for name, rows in held_of(user).items()}


def erase_assessments(user: User) -> int:
    """Erases everything of this person here, and gives the number of rows that went. Only inside `accounts.erasing.erasure(user)`.

    Files leave the storage once the erasure is committed: where it fails, they are all still there.
    """
    # Held while it lasts: nobody begins a draft or gives a consent on an enrolment whose rows are going.
    list(Enrolment.objects.filter(user=user).select_for_update().order_by("pk").values_list("pk"))
    # Then what she writes in, which her own pages hold first: a file that is arriving is waited for, and goes with the rest.
    list(SelfAssessment.objects.of(user).select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    held = held_of(user)
    files = [name for name in held["preuves"].order_by("pk").values_list("file", flat=True) if name]
    gone: Counter[str] = Counter()
    for name, rows in held.items():
        gone[name] = rows.delete()[0]
    transaction.on_commit(lambda: _forget(files))
    return gone.total()


def _forget(files: list[str]) -> None:
    for name in files:
        default_storage.delete(name)
