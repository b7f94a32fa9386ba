"""Photos as a phone makes them, with what the camera writes into them."""

import datetime
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from inovasi.demo.making.cameras import written_down

PIER = (-2.12914, 106.1138)


def snapshot(
    at: datetime.datetime | None = None,
    place: tuple[float, float] | None = None,
    *,
    shade: int = 90,
    name: str = "IMG_0001.jpg",
    kind: str = "JPEG",
) -> SimpleUploadedFile:
    """A photo; another shade makes another one."""
    out = io.BytesIO()
    image = Image.new("RGB", (1600, 1200), (shade, 120, 160))
    exif = written_down(at, place) if at else Image.Exif()
    image.save(out, kind, exif=exif.tobytes())
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")
