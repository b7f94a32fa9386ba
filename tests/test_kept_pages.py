"""After signing out, "Back" in a real browser shows nothing private, also where the browser keeps whole pages."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from inovasi import middleware
from tests import factories
from tests.browsers import chromium, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME = "Siti Rahasia"
# Tells the test whether the page came from the browser's memory, even when it goes away at once.
WATCH = """addEventListener('pageshow', (event) => {
  console.log('shown', location.pathname, event.persisted);
  window.wasShown = true;
})"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium that keeps pages, as those of people do; the driver switches that off."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with chromium(keeps_pages=True) as running:
            yield running


@pytest.fixture
def window(browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    person = factories.coordinator(full_name=NAME)
    with signed_in(browser, person, live_server.url) as context:
        yield context


@pytest.fixture
def keeping(monkeypatch: pytest.MonkeyPatch) -> None:
    """What browsers do that keep a page although its answer forbids it: here it does not forbid it."""
    monkeypatch.setattr(middleware, "patch_cache_control", lambda response, **rules: None)


def shown(page: Page) -> list[str]:
    lines: list[str] = []
    page.on("console", lambda message: lines.append(message.text))
    page.add_init_script(WATCH)
    return lines


def sign_out(window: BrowserContext) -> None:
    """In another tab, whose answer asks the browser to drop what it kept."""
    other = window.new_page()
    other.goto("/")
    other.evaluate("document.querySelector('form[data-sign-out]').requestSubmit()")
    expect(other.get_by_role("link", name="Masuk").first).to_be_visible()
    other.close()


@pytest.mark.usefixtures("keeping")
def test_a_kept_page_is_put_away_and_fetched_anew(window: BrowserContext) -> None:
    page = window.new_page()
    lines = shown(page)
    page.goto("/akun/profil/")
    page.goto("/panduan/")
    page.go_back()
    expect(page.locator("#id_full_name")).to_have_value(NAME)
    page.wait_for_function("window.wasShown && !document.documentElement.classList.contains('put-away')")
    # The driver tells the first line of a page that comes back once more.
    assert lines[-2:] == ["shown /akun/profil/ true", "shown /akun/profil/ false"]


@pytest.mark.usefixtures("keeping")
def test_back_after_signing_out_shows_nothing_that_was_kept(window: BrowserContext) -> None:
    page = window.new_page()
    shown(page)
    page.goto("/akun/profil/")
    page.goto("/panduan/")
    window.clear_cookies(name="sessionid")
    page.go_back()
    page.wait_for_url("**/masuk/**")
    assert NAME not in page.content()


@pytest.mark.usefixtures("keeping")
def test_signing_out_in_another_tab_drops_what_was_kept(window: BrowserContext) -> None:
    page = window.new_page()
    lines = shown(page)
    page.goto("/akun/profil/")
    page.goto("/panduan/")
    sign_out(window)
    page.go_back()
    page.wait_for_url("**/masuk/**")
    assert "shown /akun/profil/ true" not in lines
    assert NAME not in page.content()


def test_a_private_page_is_not_even_kept(window: BrowserContext) -> None:
    page = window.new_page()
    lines = shown(page)
    page.goto("/akun/profil/")
    page.goto("/panduan/")
    page.go_back()
    expect(page.locator("#id_full_name")).to_have_value(NAME)
    assert "shown /akun/profil/ true" not in lines
