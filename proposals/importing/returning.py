"""The person's own file with what is wrong in it, as it comes back from the check of an import."""

from foundation.sheets.marking import CellMark, Typed, marked
from foundation.sheets.reading import SheetTable
from proposals.importing.columns import IGNORED, PLACE, Places
from proposals.importing.judging import LEFT_OUT
from proposals.importing.models import ImportBatch, ImportRow


def returned(data: bytes, batch: ImportBatch, table: SheetTable, places: Places, rows: list[ImportRow]) -> bytes:
    """The file as an XLSX: wrong cells coloured and explained, what was typed in the browser written in its place."""
    marks = []
    for row in rows:
        if row.there:
            marks.append(
                CellMark(row.number, None, "Baris ini", "sudah tersimpan; dilewati bila berkas ini diunggah lagi.")
            )
        for title, sentence in row.errors:
            key, _ = row.cells.get(title, ("", ""))
            marks.append(CellMark(row.number, places.place(key) if key else None, title, sentence))
    return marked(data, batch.file_name, table, marks, _typed(batch, places))


def _typed(batch: ImportBatch, places: Places) -> list[Typed]:
    return [
        Typed(int(number), place, text)
        for number, mended in batch.mends.items()
        for key, text in mended.items()
        if key != LEFT_OUT and not key.startswith(PLACE) and text != IGNORED
        if (place := places.place(key)) is not None
    ]
