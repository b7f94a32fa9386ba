"""Handing out a file in parts, so that a download which was cut off goes on where it ended (RFC 9110, section 14)."""

import re
from collections.abc import Iterator
from typing import Final

from django.db.models.fields.files import FieldFile
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

BLOCK: Final = 64 * 1024
_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def file_in_parts(request: HttpRequest, file: FieldFile, name: str, content_type: str) -> HttpResponseBase:
    """The file to save as `name`, or the one part that was asked for; its place in the storage is never another's.

    A part that does not exist answers 416. What is asked for of another file than this one (`If-Range`) is the whole.
    """
    size, mark = file.size, f'"{file.name}"'
    wanted = None
    if request.headers.get("If-Range", mark) == mark:
        wanted = _RANGE.fullmatch(request.headers.get("Range", ""))
    first, last = _bounds(wanted, size) if wanted else (0, size - 1)
    response: HttpResponseBase
    if wanted and not 0 <= first <= last:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
        return response
    response = StreamingHttpResponse(_blocks(file, first, last), content_type=content_type)
    if wanted:
        response.status_code = 206
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Content-Length"] = last - first + 1
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["Accept-Ranges"], response["ETag"] = "bytes", mark
    response["Cache-Control"] = "private, no-store"
    return response


def _bounds(wanted: re.Match[str], size: int) -> tuple[int, int]:
    """First and last byte that a range names; the last so many when it names no first."""
    first, last = wanted[1], wanted[2]
    if first:
        return int(first), min(int(last), size - 1) if last else size - 1
    return (max(size - int(last), 0), size - 1) if last and int(last) else (size, size - 1)


def _blocks(file: FieldFile, first: int, last: int) -> Iterator[bytes]:
    with file.open("rb") as source:
        source.seek(first)
        left = last - first + 1
        while left > 0 and (block := source.read(min(BLOCK, left))):
            left -= len(block)
            yield block
