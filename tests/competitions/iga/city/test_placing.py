"""Where a figure falls among the bands, at edges that are printed twice, and what is said of the officer's level."""

from decimal import Decimal

import pytest
from django.conf import settings

from competitions.iga.city.placing import placing_of
from competitions.reference.igafile import IgaFile
from foundation.fixtures.reading import read_yaml
from foundation.numbers import decimal_in

ROWS = {row.number: row for row in read_yaml(settings.BASE_DIR / "fixtures" / "iga_2026.yaml", IgaFile).spd}


@pytest.mark.parametrize(
    ("row", "figure", "level", "says", "warns"),
    [
        ("4", "2.04", 1, "", False),
        ("4", "2.05", 2, "", False),
        ("4", "5.22", 2, "", False),
        ("4", "5.23", 2, "tepi yang tercetak dua kali, pada parameter 2 dan 3; parameter 2 pilihan petugas", False),
        ("4", "5.23", 3, "parameter 3 pilihan petugas yang dihitung", False),
        ("4", "5.23", 1, "sedangkan yang dipilih parameter 1", True),
        ("4", "5.24", 2, "menurut pita pedoman adalah parameter 3, sedangkan yang dipilih parameter 2", True),
        ("5a", "0.36", 2, "parameter 2 dan 3", False),
        ("5b", "5.91", 1, "parameter 1 dan 2", False),
        ("5b", "5.92", 2, "parameter 1 dan 2", False),
        ("5b", "2.34", 3, "parameter 2 dan 3", False),
        ("5b", "2.33", 3, "", False),
        ("11a", "0.90", 3, "parameter 2 dan 3", False),
        ("11b", "81.64", 3, "", False),
        ("3", "-50.32", 1, "parameter 1 dan 2", False),  # printed with its negative bounds in reversed order
        ("3", "-50.33", 2, "parameter 1 dan 2", False),
        ("3", "-50.34", 1, "", False),
        ("3", "8.17", 3, "", False),
        ("1", "1", 2, "", False),
    ],
)
def test_figure_beside_level(row: str, figure: str, level: int, says: str, warns: bool) -> None:
    found = placing_of(ROWS[row], Decimal(figure), level)
    assert says in found.text
    assert (bool(found.text), found.warns) == (bool(says), warns)


def test_nothing_is_said_without_a_figure() -> None:
    assert placing_of(ROWS["4"], None, 2).text == ""


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5,23", "5.23"), ("-12.5", "-12.5"), ("−0,01", "-0.01"), ("1.250,75", "1250.75"), ("1.250", "1250"),
        ("0.123", "0.123"), ("12345,6", "12345.6"), ("", None), ("1,2,3", None), ("1e5", None), ("٣", None),
        ("1.25.0", None), ("NaN", None), ("9" * 40, None),
    ],
)  # fmt: skip
def test_numbers_as_they_are_written_here(text: str, number: str | None) -> None:
    assert decimal_in(text) == (None if number is None else Decimal(number))
