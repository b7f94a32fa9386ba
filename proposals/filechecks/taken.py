"""When and where a photo was taken, as its camera wrote it down (EXIF 2.32); the stored picture no longer says it."""

import datetime
import io
import math
from collections.abc import Mapping
from typing import IO, Any, Final, NamedTuple

from django.utils import timezone
from PIL import ExifTags, Image

from foundation.files.confined import Answer, Bounds, TooBusy, TooMuch, confined
from proposals.filechecks.check import MOST_PHOTO_BYTES, photo_key
from proposals.filechecks.confined import BUSY
from proposals.filechecks.images import FORMATS
from proposals.filechecks.rules import FileRefused

LIMITS: Final = Bounds(seconds=6, memory=1 << 30, output=1_000_000)
FIRST_YEAR: Final = 2000
"""Cameras whose clock was never set count from their maker's year or from 1970; no such time is believed."""
SLOW: Final = datetime.timedelta(minutes=10)
"""So far a camera's clock may be ahead of ours."""


class Taken(NamedTuple):
    """What the camera said: the moment, and degrees north and east; None where it said nothing."""

    at: datetime.datetime | None = None
    latitude: float | None = None
    longitude: float | None = None


def taken(file: IO[bytes]) -> Taken:
    """What the camera wrote into this photo; nothing for what is no photo or cannot be read.

    A time without its zone is one of the portal's. One that lies ahead or before FIRST_YEAR is not believed.
    Raises FileRefused when the machine is too busy to read it now: what is not read here is lost with the metadata.
    """
    if not photo_key(file):
        return Taken()
    try:
        answer, _ = confined(taken_here, [file.read(MOST_PHOTO_BYTES)], {}, LIMITS)
    except TooBusy as error:
        raise FileRefused(BUSY) from error
    except TooMuch:
        return Taken()
    return Taken(_moment(answer.get("at", "")), answer.get("latitude"), answer.get("longitude"))


def taken_here(blobs: list[bytes], asked: dict[str, Any]) -> Answer:
    """The same in this process, as plain values: `at` as ISO text with its zone where it has one."""
    file = io.BytesIO(blobs[0])
    try:
        with Image.open(file, formats=[FORMATS[photo_key(file)]]) as image:
            exif = image.getexif()
            own, position = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    except Exception:  # a hostile file can make the reader fail in any way; then the camera has said nothing
        return {}, b""
    return _time(own) | _place(position), b""


def _time(own: Mapping[int, Any]) -> dict[str, Any]:
    said, zone = own.get(ExifTags.Base.DateTimeOriginal), own.get(ExifTags.Base.OffsetTimeOriginal)
    try:
        at = datetime.datetime.strptime(str(said).strip("\0 "), "%Y:%m:%d %H:%M:%S").isoformat()
    except ValueError:
        return {}
    try:
        return {"at": datetime.datetime.fromisoformat(f"{at}{str(zone or '').strip(chr(0) + ' ')}").isoformat()}
    except ValueError:
        return {"at": at}


def _place(position: Mapping[int, Any]) -> dict[str, Any]:
    gps = ExifTags.GPS
    north = _degrees(position.get(gps.GPSLatitude), position.get(gps.GPSLatitudeRef), "S", 90)
    east = _degrees(position.get(gps.GPSLongitude), position.get(gps.GPSLongitudeRef), "W", 180)
    # Cameras that search for satellites write zeros.
    if north is None or east is None or (north, east) == (0, 0):
        return {}
    return {"latitude": north, "longitude": east}


def _degrees(parts: Any, side: Any, negative: str, most: int) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    found = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(found) or not 0 <= found <= most:
        return None
    return round(-found if str(side).upper().startswith(negative) else found, 6)


def _moment(said: str) -> datetime.datetime | None:
    if not said:
        return None
    read = datetime.datetime.fromisoformat(said)
    try:
        at = read if timezone.is_aware(read) else timezone.make_aware(read)
        is_believed = at.year >= FIRST_YEAR and at <= timezone.now() + SLOW
    except (OverflowError, ValueError):
        return None
    return at if is_believed else None
