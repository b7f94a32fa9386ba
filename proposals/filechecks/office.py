"""Looks into the ZIP of a DOCX, XLSX or PPTX file without unpacking it and refuses bombs, macros and broken files."""

import io
import zipfile
import zlib
from typing import Final

from proposals.filechecks.rules import FileRefused

MOST_ENTRIES: Final = 5_000
MOST_BYTES: Final = 200_000_000
"""All entries unpacked, in bytes."""
MOST_RATIO: Final = 150
"""Unpacked size of one entry as a multiple of its packed size, for entries above one megabyte."""

_SAVE_AGAIN: Final = "Simpan ulang berkasnya dari aplikasi perkantoran Anda, lalu unggah lagi."
BROKEN: Final = f"Berkas ini rusak atau tidak lengkap. {_SAVE_AGAIN}"
BOMB: Final = f"Isi berkas ini mengembang terlalu besar saat dibuka. {_SAVE_AGAIN}"
LOCKED: Final = f"Berkas ini dikunci dengan kata sandi. Hapus kuncinya. {_SAVE_AGAIN}"
MACRO: Final = "Berkas ini berisi makro. Simpan tanpa makro sebagai .docx, .xlsx, atau .pptx, lalu unggah lagi."

_MAIN_PARTS: Final = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}


def office_kind(data: bytes) -> str:
    """Return "docx", "xlsx" or "pptx" if `data` is such a file by its parts, "" if it is not."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ""
    if "[Content_Types].xml" not in names:
        return ""
    return next((key for key, part in _MAIN_PARTS.items() if part in names), "")


def check_office(data: bytes) -> None:
    """Raise FileRefused with the reason if the office file `data` is a bomb, locked, holds macros or cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_entries(entries, len(data))
            if archive.testzip() is not None:
                raise FileRefused(BROKEN)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, RuntimeError) as error:
        raise FileRefused(BROKEN) from error


def _check_entries(entries: list[zipfile.ZipInfo], size: int) -> None:
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise FileRefused(LOCKED)
    # Packed sizes that add up to more than the file mean entries that share their bytes: a bomb without high ratios.
    packed = sum(entry.compress_size for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_BYTES or packed > size or any(map(_swells, entries)):
        raise FileRefused(BOMB)
    names = [entry.filename for entry in entries]
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileRefused(MACRO)
    if len(set(names)) != len(names) or any(_leaves_folder(name) for name in names):
        raise FileRefused(BROKEN)


def _swells(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > 1_000_000 and entry.file_size > MOST_RATIO * max(entry.compress_size, 1)


def _leaves_folder(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")
