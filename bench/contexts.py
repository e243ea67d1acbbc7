"""A plugin of pytest for `bench/mutants.py`: what runs during a test, its fixtures included, is noted under the test's name."""

from coverage import Coverage


def pytest_runtest_logstart(nodeid: str) -> None:
    """Parameters are left out: a test is run with all of them, or not."""
    note(nodeid.partition("[")[0])


def pytest_runtest_logfinish() -> None:
    note("")


def note(name: str) -> None:
    running = Coverage.current()
    if running is not None:
        running.switch_context(name)
