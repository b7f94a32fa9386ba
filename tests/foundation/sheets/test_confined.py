"""Spreadsheets that unfold without measure are refused with a sentence; every kind of cell comes through unchanged."""

import datetime
import io
import zipfile

import pytest
import xlsxwriter
from openpyxl import Workbook

from foundation.sheets import confined
from foundation.sheets.cells import Missing
from foundation.sheets.confined import TOO_MUCH, check_unfolding, read_confined, read_here
from foundation.sheets.kinds import Unreadable
from foundation.sheets.reading import read_table


def book(*rows: list[object]) -> bytes:
    made, out = Workbook(), io.BytesIO()
    for row in (["Judul", "Isi"], *rows):
        made.active.append(row)
    made.save(out)
    return out.getvalue()


def with_strings(strings: bytes) -> bytes:
    """A workbook of one row whose shared texts are replaced by these."""
    usual, out = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(usual) as made:
        made.add_worksheet().write_row(0, 0, ["Judul", "Isi"])
    with zipfile.ZipFile(usual) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            target.writestr(entry.filename, strings if "sharedStrings" in entry.filename else source.read(entry))
    return out.getvalue()


def test_every_kind_of_cell_comes_back_as_it_was_read() -> None:
    rows = [
        ["teks \u2028 é", 3], [2.5, True], [datetime.datetime(2025, 2, 3, 4, 5), datetime.date(2024, 2, 29)],
        [datetime.time(7, 30), datetime.timedelta(hours=30)], ["=1+1", None],
    ]  # fmt: skip
    data = book(*rows)
    table = read_table(data, "a.xlsx", titles=["Judul"], most=10)
    assert any(Missing.FORMULA in cells for _, cells in table.rows)
    assert read_confined(data, "a.xlsx", titles=["Judul"], most=10) == table


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "a.ods"])
def test_what_is_no_table_keeps_its_own_sentence(name: str) -> None:
    with pytest.raises(Unreadable) as here:
        read_table(b"PK\x03\x04rusak", name, titles=[], most=10)
    with pytest.raises(Unreadable, match=str(here.value)):
        read_confined(b"PK\x03\x04rusak", name, titles=[], most=10)


def test_strings_of_187_megabytes_are_refused_before_they_are_read() -> None:
    piece = b"<si><t>" + b"kata " * 2_000 + b"</t></si>"
    data = with_strings(b"<sst>" + piece * (187_000_000 // len(piece)) + b"</sst>")
    assert len(data) < 3_000_000
    with pytest.raises(Unreadable, match=TOO_MUCH):
        read_confined(data, "a.xlsx", titles=["Judul"], most=10)


def test_millions_of_tiny_cells_are_refused_whatever_their_size(monkeypatch: pytest.MonkeyPatch) -> None:
    data = with_strings(b"<sst>" + b"<si><t/></si>" * 3_000 + b"</sst>")
    check_unfolding(data)
    for chunk in (7, 64, 1024):
        monkeypatch.setattr(confined, "_CHUNK", chunk)
        monkeypatch.setattr(confined, "MOST_CELLS", 3_000 + 2)
        check_unfolding(data)
        monkeypatch.setattr(confined, "MOST_CELLS", 3_000 + 1)
        assert read_here([data], {"name": "a.xlsx", "titles": [], "most": 10})[0] == {"refused": TOO_MUCH}
