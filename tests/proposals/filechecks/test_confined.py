"""Uploads are judged in a process of their own: the same verdicts, and a sentence for what would hold the portal up."""

import io

import pytest
from PIL import Image

from proposals.filechecks import confined
from proposals.filechecks.check import inspect, inspect_photos
from proposals.filechecks.confined import judge, judge_photos
from proposals.filechecks.rules import FileRefused
from tests import factories

PHOTOS = {"allowed": {"jpg", "png"}, "max_bytes": 1_000_000}
PAPERS = {"allowed": {"pdf"}, "max_bytes": 10_000_000}


def photo(size: tuple[int, int] = (40, 30), kind: str = "PNG") -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind)
    return out


def slow_pdf() -> bytes:
    """Forty objects, most of them a list of so many numbers that reading them all takes many seconds."""
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    parts += [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>", *[b"[" + b"1 " * 95_000 + b"]"] * 37]
    out, places = bytearray(b"%PDF-1.5\n"), []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 41\n0000000000 65535 f \n"
    return bytes(out + head + table + b"trailer<</Root 1 0 R/Size 41>>\nstartxref\n%d\n%%%%EOF\n" % len(out))


def test_the_verdict_is_that_of_the_same_process() -> None:
    assert judge(photo(), "foto.png", **PHOTOS) == inspect(photo(), "foto.png", **PHOTOS)
    assert judge(io.BytesIO(factories.pdf(3)), "a.pdf", **PAPERS) == inspect(
        io.BytesIO(factories.pdf(3)), "a.pdf", **PAPERS
    )
    pages = [photo(), photo((30, 40))]
    assert judge_photos(pages, "surat", max_bytes=1_000_000) == inspect_photos(pages, "surat", max_bytes=1_000_000)


def test_a_refusal_keeps_its_own_sentence() -> None:
    with pytest.raises(FileRefused) as here:
        inspect(io.BytesIO(b"%PDF-1.4 rusak"), "a.pdf", **PAPERS)
    with pytest.raises(FileRefused) as there:
        judge(io.BytesIO(b"%PDF-1.4 rusak"), "a.pdf", **PAPERS)
    assert str(there.value) == str(here.value)


def test_a_pdf_that_would_hold_the_portal_up_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "LIMITS", confined.LIMITS._replace(seconds=2))
    with pytest.raises(FileRefused, match=r"terlalu rumit untuk diperiksa|sedang memeriksa banyak berkas"):
        judge(io.BytesIO(slow_pdf()), "a.pdf", **PAPERS)


def test_a_picture_of_too_many_pixels_is_refused() -> None:
    flat = photo((9_000, 6_000))
    with pytest.raises(FileRefused, match="lebih dari 50 juta piksel"):
        judge(flat, "foto.png", **PHOTOS)
