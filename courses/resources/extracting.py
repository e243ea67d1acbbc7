"""Having the words of a file read, by another process and within bounds; and keeping what was read, or why it was not."""

import json
import subprocess
import sys
from pathlib import PurePosixPath

from django.conf import settings
from django.db import transaction

from courses.resources.enums import TextState
from courses.resources.models import Resource

SECONDS = 40  # by the clock; the process bounds its own processor time
PICTURES = {".jpg", ".png", ".webp"}


def read(data: bytes, extension: str, *, seconds: float = SECONDS) -> tuple[str, str]:
    """The words of a document, and why there are none: one of the two is empty."""
    command = [sys.executable, "-m", "courses.resources.documents", extension]
    try:
        done = subprocess.run(  # noqa: S603 - our own module; what it reads is hostile, so it is given no secret of the site
            command, input=data, capture_output=True, timeout=seconds, cwd=settings.ROOT, env={"LC_ALL": "C.UTF-8"}, check=False
        )
    except subprocess.TimeoutExpired:
        return "", "le lire prend trop de temps"
    try:
        said = json.loads(done.stdout)
    except ValueError:
        return "", "le lire prend trop de temps ou de mémoire"
    return said.get("text", ""), said.get("problem", "")


def extract(resource_id: int) -> None:
    """Reads the file of a resource and lets the search know. A file that was read already is left alone, so twice is once."""
    found = Resource.objects.filter(pk=resource_id).exclude(file="").first()
    if found is None or (found.text_of == found.file.name and found.text_state != TextState.WAITING):
        return
    name, extension = found.file.name or "", PurePosixPath(found.file_name).suffix.lower()
    text, problem = "", ""
    if extension not in PICTURES:
        try:
            with found.file.open("rb") as file:
                text, problem = read(file.read(), extension)
        except FileNotFoundError:
            problem = "le fichier n’est plus là"
    with transaction.atomic():
        # Another file may have taken its place meanwhile: then this reading is of no use.
        current = Resource.objects.select_for_update(of=("self",)).filter(pk=resource_id, file=name).first()
        if current is None:
            return
        current.text, current.text_problem, current.text_of = text, problem[:200], name
        current.text_state = TextState.READ if text else TextState.FAILED if problem else TextState.NONE
        current.save(update_fields=["text", "text_problem", "text_of", "text_state"])
