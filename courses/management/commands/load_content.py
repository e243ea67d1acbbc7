from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.loading import glossary, guide
from courses.loading.extras import EXTRAS
from courses.loading.reading import ContentError, Problem, read
from courses.loading.writing import write

GLOSSARY = Path(__file__).resolve().parents[2] / "content" / "glossary.yaml"
FILE = Path(__file__).resolve().parents[2] / "content" / "curriculum.yaml"


class Command(BaseCommand):
    help = "Loads the curriculum: creates what is missing, never overwrites what an editor changed unless asked."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=FILE, help="the content file (default: the one of the repository)")
        parser.add_argument("--check", action="store_true", help="write nothing, list every error")
        parser.add_argument("--update", action="store_true", help="list what differs from the file")
        parser.add_argument("--yes", action="store_true", help="with --update: overwrite what differs")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["yes"] and not options["update"]:
            raise CommandError("--yes ne va qu’avec --update. Relancez : load_content --update --yes")
        if options["check"] and options["update"]:
            raise CommandError("--check n’écrit rien et --update écrit : choisissez l’un des deux.")
        wrong: list[Problem] = []
        curriculum = listing(wrong, lambda: read(options["file"]))
        terms = listing(wrong, lambda: glossary.read(GLOSSARY))
        book = None
        if curriculum is not None and terms is not None:
            names = {one.id for one in curriculum.modules}, {term.slug for term in terms}
            book = listing(wrong, lambda: guide.read(guide.FILE, modules=names[0], terms=names[1]))
        others = [listing(wrong, extra.check) for extra in EXTRAS]
        if wrong or curriculum is None or terms is None or book is None:
            raise CommandError(f"{ContentError(wrong)}\nRien n’a été écrit.")
        if options["check"]:
            lessons = sum(len(module.lecons) for module in curriculum.modules)
            read_too = [f"{lessons} leçons", f"{len(terms)} termes", f"{len(book.chapitres)} chapitres du guide", *filter(None, others)]
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
        if report.waiting:
            self.stdout.write(
                f"Ne suivent pas le fichier, et restent tels quels ({len(report.waiting)}) : {few(report.waiting)}.\n"
                "--update liste ce qui serait remplacé, --update --yes le remplace."
            )
        if report.kept:
            self.stdout.write(
                f"Ne suivent pas leur fichier, qui ne les écrit qu’une fois ({len(report.kept)}) : {few(report.kept)}.\n"
                "Changez-les dans l’administration, à /admin/."
            )


def listing[Kind](wrong: list[Problem], make: Callable[[], Kind]) -> Kind | None:
    """What a file holds; None where it is wrong, and why is added to the list: one run names the faults of every file."""
    try:
        return make()
    except ContentError as error:
        wrong += error.problems
        return None


def few(codes: list[str]) -> str:
    return ", ".join(codes[:8]) + (" …" if len(codes) > 8 else "")
