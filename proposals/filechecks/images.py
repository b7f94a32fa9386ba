"""Opens a picture and writes it anew, so that only its pixels stay: no place, no camera, nothing hidden behind it."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import IO, Final

from PIL import Image, ImageFile, ImageOps

from proposals.filechecks.rules import FileRefused

MOST_PIXELS: Final = 50_000_000
"""Width times height; the largest usual phone photo has 50 million pixels. Guards against decompression bombs."""

BROKEN: Final = "Gambar ini rusak atau tidak lengkap. Buka dan simpan ulang sebagai JPG atau PNG, lalu unggah lagi."
TOO_LARGE: Final = "Ukuran gambar ini terlalu besar, lebih dari 50 juta piksel. Perkecil gambarnya, lalu unggah lagi."

_FORMATS: Final = {"jpg": "JPEG", "png": "PNG"}
_JPEG_QUALITY: Final = 90
_THUMBNAIL_QUALITY: Final = 80
_READING: Final = Lock()


def clean_image(data: bytes, key: str) -> bytes:
    """Return the picture `data` of the kind `key` ("jpg" or "png") encoded anew, upright and without any metadata.

    An animated or multi-picture file keeps its first picture. The same input gives the same bytes.
    Raises FileRefused if it has more than MOST_PIXELS or cannot be read to its end.
    """
    try:
        with Image.open(io.BytesIO(data), formats=[_FORMATS[key]]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise FileRefused(TOO_LARGE)
            with _strict_reading():
                image.load()
            return _encode(ImageOps.exif_transpose(image), key)
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
        pixels = image if image.mode in {"L", "RGB"} else image.convert("RGB")
        pixels.info = {}
        pixels.save(out, "JPEG", quality=_JPEG_QUALITY, optimize=True)
    else:
        # Transparency of a palette is part of the picture; everything else in `info` is metadata.
        transparency = image.info.get("transparency")
        image.info = {} if transparency is None else {"transparency": transparency}
        image.save(out, "PNG", optimize=False)
    return out.getvalue()


def thumbnail(data: IO[bytes], *, side: int) -> bytes:
    """Return the stored picture `data` as a JPEG whose longer side has at most `side` pixels."""
    with Image.open(data, formats=list(_FORMATS.values())) as image:
        image.draft("RGB", (side, side))
        image.thumbnail((side, side))
        target = io.BytesIO()
        flat = Image.new("RGB", image.size, "white")
        flat.paste(image, mask=image.getchannel("A") if image.mode in {"RGBA", "LA"} else None)
        flat.save(target, "JPEG", quality=_THUMBNAIL_QUALITY)
    return target.getvalue()
