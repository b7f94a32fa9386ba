"""Weights cut from the variable fonts of wheels: complete, each with its own weight, the same bytes every time."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from foundation.look.typefaces import ALL, OFFICIAL, Typeface
from foundation.papers import faces


@pytest.fixture
def kept(settings, tmp_path: Path):
    """A place of the test's own for what is cut, and no memory of what was cut before."""
    settings.VAR_DIR = tmp_path
    faces.cut.cache_clear()
    yield tmp_path / "fonts"
    faces.cut.cache_clear()


def test_every_style_of_every_typeface_is_cut_with_its_weight(kept: Path) -> None:
    faces.prepare()
    assert len([*kept.iterdir()]) == len(ALL) * len(faces.STYLES)
    for path in kept.iterdir():
        with TTFont(path) as font:
            assert "fvar" not in font
            assert (f"-{font['OS/2'].usWeightClass}" in path.name, bool(font["post"].italicAngle)) == (
                True,
                "italic" in path.name,
            )


def test_what_is_cut_twice_has_the_same_bytes(kept: Path) -> None:
    first = faces.cut(OFFICIAL, faces.BOLD)
    assert first
    before = first.read_bytes()
    first.unlink()
    faces.cut.cache_clear()
    again = faces.cut(OFFICIAL, faces.BOLD)
    assert again == first
    assert again.read_bytes() == before


def test_a_typeface_that_is_not_installed_has_no_rules(kept: Path) -> None:
    assert faces.rules(Typeface("Tidak Ada", "fontpkg-tidak-ada", "TidakAda", "TidakAda-Italic", "uji")) == ""
