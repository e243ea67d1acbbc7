"""Files that people have handed in, handed out again: taken away, never run here."""

from urllib.parse import quote

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404


def download(file: FieldFile, *, name: str, content_type: str) -> FileResponse:
    """The file under its name, as a download that no browser runs; a 404 where it is no longer kept."""
    try:
        data = file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(data, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
