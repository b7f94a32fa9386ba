"""Real windows at the writing desk: a person's own, a step opened in it, and the line that says how saving stands."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Locator, Page

from agencies.core.models import User
from proposals.core.models import Proposal
from tests.browsers import signed_in

SOON = 15_000


@contextmanager
def window_of(browser: Browser, person: User, address: str, **options: object) -> Iterator[BrowserContext]:
    """A window in which `person` has signed in, closed at the end."""
    context = signed_in(browser, person, address, **options)
    yield context
    context.close()


def opened(window: BrowserContext, proposal: Proposal, step: str = "rancang-bangun") -> Page:
    """A step of writing in a new tab of `window`."""
    page = window.new_page()
    page.goto(f"/usulan/{proposal.pk}/ubah/{step}/")
    return page


def state(page: Page) -> Locator:
    """The line that says how saving stands."""
    return page.locator("[data-save-state]")
