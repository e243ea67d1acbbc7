from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cohorts.demo.loading import AFTER_CAST, NoContent, load_cast, load_population


class Command(BaseCommand):
    help = "Loads the invented people of the demonstration; with numbers, a large invented population too."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cohorts", type=int, default=0)
        parser.add_argument("--participants", type=int, help="people in each of these cohorts (24 unless told)")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("load_demo invente des personnes : il ne tourne qu’avec DEMO=True, jamais sur un site réel.")
        if options["participants"] is not None and not options["cohorts"]:
            raise CommandError("--participants compte les personnes de chaque cohorte : dites aussi combien de cohortes, avec --cohorts.")
        try:
            new = load_cast()
            for add in AFTER_CAST:
                add()
            made = load_population(cohorts=options["cohorts"], participants=options["participants"] or 24, seed=options["seed"])
        except NoContent as error:
            raise CommandError("Le parcours n’est pas encore chargé : lancez d’abord load_content.") from error
        if options["verbosity"]:
            self.stdout.write("Personnes de la démonstration : créées." if new else "Personnes de la démonstration : déjà là.")
            if made:
                self.stdout.write(f"Population inventée : {made} personnes.")
