from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.loading import glossary, guide
from courses.loading.extras import EXTRAS
from courses.loading.reading import ContentError, read
from courses.loading.writing import write

GLOSSARY = Path(__file__).resolve().parents[2] / "content" / "glossary.yaml"
FILE = Path(__file__).resolve().parents[2] / "content" / "curriculum.yaml"


class Command(BaseCommand):
    help = "Loads the curriculum: creates what is missing, never overwrites what an editor changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=FILE, help="the content file (default: the one of the repository)")
        parser.add_argument("--check", action="store_true", help="write nothing, list every error")
        parser.add_argument("--update", action="store_true", help="list what differs from the file")
        parser.add_argument("--yes", action="store_true", help="with --update: overwrite what differs")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            curriculum = read(options["file"])
            terms = glossary.read(GLOSSARY)
            book = guide.read(guide.FILE, modules={one.id for one in curriculum.modules}, terms={term.slug for term in terms})
            others = [extra.check() for extra in EXTRAS]
        except ContentError as error:
            raise CommandError(f"{error}\nRien n’a été écrit.") from error
        if options["check"]:
            lessons = sum(len(module.lecons) for module in curriculum.modules)
            read_too = [f"{lessons} leçons", f"{len(terms)} termes", f"{len(book.chapitres)} chapitres du guide", *others]
            self.stdout.write(f"Rien à corriger : {len(curriculum.modules)} modules, {', '.join(read_too)}.")
            return
        say = self.stdout.write if options["verbosity"] else (lambda line: None)
        report = write(curriculum, update=options["update"], yes=options["yes"], say=say)
        glossary.write(terms, report)
        guide.write(book, report, update=options["update"], yes=options["yes"])
        for extra in EXTRAS:
            extra.write(report)
        for code in report.outdated:
            self.stdout.write(f"serait remplacé : {code}")
        if report.outdated:
            self.stdout.write("Ajoutez --yes pour remplacer ces contenus par ceux du fichier.")
        self.stdout.write(
            f"{len(report.created)} créés, {len(report.unchanged)} inchangés, {len(report.overwritten)} remplacés, "
            f"{len(report.respected)} laissés comme les éditeurs les ont voulus."
        )
