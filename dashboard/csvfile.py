"""A table as CSV that opens right in the spreadsheet programs of the offices: UTF-8 with a mark, no formulas."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from agencies.sheets import FORMULA_STARTS


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[Any]], *, delimiter: str = ";") -> bytes:
    """The heading and the rows; a text that a spreadsheet would take for a formula gets a leading apostrophe."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=delimiter)
    writer.writerow(headings)
    writer.writerows([_safe(value) for value in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def _safe(value: Any) -> Any:
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
