import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from courses.loading import glossary, guide
from courses.loading.extras import EXTRAS
from courses.loading.reading import read
from courses.loading.writing import Report
from courses.management.commands.load_content import FILE, GLOSSARY
from courses.models import ContentLoad
from courses.searching import index_all


class Command(BaseCommand):
    help = "Makes the database ready: migrations with their progress; content and demonstration only into an empty site."

    def handle(self, *args: Any, **options: Any) -> None:
        self.migrate()
        if not ContentLoad.objects.exists():
            self.stdout.write("Chargement du parcours")
            call_command("load_content", stdout=self.stdout)
            if settings.DEMO:
                call_command("load_demo", stdout=self.stdout)
        elif not ContentLoad.objects.filter(code__startswith="terme:").exists():
            # A site from before the glossary and the search: both begin with what its editors have published.
            glossary.write(glossary.read(GLOSSARY), Report())
            index_all()
        if not ContentLoad.objects.filter(code__startswith="guide/").exists():
            # A site from before the guide gets it once; what its editors do with it afterwards is theirs.
            modules = {module.id for module in read(FILE).modules}
            terms = {term.slug for term in glossary.read(GLOSSARY)}
            guide.write(guide.read(guide.FILE, modules=modules, terms=terms), Report())
        # What came with later versions of the product: each writes itself once, and only where it never was.
        for extra in EXTRAS:
            extra.write(Report())

    def migrate(self) -> None:
        """Runs what is missing, and says how far it is: the first time takes longer than one waits without a word."""
        executor = MigrationExecutor(connection)
        total = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        done, began, said = 0, time.monotonic(), -1

        def say(action: str, migration: Any = None, fake: bool = False) -> None:
            nonlocal done, said
            if action != "apply_success":
                return
            done += 1
            percent = done * 100 // total
            if percent // 10 > said:
                said = percent // 10
                self.stdout.write(f"Base de données : {percent} % ({time.monotonic() - began:.0f} s)")
                self.stdout.flush()

        executor.progress_callback = say  # type: ignore[assignment]
        executor.migrate(executor.loader.graph.leaf_nodes())
        # Content types and permissions are made by the signal that Django's own command sends at its end.
        call_command("migrate", verbosity=0)
