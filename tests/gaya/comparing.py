"""A new picture beside the stored one: whether they differ, and where."""

from pathlib import Path
from typing import Final

from PIL import Image, ImageChops

# A pixel differs when a colour of it moved by more than this (of 255): less is how another Chromium smooths an edge.
NOTICED: Final = 40
# So many of a thousand pixels may differ; never more than the dot of a state or the edge of a button has.
PER_MILLE: Final = 0.3
AT_MOST: Final = 60


def difference(stored: Image.Image, new: Image.Image) -> Image.Image | None:
    """Where the two differ, white on black, as large as the larger one; None when they look alike."""
    size = (max(stored.width, new.width), max(stored.height, new.height))
    marks = _marks(_on(stored, size), _on(new, size))
    differing = marks.histogram()[255]
    allowed = min(size[0] * size[1] * PER_MILLE / 1000, AT_MOST)
    return marks if stored.size != new.size or differing > allowed else None


def keep(picture: Image.Image, path: Path) -> None:
    """Stores the picture without loss."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path, "WEBP", lossless=True, quality=100, method=4)


def load(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        return picture.convert("RGB")


def _on(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    ground = Image.new("RGB", size)
    ground.paste(picture)
    return ground


def _marks(first: Image.Image, second: Image.Image) -> Image.Image:
    bands = ImageChops.difference(first, second).split()
    strongest = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    return strongest.point(lambda change: 255 if change > NOTICED else 0)
