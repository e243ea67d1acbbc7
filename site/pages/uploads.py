"""How much of a file the site takes in before it has been looked at: a file of two gigabytes must not fill the disk."""

import io
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from pages.files import RECORDINGS
from pages.middleware import ADMIN_PREFIX

BOUND = 16 * 1024 * 1024
WHOLE = 256 * 1024 * 1024  # all the files of one form together
DOCUMENTS = f"{ADMIN_PREFIX}documents/"


def document_limit(name: str) -> int:
    """How heavy a document of editors may be, by what its name says it is. Whoever judges it asks whether the name tells the truth."""
    limit: int = settings.WAGTAILDOCS_MAX_UPLOAD_SIZE if name.lower().endswith(tuple(RECORDINGS)) else settings.DOCUMENT_LIMIT
    return limit


def bound_for(request: HttpRequest | None, name: str) -> int:
    """Sixteen megabytes of any file; of a document that an editor hands in, as much as its limit."""
    if request is None or not request.path.startswith(DOCUMENTS):
        return BOUND
    user = getattr(request, "user", None)
    return max(BOUND, document_limit(name)) if user is not None and user.has_perm("wagtailadmin.access_admin") else BOUND


class Bounded(FileUploadHandler):
    """Takes in the beginning of each file, up to its bound. What is heavier is counted to its end and kept nowhere.

    Whoever judges the file is told its true weight, and refuses it.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.seen = self.kept = self.bound = 0
        self.is_beyond = False

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        super().new_file(field_name, file_name, *args, **kwargs)
        self.seen, self.is_beyond = 0, False
        self.bound = bound_for(self.request, file_name)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.seen += len(raw_data)
        if self.is_beyond:
            return None
        if self.seen > self.bound or self.kept + len(raw_data) > WHOLE:
            self._let_go()
            return None
        self.kept += len(raw_data)
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if not self.is_beyond:
            return None
        return InMemoryUploadedFile(
            io.BytesIO(), self.field_name, self.file_name or "", self.content_type, self.seen, self.charset, self.content_type_extra
        )

    def _let_go(self) -> None:
        """Whatever was written of this file leaves the disk at once."""
        self.is_beyond = True
        for handler in self.request.upload_handlers if self.request is not None else ():
            if handler is not self:
                handler.upload_interrupted()
