"""Judges a video by the boxes an MP4 is made of (ISO/IEC 14496-12); no picture of it is decoded.

Only heads of boxes are read, each a few bytes, so that it needs no process of its own.
"""

import struct
from collections.abc import Iterator
from typing import IO, Final

import filetype

from foundation.files.sizes import in_words
from proposals.filechecks.check import EMPTY, Verdict, hash_chunks, photo_key
from proposals.filechecks.names import safe_name, split_name
from proposals.filechecks.rules import FileKind, FileRefused

MP4: Final = FileKind("mp4", "video/mp4", "MP4", frozenset({"m4v", "mpeg4"}))
_BRANDS: Final = (
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"M4VP",
    b"MSNV",
    b"dash",
)
_QUICKTIME: Final = b"qt  "
_BOXES: Final = frozenset(
    (
        b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"uuid", b"meta", b"moof", b"mfra", b"sidx", b"ssix",
        b"styp", b"pdin", b"emsg", b"prft", b"udta",
    )
)  # fmt: skip
_NEEDED: Final = frozenset((b"ftyp", b"moov", b"mdat"))
_MOST_BOXES: Final = 20_000
_HEAD: Final = struct.Struct(">I4s")
_LONG: Final = struct.Struct(">Q")
_FIRST: Final = 8192
_AGAIN: Final = "Simpan atau ekspor videonya sebagai MP4 (H.264), lalu unggah lagi, atau isi tautannya."
CUT: Final = "Video ini terpotong: akhirnya tidak ada. Salin ulang dari kamera atau ponselnya, lalu unggah lagi."
NOT_ONE: Final = f"Isi berkas ini bukan video MP4. {_AGAIN}"


def is_video(file: IO[bytes], name: str) -> bool:
    """Whether somebody means a video: by what it holds, or by the end of its name; the file stands at its beginning."""
    if photo_key(file):
        return False
    head = file.read(_FIRST)
    file.seek(0)
    extension = split_name(name)[1]
    return head[4:8] == b"ftyp" or filetype.is_video(head) or extension == MP4.key or extension in MP4.aliases


def judge_video(file: IO[bytes], name: str, *, max_bytes: int) -> Verdict:
    """The video as it may be stored. Raises FileRefused unless it is one whole MP4 of at most `max_bytes`."""
    size = file.seek(0, 2)
    if not size:
        raise FileRefused(EMPTY)
    if size > max_bytes:
        raise FileRefused(
            f"Video ini {in_words(size)}, lebih besar dari {in_words(max_bytes)}. Kecilkan (misalnya menjadi 720p), "
            "atau unggah ke YouTube atau Google Drive dan isi tautannya."
        )
    if not set(_boxes(file, size)) >= _NEEDED:
        raise FileRefused(CUT)
    extension = split_name(name)[1]
    if extension and extension != MP4.key and extension not in MP4.aliases:
        raise FileRefused(
            f"Nama berkas ini berakhiran .{extension}, tetapi isinya video MP4. Ganti akhirannya menjadi .mp4 bila "
            "isinya memang benar, lalu unggah lagi."
        )
    file.seek(0)
    data = file.read()
    return Verdict(MP4.content_type, MP4.key, safe_name(name, MP4.key), hash_chunks([data]), data)


def _boxes(file: IO[bytes], size: int) -> Iterator[bytes]:
    """The kinds of the boxes one after the other, which fill the file to its last byte."""
    place = 0
    for _ in range(_MOST_BOXES):
        if place == size:
            return
        length, kind = _box(file, place, size)
        if place == 0:
            _check_brand(file, kind, length)
        if kind not in _BOXES:
            raise FileRefused(f"Isi berkas ini bukan video MP4 yang utuh. {_AGAIN}")
        if place + length > size:
            raise FileRefused(CUT)
        yield kind
        place += length
    raise FileRefused(f"Video ini tersusun terlalu rumit. {_AGAIN}")


def _box(file: IO[bytes], place: int, size: int) -> tuple[int, bytes]:
    """Length and kind of the box at this place; a length that cannot be is no MP4."""
    file.seek(place)
    head = file.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise FileRefused(CUT if place else NOT_ONE)
    length, kind = _HEAD.unpack(head)
    least = _HEAD.size
    if length == 0:
        length = size - place
    elif length == 1:
        least += _LONG.size
        told = file.read(_LONG.size)
        length = _LONG.unpack(told)[0] if len(told) == _LONG.size else 0
    if length < least:
        raise FileRefused(NOT_ONE)
    return length, kind


def _check_brand(file: IO[bytes], kind: bytes, length: int) -> None:
    """Whether the first box says that this is an MP4."""
    if kind != b"ftyp" or not 16 <= length <= _FIRST:
        raise FileRefused(NOT_ONE)
    file.seek(_HEAD.size)
    told = file.read(length - _HEAD.size)
    brands = {told[:4], *(told[at : at + 4] for at in range(8, len(told), 4))}
    if told[:4] == _QUICKTIME:
        raise FileRefused(f"Ini video QuickTime (.mov). {_AGAIN}")
    if not brands & set(_BRANDS):
        raise FileRefused(NOT_ONE)
