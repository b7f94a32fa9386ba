"""A reviewer's file: files and rows that are refused or passed over, each with a sentence that says why."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl.worksheet.worksheet import Worksheet

from foundation.sheets.models import KeptSheet
from proposals.core.models import Proposal
from reviews.core.models import Assignment, ReviewStage, Rubric
from reviews.scoring_desk.models import ReviewPledge
from reviews.stages.rubrics import EditedCriterion, save_rubric
from tests.reviews.scoring_desk.away.sheet import (
    Change,
    Page,
    agree,
    download,
    draft,
    send,
    upload,
    words,
)


def test_rows_of_tasks_that_are_gone_sent_or_closed_are_passed_over_with_a_sentence(
    page: Page, cast: SimpleNamespace, make: Callable[..., Proposal], stages: list[ReviewStage], give
) -> None:
    tasks = [
        Assignment.objects.create(stage=stages[0], proposal_id=make().pk, reviewer=cast.reviewer) for _ in range(3)
    ]
    browser = page(cast.reviewer)
    book = download(browser)
    give(tasks[1].proposal, cast.reviewer, [3, 3, 3])
    Assignment.objects.filter(pk=tasks[0].pk).update(state="removed")
    for row in range(2, 14):
        book["Nilai"][f"D{row}"] = 2 if row % 4 != 1 else None
    text = words(upload(browser, book))
    assert "Tugas ini tidak ada lagi pada Anda" in text and "sudah Anda kirim di portal" in text
    assert "<strong>1 usulan</strong>: 3 nilai baru" in text
    agree(browser)
    assert [bool(draft(task)) for task in tasks] == [False, False, True]


def test_rows_of_an_older_rubric_are_passed_over(
    page: Page, cast: SimpleNamespace, assignment: Assignment, make, give, stages: list[ReviewStage]
) -> None:
    browser = page(cast.reviewer)
    book = download(browser)
    book["Nilai"]["D2"] = 3
    give(make(), cast.second, [3, 3, 3])  # the rubric is frozen by now, so that a change is a new version
    rubric: Rubric = stages[0].rubric
    edited = [
        EditedCriterion(each.key, each.name, each.help, each.weight + 1, ("Satu.", "Dua.", "Tiga."))
        for each in rubric.criteria.all()
    ]
    save_rubric(rubric, edited, note="Bobot berubah.", by=cast.coordinator)
    assert "Rubriknya berganti sejak lembar ini diunduh" in words(upload(browser, book))
    assert draft(assignment) == {}


def test_a_row_written_twice_is_refused_unless_both_say_the_same(
    page: Page, cast: SimpleNamespace, assignment: Assignment
) -> None:
    browser = page(cast.reviewer)
    book = download(browser)
    sheet = book["Nilai"]
    sheet["D2"] = 3
    sheet.append([cell.value for cell in sheet[2]])
    sheet["D6"] = 2
    assert "Kriteria ini diisi dua kali dalam lembar" in words(upload(browser, book))


def _no_key(sheet: Worksheet) -> None:
    sheet["F1"] = "Catatan"


def _no_level(sheet: Worksheet) -> None:
    sheet["D1"] = "Skor"


def _no_rows(sheet: Worksheet) -> None:
    sheet.delete_rows(2, 20)


def _others(sheet: Worksheet) -> None:
    for row in range(2, 6):
        year, _, rest = sheet[f"F{row}"].value.split(".", 2)
        sheet[f"F{row}"] = f"{year}.999999.{rest}"


def _of_last_year(sheet: Worksheet) -> None:
    for row in range(2, 6):
        sheet[f"F{row}"] = sheet[f"F{row}"].value.replace("2026.", "2024.", 1)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_no_key, "bukan lembar nilai dari portal"),
        (_no_level, "Kolom “Nilai” tidak ada lagi"),
        (_no_rows, "tidak berisi baris nilai"),
        (_others, "diunduh dari akun penilai lain"),
        (_of_last_year, "Lembar ini dari periode 2024"),
    ],
)
def test_another_file_is_refused_with_a_sentence_that_says_which(
    page: Page, cast: SimpleNamespace, assignment: Assignment, change: Change, sentence: str
) -> None:
    browser = page(cast.reviewer)
    book = download(browser)
    change(book["Nilai"])
    answer = upload(browser, book)
    assert (answer.status_code, KeptSheet.objects.count()) == (400, 0)
    assert sentence in words(answer)


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "nilai.xlsx", "Lembar ini kosong (0 byte)"),
        (b"%PDF-1.7", "nilai.xlsx", "bukan lembar kerja XLSX, XLS, atau ODS"),
        (b"PK" + b"\0" * (5 * 1024 * 1024), "nilai.xlsx", "lebih besar dari 5 MB"),
        (b"Nama;Umur\nA;2\n", "nilai.csv", "bukan lembar nilai dari portal"),
    ],
)
def test_what_is_no_such_file_at_all_is_refused(
    page: Page, cast: SimpleNamespace, assignment: Assignment, data: bytes, name: str, sentence: str
) -> None:
    answer = send(page(cast.reviewer), data, name)
    assert (answer.status_code, KeptSheet.objects.count()) == (400, 0)
    assert sentence in words(answer)


def test_before_the_pledge_nothing_leaves_and_nothing_comes_in(
    page: Page, cast: SimpleNamespace, assignment: Assignment
) -> None:
    ReviewPledge.objects.all().delete()
    pledge = reverse("reviews:pledge", args=[2026])
    for name in ("reviews:score_sheets", "reviews:score_papers", "reviews:score_upload"):
        assert page(cast.reviewer).get(reverse(name)).url == pledge


def test_a_stage_that_is_not_open_hands_out_nothing(page: Page, cast: SimpleNamespace, assignment: Assignment) -> None:
    ReviewStage.objects.update(closes_at=timezone.now())
    answer = page(cast.reviewer).get(reverse("reviews:score_sheets"), follow=True)
    assert "tidak ada lembar untuk diunduh" in words(answer)
