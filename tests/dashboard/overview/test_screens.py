"""In a real browser: the dashboard of a whole city in six screens of a phone, with every part open on a wide one."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize
from pytest_django.live_server_helper import LiveServer

from tests.browsers import signed_in
from tests.dashboard.year import fill, make_period, make_year

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, WIDE = ViewportSize(width=360, height=760), ViewportSize(width=1280, height=800)
SCREENS = 6
HEIGHT = "document.documentElement.scrollHeight"
PARTS = ("#sejak", "#perjalanan", "#sekolah", "#banding", ".tile-group--nominated .tile")


@pytest.fixture
def dashboard(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    year = make_year(agencies=36, schools=123, target=100)
    make_period(2025, 100)
    fill(year, seed=3, amount=90)
    with signed_in(browser, year.leader, live_server.url, viewport=PHONE) as window:
        page = window.new_page()
        page.goto("/dasbor/")
        yield page


def test_a_phone_folds_what_is_done_and_a_wide_screen_shows_all(dashboard: Page) -> None:
    assert dashboard.evaluate(HEIGHT) <= SCREENS * PHONE["height"]
    assert [part for part in PARTS if dashboard.locator(part).first.is_visible()] == []
    dashboard.set_viewport_size(WIDE)
    assert [part for part in PARTS if not dashboard.locator(part).first.is_visible()] == []
    assert not dashboard.locator(".tile-group--nominated summary").is_visible()
