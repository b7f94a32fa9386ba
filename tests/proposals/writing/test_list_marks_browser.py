"""Writing lists and tables in a real browser: the buttons, Enter, undo, and a phone that is 360 px wide."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from agencies.core.models import User
from proposals.core.guide.models import Section
from proposals.core.models import Proposal, SectionText
from tests.proposals.writing.windows import SOON, opened, state, window_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIELD = "#id_permasalahan"


@pytest.fixture
def window(browser: Browser, owner: User, live_server: LiveServer) -> Iterator[BrowserContext]:
    with window_of(browser, owner, live_server.url, viewport={"width": 360, "height": 740}) as context:
        yield context


@pytest.fixture
def page(window: BrowserContext, proposal: Proposal) -> Page:
    page = opened(window, proposal)
    page.click(FIELD)
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("group", name="Daftar dan tabel: Permasalahan").get_by_role(
        "button", name=name, exact=True
    ).click()


def written(page: Page) -> str:
    return page.input_value(FIELD)


def test_enter_continues_a_list_and_ends_it_on_an_empty_item(page: Page, problem: Section) -> None:
    page.keyboard.type("Langkah:\n1. satu\ndua\n\nSelesai")
    assert written(page) == "Langkah:\n1. satu\n2. dua\nSelesai"
    expect(state(page)).to_contain_text("Tersimpan", timeout=SOON)
    assert SectionText.objects.get(section=problem).text == written(page)
    expect(page.locator("#kata-permasalahan")).to_contain_text("4 kata")


def test_levels_go_in_and_out_by_buttons_and_by_enter(page: Page) -> None:
    press(page, "Daftar")
    page.keyboard.type("satu\n")
    press(page, "Masuk satu tingkat lebih dalam")
    page.keyboard.type("dalam\nlagi\n\ndua")
    assert written(page) == "- satu\n  - dalam\n  - lagi\n- dua"
    press(page, "Masuk satu tingkat lebih dalam")
    press(page, "Keluar satu tingkat")
    press(page, "Keluar satu tingkat")
    assert written(page) == "- satu\n  - dalam\n  - lagi\ndua"


def test_the_browsers_own_undo_takes_back_each_step(page: Page) -> None:
    page.keyboard.type("satu")
    press(page, "Daftar")
    page.keyboard.press("Enter")
    assert written(page) == "- satu\n- "
    page.keyboard.press("Control+z")
    assert written(page) == "- satu"
    page.keyboard.press("Control+z")
    assert written(page) == "satu"


def test_several_lines_become_a_numbered_list_and_words_again(page: Page) -> None:
    page.keyboard.type("satu\ndua\n")
    page.keyboard.press("Control+a")
    press(page, "Daftar bernomor")
    assert written(page).rstrip() == "1. satu\n2. dua"
    page.keyboard.press("Control+a")
    press(page, "Daftar")
    assert written(page).rstrip() == "- satu\n- dua"
    page.keyboard.press("Control+a")
    press(page, "Daftar")
    assert written(page).rstrip() == "satu\ndua"


def test_a_table_is_put_below_what_is_written_and_its_first_heading_can_be_typed(page: Page) -> None:
    page.keyboard.type("Hasil:")
    press(page, "Sisipkan tabel")
    page.keyboard.type("Ukuran")
    assert written(page) == "Hasil:\n\nUkuran | Judul | Judul\n… | … | …\n… | … | …"


def test_names_and_roman_numbers_are_not_counted_on(page: Page) -> None:
    page.keyboard.type("H. Ahmad\niv. empat\na. satu\ndua\n\n(3) tiga\nempat")
    assert written(page) == "H. Ahmad\niv. empat\na. satu\nb. dua\n(3) tiga\n(4) empat"


def test_tab_leaves_the_field_and_the_buttons_fit_a_thumb(page: Page) -> None:
    page.keyboard.type("- satu")
    page.keyboard.press("Tab")
    assert written(page) == "- satu"
    assert page.evaluate("document.activeElement.tagName") != "TEXTAREA"
    sizes = [button.bounding_box() for button in page.locator(".marks").first.get_by_role("button").all()]
    assert len(sizes) == 5
    assert all(size and size["height"] >= 44 and size["width"] >= 44 for size in sizes)
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_without_scripts_the_marks_are_explained_and_no_button_is_dead(
    browser: Browser, owner: User, live_server: LiveServer, proposal: Proposal
) -> None:
    with window_of(browser, owner, live_server.url, java_script_enabled=False) as context:
        page = opened(context, proposal)
        expect(page.locator(".marks")).to_have_count(0)
        page.click("text=Cara menulis daftar dan tabel")
        expect(page.locator("pre", has_text="Ukuran | Sebelum | Sesudah")).to_be_visible()
