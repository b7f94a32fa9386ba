"""Scoring in a real browser: by keyboard alone, without scripts, on a phone, and free of axe's complaints."""

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page
from pytest_django.live_server_helper import LiveServer

from proposals.core.guide.models import Section
from proposals.core.models import Proposal, SectionText
from reviews.core.models import Assignment, Criterion, Interest, ReviewStage, Rubric, Score
from reviews.scoring_desk import phrases
from tests import factories
from tests.browsers import signed_in
from tests.reviews.conftest import LEVELS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def task(cast: SimpleNamespace, proposal: Proposal, stages: list[ReviewStage]) -> Assignment:
    return Assignment.objects.create(stage=stages[0], proposal_id=proposal.pk, reviewer=cast.reviewer)


def complaints(page: Page) -> list[str]:
    return [fault["id"] for fault in Axe().run(page).response["violations"]]


def test_digits_answer_and_a_draft_of_words_is_kept(
    browser: Browser, live_server: LiveServer, task: Assignment, cast: SimpleNamespace
) -> None:
    with signed_in(browser, cast.reviewer, live_server.url) as window:
        page = window.new_page()
        page.goto(reverse("reviews:score", args=[task.pk]))
        page.keyboard.press("3")
        page.get_by_text("Kriteria 2 dari 3").wait_for()
        page.keyboard.press("0")
        page.locator("textarea:focus").wait_for()
        page.keyboard.type("Alasan yang cukup panjang.")
        page.get_by_text("Isian sementara tersimpan").wait_for()
        page.get_by_role("button", name="Simpan, kriteria berikutnya").click()
        page.get_by_text("Kriteria 3 dari 3").wait_for()
        page.keyboard.press("2")
        page.get_by_text("Periksa dan kirim").wait_for()
        assert page.locator("[data-share]").all_inner_texts() == ["71%", "0%", "29%"]
        page.get_by_role("button", name="Kirim penilaian").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/penilaian/")
    task.refresh_from_db()
    assert task.state == "done"
    assert list(task.scores.values_list("value", flat=True)) == [3, None, 2]


def test_a_review_is_written_and_the_next_opened_from_the_keyboard_alone(
    browser: Browser, live_server: LiveServer, task: Assignment, cast: SimpleNamespace, make: Callable[..., Proposal]
) -> None:
    following = Assignment.objects.create(stage=task.stage, proposal=make(), reviewer=cast.reviewer)
    with signed_in(browser, cast.reviewer, live_server.url) as window:
        page = window.new_page()
        page.goto(reverse("reviews:score", args=[task.pk]))
        page.get_by_text("Kriteria 1 dari 3, usulan 1 dari 2").wait_for()
        page.keyboard.press("3")  # asks for no reason: the next criterion waits
        page.get_by_text("Kriteria 2 dari 3").wait_for()
        page.keyboard.press("1")  # asks for one
        page.locator("textarea:focus").wait_for()
        page.keyboard.type("Bukti pemakaian belum ada.")
        page.get_by_role("button", name="Simpan, kriteria berikutnya").press("Enter")
        page.get_by_text("Kriteria 3 dari 3").wait_for()
        page.keyboard.press("2")
        page.get_by_label("Komentar untuk pengusul").press_sequentially("Lengkapi bukti pemakaian.")
        page.get_by_role("button", name="Kirim, usulan berikutnya").press("Enter")
        page.wait_for_url(f"**{reverse('reviews:score', args=[following.pk])}")
        page.get_by_text("Kriteria 1 dari 3, usulan 2 dari 2").wait_for()
    task.refresh_from_db()
    assert list(task.scores.values_list("value", "justification")) == [
        (3, ""), (1, "Bukti pemakaian belum ada."), (2, ""),
    ]  # fmt: skip
    assert (task.state, task.comment) == ("done", "Lengkapi bukti pemakaian.")


def test_without_scripts_and_on_a_phone_the_same_review_goes_through(
    browser: Browser, live_server: LiveServer, task: Assignment, cast: SimpleNamespace
) -> None:
    options = {"java_script_enabled": False, "viewport": PHONE}
    with signed_in(browser, cast.reviewer, live_server.url, **options) as window:
        page = window.new_page()
        page.goto(reverse("home"))
        page.get_by_role("link", name="Mulai menilai").click()
        for level in ("3", "1"):
            page.locator("button.answer", has=page.get_by_text(level, exact=True)).click()
        page.get_by_label("Dengan kata sendiri").fill("Belum.")
        page.get_by_role("button", name="Simpan, kriteria berikutnya").click()
        assert "Tulis alasannya, paling sedikit 3 kata." in page.inner_text("main")
        page.get_by_label("Dengan kata sendiri").fill("Belum ada buktinya.")
        page.get_by_role("button", name="Simpan dan keluar").click()
        page.get_by_role("link", name="Lanjutkan yang belum selesai").click()
        assert "Kriteria 3 dari 3" in page.inner_text("main")
        page.get_by_role("button", name="Tidak dapat dinilai").click()
        page.get_by_label("Dengan kata sendiri").fill("Berkasnya tidak terbuka.")
        page.get_by_role("button", name="Simpan, kriteria berikutnya").click()
        page.get_by_label("Komentar untuk pengusul").fill("Lampirkan buktinya.")
        page.get_by_role("button", name="Ganti kriteria 1").click()
        page.locator("button.answer", has=page.get_by_text("2", exact=True)).click()
        page.get_by_role("button", name="Kirim penilaian").click()
        assert "tersimpan, nilai" in page.content()
    task.refresh_from_db()
    assert (task.state, task.comment) == ("done", "Lampirkan buktinya.")
    assert list(task.scores.values_list("value", "justification")) == [
        (2, ""), (1, "Belum ada buktinya."), (None, "Berkasnya tidak terbuka."),
    ]  # fmt: skip


def test_words_typed_just_before_a_link_is_taken_are_kept(
    browser: Browser, live_server: LiveServer, task: Assignment, cast: SimpleNamespace
) -> None:
    with signed_in(browser, cast.reviewer, live_server.url, viewport=PHONE) as window:
        page = window.new_page()
        page.goto(f"{reverse('reviews:score', args=[task.pk])}?kriteria=2")
        page.locator("button.answer", has=page.get_by_text("1", exact=True)).click()
        page.locator("textarea:focus").wait_for()
        page.get_by_label("Dengan kata sendiri").press_sequentially("Belum ada angka")
        page.get_by_role("link", name="Kembali ke kriteria 1").click()
        page.get_by_text("Kriteria 1 dari 3").wait_for()
        # The browser sends them behind the page that was left: a busy portal may draw the next one first.
        for _ in range(60):
            page.goto(f"{reverse('reviews:score', args=[task.pk])}?kriteria=2")
            if page.get_by_label("Dengan kata sendiri").input_value():
                break
        assert page.get_by_label("Dengan kata sendiri").input_value() == "Belum ada angka"


def test_the_rest_of_the_proposal_opens_on_the_same_screen_and_nothing_is_lost(
    browser: Browser, live_server: LiveServer, task: Assignment, cast: SimpleNamespace
) -> None:
    with signed_in(browser, cast.reviewer, live_server.url, viewport=PHONE) as window:
        page = window.new_page()
        page.goto(f"{reverse('reviews:score', args=[task.pk])}?kriteria=2")
        page.get_by_text("Alasan (boleh kosong)").click()
        page.get_by_role("textbox").fill("Setengah kalimat")
        summary = page.locator(".desk__text summary")
        summary.scroll_into_view_if_needed()
        before = page.evaluate("scrollY")
        summary.click()
        summary.click()
        assert page.get_by_role("textbox").input_value() == "Setengah kalimat"
        assert (page.evaluate("scrollY"), page.url.partition("?")[2]) == (before, "kriteria=2")


def test_ten_proposals_with_six_criteria_cost_90_taps_and_no_page_is_longer_than_two_screens(
    browser: Browser, live_server: LiveServer, cast: SimpleNamespace, make: Callable[..., Proposal], rubric: Rubric,
    stages: list[ReviewStage],
) -> None:  # fmt: skip
    """From the sign-in on, at 360 px: sixty answers, twelve of which need a reason, and ten reviews sent."""
    for order, key in enumerate(("kelayakan", "lanjut", "mitra"), start=3):
        Criterion.objects.create(rubric=rubric, key=key, name=key.title(), weight=1, levels=LEVELS, order=order)
    rubric.criteria.update(sentences={"1": ["Penggunanya belum disebut dalam usulan."]}, sections=["hasil"])
    step = Section.objects.create(guide=stages[0].period.guide, key="isi", title="Isi", order=1)
    section = Section.objects.create(guide=step.guide, key="hasil", title="Hasil inovasi", order=2, parent=step)
    for _ in range(10):
        proposal = make()
        SectionText.objects.create(proposal_id=proposal.pk, section=section, text="Lansia sehat. " * 150, words=300)
        Assignment.objects.create(stage=stages[0], proposal=proposal, reviewer=cast.reviewer)
    cast.reviewer.set_password(factories.PASSWORD)
    cast.reviewer.save()
    with browser.new_context(base_url=live_server.url, viewport=PHONE, has_touch=True) as window:
        page, taps, lengths = window.new_page(), 0, []

        def tap(target: Locator) -> None:
            nonlocal taps
            with page.expect_navigation():
                target.tap()
            taps += 1
            lengths.append(page.evaluate("document.documentElement.scrollHeight"))

        page.goto(reverse("account_login"))
        for field, words in (("login", cast.reviewer.username), ("password", factories.PASSWORD)):
            page.locator(f"[name={field}]").tap()
            taps += 1
            page.keyboard.type(words)
        tap(page.get_by_role("button", name="Masuk", exact=True))
        lengths.clear()  # what follows is scoring
        tap(page.get_by_role("link", name="Mulai menilai"))
        for proposal in range(10):
            for criterion in range(6):
                low = criterion == 2 or (criterion == 4 and proposal < 2)
                assert "Lansia sehat." in page.inner_text(".desk__text > section")
                tap(page.locator("button.answer").nth(0 if low else 1))
                if low:
                    tap(page.get_by_role("button", name="Penggunanya belum disebut"))
            tap(page.get_by_role("button", name=re.compile("^Kirim")))
        page.get_by_text("Tidak ada yang menunggu nilai dari Anda").wait_for()
        assert taps <= 90
        assert max(lengths) <= 2 * PHONE["height"]
    assert set(Assignment.objects.values_list("state", flat=True)) == {"done"}
    assert Score.objects.filter(value=1, justification="Penggunanya belum disebut dalam usulan.").count() == 12


@pytest.mark.parametrize("place", ["?kriteria=1", "?kriteria=2", "?kriteria=akhir"])
def test_every_screen_of_scoring_is_for_thumbs_and_free_of_complaints(
    browser: Browser, live_server: LiveServer, task: Assignment, cast: SimpleNamespace, place: str
) -> None:
    first, second, _ = task.stage.rubric.criteria.all()
    task.draft = {f"nilai-{first.pk}": "3", f"nilai-{second.pk}": "1"}  # the second lacks its reason
    task.save()
    phrases.keep("Angkanya belum ada sumbernya.", by=cast.reviewer)
    with signed_in(browser, cast.reviewer, live_server.url, viewport=PHONE) as window:
        page = window.new_page()
        page.goto(reverse("reviews:score", args=[task.pk]) + place)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert complaints(page) == []
        small = "b => [...document.querySelectorAll('main button')].filter(b => b.offsetParent && b.offsetHeight < 44)"
        assert page.evaluate(f"({small})().map(b => b.outerHTML)") == []


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("reviewer", "queue"),
        ("reviewer", "score"),
        ("reviewer", "recuse"),
        ("coordinator", "ranking"),
        ("coordinator", "assignments"),
        ("coordinator", "assign"),
        ("coordinator", "plans"),
        ("coordinator", "reviewers"),
        ("coordinator", "reviewer"),
        ("coordinator", "fairness"),
        ("coordinator", "what_if"),
        ("coordinator", "stages"),
        ("coordinator", "stage_set"),
        ("coordinator", "stage"),
        ("coordinator", "rubric"),
        ("coordinator", "discussion"),
        ("coordinator", "conflicts"),
        ("coordinator", "conflict_lift"),
    ],
)
def test_pages_fit_a_phone_and_axe_finds_nothing(
    browser: Browser, live_server: LiveServer, task: Assignment, cast: SimpleNamespace, who: str, name: str
) -> None:
    keys = {"score": task.pk, "recuse": task.pk, "assign": task.proposal_id, "discussion": task.proposal_id}
    over = Interest.objects.create(user=cast.second, proposal_id=task.proposal.pk, reason="Saudara.")
    keys |= {
        "conflict_lift": over.pk,
        "reviewer": cast.reviewer.pk,
        "stage": task.stage_id,
        "rubric": task.stage.rubric_id,
    }
    address = reverse(f"reviews:{name}", args=[keys[name]] if name in keys else [])
    with signed_in(browser, getattr(cast, who), live_server.url, viewport=PHONE) as window:
        page = window.new_page()
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert complaints(page) == []
