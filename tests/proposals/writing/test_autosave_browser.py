"""Writing in a real browser: autosave, a lost line, an expired session, a crash, and two people on one section."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from agencies.core.models import User
from proposals.core.guide.models import Section
from proposals.core.models import Proposal, SectionText
from proposals.writing.services import Written, save_texts
from tests.browsers import signed_in
from tests.proposals.writing.windows import SOON, opened, state, window_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def window(browser: Browser, owner: User, live_server: LiveServer) -> Iterator[BrowserContext]:
    with window_of(browser, owner, live_server.url) as context:
        yield context


@pytest.fixture
def page(window: BrowserContext, proposal: Proposal) -> Page:
    return opened(window, proposal)


def stored(section: Section) -> str:
    return SectionText.objects.get(section=section).text


def test_a_pause_in_typing_saves_and_says_when(page: Page, problem: Section) -> None:
    page.fill("#id_permasalahan", "Antrean panjang setiap pagi.")

    expect(state(page)).to_contain_text("Tersimpan", timeout=SOON)
    assert stored(problem) == "Antrean panjang setiap pagi."
    expect(page.locator("#kurang-daftar")).not_to_contain_text("Permasalahan", timeout=SOON)


def test_a_tidied_title_is_told_and_taken_over_once_the_caret_is_elsewhere(
    window: BrowserContext, proposal: Proposal
) -> None:
    page = opened(window, proposal, "profil")
    page.fill("#id_title", "Kafe\u0301  \u200bBaca ")
    expect(state(page)).to_contain_text("Nama inovasi dirapikan: huruf tak tampak dihapus", timeout=SOON)
    assert page.input_value("#id_title") == "Kafe\u0301  \u200bBaca "
    proposal.refresh_from_db()
    assert proposal.title == "Kafé Baca"

    page.locator("#id_title").blur()

    expect(page.locator("#id_title")).to_have_value("Kafé Baca")
    page.wait_for_timeout(3500)
    proposal.refresh_from_db()
    assert (proposal.title, proposal.version) == ("Kafé Baca", 2)


def test_typed_signs_are_there_again_after_a_reload(page: Page, problem: Section) -> None:
    typed = "<p>a<b § &lt;\n\n\n• satu\n  x < 5 & y > 3"
    page.fill("#id_permasalahan", typed)
    expect(state(page)).to_contain_text("Tersimpan", timeout=SOON)
    page.reload()
    expect(page.locator("#id_permasalahan")).to_have_value(typed)
    assert stored(problem) == typed


def test_a_lost_line_keeps_the_text_and_saves_when_it_is_back(
    page: Page, window: BrowserContext, problem: Section
) -> None:
    window.set_offline(True)
    page.fill("#id_permasalahan", "Ditulis tanpa sambungan.")
    expect(state(page)).to_contain_text("Sambungan terputus", timeout=SOON)
    assert not SectionText.objects.exists()

    window.set_offline(False)

    expect(state(page)).to_contain_text("Tersimpan", timeout=SOON)
    assert stored(problem) == "Ditulis tanpa sambungan."


def test_after_a_crash_without_a_line_the_text_is_back_and_is_saved(
    page: Page, window: BrowserContext, proposal: Proposal, problem: Section
) -> None:
    window.set_offline(True)
    page.type("#id_permasalahan", "Belum sempat tersimpan.")
    expect(state(page)).to_contain_text("Sambungan terputus", timeout=SOON)
    page.close()
    window.set_offline(False)

    again = opened(window, proposal)

    expect(again.locator("#id_permasalahan")).to_have_value("Belum sempat tersimpan.")
    expect(state(again)).to_contain_text("Tersimpan", timeout=SOON)
    assert stored(problem) == "Belum sempat tersimpan."


def test_restored_text_never_overwrites_what_a_colleague_wrote_meanwhile(
    page: Page, window: BrowserContext, proposal: Proposal, problem: Section, colleague: User
) -> None:
    window.set_offline(True)
    page.type("#id_permasalahan", "Tulisan saya sebelum listrik padam.")
    expect(state(page)).to_contain_text("Sambungan terputus", timeout=SOON)
    page.close()
    window.set_offline(False)
    save_texts(proposal, [Written(problem, "Tulisan rekan.", 0)], by=colleague)

    again = opened(window, proposal)

    expect(again.locator("[data-conflict=permasalahan]")).to_be_visible(timeout=SOON)
    expect(again.locator("#id_permasalahan")).to_have_value("Tulisan saya sebelum listrik padam.")
    assert stored(problem) == "Tulisan rekan."


def test_an_expired_session_says_so_keeps_the_text_and_saves_after_signing_in(
    page: Page, browser: Browser, window: BrowserContext, owner: User, problem: Section, live_server: LiveServer
) -> None:
    Session.objects.all().delete()
    page.fill("#id_permasalahan", "Ditulis setelah sesi berakhir.")
    expect(state(page)).to_contain_text("Sesi Anda telah berakhir", timeout=SOON)
    assert state(page).get_by_role("link").get_attribute("target") == "_blank"
    assert page.input_value("#id_permasalahan") == "Ditulis setelah sesi berakhir."

    fresh = signed_in(browser, owner, live_server.url)
    window.add_cookies(fresh.cookies())
    fresh.close()

    expect(state(page)).to_contain_text("Tersimpan", timeout=SOON)
    assert stored(problem) == "Ditulis setelah sesi berakhir."


@pytest.mark.parametrize(
    ("choice", "in_box", "in_database"),
    [
        ("Pakai tulisan saya", "Tulisan saya.", "Tulisan saya."),
        ("Pakai yang tersimpan", "Tulisan rekan.", "Tulisan rekan."),
        ("Gabungkan sendiri", "Tulisan saya.", "Tulisan rekan."),
    ],
)
def test_two_people_on_one_section_choose_and_lose_nothing(
    page: Page, proposal: Proposal, problem: Section, colleague: User, choice: str, in_box: str, in_database: str
) -> None:
    save_texts(proposal, [Written(problem, "Tulisan rekan.", 0)], by=colleague)
    page.fill("#id_permasalahan", "Tulisan saya.")
    panel = page.locator("[data-conflict=permasalahan]")
    expect(panel.locator("del")).to_contain_text(["hanya", "rekan."], timeout=SOON)
    assert (page.input_value("#id_permasalahan"), stored(problem)) == ("Tulisan saya.", "Tulisan rekan.")

    panel.get_by_text(choice, exact=True).click()

    page.wait_for_timeout(1500)
    assert (page.input_value("#id_permasalahan"), stored(problem)) == (in_box, in_database)


def test_two_browsers_type_into_one_section_at_once_and_both_texts_survive(
    page: Page, browser: Browser, proposal: Proposal, problem: Section, colleague: User, live_server: LiveServer
) -> None:
    with signed_in(browser, colleague, live_server.url) as other_window:
        other = opened(other_window, proposal)
        pages = {page: "Tulisan pengusul.", other: "Tulisan rekan."}
        for typing, text in pages.items():
            typing.locator("#id_permasalahan").press_sequentially(text)
        for typing in pages:
            expect(state(typing)).to_have_attribute("data-state", re.compile("saved|conflict"), timeout=SOON)

        refused = [typing for typing in pages if typing.locator("[data-conflict]").count()]
        assert len(refused) == 1, "one was first, the other is asked"
        (late,) = refused
        assert {late.input_value("#id_permasalahan"), stored(problem)} == set(pages.values())
        late.get_by_text("Gabungkan sendiri", exact=True).click()
        late.fill("#id_permasalahan", f"{stored(problem)} {pages[late]}")
        expect(state(late)).to_contain_text("Tersimpan", timeout=SOON)

        assert all(text in stored(problem) for text in pages.values())


def test_a_merged_text_is_saved_when_it_changes(
    page: Page, proposal: Proposal, problem: Section, colleague: User
) -> None:
    save_texts(proposal, [Written(problem, "Tulisan rekan.", 0)], by=colleague)
    page.fill("#id_permasalahan", "Tulisan saya.")
    page.locator("[data-conflict=permasalahan]").get_by_text("Gabungkan sendiri").click(timeout=SOON)

    page.fill("#id_permasalahan", "Tulisan rekan. Tulisan saya.")

    expect(state(page)).to_contain_text("Tersimpan", timeout=SOON)
    assert stored(problem) == "Tulisan rekan. Tulisan saya."


def test_the_save_button_waits_for_the_save_on_its_way(page: Page, problem: Section) -> None:
    page.route("**/simpan/", lambda route: (page.wait_for_timeout(300), route.continue_()))
    page.fill("#id_permasalahan", "Ditulis lalu langsung ditekan simpan.")
    page.locator("#id_permasalahan").blur()
    page.get_by_role("button", name="Lanjut", exact=True).click()

    page.wait_for_url("**/ubah/lampiran/**")
    assert (stored(problem), page.locator("[data-conflict]").count()) == ("Ditulis lalu langsung ditekan simpan.", 0)


def test_a_profile_field_saves_on_its_own_when_it_is_chosen(window: BrowserContext, proposal: Proposal) -> None:
    page = opened(window, proposal, "profil")
    page.select_option("#id_stage", "penerapan")

    expect(state(page)).to_contain_text("Tersimpan", timeout=SOON)
    proposal.refresh_from_db()
    assert proposal.stage == "penerapan"


def test_without_scripts_a_refused_save_shows_both_texts_and_the_next_one_decides(
    browser: Browser, owner: User, colleague: User, proposal: Proposal, problem: Section, live_server: LiveServer
) -> None:
    window = signed_in(browser, owner, live_server.url, java_script_enabled=False)
    page = opened(window, proposal)
    save_texts(proposal, [Written(problem, "Tulisan rekan.", 0)], by=colleague)
    page.fill("#id_permasalahan", "Tulisan saya.")

    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.locator("[data-conflict=permasalahan] ins").last).to_have_text("saya.")
    expect(page.locator("#id_permasalahan")).to_have_value("Tulisan saya.")
    page.get_by_role("button", name="Pakai tulisan saya").click()

    assert stored(problem) == "Tulisan saya."
    window.close()
