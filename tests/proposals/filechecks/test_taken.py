"""When and where a photo was taken: what cameras write, what is not believed, and files that say nothing."""

import datetime
import io

import pytest
import time_machine
from PIL import ExifTags, Image

from foundation.files import confined
from inovasi.demo.making.cameras import written_down
from proposals.filechecks.rules import FileRefused
from proposals.filechecks.taken import Taken, taken
from tests.proposals.filesamples import a_picture

WIB = datetime.timezone(datetime.timedelta(hours=7))
NOON = datetime.datetime(2026, 11, 24, 12, 0, tzinfo=WIB)
SOUTH_WEST = (-2.12914, -50.5)


def said(exif: Image.Exif, kind: str = "JPEG") -> Taken:
    with time_machine.travel(NOON, tick=False):
        return taken(io.BytesIO(a_picture(kind, exif=exif.tobytes())))


def dated(text: str, zone: str = "") -> Image.Exif:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = text
    if zone:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.OffsetTimeOriginal] = zone
    return exif


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_moment_and_place_of_every_kind_of_photo(kind):
    at = datetime.datetime(2026, 11, 24, 9, 12, 5, tzinfo=WIB)
    assert said(written_down(at, SOUTH_WEST), kind) == Taken(at, *SOUTH_WEST)


def test_a_time_without_its_zone_is_one_of_the_portal():
    assert said(dated("2026:11:24 09:12:05")).at == datetime.datetime(2026, 11, 24, 9, 12, 5, tzinfo=WIB)
    assert said(dated("2026:11:24 09:12:05", "nonsense")).at == datetime.datetime(2026, 11, 24, 9, 12, 5, tzinfo=WIB)
    assert said(dated("2026:11:24 03:12:05", "+00:00")).at == datetime.datetime(2026, 11, 24, 10, 12, 5, tzinfo=WIB)


@pytest.mark.parametrize(
    "text", ["2026:11:24 12:11:00", "1970:01:01 00:00:00", "0000:00:00 00:00:00", "9999:12:31 23:59:59", "kemarin", ""]
)
def test_times_that_no_clock_can_have_shown_are_not_believed(text):
    assert said(dated(text)) == Taken()


@pytest.mark.parametrize("place", [(0.0, 0.0), (91.0, 10.0), (10.0, 181.0)])
def test_places_that_are_none_are_not_believed(place):
    assert said(written_down(NOON, place)) == Taken(NOON)


def test_other_files_and_broken_ones_say_nothing():
    for data in (b"", b"%PDF-1.7", b"\xff\xd8\xff" + b"\0" * 200, a_picture()):
        assert taken(io.BytesIO(data)) == Taken()


def test_what_a_busy_machine_cannot_read_now_is_not_taken_for_a_camera_that_said_nothing(monkeypatch):
    monkeypatch.setattr(confined, "_QUEUE_SECONDS", 0.01)
    with confined._AT_ONCE, confined._AT_ONCE, pytest.raises(FileRefused, match="sedang memeriksa banyak berkas"):
        said(written_down(NOON, SOUTH_WEST))
