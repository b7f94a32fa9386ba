"""Spreadsheets as offices have them, brought in as proposals: what is meant is read, what is missing is told."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from agencies.core.models import Agency, User
from foundation.sheets.cells import NO_SUCH_DATE, Missing
from proposals.core.guide.models import FormGuide
from proposals.core.period.models import Period
from proposals.importing.models import ImportBatch
from tests import factories
from tests.proposals.sheets import sheet, upload

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parents[2] / "foundation" / "sheets" / "samples"


@pytest.fixture
def desk(client: Client, owner: User, period: Period) -> Client:
    guide = FormGuide.objects.get()
    for field in guide.profile["fields"]:
        field["label"] = {"title": "Nama inovasi daerah"}.get(field["key"], field["label"])
    guide.save()
    client.force_login(owner)
    return client


def sample(desk: Client, name: str) -> ImportBatch:
    return upload(desk, SimpleUploadedFile(name, (SAMPLES / name).read_bytes()))


def titles(batch: ImportBatch, heading: int) -> list[str]:
    """The titles below the heading; the guide of the tests lacks some columns, which the heading's row is told."""
    return [row.title for row in batch.rows.exclude(number=heading)]


@pytest.mark.parametrize(
    ("name", "heading", "read"),
    [
        ("01-dimensi-a1-wps.xlsx", 1, ["Contoh WPS satu", "Contoh WPS dua"]),
        ("02-kop-sel-gabung.xlsx", 4, ["Contoh dengan kop"]),
        ("04-judul-kolom-nbsp-enter.xlsx", 1, ["Contoh kepala kolom"]),
        ("08a-bom-titik-koma.csv", 1, ["Contoh CSV BOM"]),
        ("08b-sep-baris-pertama.csv", 1, ["Contoh CSV sep"]),
    ],
)
def test_every_row_is_read(desk: Client, name: str, heading: int, read: list[str]) -> None:
    batch = sample(desk, name)
    assert titles(batch, heading) == read
    assert not batch.rows.exclude(number=heading).exclude(errors=[])


def test_headings_with_odd_blanks_are_recognised(desk: Client) -> None:
    told = sample(desk, "04-judul-kolom-nbsp-enter.xlsx").rows.filter(number=1)
    unknown = {" ".join(column.split()) for row in told for column, _ in row.errors}
    assert not unknown & {"Nama inovasi daerah", "Tahapan inovasi", "Waktu penerapan"}


def test_formulas_without_a_result_are_told_per_cell(desk: Client) -> None:
    first, second = sample(desk, "13-rumus-tanpa-nilai.xlsx").rows.exclude(number=1)
    assert first.errors == [["Nama inovasi daerah", Missing.FORMULA.value]]
    assert (second.title, second.errors) == ("Contoh biasa", [["Waktu penerapan", Missing.FORMULA.value]])


def test_certain_dates_are_taken_and_the_rest_is_told(desk: Client) -> None:
    rows = {row.title: row for row in sample(desk, "05-bentuk-tanggal.xlsx").rows.exclude(number=1)}
    wrong = {title.removeprefix("Tanggal "): row.errors for title, row in rows.items() if row.errors}
    how = [["Waktu penerapan", "Tulis tanggal seperti 23/11/2026."]]
    assert wrong == {
        "teks 29/02/2023": [["Waktu penerapan", NO_SUCH_DATE]], "tahun 2025": how, "teks Feb-25": how,
    }  # fmt: skip
    taken = {title: row.profile["applied_date"] for title, row in rows.items() if not row.errors}
    assert taken == dict.fromkeys(taken, "2025-02-03") | {"Tanggal teks 29/02/2024": "2024-02-29"}


def test_agencies_are_recognised_by_code_in_any_form_and_by_name(desk: Client, coordinator: User) -> None:
    school, health = factories.agency(8), factories.agency(9)
    Agency.objects.filter(pk=school.pk).update(code="10901199")
    Agency.objects.filter(pk=health.pk).update(code="dinkes", name="Dinas Kesehatan")
    desk.force_login(coordinator)
    batch = sample(desk, "07-kode-instansi-angka-google.xlsx")
    assert [row.agency for row in batch.rows.all()] == [school, school, health, health, health, health]
    assert batch.wrong == 0


def test_a_column_that_counts_the_rows_is_not_missed_and_alone_is_no_table(desk: Client) -> None:
    heads = ["No.", "Nama inovasi daerah"]
    assert upload(desk, sheet([1, "Loket"], heads=heads)).wrong == 0
    empty = upload(desk, sheet([1, ""], [2, None], heads=heads))
    assert (empty.is_ready, "tidak berisi baris" in empty.refusal) == (False, True)


def test_choices_are_known_with_odd_blanks_and_in_any_case(desk: Client) -> None:
    rows = [["Loket", "  penerapan\xa0"], ["Pos", "INISIATIF"]]
    batch = upload(desk, sheet(*rows, heads=["Nama inovasi daerah", "Tahapan inovasi"]))
    assert [(row.profile["stage"], row.errors) for row in batch.rows.all()] == [("penerapan", []), ("inisiatif", [])]


def test_hidden_rows_and_columns_are_read_like_others(desk: Client) -> None:
    book, target = Workbook(), io.BytesIO()
    table = book.worksheets[0]
    for row in (["Nama inovasi daerah", "Tahapan inovasi"], ["Loket", "Penerapan"], ["Pos", "Inisiatif"]):
        table.append(row)
    table.row_dimensions[3].hidden = table.column_dimensions["B"].hidden = True
    book.save(target)
    batch = upload(desk, SimpleUploadedFile("tersembunyi.xlsx", target.getvalue()))
    assert [(row.title, row.profile["stage"]) for row in batch.rows.all()] == [
        ("Loket", "penerapan"), ("Pos", "inisiatif"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["20-xls-lama.xls", "22-ods-lembar-kedua.ods"])
def test_old_excel_and_open_document_are_brought_in_with_their_dates(desk: Client, name: str) -> None:
    batch = sample(desk, name)
    assert batch.is_ready
    assert (batch.rows.get().profile["stage"], batch.rows.get().profile["applied_date"]) == ("penerapan", "2025-02-03")


def test_a_locked_workbook_is_refused_at_the_field_with_the_way_out(desk: Client) -> None:
    file = SimpleUploadedFile("21-terkunci.xlsx", (SAMPLES / "21-terkunci.xlsx").read_bytes())
    answer = desk.post(reverse("proposals:import"), {"file": file})
    assert (answer.status_code, "dikunci dengan kata sandi" in answer.content.decode()) == (400, True)
