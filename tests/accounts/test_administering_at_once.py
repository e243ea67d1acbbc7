"""What an administrator changes of accounts while somebody else changes it too, on connections that commit for real."""

import time

import pytest

from accounts.models import User
from cohorts.desk.actions import enrol
from cohorts.models import Cohort, Enrolment
from tests.accounts.racing import at_once
from tests.conftest import signed_in


def test_of_two_accounts_that_are_given_one_address_at_once_one_has_it_and_the_other_form_says_so(own_database: None) -> None:
    accounts = [User.objects.create_user(f"compte{number}@exemple.fr", first_name="Nour") for number in range(2)]
    clients = [signed_in("gaelle") for _ in accounts]
    shared = {"email": "une@exemple.fr", "first_name": "Nour", "last_name": "B", "is_active": "on"}
    deeds = [
        lambda one=one, client=client: client.post(f"/admin/users/edit/{one.pk}/", shared).status_code
        for one, client in zip(accounts, clients, strict=True)
    ]
    assert sorted(at_once(*deeds), key=str) == [200, 302]
    assert User.objects.filter(email="une@exemple.fr").count() == 1


@pytest.mark.parametrize("address", ["/admin/users/delete/{}/", "/admin/bulk/accounts/user/delete/?next=/admin/users/&id={}"])
def test_an_account_whose_holder_joins_while_it_is_deleted_stays_and_that_is_said(address: str, own_database: None) -> None:
    """She had joined an instant before, and the administrator met an error page. Each try lets her join a little later."""
    cohort, denis = Cohort.objects.get(slug="pionniers"), User.objects.get(email="denis@demo.example")
    client, statuses = signed_in("gaelle"), set()
    for number in range(20):
        one = User.objects.create_user(f"compte{number}@exemple.fr", first_name="Nour")
        path = address.format(one.pk)

        def join(one: User = one, wait: float = number * 0.003) -> None:
            time.sleep(wait)
            enrol(user=one, cohort=cohort, by=denis)

        answer, _ = at_once(lambda path=path: client.post(path), join)
        statuses.add(getattr(answer, "status_code", repr(answer)))
        is_kept = User.objects.filter(pk=one.pk).exists()
        assert is_kept == Enrolment.objects.filter(user=one.pk).exists()
        assert ("ne se supprime pas" in client.get("/admin/users/").content.decode()) == is_kept
    assert statuses == {302}
