"""Documents as players ask for them: a part at a time. Who may read a document stays Wagtail's own question."""

import re
from collections.abc import Iterator
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import serve

RANGE = re.compile(r"bytes=\s*(?P<first>\d{0,18})-(?P<last>\d{0,18})\s*", re.ASCII)
CHUNK = 64 * 1024


@require_safe
def document(request: HttpRequest, pk: str, name: str) -> HttpResponseBase:
    """A document to whoever may read it, whole or the part that was asked for (RFC 9110, 14).

    Players ask for parts: Safari plays no recording without them, and the others could not move along its length.
    """
    return part_of(request, serve(request, pk, name))


def part_of(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """What is left of a whole file once only a part of it is asked for: 206, or 416 where the file ends before.

    Anything else than a whole file passes unchanged; so does a file of which several parts, or something unreadable, are asked.
    """
    if not isinstance(response, FileResponse) or response.status_code != 200:
        return response
    if response.headers.get("Content-Encoding") == "None":
        del response.headers["Content-Encoding"]  # Wagtail writes the word where the file has no coding
    response.headers["Accept-Ranges"] = "bytes"
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or asked is None or not _is_same(request, response):
        return response
    size = int(response.headers["Content-Length"])
    bounds = _bounds(asked["first"], asked["last"], size)
    if bounds is None:
        return response
    first, last = bounds
    if first >= size or first > last:
        response.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"})
    file: IO[bytes] = response.file_to_stream  # type: ignore[assignment]
    file.seek(first)
    response.streaming_content = _read(file, last - first + 1)
    response.status_code = 206
    response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    response.headers["Content-Length"] = str(last - first + 1)
    return response


def _bounds(first: str, last: str, size: int) -> tuple[int, int] | None:
    """The first and the last byte that are meant; None where the words mean nothing, and are passed over."""
    if first:
        return None if last and int(last) < int(first) else (int(first), min(int(last), size - 1) if last else size - 1)
    return (max(size - int(last), 0) if int(last) else size, size - 1) if last else None


def _is_same(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the file is still the one of which the player holds the beginning."""
    known = request.headers.get("If-Range")
    return known is None or known in {response.headers.get("ETag"), response.headers.get("Last-Modified")}


def _read(file: IO[bytes], left: int) -> Iterator[bytes]:
    while left > 0 and (piece := file.read(min(CHUNK, left))):
        left -= len(piece)
        yield piece
