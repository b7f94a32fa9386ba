"""A real Chromium for the tests marked `browser`, and signing in without the form."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from agencies.core.models import User

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# Letters drawn without what a machine's own settings and screen add to them.
ALIKE = ["--font-render-hinting=none", "--disable-lcd-text", "--force-color-profile=srgb"]


@contextmanager
def chromium(*, keeps_pages: bool = False, switches: Sequence[str] = ()) -> Iterator[Browser]:
    """A running browser, with these switches as well; skips the test, visibly, where none is installed.

    With `keeps_pages` it has the back/forward cache that people's browsers have and that the driver switches off.
    """
    program = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if program is None:
        pytest.skip("Chromium is not installed.")
    with sync_playwright() as playwright:
        without = ["--disable-back-forward-cache"] if keeps_pages else None
        browser = playwright.chromium.launch(
            executable_path=program, args=[*SWITCHES, *switches], ignore_default_args=without
        )
        yield browser
        browser.close()


def signed_in(browser: Browser, person: User, address: str, **options: object) -> BrowserContext:
    """A window of its own in which `person` has signed in at `address`."""
    client = Client()
    client.force_login(person)
    context = browser.new_context(base_url=address, **options)  # type: ignore[arg-type]  # handed on as they are
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
    return context
