"""Spreadsheets as offices have them: their size misstated, a letterhead above, codes and dates in many forms."""

import csv
import datetime
from pathlib import Path
from typing import Any

import pytest

from foundation.sheets import cells
from foundation.sheets.reading import Unreadable, csv_lines, from_heading, is_filled, xlsx_lines

SAMPLES = Path(__file__).parent / "samples"
FEBRUARY = datetime.date(2025, 2, 3)


def filled(name: str) -> list[tuple[int, list[Any]]]:
    data = (SAMPLES / name).read_bytes()
    read = csv_lines(data) if name.endswith(".csv") else xlsx_lines(data)
    lines = [(number, row) for number, row in read if is_filled(row)]
    return from_heading(lines, ["Nama inovasi daerah", "Tahapan inovasi"])


@pytest.mark.parametrize(
    ("name", "heading", "titles"),
    [
        ("01-dimensi-a1-wps.xlsx", 1, [(2, "Contoh WPS satu"), (3, "Contoh WPS dua")]),
        ("02-kop-sel-gabung.xlsx", 4, [(5, "Contoh dengan kop")]),
        ("04-judul-kolom-nbsp-enter.xlsx", 1, [(2, "Contoh kepala kolom")]),
        ("08a-bom-titik-koma.csv", 1, [(2, "Contoh CSV BOM")]),
        ("08b-sep-baris-pertama.csv", 1, [(2, "Contoh CSV sep")]),
        ("13-rumus-tanpa-nilai.xlsx", 1, [(2, cells.Missing.FORMULA), (3, "Contoh biasa")]),
    ],
)
def test_the_heading_and_every_row_are_found(name: str, heading: int, titles: list[tuple[int, Any]]) -> None:
    (number, heads), *rows = filled(name)
    assert (number, cells.line(heads[0]), cells.line(heads[1])) == (heading, "Nama inovasi daerah", "Tahapan inovasi")
    assert [(number, row[0]) for number, row in rows] == titles


def test_dates_are_read_when_they_are_certain_and_never_misread() -> None:
    read: dict[str, object] = {}
    for _, row in filled("05-bentuk-tanggal.xlsx")[1:]:
        try:
            read[row[0].removeprefix("Tanggal ")] = cells.date(row[15])
        except cells.NoSuchDate as refusal:
            read[row[0].removeprefix("Tanggal ")] = str(refusal)
    other = {
        "teks 29/02/2024": datetime.date(2024, 2, 29),
        "teks 29/02/2023": cells.NO_SUCH_DATE,
        "tahun 2025": None,
        "teks Feb-25": None,
    }
    assert read == dict.fromkeys(read, FEBRUARY) | other
    assert len(read) == 15


@pytest.mark.parametrize(
    "written",
    [
        "Senin, 3 Februari 2025",
        "3 Feb 2025",
        "3 Februari 2025 pukul 13.05 WIB",
        "3-Feb-2025",
        "2025/02/03",
        "3. 2. 2025",
    ],
)
def test_dates_as_letters_and_the_portal_write_them_are_read(written: str) -> None:
    assert cells.date(written) == FEBRUARY


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        (10901199, "10901199"),
        (10901199.0, "10901199"),
        ("1.0901199E7", "10901199"),
        ("dinkes\xa0", "dinkes"),
        ("6E10", "6E10"),
        (1.5, "1.5"),
        (None, ""),
    ],
)
def test_codes_are_what_was_meant(cell: object, meant: str) -> None:
    assert cells.code(cell) == meant


def test_a_damaged_workbook_is_no_table() -> None:
    with pytest.raises(Unreadable):
        list(xlsx_lines(b"PK\x03\x04 rusak"))


def test_a_short_file_does_not_bound_what_others_read_in_the_same_process() -> None:
    list(csv_lines(b"a;b"))
    long = "x" * 200_000
    assert list(csv_lines(f"a;{long}".encode())) == [(1, ["a", long])]
    list(csv_lines(b"a;b"))
    assert next(csv.reader([f"a,{long}"])) == ["a", long]
