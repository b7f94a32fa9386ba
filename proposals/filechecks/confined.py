"""Judging uploaded files in a process of its own; what would hold the portal up is refused with a sentence."""

import io
from collections.abc import Collection, Sequence
from typing import IO, Any, Final

from foundation.files.confined import Answer, Bounds, TooBusy, TooMuch, confined
from proposals.filechecks.check import MOST_PHOTO_BYTES, Verdict, inspect, inspect_photos, photo_key
from proposals.filechecks.rules import FileRefused

LIMITS: Final = Bounds(seconds=6, memory=1 << 30, output=100_000_000)
PHOTO_LIMITS: Final = Bounds(seconds=40, memory=3 << 29, output=100_000_000)
"""Photos of many million pixels take their time; any other honest file of 10 MB takes a second or two."""
TOO_COMPLEX: Final = (
    "Berkas ini terlalu rumit untuk diperiksa. Buka berkasnya, pilih Cetak lalu Simpan sebagai PDF, kemudian unggah "
    "hasilnya; atau unggah foto halamannya."
)
BUSY: Final = "Portal sedang memeriksa banyak berkas. Tunggu sebentar, lalu unggah lagi."
_NAMES: Final = ("content_type", "extension", "safe_name", "sha256", "pages")


def judge(file: IO[bytes], name: str, *, allowed: Collection[str], max_bytes: int) -> Verdict:
    """As `check.inspect`. Raises FileRefused also for a file that takes too long or too much memory."""
    asked = {"name": name, "allowed": sorted(allowed), "max_bytes": max_bytes}
    return _judged([file], asked, PHOTO_LIMITS if photo_key(file) else LIMITS, max_bytes)


def judge_photos(files: Sequence[IO[bytes]], name: str, *, max_bytes: int) -> Verdict:
    """As `check.inspect_photos`, and likewise."""
    return _judged(files, {"name": name, "max_bytes": max_bytes}, PHOTO_LIMITS, max_bytes)


def _judged(files: Sequence[IO[bytes]], asked: dict[str, Any], limits: Bounds, max_bytes: int) -> Verdict:
    blobs = []
    for file in files:
        file.seek(0)
        # One byte more than is ever taken, so that what is too large is seen to be so.
        blobs.append(file.read(max(max_bytes, MOST_PHOTO_BYTES) + 1))
    try:
        answer, data = confined(judge_here, blobs, asked, limits)
    except TooBusy as error:
        raise FileRefused(BUSY) from error
    except TooMuch as error:
        raise FileRefused(TOO_COMPLEX) from error
    if "refused" in answer:
        raise FileRefused(answer["refused"])
    return Verdict(**{key: answer[key] for key in _NAMES}, data=data)


def judge_here(blobs: list[bytes], asked: dict[str, Any]) -> Answer:
    """The same in this process, as plain values."""
    files = [io.BytesIO(blob) for blob in blobs]
    try:
        verdict = inspect(files[0], **asked) if "allowed" in asked else inspect_photos(files, **asked)
    except FileRefused as refusal:
        return {"refused": str(refusal)}, b""
    return {key: getattr(verdict, key) for key in _NAMES}, verdict.data
