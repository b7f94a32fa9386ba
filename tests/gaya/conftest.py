"""The page of all components, opened by a technician in a Chromium that draws alike everywhere."""

from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from agencies.core.models import User
from tests.browsers import ALIKE, chromium, signed_in

Opened = Callable[[int], Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with chromium(switches=ALIKE) as running:
            yield running


@pytest.fixture
def opened(browser: Browser, live_server: LiveServer) -> Iterator[Opened]:
    """Opens `/gaya/` at a width."""
    technician = User.objects.create_superuser("teknisi")
    windows = []

    def page_of(width: int) -> Page:
        window = signed_in(
            browser, technician, live_server.url, viewport={"width": width, "height": 800}, locale="id-ID",
            reduced_motion="reduce", bypass_csp=True,
        )  # fmt: skip
        windows.append(window)
        page = window.new_page()
        page.goto(reverse("style_guide"))
        page.evaluate("document.fonts.ready.then(() => document.activeElement.blur())")
        return page

    yield page_of
    for window in windows:
        window.close()


@pytest.fixture
def accepting(request: pytest.FixtureRequest) -> bool:
    """Whether pictures that differ become the stored ones, as `make gaya` asks."""
    return bool(request.config.getoption("--accept-pictures"))
