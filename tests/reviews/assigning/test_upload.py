"""Assignments uploaded with wrong rows: the workbook comes back marked, and the rows in order may go ahead."""

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
from django.utils import timezone

from agencies.core.models import User
from foundation.queue.tasks import clear_sheets
from foundation.sheets import keeping
from foundation.sheets.marking import WRONG
from foundation.sheets.models import KeptSheet
from proposals.core.models import Proposal
from proposals.core.workflow import Status
from reviews.core.models import Assignment

Page = Callable[[User], Client]
Make = Callable[..., Proposal]
HEADS = ("Nomor usulan", "Nama pengguna penilai", "Catatan")
pytestmark = pytest.mark.usefixtures("stages")


def send(browser: Client, *rows: tuple[object, ...]) -> HttpResponse:
    book, target = openpyxl.Workbook(), io.BytesIO()
    for row in (HEADS, *rows):
        book.worksheets[0].append(row)
    book.save(target)
    upload = SimpleUploadedFile("penugasan.xlsx", target.getvalue())
    return browser.post(reverse("reviews:assignments_import"), {"file": upload})


def asked() -> set[tuple[str, int]]:
    return set(Assignment.objects.active().values_list("reviewer__username", "proposal"))


def test_wrong_rows_come_back_in_the_same_workbook_and_nothing_is_written(
    page: Page, cast: SimpleNamespace, make: Make
) -> None:
    proposal, browser = make(), page(cast.coordinator)
    rows = [
        (proposal.number, "reviewer", "=1+1"),
        (proposal.number, "insider", None),
        ("PGK-2026-9999", "hantu", None),
    ]
    answer = send(browser, *rows)
    assert (answer.status_code, asked()) == (400, set())
    text = answer.content.decode()
    assert "Tugaskan 1 baris yang benar" in text and "berasal dari instansi pengusul" in text

    kept = KeptSheet.objects.get()
    returned = browser.get(reverse("reviews:assignments_marked", args=[kept.pk]))
    sheet = openpyxl.load_workbook(io.BytesIO(returned.content)).worksheets[0]
    coloured = {
        cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb == WRONG.fgColor.rgb
    }
    assert coloured == {"B3", "A4", "B4"}
    assert sheet["C2"].value == "=1+1"
    assert "berasal dari instansi pengusul" in sheet["D3"].value


def test_rows_in_order_go_ahead_when_the_person_says_so_and_only_once(
    page: Page, cast: SimpleNamespace, make: Make
) -> None:
    proposal, browser = make(), page(cast.coordinator)
    rows = [(proposal.number, "reviewer"), (proposal.number, "insider"), (proposal.number, "hantu")]
    send(browser, *rows)
    rest = reverse("reviews:assignments_check", args=[KeptSheet.objects.get().pk])
    assert "Tugaskan 1 baris yang benar" in browser.get(rest).content.decode()
    assert browser.post(rest).url == rest and asked() == set()
    assert "1 penugasan baru" in browser.post(rest, {"sebagian": "1"}, follow=True).content.decode()
    assert asked() == {("reviewer", proposal.pk)}
    assert (browser.post(rest).status_code, KeptSheet.objects.count()) == (404, 0)
    send(browser, *rows)
    again = reverse("reviews:assignments_check", args=[KeptSheet.objects.get().pk])
    assert "Tidak ada yang berubah" in browser.post(again, {"sebagian": "1"}, follow=True).content.decode()


def test_wrong_cells_are_mended_in_the_browser_and_the_sheet_is_tried_again(
    page: Page, cast: SimpleNamespace, make: Make
) -> None:
    proposal, browser = make(), page(cast.coordinator)
    send(browser, (proposal.number, "insider"), ("PGK-2026-9999", "reviewer"), (proposal.number, "second"))
    kept = KeptSheet.objects.get()
    check = reverse("reviews:assignments_check", args=[kept.pk])
    typed = {"perbaiki": "1", "sel-2-1": "hantu", "sel-3-0": proposal.number, "sel-4-1": "third"}
    assert browser.post(check, typed).url == check
    kept.refresh_from_db()
    assert (kept.mends, asked()) == ({"2": {"1": "hantu"}, "3": {"0": proposal.number}}, set())
    text = browser.get(check).content.decode()
    assert 'value="hantu"' in text and "sel-3-" not in text
    returned = browser.get(reverse("reviews:assignments_marked", args=[kept.pk])).content
    assert openpyxl.load_workbook(io.BytesIO(returned)).worksheets[0]["B2"].value == "hantu"

    browser.post(check, {"perbaiki": "1", "sel-2-1": "third"})
    assert asked() == {(name, proposal.pk) for name in ("third", "reviewer", "second")}
    assert not KeptSheet.objects.exists()


def test_a_proposal_that_is_not_under_review_is_the_cell_to_mend(page: Page, cast: SimpleNamespace, make: Make) -> None:
    proposal = make(status=Status.SUBMITTED)
    text = send(page(cast.coordinator), (proposal.number, "reviewer")).content.decode()
    assert 'name="sel-2-0"' in text and 'name="sel-2-1"' not in text


def test_an_uploaded_sheet_is_its_persons_alone(page: Page, cast: SimpleNamespace, make: Make) -> None:
    send(page(cast.coordinator), (make().number, "hantu"))
    kept = KeptSheet.objects.get()
    KeptSheet.objects.update(by=cast.reviewer)
    browser = page(cast.coordinator)
    for name in ("reviews:assignments_marked", "reviews:assignments_check"):
        assert browser.get(reverse(name, args=[kept.pk])).status_code == 404
    assert browser.post(reverse("reviews:assignments_check", args=[kept.pk])).status_code == 404


def test_what_nobody_came_back_for_is_cleared_away(
    page: Page, cast: SimpleNamespace, make: Make, django_capture_on_commit_callbacks
) -> None:
    for _ in range(2):
        send(page(cast.coordinator), (make().number, "hantu"))
    old, young = KeptSheet.objects.order_by("pk")
    KeptSheet.objects.filter(pk=old.pk).update(created_at=timezone.now() - keeping.KEPT * 2)
    with django_capture_on_commit_callbacks(execute=True):
        clear_sheets(0)
    assert list(KeptSheet.objects.all()) == [young]
    storage = young.file.storage
    assert [storage.exists(file.name) for file in (old.file, old.marked, young.file, young.marked)] == [
        False, False, True, True,
    ]  # fmt: skip


def test_a_sheet_with_many_faults_costs_as_much_as_one_with_few(page: Page, cast: SimpleNamespace, make: Make) -> None:
    costs, browser = set(), page(cast.coordinator)
    for amount in (2, 30):
        rows = [(make().number, "hantu") for _ in range(amount)]
        with CaptureQueriesContext(connection) as queries:
            send(browser, *rows)
        costs.add(len(queries))
    assert len(costs) == 1
