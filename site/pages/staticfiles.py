"""Static files as they are served: few stylesheets, without their comments, under names that change with their content."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

# One for every page, one more for the screens of self-assessments, one for the public shelf. A page reads two at most; the gallery of
# components, which shows everything, reads all three.
ENTRIES = ("css/main.css", "css/skills.css", "css/shelf.css")
IMPORT = re.compile(r"""@import\s+(?:url\()?["']([^"']+)["']\)?\s*;""")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
STRING = re.compile(r'("[^"]*")')


def strip(css: str) -> str:
    """The same rules without comments and without the white space that only people need; what stands between quotes is left alone."""
    pieces = STRING.split(COMMENT.sub("", css))
    return "".join(piece if piece.startswith('"') else _tighten(piece) for piece in pieces).strip()


def _tighten(rules: str) -> str:
    rules = re.sub(r"\s+", " ", rules)
    return re.sub(r"\s*([{};,])\s*", r"\1", rules).replace(": ", ":").replace(";}", "}")


def inline(name: str, read: Any) -> str:
    """The stylesheet `name` with every `@import` replaced by what it names, in the order they stand in."""
    folder = PurePosixPath(name).parent
    return IMPORT.sub(lambda match: inline(str(folder / match[1]), read), read(name))


class FewStylesheetsStorage(CompressedManifestStaticFilesStorage):
    """Gathers each stylesheet's parts before names are hashed; compresses our own files, where every byte is on a slow link.

    The admin's files are left as they are: compressing a thousand of them would make the first start wait.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._urls: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        """The address of a file. A name keeps its hash as long as the process lives: taken apart and put together once."""
        if settings.DEBUG or force:
            return super().url(name, force)
        return self._urls.get(name) or self._urls.setdefault(name, super().url(name))

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        self._urls.clear()
        for entry in ENTRIES:
            if not dry_run and entry in paths:
                css = strip(inline(entry, self._text))
                self.delete(entry)
                self._save(entry, ContentFile(css.encode()))
                paths[entry] = (self, entry)
        yield from super().post_process(paths, dry_run, **options)

    def _text(self, name: str) -> str:
        with self.open(name) as file:
            return file.read().decode()

    def post_process_with_compression(self, files: Any) -> Iterator[Any]:
        ours = []
        for entry in files:
            if str(entry[0]).startswith(("css/", "js/", "img/")):
                ours.append(entry)
            else:
                yield entry
        yield from super().post_process_with_compression(iter(ours))
