"""Opens a PDF and refuses it when it is broken, locked, hides another file, or would do something by itself."""

import io
import re
import time
import zipfile
from collections.abc import Iterator
from typing import Final

from pypdf import PdfReader
from pypdf.errors import LimitReachedError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, PdfObject

from proposals.filechecks.rules import FileRefused

SECONDS: Final = 15.0
"""Longest time one PDF may take; an honest one of 10 MB takes a second or two."""

_SAVE_AGAIN: Final = (
    "Buka berkasnya, pilih Cetak (di ponsel: Bagikan, lalu Cetak), kemudian Simpan sebagai PDF, dan unggah hasilnya."
)
BROKEN: Final = f"Berkas PDF ini rusak atau tidak lengkap. {_SAVE_AGAIN}"
LOCKED: Final = f"Berkas PDF ini dikunci dengan kata sandi. Hapus kuncinya lebih dulu. {_SAVE_AGAIN}"
EMBEDDED: Final = (
    "Berkas PDF ini membawa berkas lain di dalamnya. Unggah berkas itu sendiri-sendiri, atau hapus lampirannya. "
    f"{_SAVE_AGAIN}"
)
SCRIPTED: Final = f"Berkas PDF ini berisi skrip atau perintah yang berjalan sendiri. {_SAVE_AGAIN}"
OPENS: Final = f"Berkas PDF ini menjalankan tindakan saat dibuka. {_SAVE_AGAIN}"
MIXED: Final = f"Berkas PDF ini bercampur dengan berkas jenis lain (misalnya ZIP atau halaman web). {_SAVE_AGAIN}"
TOO_COMPLEX: Final = f"Berkas PDF ini terlalu rumit untuk diperiksa. {_SAVE_AGAIN}"

_FOREIGN = re.compile(rb"<\s*(?:!doctype|html|script|svg|iframe|body)\b|<\?php|^#!", re.IGNORECASE)
_SCRIPT_KEYS: Final = {"/JS", "/JavaScript", "/XFA", "/RichMediaContent", "/RichMediaSettings"}
_FILE_KEYS: Final = {"/EmbeddedFiles", "/EF"}
_ACTIVE: Final = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/RichMediaExecute"}
_HARMLESS: Final = {"/GoTo", "/Named"}
_FILE_ACTIONS: Final = {"/GoToE"}
_FILE_TYPES: Final = {"/EmbeddedFile", "/FileAttachment"}
_HEAD: Final = 1024
# What some scanners and web servers leave behind the end mark, without harm.
_TRAILING: Final = 1024


def check_pdf(data: bytes) -> None:
    """Raise FileRefused with the reason if the PDF `data` is broken, locked, mixed with another format, or active.

    One that opens without a password and only forbids copying or printing is read like any other.
    Jumping to a page on opening is harmless and stays allowed; any other action that starts by itself is refused.
    """
    _check_outside(data)
    deadline = time.monotonic() + SECONDS
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise FileRefused(LOCKED)
        for value in _all_objects(reader):
            if time.monotonic() > deadline:
                raise FileRefused(TOO_COMPLEX)
            _check_tree(value)
        if len(reader.pages) < 1:
            raise FileRefused(BROKEN)
        _check_pages(reader)
    except FileRefused:
        raise
    except (MemoryError, LimitReachedError) as error:
        raise FileRefused(TOO_COMPLEX) from error
    except Exception as error:
        # A hostile file can make the parser fail in any way; whatever it is, the file cannot be read.
        raise FileRefused(BROKEN) from error


def count_pages(data: bytes) -> int:
    """Return the number of pages of a PDF that `check_pdf` has let through."""
    return len(PdfReader(io.BytesIO(data), strict=False).pages)


def _check_outside(data: bytes) -> None:
    """Refuse what stands around the PDF: it has to begin with its header, end with its end mark, and be no ZIP too."""
    if not data.startswith(b"%PDF-"):
        raise FileRefused(MIXED)
    end = data.rfind(b"%%EOF")
    if end < 0:
        raise FileRefused(BROKEN)
    trailing = data[end + 5 :].strip(b"\0\t\n\f\r ")
    if len(trailing) > _TRAILING or _FOREIGN.search(trailing) or _FOREIGN.search(data[:_HEAD]) or _is_zip(data):
        raise FileRefused(MIXED)


def _is_zip(data: bytes) -> bool:
    # The signature alone may occur by chance in compressed data; a directory that can be read does not.
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return bool(archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def _all_objects(reader: PdfReader) -> Iterator[PdfObject | None]:
    """Yield the trailer and every object of the file, also those no page refers to."""
    yield reader.trailer
    numbers = {(number, generation) for generation, entries in reader.xref.items() for number in entries}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    for number, generation in sorted(numbers):
        yield reader.get_object(IndirectObject(number, generation, reader))


def _check_tree(value: PdfObject | None) -> None:
    """Look at an object and all written directly inside it; references lead to objects looked at on their own."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, DictionaryObject):
            _check_dictionary(item)
            waiting.extend(item.values())
        elif isinstance(item, ArrayObject):
            waiting.extend(item)


def _check_dictionary(item: DictionaryObject) -> None:
    keys = set(item.keys())
    action = _name(item, "/S")
    kinds = {_name(item, "/Type"), _name(item, "/Subtype")}
    if keys & _SCRIPT_KEYS or action in _ACTIVE or "/RichMedia" in kinds:
        raise FileRefused(SCRIPTED)
    if keys & _FILE_KEYS or action in _FILE_ACTIONS or kinds & _FILE_TYPES:
        raise FileRefused(EMBEDDED)
    if "/OpenAction" in keys:
        _check_opening(item.raw_get("/OpenAction"))
    if "/AA" in keys:
        triggers = _resolved(item.raw_get("/AA"))
        for trigger in triggers.values() if isinstance(triggers, DictionaryObject) else ():
            _check_opening(trigger)


def _check_opening(value: PdfObject) -> None:
    action = _resolved(value)
    if not isinstance(action, DictionaryObject):
        return
    if _name(action, "/S") in _ACTIVE:
        raise FileRefused(SCRIPTED)
    if _name(action, "/S") not in _HARMLESS or "/Next" in action:
        raise FileRefused(OPENS)


def _check_pages(reader: PdfReader) -> None:
    for page in reader.pages:
        contents = page.get("/Contents")
        if contents is not None:
            contents.get_object()


def _name(item: DictionaryObject, key: str) -> str:
    value = _resolved(item.raw_get(key)) if key in item else None
    return str(value) if isinstance(value, NameObject) else ""


def _resolved(value: PdfObject) -> PdfObject | None:
    return value.get_object()
