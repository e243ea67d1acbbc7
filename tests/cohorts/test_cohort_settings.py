"""What a trainer changes of her cohort: all of it or nothing, whatever happens meanwhile."""

import pytest

from accounts.models import AuditEntry, User
from cohorts.actions import CohortError
from cohorts.desk.actions import change_cohort, set_state
from cohorts.enums import CohortState
from cohorts.models import Cohort


def test_settings_saved_late_do_not_bring_back_an_old_state(pionniers: Cohort, denis: User) -> None:
    form = Cohort.objects.get(pk=pionniers.pk)  # loaded by one trainer
    set_state(cohort=pionniers, state=CohortState.CLOSED, by=denis)  # while another closes the cohort
    form.name = "Autre nom"
    change_cohort(cohort=form, trainers=None, by=denis)
    pionniers.refresh_from_db()
    assert (pionniers.state, pionniers.name) == (CohortState.CLOSED, "Autre nom")


def test_what_is_refused_changes_nothing_of_the_rest(own_database: None) -> None:
    """A cohort keeps a trainer: where the form leaves none, its new name is not kept either, nor written in the trail."""
    pionniers, denis = Cohort.objects.get(slug="pionniers"), User.objects.get(email="denis@demo.example")
    form = Cohort.objects.get(pk=pionniers.pk)
    form.name = "Autre nom"
    with pytest.raises(CohortError, match="au moins une personne"):
        change_cohort(cohort=form, trainers=[], by=denis)
    assert Cohort.objects.get(pk=pionniers.pk).name == pionniers.name
    assert not AuditEntry.objects.filter(action="cohort_changed").exists()
