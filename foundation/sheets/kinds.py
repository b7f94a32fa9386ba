"""What kind of spreadsheet a file is, by its content, or in a sentence why it is none that can be read."""

import io
import zipfile
from enum import Enum
from typing import Final

ACCEPTED: Final = ".xlsx,.xls,.xlsb,.ods,.csv"
SPOKEN: Final = "XLSX, XLS, ODS, atau CSV"
NO_TABLE: Final = "Berkas ini tidak dapat dibaca sebagai tabel. Simpan ulang sebagai XLSX atau CSV, lalu unggah lagi."
NOT_XLSX: Final = f"Isi berkas ini bukan lembar kerja XLSX, XLS, atau ODS. {NO_TABLE.split('. ')[1]}"
LOCKED: Final = (
    "Berkas ini dikunci dengan kata sandi, sehingga portal tidak dapat membacanya. Buka di aplikasi Anda, hapus kata "
    "sandinya (Berkas, lalu Info atau Simpan sebagai), simpan, lalu unggah lagi."
)
WEB_PAGE: Final = (
    "Berkas ini sebenarnya halaman web, walaupun namanya berakhiran lain. Buka di aplikasi lembar kerja, pilih Simpan "
    "sebagai XLSX, lalu unggah lagi."
)
SWELLS: Final = "Isi berkas ini mengembang terlalu besar saat dibuka. Simpan ulang sebagai XLSX, lalu unggah lagi."
MOST_UNPACKED: Final = 200_000_000
"""All parts of a packed spreadsheet together, in bytes."""
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_WEB_STARTS: Final = (b"<html", b"<!doctype html", b"<table", b"<head", b"<meta")


class SheetKind(Enum):
    """The kinds that can be read."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"


class Unreadable(Exception):
    """A file that holds no table to read; the text is an Indonesian sentence for the user that says what to do next."""


def kind_of(data: bytes, name: str) -> SheetKind:
    """The kind of the file called `name`, judged by its bytes; only text is believed to be CSV by its name.

    Raises Unreadable for a file of another kind, and for one that a password locks.
    """
    if data.startswith(_COMPOUND):
        # A locked XLSX is no ZIP but an old compound file with the encrypted workbook as one of its streams.
        if _ENCRYPTED in data:
            raise Unreadable(LOCKED)
        return SheetKind.XLS
    if data.startswith(b"PK"):
        return _packed_kind(data)
    if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:20].lower().startswith(_WEB_STARTS):
        raise Unreadable(WEB_PAGE)
    if not name.lower().endswith((".csv", ".txt", ".tsv")):
        raise Unreadable(NOT_XLSX)
    if b"\0" in data and not data.startswith(_UTF_16):
        raise Unreadable(NO_TABLE)
    return SheetKind.CSV


def _packed_kind(data: bytes) -> SheetKind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise Unreadable(SWELLS)
            if "xl/workbook.xml" in names:
                return SheetKind.XLSX
            if "xl/workbook.bin" in names:
                return SheetKind.XLSB
            if "content.xml" in names and "mimetype" in names and b".spreadsheet" in archive.read("mimetype")[:80]:
                if _is_sealed(archive):
                    raise Unreadable(LOCKED)
                return SheetKind.ODS
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise Unreadable(NO_TABLE) from error
    raise Unreadable(NOT_XLSX)


def _is_sealed(archive: zipfile.ZipFile) -> bool:
    """Whether the manifest of an ODS says that its content is encrypted."""
    with archive.open("META-INF/manifest.xml") as manifest:
        return b"encryption-data" in manifest.read(1024 * 1024)
