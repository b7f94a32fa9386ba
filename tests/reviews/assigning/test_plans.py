"""Tests of automatic assignment and of assignments in spreadsheets: dry run, change, apply, read back."""

import io
from collections.abc import Callable
from types import SimpleNamespace

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from agencies.core.models import User
from foundation.audit.models import EntryKind, LedgerEntry
from proposals.core.models import Proposal
from reviews.assigning import automatic
from reviews.assigning import services as assignments
from reviews.assigning import views as assigning_views
from reviews.assigning.models import ApartPair, AssignmentPlan, ReviewerCard
from reviews.assigning.tasks import work_out_assignments
from reviews.core.models import Assignment, Interest, ReviewStage
from reviews.core.refusals import ReviewRefused

Page = Callable[[User], Client]
Make = Callable[..., Proposal]


@pytest.fixture
def draft(stages: list[ReviewStage], cast: SimpleNamespace) -> AssignmentPlan:
    return AssignmentPlan.objects.create(stage=stages[0], created_by=cast.coordinator)


def worked_out(draft: AssignmentPlan) -> AssignmentPlan:
    work_out_assignments(plan=draft.pk)
    draft.refresh_from_db()
    return draft


def test_the_page_queues_the_work_and_shows_the_dry_run(
    page: Page, cast: SimpleNamespace, make: Make, stages: list[ReviewStage]
) -> None:
    make()
    browser = page(cast.coordinator)
    answer = browser.post(reverse("reviews:plans"), {"stage": stages[0].pk})
    draft = AssignmentPlan.objects.get()
    assert answer["Location"] == reverse("reviews:plan", args=[draft.pk])
    assert ProcrastinateJob.objects.filter(task_name="work_out_assignments", args={"plan": draft.pk}).count() == 1
    assert "memperbarui diri" in browser.get(answer["Location"]).content.decode()
    worked_out(draft)
    assert "Terapkan 2 penugasan" in browser.get(answer["Location"]).content.decode()
    assert Assignment.objects.count() == 0
    browser.post(answer["Location"])
    assert Assignment.objects.active().count() == 2
    assert "tidak dapat diterapkan lagi" in browser.post(answer["Location"], follow=True).content.decode()
    assert Assignment.objects.count() == 2


def test_a_plan_is_even_and_breaks_no_conflict(
    cast: SimpleNamespace, make: Make, draft: AssignmentPlan, stages: list[ReviewStage]
) -> None:
    rows = [make() for _ in range(6)]
    Interest.objects.create(user=cast.reviewer, proposal=rows[0], reason="Saudara.")
    ApartPair.objects.create(first=cast.second, second=cast.third, reason="Satu kantor.")
    automatic.apply(worked_out(draft), by=cast.coordinator)
    pairs = set(Assignment.objects.active().values_list("proposal", "reviewer"))
    assert cast.insider.pk not in {reviewer for _, reviewer in pairs}
    assert (rows[0].pk, cast.reviewer.pk) not in pairs
    assert not any({(row.pk, cast.second.pk), (row.pk, cast.third.pk)} <= pairs for row in rows)
    assert "Kurang 1 penilai" in str(draft.result["unfilled"])


def test_a_limit_and_expertise_are_respected(cast: SimpleNamespace, make: Make, draft: AssignmentPlan) -> None:
    for _ in range(4):
        make()
    ReviewerCard.objects.create(user=cast.reviewer, limit=1)
    automatic.apply(worked_out(draft), by=cast.coordinator)
    assert Assignment.objects.filter(reviewer=cast.reviewer).count() == 1
    assert Assignment.objects.count() == 8


def test_a_plan_that_no_longer_fits_changes_nothing(cast: SimpleNamespace, make: Make, draft: AssignmentPlan) -> None:
    rows = [make(), make()]
    worked_out(draft)
    task, person, _ = draft.result["choices"][-1]
    Interest.objects.create(user_id=person, proposal_id=task, reason="Baru diketahui.")
    with pytest.raises(ReviewRefused, match="memiliki benturan kepentingan"):
        automatic.apply(draft, by=cast.coordinator)
    assert Assignment.objects.count() == 0
    assert len(rows) == 2


def test_assignments_go_out_and_come_back_as_a_spreadsheet(
    page: Page, cast: SimpleNamespace, make: Make, stages: list[ReviewStage]
) -> None:
    first, second = make(), make()
    assignments.assign(first, cast.reviewer, by=cast.coordinator)
    browser = page(cast.coordinator)
    book = openpyxl.load_workbook(io.BytesIO(browser.get(reverse("reviews:assignments_xlsx")).content))
    assert [row[:2] for row in book.active.iter_rows(min_row=2, values_only=True)] == [(first.number, "reviewer")]
    assert send(browser, book, (second.number, "second"), (second.number, "third")).status_code == 302
    assert set(Assignment.objects.active().values_list("proposal", "reviewer")) == {
        (first.pk, cast.reviewer.pk),
        (second.pk, cast.second.pk),
        (second.pk, cast.third.pk),
    }


def test_a_dry_run_goes_out_is_changed_and_comes_back_as_assignments(
    page: Page, cast: SimpleNamespace, make: Make, draft: AssignmentPlan
) -> None:
    proposal, browser = make(), page(cast.coordinator)
    hidden = make(agency=cast.other)
    worked_out(draft)
    Interest.objects.create(user=cast.coordinator, proposal_id=hidden.pk, reason="Saudara.")
    answer = browser.get(reverse("reviews:plan_xlsx", args=[draft.pk]))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    lines = list(book.active.iter_rows(min_row=2, values_only=True))
    assert len(lines) == 2
    assert {line[0] for line in lines} == {proposal.number}
    assert all("dipilih agar beban merata" in line[5] for line in lines)
    planned = {line[1] for line in lines}
    (other,) = {"reviewer", "second", "third"} - planned
    book.active["B2"] = other
    assert send(browser, book).status_code == 302
    asked = set(Assignment.objects.active().values_list("reviewer__username", flat=True))
    assert asked == {other, lines[1][1]}


def test_a_faulty_spreadsheet_changes_nothing_and_names_the_rows(
    page: Page, cast: SimpleNamespace, make: Make, stages: list[ReviewStage]
) -> None:
    good = make()
    browser, book = page(cast.coordinator), openpyxl.Workbook()
    book.active.append(("Nomor usulan", "Nama pengguna penilai"))
    text = send(browser, book, (good.number, "reviewer"), ("PGK-2026-9999", "hantu")).content.decode()
    third = text.split("Baris 3")[1].split("</fieldset>")[0]
    assert "Usulan “PGK-2026-9999” tidak ditemukan." in third
    assert "Penilai “hantu” tidak ditemukan." in third
    assert "berasal dari instansi pengusul" in send(browser, book, (good.number, "insider")).content.decode()
    assert Assignment.objects.count() == 0
    for data in (b"", b"bukan lembar kerja"):
        upload = SimpleUploadedFile("x.xlsx", data)
        assert browser.post(reverse("reviews:assignments_import"), {"file": upload}).status_code == 400


def test_a_spreadsheet_with_a_letterhead_and_other_columns_is_read_and_an_empty_one_says_why(
    page: Page, cast: SimpleNamespace, make: Make, stages: list[ReviewStage]
) -> None:
    proposal, browser, book = make(), page(cast.coordinator), openpyxl.Workbook()
    for row in (("PENUGASAN PENILAI",), (), ("No.", "Nama\xa0pengguna  penilai", "Nomor usulan ")):
        book.active.append(row)
    assert "tidak berisi baris penugasan" in send(browser, book, (1, "", None)).content.decode()
    assert "Sel ini berisi rumus" in send(browser, book, (1, '="revi"&"ewer"', "x")).content.decode()
    assert send(browser, book, (1, "reviewer\xa0", proposal.number)).status_code == 302
    assert list(Assignment.objects.active().values_list("reviewer__username", "proposal")) == [
        ("reviewer", proposal.pk)
    ]


def test_assignments_come_as_csv_too_with_names_in_any_case_or_in_full(
    page: Page, cast: SimpleNamespace, make: Make, stages: list[ReviewStage]
) -> None:
    proposal, browser = make(), page(cast.coordinator)
    User.objects.filter(username="second").update(full_name="Dr. Ani Lestari")
    text = f"sep=;\nNomor usulan;Nama pengguna penilai\n{proposal.number.lower()};REVIEWER\n"
    text += f"{proposal.number};dr.  ani lestari\n"
    upload = SimpleUploadedFile("penugasan.csv", text.encode())
    assert browser.post(reverse("reviews:assignments_import"), {"file": upload}).status_code == 302
    asked = set(Assignment.objects.active().values_list("reviewer__username", "proposal"))
    assert asked == {("reviewer", proposal.pk), ("second", proposal.pk)}


def test_a_full_name_of_two_reviewers_is_no_answer(
    page: Page, cast: SimpleNamespace, make: Make, stages: list[ReviewStage]
) -> None:
    proposal, browser, book = make(), page(cast.coordinator), openpyxl.Workbook()
    User.objects.filter(username__in=["second", "third"]).update(full_name="Ani Lestari")
    book.active.append(("Nomor usulan", "Nama pengguna penilai"))
    assert (
        "Penilai “Ani Lestari” tidak ditemukan"
        in send(browser, book, (proposal.number, "Ani Lestari")).content.decode()
    )
    assert not Assignment.objects.exists()


def send(browser: Client, book: openpyxl.Workbook, *rows: tuple[object, ...]) -> HttpResponse:
    sheet = book.active
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    sheet.delete_rows(sheet.max_row - len(rows) + 1, len(rows))
    upload = SimpleUploadedFile("penugasan.xlsx", buffer.getvalue())
    return browser.post(reverse("reviews:assignments_import"), {"file": upload})


def test_a_long_plan_is_shown_page_by_page_at_a_constant_cost(
    page: Page, cast: SimpleNamespace, make: Make, stages: list[ReviewStage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assigning_views, "PLAN_LINES", 4)
    browser, costs = page(cast.coordinator), []
    for amount in (3, 6):
        for _ in range(amount):
            make()
        draft = worked_out(AssignmentPlan.objects.create(stage=stages[0], created_by=cast.coordinator))
        address = reverse("reviews:plan", args=[draft.pk])
        with CaptureQueriesContext(connection) as queries:
            text = browser.get(address).content.decode()
        costs.append(len(queries))
    assert "Terapkan 18 penugasan" in text and text.count('data-label="Alasan"') == 4
    assert browser.get(f"{address}?page=5").content.decode().count('data-label="Alasan"') == 2
    assert costs[0] == costs[1]


def test_applying_many_costs_as_many_queries_as_applying_few(
    cast: SimpleNamespace, make: Make, stages: list[ReviewStage]
) -> None:
    costs = []
    for amount in (3, 9):
        for _ in range(amount):
            make()
        draft = worked_out(AssignmentPlan.objects.create(stage=stages[0], created_by=cast.coordinator))
        with CaptureQueriesContext(connection) as queries:
            assert automatic.apply(draft, by=cast.coordinator) == 2 * amount
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert LedgerEntry.objects.filter(kind=EntryKind.ASSIGNMENT).count() == 24


def test_import_names_every_row_that_may_not_be_assigned(
    page: Page, cast: SimpleNamespace, make: Make, stages: list[ReviewStage]
) -> None:
    first, second = make(), make()
    Interest.objects.create(user=cast.third, proposal_id=second.pk, reason="Saudara.")
    browser, book = page(cast.coordinator), openpyxl.Workbook()
    book.active.append(("Nomor usulan", "Nama pengguna penilai"))
    rows = [(first.number, "insider"), (first.number, "reviewer"), (second.number, "third")]
    text = send(browser, book, *rows).content.decode()
    assert f"tidak dapat menilai {first.number}: berasal dari instansi pengusul" in text
    assert f"tidak dapat menilai {second.number}: memiliki benturan kepentingan" in text
    assert Assignment.objects.count() == 0
