"""What a camera writes into a photo of when and where it was taken (EXIF 2.32); the demo's photos have it, too."""

import datetime

from PIL import ExifTags, Image


def written_down(at: datetime.datetime, place: tuple[float, float] | None = None) -> Image.Exif:
    """What a camera writes: the moment with its zone, and the place as degrees north and east."""
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif).update(
        {
            ExifTags.Base.DateTimeOriginal: f"{at:%Y:%m:%d %H:%M:%S}",
            ExifTags.Base.OffsetTimeOriginal: at.isoformat()[-6:],
        }
    )
    if place:
        gps, (north, east) = ExifTags.GPS, place
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(
            {
                gps.GPSLatitudeRef: "N" if north >= 0 else "S",
                gps.GPSLatitude: _parts(north),
                gps.GPSLongitudeRef: "E" if east >= 0 else "W",
                gps.GPSLongitude: _parts(east),
            }
        )
    return exif


def _parts(degrees: float) -> tuple[float, float, float]:
    whole, minutes = divmod(abs(degrees) * 60, 60)
    return whole, float(int(minutes)), round((minutes - int(minutes)) * 60, 3)
