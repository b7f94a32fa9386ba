"""Lists of proposals as a spreadsheet."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from agencies.sheets import workbook
from proposals.listing import COLUMNS, Shown
from proposals.models import FormGuide, Proposal

CHUNK = 500


def proposals_xlsx(rows: QuerySet[Proposal], columns: Sequence[Shown] = COLUMNS) -> bytes:
    """The given proposals in their order with the given columns; two queries however many there are."""
    guides = FormGuide.objects.in_bulk()
    found = rows.select_related("agency__district", "affair", "period").defer("search")
    return workbook("Usulan", [shown.column for shown in columns], _rows(found, columns, guides))


def _rows(
    found: QuerySet[Proposal], columns: Sequence[Shown], guides: dict[int, FormGuide]
) -> Iterator[tuple[Any, ...]]:
    for proposal in found.iterator(chunk_size=CHUNK):
        guide = guides[proposal.period.guide_id]
        yield tuple(shown.value(proposal, guide) for shown in columns)
