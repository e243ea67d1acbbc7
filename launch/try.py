"""Runs the checks and the tests, says how long each took, and fails when one of them does."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "only-for-this-check-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGH",
    "ALLOWED_HOSTS": "parcours.example",
    "PUBLIC_URL": "https://parcours.example",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}


def chromium() -> str | None:
    """A browser for the journeys, when this machine has one."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if name and (found := shutil.which(name))), None)


def run(name: str, command: list[str], env: dict[str, str] | None = None) -> bool:
    began = time.monotonic()
    print(f"── {name}", flush=True)
    code = subprocess.run(command, cwd=ROOT, env={**os.environ, **(env or {})}, check=False).returncode
    print(f"── {name} : {'bien' if code == 0 else 'échec'}, {time.monotonic() - began:.0f} s", flush=True)
    return code == 0


def pytest(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pytest", "-q", *arguments, *os.environ.get("PYTEST_ARGS", "").split()]


def unit() -> bool:
    return run("tests", pytest("-n", "auto", "--dist", "loadfile", "--ignore=tests/e2e", "tests"))


def e2e() -> bool:
    if chromium() is None:
        print(
            "Les parcours demandent un navigateur : installez Chromium, ou dites où il est avec CHROMIUM=…",
            file=sys.stderr,
        )
        return False
    # By name, one by one: they take a quarter of an hour, and the one that waits for ever is the last line.
    return run("parcours dans un navigateur", pytest("-vv", "-p", "no:randomly", "tests/e2e"))


def test() -> bool:
    passed = unit()
    if os.environ.get("E2E") == "0":
        return passed
    if chromium() is None:
        print("Aucun navigateur ici : les parcours (tests/e2e) n'ont pas été lancés. Installez Chromium pour les lancer.")
        return passed
    return e2e() and passed


def check() -> bool:
    manage = [sys.executable, "manage.py"]
    steps: list[tuple[str, list[str], dict[str, str] | None]] = [
        ("forme (ruff format)", [str(BIN / "ruff"), "format", "--check", "."], None),
        ("règles (ruff)", [str(BIN / "ruff"), "check", "."], None),
        ("gabarits (djlint)", [str(BIN / "djlint"), "templates", "--lint", "--quiet"], None),
        ("types (mypy)", [str(BIN / "mypy")], None),
        ("couches (import-linter)", [str(BIN / "lint-imports")], None),
        (
            "migrations",
            [*manage, "makemigrations", "--check", "--dry-run"],
            {"DJANGO_SETTINGS_MODULE": "config.settings.test"},
        ),
        ("réglages de production", [*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    ]
    return walked(steps)


def walked(steps: list[tuple[str, list[str], dict[str, str] | None]]) -> bool:
    """Every step, whatever became of those before; the last line names those that failed, for they may have scrolled away."""
    failed = [step[0] for step in steps if not run(*step)]
    if failed:
        print(f"── en échec : {', '.join(failed)}", flush=True)
    return not failed


def main(first: str, *others: str) -> int:
    """What was asked for, in its order, up to the first that fails."""
    known = {"unit": unit, "e2e": e2e, "test": test, "check": check}
    try:
        return 0 if all(known[name]() for name in (first, *others)) else 1
    except KeyboardInterrupt:
        print("\nArrêté.", flush=True)
        return 130


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
