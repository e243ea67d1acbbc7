"""Files that come back from the field: judged by what they hold, rid of where and with what they were taken."""

import hashlib
import io
import re
import unicodedata
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

import filetype
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageOps

from cohorts.actions import require_writable
from cohorts.models import Answer, Attachment
from cohorts.working.parties import Party
from pages.uploads import BOUND

LIMIT = 8 * 1024 * 1024
FILES = 5
PIXELS = 60_000_000  # a photo of a good telephone has 48 million
UNPACKED = 200 * 1024 * 1024
ACCEPTED = "Sont acceptés : photos JPEG, PNG ou WebP, PDF, documents Word, Excel, PowerPoint ou LibreOffice, texte."

PHOTOS = {"image/jpeg": ("JPEG", ".jpg"), "image/png": ("PNG", ".png"), "image/webp": ("WEBP", ".webp")}
# An office file is an archive: its first member or its folders say which. Macros have types of their own, not in this list.
OFFICE = {
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "word/document.xml"),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xl/workbook.xml"),
    ".pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "ppt/presentation.xml"),
    ".odt": ("application/vnd.oasis.opendocument.text", "content.xml"),
    ".ods": ("application/vnd.oasis.opendocument.spreadsheet", "content.xml"),
    ".odp": ("application/vnd.oasis.opendocument.presentation", "content.xml"),
}


class Refused(Exception):
    """A file that cannot be taken; the message says why, and what can."""


@dataclass(frozen=True)
class Judged:
    """A file that may be kept: its name, its type, and its bytes as they will be served."""

    name: str
    content_type: str
    data: bytes


def megabytes(size: int) -> str:
    """A weight as one says it; of a very heavy file only the beginning was taken in."""
    if size >= BOUND:
        return f"plus de {BOUND // 1024 // 1024} Mo"
    return f"{size / 1024 / 1024:.1f}".rstrip("0").rstrip(".").replace(".", ",") + " Mo"


def judge(name: str, data: bytes) -> Judged:
    """Takes a file by its content, never by what its name claims. Raises Refused with a sentence."""
    stem, claimed = _stem(name)
    if len(data) > LIMIT:
        raise Refused(f"« {name} » n’a pas été reçu. Il pèse {megabytes(len(data))}, la limite est de {megabytes(LIMIT)}.")
    if not data:
        raise Refused(f"« {name} » est vide. Choisissez-le de nouveau.")
    kind = filetype.guess(data)
    mime = kind.mime if kind else ""
    if mime in PHOTOS:
        form, extension = PHOTOS[mime]
        return Judged(f"{stem}{extension}", mime, _bare_photo(name, data, form))
    if mime == "application/pdf" and data.startswith(b"%PDF-"):
        return Judged(f"{stem}.pdf", mime, data)
    if data.startswith(b"PK") and claimed in OFFICE:
        content_type, member = OFFICE[claimed]
        if _is_office(data, member):
            return Judged(f"{stem}{claimed}", content_type, data)
    if not mime and claimed in {".txt", ".csv", ".md"} and _is_text(data):
        return Judged(f"{stem}{claimed}", "text/plain; charset=utf-8", data)
    raise Refused(f"« {name} » n’a pas été reçu : son contenu n’est pas d’un type accepté. {ACCEPTED}")


def _stem(name: str) -> tuple[str, str]:
    """A name without folders nor signs that a system could misread, and the extension it claims."""
    bare = unicodedata.normalize("NFC", name.replace("\\", "/").split("/")[-1])
    path = PurePosixPath("".join(sign for sign in bare if sign.isprintable()))
    stem = re.sub(r"[^\w \-().,’']+", "_", path.stem).strip(" ._")[:100]
    return stem or "fichier", path.suffix.lower()


def _bare_photo(name: str, data: bytes, form: str) -> bytes:
    """The picture alone, upright: place, date and camera stay with whoever took it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[form]) as photo:
                if photo.width * photo.height > PIXELS:
                    raise Refused(f"« {name} » est trop grande : {photo.width} × {photo.height} points. Réduisez-la, puis recommencez.")
                upright = ImageOps.exif_transpose(photo)
                if form == "JPEG" and upright.mode not in {"RGB", "L"}:
                    upright = upright.convert("RGB")
                # A new picture carries over nothing but its points: no EXIF, no XMP, no comment, no thumbnail.
                bare = Image.new(upright.mode, upright.size)
                if upright.mode == "P":
                    upright = upright.convert("RGBA")
                    bare = Image.new("RGBA", upright.size)
                bare.paste(upright)
                out = io.BytesIO()
                bare.save(out, form, quality=88)
                return out.getvalue()
    except Refused:
        raise
    except Exception as error:  # Pillow raises whatever the broken file made it meet
        raise Refused(f"« {name} » ne s’ouvre pas : l’image est abîmée. Reprenez-la ou choisissez-en une autre.") from error


def _is_office(data: bytes, member: str) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            names = {info.filename for info in infos}
            has_macros = any(name.lower().endswith(("vbaproject.bin", ".js", ".exe")) or name.startswith("Basic/") for name in names)
            return member in names and not has_macros and sum(info.file_size for info in infos) <= UNPACKED
    except (zipfile.BadZipFile, NotImplementedError, OSError):
        return False


def _is_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return "\x00" not in text


def add_files(*, party: Party, answer: Answer, uploads: list[UploadedFile]) -> list[str]:
    """Keeps each file that can be kept; a sentence for each that cannot. The same file twice is kept once."""
    require_writable(party.me)
    problems = []
    for upload in uploads:
        name = upload.name or "fichier"
        if upload.size and upload.size > LIMIT:
            problems.append(f"« {name} » n’a pas été reçu. Il pèse {megabytes(upload.size)}, la limite est de {megabytes(LIMIT)}.")
            continue
        try:
            judged = judge(name, upload.read())
        except Refused as refused:
            problems.append(str(refused))
            continue
        if not _keep(party, answer, judged):
            problems.append(f"« {name} » n’a pas été reçu : {FILES} fichiers au plus. Retirez-en un d’abord.")
    return problems


@transaction.atomic
def _keep(party: Party, answer: Answer, judged: Judged) -> bool:
    Answer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
    kept = Attachment.objects.filter(answer=answer, removed_at=None)
    digest = hashlib.sha256(judged.data).hexdigest()
    if kept.filter(digest=digest).exists():
        return True
    if kept.count() >= FILES:
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
