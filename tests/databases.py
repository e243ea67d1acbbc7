"""Test databases: migrated and filled once into a template keyed by what made it, then cloned per run and worker.

The clones carry the real migrations, triggers included, and the cast of the demonstration.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connections
from django.test import override_settings

from cohorts.demo.loading import AFTER_CAST

ROOT = Path(__file__).resolve().parents[1]
HOME = Path(tempfile.gettempdir()) / "parcours-tests"
# What fills the template, near enough: whoever changes any of it gets a new one. What the filling only calls (how a binôme is made, how
# the guide is read) is not here: after such a change, any word in `PARCOURS_DAY` makes a new one; so does the next day.
# `FILLS` in `bench/mutants.py` says the same in short.
PATTERNS = (
    "*/migrations/*.py",
    "site/*/migrations/*.py",
    "courses/content/*",
    "site/*/content/*",
    "courses/loading/*.py",
    "courses/coding.py",
    "*/management/commands/*.py",
    "site/*/management/commands/*.py",
    "site/pages/search/*.py",
    "courses/guide/models.py",
    "courses/searching.py",
    "cohorts/demo/*.py",
    "assessments/content/*",
    "courses/resources/models.py",
    "courses/resources/indexing.py",
    "assessments/*/models.py",
    "assessments/*/loading.py",
    "assessments/demo.py",
    "*/models.py",
    "site/*/models.py",
    "requirements/base.txt",
    "site/pages/editors.py",
    "site/pages/reviewing.py",
    "site/accounts/actions.py",
    "tests/databases.py",
)


def key() -> str:
    """A name for the template that changes with whatever it is made from, and each day, since the cast has dates.

    Who changes code that the template does not come from (`bench/mutants.py`) may name it, and spare the making of another.
    """
    if named := os.environ.get("PARCOURS_TEMPLATE"):
        return named
    digest = hashlib.sha256(os.environ.get("PARCOURS_DAY", "").encode())
    for path in sorted({path for pattern in PATTERNS for path in ROOT.glob(pattern)}):
        digest.update(path.read_bytes())
    from django.utils import timezone

    digest.update(timezone.localdate().isoformat().encode())
    return digest.hexdigest()[:16]


def is_postgres() -> bool:
    return connections["default"].vendor == "postgresql"


def clone(suffix: str) -> str:
    """A fresh copy of the template; its name (a database, or a file)."""
    HOME.mkdir(exist_ok=True)
    with (HOME / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        source = _template()
        if is_postgres():
            name = f"parcours_{key()}_{suffix}_{os.getpid()}"
            with _administrator() as cursor:
                cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
            return name
        name = str(HOME / f"{key()}-{suffix}-{os.getpid()}.sqlite3")
        shutil.copyfile(source, name)
        return name


def drop(name: str) -> None:
    if is_postgres():
        with _administrator() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        return
    for path in (name, f"{name}-wal", f"{name}-shm"):
        Path(path).unlink(missing_ok=True)


def use(name: str) -> None:
    """Points this process, and the threads it starts, at a database."""
    connections["default"].close()
    connections["default"].settings_dict["NAME"] = name
    connections.settings["default"]["NAME"] = name


def url_of(name: str) -> str:
    """The address of a clone for another process."""
    if not is_postgres():
        return f"sqlite:///{name}"
    told = connections["default"].settings_dict
    return f"postgres://{told['USER']}@{told['HOST']}:{told['PORT']}/{name}"


def _template() -> str:
    first = connections["default"].settings_dict["NAME"]
    if is_postgres():
        name = f"parcours_{key()}"
        with _administrator() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if cursor.fetchone():
                return name
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}_new"')
            cursor.execute(f'CREATE DATABASE "{name}_new"')
        _fill(f"{name}_new", first)
        with _administrator() as cursor:
            cursor.execute(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')
        return name
    path = HOME / f"template-{key()}.sqlite3"
    if not path.exists():
        new = path.with_suffix(".new")
        new.unlink(missing_ok=True)
        _fill(str(new), first)
        new.rename(path)
    return str(path)


def _fill(name: str, before: str) -> None:
    use(name)
    # The hasher of the real site, which serves a clone in the browser journeys.
    real = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"])
    # The cast alone: tests of what upper apps add make their own, and one tries the demonstration itself.
    AFTER_CAST.clear()
    with Path(os.devnull).open("w") as silence, real:
        call_command("setup_site", stdout=silence)
    if not is_postgres():
        with connections["default"].cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    use(before)


@contextmanager
def _administrator() -> Iterator[object]:
    import psycopg

    told = connections["default"].settings_dict
    where = {"host": told["HOST"], "port": told["PORT"], "user": told["USER"], "password": told["PASSWORD"] or None}
    with psycopg.connect(dbname="postgres", autocommit=True, **where) as connection, connection.cursor() as cursor:
        yield cursor
