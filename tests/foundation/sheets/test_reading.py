"""Spreadsheets as offices have them: their size misstated, a letterhead above, codes and dates in many forms."""

import csv
import datetime
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.sheets import cells, opening
from foundation.sheets.kinds import LOCKED, NO_TABLE, NOT_XLSX, WEB_PAGE, Unreadable
from foundation.sheets.reading import SheetTable, read_table
from tests.examples import examples

SAMPLES = Path(__file__).parent / "samples"
FEBRUARY = datetime.date(2025, 2, 3)
TITLES = ["Nama inovasi daerah", "Tahapan inovasi", "Waktu uji coba", "Waktu penerapan"]


def read(data: bytes, name: str = "usulan.xlsx", most: int = 50) -> SheetTable:
    return read_table(data, name, titles=TITLES, needed=TITLES[0], most=most)


def sample(name: str) -> SheetTable:
    return read((SAMPLES / name).read_bytes(), name)


def book(*sheets: tuple[str, list[list[Any]]]) -> bytes:
    """An XLSX with these sheets."""
    made, target = openpyxl.Workbook(), io.BytesIO()
    del made["Sheet"]
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "heading", "titles"),
    [
        ("01-dimensi-a1-wps.xlsx", 1, [(2, "Contoh WPS satu"), (3, "Contoh WPS dua")]),
        ("02-kop-sel-gabung.xlsx", 4, [(5, "Contoh dengan kop")]),
        ("04-judul-kolom-nbsp-enter.xlsx", 1, [(2, "Contoh kepala kolom")]),
        ("08a-bom-titik-koma.csv", 1, [(2, "Contoh CSV BOM")]),
        ("08b-sep-baris-pertama.csv", 1, [(2, "Contoh CSV sep")]),
        ("13-rumus-tanpa-nilai.xlsx", 1, [(2, cells.Missing.FORMULA), (3, "Contoh biasa")]),
        ("20-xls-lama.xls", 1, [(2, "Contoh XLS lama")]),
    ],
)
def test_the_heading_and_every_row_are_found(name: str, heading: int, titles: list[tuple[int, Any]]) -> None:
    table = sample(name)
    assert (table.heading.number, table.heading.titles[:2]) == (heading, TITLES[:2])
    assert [(number, row[0]) for number, row in table.rows] == titles


def test_an_ods_is_read_from_its_second_sheet_with_its_dates_and_numbers() -> None:
    table = sample("22-ods-lembar-kedua.ods")
    assert (table.sheet, table.heading.number) == ("Usulan", 4)
    assert table.rows == [(5, [None, "Contoh ODS", "Penerapan", FEBRUARY, 25_000_000])]


def test_empty_columns_in_front_keep_their_places() -> None:
    table = read_table(
        (SAMPLES / "23-kolom-kosong-di-depan.xls").read_bytes(), "a.xls", titles=["Nama"], needed="Nama", most=5
    )
    assert (table.heading.number, table.heading.titles, table.rows) == (
        4, ["", "", "Nama"], [(5, [None, None, "x"])],
    )  # fmt: skip


def test_the_sheet_of_the_table_is_found_among_others_and_the_rest_is_named() -> None:
    rows = [TITLES[:2], ["Loket", "Penerapan"]]
    many = book(
        ("Petunjuk", [["Kolom", "Cara mengisi"], *([title, "…"] for title in TITLES)]),
        ("Pilihan", [TITLES[1:], ["Penerapan", "x", "y"]]),
        ("Rekap", [["Jumlah"], [2]]),
        ("2026", rows),
        ("2025", rows),
        ("kosong", []),
    )
    table = read(many)
    assert (table.sheet, table.others, table.rows) == ("2026", ["2025"], [(2, ["Loket", "Penerapan"])])


def test_a_heading_over_two_rows_is_joined_and_one_row_is_enough_where_it_says_all() -> None:
    table = read(
        book(
            (
                "Usulan",
                [
                    ["REKAP"],
                    ["Nama inovasi daerah", "Tahapan inovasi", "Waktu", None],
                    [None, None, "uji coba", "penerapan"],
                    ["(1)", "(2)", "(3)", "(4)"],
                    ["Loket", "Penerapan", FEBRUARY, None],
                ],
            )
        )
    )
    assert (table.heading.number, table.heading.titles) == (3, TITLES)
    assert [(number, row[0]) for number, row in table.rows] == [(5, "Loket")]


def test_a_row_of_figures_that_numbers_no_columns_stays() -> None:
    rows = [TITLES, [1, 2, 4, 3], [1, 2, None, None]]
    assert [number for number, _ in read(book(("A", rows))).rows] == [2, 3]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("terkunci.xlsx", (SAMPLES / "21-terkunci.xlsx").read_bytes(), LOCKED),
        ("usulan.xls", b"<html><table><tr><td>Nama</td></tr></table></html>", WEB_PAGE),
        ("usulan.xlsx", b"bukan lembar kerja", NOT_XLSX),
        ("usulan.csv", b"\0\0\0", NO_TABLE),
        ("usulan.xlsx", b"PK\x03\x04 rusak", NO_TABLE),
        ("usulan.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 rusak", NO_TABLE),
    ],
)
def test_what_cannot_be_read_says_why(name: str, data: bytes, said: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(data, name)
    assert str(refusal.value) == said


def test_a_workbook_is_known_by_its_content_whatever_it_is_called() -> None:
    data = book(("A", [TITLES, ["Loket"]]))
    assert [row[0] for _, row in read(data, "usulan.csv").rows] == ["Loket"]


def test_a_csv_as_excel_writes_unicode_text_is_read() -> None:
    data = "Nama inovasi daerah\tTahapan inovasi\r\nKafé\tPenerapan\r\n".encode("utf-16")
    assert read(data, "usulan.txt").rows == [(2, ["Kafé", "Penerapan"])]


def test_rows_far_below_are_read_and_an_endless_sheet_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    gap = b"Nama inovasi daerah\n" + b"\n" * 3000 + b"Usulan terakhir\n"
    assert read(gap, "a.csv").rows == [(3002, ["Usulan terakhir"])]

    monkeypatch.setattr(opening, "MOST_LINES", 2000)
    with pytest.raises(Unreadable, match="Hapus baris kosong"):
        read(gap, "a.csv")


@examples(60, 500)
@given(
    above=st.lists(st.sampled_from(["KOP SURAT", "", "Tahapan inovasi", "2026"]), max_size=8),
    empty=st.integers(0, 3),
    order=st.permutations(TITLES),
    names=st.lists(st.text("abcé 1", min_size=1).filter(str.strip), min_size=1, max_size=5),
)
def test_wherever_the_table_stands_every_row_comes_with_its_number(
    above: list[str], empty: int, order: list[str], names: list[str]
) -> None:
    pad = [""] * empty
    rows = [[word] for word in above] + [pad + order]
    rows += [pad + [name if title == TITLES[0] else "" for title in order] for name in names]
    table = read("\n".join(";".join(row) for row in rows).encode(), "a.csv")
    place = table.heading.titles.index(TITLES[0])
    assert [(number, row[place]) for number, row in table.rows] == [
        (len(above) + 2 + index, name) for index, name in enumerate(names)
    ]


def test_dates_are_read_when_they_are_certain_and_never_misread() -> None:
    found: dict[str, object] = {}
    for _, row in sample("05-bentuk-tanggal.xlsx").rows:
        try:
            found[row[0].removeprefix("Tanggal ")] = cells.date(row[15])
        except cells.NoSuchDate as refusal:
            found[row[0].removeprefix("Tanggal ")] = str(refusal)
    other = {
        "teks 29/02/2024": datetime.date(2024, 2, 29),
        "teks 29/02/2023": cells.NO_SUCH_DATE,
        "tahun 2025": None,
        "teks Feb-25": None,
    }
    assert found == dict.fromkeys(found, FEBRUARY) | other
    assert len(found) == 15


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


def test_a_short_file_does_not_bound_what_others_read_in_the_same_process() -> None:
    read(b"a;b", "a.csv")
    long = "x" * 200_000
    assert read(f"Nama inovasi daerah;b\na;{long}".encode(), "a.csv").rows == [(2, ["a", long])]
    read(b"a;b", "a.csv")
    assert next(csv.reader([f"a,{long}"])) == ["a", long]
