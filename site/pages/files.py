"""Files that people send: judged by what they hold, never by what their name claims, rid of where and with what they were taken."""

import io
import re
import threading
import unicodedata
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

import filetype
from django.core.files.base import ContentFile
from PIL import Image, ImageOps

from pages.weights import weight

LIMIT = 8 * 1024 * 1024
PIXELS = 60_000_000  # a photo of a good telephone has 48 million
SIDE = 30_000  # points; a picture of one column keeps the site busy for many seconds; no panorama has such a side
UNPACKED = 200 * 1024 * 1024
# A small file may open into hundreds of megabytes: several at once would take all the memory there is, and end everybody's requests.
ONE_PICTURE = threading.Lock()
PDF_END = 2048  # bytes: where a PDF says where its table of contents stands
ACCEPTED = "Sont acceptés : photos JPEG, PNG ou WebP, PDF, documents Word, Excel, PowerPoint ou LibreOffice, texte."

PHOTOS = {"image/jpeg": ("JPEG", ".jpg"), "image/png": ("PNG", ".png"), "image/webp": ("WEBP", ".webp")}
# An office file is an archive: one member tells Word, Excel and PowerPoint apart. LibreOffice's three share theirs, and go by their name.
OFFICE = {
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "word/document.xml"),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xl/workbook.xml"),
    ".pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "ppt/presentation.xml"),
    ".odt": ("application/vnd.oasis.opendocument.text", "content.xml"),
    ".ods": ("application/vnd.oasis.opendocument.spreadsheet", "content.xml"),
    ".odp": ("application/vnd.oasis.opendocument.presentation", "content.xml"),
}
TEXTS = {".txt", ".csv", ".md", ".vtt"}
# What a recording may turn out to be, by what its name claims. A telephone's m4a is an mp4 without a picture.
RECORDINGS = {
    ".mp3": {"audio/mpeg"},
    ".m4a": {"audio/mp4", "video/mp4"},
    ".ogg": {"audio/ogg"},
    ".mp4": {"video/mp4", "video/x-m4v"},
    ".webm": {"video/webm"},
}


class Refused(Exception):
    """A file that cannot be taken; the message says why, and what can."""


@dataclass(frozen=True)
class Judged:
    """A file that may be kept: its name, its type, and its bytes as they will be served."""

    name: str
    content_type: str
    data: bytes

    def as_file(self) -> ContentFile:
        """What a field of a form hands to its model."""
        return ContentFile(self.data, name=self.name)


def too_heavy(name: str, size: int, limit: int = LIMIT) -> str:
    """What is said of a file beyond the limit; empty for one that is not. Asked before the file is read."""
    if size <= limit:
        return ""
    return f"« {name} » n’a pas été reçu. Il pèse {weight(size)}, la limite est de {weight(limit)}."


def judge(name: str, data: bytes, *, limit: int = LIMIT, whole: bool = False, accepted: str = ACCEPTED) -> Judged:
    """Takes a file by its content, never by what its name claims. Raises Refused with a sentence, and what is `accepted`.

    With `whole`, a PDF must also have its end: one that was cut on the way, or that only begins like one, is refused.
    """
    stem, claimed = _stem(name)
    if problem := too_heavy(name, len(data), limit):
        raise Refused(problem)
    if not data:
        raise Refused(f"« {name} » est vide. Choisissez-le de nouveau.")
    kind = filetype.guess(data)
    mime = kind.mime if kind else ""
    if mime in PHOTOS:
        form, extension = PHOTOS[mime]
        with ONE_PICTURE:
            return Judged(f"{stem}{extension}", mime, _bare_photo(name, data, form))
    if mime == "application/pdf" and data.startswith(b"%PDF-"):
        if whole and b"startxref" not in data[-PDF_END:]:
            raise Refused(f"« {name} » n’a pas été reçu : ce n’est pas un PDF complet. Enregistrez-le de nouveau. {accepted}")
        return Judged(f"{stem}.pdf", mime, data)
    if data.startswith(b"PK") and claimed in OFFICE:
        content_type, member = OFFICE[claimed]
        if _is_office(data, member):
            return Judged(f"{stem}{claimed}", content_type, data)
    if not mime and claimed in TEXTS and _is_text(data):
        return Judged(f"{stem}{claimed}", "text/plain; charset=utf-8", data)
    raise Refused(f"« {name} » n’a pas été reçu : son contenu n’est pas d’un type accepté. {accepted}")


def judge_recording(name: str, head: bytes) -> str:
    """The type of a recording by its beginning: two hundred megabytes are not read to learn what they are. Raises Refused."""
    _, claimed = _stem(name)
    kind = filetype.guess(head) if head else None
    if kind is None or kind.mime not in RECORDINGS.get(claimed, ()):
        raise Refused(f"« {name} » n’a pas été reçu : ce n’est pas un enregistrement {claimed.lstrip('.')} que l’on puisse lire.")
    return str(kind.mime)


def tame(name: str) -> str:
    """A name with its extension, that can be said anywhere and stored: no folders, no markup, nothing that does not print."""
    stem, claimed = _stem(name)
    return f"{stem}{re.sub(r'[^.a-z0-9]+', '', claimed)[:12]}"


def _stem(name: str) -> tuple[str, str]:
    """A name without folders nor signs that a system could misread, and the extension it claims."""
    bare = unicodedata.normalize("NFC", name.replace("\\", "/").split("/")[-1])
    path = PurePosixPath("".join(sign for sign in bare if sign.isprintable()))
    stem = re.sub(r"[^\w \-().,’']+", "_", path.stem).strip(" ._")[:100]
    return stem or "fichier", path.suffix.lower()


def _bare_photo(name: str, data: bytes, form: str) -> bytes:
    """The picture alone, upright: place, date and camera stay with whoever took it."""
    too_large = Refused(f"« {name} » est trop grande. Réduisez-la à {PIXELS // 1_000_000} millions de points, puis recommencez.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[form]) as photo:
                if photo.width * photo.height > PIXELS:
                    raise too_large
                if max(photo.size) > SIDE:
                    raise Refused(f"« {name} » est trop longue. Réduisez-la à {SIDE // 1000}\u00a0000 points de côté, puis recommencez.")
                ImageOps.exif_transpose(photo, in_place=True)  # a copy of it would weigh as much again
                upright: Image.Image = photo
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
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_large from error
    except Exception as error:  # Pillow raises whatever the broken file made it meet
        raise Refused(f"« {name} » ne s’ouvre pas : l’image est abîmée. Reprenez-la ou choisissez-en une autre.") from error


def _is_office(data: bytes, member: str) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            names = {info.filename for info in infos}
            has_macros = any(name.lower().endswith(("vbaproject.bin", ".js", ".exe")) or name.startswith("Basic/") for name in names)
            return member in names and not has_macros and sum(info.file_size for info in infos) <= UNPACKED
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):  # ValueError: a name that is no UTF-8
        return False


def _is_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return "\x00" not in text
