"""Mending beside a remark in a real browser: the text is saved in the background, and the bar says how it stands."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from agencies.core.models import User
from proposals.core.history.remarks import Remark
from proposals.core.models import Proposal, SectionText
from tests.browsers import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SOON = 15_000


@pytest.fixture
def page(browser: Browser, owner: User, live_server: LiveServer, returned: Proposal) -> Iterator[Page]:
    context = signed_in(browser, owner, live_server.url)
    page = context.new_page()
    remark = Remark.objects.get(section__key="permasalahan")
    page.goto(f"/usulan/{returned.pk}/perbaikan/{remark.pk}/")
    yield page
    context.close()


def test_the_bar_tells_whether_the_mended_text_is_saved(page: Page) -> None:
    bar = page.locator("[data-save-state]")
    page.fill("#id_permasalahan", "Antrean panjang setiap pagi.")
    expect(bar).to_contain_text("Tersimpan", timeout=SOON)
    assert SectionText.objects.get(section__key="permasalahan").text == "Antrean panjang setiap pagi."

    page.context.set_offline(True)
    page.fill("#id_permasalahan", "Antrean panjang setiap siang.")
    expect(bar).to_contain_text("Sambungan terputus", timeout=SOON)


def test_an_answer_outlives_a_crash_after_the_text_was_saved(page: Page) -> None:
    page.fill("#id_answer", "Angkanya kami tambahkan.")
    page.fill("#id_permasalahan", "Antrean panjang setiap pagi.")
    expect(page.locator("[data-save-state]")).to_contain_text("Tersimpan", timeout=SOON)

    again = page.context.new_page()
    again.goto(page.url)

    expect(again.locator("#id_answer")).to_have_value("Angkanya kami tambahkan.", timeout=SOON)
