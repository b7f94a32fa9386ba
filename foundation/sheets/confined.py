"""Reading a spreadsheet in a process of its own: what unfolds without measure ends there, with a sentence."""

import datetime
import io
import re
import zipfile
from collections.abc import Collection
from typing import Any, Final

from foundation.files.confined import Answer, Bounds, TooBusy, TooMuch, confined
from foundation.sheets.cells import Missing
from foundation.sheets.kinds import Unreadable
from foundation.sheets.reading import Heading, SheetTable, read_table

LIMITS: Final = Bounds(seconds=40, memory=1 << 30, output=300_000_000)
MOST_UNPACKED: Final = 60_000_000
"""Bytes of all parts of a packed spreadsheet, counted while they are unpacked."""
MOST_CELLS: Final = 500_000
"""Cells and shared texts in all sheets."""
TOO_MUCH: Final = (
    "Isi berkas ini terlalu besar untuk dibaca. Salin tabelnya saja ke lembar kerja baru tanpa format, simpan sebagai "
    "XLSX, lalu unggah lagi; atau bagi menjadi beberapa berkas."
)
BUSY: Final = "Portal sedang membaca banyak berkas. Tunggu beberapa menit, lalu unggah lagi."
_CHUNK: Final = 1024 * 1024
_LONGEST_TAG: Final = 40
_CELL: Final = re.compile(rb"<(?:\w+:)?(?:c|si|table-cell)[\s/>]")
_MOMENTS: Final = {kind.__name__: kind for kind in (datetime.datetime, datetime.date, datetime.time)}


def read_confined(data: bytes, name: str, *, titles: Collection[str], needed: str = "", most: int) -> SheetTable:
    """As `reading.read_table`. Raises Unreadable also for a file that unfolds without measure."""
    asked = {"name": name, "titles": list(titles), "needed": needed, "most": most}
    try:
        answer, _ = confined(read_here, [data], asked, LIMITS)
    except TooBusy as error:
        raise Unreadable(BUSY) from error
    except TooMuch as error:
        raise Unreadable(TOO_MUCH) from error
    if "refused" in answer:
        raise Unreadable(answer["refused"])
    rows = [(number, [_cell(told) for told in cells]) for number, cells in answer["rows"]]
    return SheetTable(Heading(*answer["heading"]), rows, answer["sheet"], answer["others"])


def read_here(blobs: list[bytes], asked: dict[str, Any]) -> Answer:
    """The same in this process, as plain values."""
    try:
        check_unfolding(blobs[0])
        table = read_table(blobs[0], asked.pop("name"), **asked)
    except Unreadable as refusal:
        return {"refused": str(refusal)}, b""
    return {
        "heading": [table.heading.number, table.heading.titles],
        "rows": [[number, [_told(cell) for cell in cells]] for number, cells in table.rows],
        "sheet": table.sheet,
        "others": table.others,
    }, b""


def check_unfolding(data: bytes) -> None:
    """Raises Unreadable for a packed spreadsheet that unfolds too far; what it says of its own size is not believed."""
    if not data.startswith(b"PK"):
        return
    unpacked = cells = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                rest = b""
                with archive.open(entry) as part:
                    while chunk := part.read(_CHUNK):
                        unpacked += len(chunk)
                        seen = rest + chunk
                        cells += sum(match.end() > len(rest) for match in _CELL.finditer(seen))
                        if unpacked > MOST_UNPACKED or cells > MOST_CELLS:
                            raise Unreadable(TOO_MUCH)
                        rest = seen[-_LONGEST_TAG:]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        # Whatever is damaged is told by the reader.
        return


def _told(cell: Any) -> Any:
    if isinstance(cell, Missing):
        return {"missing": cell.name}
    if isinstance(cell, datetime.timedelta):
        return {"seconds": cell.total_seconds()}
    if type(cell).__name__ in _MOMENTS:
        return {type(cell).__name__: cell.isoformat()}
    return cell if cell is None or isinstance(cell, str | int | float) else str(cell)


def _cell(told: Any) -> Any:
    if not isinstance(told, dict):
        return told
    [(kind, value)] = told.items()
    if kind == "missing":
        return Missing[value]
    if kind == "seconds":
        return datetime.timedelta(seconds=value)
    return _MOMENTS[kind].fromisoformat(value)
