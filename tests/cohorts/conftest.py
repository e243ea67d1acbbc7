"""The two of the binôme that most tests of this folder look at."""

import pytest
from django.test import Client

from tests.conftest import signed_in


@pytest.fixture
def a(db: None) -> Client:
    return signed_in("amina")


@pytest.fixture
def b(db: None) -> Client:
    return signed_in("bastien")
