"""What every test stands on: the cloned database, an empty cache, the cast."""

import gc
import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accounts.models import User
from cohorts.models import Cohort, Enrolment
from courses.outline import Outline, main_outline
from tests import databases


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureDef, request: pytest.FixtureRequest) -> Iterator[None]:
    """A clone of the filled template, one for each worker."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    with django_db_blocker.unblock():
        name = databases.clone(worker)
        before = databases.connections["default"].settings_dict["NAME"]
        databases.use(name)
    yield
    with django_db_blocker.unblock():
        databases.use(before)
        databases.drop(name)


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """The cache holds nothing from another test."""
    cache.clear()
    yield
    cache.clear()


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where nothing may be skipped, a skipped test is a failed run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("FAIL_ON_SKIP") == "1" and reporter is not None and reporter.stats.get("skipped") and not exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints what tests counted, also when a worker ran them."""
    for report in terminalreporter.stats.get("passed", []):
        for name, value in report.user_properties:
            if name == "said":
                terminalreporter.write_line(str(value))


def person(name: str) -> User:
    return User.objects.get(email=f"{name}@demo.example")


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(person(name))
    return client


def tight(page: str) -> str:
    """A page without the white space between its tags, which nobody sees where boxes stand beside each other."""
    return re.sub(r">\s+<", "><", page)


@pytest.fixture
def amina(db: None) -> User:
    return person("amina")


@pytest.fixture
def bastien(db: None) -> User:
    return person("bastien")


@pytest.fixture
def chloe(db: None) -> User:
    return person("chloe")


@pytest.fixture
def farid(db: None) -> User:
    return person("farid")


@pytest.fixture
def denis(db: None) -> User:
    return person("denis")


@pytest.fixture
def desk(db: None) -> Client:
    """Denis at his desk."""
    return signed_in("denis")


@pytest.fixture(scope="module")
def open_files_let_go() -> Iterator[None]:
    """Has what a module's tests left open closed before the next module: its warning would be another test's failure."""
    yield
    gc.collect()


@pytest.fixture
def outline(db: None) -> Outline:
    found = main_outline()
    assert found is not None
    return found


@pytest.fixture
def pionniers(db: None) -> Cohort:
    return Cohort.objects.get(slug="pionniers")


@pytest.fixture
def enrolment(amina: User) -> Enrolment:
    return amina.enrolments.get()


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A clone of its own that commits for real: what several connections do at once cannot be seen inside one transaction."""
    with django_db_blocker.unblock():
        before = databases.connections["default"].settings_dict["NAME"]
        name = databases.clone("race")
        databases.use(name)
        yield
        connection.close()
        databases.use(before)
        databases.drop(name)
