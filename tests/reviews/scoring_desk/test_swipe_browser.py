"""A finger that wipes sideways goes to the next or the previous criterion, and never takes words along."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from proposals.core.models import Proposal
from reviews.core.models import Assignment, ReviewStage
from tests.browsers import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def task(cast: SimpleNamespace, proposal: Proposal, stages: list[ReviewStage]) -> Assignment:
    return Assignment.objects.create(stage=stages[0], proposal_id=proposal.pk, reviewer=cast.reviewer)


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, task: Assignment, cast: SimpleNamespace) -> Iterator[Page]:
    with signed_in(
        browser, cast.reviewer, live_server.url, viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce"
    ) as window:
        yield window.new_page()


def wipe(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """One finger from a point to another, in a few steps."""
    session = page.context.new_cdp_session(page)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": start[0], "y": start[1]}]})
    for step in (1, 2, 3):
        x, y = (a + (b - a) * step / 3 for a, b in zip(start, end, strict=True))
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def open_at(page: Page, task: Assignment, criterion: int) -> None:
    page.goto(f"{reverse('reviews:score', args=[task.pk])}?kriteria={criterion}")
    page.get_by_text(f"Kriteria {criterion} dari 3").wait_for()


def test_wiping_left_goes_on_and_right_goes_back_to_the_last_screen(page: Page, task: Assignment) -> None:
    open_at(page, task, 1)
    expect(page.get_by_text("Geser ke kiri atau kanan untuk pindah kriteria.")).to_be_visible()
    wipe(page, (280, 60), (90, 70))
    page.get_by_text("Kriteria 2 dari 3").wait_for()
    wipe(page, (90, 60), (280, 70))
    page.get_by_text("Kriteria 1 dari 3").wait_for()
    open_at(page, task, 3)
    wipe(page, (280, 60), (90, 70))
    page.get_by_text("Periksa dan kirim").wait_for()


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ((350, 60), (120, 60)),  # from the edge, which is the browser's
        ((280, 60), (250, 60)),  # too short
        ((280, 60), (190, 160)),  # rather downwards
    ],
)
def test_other_movements_change_nothing(
    page: Page, task: Assignment, start: tuple[float, float], end: tuple[float, float]
) -> None:
    open_at(page, task, 2)
    wipe(page, start, end)
    expect(page.get_by_text("Kriteria 2 dari 3")).to_be_visible()
    assert page.url.endswith("kriteria=2")


def test_a_finger_in_a_box_or_a_wide_table_is_left_alone(page: Page, task: Assignment) -> None:
    open_at(page, task, 2)
    page.evaluate(
        """() => { const [wide, inner] = [document.createElement("div"), document.createElement("p")];
        wide.id = "lebar"; wide.style.overflowX = "auto"; inner.style.width = "900px"; inner.textContent = "lebar";
        wide.append(inner); document.querySelector("main").prepend(wide); }"""
    )
    box = page.locator("#lebar").bounding_box()
    assert box
    wipe(page, (280, box["y"] + 5), (90, box["y"] + 5))
    page.locator(".desk__why summary").click()
    area = page.locator("textarea").bounding_box()
    assert area
    wipe(page, (280, area["y"] + 10), (90, area["y"] + 10))
    expect(page.get_by_text("Kriteria 2 dari 3")).to_be_visible()
    assert page.url.endswith("kriteria=2")


def test_words_half_written_are_kept_when_the_finger_goes_on(page: Page, task: Assignment) -> None:
    open_at(page, task, 1)
    page.locator(".desk__why summary").click()
    page.locator("textarea").press_sequentially("Baru setengah")
    place = page.locator(".eyebrow").bounding_box()
    assert place
    wipe(page, (280, place["y"] + 5), (90, place["y"] + 5))
    page.get_by_text("Kriteria 2 dari 3").wait_for()
    page.locator("[rel=prev]").click()
    expect(page.locator("textarea")).to_have_value("Baru setengah")


def test_words_whose_save_never_arrived_are_brought_back(page: Page, task: Assignment) -> None:
    open_at(page, task, 1)
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError()); }")
    page.locator(".desk__why summary").click()
    page.locator("textarea").press_sequentially("Baru setengah")
    page.locator("[rel=next]").first.click()
    page.get_by_text("Kriteria 2 dari 3").wait_for()
    page.locator("[rel=prev]").first.click()
    expect(page.locator("textarea")).to_have_value("Baru setengah")
    expect(page.get_by_text("Kami memulihkan tulisan yang belum tersimpan.")).to_be_visible()
