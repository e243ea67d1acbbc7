"""Each page's queries and what a first visit of it weighs, as a Markdown table.

    .venv/bin/python bench/weights.py

Queries are counted on a second read, caches warm, on SQLite with the demonstration's cast. A first visit is a browser without a cache:
bytes are those that crossed the wire, compressed as served, the page and everything it asked for; the signing in is not counted.
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bench.run import Site

COHORT = "/cohortes/pionniers/"
PAGES = {
    "visitor": [
        "/",
        "/parcours/",
        "/parcours/etat-des-lieux/",
        "/guide/",
        "/guide/mouvement/",
        "/glossaire/",
        "/ressources/",
        "/ressources/site-dedie/",
        "/territoires/",
        "/territoires/siilab/",
        "/competences/referentiel/",
        "/recherche/",
        "/recherche/?q=maires",
        "/compte/connexion/",
        "/compte/mot-de-passe/oublie/",
        "/confidentialite/",
        "/accessibilite/",
        "/mentions-legales/",
    ],
    "amina": [
        "/accueil/",
        "/parcours/",
        "/parcours/etat-des-lieux/",
        "/parcours/etat-des-lieux/regard-des-maires/",
        "/parcours/etat-des-lieux/regard-des-maires/blocs/aaf3ffa1-e4b3-5604-8795-2dc83b14dddb/ecrire/",
        "/parcours/etat-des-lieux/regard-des-maires/notes/ecrire/",
        "/binome/",
        "/notes/",
        "/reponses/",
        "/cohorte/",
        "/competences/",
        "/competences/entree/resultats/",
        "/competences/mi-parcours/",
        "/competences/plan/",
        "/competences/partages/",
        "/competences/cohorte/",
        "/competences/profil/",
        "/competences/profil/nouveau/",
        "/ressources/favoris/",
        "/ressources/proposer/",
        "/compte/",
        "/compte/avis/",
        "/compte/adresse/",
        "/compte/securite/",
    ],
    "denis": [
        "/accueil/",
        "/cohortes/",
        COHORT,
        *(f"{COHORT}{place}/" for place in ("a-lire", "personnes", "personnes/1", "binomes", "binomes/1", "positionnements")),
        *(f"{COHORT}{place}/" for place in ("positionnements/entree", "positionnements/chiffres", "ouvertures", "courriels")),
        *(f"{COHORT}{place}/" for place in ("courriels/nouveau", "import", "invitations/nouvelle", "reglages", "dupliquer")),
        "/cohortes/nouvelle/",
    ],
    "gaelle": ["/compte/journal/"],
    "farid": ["/composants/", "/admin/", "/admin/attente/"],
}


ROLES = {"amina": "participant", "denis": "trainer", "farid": "editor", "gaelle": "administrator"}


def queries(reader: str, path: str) -> int:
    """How many queries the second read of a page makes."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from accounts.models import User

    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    if reader != "visitor":
        client.force_login(User.objects.get(email=f"{reader}@demo.example"), backend=settings.AUTHENTICATION_BACKENDS[0])
    client.get(path, follow=True)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        client.get(path, follow=True)
    return len(caught)


def weigh(context: BrowserContext, address: str) -> tuple[int, int, int]:
    """Bytes of the page, bytes of everything, and how many requests, as a browser without a cache receives them."""
    page = context.new_page()
    wire = context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}
    wire.on("Network.responseReceived", lambda event: kinds.__setitem__(event["requestId"], event["type"]))
    wire.on("Network.loadingFinished", lambda event: sizes.__setitem__(event["requestId"], int(event["encodedDataLength"])))
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(address, wait_until="networkidle")
    page.close()
    document = next((sizes[key] for key, kind in kinds.items() if kind == "Document" and key in sizes), 0)
    return document, sum(sizes.values()), len(sizes)


def main() -> None:
    """Prints the table."""
    site = Site(on_sqlite=True)
    base = f"http://localhost:{site.port}"
    os.environ.update(site.env)
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    import django

    django.setup()
    print("| page | reader | queries | page, kB | first visit, kB | requests |\n|---|---|---|---|---|---|")
    try:
        with sync_playwright() as tool:
            found = shutil.which("chromium") or shutil.which("chromium-browser")
            browser = tool.chromium.launch(executable_path=found, args=["--no-sandbox"] if os.geteuid() == 0 else [])
            for reader, paths in PAGES.items():
                context = browser.new_context(locale="fr-FR")
                if reader != "visitor":
                    page = context.new_page()
                    page.goto(f"{base}/compte/connexion/")
                    page.fill("[name=login]", f"{reader}@demo.example")
                    page.fill("[name=password]", "parcours-2026")
                    with page.expect_navigation():
                        page.press("[name=password]", "Enter")
                    page.close()
                for path in paths:
                    document, total, requests = weigh(context, base + path)
                    who, asked = ROLES.get(reader, reader), queries(reader, path)
                    print(f"| `{path}` | {who} | {asked} | {document / 1000:.1f} | {total / 1000:.1f} | {requests} |", flush=True)
                context.close()
            browser.close()
    finally:
        site.stop()
        shutil.rmtree(site.var, ignore_errors=True)


if __name__ == "__main__":
    main()
