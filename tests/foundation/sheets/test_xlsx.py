"""Spreadsheets of any list: typed cells, no formulas from data, the same bytes for the same rows."""

import datetime
import io

from openpyxl import load_workbook

from foundation.sheets.xlsx import CellKind, Column, workbook

COLUMNS = (
    Column("Nama", 30),
    Column("Jumlah", 10, CellKind.WHOLE),
    Column("Rupiah", 14, CellKind.RUPIAH),
    Column("Hari", 12, CellKind.DATE),
    Column("Saat", 18, CellKind.MOMENT),
)
LATE = datetime.datetime(2026, 11, 22, 18, 30, tzinfo=datetime.UTC)
ROWS = [
    ("Pelangi", 3, 1_500_000, datetime.date(2026, 11, 23), LATE),
    ("=HYPERLINK(1)", None, None, None, None),
    ("+62 812", 0, 0, None, None),
    ("https://contoh.go.id", 1, 2, None, None),
]


def sheet():
    return load_workbook(io.BytesIO(workbook("Contoh", COLUMNS, ROWS)))["Contoh"]


def test_cells_are_typed_and_times_are_local():
    assert [cell.value for cell in sheet()[1]] == ["Nama", "Jumlah", "Rupiah", "Hari", "Saat"]
    assert [cell.value for cell in sheet()[2]] == [
        "Pelangi",
        3,
        1_500_000,
        datetime.datetime(2026, 11, 23),
        datetime.datetime(2026, 11, 23, 1, 30),
    ]
    assert sheet()["C2"].number_format == '"Rp"#,##0'


def test_text_never_becomes_a_formula_or_a_link():
    cells = [row[0] for row in sheet().iter_rows(min_row=3)]
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in cells] == [
        ("=HYPERLINK(1)", "s", None),
        ("+62 812", "s", None),
        ("https://contoh.go.id", "s", None),
    ]
    assert [cell.quotePrefix for cell in cells] == [True, True, False]


def test_heading_is_frozen_and_filtered():
    found = sheet()
    assert found.freeze_panes == "A2"
    assert found.auto_filter.ref == "A1:E5"
    assert found.column_dimensions["A"].width > 29


def test_same_rows_give_the_same_bytes():
    assert workbook("Contoh", COLUMNS, ROWS) == workbook("Contoh", COLUMNS, ROWS)
    assert workbook("Contoh", COLUMNS, ROWS[:1]) != workbook("Contoh", COLUMNS, ROWS)


def test_no_rows_still_give_a_sheet_with_headings():
    empty = load_workbook(io.BytesIO(workbook("Kosong", COLUMNS, [])))["Kosong"]
    assert empty.max_row == 1
