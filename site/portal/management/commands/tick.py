import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from portal.jobs import tick


class Command(BaseCommand):
    help = "Runs what is due (planned pages, openings, mails, sweeping, cleaning), every minute until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="run what is due now, then stop")

    def handle(self, *args: Any, once: bool = False, **options: Any) -> None:
        while True:
            for name in tick():
                self.stdout.write(name)
            if once:
                return
            close_old_connections()
            time.sleep(60 - time.time() % 60)
