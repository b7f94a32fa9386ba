"""Photos as phones make them: WEBP and HEIC, too large ones, and pages of a letter that become one PDF."""

import io

import numpy
import pillow_heif
import pypdfium2
import pytest
from PIL import Image
from pypdf import PdfReader

from proposals.filechecks.check import MOST_PHOTO_BYTES, inspect, inspect_photos
from proposals.filechecks.images import picture_key
from proposals.filechecks.photos import MOST_PHOTOS
from proposals.filechecks.rules import FileRefused
from tests.proposals.filesamples import JPG, PDF, PNG, a_picture, judge, refusal

ONLY_PDF = frozenset({"pdf"})
PHOTOS = frozenset({"jpg", "png"})
RED, BLUE = (220, 20, 20), (20, 20, 220)


def a_heic(size: tuple[int, int] = (40, 20)) -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", size, RED)).save(out, quality=80)
    return out.getvalue()


def a_photo(size: tuple[int, int], kind: str = "JPEG", quality: int = 95) -> bytes:
    """Noise, which no encoder makes small."""
    noise = numpy.random.default_rng(1).integers(0, 255, (size[1], size[0], 3), dtype=numpy.uint8)
    out = io.BytesIO()
    Image.fromarray(noise).save(out, kind, **({"quality": quality} if kind == "JPEG" else {"compress_level": 0}))
    return out.getvalue()


def turned(colour: tuple[int, int, int], orientation: int) -> bytes:
    """A photo whose left upper corner is white once it is turned as `orientation` says."""
    image = Image.new("RGB", (400, 300), colour)
    exif = Image.Exif()
    exif[0x0112] = orientation
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def drawn_pages(data: bytes) -> list[Image.Image]:
    return [page.render(scale=0.25).to_pil().convert("RGB") for page in pypdfium2.PdfDocument(data)]


@pytest.mark.parametrize(
    ("data", "name", "stored"),
    [
        (a_heic(), "IMG_0042.HEIC", "IMG_0042.jpg"),
        (a_heic(), "foto.jpg", "foto.jpg"),
        (a_picture("WEBP"), "foto.webp", "foto.jpg"),
        (a_picture("WEBP"), "foto.png", "foto.jpg"),
    ],
)
def test_what_phones_make_is_stored_as_an_allowed_kind(data: bytes, name: str, stored: str) -> None:
    verdict = judge(data, name, PHOTOS)
    with Image.open(io.BytesIO(verdict.data)) as image:
        assert (verdict.safe_name, image.format, image.size) == (stored, "JPEG", (40, 20))
    assert judge(data, name, frozenset({"png"})).content_type == "image/png"


def test_a_photo_above_the_limit_is_made_smaller_and_keeps_its_shape() -> None:
    data = a_photo((3000, 1500))
    verdict = judge(data, "foto.jpg", PHOTOS, max_bytes=2_000_000)
    with Image.open(io.BytesIO(verdict.data)) as image:
        assert image.width == 2 * image.height
        assert image.width < 3000
    assert len(data) > 2_000_000 >= len(verdict.data)


def test_a_screenshot_above_the_limit_becomes_a_jpg() -> None:
    data = a_photo((1200, 900), "PNG")
    verdict = judge(data, "layar.png", PHOTOS, max_bytes=2_000_000)
    assert (verdict.safe_name, len(verdict.data) <= 2_000_000) == ("layar.jpg", True)
    assert "tidak muat dalam" in refusal(a_photo((2000, 2000), "PNG"), "layar.png", frozenset({"png"}), 100_000)


def test_what_no_phone_makes_is_not_read_to_its_end() -> None:
    file = io.BytesIO(JPG + b"\0" * (MOST_PHOTO_BYTES + 1_000_000))
    with pytest.raises(FileRefused, match="lebih besar dari 30 MB"):
        inspect(file, "foto.jpg", allowed=PHOTOS, max_bytes=5_000_000)


@pytest.mark.parametrize("name", ["surat.jpg", "surat.pdf", "IMG_1.heic", "surat"])
@pytest.mark.parametrize("data", [JPG, PNG, a_heic(), a_picture("WEBP")], ids=["jpg", "png", "heic", "webp"])
def test_a_photo_of_a_letter_is_taken_where_the_letter_is(data: bytes, name: str) -> None:
    verdict = judge(data, name, ONLY_PDF)
    assert verdict.content_type == "application/pdf"
    assert verdict.safe_name == f"{name.split('.', maxsplit=1)[0]}.pdf"
    assert len(PdfReader(io.BytesIO(verdict.data)).pages) == 1


def test_photos_become_one_upright_pdf_in_their_order() -> None:
    wide, tall = turned(RED, 1), turned(BLUE, 6)
    verdict = inspect_photos([io.BytesIO(wide), io.BytesIO(tall)], "surat.jpg", max_bytes=2_000_000)
    first, second = drawn_pages(verdict.data)
    assert first.width > first.height
    assert second.width < second.height
    middle = [page.getpixel((page.width // 2, page.height // 2)) for page in (first, second)]
    assert middle[0][0] > 180 > middle[0][2]
    assert middle[1][2] > 180 > middle[1][0]
    text = str(PdfReader(io.BytesIO(verdict.data)).metadata)
    assert "2026" not in text
    assert verdict == inspect_photos([io.BytesIO(wide), io.BytesIO(tall)], "surat.jpg", max_bytes=2_000_000)
    assert judge(verdict.data, "surat.pdf", ONLY_PDF).data == verdict.data


def test_a_pdf_of_photos_stays_below_its_limit_or_says_how_many_did_not_fit() -> None:
    photo = a_photo((2400, 1800))
    roomy = inspect_photos([io.BytesIO(photo)], "a.jpg", max_bytes=9_000_000)
    tight = inspect_photos([io.BytesIO(photo)], "a.jpg", max_bytes=1_200_000)
    assert len(tight.data) <= 1_200_000 < len(roomy.data)
    with pytest.raises(FileRefused, match=r"2 foto ini tidak muat bersama-sama dalam PDF sebesar 98 KB\."):
        inspect_photos([io.BytesIO(photo)] * 2, "a.jpg", max_bytes=100_000)
    with pytest.raises(FileRefused, match=f"paling banyak {MOST_PHOTOS}"):
        inspect_photos([io.BytesIO(JPG)] * (MOST_PHOTOS + 1), "a.jpg", max_bytes=9_000_000)


def test_what_is_no_photo_does_not_slip_in_among_photos() -> None:
    with pytest.raises(FileRefused, match="bukan foto"):
        inspect_photos([io.BytesIO(JPG), io.BytesIO(PDF)], "a.jpg", max_bytes=9_000_000)
    with pytest.raises(FileRefused, match="rusak"):
        inspect_photos([io.BytesIO(JPG[:300])], "a.jpg", max_bytes=9_000_000)
    assert "berakhiran .exe" in refusal(JPG, "a.exe", ONLY_PDF)


@pytest.mark.parametrize(
    ("head", "key"), [(JPG, "jpg"), (PNG, "png"), (a_heic(), "heic"), (PDF, ""), (b"", ""), (b"RIFF1234WAVE", "")]
)
def test_pictures_are_known_by_their_beginning(head: bytes, key: str) -> None:
    assert picture_key(head[:1024]) == key
