"""What upper apps load with the curriculum: each reads its own files, then writes what is missing. Filled in `AppConfig.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass

from courses.loading.writing import Report


@dataclass(frozen=True)
class Extra:
    """`check` raises ContentError with what is wrong, and says in a few words what it read; `write` adds to the report.

    A file that is only ever read, and makes no rows, is checked alone.
    """

    check: Callable[[], str]
    write: Callable[[Report], None] = lambda report: None


EXTRAS: list[Extra] = []
