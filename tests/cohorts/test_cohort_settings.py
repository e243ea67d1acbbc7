"""What a trainer changes of her cohort: all of it or nothing, whatever happens meanwhile."""

import pytest
from django.test import Client

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


@pytest.mark.parametrize(("before", "here", "told"), [("draft", True, True), ("draft", False, False), ("closed", True, False)])
def test_opening_says_whether_its_people_are_told(before: str, here: bool, told: bool, desk: Client, pionniers: Cohort) -> None:
    """A trainer knows before she opens that her people will hear of it, and need not write to them again; reopening tells nobody."""
    Cohort.objects.filter(pk=pionniers.pk).update(state=before)
    if not here:
        pionniers.enrolments.update(left_on=pionniers.today())
    settings = desk.get("/cohortes/pionniers/reglages/").content.decode()
    assert ("Elles en sont prévenues à l’ouverture." in settings) is (before == "draft")
    page = desk.post("/cohortes/pionniers/reglages/etat/", {"state": "open"}, follow=True).content.decode()
    assert ("Les personnes inscrites en sont prévenues." in page) is told
