"""A sheet of assignments that replaces: its difference is shown first, and exactly that is carried out, or nothing."""

import io
import re
from types import SimpleNamespace

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.core.models import User
from foundation.sheets.models import KeptSheet
from reviews.assigning import services
from reviews.core.models import Assignment

HEADS = ("Nomor usulan", "Nama pengguna penilai")
pytestmark = pytest.mark.usefixtures("stages")


def send(browser: Client, *rows: tuple[object, ...], mode: str = "ganti") -> HttpResponse:
    book, target = openpyxl.Workbook(), io.BytesIO()
    for row in (HEADS, *rows):
        book.worksheets[0].append(row)
    book.save(target)
    upload = SimpleUploadedFile("penugasan.xlsx", target.getvalue())
    return browser.post(reverse("reviews:assignments_import"), {"file": upload, "mode": mode}, follow=True)


def asked() -> set[tuple[str, int]]:
    return set(Assignment.objects.active().values_list("reviewer__username", "proposal"))


def agree(browser: Client, shown: HttpResponse, reason: str = "") -> HttpResponse:
    """Says yes to the difference as it was shown."""
    seal = re.search(r'name="agreed" value="([0-9a-f]+)"', shown.text)
    assert seal
    return browser.post(shown.redirect_chain[-1][0], {"agreed": seal[1], "reason": reason}, follow=True)


@pytest.fixture
def three(make, cast: SimpleNamespace) -> list:
    """Three proposals: the first with reviewer and second, the second with second, the third with third."""
    made = [make() for _ in range(3)]
    pairs = ((0, cast.reviewer), (0, cast.second), (1, cast.second), (2, cast.third))
    services.assign_many([(made[place], person) for place, person in pairs], by=cast.coordinator)
    return made


def test_the_difference_is_shown_and_then_carried_out(page, cast, three) -> None:
    before, browser = asked(), page(cast.coordinator)
    shown = send(browser, (three[0].number, "reviewer"), (three[0].number, "third"), (three[1].number, "second"))
    found = shown.context["found"]
    assert {(row.pk, person) for row, person in found.added} == {(three[0].pk, cast.third)}
    assert {(row.proposal_id, row.reviewer) for row in found.removed} == {(three[0].pk, cast.second)}
    kept = {(three[0].pk, cast.reviewer), (three[1].pk, cast.second)}
    assert {(row.proposal_id, row.reviewer) for row in found.kept} == kept
    assert asked() == before
    agree(browser, shown)
    assert asked() == before - {("second", three[0].pk)} | {("third", three[0].pk)}
    assert not KeptSheet.objects.exists()
    assert cast.second.notifications.filter(text__contains="dibatalkan").count() == 1


def test_taking_many_back_tells_each_reviewer_once_and_asks_no_more(page, cast, make) -> None:
    rows = [make() for _ in range(5)]
    services.assign_many([(row, cast.second) for row in rows], by=cast.coordinator)
    costs, browser = [], page(cast.coordinator)
    for some in (rows[:2], rows[2:]):
        shown = send(browser, *((row.number, "third") for row in some))
        with CaptureQueriesContext(connection) as queries:
            agree(browser, shown)
        costs.append(len(queries))
    assert asked() == {("third", row.pk) for row in rows}
    told = cast.second.notifications.filter(text__contains="dibatalkan").values_list("text", flat=True)
    assert set(told) == {f"Penugasan Anda untuk {amount} usulan dibatalkan." for amount in (2, 3)}
    assert len(told) == 2
    assert costs[0] == costs[1]


def test_a_double_click_leads_to_the_same_page(page, cast, three) -> None:
    browser = page(cast.coordinator)
    shown = send(browser, (three[0].number, "reviewer"))
    for _ in range(2):
        assert agree(browser, shown).redirect_chain == [(reverse("reviews:assignments"), 302)]


def test_a_finished_review_goes_only_with_a_reason(page, cast, three, give) -> None:
    give(three[0], cast.second, [3, 3, 3])
    before, browser = asked(), page(cast.coordinator)
    shown = send(browser, (three[0].number, "reviewer"))
    assert "sudah selesai menilai" in shown.text
    refused = agree(browser, shown)
    assert "Tuliskan alasannya" in refused.text
    assert asked() == before
    agree(browser, shown, "Ternyata ikut menyusun.")
    gone = Assignment.objects.get(reviewer=cast.second, proposal=three[0].pk)
    assert (gone.state, gone.reason) == (Assignment.State.REMOVED, "Ternyata ikut menyusun.")


def test_what_changed_after_the_preview_is_shown_again_and_not_carried_out(page, cast, three, give) -> None:
    browser = page(cast.coordinator)
    shown = send(browser, (three[0].number, "reviewer"))
    give(three[0], cast.second, [3, 3, 3])  # done meanwhile: another difference, though of the same rows
    before = asked()
    answer = agree(browser, shown, "Alasan yang diberikan terlalu dini.")
    assert "berubah sejak perbedaan ini ditampilkan" in answer.text
    assert asked() == before
    answer.redirect_chain = shown.redirect_chain
    agree(browser, answer, "Ternyata ikut menyusun.")
    assert asked() == before - {("second", three[0].pk)}


def test_wrong_rows_change_nothing_and_cannot_be_left_out(page, cast, three) -> None:
    before, browser = asked(), page(cast.coordinator)
    answer = send(browser, (three[0].number, "third"), (three[0].number, "hantu"))
    assert answer.status_code == 400
    assert "baris yang benar" not in answer.text
    kept = KeptSheet.objects.get()
    url = reverse("reviews:assignments_check", args=[kept.pk])
    browser.post(url, {"sebagian": "1"})
    assert browser.get(reverse("reviews:assignments_replace", args=[kept.pk]))["Location"] == url
    assert asked() == before
    [name] = re.findall(r'<input class="form-control" type="text" name="([^"]+)"', answer.text)
    shown = browser.post(url, {"perbaiki": "1", name: "second"}, follow=True)
    agree(browser, shown)
    assert asked() == before - {("reviewer", three[0].pk)} | {("third", three[0].pk)}


def test_the_downloaded_sheet_changes_nothing_even_after_an_earlier_stage(page, cast, make, stages) -> None:
    later, browser = make(review_round=2), page(cast.coordinator)
    Assignment.objects.create(stage=stages[0], proposal_id=later.pk, reviewer=cast.second)
    services.assign(later, cast.third, by=cast.coordinator)
    before = asked()
    file = browser.get(reverse("reviews:assignments_xlsx")).content
    upload = SimpleUploadedFile("penugasan.xlsx", file)
    answer = browser.post(reverse("reviews:assignments_import"), {"file": upload, "mode": "ganti"}, follow=True)
    assert "Tidak ada yang berubah" in answer.text
    assert asked() == before


def test_the_downloaded_sheet_keeps_the_review_of_somebody_who_is_no_reviewer_any_more(page, cast, three, give) -> None:
    give(three[0], cast.second, [3, 3, 3])
    User.objects.filter(pk=cast.second.pk).update(is_active=False)
    before, browser = asked(), page(cast.coordinator)
    file = browser.get(reverse("reviews:assignments_xlsx")).content
    upload = SimpleUploadedFile("penugasan.xlsx", file)
    answer = browser.post(reverse("reviews:assignments_import"), {"file": upload, "mode": "ganti"}, follow=True)
    assert "Tidak ada yang berubah" in answer.text
    assert asked() == before
    assert (
        "bukan penilai aktif"
        in send(browser, (three[2].number, "third"), (three[0].number, "second"), (three[2].number, "second")).text
    )


def test_nobody_else_opens_the_preview(page, cast, three) -> None:
    shown = send(page(cast.coordinator), (three[0].number, "third"))
    url = shown.redirect_chain[-1][0]
    cast.leader.is_coordinator = True
    cast.leader.save()
    assert page(cast.leader).get(url).status_code == 404


def test_adding_stays_as_it_was(page, cast, three) -> None:
    before = asked()
    send(page(cast.coordinator), (three[0].number, "third"), mode="tambah")
    assert asked() == before | {("third", three[0].pk)}


def test_the_number_of_rows_asks_for_no_more(page, cast, three) -> None:
    costs, browser = [], page(cast.coordinator)
    rows = [(proposal.number, "third") for proposal in three[:2]]
    for amount in (1, 2):
        url = send(browser, *rows[:amount]).redirect_chain[-1][0]
        with CaptureQueriesContext(connection) as queries:
            browser.get(url)
        costs.append(len(queries))
    assert costs[0] == costs[1]
