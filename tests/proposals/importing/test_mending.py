"""An import with wrong cells: the file comes back marked, cells are mended in the browser, good rows go ahead."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from agencies.core.models import User
from foundation.queue.jobs import JobState
from foundation.sheets.marking import WRONG
from foundation.sheets.reading import REMARKS
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from proposals.importing.judging import LEFT_OUT, TWICE
from proposals.importing.models import ImportBatch
from proposals.importing.tasks import check_import, store_import
from tests.proposals.sheets import GOOD, HEADS, sheet, store, upload

pytestmark = pytest.mark.django_db
WRONG_ROW = ["Pos Terpadu", "Sudah jalan", "kemarin", 5, None, None, "Teks."]


@pytest.fixture
def desk(client: Client, owner: User, period: Period) -> Client:
    client.force_login(owner)
    return client


def send(desk: Client, batch: ImportBatch, **typed: str) -> HttpResponse:
    """Sends what was typed for row 3, or for another when the name says so, and lets the queue check it again."""
    data = {name if name.startswith("baris") else f"baris-3-{name}": text for name, text in typed.items()}
    answer = desk.post(batch.get_absolute_url(), data)
    check_import(batch.pk)
    batch.refresh_from_db()
    return answer


def go_ahead(desk: Client, batch: ImportBatch) -> None:
    """The yes to the good rows alone, and the queue's work after it."""
    desk.post(reverse("proposals:import_run", args=[batch.pk]), {"partly": "1"})
    store_import(batch.pk)
    check_import(batch.pk)
    batch.refresh_from_db()


def returned(desk: Client, batch: ImportBatch) -> Workbook:
    answer = desk.get(reverse("proposals:import_marked", args=[batch.pk]))
    assert answer.status_code == 200
    return load_workbook(io.BytesIO(answer.content))


def page_of(desk: Client, batch: ImportBatch) -> str:
    return desk.get(batch.get_absolute_url()).content.decode()


def test_each_wrong_cell_has_the_control_that_fits_it_with_its_reason(desk: Client) -> None:
    page = page_of(desk, upload(desk, sheet(GOOD, WRONG_ROW)))

    assert '<select class="form-select" name="baris-3-stage"' in page
    assert '<option value="Inisiatif">Inisiatif</option>' in page
    assert 'type="date" name="baris-3-applied_date"' in page
    assert "Tulis tanggal seperti 23/11/2026." in page
    assert "baris-2-" not in page


def test_mended_cells_are_checked_again_and_stay_mended(desk: Client) -> None:
    batch = upload(desk, sheet(GOOD, WRONG_ROW))

    assert send(desk, batch, stage="Penerapan").url == batch.get_absolute_url()
    assert (batch.wrong, batch.amount) == (1, 1)
    assert "baris-3-stage" not in page_of(desk, batch)
    send(desk, batch, applied_date="2025-02-03")
    assert (batch.is_ready, batch.amount) == (True, 2)

    store(batch)
    mended = Proposal.objects.get(title="Pos Terpadu")
    assert (mended.stage, str(mended.applied_date)) == ("penerapan", "2025-02-03")


def test_what_is_left_as_it_was_shown_stays_in_the_file(desk: Client) -> None:
    batch = upload(desk, sheet(GOOD, WRONG_ROW, ["Loket", "Penerapan", None, "banyak", None, None, ""]))
    send(desk, batch, stage="", applied_date="", **{"baris-4-budget": "banyak"})
    assert (batch.mends, batch.wrong) == ({}, 3)
    send(desk, batch, **{"baris-4-budget": ""})
    assert (batch.mends, batch.wrong) == ({"4": {"budget": ""}}, 2)
    assert "Tertulis: kemarin" in page_of(desk, batch)


def test_a_cell_that_another_depends_on_can_be_mended_with_it(desk: Client) -> None:
    batch = upload(desk, sheet(["Loket", "Penerapan", None, None, -2.13, None, ""]))
    page = page_of(desk, batch)
    assert 0 < page.index('name="baris-2-latitude"') < page.index('name="baris-2-longitude"')
    send(desk, batch, **{"baris-2-longitude": "106,11"})
    assert (batch.is_ready, batch.rows.get().profile["longitude"]) == (True, "106.11")


def test_what_was_typed_wrongly_comes_back_with_its_reason(desk: Client) -> None:
    batch = upload(desk, sheet(["Loket", "Penerapan", None, "banyak", None, None, ""]))
    send(desk, batch, **{"baris-2-budget": "se<juta"})
    assert 'value="se&lt;juta"' in page_of(desk, batch)


def test_only_wrong_cells_of_the_own_file_are_taken(desk: Client, colleague: User) -> None:
    batch = upload(desk, sheet(GOOD, WRONG_ROW))
    send(desk, batch, **{"baris-2-title": "Diganti", "title": "Diganti", "stage": "Penerapan", "baris-9-stage": "x"})
    assert batch.mends == {"3": {"stage": "Penerapan"}}

    desk.force_login(colleague)
    assert desk.post(batch.get_absolute_url(), {"baris-3-applied_date": "2025-02-03"}).status_code == 404
    assert desk.get(reverse("proposals:import_marked", args=[batch.pk])).status_code == 404


def test_an_emptied_cell_and_a_row_left_out_need_no_more_repair(desk: Client) -> None:
    batch = upload(desk, sheet(WRONG_ROW, ["", "Penerapan", None, None, None, None, ""], GOOD))
    send(desk, batch, **{"baris-2-stage": "-kosong", "baris-2-applied_date-kosong": "1", f"baris-3-{LEFT_OUT}": "1"})
    assert (batch.wrong, batch.amount) == (0, 2)
    assert [row.title for row in batch.rows.all()] == ["Pos Terpadu", "Loket Ramah"]


def test_good_rows_go_ahead_and_the_rest_stays_to_be_mended(desk: Client) -> None:
    batch = upload(desk, sheet(GOOD, WRONG_ROW, ["Loket Dua", *GOOD[1:]]))
    assert "Simpan 2 baris yang benar" in page_of(desk, batch)

    go_ahead(desk, batch)

    assert set(Proposal.objects.values_list("title", flat=True)) == {"Loket Ramah", "Loket Dua"}
    assert (batch.stored, batch.there, batch.amount, batch.wrong) == (2, 2, 0, 2)
    page = page_of(desk, batch)
    assert "2 usulan diimpor" in page and "Simpan 2 baris" not in page
    send(desk, batch, stage="Penerapan", applied_date="2025-02-03")
    store(batch)
    assert (Proposal.objects.count(), batch.stored, batch.is_imported) == (3, 3, True)


def test_good_rows_never_go_ahead_unasked(desk: Client) -> None:
    batch = upload(desk, sheet(GOOD, WRONG_ROW))
    desk.post(reverse("proposals:import_run", args=[batch.pk]))
    batch.refresh_from_db()
    assert (batch.step, Proposal.objects.count()) == (ImportBatch.Step.CHECK, 0)


def test_the_same_file_uploaded_again_doubles_nothing(desk: Client) -> None:
    rows = (GOOD, WRONG_ROW, ["Loket Dua", *GOOD[1:]])
    go_ahead(desk, upload(desk, sheet(*rows)))
    again = upload(desk, sheet(*rows))
    assert (again.there, again.amount, again.wrong) == (2, 0, 2)
    desk.post(reverse("proposals:import_run", args=[again.pk]), {"partly": "1"})
    again.refresh_from_db()
    assert (again.step, Proposal.objects.count()) == (ImportBatch.Step.CHECK, 2)


def test_a_name_that_stands_twice_in_the_file_is_not_passed_over_in_silence(desk: Client) -> None:
    batch = upload(desk, sheet(GOOD, GOOD))
    go_ahead(desk, batch)
    assert [row.errors for row in batch.rows.filter(there=False)] == [[["Nama inovasi", TWICE]]]


def test_the_own_workbook_comes_back_with_wrong_cells_coloured_and_explained(desk: Client) -> None:
    made, target = Workbook(), io.BytesIO()
    cover = made.active
    assert cover is not None
    cover.title, cover["A1"] = "Sampul", "=1+1"
    table = made.create_sheet("Isian")
    for row in ([], HEADS, GOOD, WRONG_ROW):
        table.append(row)
    made.save(target)
    batch = upload(desk, SimpleUploadedFile("rekap.xlsx", target.getvalue()))

    book = returned(desk, batch)
    assert (book.sheetnames, book["Sampul"]["A1"].value, book.active.title) == (["Sampul", "Isian"], "=1+1", "Isian")
    coloured = {
        cell.coordinate
        for row in book["Isian"].iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == WRONG.fgColor.rgb
    }
    assert coloured == {"B4", "C4"}
    assert book["Isian"]["C4"].comment.text == "Tulis tanggal seperti 23/11/2026."
    assert book["Isian"]["H2"].value == REMARKS
    assert "Waktu penerapan: Tulis tanggal" in book["Isian"]["H4"].value
    assert (
        "rekap-perlu-diperbaiki.xlsx"
        in desk.get(reverse("proposals:import_marked", args=[batch.pk])).headers["Content-Disposition"]
    )


def test_the_marked_file_mended_in_a_spreadsheet_program_is_taken_and_loses_its_marks(desk: Client) -> None:
    first = upload(desk, sheet(GOOD, WRONG_ROW))
    book = returned(desk, first)
    book.active["B3"] = "Penerapan"
    target = io.BytesIO()
    book.save(target)
    second = upload(desk, SimpleUploadedFile("perbaikan.xlsx", target.getvalue()))
    assert [row.errors for row in second.rows.exclude(errors=[])] == [
        [["Waktu penerapan", "Tulis tanggal seperti 23/11/2026."]]
    ]
    again = returned(desk, second).active
    assert (again["B3"].comment, again["B3"].fill.fgColor.rgb == WRONG.fgColor.rgb) == (None, False)
    assert again["H3"].value == "Waktu penerapan: Tulis tanggal seperti 23/11/2026."
    assert again["I1"].value is None


def test_a_csv_comes_back_as_a_workbook_with_its_rows_as_text(desk: Client) -> None:
    text = "Nama inovasi;Tahapan inovasi\n=HYPERLINK(1);Penerapan\nLoket;+62\n"
    batch = upload(desk, SimpleUploadedFile("lama.csv", text.encode()))
    book = returned(desk, batch).active
    assert [(cell.value, cell.data_type, cell.quotePrefix) for cell in (book["A2"], book["B3"])] == [
        ("=HYPERLINK(1)", "s", True),
        ("+62", "s", True),
    ]
    assert book["B3"].comment is not None


def test_what_was_typed_in_the_browser_stands_in_the_file_that_comes_back(desk: Client) -> None:
    batch = upload(desk, sheet(GOOD, WRONG_ROW))
    send(desk, batch, stage="Penerapan", applied_date="=1+1")
    book = returned(desk, batch).active
    assert (book["B3"].value, book["C3"].value, book["C3"].data_type) == ("Penerapan", "=1+1", "s")


def test_a_column_under_another_name_is_told_in_the_browser_what_it_holds(desk: Client) -> None:
    batch = upload(desk, sheet(["Loket", "x", "Penerapan"], heads=["Judul", "Catatan", "Tahapan inovasi"]))
    assert batch.amount == 0
    assert '<option value="title">Nama inovasi</option>' in page_of(desk, batch)

    send(desk, batch, **{"baris-1-kolom-0": "title", "baris-1-kolom-1": "abaikan"})

    assert (batch.is_ready, batch.rows.get().title) == (True, "Loket")


def test_a_heading_that_stands_twice_is_told(desk: Client) -> None:
    batch = upload(desk, sheet(["A", "B"], heads=["Nama inovasi", "Nama inovasi"]))
    assert [row.errors[0][0] for row in batch.rows.exclude(errors=[])] == ["Nama inovasi"]
    assert batch.rows.exclude(number=1).get().title == "A"


def test_without_the_column_of_the_agency_one_fault_is_told_and_not_one_per_row(
    client: Client, coordinator: User, period: Period
) -> None:
    client.force_login(coordinator)
    batch = upload(client, sheet(GOOD, ["B", *GOOD[1:]]))
    assert [row.errors for row in batch.rows.all()] == [[["Kode instansi", "Kolom ini tidak ada dalam berkas."]]]


def test_agencies_are_offered_where_one_is_not_known(
    client: Client, coordinator: User, owner: User, period: Period
) -> None:
    client.force_login(coordinator)
    batch = upload(client, sheet(["dinas-x", "Loket"], heads=["Kode instansi", "Nama inovasi"]))
    page = page_of(client, batch)
    assert 'list="kode-instansi"' in page and '<option value="Dinas A">' in page
    send(client, batch, **{"baris-2-agency": "Dinas A"})
    assert (batch.is_ready, batch.rows.get().agency) == (True, owner.agency)


def test_other_sheets_with_proposals_are_named(desk: Client) -> None:
    made, target = Workbook(), io.BytesIO()
    for name in ("2025", "2026"):
        table = made.create_sheet(name)
        table.append(HEADS)
        table.append([f"Loket {name}", *GOOD[1:]])
    made.save(target)
    batch = upload(desk, SimpleUploadedFile("dua.xlsx", target.getvalue()))
    page = page_of(desk, batch)
    assert "Loket 2025" in page and "Lembar “2026” juga berisi tabel usulan" in page


def test_mends_that_come_while_the_check_runs_change_nothing_and_it_is_told(desk: Client) -> None:
    batch = upload(desk, sheet(GOOD, WRONG_ROW))
    desk.post(batch.get_absolute_url(), {"baris-3-stage": "Penerapan"})
    late = desk.post(batch.get_absolute_url(), {"baris-3-stage": "Inisiatif"}, follow=True)
    assert "sudah diperiksa lagi" in late.content.decode()
    batch.refresh_from_db()
    assert (batch.state, batch.mends) == (JobState.WAITING, {"3": {"stage": "Penerapan"}})


def test_what_was_typed_after_the_session_ended_comes_back(desk: Client) -> None:
    batch = upload(desk, sheet(GOOD, WRONG_ROW))
    answer = Client().post(batch.get_absolute_url(), {"baris-3-stage": "Penerapan"})
    assert (answer.status_code, "Penerapan" in answer.content.decode()) == (403, True)
    assert 'data-keep="sel-1"' in page_of(desk, batch)


def test_the_page_of_repairs_costs_the_same_for_few_rows_and_for_many(desk: Client) -> None:
    costs = set()
    for size in (2, 15):
        batch = upload(desk, sheet(*([f"{size} {number}", "Sudah"] for number in range(size))))
        with CaptureQueriesContext(connection) as queries:
            page_of(desk, batch)
        costs.add(len(queries))
    assert len(costs) == 1


def test_mending_costs_the_same_for_few_rows_and_for_many(desk: Client) -> None:
    costs = set()
    for size in (2, 15):
        batch = upload(desk, sheet(*([f"{size} {number}", "Sudah"] for number in range(size))))
        typed = {f"baris-{number + 2}-stage": "Penerapan" for number in range(size)}
        with CaptureQueriesContext(connection) as queries:
            desk.post(batch.get_absolute_url(), typed)
        costs.add(len(queries))
    assert len(costs) == 1
