"""A video is judged by the boxes of an MP4: by no name, whole, and not beyond its limit."""

import io
import struct

import pytest

from proposals.filechecks.rules import FileRefused
from proposals.filechecks.video import is_video, judge_video
from tests import factories

LIMIT = 4096
GOOD = factories.mp4()


def judged(content: bytes, name: str = "video.mp4", limit: int = LIMIT):
    return judge_video(io.BytesIO(content), name, max_bytes=limit)


@pytest.mark.parametrize("name", ["Video inovasi.mp4", "video.M4V", "video"])
def test_an_mp4_is_taken_whatever_its_name_leaves_out(name):
    found = judged(GOOD, name)
    assert (found.content_type, found.extension, found.data) == ("video/mp4", "mp4", GOOD)
    assert found.safe_name.endswith(".mp4")


def test_a_box_with_a_long_length_and_one_to_the_end_are_read():
    long_box = struct.pack(">I4sQ", 1, b"free", 24) + bytes(8)
    to_the_end = struct.pack(">I4s", 0, b"free") + bytes(40)
    assert judged(GOOD + long_box + to_the_end).data


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "kosong"),
        (factories.pdf(), "bukan video MP4"),
        (b"MZ" + bytes(400), "bukan video MP4"),
        (GOOD[:-8], "terpotong"),
        (GOOD[:24], "terpotong"),
        (GOOD + b"<html><script>alert(1)</script>", "bukan video MP4"),
        (GOOD + b"PK\x03", "terpotong"),
        (factories.mp4(brand=b"qt  "), "QuickTime"),
        (factories.mp4(brand=b"heic"), "bukan video MP4"),
        (struct.pack(">I4s", 4, b"ftyp") + GOOD[8:], "bukan video MP4"),
        (GOOD + struct.pack(">I4s", 8, b"free") * 20_001, "terlalu rumit"),
    ],
)
def test_what_is_no_whole_mp4_is_refused_with_what_to_do(content, told):
    with pytest.raises(FileRefused, match=told):
        judged(content, limit=10**6)


def test_a_video_beyond_the_limit_and_one_by_another_name_are_refused():
    with pytest.raises(FileRefused, match=r"lebih besar dari 4 KB.*tautannya"):
        judged(factories.mp4(LIMIT))
    with pytest.raises(FileRefused, match=r"berakhiran \.pdf, tetapi isinya video MP4"):
        judged(GOOD, "surat.pdf")


@pytest.mark.parametrize(
    ("content", "name", "means"),
    [
        (GOOD, "surat.pdf", True),
        (b"RIFF" + bytes(4) + b"AVI " + bytes(40), "rekaman", True),
        (factories.pdf(), "video.mp4", True),
        (factories.pdf(), "sk.pdf", False),
        (factories.picture(), "foto.png", False),
        (factories.picture(), "foto.mp4", False),
    ],
)
def test_who_sends_a_video_is_told_of_videos(content, name, means):
    file = io.BytesIO(content)
    assert is_video(file, name) == means
    assert file.tell() == 0
