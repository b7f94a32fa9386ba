"""Starting from last year's proposal, and bringing in a spreadsheet: all of it or nothing."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook
from pytest_django import DjangoAssertNumQueries

from agencies.models import User
from proposals import services
from proposals.models import Affair, FormGuide, ImportBatch, Period, Proposal, Section, SectionText
from proposals.services_carry import CarryRefused, carry_over
from proposals.services_import import ImportRefused, run_import
from proposals.services_writing import WritingClosed, Written

pytestmark = pytest.mark.django_db


@pytest.fixture
def next_year(period: Period) -> Period:
    guide = FormGuide.objects.create(year=2027, name="Panduan 2027", profile=period.guide.profile)
    step = Section.objects.create(guide=guide, key="rancang-bangun", title="Rancang bangun")
    Section.objects.create(guide=guide, parent=step, key="permasalahan", title="Permasalahan")
    now = timezone.now()
    return Period.objects.create(
        year=2027,
        name="Usulan 2027",
        guide=guide,
        opens_at=now - datetime.timedelta(days=1),
        closes_at=now.replace(year=2028),
    )


def test_last_years_words_and_remarks_come_along_and_none_is_lost(
    proposal: Proposal, owner: User, coordinator: User, problem: Section, method: Section, next_year: Period
) -> None:
    proposal.period.guide.attachment_kinds.all().delete()
    services.save_profile(proposal, {"stage": "inisiatif", "initiator_name": "Tim Loket"}, by=owner)
    text = "Warga mengantre sejak pukul lima pagi di depan loket dan separuhnya pulang tanpa dilayani."
    services.save_texts(proposal, [Written(problem, text, 0), Written(method, f"Caranya: {text}", 0)], by=owner)
    proposal.refresh_from_db()
    services.perform("submit", proposal, by=owner)
    proposal.refresh_from_db()
    services.perform("return", proposal, by=coordinator, note="Perjelas.", remarks={"permasalahan": "Sebut angka."})

    copy = carry_over(proposal, next_year, by=owner)

    assert (copy.title, copy.stage, copy.status, copy.number) == (proposal.title, "inisiatif", "draft", None)
    assert [row.text for row in copy.texts.all()] == [text]
    remarks = {(row.section.key if row.section else "", row.text.split("\n")[0]) for row in copy.remarks.all()}
    assert remarks == {
        ("", "Bagian “Metode” tidak ada lagi tahun ini. Isinya tahun lalu:"),
        ("", "Perjelas."),
        ("permasalahan", "Sebut angka."),
    }


def test_a_proposal_is_carried_over_once_and_only_by_its_agency(
    proposal: Proposal, owner: User, stranger: User, next_year: Period
) -> None:
    with pytest.raises(WritingClosed):
        carry_over(proposal, next_year, by=stranger)
    with pytest.raises(CarryRefused, match="periode yang sama"):
        carry_over(proposal, proposal.period, by=owner)
    carry_over(proposal, next_year, by=owner)
    with pytest.raises(CarryRefused, match="sudah ada"):
        carry_over(proposal, next_year, by=owner)


def test_the_page_offers_what_has_no_continuation_yet(
    proposal: Proposal, owner: User, stranger: User, next_year: Period, client: Client
) -> None:
    services.create(next_year, by=stranger, title="Milik Dinas B")
    client.force_login(owner)
    assert "Antrean Daring" in client.get(reverse("proposals:new")).content.decode()

    client.post(reverse("proposals:carry_over", args=[proposal.pk]))

    assert Proposal.objects.get(copied_from=proposal).period == next_year
    page = client.get(reverse("proposals:new")).content.decode()
    assert "Antrean Daring" not in page
    assert "Milik Dinas B" not in page


HEADS = ["Nama inovasi", "Tahapan inovasi", "Waktu penerapan", "Anggaran", "Lintang", "Bujur", "Permasalahan"]


def sheet(*rows: list[object], heads: list[str] = HEADS) -> SimpleUploadedFile:
    book, target = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in (heads, *rows):
        book.active.append(row)
    book.save(target)
    return SimpleUploadedFile("usulan lama.xlsx", target.getvalue())


GOOD = ["Loket Ramah", "Penerapan", datetime.datetime(2024, 5, 6), 25000000, -2.13, 106.11, "Antrean <b>panjang</b>."]


@pytest.fixture
def desk(client: Client, owner: User, period: Period) -> Client:
    client.force_login(owner)
    return client


def check(desk: Client, upload: SimpleUploadedFile) -> tuple[int, str]:
    answer = desk.post(reverse("proposals:import"), {"file": upload})
    return answer.status_code, answer.content.decode()


def test_the_template_has_every_column_and_can_be_read_back(desk: Client, guide: FormGuide) -> None:
    content = desk.get(reverse("proposals:import_template")).getvalue()

    heads = [cell.value for cell in load_workbook(io.BytesIO(content)).worksheets[0][1]]
    assert heads[:2] == ["Nama inovasi", "Tahapan inovasi"]
    assert heads[-2:] == ["Permasalahan", "Metode"]
    assert set(HEADS) < set(heads)


def test_a_good_sheet_is_shown_first_and_stored_as_drafts_after_the_yes(desk: Client, owner: User) -> None:
    status, _ = check(desk, sheet(GOOD, ["Hanya Nama"]))
    batch = ImportBatch.objects.get()
    assert (status, Proposal.objects.count()) == (302, 0)
    assert "Loket Ramah" in desk.get(reverse("proposals:import_confirm", args=[batch.pk])).content.decode()

    desk.post(reverse("proposals:import_run", args=[batch.pk]))

    stored = Proposal.objects.get(title="Loket Ramah")
    assert (stored.stage, stored.applied_date, stored.budget) == ("penerapan", datetime.date(2024, 5, 6), 25_000_000)
    assert (str(stored.latitude), str(stored.longitude)) == ("-2.130000", "106.110000")
    assert (stored.agency, stored.status) == (owner.agency, "draft")
    assert SectionText.objects.get(proposal=stored).text == "Antrean panjang."
    assert SectionText.objects.get(proposal=stored).words == 2
    assert Proposal.objects.get(title="Hanya Nama").stage == ""


def test_csv_with_semicolons_is_read_too(desk: Client) -> None:
    upload = SimpleUploadedFile(
        "lama.csv", "\ufeffNama inovasi;Waktu penerapan\nPosyandu Keliling;06/05/2024\n".encode()
    )

    assert check(desk, upload)[0] == 302
    assert ImportBatch.objects.get().rows[0]["profile"]["applied_date"] == "2024-05-06"


def test_every_wrong_cell_is_named_and_nothing_is_stored(desk: Client) -> None:
    wrong = ["", "Sudah jalan", datetime.datetime(2099, 1, 1), "banyak", -2.13, None, "Teks."]

    status, page = check(desk, sheet(GOOD, wrong, GOOD))

    assert (status, Proposal.objects.count(), ImportBatch.objects.count()) == (400, 0, 0)
    for column in ("Nama inovasi", "Tahapan inovasi", "Waktu penerapan", "Anggaran", "Lintang"):
        assert f'<td data-label="Baris" class="num">3</td><td data-label="Kolom">{column}</td>' in page
    assert "tertulis dua kali" in page


@pytest.mark.parametrize(
    ("upload", "said"),
    [
        (SimpleUploadedFile("a.xlsx", b"bukan lembar kerja"), "XLSX"),
        (SimpleUploadedFile("a.csv", b"\0\0\0\0"), "tidak dapat dibaca"),
        (SimpleUploadedFile("a.csv", b"Nama inovasi\n"), "tidak berisi baris"),
        (SimpleUploadedFile("a.csv", b"Nama inovasi\n" + b"x\n" * 501), "lebih dari 500"),
        (SimpleUploadedFile("a.csv", b"Judul\nLoket\n"), "tidak dikenal"),
    ],
)
def test_files_that_are_no_table_are_refused_with_a_reason(desk: Client, upload: SimpleUploadedFile, said: str) -> None:
    upload.seek(0)
    status, page = check(desk, upload)

    assert status == 400
    assert said in page


def test_importing_the_same_again_is_refused(desk: Client, owner: User) -> None:
    check(desk, sheet(GOOD))
    check(desk, sheet(GOOD))
    first, second = ImportBatch.objects.order_by("pk")
    run_import(first, by=owner)

    for batch in (first, second):
        with pytest.raises(ImportRefused):
            run_import(batch, by=owner)
    assert check(desk, sheet(GOOD))[0] == 400
    assert Proposal.objects.count() == 1


def test_a_batch_belongs_to_its_person(desk: Client, colleague: User) -> None:
    check(desk, sheet(GOOD))
    batch = ImportBatch.objects.get()
    desk.force_login(colleague)

    assert desk.get(reverse("proposals:import_confirm", args=[batch.pk])).status_code == 404
    assert desk.post(reverse("proposals:import_run", args=[batch.pk])).status_code == 404


def test_coordinators_name_the_agency_in_each_row(
    client: Client, coordinator: User, owner: User, period: Period
) -> None:
    Affair.objects.create(key="kesehatan", name="Kesehatan", group="Wajib")
    client.force_login(coordinator)
    heads = ["Kode instansi", *HEADS]

    refused = check(client, sheet(["tidak-ada", *GOOD], heads=heads))
    check(client, sheet(["dinas-a", *GOOD], heads=heads))
    run_import(ImportBatch.objects.get(), by=coordinator)

    assert refused[0] == 400
    assert Proposal.objects.get().agency == owner.agency


@pytest.mark.parametrize("size", [2, 40])
def test_an_import_costs_the_same_queries_for_few_rows_and_for_many(
    desk: Client, owner: User, size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    check(desk, sheet(*([f"Usulan {number}", *GOOD[1:]] for number in range(size))))

    with django_assert_num_queries(9):
        run_import(ImportBatch.objects.get(), by=owner)
    assert Proposal.objects.count() == size
