"""Any page's button without a line: it waits beside itself, is pressed once the portal answers, and only once."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from proposals.core.models import Proposal
from proposals.core.workflow import Status
from proposals.discussion.models import Message
from tests import factories
from tests.browsers import signed_in
from tests.factories import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HELD = "Sambungan terputus. Dikirim sendiri begitu tersambung."
SOON = 12_000


@pytest.fixture
def proposal(cast: Cast) -> Proposal:
    return factories.proposal(Status.SUBMITTED, of=cast.home)


@pytest.fixture
def window(browser: Browser, cast: Cast, live_server: LiveServer) -> Iterator[BrowserContext]:
    with signed_in(browser, cast.owner, live_server.url, viewport={"width": 360, "height": 740}) as context:
        yield context


def written(window: BrowserContext, proposal: Proposal) -> Page:
    """The discussion with a message in its box."""
    page = window.new_page()
    page.goto(reverse("proposals:discussion", args=[proposal.pk]))
    page.locator("main textarea").fill("Surat dukungan menyusul.")
    return page


def button(page: Page) -> Locator:
    return page.locator("main form button[type=submit]").last


def test_a_button_pressed_without_a_line_waits_and_is_sent_once(window: BrowserContext, proposal: Proposal) -> None:
    page = written(window, proposal)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    window.set_offline(True)
    button(page).dblclick()
    expect(page.get_by_text(HELD)).to_be_visible()
    button(page).click()
    expect(page.get_by_text(HELD)).to_have_count(1)
    assert page.locator("main textarea").input_value() == "Surat dukungan menyusul."
    assert sent == []

    window.set_offline(False)

    expect(page.get_by_text(HELD)).to_have_count(0, timeout=SOON)
    expect(page.locator("main")).to_contain_text("Surat dukungan menyusul.", timeout=SOON)
    assert len(sent) == 1
    assert Message.objects.filter(proposal=proposal.pk).count() == 1


def test_whoever_types_on_takes_the_press_back(window: BrowserContext, proposal: Proposal) -> None:
    page = written(window, proposal)
    window.set_offline(True)
    button(page).click()
    expect(page.get_by_text(HELD)).to_be_visible()
    page.locator("main textarea").press_sequentially(" Segera.")
    expect(page.get_by_text("Belum dikirim. Tekan lagi tombolnya.")).to_be_visible()
    window.set_offline(False)
    with page.expect_navigation():
        button(page).click()
    assert Message.objects.get(proposal=proposal.pk).text == "Surat dukungan menyusul. Segera."


def test_a_line_that_only_seems_to_be_there_is_asked_first(window: BrowserContext, proposal: Proposal) -> None:
    """A telephone that is connected to nothing says that it is connected."""
    page = window.new_page()
    page.clock.install()
    page.goto(reverse("proposals:discussion", args=[proposal.pk]))
    page.locator("main textarea").fill("Surat dukungan menyusul.")
    page.clock.fast_forward(60_000)
    page.route("**/*", lambda route: route.abort())
    button(page).click()
    expect(page.get_by_text(HELD)).to_be_visible()
    page.unroute("**/*")
    with page.expect_navigation():
        page.clock.fast_forward(6_000)
    assert Message.objects.filter(proposal=proposal.pk).count() == 1


def test_what_was_agreed_to_is_not_asked_again_after_waiting(window: BrowserContext, proposal: Proposal) -> None:
    page = written(window, proposal)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.locator("main form").last.evaluate("form => { form.dataset.confirm = 'Kirim?'; }")
    window.set_offline(True)
    button(page).click()
    expect(page.get_by_text(HELD)).to_be_visible()
    with page.expect_navigation(timeout=SOON):
        window.set_offline(False)
    assert asked == ["Kirim?"]
    assert Message.objects.filter(proposal=proposal.pk).count() == 1
