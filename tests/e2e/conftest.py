"""A real browser on the real site: gunicorn, collected static files, a clone of the filled database."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests import databases

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# A busy machine takes its time over the larger screens of the admin; waiting costs nothing where the page is there.
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)
ROOT = Path(__file__).parents[2]
# What the served site runs with, for the commands that its operator would type beside it.
SERVED: dict[str, str] = {}
OFFLINE = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "htmx:sendError", "htmx:afterRequest")  # what a browser logs without a network


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/e2e" in str(item.path):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[str]:
    """The address of the site, served from a clone of its own."""
    var = tmp_path_factory.mktemp("var")
    with django_db_blocker.unblock():
        name = databases.clone("e2e")
        database = databases.url_of(name)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.e2e.settings",
        "VAR_DIR": str(var),
        "PORT": str(port),
        "DATABASE_URL": database,
        "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
    }
    subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"], cwd=ROOT, env=env, check=True)
    SERVED.update(env)
    command = ["-m", "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "4"]
    seeds = "from tests.e2e.seeds import fill; fill()"
    subprocess.run([sys.executable, "manage.py", "shell", "--no-imports", "-c", seeds], cwd=ROOT, env=env, check=True)
    with (var / "site.log").open("w") as log:
        server = subprocess.Popen([sys.executable, *command, "--no-control-socket"], cwd=ROOT, env=env, stdout=log, stderr=log)
    queue = [sys.executable, "manage.py", "db_worker", "--interval", "0.3"]
    with (var / "worker.log").open("w") as log:
        worker = subprocess.Popen(queue, cwd=ROOT, env=env, stdout=log, stderr=log)
    address = f"http://localhost:{port}"
    for _ in range(150):
        try:
            urllib.request.urlopen(f"{address}/sante/", timeout=5)  # noqa: S310
            break
        except urllib.error.HTTPError:
            break
        except OSError:
            time.sleep(0.2)
    yield address
    for process in (worker, server):
        process.terminate()
        process.wait(20)
    with django_db_blocker.unblock():
        databases.drop(name)


@pytest.fixture
def manage(site: str) -> Callable[[str], str]:
    """Runs some Python beside the site, in its own database, and gives what it prints."""

    def run(code: str) -> str:
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
        done = subprocess.run(command, cwd=ROOT, env=SERVED, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    return run


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if name and (found := shutil.which(name))), None)
    assert path, "no Chromium on this machine"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, site: str) -> Iterator[Any]:
    """Opens a page as someone: `visit("amina", theme="dark", width=375, js=False)`. Any error of the page fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(
        who: str = "", *, js: bool = True, theme: str = "light", width: int = 1280, height: int = 900, offline_is_expected: bool = False
    ) -> Page:
        context = chromium.new_context(
            base_url=site, java_script_enabled=js, color_scheme=theme, viewport={"width": width, "height": height}, locale="fr-FR"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)

        def is_expected(text: str) -> bool:
            refused = re.search(r"status of (40|422)|Status Error Code 40", text)
            return bool(refused) or (offline_is_expected and any(sign in text for sign in OFFLINE))

        page.on(
            "console",
            lambda message: faults.append(message.text) if message.type == "error" and not is_expected(message.text) else None,
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "request",
            lambda request: faults.append(f"asks {request.url}") if not request.url.startswith((site, "data:", "blob:")) else None,
        )
        if who:
            page.goto("/compte/connexion/")
            page.fill("[name=login]", f"{who}@demo.example")
            page.fill("[name=password]", "parcours-2026")
            page.click("button:has-text('Se connecter')")
            page.wait_for_url("**/accueil/")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults
