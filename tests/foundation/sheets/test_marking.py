"""A spreadsheet that comes back marked: whatever its rows hold, every word stays a word and every row its place."""

import io
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import MergedCell

from foundation.sheets.cells import line
from foundation.sheets.marking import AUTHOR, WRONG, CellMark, Typed, mark_here, marked, question
from foundation.sheets.reading import REMARKS, SheetTable, read_table
from tests.examples import examples

TITLES = ["Nama", "Tahap"]
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20).filter(line)
DANGEROUS = st.sampled_from(["=1+1", "+62", "-5", "@SUM(A1)", "\t=1", '=HYPERLINK("x")', "'=1", "a\x07b", "<b>&amp;"])


def read(data: bytes, name: str = "a.xlsx") -> SheetTable:
    return read_table(data, name, titles=TITLES, needed="Nama", most=100)


def sheet_of(data: bytes) -> Any:
    return load_workbook(io.BytesIO(data)).worksheets[0]


def own(*rows: list[Any], merged: str = "") -> bytes:
    book, target = Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    if merged:
        book.worksheets[0].merge_cells(merged)
    book.save(target)
    return target.getvalue()


@examples(25, 500)
@given(rows=st.lists(st.tuples(WORDS | DANGEROUS, WORDS | DANGEROUS), min_size=1, max_size=6), typed=WORDS | DANGEROUS)
def test_no_word_of_anybody_becomes_a_formula(rows: list[tuple[str, str]], typed: str) -> None:
    text = "Nama\tTahap\n" + "".join(
        "\t".join(f'"{line(cell).replace(chr(34), "")}x"' for cell in row) + "\n" for row in rows
    )
    data = text.encode()
    table = read(data, "a.tsv")
    marks = [CellMark(number, 1, "Tahap", f"“{typed}” tidak dikenal.") for number, _ in table.rows]
    sheet = sheet_of(mark_here([data], question("a.tsv", table, marks, [Typed(2, 0, typed)]))[1])
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} <= {"s", "inlineStr"}
    assert [sheet.cell(number, 3).value is not None for number, _ in table.rows] == [True] * len(rows)
    assert sheet.cell(1, 3).value == REMARKS


def test_marking_twice_says_only_what_is_wrong_now_and_keeps_the_persons_own_comment() -> None:
    book = Workbook()
    book.worksheets[0].append(TITLES)
    book.worksheets[0].append(["Loket", "x"])
    target = io.BytesIO()
    book.save(target)
    first = target.getvalue()
    once = marked(first, "a.xlsx", read(first), [CellMark(2, 0, "Nama", "Salah."), CellMark(2, 1, "Tahap", "Salah.")])
    twice = sheet_of(marked(once, "a.xlsx", read(once), [CellMark(2, 1, "Tahap", "Masih salah.")]))
    assert (twice["A2"].comment, twice["B2"].comment.text) == (None, "Masih salah.")
    assert [cell.value for cell in twice[1]] == [*TITLES, REMARKS]
    assert twice["C2"].value == "Tahap: Masih salah."


def test_merged_cells_a_letterhead_and_faults_of_the_whole_row_find_their_place() -> None:
    data = own(["KOP"], [], TITLES, ["Loket", "x"], [None, "y"], merged="A4:A5")
    table = read(data)
    marks = [
        CellMark(5, 0, "Nama", "Isi nama."),
        CellMark(4, None, "Kode", "Kolom tidak ada."),
        CellMark(3, None, "Kode", "Tidak ada."),
    ]
    sheet = sheet_of(marked(data, "a.xlsx", table, marks))
    assert isinstance(sheet["A5"], MergedCell)
    assert (sheet["A4"].comment.author, sheet["A4"].fill.fgColor.rgb) == (AUTHOR, WRONG.fgColor.rgb)
    assert (sheet["C4"].value, sheet["C5"].value) == ("Kode: Kolom tidak ada.", "Nama: Isi nama.")
    assert sheet["C3"].comment.text == "Kode: Tidak ada."


def test_a_heading_over_two_rows_is_read_again_with_its_remarks() -> None:
    data = own(["Nama", "Waktu", None], [None, "uji", "terap"], ["Loket", "x", "y"])
    titles = ["Nama", "Waktu uji", "Waktu terap"]
    table = read_table(data, "a.xlsx", titles=titles, needed="Nama", most=9)
    once = marked(data, "a.xlsx", table, [CellMark(3, 2, "Waktu terap", "Salah.")])
    again = read_table(once, "a.xlsx", titles=titles, needed="Nama", most=9)
    assert again.heading.titles == [*titles, REMARKS]
