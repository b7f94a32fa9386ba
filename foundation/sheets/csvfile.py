"""Tables as CSV, line by line: UTF-8 that opens right in the spreadsheet programs of the offices, and no formulas."""

import csv
import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone

from foundation.figures import PROPERTY, Figure, as_property
from foundation.sheets.xlsx import FORMULA_STARTS

BYTE_ORDER_MARK = "\ufeff"


class _Line:
    """What csv.writer writes to: hands each finished line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(
    headings: Sequence[str], rows: Iterable[Sequence[Any]], *, delimiter: str = ";", mark: bool = True
) -> Iterator[str]:
    """The heading and the rows as lines; semicolons and a byte order mark suit the Indonesian spreadsheet programs.

    A text that such a program would take for a formula gets a leading apostrophe. Moments are shown in local time.
    """
    writer = csv.writer(_Line(), delimiter=delimiter)
    yield (BYTE_ORDER_MARK if mark else "") + writer.writerow(headings)
    for row in rows:
        yield writer.writerow([_plain(value) for value in row])


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, str) and value.lstrip().startswith(FORMULA_STARTS):
        return f"'{value}"
    return "" if value is None else value


def csv_response(lines: Iterable[str], filename: str, *, figures: Iterable[Figure] = ()) -> StreamingHttpResponse:
    """Hands the lines to the browser to save, as they are made; `figures` that they add up to go along as a header."""
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    if found := set(figures):
        response[PROPERTY] = as_property(found)
    return response
