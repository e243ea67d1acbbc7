"""Closing a moment: its figures are made once, from what was sent by then, and never again."""

from collections.abc import Mapping
from datetime import datetime
from random import Random
from secrets import SystemRandom

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from accounts.notices.actions import take_back
from assessments.counting import figures
from assessments.counting.gathering import closed_moments, gather
from assessments.counting.models import Publication
from assessments.enums import Counted, Moment
from assessments.taking.models import MomentOpening
from cohorts.actions import CohortError
from cohorts.models import Cohort


@transaction.atomic
def close_moment(*, opening: MomentOpening, by: User, rng: Random | None = None) -> list[Publication]:
    """Closes a moment for good and freezes its figures: its levels, and what changed since the entry where both are closed.

    The cohort is locked, not the moment alone: what may be published depends on all that was published before. Whoever closes
    a moment that is closed already is given what was made then.
    """
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=opening.cohort_id)
    openings = list(MomentOpening.objects.filter(cohort=cohort))
    stored = next(one for one in openings if one.pk == opening.pk)
    if stored.closed_at is not None:
        return list(Publication.objects.filter(cohort=cohort, moment=stored.moment))
    if not (cohort.is_kept or stored.moment == Moment.LATER):
        raise CohortError("Cette cohorte est archivée : ce moment ne se clôt plus.")
    if cohort.today() < stored.opens_on:
        raise CohortError("Ce moment n’a pas commencé : il n’y a rien à clore. Changez ses dates si besoin.")
    stored.closed_at = opening.closed_at = timezone.now()
    made = publications(opening=stored, cohort=cohort, closed_at=closed_moments(openings), by=by, rng=rng or SystemRandom())
    stored.save(update_fields=["closed_at"])
    take_back(about=f"moment:{stored.pk}")  # no mail of tomorrow says that it is open, or waits
    Publication.objects.bulk_create(made)
    audit.record(by=by, action="moment_closed", target=stored.get_moment_display(), scope=cohort.scope)
    return made


def publications(*, opening: MomentOpening, cohort: Cohort, closed_at: Mapping[str, datetime], by: User, rng: Random) -> list[Publication]:
    """What closing this moment publishes, not yet written. Six queries, whatever the number of people."""
    gathered = gather(cohort, opening, closed_at)
    made: list[Publication] = []
    told = gathered.told
    codes = [code for one in gathered.asked for code, _ in one["indicators"]]
    for kind, moment, since in due(Moment(opening.moment), closed_at):
        crowd = gathered.crowd(kind, moment, since)
        cells = figures.publish(crowd, codes=codes, circles=gathered.circles, earlier=told, rng=rng)
        told.append(figures.Told(crowd, cells))
        made.append(
            Publication(
                cohort=cohort,
                moment=moment,
                kind=kind,
                since=since,
                version_id=gathered.version_id,
                figures={"competencies": figures.shown(gathered.asked, kind, cells)},
                members={code: sorted(cell.members) for code, cell in cells.items()},
                published_at=closed_at[opening.moment],
                published_by=by,
            )
        )
    return made


def due(moment: Moment, closed_at: Mapping[str, datetime]) -> list[tuple[Counted, Moment, str]]:
    """Its levels; then what changed from the entry to it, or, where the entry closes last, to each later moment closed before."""
    if moment == Moment.ENTRY:
        later = [one for one in Moment if one != Moment.ENTRY and one in closed_at]
    else:
        later = [moment] if Moment.ENTRY in closed_at else []
    return [(Counted.STATE, moment, ""), *((Counted.CHANGE, one, str(Moment.ENTRY.value)) for one in later)]
