"""The list of proposals as a file: one typed row each in the chosen columns, the same number of queries at any size."""

import csv
import datetime
import io

import pytest
from openpyxl import load_workbook

from proposals.browsing.columns import COLUMNS, layout
from proposals.browsing.sheets import proposals_csv, proposals_xlsx
from proposals.core.models import Proposal
from proposals.core.sent import ListedProposal
from tests import makers

pytestmark = pytest.mark.django_db
OWN = ListedProposal.objects.all()
EVERYTHING = layout([column.key for column in COLUMNS], [], "")


def rows_of(content: bytes) -> list[tuple]:
    return list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))


def make_two() -> Proposal:
    school = makers.make_school(district=makers.make_district("Rangkui"))
    makers.add_choices(makers.make_proposal(makers.make_agency("dishub"), title="Draf kosong"))
    return makers.make_proposal(
        school,
        "in_review",
        title="=1+1",
        stage="penerapan",
        form="pelayanan_publik",
        innovation_type="digital",
        affair=makers.make_affair("pendidikan"),
        budget=7_000_000,
        indicators="Antrean | 120 | 35 | menit | -",
    )


def test_a_row_holds_typed_cells_in_the_order_of_the_columns():
    proposal = make_two()
    heading, row, other = rows_of(proposals_xlsx(OWN.order_by("-pk"), EVERYTHING, {}))
    assert heading == tuple(column.title for column in COLUMNS)
    since = row[15]
    assert row == (
        proposal.number, "=1+1", "SD Negeri 01", "SD Negeri 01", "Sekolah", "Rangkui", 2026, "Penerapan",
        "Pelayanan publik", "Digital", "Pendidikan", 7_000_000, "Antrean: 120 → 35 menit", "Dinilai",
        "penugasan penilai", since, since, datetime.datetime(2026, 6, 1),
    )  # fmt: skip
    assert isinstance(since, datetime.datetime)
    assert other[:2] == (None, "Draf kosong")


def test_csv_holds_the_same_table_and_no_formula():
    make_two()
    chosen = layout(["judul", "anggaran", "nomor"], [], "")
    text = "".join(proposals_csv(OWN.order_by("-pk"), chosen, {}))
    assert text.startswith("\ufeff")
    heading, row, other = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    assert heading == ["Nama inovasi", "Anggaran", "Nomor"]
    assert row[:2] == ["'=1+1", "7000000"]
    assert other == ["Draf kosong", "", ""]


def test_queries_are_the_same_at_any_size(django_assert_num_queries):
    agency = makers.make_agency("dinkes")
    rows = OWN.select_related("agency__district", "affair", "period")
    makers.make_proposal(agency, "submitted")
    with django_assert_num_queries(2):
        proposals_xlsx(rows, EVERYTHING, {})
    for _ in range(5):
        makers.make_proposal(agency, "submitted")
    with django_assert_num_queries(2):
        content = proposals_xlsx(rows, EVERYTHING, {})
    assert len(rows_of(content)) == 7
