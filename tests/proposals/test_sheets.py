"""The list of proposals as a spreadsheet: one typed row each, the same number of queries at any size."""

import datetime
import io

import pytest
from openpyxl import load_workbook

from proposals.models import Proposal
from proposals.sheets import COLUMNS, proposals_xlsx
from tests import makers

pytestmark = pytest.mark.django_db


def rows_of(content: bytes) -> list[tuple]:
    return list(load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2, values_only=True))


def test_one_row_per_proposal_with_typed_cells():
    school = makers.make_school(district=makers.make_district("Rangkui"))
    proposal = makers.make_proposal(
        school,
        "in_review",
        title="=1+1",
        stage="penerapan",
        form="pelayanan_publik",
        innovation_type="digital",
        affair=makers.make_affair("pendidikan"),
        budget=7_000_000,
    )
    makers.make_proposal(makers.make_agency("dishub"), title="Draf kosong")
    rows = rows_of(proposals_xlsx(Proposal.objects.order_by("pk")))
    assert rows == [
        (
            proposal.number, "=1+1", "SD Negeri 01", "Sekolah", "Rangkui", 2026, "Pendidikan", "Penerapan",
            "Pelayanan publik", "Digital", "Dinilai", datetime.datetime(2026, 6, 1), 7_000_000,
        ),
        (
            None, "Draf kosong", "Dinas Dishub", "Perangkat daerah", None, 2026, None, None, None, None, "Draf", None,
            None,
        ),
    ]  # fmt: skip
    assert len(rows[0]) == len(COLUMNS)


def test_queries_are_two_at_any_size(django_assert_num_queries):
    agency = makers.make_agency("dinkes")
    makers.make_proposal(agency, "submitted")
    with django_assert_num_queries(2):
        proposals_xlsx(Proposal.objects.all())
    for _ in range(5):
        makers.make_proposal(agency, "submitted")
    with django_assert_num_queries(2):
        content = proposals_xlsx(Proposal.objects.all())
    assert len(rows_of(content)) == 6
