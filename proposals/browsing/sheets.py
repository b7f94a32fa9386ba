"""Lists of proposals as files: XLSX and CSV with exactly the columns and the order of the page."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from foundation.sheets.csvfile import csv_lines
from foundation.sheets.xlsx import workbook
from proposals.browsing.columns import Layout, all_guides
from proposals.core.models import Proposal

CHUNK = 100
# A spreadsheet is built as a whole while the person waits (about a second per 5,000 rows); a CSV flows at any length.
MOST_XLSX_ROWS = 10_000


def proposals_xlsx(rows: QuerySet[Proposal], layout: Layout) -> bytes:
    """The given proposals in their order, one row each; two queries however many there are."""
    return workbook("Usulan", [column.heading for column in layout.columns], _rows(rows, layout))


def proposals_csv(rows: QuerySet[Proposal], layout: Layout) -> Iterator[str]:
    """The same table as lines of a CSV."""
    return csv_lines([column.title for column in layout.columns], _rows(rows, layout))


def _rows(rows: QuerySet[Proposal], layout: Layout) -> Iterator[list[Any]]:
    guides = all_guides()
    for proposal in rows.iterator(chunk_size=CHUNK):
        yield layout.cells(proposal, guides)
