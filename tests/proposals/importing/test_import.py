"""Bringing in a spreadsheet: checked cell by cell, shown first, and stored as drafts, all or none."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django.fixtures import Settings

from agencies.core.models import User
from proposals.core.affairs.models import Affair
from proposals.core.guide.models import FormGuide
from proposals.core.models import Proposal, SectionText
from proposals.core.period.models import Period
from proposals.core.workflow import Status
from proposals.importing import tablefile
from proposals.importing.models import ImportBatch
from tests import factories
from tests.factories import Cast
from tests.proposals.sheets import GOOD, HEADS, many, sheet, store, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, owner: User, period: Period) -> Client:
    client.force_login(owner)
    return client


def page_of(desk: Client, batch: ImportBatch, page: int = 1) -> str:
    return desk.get(f"{batch.get_absolute_url()}?page={page}").content.decode()


def test_the_template_has_every_column_and_can_be_read_back(desk: Client, guide: FormGuide) -> None:
    content = desk.get(reverse("proposals:import_template")).getvalue()

    heads = [cell.value for cell in load_workbook(io.BytesIO(content)).worksheets[0][1]]
    assert heads[:3] == ["No.", "Nama inovasi", "Tahapan inovasi"]
    assert heads[-2:] == ["Permasalahan", "Metode"]
    assert set(HEADS) < set(heads)


def test_a_good_sheet_is_shown_first_and_stored_as_drafts_after_the_yes(desk: Client, owner: User) -> None:
    batch = upload(desk, sheet(GOOD, ["Hanya Nama"]))
    assert (batch.is_ready, Proposal.objects.count()) == (True, 0)
    assert "Loket Ramah" in page_of(desk, batch)

    store(batch)

    stored = Proposal.objects.get(title="Loket Ramah")
    assert (stored.stage, stored.applied_date, stored.budget) == ("penerapan", datetime.date(2024, 5, 6), 25_000_000)
    assert (str(stored.latitude), str(stored.longitude)) == ("-2.130000", "106.110000")
    assert (stored.agency, stored.created_by, stored.status) == (owner.agency, owner, Status.DRAFT)
    assert SectionText.objects.get(proposal=stored).text == "Antrean panjang."
    assert SectionText.objects.get(proposal=stored).words == 2
    assert Proposal.objects.get(title="Hanya Nama").stage == ""
    assert "2 usulan diimpor" in page_of(desk, batch)


def test_csv_with_semicolons_is_read_too(desk: Client) -> None:
    text = "\ufeffNama inovasi;Waktu penerapan;Lintang;Bujur\nPosyandu Keliling;06/05/2024;-2,13;106,11\n"
    batch = upload(desk, SimpleUploadedFile("lama.csv", text.encode()))

    profile = batch.rows.get().profile
    assert (profile["applied_date"], profile["latitude"], profile["longitude"]) == ("2024-05-06", "-2.13", "106.11")


def test_affairs_are_named_as_in_the_form(desk: Client) -> None:
    health, food, crossing = (
        Affair.objects.create(key=name.lower(), name=name, group="Wajib", crossing_only=name == "Stunting")
        for name in ("Kesehatan", "Pangan", "Stunting")
    )
    heads = ["Nama inovasi", "Urusan utama", "Urusan beririsan"]
    guide = FormGuide.objects.get()
    guide.profile["fields"] += [
        {"key": "affair", "group": "identitas", "label": "Urusan utama"},
        {"key": "crossing_affairs", "group": "identitas", "label": "Urusan beririsan"},
    ]
    guide.save()

    wrong = upload(desk, sheet(["A", "Stunting", ""], ["B", "Pangan", "pangan"], ["C", "Sihir", ""], heads=heads))
    right = upload(desk, sheet(["D", "kesehatan", "Pangan; Stunting"], heads=heads))
    store(right)

    columns = [(row.number, column) for row in wrong.rows.exclude(errors=[]) for column, _ in row.errors]
    assert columns == [(2, "Urusan utama"), (3, "Urusan beririsan"), (4, "Urusan utama")]
    stored = Proposal.objects.get()
    assert (stored.affair, set(stored.crossing_affairs.all())) == (health, {food, crossing})


def test_a_wrong_cell_says_what_may_stand_there(desk: Client) -> None:
    guide = FormGuide.objects.get()
    guide.profile["fields"].append({"key": "has_development", "group": "identitas", "label": "Ada pengembangan"})
    guide.save()
    heads = ["Nama inovasi", "Tahapan inovasi", "Waktu penerapan", "Ada pengembangan"]

    batch = upload(desk, sheet(["A", "Sudah", "kemarin", "mungkin"], ["B", "inisiatif", "6/5/2024", "Ya"], heads=heads))

    wrong, right = batch.rows.all()
    assert wrong.errors == [
        ["Tahapan inovasi", "“Sudah” tidak ada dalam pilihan. Pakai salah satu: Inisiatif; Penerapan."],
        ["Waktu penerapan", "Tulis tanggal seperti 23/11/2026."],
        ["Ada pengembangan", "“mungkin” tidak ada dalam pilihan. Pakai salah satu: Ya; Tidak."],
    ]
    assert right.errors == []
    assert right.profile["has_development"] == "True"


def test_every_wrong_cell_is_named_and_nothing_is_stored(desk: Client) -> None:
    wrong = ["", "Sudah jalan", datetime.datetime(2099, 1, 1), "banyak", -2.13, None, "Teks."]

    batch = upload(desk, sheet(GOOD, wrong, GOOD))

    page = page_of(desk, batch)
    third = page.split("Baris 3")[1].split("</fieldset>")[0]
    for column in ("Nama inovasi", "Tahapan inovasi", "Waktu penerapan", "Anggaran", "Lintang"):
        assert f">{column}</label>" in third
    assert "tertulis dua kali" in page
    assert desk.post(reverse("proposals:import_run", args=[batch.pk]), follow=True).status_code == 200
    store_nothing(batch)


def store_nothing(batch: ImportBatch) -> None:
    batch.refresh_from_db()
    assert (batch.step, Proposal.objects.count()) == (ImportBatch.Step.CHECK, 0)


def test_many_errors_are_shown_page_by_page(desk: Client) -> None:
    batch = upload(desk, sheet(*([f"Usulan {number}", "Sudah jalan"] for number in range(60))))

    first, second = page_of(desk, batch), page_of(desk, batch, 2)
    assert "Perbaiki 60 sel" in first
    assert [page.count("<fieldset") for page in (first, second, page_of(desk, batch, 3))] == [20, 20, 20]


def test_a_long_preview_is_shown_page_by_page(desk: Client) -> None:
    batch = upload(desk, many(60))

    assert "Usulan 60" not in page_of(desk, batch)
    assert "Usulan 60" in page_of(desk, batch, 2)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("a.xlsx", b"bukan lembar kerja"), "XLSX"),
        (SimpleUploadedFile("a.csv", b"\0\0\0\0"), "tidak dapat dibaca"),
        (SimpleUploadedFile("a.csv", b"x" * (tablefile.MOST_BYTES + 1)), "lebih besar dari 10 MB"),
        (SimpleUploadedFile("a.csv", b""), "kosong"),
        (None, "Pilih berkas"),
    ],
)
def test_a_file_that_can_hold_no_table_is_refused_at_the_field(
    desk: Client, file: SimpleUploadedFile | None, said: str
) -> None:
    if file:
        file.seek(0)
    answer = desk.post(reverse("proposals:import"), {"file": file} if file else {})

    assert (answer.status_code, ImportBatch.objects.count()) == (400, 0)
    assert said in answer.content.decode().split('id="id_file_error"')[1].split("</div>")[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Nama inovasi\n", "tidak berisi baris"),
        (b"Nama inovasi\n" + b"".join(b"Usulan %d\n" % number for number in range(6)), "lebih dari 5 usulan"),
    ],
)
def test_a_table_that_cannot_be_imported_is_refused_beside_a_new_field(
    desk: Client, settings: Settings, content: bytes, said: str
) -> None:
    settings.IMPORT_MOST_ROWS = 5
    batch = upload(desk, SimpleUploadedFile("a.csv", content))

    error = page_of(desk, batch).split('id="id_file_error"')[1].split("</div>")[0]
    assert said in error
    store_nothing(batch)


def test_an_unknown_column_is_named(desk: Client) -> None:
    batch = upload(desk, SimpleUploadedFile("a.csv", b"Judul;Nama inovasi\nA;Loket\n"))

    assert [row.errors[0][0] for row in batch.rows.exclude(errors=[])] == ["Judul"]


def test_a_title_that_is_there_already_is_passed_over_and_told(desk: Client) -> None:
    store(upload(desk, sheet(GOOD)))

    again = upload(desk, sheet(GOOD))

    assert (again.wrong, again.there, again.amount) == (0, 1, 0)
    page = page_of(desk, again)
    assert "1 baris dilewati" in page and "Tidak ada usulan baru" in page
    assert desk.post(reverse("proposals:import_run", args=[again.pk]), follow=True).status_code == 200
    assert Proposal.objects.count() == 1


def test_a_batch_belongs_to_its_person(desk: Client, colleague: User) -> None:
    batch = upload(desk, sheet(GOOD))
    desk.force_login(colleague)

    assert desk.get(batch.get_absolute_url()).status_code == 404
    assert desk.post(reverse("proposals:import_run", args=[batch.pk])).status_code == 404
    store_nothing(batch)


def test_coordinators_name_the_agency_in_each_row(
    client: Client, coordinator: User, owner: User, period: Period
) -> None:
    client.force_login(coordinator)
    heads = ["Kode instansi", *HEADS]

    refused = upload(client, sheet(["tidak-ada", *GOOD], heads=heads))
    store(upload(client, sheet(["dinas-a", *GOOD], heads=heads)))

    assert [row.errors[0][0] for row in refused.rows.all()] == ["Kode instansi"]
    assert Proposal.objects.get().agency == owner.agency


def test_after_the_closing_nothing_is_taken(desk: Client, period: Period) -> None:
    period.closes_at = period.opens_at + datetime.timedelta(days=1)
    period.save()

    answer = desk.post(reverse("proposals:import"), {"file": sheet(GOOD)})

    assert (answer.status_code, ImportBatch.objects.count()) == (400, 0)
    assert "ditutup" in answer.content.decode()


@pytest.mark.parametrize("name", ["owner", "coordinator", "leader", "reviewer", "conflicted"])
def test_the_way_to_the_import_is_shown_to_exactly_those_who_may_go_it(cast: Cast, signed_in, name: str) -> None:
    factories.period()
    browser, target = signed_in(cast[name]), reverse("proposals:import")
    may = browser.get(target).status_code == 200

    for page in (reverse("proposals:list"), reverse("home")):
        assert (f'href="{target}"' in browser.get(page).content.decode()) is may


def test_an_operator_imports_into_a_side_round_that_is_open_and_into_no_other_year(
    desk: Client, owner: User, period: Period
) -> None:
    side = factories.period(2027, is_side_round=True, opens_at=period.opens_at, closes_at=period.closes_at)
    over = factories.period(2025)
    page = reverse("proposals:import")
    assert [one.year for one in desk.get(page).context["periods"]] == [2026, 2027]
    chosen = {year: desk.get(f"{page}?tahun={year}").context["period"] for year in (2027, 2025, 2031)}
    assert chosen == {2027: side, 2025: period, 2031: period}
    assert owner.agency
    factories.extension(over, owner.agency)
    assert desk.get(f"{page}?tahun=2025").context["period"] == over
    desk.post(f"{page}?tahun=2027", {"file": sheet(GOOD)})
    assert ImportBatch.objects.latest("pk").period == side
