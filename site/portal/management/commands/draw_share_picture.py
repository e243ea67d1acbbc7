from typing import Any

from django.core.management.base import BaseCommand

from portal.picture import FILE, drawn


class Command(BaseCommand):
    help = "Draws again the picture that goes with a shared link (static/img/share.png)."

    def handle(self, *args: Any, **options: Any) -> None:
        data = drawn()
        FILE.write_bytes(data)
        self.stdout.write(f"{FILE.name} : {len(data)} octets")
