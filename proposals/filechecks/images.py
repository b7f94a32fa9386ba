"""Opens a picture and writes it anew, so that only its pixels stay: no place, no camera, nothing hidden behind it."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import IO, Final

import pillow_heif
from PIL import Image, ImageFile, ImageOps

from proposals.filechecks.rules import FileRefused

pillow_heif.register_heif_opener(thumbnails=False)

MOST_PIXELS: Final = 50_000_000
"""Width times height; the largest usual phone photo has 50 million pixels. Guards against decompression bombs."""

BROKEN: Final = (
    "Gambar ini rusak atau tidak lengkap. Buka gambarnya di ponsel atau komputer Anda, simpan salinannya atau ambil "
    "tangkapan layarnya, lalu unggah hasilnya."
)
TOO_LARGE: Final = (
    "Ukuran gambar ini terlalu besar, lebih dari 50 juta piksel. Ambil tangkapan layar gambarnya, lalu unggah hasilnya."
)

FORMATS: Final = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "heic": "HEIF"}
"""The pictures that can be read, by their key; phones make all four. Only the first two are stored."""
JPEG_QUALITY: Final = 90
_THUMBNAIL_QUALITY: Final = 80
# The longer side in pixels, tried one after the other until a photo fits its limit; the last still shows a page's text.
_SIDES: Final = (4000, 3000, 2200, 1600)
_READING: Final = Lock()


def picture_key(head: bytes) -> str:
    """Which of FORMATS begins with the bytes `head` (at least 64 of them), "" if none does."""
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    return "heic" if head[4:8] == b"ftyp" and pillow_heif.is_supported(head) else ""


def clean_image(data: bytes, key: str, target: str = "", max_bytes: int = 0) -> bytes:
    """Return the picture `data` of the kind `key` of FORMATS encoded anew, upright and without any metadata.

    It is stored as `target` ("jpg" or "png"), as what it is if not given. With `max_bytes` a picture that came out
    larger is made smaller until it fits. An animated or multi-picture file keeps its first picture. The same input
    gives the same bytes. Raises FileRefused if it has more than MOST_PIXELS or cannot be read to its end.
    """
    with upright(data, key) as image:
        out = _encode(image, target or key)
        for side in _SIDES:
            if not max_bytes or len(out) <= max_bytes:
                break
            out = _encode(ImageOps.contain(image, (side, side)) if max(image.size) > side else image, target or key)
        return out


@contextmanager
def upright(data: bytes, key: str, *, about: tuple[int, int] | None = None) -> Iterator[Image.Image]:
    """The decoded picture `data` of the kind `key`, turned as it was taken; raises FileRefused as `clean_image` does.

    A JPEG that is only needed `about` so large (pixels) is decoded no larger than necessary.
    """
    try:
        with Image.open(io.BytesIO(data), formats=[FORMATS[key]]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise FileRefused(TOO_LARGE)
            if about:
                image.draft("RGB", about)
            with _strict_reading():
                image.load()
            yield ImageOps.exif_transpose(image)
    except FileRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise FileRefused(TOO_LARGE) from error
    except Exception as error:
        # A hostile file can make the decoder fail in any way; whatever it is, the picture cannot be shown.
        raise FileRefused(BROKEN) from error


@contextmanager
def _strict_reading() -> Iterator[None]:
    """Pillow refuses cut-off pictures; WeasyPrint turns that off for the whole process, so it is put back here."""
    with _READING:
        lenient = ImageFile.LOAD_TRUNCATED_IMAGES
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _encode(image: Image.Image, key: str) -> bytes:
    out = io.BytesIO()
    if key == "jpg":
        pixels = flat(image)
        pixels.info = {}
        pixels.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    else:
        # Transparency of a palette is part of the picture; everything else in `info` is metadata.
        transparency = image.info.get("transparency")
        image.info = {} if transparency is None else {"transparency": transparency}
        image.save(out, "PNG", optimize=False)
    return out.getvalue()


def flat(image: Image.Image) -> Image.Image:
    """The picture as JPEG knows it, grey or in colour; what is see-through stands on white."""
    if image.mode in {"L", "RGB"}:
        return image
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        clear = image.convert("RGBA")
        white = Image.new("RGB", image.size, "white")
        white.paste(clear, mask=clear.getchannel("A"))
        return white
    return image.convert("RGB")


def thumbnail(data: IO[bytes], *, side: int) -> bytes:
    """Return the stored picture `data` as a JPEG whose longer side has at most `side` pixels."""
    with Image.open(data, formats=["JPEG", "PNG"]) as image:
        image.draft("RGB", (side, side))
        image.thumbnail((side, side))
        target = io.BytesIO()
        flat(image).save(target, "JPEG", quality=_THUMBNAIL_QUALITY)
    return target.getvalue()
