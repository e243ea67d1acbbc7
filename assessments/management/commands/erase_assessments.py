from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import audit
from accounts.erasing import erasure
from accounts.models import User
from assessments.takeaway.erasing import counts_of, erase_assessments


class Command(BaseCommand):
    help = "Erases everything that the self-assessments hold of one person. Says what would go; --yes does it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--yes", action="store_true", help="erase, instead of saying what would go")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.with_email(options["email"]).first()
        if user is None:
            raise CommandError(f"Aucun compte n’a l’adresse {options['email']}. Vérifiez-la, puis recommencez.")
        counts = {name: count for name, count in counts_of(user).items() if count}
        if not counts:
            self.stdout.write("Rien à effacer : cette personne n’a aucun positionnement.")
            return
        for name, count in counts.items():
            self.stdout.write(f"{count:>6}  {name}")
        self.stdout.write("Les chiffres déjà publiés d’une cohorte restent, sans nom.")
        if not options["yes"]:
            self.stdout.write("Rien n’est effacé. Pour effacer, relancez avec --yes : cela ne se défait pas.")
            return
        with erasure(user):
            gone = erase_assessments(user)
            # The number of the account, never her name: the trail outlives what is erased.
            audit.record(by=None, action="assessments_erased", target=f"compte {user.pk}", after={"lignes": gone})
        self.stdout.write(f"Effacé : {gone} lignes, et les fichiers joints.")
