"""Scoring in a real browser: by keyboard alone, without scripts, on a phone, and free of axe's complaints."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import close_old_connections
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from proposals.core.models import Proposal
from reviews.core.models import Assignment, Interest, ReviewStage
from tests.browsers import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}


@pytest.fixture(autouse=True)
def _tidy() -> Iterator[None]:
    yield
    close_old_connections()


@pytest.fixture
def task(cast: SimpleNamespace, proposal: Proposal, stages: list[ReviewStage]) -> Assignment:
    return Assignment.objects.create(stage=stages[0], proposal_id=proposal.pk, reviewer=cast.reviewer)


def complaints(page: Page) -> list[str]:
    return [fault["id"] for fault in Axe().run(page).response["violations"]]


def test_digits_choose_the_level_and_a_draft_is_kept(
    browser: Browser, live_server: LiveServer, task: Assignment, cast: SimpleNamespace
) -> None:
    with signed_in(browser, cast.reviewer, live_server.url) as window:
        page = window.new_page()
        page.goto(reverse("reviews:score", args=[task.pk]))
        for key in ("3", "0", "2"):
            page.locator("body").focus()
            page.evaluate("document.activeElement.blur()")
            page.keyboard.press(key)
            page.keyboard.type("Alasan yang cukup panjang.")
        shares = page.locator("[data-share]").all_inner_texts()
        assert shares == ["71%", "0%", "29%"]
        page.get_by_text("Isian sementara tersimpan").wait_for()
        page.get_by_role("button", name="Simpan dan lanjut").focus()
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
        assert "0 dari 2 sudah dinilai" in " ".join(page.inner_text("main").split())
        page.keyboard.press("3")  # asks for no reason: the next criterion waits
        page.keyboard.press("1")  # asks for one
        page.keyboard.type("Bukti pemakaian belum ada.")
        page.keyboard.press("Tab")
        page.keyboard.press("2")
        page.keyboard.press("Tab")
        page.keyboard.type("Lengkapi bukti pemakaian.")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{reverse('reviews:score', args=[following.pk])}")
        assert "1 dari 2 sudah dinilai" in " ".join(page.inner_text("main").split())
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
        page.goto(reverse("reviews:queue"))
        page.get_by_role("link", name="Nilai usulan berikutnya").click()
        for criterion in task.stage.rubric.criteria.all():
            page.locator(f"input[name='nilai-{criterion.pk}'][value='3']").check()
        page.get_by_role("button", name="Simpan dan lanjut").click()
        assert "tersimpan, nilai 100,00" in page.content()
    task.refresh_from_db()
    assert task.state == "done"


def test_on_a_phone_one_criterion_is_shown_at_a_time_and_an_error_opens_its_own(
    browser: Browser, live_server: LiveServer, task: Assignment, cast: SimpleNamespace
) -> None:
    with signed_in(browser, cast.reviewer, live_server.url, viewport=PHONE) as window:
        page = window.new_page()
        page.goto(reverse("reviews:score", args=[task.pk]))
        shown, save = page.locator("[data-criterion]:visible"), page.get_by_role("button", name="Simpan dan lanjut")

        def at() -> list[str | None]:
            return [each.get_attribute("id") for each in shown.all()]

        assert (at(), save.is_visible()) == (["kriteria-1"], False)
        shown.locator("input[value='1']").check()  # asks for a reason, which stays empty
        for following in ("kriteria-2", "kriteria-3"):
            page.get_by_role("button", name="Kriteria berikutnya").click()
            assert at() == [following]
            shown.locator("input[value='3']").check()
        save.click()
        page.get_by_role("link", name="Tulis alasannya").wait_for()
        assert at() == ["kriteria-1"]
        page.get_by_text("Lihat semua").click()
        page.get_by_role("link", name="3. ").click()
        assert at() == ["kriteria-3"]
        page.get_by_role("link", name="Tulis alasannya").click()
        page.keyboard.type("Bukti pemakaian belum ada.")
        page.get_by_role("button", name="Simpan dan lanjut").click()
        page.get_by_text("Tidak ada yang menunggu nilai dari Anda").wait_for()
    assert list(task.scores.values_list("value", flat=True)) == [1, 3, 3]


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
