"""Files that come back from the field: each is judged, and kept with its answer."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from cohorts.actions import require_writable
from cohorts.models import Answer, Attachment
from cohorts.working.parties import Party
from pages.files import Judged, Refused, judge, too_heavy

MOST_FILES = 5
MOST_SENT = 2 * MOST_FILES  # looked at in one sending: opening a photo takes seconds, and a form may bring a hundred


def add_files(*, party: Party, answer: Answer, uploads: list[UploadedFile]) -> list[str]:
    """Keeps each file that can be kept; a sentence for each that cannot. The same file twice is kept once."""
    require_writable(party.me)
    problems = []
    for upload in uploads[:MOST_SENT]:
        name = upload.name or "fichier"
        if problem := too_heavy(name, upload.size or 0):
            problems.append(problem)
            continue
        try:
            judged = judge(name, upload.read())
        except Refused as refused:
            problems.append(str(refused))
            continue
        if not _keep(party, answer, judged):
            problems.append(f"« {name} » n’a pas été reçu : {MOST_FILES} fichiers au plus. Retirez-en un d’abord.")
    for upload in uploads[MOST_SENT:]:
        problems.append(f"« {upload.name or 'fichier'} » n’a pas été regardé : {MOST_SENT} fichiers au plus par envoi.")
    return problems


@transaction.atomic
def _keep(party: Party, answer: Answer, judged: Judged) -> bool:
    Answer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
    kept = Attachment.objects.filter(answer=answer, removed_at=None)
    digest = hashlib.sha256(judged.data).hexdigest()
    if kept.filter(digest=digest).exists():
        return True
    if kept.count() >= MOST_FILES:
        return False
    attachment = Attachment(
        answer=answer,
        added_by=party.me,
        name=judged.name,
        content_type=judged.content_type,
        size=len(judged.data),
        digest=digest,
    )
    attachment.file.save(judged.name, ContentFile(judged.data), save=False)
    attachment.save()
    return True


def remove_file(*, party: Party, answer: Answer, number: int) -> None:
    """Takes a file off an answer: it is put aside with its date, and no longer served. One that was off already stays so."""
    require_writable(party.me)
    Attachment.objects.filter(pk=number, answer=answer, removed_at=None).update(removed_at=timezone.now())
