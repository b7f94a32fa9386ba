"""The report centre: same figures as the page, same bytes for the same data, no drafts, serial and public check."""

import csv
import hashlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.utils import ProgrammingError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from agencies.papers import qr_svg, render_pdf
from dashboard import figures, issuing, services, tasks
from dashboard.issuing import Order
from dashboard.models import IssuedReport, ReportJob
from dashboard.reports import KINDS, parts_of, table_of
from dashboard.tables import Scope
from proposals.workflow import Status
from tests.dashboard.test_views import SECRET, signed_in
from tests.dashboard.year import Year, add, fill, make_year

pytestmark = pytest.mark.django_db
TABLES = [key for key, kind in KINDS.items() if kind.is_table]


@pytest.fixture
def year() -> Year:
    return make_year()


def scope_of(year: Year) -> Scope:
    return Scope(year.leader, year.period, timezone.now())


def text_of(report: IssuedReport) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(report.read())).pages)


def test_the_progress_report_says_what_the_page_says(year: Year) -> None:
    fill(year, seed=3, amount=50)
    report = issuing.issue(Order(["kemajuan"], scope_of(year)))
    tally = figures.headline(figures.proposals_for(year.leader, year.period))
    text = " ".join(text_of(report).split())
    assert f"Diajukan: {tally.submitted} Layak: {tally.eligible} Target: {year.period.target}" in text
    for row in figures.coverage(figures.proposals_for(year.leader, year.period), year.period).agencies:
        draft = "ada" if row.has_draft else "–"
        numbers = f"{row.tally.submitted} {row.tally.eligible} {row.tally.promoted} {row.nominations}"
        assert f"{row.agency.name} {row.standing.label} {draft} {numbers}" in text
    assert report.figures == {"diajukan": tally.submitted, "layak": tally.eligible, "target": year.period.target}
    assert report.serial in text


def test_every_paper_is_tagged_titled_and_indonesian(year: Year) -> None:
    fill(year, seed=3, amount=12)
    for key in KINDS:
        report = issuing.issue(Order([key], scope_of(year)))
        root = PdfReader(io.BytesIO(report.read())).trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == "id"


def test_the_same_data_is_issued_once_with_the_same_bytes(year: Year) -> None:
    add(year, year.agencies[0], Status.SUBMITTED)
    first, second = (issuing.issue(Order(["cakupan"], scope_of(year))) for _ in range(2))
    assert first == second
    assert hashlib.sha256(first.read()).hexdigest() == second.sha256
    add(year, year.agencies[1], Status.SUBMITTED)
    third = issuing.issue(Order(["cakupan"], scope_of(year)))
    assert (first.serial, third.serial) == ("LAP-2026-00001", "LAP-2026-00002")
    assert issuing.newer_than(first) == third
    assert issuing.newer_than(third) is None


@pytest.mark.parametrize("kinds", [["kemajuan"], ["rekap-instansi"], ["buku"], ["kemajuan", "belum", "daftar"]])
def test_printing_again_gives_the_same_bytes(year: Year, kinds: list[str]) -> None:
    fill(year, seed=3, amount=12)
    scope = scope_of(year)
    order = Order(kinds, scope, "Rapat", {"agenda": ["Pembukaan"]} if len(kinds) > 1 else {})
    report = issuing.issue(order)
    context = issuing._context(order, [part for key in kinds for part in parts_of(KINDS[key], scope)])
    said = {"report": report, "at": scope.at, "qr": qr_svg(report.verify_url, issuing.QR_WORDS)}
    assert hashlib.sha256(render_pdf(issuing.TEMPLATE, context | said)).hexdigest() == report.sha256


def test_an_issued_report_cannot_be_changed_in_the_database(year: Year) -> None:
    report = issuing.issue(Order(["cakupan"], scope_of(year)))
    with pytest.raises(ProgrammingError, match="Cannot update"), connection.cursor() as cursor:
        cursor.execute("UPDATE dashboard_issuedreport SET sha256 = 'x' WHERE id = %s", [report.pk])


@pytest.mark.parametrize("key", TABLES)
def test_no_table_tells_of_a_draft(year: Year, key: str) -> None:
    add(year, year.agencies[0], Status.DRAFT, title=SECRET)
    add(year, year.agencies[1], Status.SUBMITTED)
    table = table_of(KINDS[key], scope_of(year))
    assert table is not None
    assert SECRET not in str(table.everything)


def test_the_book_leaves_drafts_out(year: Year) -> None:
    add(year, year.agencies[0], Status.DRAFT, title=SECRET)
    add(year, year.agencies[1], Status.SUBMITTED, title="Judul terbuka")
    text = text_of(issuing.issue(Order(["buku"], scope_of(year)))).casefold()
    assert "judul terbuka" in text
    assert SECRET.casefold() not in text


def test_the_recap_by_agency_is_drawn_and_listed_with_most_first(year: Year) -> None:
    for agency, amount in ((year.agencies[0], 1), (year.agencies[1], 3), (year.schools[0], 2)):
        for _ in range(amount):
            add(year, agency, Status.SUBMITTED)
    [part] = parts_of(KINDS["rekap-instansi"], scope_of(year))
    expected = [("Dinas 02", 3), ("Dinas 01", 1), ("Dinas 03", 0), ("Dinas 04", 0)]
    [(_, table)] = part.context["tables"]
    assert [(row[0], row[2]) for row in table.rows] == expected
    assert [row[:2] for chart in part.context["charts"] for row in chart.rows] == expected
    text = " ".join(text_of(issuing.issue(Order(["rekap-instansi"], scope_of(year)))).split())
    assert "3 · 0 layak" in text and "4 usulan dari 4 baris" in text


def test_a_narrowed_paper_names_what_narrows_it_and_others_say_that_they_are_not(year: Year) -> None:
    scope = Scope(year.leader, year.period, timezone.now(), "sekolah", "19.71.01")
    assert "Hanya Sekolah target · Kecamatan Kecamatan 1" in text_of(issuing.issue(Order(["cakupan"], scope)))
    page = signed_in(year.leader).get("/laporan/?kelompok=opd").content.decode()
    assert page.count("(dipakai)") == sum("kelompok" in kind.filters for kind in KINDS.values())
    assert "/laporan/kemajuan.pdf?tahun=2026&quot;" not in page
    assert "/laporan/kemajuan.pdf?tahun=2026&amp;kelompok" not in page


def test_spreadsheet_and_csv_hold_the_rows_of_the_table(year: Year) -> None:
    fill(year, seed=5, amount=30)
    client = signed_in(year.leader)
    table = table_of(KINDS["cakupan"], scope_of(year))
    assert table is not None
    sheet = load_workbook(io.BytesIO(client.get("/laporan/cakupan.xlsx").content)).active
    assert sheet.max_row == len(table.everything) + 1
    text = client.get("/laporan/cakupan.csv").getvalue().decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert lines[1:] == [["" if value is None else str(value) for value in row] for row in table.everything]


def test_a_narrowed_report_counts_only_the_group_and_the_choice_is_remembered(year: Year) -> None:
    add(year, year.agencies[0], Status.SUBMITTED)
    add(year, year.schools[0], Status.SUBMITTED)
    client = signed_in(year.leader)
    client.get("/laporan/?kelompok=sekolah")
    page = client.get("/laporan/").content.decode()
    assert "/laporan/daftar.csv?tahun=2026&amp;kelompok=sekolah" in page
    lines = client.get("/laporan/daftar.csv?tahun=2026&kelompok=sekolah").getvalue().decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert year.schools[0].short_name in lines[1]


def test_a_meeting_pack_is_one_paper_made_by_a_job_with_progress(year: Year) -> None:
    fill(year, seed=9, amount=20)
    client = signed_in(year.coordinator)
    answer = client.post(
        "/laporan/bahan-rapat/",
        {"title": "Rakor contoh", "agenda": "Pembukaan\n\nLaporan", "parts": ["cakupan", "kemajuan"]},
    )
    job = ReportJob.objects.get()
    assert answer.url == reverse("dashboard:job", args=[job.pk])
    assert job.kinds == ["kemajuan", "cakupan"]
    tasks.build_report(job.pk)
    job.refresh_from_db()
    assert (job.state, job.report.title) == (ReportJob.State.DONE, "Rakor contoh")
    text = text_of(job.report)
    assert text.index("Pembukaan") < text.index("Daftar isi")
    pages = PdfReader(io.BytesIO(job.report.read())).pages
    assert f"Halaman {len(pages)} dari {len(pages)}" in pages[-1].extract_text()


def test_a_pack_without_a_report_is_refused_in_words(year: Year) -> None:
    answer = signed_in(year.coordinator).post("/laporan/bahan-rapat/", {"title": "Rakor"})
    assert "Pilih paling sedikit satu laporan." in answer.content.decode()
    assert not ReportJob.objects.exists()


def test_the_same_order_under_way_is_not_queued_twice(year: Year) -> None:
    jobs = {services.order_report(["buku"], year.period, by=year.leader, scope={}).pk for _ in range(2)}
    assert len(jobs) == 1


def test_a_job_belongs_to_whoever_ordered_it(year: Year) -> None:
    job = services.order_report(["buku"], year.period, by=year.leader, scope={})
    url = reverse("dashboard:job", args=[job.pk])
    assert signed_in(year.leader).get(url).status_code == 200
    assert signed_in(year.coordinator).get(url).status_code == 404


def test_progress_moves_and_never_passes_its_end(year: Year) -> None:
    fill(year, seed=2, amount=40)
    seen: list[tuple[int, int]] = []
    issuing.issue(Order(["buku"], scope_of(year)), progress=lambda done, total: seen.append((done, total)))
    assert len(seen) > 2
    assert all(done <= total for done, total in seen)


def test_anybody_may_check_a_paper(year: Year) -> None:
    report = issuing.issue(Order(["cakupan"], scope_of(year)))
    url, content = reverse("dashboard:verify", args=[report.code]), report.read()
    visitor = Client()
    page = visitor.get(url).content.decode()
    assert report.serial in page
    assert report.sha256 in page
    assert "Pimpinan" not in page
    same = visitor.post(url, {"file": SimpleUploadedFile("a.pdf", content)}).content.decode()
    other = visitor.post(url, {"file": SimpleUploadedFile("a.pdf", content + b" ")}).content.decode()
    assert "Berkas sama persis" in same
    assert "Berkas berbeda" in other
    assert visitor.get(reverse("dashboard:verify", args=["0" * 20])).status_code == 404


def test_the_check_names_a_newer_paper(year: Year) -> None:
    old = issuing.issue(Order(["cakupan"], scope_of(year)))
    add(year, year.agencies[0], Status.SUBMITTED)
    new = issuing.issue(Order(["cakupan"], scope_of(year)))
    assert new.serial in Client().get(reverse("dashboard:verify", args=[old.code])).content.decode()


def test_a_reader_with_a_conflict_opens_only_own_reports(year: Year) -> None:
    proposal = add(year, year.agencies[0], Status.SUBMITTED)
    report = issuing.issue(Order(["daftar"], scope_of(year)))
    client = signed_in(year.coordinator)
    assert client.get(report.get_absolute_url()).status_code == 200
    year.coordinator.conflicts.create(proposal=proposal, reason="Keluarga")
    assert client.get(report.get_absolute_url()).status_code == 404
    assert report.serial not in client.get("/laporan/").content.decode()


@pytest.mark.parametrize(
    "path",
    ["/laporan/", "/laporan/kemajuan.pdf", "/laporan/cakupan.xlsx", "/laporan/cakupan.csv", "/laporan/bahan-rapat/"],
)
def test_an_operator_finds_no_reports(year: Year, path: str) -> None:
    assert signed_in(year.operator).get(path).status_code == 404
    assert Client().get(path).status_code == 302


@pytest.mark.parametrize("path", ["/laporan/lain.pdf", "/laporan/buku.xlsx", "/laporan/lain.csv"])
def test_a_report_that_does_not_exist_is_not_found(year: Year, path: str) -> None:
    assert signed_in(year.leader).get(path).status_code == 404
