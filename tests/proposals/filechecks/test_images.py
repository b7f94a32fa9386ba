"""Pictures are encoded anew: their metadata goes, their pixels stay, and bombs are refused."""

import io

import pytest
from PIL import Image, PngImagePlugin

from proposals.filechecks import images as imagecheck
from tests.proposals.filesamples import JPG, PNG, a_huge_png, a_picture, a_zip, judge, refusal


def test_exif_with_place_is_removed() -> None:
    exif = Image.Exif()
    exif[0x010F] = "KAMERA-RAHASIA"
    exif.get_ifd(0x8825).update({1: "S", 2: (2.0, 7.0, 30.0), 3: "E", 4: (106.0, 6.0, 50.0)})
    photo = a_picture("JPEG", exif=exif, comment=b"KOMENTAR-RAHASIA", icc_profile=b"PROFIL-RAHASIA")
    with Image.open(io.BytesIO(photo)) as sent:
        assert sent.getexif().get_ifd(0x8825)
    clean = judge(photo, "foto.jpg").data
    assert b"RAHASIA" not in clean
    assert b"Exif" not in clean
    with Image.open(io.BytesIO(clean)) as stored:
        assert dict(stored.getexif()) == {}
        assert stored.size == (40, 20)


def test_orientation_is_applied_before_it_is_dropped() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    clean = judge(a_picture("JPEG", exif=exif, quality=95), "foto.jpg").data
    with Image.open(io.BytesIO(clean)) as stored:
        assert stored.size == (20, 40)
        red, green, blue = stored.convert("RGB").getpixel((17, 3))
        assert red > 200 and green > 150 and blue < 80


def test_png_text_and_trailing_bytes_are_removed_and_transparency_kept() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "RAHASIA")
    image = Image.new("P", (4, 4), 1)
    image.putpalette([0, 0, 0, 255, 0, 0])
    out = io.BytesIO()
    image.save(out, "PNG", pnginfo=notes, transparency=1, dpi=(300, 300))
    clean = judge(out.getvalue() + a_zip({"RAHASIA.class": b"x"}) + b"<script>", "layar.png").data
    assert not [word for word in (b"RAHASIA", b"PK\x03\x04", b"<script>", b"pHYs", b"tEXt") if word in clean]
    with Image.open(io.BytesIO(clean)) as stored:
        assert stored.convert("RGBA").getpixel((0, 0))[3] == 0


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_png_mode_survives(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (3, 2)).save(out, "PNG")
    with Image.open(io.BytesIO(judge(out.getvalue(), "a.png").data)) as stored:
        assert (stored.mode, stored.size) == (mode, (3, 2))


def test_cmyk_photo_becomes_rgb() -> None:
    out = io.BytesIO()
    Image.new("CMYK", (8, 8)).save(out, "JPEG")
    with Image.open(io.BytesIO(judge(out.getvalue(), "a.jpg").data)) as stored:
        assert stored.mode == "RGB"


def test_encoding_is_the_same_every_time() -> None:
    assert judge(JPG, "a.jpg").sha256 == judge(JPG, "b.jpg").sha256


@pytest.mark.parametrize("size", [(10_000, 5_001), (60_000, 60_000)])
def test_decompression_bomb_is_refused(size: tuple[int, int]) -> None:
    assert refusal(a_huge_png(*size), "a.png") == imagecheck.TOO_LARGE


@pytest.mark.parametrize(("data", "name"), [(JPG[:200], "a.jpg"), (PNG[:60], "a.png"), (JPG[:4] + b"x" * 99, "a.jpg")])
def test_broken_picture_is_refused(data: bytes, name: str) -> None:
    assert refusal(data, name) == imagecheck.BROKEN
