"""The words inside a document. Run as a process of its own, which its caller may end: a file from outside decides how long it takes.

    python -m courses.resources.documents .pdf < file

Writes one JSON object: `text`, or `problem` in a sentence for editors. Knows nothing of the site.
"""

import io
import json
import re
import resource
import sys
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from lzma import LZMAError

CHARACTERS = 200_000
PAGES = 400
UNPACKED = 40 * 1024 * 1024  # bytes of XML read from one document
MEMBERS = 2_000
MEMORY = 1024 * 1024 * 1024
SECONDS = 25  # of processor time

PARTS = {
    ".docx": re.compile(r"^word/(document|footnotes|endnotes)\.xml$"),
    ".pptx": re.compile(r"^ppt/(slides/slide|notesSlides/notesSlide)\d+\.xml$"),
    ".xlsx": re.compile(r"^xl/(sharedStrings|worksheets/sheet\d+)\.xml$"),
    **dict.fromkeys((".odt", ".ods", ".odp"), re.compile(r"^content\.xml$")),
}
# Elements at whose end a line ends, by their local names.
LINES = {"p", "si", "is"}


class Unreadable(Exception):
    """A document whose words cannot be read; the message says why."""


def text_of(data: bytes, extension: str) -> str:
    """The words of a document, at most two hundred thousand characters. Raises Unreadable."""
    if extension == ".pdf":
        parts = pdf(data)
    elif extension in PARTS:
        parts = office(data, PARTS[extension], is_open=extension.startswith(".od"))
    elif extension == ".txt":
        parts = iter([data.decode("utf-8-sig", "replace")])
    else:
        raise Unreadable("ce type de fichier n’a pas de texte à lire")
    pieces, length = [], 0
    for part in parts:
        pieces.append(part[: CHARACTERS - length])
        length += len(pieces[-1])
        if length >= CHARACTERS:
            break
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", " ", "".join(pieces))
    text = re.sub(r"[ \t\u00a0]+", " ", text)
    text = re.sub(r"\s*\n\s*", "\n", text).strip()
    if not text:
        raise Unreadable("aucun mot n’y est écrit, sans doute des pages numérisées en image")
    return text


def pdf(data: bytes) -> Iterator[str]:
    """The words of a PDF, page by page."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("le PDF est protégé par un mot de passe")
        for number, page in enumerate(reader.pages):
            if number >= PAGES:
                return
            yield f"{page.extract_text()}\n"
    except Unreadable:
        raise
    except DependencyError as error:
        raise Unreadable("le PDF est chiffré d’une manière que l’on ne sait pas lire") from error
    # A broken file makes the parser take what is there for what it expects: these are what that looks like.
    except (PyPdfError, ValueError, LookupError, TypeError, AttributeError, NotImplementedError, OSError) as error:
        raise Unreadable("le PDF est abîmé ou d’une forme que l’on ne sait pas lire") from error


def office(data: bytes, wanted: re.Pattern[str], *, is_open: bool) -> Iterator[str]:
    """The words of an office document: its own XML, read without entities, from an archive that is not unpacked beyond a bound."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, iterparse

    left = UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [info for info in archive.infolist()[:MEMBERS] if wanted.match(info.filename)]
            for info in sorted(
                members, key=lambda one: [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", one.filename)]
            ):
                if info.flag_bits & 0x1:
                    raise Unreadable("le document est protégé par un mot de passe")
                with archive.open(info) as member:
                    content = member.read(left + 1)
                if len(content) > left:
                    raise Unreadable("le document est trop grand une fois décompressé")
                left -= len(content)
                for _, element in iterparse(io.BytesIO(content), events=("end",), forbid_dtd=True):
                    yield from _words(element, is_open=is_open)
    except Unreadable:
        raise
    except (zipfile.BadZipFile, zlib.error, LZMAError, DefusedXmlException, ParseError) as error:
        raise Unreadable("le document est abîmé") from error
    except (NotImplementedError, OSError, EOFError, ValueError) as error:
        raise Unreadable("le document est abîmé ou d’une forme que l’on ne sait pas lire") from error


def _words(element: object, *, is_open: bool) -> Iterator[str]:
    """The words that an element adds once it is closed. Open documents mix words and elements, so they are read a paragraph at a time."""
    name = str(element.tag).rpartition("}")[2]  # type: ignore[attr-defined]
    if is_open:
        if name in {"p", "h"}:
            yield "".join(element.itertext()) + "\n"  # type: ignore[attr-defined]
            element.clear()  # type: ignore[attr-defined]
        return
    if name == "t":
        yield element.text or ""  # type: ignore[attr-defined]
    elif name in LINES:
        yield "\n"
        element.clear()  # type: ignore[attr-defined]
    elif name in {"tab", "br", "c"}:
        yield " "


def main() -> None:
    """Reads one document from the standard input, within bounds of memory and time that the system keeps."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    warnings.simplefilter("ignore")
    try:
        said = {"text": text_of(sys.stdin.buffer.read(), sys.argv[1])}
    except Unreadable as error:
        said = {"problem": str(error)}
    except (MemoryError, RecursionError):
        said = {"problem": "le document demande plus de mémoire qu’on ne lui en laisse"}
    sys.stdout.buffer.write(json.dumps(said).encode())


if __name__ == "__main__":
    main()
