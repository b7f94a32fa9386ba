"""A reviewer's file: what it holds, what an upload brings, what is refused, and what the portal keeps."""

import io
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl.worksheet.worksheet import Worksheet

from agencies.core.models import User
from foundation.sheets.models import KeptSheet
from proposals.core.models import Proposal
from reviews.core.models import Assignment, ReviewStage, Rubric, Score
from reviews.scoring_desk import services
from reviews.scoring_desk.away.sheets import KEY, TITLES
from reviews.scoring_desk.models import ReviewPledge
from reviews.stages.rubrics import EditedCriterion, save_rubric
from tests.pdfs import text_of as pdf_text

Page = Callable[[User], Client]
Change = Callable[[Worksheet], object]
LEVEL, WHY = 4, 5
REASON = "Alasan yang cukup panjang."


def download(browser: Client) -> openpyxl.Workbook:
    answer = browser.get(reverse("reviews:score_sheets"))
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def upload(browser: Client, book: openpyxl.Workbook, name: str = "lembar-nilai.xlsx") -> HttpResponse:
    target = io.BytesIO()
    book.save(target)
    return send(browser, target.getvalue(), name)


def send(browser: Client, data: bytes, name: str = "lembar-nilai.xlsx") -> HttpResponse:
    return browser.post(reverse("reviews:score_upload"), {"file": SimpleUploadedFile(name, data)}, follow=True)


def filled(browser: Client, cells: dict[str, Any]) -> HttpResponse:
    """Downloads, fills in cells such as D2, uploads; the page that follows."""
    book = download(browser)
    for place, value in cells.items():
        book["Nilai"][place] = value
    return upload(browser, book)


def agree(browser: Client, **choices: str) -> HttpResponse:
    address = reverse("reviews:score_check", args=[KeptSheet.objects.get().pk])
    return browser.post(address, {"simpan": "1"} | choices, follow=True)


def words(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


def draft(task: Assignment) -> dict[str, str]:
    return Assignment.objects.get(pk=task.pk).draft


def keys(task: Assignment) -> list[int]:
    return [criterion.pk for criterion in task.stage.rubric.criteria.all()]


def test_the_file_has_a_row_per_criterion_with_its_levels_and_only_answers_are_open(
    page: Page, cast: SimpleNamespace, assignment: Assignment
) -> None:
    book = download(page(cast.reviewer))
    sheet = book["Nilai"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == list(TITLES)
    assert [row[2] for row in rows[1:]] == ["Kebaruan", "Dampak", "Bukti", "Komentar untuk pengusul"]
    assert {row[0] for row in rows[1:]} == {assignment.proposal.number}
    assert sheet.protection.sheet and sheet.column_dimensions["F"].hidden
    assert {cell.coordinate for row in sheet.iter_rows(min_row=2) for cell in row if not cell.protection.locked} == {
        "D2", "D3", "D4", "E2", "E3", "E4", "E5",
    }  # fmt: skip
    lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert set(lists) == {"D2", "D3", "D4"}
    assert [cell.value for cell in book["Pilihan"][1]] == [
        "1: Tingkat 1.", "2: Tingkat 2.", "3: Tingkat 3.", "Tidak dapat dinilai",
    ]  # fmt: skip
    assert len({row[5] for row in rows[1:]}) == 4


def test_nothing_is_kept_before_the_yes_and_then_it_is_a_draft(
    page: Page, cast: SimpleNamespace, assignment: Assignment
) -> None:
    browser = page(cast.reviewer)
    answer = filled(browser, {"D2": 3, "E2": REASON, "D3": "2: Tingkat 2.", "D4": "tdn", "E4": REASON, "E5": "Bagus."})
    assert "<strong>1 usulan</strong>: 3 nilai baru, 3 alasan atau komentar baru, 0 sel" in words(answer)
    assert draft(assignment) == {}
    after = agree(browser)
    first, second, third = keys(assignment)
    assert draft(assignment) == {
        f"nilai-{first}": "3", f"alasan-{first}": REASON, f"nilai-{second}": "2", f"nilai-{third}": "tidak",
        f"alasan-{third}": REASON, "comment": "Bagus.",
    }  # fmt: skip
    assert (Score.objects.count(), KeptSheet.objects.count()) == (0, 0)
    assert after.redirect_chain[-1][0] == reverse("reviews:send_complete")
    assert "Kirim penilaian yang lengkap" in words(after)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"D2": 9}, "“9” bukan tingkat kriteria ini. Tulis 1 sampai 3, atau “Tidak dapat dinilai”."),
        ({"D2": 2.5}, "“2.5” bukan tingkat"),
        ({"D2": "3: Tingkat lain"}, "“3: Tingkat lain” bukan tingkat"),
        ({"D2": True}, "bukan tingkat"),
        ({"D2": 1}, "Tulis alasannya, paling sedikit 3 kata."),
        ({"D2": "=1+1"}, "Sel ini berisi rumus tanpa hasil"),
        ({"E2": "a" * 2001}, "Ringkas menjadi paling banyak 2.000 huruf; kini 2.001."),
        ({"D2": "#N/A"}, "rumus yang gagal"),
    ],
)
def test_a_wrong_cell_is_told_at_its_cell_and_the_others_are_still_offered(
    page: Page, cast: SimpleNamespace, assignment: Assignment, cells: dict[str, Any], sentence: str
) -> None:
    browser = page(cast.reviewer)
    answer = filled(browser, {"D3": 2} | cells)
    text = words(answer)
    assert sentence in text and "Baris 2" in text
    assert "1 sel perlu diperbaiki" in text
    marked = browser.get(reverse("reviews:score_marked", args=[KeptSheet.objects.get().pk]))
    sheet = openpyxl.load_workbook(io.BytesIO(marked.content))["Nilai"]
    assert sentence.partition("“")[0] in str(sheet["G2"].value)
    agree(browser)
    assert draft(assignment)[f"nilai-{keys(assignment)[1]}"] == "2"


def test_a_wrong_cell_is_mended_on_the_page(page: Page, cast: SimpleNamespace, assignment: Assignment) -> None:
    browser = page(cast.reviewer)
    filled(browser, {"D2": "tinggi"})
    address = reverse("reviews:score_check", args=[KeptSheet.objects.get().pk])
    answer = browser.post(address, {"perbaiki": "1", "sel-2-3": "3"}, follow=True)
    assert "1 nilai baru, 0 sel perlu diperbaiki" in words(answer)
    agree(browser)
    assert draft(assignment) == {f"nilai-{keys(assignment)[0]}": "3"}


def test_what_was_answered_online_meanwhile_is_shown_and_chosen_never_overwritten(
    page: Page, cast: SimpleNamespace, assignment: Assignment
) -> None:
    browser, (first, second, _) = page(cast.reviewer), keys(assignment)
    book = download(browser)
    services.save_draft(assignment, {f"nilai-{first}": "2", f"nilai-{second}": "3"}, by=cast.reviewer)
    book["Nilai"]["D2"], book["Nilai"]["D3"] = 3, 3
    answer = upload(browser, book)
    text = words(answer)
    assert "1 berbeda dengan portal" in text
    assert "<b>Di portal</b> 2: Tingkat 2." in text and "<b>Di lembar</b> 3: Tingkat 3." in text
    assert agree(browser).status_code == 400
    control, taken = f"pilih-{assignment.pk}-nilai-{first}", answer.context["clashes"][0][0].taken
    services.save_draft(assignment, {f"nilai-{first}": "1"}, by=cast.reviewer)
    assert "Pilih mana yang dipakai" in words(agree(browser, **{control: taken}))  # chosen against what was shown
    assert draft(assignment)[f"nilai-{first}"] == "1"
    agree(browser, **{control: "portal"})
    assert draft(assignment) == {f"nilai-{first}": "1", f"nilai-{second}": "3"}


def test_the_side_of_the_file_is_taken_when_it_is_chosen(
    page: Page, cast: SimpleNamespace, assignment: Assignment
) -> None:
    browser, first = page(cast.reviewer), keys(assignment)[0]
    book = download(browser)
    services.save_draft(assignment, {f"nilai-{first}": "2"}, by=cast.reviewer)
    book["Nilai"]["D2"] = 3
    [(answer, _)] = upload(browser, book).context["clashes"]
    agree(browser, **{answer.control: answer.taken})
    assert draft(assignment) == {f"nilai-{first}": "3"}


def test_cells_left_as_they_were_or_emptied_change_nothing(
    page: Page, cast: SimpleNamespace, assignment: Assignment
) -> None:
    browser, (first, second, _) = page(cast.reviewer), keys(assignment)
    services.save_draft(assignment, {f"nilai-{first}": "1", f"alasan-{first}": REASON}, by=cast.reviewer)
    book = download(browser)
    assert (book["Nilai"]["D2"].value, book["Nilai"]["E2"].value) == ("1: Tingkat 1.", REASON)
    services.save_draft(assignment, {f"nilai-{first}": "3", f"nilai-{second}": "2"}, by=cast.reviewer)
    book["Nilai"]["E2"] = None
    answer = upload(browser, book)
    assert "Tidak ada yang baru dalam lembar ini" in words(answer)
    assert (draft(assignment)[f"nilai-{first}"], KeptSheet.objects.count()) == ("3", 0)


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


def test_a_kept_file_is_its_reviewers_alone(page: Page, cast: SimpleNamespace, assignment: Assignment) -> None:
    filled(page(cast.reviewer), {"D2": "x"})
    key = KeptSheet.objects.get().pk
    for name in ("reviews:score_check", "reviews:score_marked"):
        assert page(cast.second).get(reverse(name, args=[key])).status_code == 404


def test_the_texts_to_read_stand_beside_and_no_name_of_a_colleague_does(
    page: Page, cast: SimpleNamespace, assignment: Assignment, give
) -> None:
    give(assignment.proposal, cast.second, [1, 2, 3])
    book = download(page(cast.reviewer))
    everything = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert assignment.proposal.title in everything
    assert not any("Second" in words for words in everything)


def test_the_check_costs_the_same_for_one_task_and_for_many(
    page: Page, cast: SimpleNamespace, assignment: Assignment, make, stages: list[ReviewStage]
) -> None:
    def cost() -> int:
        browser = page(cast.reviewer)
        book = download(browser)
        for row in range(2, book["Nilai"].max_row):
            if row % 4 != 1:
                book["Nilai"][f"D{row}"] = 3
        upload(browser, book)
        address = reverse("reviews:score_check", args=[KeptSheet.objects.get().pk])
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        KeptSheet.objects.all().delete()
        return len(queries)

    few = cost()
    for _ in range(4):
        Assignment.objects.create(stage=stages[0], proposal_id=make().pk, reviewer=cast.reviewer)
    assert cost() == few


def test_the_papers_hold_the_texts_and_an_empty_form_for_every_task(
    page: Page, cast: SimpleNamespace, assignment: Assignment
) -> None:
    answer = page(cast.reviewer).get(reverse("reviews:score_papers"))
    text = pdf_text(answer.content)
    assert assignment.proposal.title in text and "Kebaruan" in text and "TDN" in text


def test_the_key_column_is_what_the_reading_needs() -> None:
    assert TITLES[-1] == KEY
