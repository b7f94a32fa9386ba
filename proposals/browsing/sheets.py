"""Lists of proposals as files: XLSX and CSV with exactly the columns and the order of the page."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from foundation.sheets.csvfile import csv_lines
from foundation.sheets.xlsx import workbook
from proposals.browsing.columns import Layout, Own, all_guides, as_read, with_hands
from proposals.core.sent import ListedProposal

CHUNK = 100
# A spreadsheet is built as a whole while the person waits (about a second per 5,000 rows); a CSV flows at any length.
MOST_XLSX_ROWS = 10_000


def proposals_xlsx(rows: QuerySet[ListedProposal], layout: Layout, own: Own) -> bytes:
    """The proposals of a list in their order, one row each; two queries however many there are.

    `own`: see `columns.as_read`.
    """
    return workbook("Usulan", [column.heading for column in layout.columns], _rows(rows, layout, own))


def proposals_csv(rows: QuerySet[ListedProposal], layout: Layout, own: Own) -> Iterator[str]:
    """The same table as lines of a CSV."""
    return csv_lines([column.title for column in layout.columns], _rows(rows, layout, own))


def _rows(rows: QuerySet[ListedProposal], layout: Layout, own: Own) -> Iterator[list[Any]]:
    guides = all_guides()
    lines = rows.iterator(chunk_size=CHUNK)
    while chunk := list(islice(lines, CHUNK)):
        for row in with_hands(chunk, layout):
            yield layout.cells(as_read(row, own), guides)
