"""One criterion per screen: what one answer stores, what comes next, reasons, and the sentences of one's own."""

import datetime
import html
import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from proposals.core.guide.models import Section
from proposals.core.models import Proposal, SectionText
from reviews.core.models import Assignment, Criterion, ReviewStage, Rubric
from reviews.scoring_desk import phrases, services
from reviews.scoring_desk.models import ReviewerPhrase
from reviews.stages.rubrics import EditedCriterion, save_rubric
from tests.reviews.conftest import answers

Page = Callable[[User], Client]


def url(task: Assignment, place: int | str = "") -> str:
    return reverse("reviews:score", args=[task.pk]) + (f"?kriteria={place}" if place else "")


def text_of(answer: HttpResponse) -> str:
    """The words of a page, one space apart."""
    return " ".join(re.sub(r"<[^>]*>", " ", html.unescape(answer.content.decode())).split())


def keys(task: Assignment) -> list[int]:
    return [criterion.pk for criterion in task.stage.rubric.criteria.all()]


def drafted(task: Assignment) -> dict[str, str]:
    return Assignment.objects.get(pk=task.pk).draft


def test_an_answer_is_kept_as_a_draft_and_the_next_criterion_opens(
    page: Page, cast: SimpleNamespace, assignment: Assignment
) -> None:
    first, *_ = keys(assignment)
    answer = page(cast.reviewer).post(url(assignment, 1), {f"nilai-{first}": "3"})
    assert answer["Location"] == url(assignment, 2)
    assert drafted(assignment) == {f"nilai-{first}": "3", f"alasan-{first}": ""}
    row = Assignment.objects.get()
    assert (row.state, row.total, row.scores.count()) == ("assigned", None, 0)


def test_two_tabs_on_two_criteria_keep_both_answers(page: Page, cast: SimpleNamespace, assignment: Assignment) -> None:
    first, second, _ = keys(assignment)
    browser = page(cast.reviewer)
    browser.post(url(assignment, 1), {f"nilai-{first}": "3"})
    browser.post(reverse("reviews:save_draft", args=[assignment.pk]), {f"alasan-{second}": "Baru setengah"})
    assert drafted(assignment) == {
        f"nilai-{first}": "3", f"alasan-{first}": "", f"alasan-{second}": "Baru setengah",
    }  # fmt: skip


@pytest.mark.parametrize("level", ["4", "0", "", "tinggi"])
def test_a_level_that_the_rubric_lacks_is_not_kept(
    page: Page, cast: SimpleNamespace, assignment: Assignment, level: str
) -> None:
    first, *_ = keys(assignment)
    page(cast.reviewer).post(url(assignment, 1), {f"nilai-{first}": level})
    assert f"nilai-{first}" not in drafted(assignment)


def test_an_interrupted_review_goes_on_at_its_first_open_criterion(
    page: Page, cast: SimpleNamespace, assignment: Assignment
) -> None:
    browser, (first, second, third) = page(cast.reviewer), keys(assignment)
    browser.post(url(assignment, 3), {f"nilai-{third}": "2"})
    assert "Kriteria 1 dari 3, usulan 1 dari 1" in text_of(browser.get(url(assignment)))
    browser.post(url(assignment, 1), {f"nilai-{first}": "2"})
    assert "Kriteria 2 dari 3" in text_of(browser.get(url(assignment)))
    assert browser.post(url(assignment, 2), {f"nilai-{second}": "2"})["Location"] == url(assignment, "akhir")
    assert "Kirim penilaian" in text_of(browser.get(url(assignment)))
    assert browser.get(url(assignment, 4)).status_code == browser.post(url(assignment, 9)).status_code == 404


def test_a_reason_is_asked_where_the_rubric_says_and_a_ready_sentence_is_one_press(
    page: Page, cast: SimpleNamespace, assignment: Assignment
) -> None:
    browser, (first, *_) = page(cast.reviewer), keys(assignment)
    Criterion.objects.filter(pk=first).update(sentences={"1": ["Belum berbeda dari yang ada."]})
    assert browser.post(url(assignment, 1), {f"nilai-{first}": "1"})["Location"] == url(assignment, 1) + "#soal"
    asked = text_of(browser.get(url(assignment, 1)))
    assert "Mengapa 1?" in asked and "Belum berbeda dari yang ada." in asked and "pengusul tidak membacanya" in asked
    short = browser.post(url(assignment, 1), {f"alasan-{first}": "dua kata"})
    assert (short.status_code, "paling sedikit 3 kata" in text_of(short)) == (400, True)
    pressed = {f"alasan-{first}": "dua kata", "kalimat": "Belum berbeda dari yang ada."}
    assert browser.post(url(assignment, 1), pressed)["Location"] == url(assignment, 2)
    assert drafted(assignment)[f"alasan-{first}"] == "dua kata Belum berbeda dari yang ada."
    assert not ReviewerPhrase.objects.exists()


def test_a_reason_given_for_another_level_is_shown_once_more(
    page: Page, cast: SimpleNamespace, assignment: Assignment, rubric: Rubric
) -> None:
    Rubric.objects.update(justify_at=[1, 3])
    browser, (first, *_) = page(cast.reviewer), keys(assignment)
    browser.post(url(assignment, 1), {f"nilai-{first}": "1"})
    browser.post(url(assignment, 1), {f"alasan-{first}": "Belum ada yang baru."})
    changed = {f"nilai-{first}": "3", f"alasan-{first}": "Belum ada yang baru."}
    assert browser.post(url(assignment, 1), changed)["Location"] == url(assignment, 1) + "#soal"
    assert drafted(assignment)[f"nilai-{first}"] == "3"


def test_what_is_judged_stands_above_and_the_rest_below(
    page: Page, cast: SimpleNamespace, assignment: Assignment
) -> None:
    browser, (first, *_) = page(cast.reviewer), keys(assignment)
    step = Section.objects.create(guide=assignment.proposal.period.guide, key="isi", title="Isi", order=1)
    for order, key in enumerate(("tujuan", "hasil", "manfaat")):
        part = Section.objects.create(guide=step.guide, key=key, title=key.title(), order=order, parent=step)
        SectionText.objects.create(proposal_id=assignment.proposal_id, section=part, text=f"Tulisan {key}.", words=2)
    Criterion.objects.filter(pk=first).update(sections=["manfaat", "tujuan", "tidak_ada"])
    shown = text_of(browser.get(url(assignment, 1)))
    order = ["Yang dinilai", "Tulisan manfaat.", "Tulisan tujuan.", "Bagian lain usulan", "Tulisan hasil."]
    assert sorted(order, key=shown.index) == order
    whole = text_of(browser.get(url(assignment, 2)))
    assert "Yang dinilai" not in whole
    assert [shown.count(f"Tulisan {key}.") for key in ("tujuan", "hasil", "manfaat")] == [1, 1, 1]


def test_the_figures_stand_beside_the_results_that_a_criterion_judges(
    page: Page, cast: SimpleNamespace, assignment: Assignment
) -> None:
    browser, (first, *_), guide = page(cast.reviewer), keys(assignment), assignment.proposal.period.guide
    entry = {"key": "indicators", "group": "angka", "label": "Indikator", "type": "table", "table": {"beside": "hasil"}}
    guide.profile = {"groups": [{"key": "angka", "title": "Angka", "purpose": "Angka."}], "fields": [entry]}
    guide.save()
    step = Section.objects.create(guide=guide, key="isi", title="Isi", order=1)
    for order, key in enumerate(("tujuan", "hasil")):
        Section.objects.create(guide=guide, key=key, title=key.title(), order=order, parent=step)
    Criterion.objects.filter(pk=first).update(sections=["hasil"])
    Proposal.objects.filter(pk=assignment.proposal_id).update(indicators="Waktu tunggu | 120 | 30 | menit | -")
    shown = text_of(browser.get(url(assignment, 1)))
    order = ["Yang dinilai", "Indikator sebelum dan sesudah", "turun 75 %", "Bagian lain usulan"]
    assert sorted(order, key=shown.index) == order


def test_a_stage_that_closed_meanwhile_stores_nothing_and_shows_what_was_typed(
    page: Page, cast: SimpleNamespace, assignment: Assignment, stages: list[ReviewStage]
) -> None:
    browser, (first, *_) = page(cast.reviewer), keys(assignment)
    ReviewStage.objects.update(closes_at=timezone.now() - datetime.timedelta(minutes=1))
    answer = browser.post(url(assignment, 1), {f"nilai-{first}": "1", f"alasan-{first}": "Kalimat yang saya ketik."})
    assert answer.status_code == 400
    assert "Kalimat yang saya ketik." in answer.content.decode() and "ditutup" in text_of(answer)
    assert (drafted(assignment), ReviewerPhrase.objects.count()) == ({}, 0)


def test_changing_an_answer_of_a_stage_that_closed_meanwhile_shows_what_was_typed(
    page: Page, cast: SimpleNamespace, assignment: Assignment, stages: list[ReviewStage]
) -> None:
    browser, draft = page(cast.reviewer), reverse("reviews:save_draft", args=[assignment.pk])
    ReviewStage.objects.update(closes_at=timezone.now() - datetime.timedelta(minutes=1))
    answer = browser.post(draft, {"comment": "Komentar yang panjang.", "ke": "2"})
    assert (answer.status_code, drafted(assignment)) == (400, {})
    assert "Komentar yang panjang.</textarea>" in answer.content.decode() and "ditutup" in text_of(answer)


def test_a_page_older_than_the_rubric_is_told_so_and_its_words_stay(
    page: Page, cast: SimpleNamespace, assignment: Assignment, rubric: Rubric
) -> None:
    browser, (first, *_), draft = (
        page(cast.reviewer),
        keys(assignment),
        reverse("reviews:save_draft", args=[assignment.pk]),
    )
    old = {f"nilai-{first}": "3", f"alasan-{first}": "Kalimat yang saya ketik."}
    lines = [EditedCriterion("kebaruan", "Kebaruan", "", 5, ("Rendah.", "Sedang.", "Tinggi."))]
    save_rubric(rubric, lines, by=cast.coordinator, note="")
    answer = browser.post(url(assignment, 1), old)
    assert (answer.status_code, drafted(assignment)) == (400, {})
    assert "Rubriknya berubah" in text_of(answer) and "Kalimat yang saya ketik.</textarea>" in answer.content.decode()
    saved = browser.post(draft, old | {"comment": "Sudah baik."})
    assert (saved.status_code, drafted(assignment)) == (409, {"comment": "Sudah baik."})
    assert "Rubriknya berubah" in text_of(browser.post(draft, old | {"keluar": "1"}, follow=True))


@pytest.mark.parametrize("stale", ["2", ""])
@pytest.mark.parametrize(("press", "opens"), [({"ke": "2"}, "?kriteria=2&ganti=1"), ({"keluar": "1"}, "")])
def test_leaving_the_last_screen_keeps_its_words_and_not_its_levels(
    page: Page, cast: SimpleNamespace, assignment: Assignment, stale: str, press: dict[str, str], opens: str
) -> None:
    browser, (first, *_) = page(cast.reviewer), keys(assignment)
    browser.post(url(assignment, 1), {f"nilai-{first}": "3"})
    old = {f"nilai-{first}": stale, "comment": "Sudah baik."} | press  # a tab that was opened before
    answer = browser.post(reverse("reviews:save_draft", args=[assignment.pk]), old)
    assert answer["Location"] == (url(assignment) + opens if opens else reverse("reviews:queue"))
    assert (drafted(assignment)[f"nilai-{first}"], drafted(assignment)["comment"]) == ("3", "Sudah baik.")


def test_the_queue_and_the_start_offer_what_was_begun_first(
    page: Page, cast: SimpleNamespace, assignment: Assignment, make: Callable[..., Proposal]
) -> None:
    later = Assignment.objects.create(stage=assignment.stage, proposal=make(), reviewer=cast.reviewer)
    browser = page(cast.reviewer)
    assert browser.get(reverse("reviews:start"))["Location"] == url(assignment)
    services.save_draft(later, {"comment": "Setengah"}, by=cast.reviewer)
    assert browser.get(reverse("reviews:start"))["Location"] == url(later)
    shown = browser.get(reverse("reviews:queue"))
    assert [row.pk for row in shown.context["page_obj"]] == [later.pk, assignment.pk]
    for task in (assignment, later):
        services.save_review(task, answers(task.stage, [3, 2, 1]), "", by=cast.reviewer)
    assert browser.get(reverse("reviews:start"))["Location"] == reverse("reviews:queue")


def test_own_sentences_are_offered_to_their_writer_alone_and_can_be_removed(
    page: Page, cast: SimpleNamespace, assignment: Assignment
) -> None:
    browser, (first, second, _) = page(cast.reviewer), keys(assignment)
    browser.post(url(assignment, 1), {f"nilai-{first}": "1"})
    browser.post(url(assignment, 1), {f"alasan-{first}": " Angkanya belum ada sumbernya.\x00 "})
    phrases.keep("Kalimat penilai lain.", by=cast.second)
    browser.post(url(assignment, 2), {f"nilai-{second}": "1"})
    offered = text_of(browser.get(url(assignment, 2)))
    assert "Angkanya belum ada sumbernya." in offered and "Kalimat penilai lain." not in offered
    theirs = ReviewerPhrase.objects.get(reviewer=cast.second)
    mine = ReviewerPhrase.objects.get(reviewer=cast.reviewer)
    for phrase in (theirs, mine):
        browser.post(reverse("reviews:phrase_remove", args=[phrase.pk]))
    assert list(ReviewerPhrase.objects.all()) == [theirs]
    assert drafted(assignment)[f"alasan-{first}"] == "Angkanya belum ada sumbernya."


@pytest.mark.parametrize("unseen", ["\u0301", "\ufe0f"])
def test_a_reason_of_signs_that_show_nothing_goes_on_and_is_no_sentence(
    page: Page, cast: SimpleNamespace, assignment: Assignment, unseen: str
) -> None:
    browser, (first, *_) = page(cast.reviewer), keys(assignment)
    browser.post(url(assignment, 1), {f"nilai-{first}": "2"})
    answer = browser.post(url(assignment, 1), {f"alasan-{first}": unseen, "lanjut": "1"})
    assert (answer["Location"], ReviewerPhrase.objects.count()) == (url(assignment, 2), 0)


def test_a_dozen_sentences_are_kept_and_those_used_last_stay(cast: SimpleNamespace) -> None:
    for number in range(phrases.AT_MOST + 1):
        phrases.keep(f"Kalimat ke {number}.", by=cast.reviewer)
    phrases.keep("Kalimat ke 1.", by=cast.reviewer)
    phrases.keep("Kalimat baru.", by=cast.reviewer)
    for text in ("", "Dua\nbaris sekaligus.", "panjang " * 40):
        phrases.keep(text, by=cast.reviewer)
    kept = list(ReviewerPhrase.objects.filter(reviewer=cast.reviewer).values_list("text", flat=True))
    assert kept == ["Kalimat baru.", "Kalimat ke 1.", *(f"Kalimat ke {number}." for number in range(12, 2, -1))]
