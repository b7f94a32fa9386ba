"""The report centre: same figures as the page, same bytes for the same data, no drafts, serial and public check."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from openpyxl import load_workbook
from pypdf import PdfReader

from dashboard.figures import counts
from dashboard.reports import issuing
from dashboard.reports import services as reports_services
from dashboard.reports import tasks as reports_tasks
from dashboard.reports.catalogue import KINDS, parts_of, table_of
from dashboard.reports.issuing import Order
from dashboard.reports.models import ReportJob
from dashboard.reports.tables import Scope
from proposals.core.counts.counting import period_counts
from proposals.core.workflow import Status
from tests.dashboard.overview.test_views import SECRET, signed_in
from tests.dashboard.papers import scope_of, text_of
from tests.dashboard.year import Year, add, fill, make_year
from tests.pdfs import pages_of

pytestmark = pytest.mark.django_db
TABLES = [key for key, kind in KINDS.items() if kind.is_table]


@pytest.fixture
def year() -> Year:
    return make_year()


def test_the_progress_report_says_what_the_page_says(year: Year) -> None:
    fill(year, seed=3, amount=50)
    report = issuing.issue(Order(["kemajuan"], scope_of(year)))
    tally = counts.headline(counts.proposals_for(year.leader, year.period))
    text = " ".join(text_of(report).split())
    assert f"Diajukan: {tally.submitted} Layak: {tally.eligible} Target: {year.period.target}" in text
    for row in counts.coverage(period_counts(year.period, year.leader), year.period, year.leader).agencies:
        draft = "ada" if row.has_draft else "–"
        numbers = f"{row.tally.submitted} {row.tally.eligible} {row.tally.promoted} {row.nominations}"
        assert f"{row.agency.name} {row.standing.label} {draft} {numbers}" in text
    assert report.figures == {"diajukan": tally.submitted, "layak": tally.eligible, "target": year.period.target}
    assert report.paper.serial in text


def test_every_paper_is_tagged_titled_and_indonesian(year: Year) -> None:
    fill(year, seed=3, amount=12)
    for key in KINDS:
        report = issuing.issue(Order([key], scope_of(year)))
        root = PdfReader(io.BytesIO(report.paper.read())).trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == "id"


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
    drawn = [row for chart in part.context["charts"] for row in chart.rows]
    assert [(name, int(strip_tags(str(amount)))) for name, amount, _ in drawn] == expected
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


def test_a_narrowed_spreadsheet_says_so_inside_and_in_its_name(year: Year) -> None:
    answer = signed_in(year.leader).get("/laporan/cakupan.xlsx?kelompok=sekolah&kecamatan=19.71.01")
    assert "cakupan-2026-sekolah-19.71.01-" in answer.headers["Content-Disposition"]
    lines = dict(load_workbook(io.BytesIO(answer.content))["Keterangan"].values)
    assert (lines["Laporan"], lines["Periode"]) == ("Cakupan instansi", "Usulan 2026")
    assert lines["Saringan"] == "Sekolah target · Kecamatan Kecamatan 1"
    assert f"{timezone.localdate().year} pukul" in lines["Keadaan"]


def test_the_centre_costs_the_same_with_few_and_many_reports(year: Year) -> None:
    client = signed_in(year.leader)
    costs = []
    for keys in (["rekap-tahap", "kipp"], ["belum", "rekap-tahapan", "rekap-kecamatan", "rekap-urusan"]):
        for key in keys:
            issuing.issue(Order([key], scope_of(year)))
            reports_services.order_report([key], year.period, by=year.leader, title=key, scope={"rapat": {}})
        client.get("/laporan/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/laporan/").status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_a_meeting_pack_is_one_paper_made_by_a_job_with_progress(year: Year) -> None:
    fill(year, seed=9, amount=20)
    client = signed_in(year.coordinator)
    answer = client.post(
        "/laporan/bahan-rapat/",
        {"title": "Rakor contoh", "agenda": "Pembukaan\n\nLaporan", "parts": ["cakupan", "kemajuan"]},
    )
    job = ReportJob.objects.get()
    assert answer.url == reverse("dashboard:job", args=[job.pk])
    assert job.kinds == ["kemajuan", "cakupan"]  # no numbers: the order of the centre
    reports_tasks.build_report(job.pk)
    job.refresh_from_db()
    assert (job.state, job.report.paper.title) == (ReportJob.State.DONE, "Rakor contoh")
    text = text_of(job.report)
    assert text.index("Pembukaan") < text.index("Daftar isi")
    pages = PdfReader(io.BytesIO(job.report.paper.read())).pages
    assert f"Halaman {len(pages)} dari {len(pages)}" in pages[-1].extract_text()


def test_a_pack_has_its_parts_in_the_order_of_the_numbers(year: Year) -> None:
    chosen = {"parts": ["kipp", "cakupan", "belum", "rekap-tahap"], "urutan_cakupan": "3", "urutan_rekap-tahap": "1"}
    signed_in(year.coordinator).post("/laporan/bahan-rapat/", {"title": "Rakor", **chosen})
    job = ReportJob.objects.get()
    assert job.kinds == ["rekap-tahap", "cakupan", "belum", "kipp"]
    text = text_of(issuing.issue(reports_tasks.order_of(job)))
    contents = text[text.index("Daftar isi") :]
    places = [contents.index(KINDS[key].title) for key in job.kinds]
    assert places == sorted(places)


def test_each_page_of_a_pack_names_its_chapter_and_the_contents_the_right_pages(year: Year) -> None:
    kinds = ["rekap-tahap", "cakupan", "kipp"]
    report = issuing.issue(Order(kinds, scope_of(year), "Rapat", {"agenda": ["Pembukaan"]}))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(report.paper.read())).pages]
    assert "Pembukaan" not in pages[0]
    for key in kinds:
        title = KINDS[key].title
        named = [number for number, text in enumerate(pages, 1) if title in text.splitlines()]
        [said] = re.findall(rf"{title}[ .]*?(\d+)$", pages[1], re.MULTILINE)
        assert int(said) == named[0]


def test_the_summary_in_a_pack_stands_on_one_page_with_its_heading(year: Year) -> None:
    report = issuing.issue(Order(["ringkasan", "rekap-tahap"], scope_of(year), "Rapat", {"agenda": ["Pembukaan"]}))
    pages = pages_of(report.paper.read())
    assert len(pages) == 4
    assert "RINGKASAN PIMPINAN" in pages[2]
    assert "mengajukan" in pages[2]


def test_a_pack_without_a_report_is_refused_in_words(year: Year) -> None:
    answer = signed_in(year.coordinator).post("/laporan/bahan-rapat/", {"title": "Rakor"})
    assert "Pilih paling sedikit satu laporan." in answer.content.decode()
    assert not ReportJob.objects.exists()


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
