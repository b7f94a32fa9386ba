"""Every component looks as it was last accepted: its example beside the stored picture, on a phone and on a desk."""

from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image, ImageDraw

from inovasi.styleguide.components import components
from tests.gaya.comparing import difference, keep, load
from tests.gaya.conftest import Opened
from tests.gaya.shooting import shots

STORED = Path(__file__).parent / "pictures"
# Where what differs lies to be looked at.
LOOK = settings.BASE_DIR / "var" / "gaya"
WIDTHS = (360, 1280)
ALL_PICTURES = 1_500_000


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_component_looks_as_accepted(opened: Opened, accepting: bool, width: int) -> None:
    differing: list[str] = []
    for old in LOOK.glob(f"*-{width}*.webp"):
        old.unlink()
    for component, new in shots(opened(width)):
        name = f"{component}-{width}"
        stored = STORED / f"{name}.webp"
        marks = difference(load(stored), new) if stored.exists() else new
        if marks is None:
            continue
        if accepting:
            keep(new, stored)
        else:
            keep(new, LOOK / f"{name}.webp")
            keep(marks, LOOK / f"{name}-beda.webp")
            differing.append(name)
    assert not differing, f"Look in {LOOK}, then accept with `make gaya`: {', '.join(differing)}"


def test_pictures_are_stored_of_every_component_and_of_nothing_else() -> None:
    names = {f"{component.name}-{width}.webp" for component in components() for width in WIDTHS}
    assert {path.name for path in STORED.glob("*")} == names
    assert sum(path.stat().st_size for path in STORED.glob("*")) < ALL_PICTURES


def test_a_changed_colour_size_or_word_is_seen_and_a_smoothed_edge_is_not() -> None:
    before = Image.new("RGB", (300, 100), "white")
    ImageDraw.Draw(before).rectangle((20, 20, 120, 60), fill=(11, 85, 99))
    assert difference(before, before.copy()) is None
    smoothed = before.copy()
    ImageDraw.Draw(smoothed).rectangle((20, 20, 120, 60), outline=(30, 100, 115))
    assert difference(before, smoothed) is None
    for change in ((20, 20, 120, 60), (22, 20, 120, 60), (200, 50, 206, 56)):
        after = before.copy()
        ImageDraw.Draw(after).rectangle(change, fill=(166, 27, 27))
        assert difference(before, after) is not None
    assert difference(before, before.crop((0, 0, 300, 99))) is not None
