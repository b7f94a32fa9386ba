"""Pictures of evidence, small or large, of a photo or a page of a PDF: drawn once, kept in the same storage."""

import io
from threading import Lock
from typing import Any, Final, Protocol

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from PIL import Image

from foundation.files.confined import Bounds, TooBusy, TooMuch, confined
from proposals.evidence.pdfpicture import draw
from proposals.filechecks.images import thumbnail

SIDE: Final = 320
LARGE: Final = 1000
"""The longer side in pixels: of a small picture in lists, and of one in which a letter can be read."""
LIMITS: Final = Bounds(seconds=10, memory=1 << 30, output=10_000_000)
"""For one page; an honest scan takes a fraction of a second."""
_PATIENCE: Final = 30
_NOTHING: Final = b""
_DRAWING: Final = Lock()


class Drawable(Protocol):
    """A stored file of which a picture may be drawn."""

    file: Any

    @property
    def is_picture(self) -> bool: ...


def preview_of(attachment: Drawable, side: int = SIDE, page: int = 1) -> bytes:
    """The picture, `side` pixels long, as a JPEG; nothing for a file that cannot be drawn or is gone.

    `page` is one of those that the PDF has, counted from 1, beyond the first only of LARGE.

    That a file cannot be drawn is remembered, so that it is tried only once.
    """
    storage, place = attachment.file.storage, _place(str(attachment.file.name), side, page)
    kept = _read(storage, place)
    if kept is not None:
        return kept
    # One at a time in this process, so that a page full of new files leaves the others' requests their share.
    if not _DRAWING.acquire(timeout=_PATIENCE):
        return _NOTHING
    try:
        kept = _read(storage, place)
        return _draw_and_keep(attachment, storage, place, {"side": side, "page": page}) if kept is None else kept
    finally:
        _DRAWING.release()


def drop(storage: Storage, name: str) -> None:
    """Deletes stored bytes together with the pictures drawn of them."""
    storage.delete(name)
    for side in (SIDE, LARGE):
        storage.delete(_place(name, side, 1))
    try:
        pages = storage.listdir(_pages_of(name))[1]
    except FileNotFoundError:
        return
    for page in pages:
        storage.delete(f"{_pages_of(name)}/{page}")


def _place(name: str, side: int, page: int) -> str:
    if page > 1:
        return f"{_pages_of(name)}/{page}.jpg"
    return f"pratinjau/{name}.jpg" if side == SIDE else f"pratinjau/{side}/{name}.jpg"


def _pages_of(name: str) -> str:
    """The folder of the pages beyond the first, of which only those that somebody looked at are there."""
    return f"pratinjau/{LARGE}/{name}"


def _read(storage: Storage, name: str) -> bytes | None:
    try:
        with storage.open(name, "rb") as file:
            return bytes(file.read())
    except FileNotFoundError:
        return None


def _draw_and_keep(attachment: Drawable, storage: Storage, place: str, asked: dict[str, int]) -> bytes:
    picture = _draw(attachment, asked)
    if picture is None:
        return _NOTHING
    name = storage.save(place, ContentFile(picture))
    if name != place:
        # Another process was faster.
        storage.delete(name)
    return picture


def _draw(attachment: Drawable, asked: dict[str, int]) -> bytes | None:
    """The picture, nothing if there can be none, None if it may be tried again."""
    data = _read(attachment.file.storage, str(attachment.file.name))
    if data is None:
        return None
    return _small_photo(data, asked["side"]) if attachment.is_picture else _page(data, asked)


def _small_photo(data: bytes, side: int) -> bytes:
    try:
        return thumbnail(io.BytesIO(data), side=side)
    except (OSError, ValueError, Image.DecompressionBombError):
        return _NOTHING


def _page(data: bytes, asked: dict[str, int]) -> bytes | None:
    try:
        return confined(draw, [data], asked, LIMITS)[1]
    except TooBusy:
        # The limit on computing time was not reached; the file may be honest.
        return None
    except TooMuch:
        return _NOTHING
