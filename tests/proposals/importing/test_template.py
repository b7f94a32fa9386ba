"""The template of proposals: it offers choices, explains itself, and the portal reads it back as it was given out."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from openpyxl import Workbook, load_workbook

from agencies.core.models import User
from foundation.sheets import cells
from foundation.sheets.csvfile import csv_lines
from foundation.sheets.xlsx import CellKind, Column, workbook
from proposals.core.affairs.models import Affair
from proposals.core.guide.models import FormGuide
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from proposals.importing.columns import EXAMPLE
from tests.proposals.sheets import store, upload

pytestmark = pytest.mark.django_db
MORE = ("affair", "crossing_affairs", "has_development", "development_date", "budget_source", "video_url")


@pytest.fixture
def desk(client: Client, owner: User, period: Period) -> Client:
    guide = FormGuide.objects.get()
    guide.profile["fields"] += [
        {"key": key, "group": "identitas", "label": key.replace("_", " ").title()} for key in MORE
    ]
    guide.profile["fields"][-2]["choices"] = [{"key": "apbd", "label": "APBD"}, {"key": "csr", "label": "CSR"}]
    guide.save()
    for name in ("Kesehatan", "Pangan", "Stunting"):
        Affair.objects.create(key=name.lower(), name=name, group="Wajib", crossing_only=name == "Stunting")
    client.force_login(owner)
    return client


def given_out(desk: Client) -> Workbook:
    return load_workbook(io.BytesIO(desk.get(reverse("proposals:import_template")).content))


def filled(book: Workbook) -> SimpleUploadedFile:
    target = io.BytesIO()
    book.save(target)
    return SimpleUploadedFile("templat.xlsx", target.getvalue())


def test_every_choice_has_a_drop_down_from_the_sheet_of_choices(desk: Client) -> None:
    book = given_out(desk)
    assert book.sheetnames == ["Usulan", "Pilihan", "Petunjuk"]
    heads = {cell.column_letter: cell.value for cell in book["Usulan"][1]}
    offered = {}
    for rule in book["Usulan"].data_validations.dataValidation:
        if rule.type == "list":
            first, last = rule.formula1.removeprefix("'Pilihan'!").replace("$", "").split(":")
            words = [row[0].value for row in book["Pilihan"][f"{first}:{last}"]]
            offered[heads[str(rule.sqref).split(":")[0].rstrip("0123456789")]] = words
    assert offered == {
        "Tahapan inovasi": ["Inisiatif", "Penerapan"],
        "Affair": ["Kesehatan", "Pangan"],
        "Has Development": ["Ya", "Tidak"],
        "Budget Source": ["APBD", "CSR"],
    }
    several = [cell.value for cell in book["Pilihan"][1]]
    assert "Crossing Affairs" in several


def test_headings_carry_notes_and_the_guidance_names_every_column(desk: Client) -> None:
    book = given_out(desk)
    heads = [cell.value for cell in book["Usulan"][1]]
    assert book["Usulan"]["B1"].comment.text == "Nama yang khas."
    explained = {row[0].value for row in book["Petunjuk"].iter_rows()}
    assert set(heads) <= explained


def test_the_template_left_as_it_is_holds_no_proposal(desk: Client) -> None:
    batch = upload(desk, filled(given_out(desk)))
    assert "tidak berisi baris usulan" in batch.refusal


def test_the_example_is_passed_over_and_would_be_in_order(desk: Client) -> None:
    book = given_out(desk)
    sheet = book["Usulan"]
    assert sheet["A2"].value == EXAMPLE
    for place, cell in enumerate(sheet[2], start=1):
        sheet.cell(3, place, cell.value)
    sheet["A3"], sheet["B3"] = 1, "Loket Ramah"
    batch = upload(desk, filled(book))
    assert [(row.title, row.errors) for row in batch.rows.all()] == [("Loket Ramah", [])]
    assert set(batch.rows.get().profile) >= {"affair", "crossing_affairs", "budget", "applied_date", "video_url"}
    store(batch)
    assert Proposal.objects.get().applied_date == datetime.date(2025, 2, 3)


def test_coordinators_choose_agencies_by_name(client: Client, coordinator: User, owner: User, period: Period) -> None:
    client.force_login(coordinator)
    book = given_out(client)
    assert [cell.value for cell in book["Pilihan"]["A"]][:2] == ["Kode instansi", "Dinas A"]
    book["Usulan"].append([1, "Dinas A", "Loket"])
    assert upload(client, filled(book)).rows.get().agency == owner.agency


def test_the_same_guide_gives_the_same_bytes(desk: Client) -> None:
    first, second = (desk.get(reverse("proposals:import_template")).content for _ in range(2))
    assert first == second


@pytest.mark.parametrize("day", [datetime.date(2025, 2, 3), datetime.date(2024, 12, 31), datetime.date(2026, 5, 1)])
def test_dates_are_read_as_the_portal_writes_them(day: datetime.date) -> None:
    moment = timezone.make_aware(datetime.datetime.combine(day, datetime.time(23, 30)))
    columns = (Column("Hari", 12, CellKind.DATE), Column("Saat", 18, CellKind.MOMENT))
    row = next(
        load_workbook(io.BytesIO(workbook("A", columns, [(day, moment)]))).active.iter_rows(min_row=2, values_only=True)
    )
    written = list(csv_lines(["a", "b"], [(day, moment)]))[1].strip().split(";")
    formats = ("DATE_FORMAT", "SHORT_DATE_FORMAT", "DATETIME_FORMAT", "SHORT_DATETIME_FORMAT", "l, j F Y", "j M Y")
    shown = [date_format(timezone.localtime(moment), form) for form in formats]
    assert [cells.date(cell) for cell in (*row, *written, *shown)] == [day] * (4 + len(formats))
