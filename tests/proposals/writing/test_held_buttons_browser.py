"""The page's own buttons on bad days: without a line, with the session over, and with a field that is refused."""

from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, BrowserContext, expect
from pytest_django.live_server_helper import LiveServer

from agencies.core.models import User
from proposals.core.guide.models import Section
from proposals.core.models import Proposal, SectionText
from tests.browsers import signed_in
from tests.proposals.writing.windows import SOON, opened, state, window_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 760}


@pytest.fixture
def window(browser: Browser, owner: User, live_server: LiveServer) -> Iterator[BrowserContext]:
    with window_of(browser, owner, live_server.url, viewport=PHONE) as context:
        yield context


def test_a_button_pressed_without_a_line_waits_and_is_carried_out_once(
    window: BrowserContext, proposal: Proposal, problem: Section
) -> None:
    page = opened(window, proposal)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    window.set_offline(True)
    page.fill("#id_permasalahan", "Ditulis tanpa sambungan.")
    page.get_by_role("button", name="Lanjut", exact=True).dblclick()
    expect(state(page)).to_contain_text("“Lanjut” dijalankan begitu tersambung", timeout=SOON)
    expect(state(page)).to_be_in_viewport()
    assert page.input_value("#id_permasalahan") == "Ditulis tanpa sambungan."

    sent.clear()
    window.set_offline(False)

    page.wait_for_url("**/ubah/lampiran/**", timeout=SOON)
    assert SectionText.objects.get(section=problem).text == "Ditulis tanpa sambungan."
    assert len([url for url in sent if url.endswith("/ubah/rancang-bangun/")]) == 1


def test_with_nothing_to_save_a_button_waits_for_the_line_as_well(window: BrowserContext, proposal: Proposal) -> None:
    page = opened(window, proposal)
    window.set_offline(True)
    page.get_by_role("button", name="Simpan dan keluar").click()
    expect(state(page)).to_contain_text("“Simpan dan keluar” dijalankan begitu tersambung", timeout=SOON)
    window.set_offline(False)
    page.wait_for_url(lambda url: "/ubah/" not in url, timeout=SOON)


def test_a_button_pressed_after_the_session_is_carried_out_after_signing_in(
    window: BrowserContext, browser: Browser, owner: User, proposal: Proposal, problem: Section, live_server: LiveServer
) -> None:
    page = opened(window, proposal)
    Session.objects.all().delete()
    page.fill("#id_permasalahan", "Ditulis setelah sesi berakhir.")
    page.get_by_role("button", name="Lanjut", exact=True).click()
    expect(state(page)).to_contain_text("Sesi Anda telah berakhir", timeout=SOON)
    expect(state(page).get_by_role("link", name="Masuk lagi di tab baru")).to_be_in_viewport()

    fresh = signed_in(browser, owner, live_server.url)
    window.add_cookies(fresh.cookies())
    fresh.close()

    page.wait_for_url("**/ubah/lampiran/**", timeout=SOON)
    assert SectionText.objects.get(section=problem).text == "Ditulis setelah sesi berakhir."


def test_a_page_that_opens_elsewhere_lets_the_waiting_text_be_saved_at_once(
    window: BrowserContext, browser: Browser, owner: User, proposal: Proposal, problem: Section, live_server: LiveServer
) -> None:
    page = opened(window, proposal)
    Session.objects.all().delete()
    page.fill("#id_permasalahan", "Ditulis setelah sesi berakhir.")
    expect(state(page)).to_contain_text("Sesi Anda telah berakhir", timeout=SOON)
    fresh = signed_in(browser, owner, live_server.url)
    window.add_cookies(fresh.cookies())
    fresh.close()

    other = opened(window, proposal)

    expect(state(page)).to_contain_text("Tersimpan", timeout=3000)
    expect(state(other)).not_to_have_attribute("data-state", "conflict")
    other.wait_for_timeout(3500)
    assert other.locator("[data-conflict]").count() == 0


def test_a_refused_field_is_marked_named_in_the_bar_and_fine_once_mended(
    window: BrowserContext, proposal: Proposal
) -> None:
    page = opened(window, proposal, "profil")
    title = page.locator("#id_title")
    title.fill("")
    title.blur()
    way = state(page).get_by_role("link", name="Nama inovasi", exact=True)
    expect(way).to_be_visible(timeout=SOON)
    expect(title).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#id_title_error")).to_have_text("Isi nama inovasi.")

    way.click()
    expect(title).to_be_focused()
    title.fill("Antrean Tertib")
    title.blur()

    expect(state(page)).to_contain_text("Tersimpan", timeout=SOON)
    expect(title).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("#id_title_error")).to_have_count(0)


def test_nobody_is_asked_about_leaving_when_all_is_stored(
    window: BrowserContext, proposal: Proposal, problem: Section
) -> None:
    """Also when the last signs were typed and taken away again while a save was under way."""
    page = opened(window, proposal)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.route("**/simpan/", lambda route: (page.wait_for_timeout(600), route.continue_()))
    box = page.locator("#id_permasalahan")
    box.press_sequentially("Antrean")
    with page.expect_request("**/simpan/", timeout=SOON):
        pass
    box.press_sequentially("x")
    page.wait_for_timeout(1200)
    box.press("Backspace")

    expect(state(page)).to_have_attribute("data-state", "saved", timeout=SOON)
    page.goto("/akun/profil/")

    assert asked == []
    assert SectionText.objects.get(section=problem).text == "Antrean"
