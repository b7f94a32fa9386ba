"""Issued papers: serial, hash, same bytes, never changed, checked by anybody; jobs that move, stop and start again."""

import hashlib
from dataclasses import replace

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.utils import InternalError, ProgrammingError
from django.test import Client
from django.urls import reverse

from dashboard.reports import issuing
from dashboard.reports import services as reports_services
from dashboard.reports import tasks as reports_tasks
from dashboard.reports.catalogue import KINDS, parts_of
from dashboard.reports.issuing import Order
from dashboard.reports.models import IssuedReport
from foundation.issued.models import IssuedPaper
from foundation.issued.services import newer_than
from foundation.papers.layoutwatch import DRAWN, LAID_OUT
from foundation.queue.jobs import JobState, Stopped
from proposals.core.models import Proposal
from proposals.core.workflow import Status
from reviews.core.models import Interest
from tests.dashboard.overview.test_views import signed_in
from tests.dashboard.papers import scope_of, text_of
from tests.dashboard.year import Year, add, fill, make_year

pytestmark = pytest.mark.django_db
UNPRINTED = pytest.mark.usefixtures("unprinted")


@pytest.fixture
def year() -> Year:
    return make_year()


def test_the_same_data_is_issued_once_with_the_same_bytes(year: Year) -> None:
    add(year, year.agencies[0], Status.SUBMITTED)
    first, second = (issuing.issue(Order(["cakupan"], scope_of(year))) for _ in range(2))
    assert first == second
    assert hashlib.sha256(first.paper.read()).hexdigest() == second.paper.sha256
    add(year, year.agencies[1], Status.SUBMITTED)
    third = issuing.issue(Order(["cakupan"], scope_of(year)))
    assert (first.paper.serial, third.paper.serial) == ("LAP-2026-00001", "LAP-2026-00002")
    assert newer_than(first.paper) == third.paper
    assert newer_than(third.paper) is None


@pytest.mark.parametrize("kinds", [["kemajuan"], ["rekap-instansi"], ["buku"], ["kemajuan", "belum", "daftar"]])
def test_printing_again_gives_the_same_bytes(year: Year, kinds: list[str]) -> None:
    fill(year, seed=3, amount=12)
    scope = scope_of(year)
    order = Order(kinds, scope, "Rapat", {"agenda": ["Pembukaan"]} if len(kinds) > 1 else {})
    report = issuing.issue(order)
    context = issuing.context_of(order, [part for key in kinds for part in parts_of(KINDS[key], scope)])
    assert report.paper.is_copy(issuing.print_paper(report.paper, context))


@UNPRINTED
@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("UPDATE dashboard_issuedreport SET fingerprint = 'x'", "Cannot update or delete"),
        ("DELETE FROM dashboard_issuedreport", "Cannot update or delete"),
        ("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE dashboard_issuedreport CASCADE", "Cannot truncate"),
    ],
)
def test_an_issued_report_cannot_be_changed_or_removed_in_the_database(
    year: Year, statement: str, refusal: str
) -> None:
    issuing.issue(Order(["rekap-tahap"], scope_of(year)))
    with pytest.raises((ProgrammingError, InternalError), match=refusal), connection.cursor() as cursor:
        cursor.execute(statement)


@UNPRINTED
@pytest.mark.parametrize("trouble", ["changed", "gone"])
def test_a_stored_file_that_is_not_what_was_issued_is_not_handed_out(year: Year, trouble: str) -> None:
    report = issuing.issue(Order(["rekap-tahap"], scope_of(year)))
    name, storage = str(report.paper.file.name), report.paper.file.storage
    storage.delete(name)
    if trouble == "changed":
        storage.save(name, ContentFile(b"%PDF-1.7 lain"))
    client = signed_in(year.leader)
    client.raise_request_exception = False
    for url in (report.get_absolute_url(), "/laporan/rekap-tahap.pdf"):
        answer = client.get(url)
        assert answer.status_code == 500
        assert "Berkasnya bukan lagi yang diterbitkan" in answer.content.decode()


@UNPRINTED
def test_a_content_that_comes_back_is_issued_anew(year: Year) -> None:
    proposal = add(year, year.agencies[0], Status.DRAFT)
    first = issuing.issue(Order(["belum"], scope_of(year)))
    Proposal.objects.filter(pk=proposal.pk).delete()
    second = issuing.issue(Order(["belum"], scope_of(year)))
    add(year, year.agencies[0], Status.DRAFT)
    third = issuing.issue(Order(["belum"], scope_of(year)))
    assert first.fingerprint == third.fingerprint
    assert [one.paper.serial[-1] for one in (first, second, third)] == ["1", "2", "3"]
    assert newer_than(third.paper) is None


def test_a_report_that_leaves_something_out_for_its_reader_says_so_and_replaces_nobody_elses(year: Year) -> None:
    proposal = add(year, year.agencies[0], Status.SUBMITTED)
    whole = issuing.issue(Order(["daftar"], scope_of(year)))
    Interest.objects.create(user=year.coordinator, proposal_id=proposal.pk, reason="Keluarga")
    limited = issuing.issue(Order(["daftar"], replace(scope_of(year), user=year.coordinator)))
    assert "berbenturan kepentingan dengan peminta" in " ".join(text_of(limited).split())
    assert "berbenturan kepentingan" not in " ".join(text_of(whole).split())
    assert newer_than(whole.paper) is None


def test_the_same_order_under_way_is_not_queued_twice(year: Year) -> None:
    jobs = {reports_services.order_report(["buku"], year.period, by=year.leader, scope={}).pk for _ in range(2)}
    assert len(jobs) == 1


def test_a_job_belongs_to_whoever_ordered_it(year: Year) -> None:
    job = reports_services.order_report(["buku"], year.period, by=year.leader, scope={})
    url = reverse("dashboard:job", args=[job.pk])
    assert signed_in(year.leader).get(url).status_code == 200
    assert signed_in(year.coordinator).get(url).status_code == 404


def test_progress_moves_through_layout_and_drawing_to_its_end(year: Year) -> None:
    fill(year, seed=2, amount=40)
    seen: list[tuple[int, int]] = []
    issuing.issue(Order(["buku"], scope_of(year)), progress=lambda done, total: seen.append((done, total)))
    percent = [done for done, _ in seen]
    assert {total for _, total in seen} == {100}
    assert percent == sorted(percent)
    reached = issuing.GATHERED + LAID_OUT * 90 // 100
    assert sum(issuing.GATHERED < one < reached for one in percent) >= 3
    assert sum(one > reached for one in percent) >= 20
    assert percent[-1] == issuing.GATHERED + DRAWN * 90 // 100


def test_a_job_that_is_called_off_while_it_prints_stops_and_issues_nothing(year: Year) -> None:
    fill(year, seed=2, amount=20)
    job = reports_services.order_report(["buku"], year.period, by=year.leader, scope={})

    def at_the_first_page_drawn(done: int, total: int) -> None:
        if done > issuing.GATHERED + LAID_OUT * 90 // 100:
            assert reports_services.call_off(job) or job.standing().count() == 0
        job.note_or_stop(done, total)

    with pytest.raises(Stopped):
        issuing.issue(reports_tasks.order_of(job), progress=at_the_first_page_drawn)
    assert not IssuedReport.objects.exists()
    assert not IssuedPaper.with_reserved.exists()
    reports_tasks.build_report(job.pk)
    job.refresh_from_db()
    assert (job.state, job.report) == (JobState.STOPPED, None)


def test_the_owner_calls_a_job_off_and_is_told(year: Year) -> None:
    job = reports_services.order_report(["buku"], year.period, by=year.leader, scope={})
    stop = reverse("dashboard:job_stop", args=[job.pk])
    assert signed_in(year.coordinator).post(stop).status_code == 404
    client = signed_in(year.leader)
    assert stop in client.get(reverse("dashboard:job", args=[job.pk])).content.decode()
    assert "Penyusunan dibatalkan" in client.post(stop, follow=True).content.decode()
    assert "sudah selesai, jadi tidak dapat dibatalkan" in client.post(stop, follow=True).content.decode()
    assert reports_services.order_report(["buku"], year.period, by=year.leader, scope={}) != job


@UNPRINTED
def test_a_job_begun_again_after_its_worker_was_killed_leaves_no_gap_in_the_serials(year: Year) -> None:
    add(year, year.agencies[0], Status.SUBMITTED)
    job = reports_services.order_report(["buku"], year.period, by=year.leader, scope={})
    order = reports_tasks.order_of(job)
    issuing._reserve(order, is_newer=False)
    reports_tasks.build_report(job.pk)
    job.refresh_from_db()
    assert job.report is not None
    assert job.report.paper.serial == "LAP-2026-00001"
    assert (IssuedReport.objects.count(), IssuedPaper.with_reserved.count()) == (1, 1)


@UNPRINTED
def test_anybody_may_check_a_paper(year: Year) -> None:
    report = issuing.issue(Order(["cakupan"], scope_of(year)))
    url, content = reverse("verify", args=[report.paper.code]), report.paper.read()
    visitor = Client()
    page = visitor.get(url).content.decode()
    assert report.paper.serial in page
    assert report.paper.sha256 in page
    assert "Pimpinan" not in page
    same = visitor.post(url, {"file": SimpleUploadedFile("a.pdf", content)}).content.decode()
    other = visitor.post(url, {"file": SimpleUploadedFile("a.pdf", content + b" ")}).content.decode()
    assert "Berkas sama persis" in same
    assert "Naskah ini asli" in same
    assert "Naskah ini asli" not in other
    assert "Berkas berbeda" in other
    assert visitor.get(reverse("verify", args=["0" * 20])).status_code == 404


@UNPRINTED
def test_a_code_can_be_typed_as_code_or_address_and_a_wrong_one_is_explained(year: Year) -> None:
    report = issuing.issue(Order(["rekap-tahap"], scope_of(year)))
    url, visitor = reverse("verify", args=[report.paper.code]), Client()
    for typed in (
        report.paper.code.upper(),
        f" {report.paper.verify_url} ",
        f"{report.paper.code[:10]} {report.paper.code[10:]}",
    ):
        assert visitor.get("/verifikasi/", {"kode": typed}).headers["Location"] == url
    for typed in ("", "bukan kode", report.paper.serial):
        answer = visitor.get("/verifikasi/", {"kode": typed})
        assert answer.status_code == 200
        assert "kode verifikasi" in answer.content.decode().lower()
    unknown = visitor.get("/verifikasi/", {"kode": "0" * 20}, follow=True)
    assert "Tidak ada naskah dengan kode ini" in unknown.content.decode()


@UNPRINTED
def test_the_check_names_a_newer_paper(year: Year) -> None:
    old = issuing.issue(Order(["cakupan"], scope_of(year)))
    add(year, year.agencies[0], Status.SUBMITTED)
    new = issuing.issue(Order(["cakupan"], scope_of(year)))
    assert new.paper.serial in Client().get(reverse("verify", args=[old.paper.code])).content.decode()


@UNPRINTED
def test_a_reader_with_a_conflict_opens_only_own_reports(year: Year) -> None:
    proposal = add(year, year.agencies[0], Status.SUBMITTED)
    report = issuing.issue(Order(["daftar"], scope_of(year)))
    client = signed_in(year.coordinator)
    assert client.get(report.get_absolute_url()).status_code == 200
    Interest.objects.create(user=year.coordinator, proposal_id=proposal.pk, reason="Keluarga")
    assert client.get(report.get_absolute_url()).status_code == 404
    assert report.paper.serial not in client.get("/laporan/").content.decode()
