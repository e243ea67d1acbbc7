"""How much of a file the site takes in before it has been looked at: a file of two gigabytes must not fill the disk."""

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from pages.middleware import ADMIN_PREFIX

BOUND = 16 * 1024 * 1024
# Screens of the admin whose files are judged like everyone's. Upper apps add theirs in `AppConfig.ready()`.
JUDGED: list[str] = []


class Bounded(FileUploadHandler):
    """Lets the first sixteen megabytes of each file through and drops the rest; whoever judges the file then refuses it.

    Pictures and documents of editors have limits of their own.
    """

    seen = 0

    def new_file(self, *args: object, **kwargs: object) -> None:
        self.seen = 0
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.seen += len(raw_data)
        path = self.request.path if self.request is not None else ""
        is_editor = path.startswith(ADMIN_PREFIX) and not path.startswith(tuple(JUDGED))
        return raw_data if is_editor or self.seen <= BOUND else None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        return None
