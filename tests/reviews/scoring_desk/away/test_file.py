"""A reviewer's file: what it holds, what an upload brings, and what the portal keeps."""

import io
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.sheets.models import KeptSheet
from reviews.core.models import Assignment, ReviewStage, Score
from reviews.scoring_desk import services
from reviews.scoring_desk.away.sheets import KEY, TITLES
from tests.pdfs import text_of as pdf_text
from tests.reviews.scoring_desk.away.sheet import (
    REASON,
    Page,
    agree,
    download,
    draft,
    filled,
    keys,
    upload,
    words,
)


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
