"""The discussion in a real browser: a sent message never comes back into the box, and one that was not sent does."""

from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from proposals.core.workflow import Status
from proposals.discussion.models import Message
from tests import factories
from tests.browsers import signed_in
from tests.factories import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "Apakah surat pengantar boleh menyusul?"
KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('portal:keep:'))"


@pytest.fixture
def window(browser: Browser, cast: Cast, live_server: LiveServer) -> Iterator[BrowserContext]:
    context = signed_in(browser, cast.owner, live_server.url)
    yield context
    context.close()


@pytest.fixture
def page(window: BrowserContext, cast: Cast) -> Page:
    sent = factories.proposal(Status.SUBMITTED, of=cast.home)
    page = window.new_page()
    page.goto(reverse("proposals:discussion", args=[sent.pk]))
    return page


def send(page: Page) -> None:
    page.get_by_role("button", name="Kirim", exact=True).click()


def test_a_sent_message_never_comes_back_into_the_box(page: Page) -> None:
    page.fill("#id_text", WORDS)
    send(page)
    expect(page.locator(".talk")).to_have_count(1)
    expect(page.locator("#id_text")).to_have_value("")
    assert page.evaluate(KEPT) == []
    address = page.url
    page.reload()
    expect(page.locator("#id_text")).to_have_value("")
    page.goto("/usulan/")
    page.go_back()
    expect(page.locator("#id_text")).to_have_value("")
    page.goto(address)
    expect(page.locator("#id_text")).to_have_value("")
    assert Message.objects.count() == 1


def test_a_message_that_was_not_sent_waits_through_the_sign_in(
    page: Page, window: BrowserContext, browser: Browser, cast: Cast, live_server: LiveServer
) -> None:
    address = page.url
    page.fill("#id_text", WORDS)
    Session.objects.all().delete()
    send(page)
    expect(page.get_by_role("heading", name="Sesi Anda telah berakhir")).to_be_visible()
    with signed_in(browser, cast.owner, live_server.url) as fresh:
        window.add_cookies(fresh.cookies())
    page.goto(address)
    expect(page.locator("#id_text")).to_have_value(WORDS)
    assert not Message.objects.exists()
    send(page)
    expect(page.locator(".talk")).to_have_count(1)
    expect(page.locator("#id_text")).to_have_value("")
