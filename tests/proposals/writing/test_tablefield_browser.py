"""The table of indicators in a browser: cells that save themselves, more rows, a crash, a clash."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from agencies.core.models import User
from proposals.core.models import Proposal
from tests.proposals.writing.windows import SOON, opened, state, window_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROW = "Waktu tunggu | 120 | - | - | -"


@pytest.fixture
def proposal(proposal: Proposal) -> Proposal:
    entry = {"key": "indicators", "group": "identitas", "label": "Indikator", "type": "table"}
    proposal.period.guide.profile["fields"].append(entry)
    proposal.period.guide.save()
    return proposal


@pytest.fixture
def window(browser: Browser, owner: User, live_server: LiveServer) -> Iterator[BrowserContext]:
    with window_of(browser, owner, live_server.url) as context:
        yield context


@pytest.fixture
def page(window: BrowserContext, proposal: Proposal) -> Page:
    return opened(window, proposal, "profil")


def cell(page: Page, row: int, title: str) -> Locator:
    return page.get_by_role("group", name=f"Baris {row}", exact=True).get_by_label(title)


def stored() -> str:
    return Proposal.objects.get().indicators


def test_cells_save_themselves_and_rows_are_added(page: Page) -> None:
    cell(page, 1, "Indikator").fill("Waktu tunggu")
    cell(page, 1, "Sebelum").fill("120")
    cell(page, 1, "Sebelum").blur()
    base = page.locator("[name=indicators-dasar]")
    expect(base).to_have_value(ROW, timeout=SOON)
    assert stored() == ROW
    page.get_by_role("button", name="Tambah baris").click()
    page.keyboard.type("Warga")
    page.keyboard.press("Tab")
    expect(base).to_have_value(f"{ROW}\nWarga | - | - | - | -", timeout=SOON)
    assert stored() == f"{ROW}\nWarga | - | - | - | -"


def test_after_a_crash_without_a_line_the_cells_are_back_and_are_saved(
    page: Page, window: BrowserContext, proposal: Proposal
) -> None:
    window.set_offline(True)
    cell(page, 1, "Indikator").press_sequentially("Waktu tunggu")
    expect(state(page)).to_contain_text("Sambungan terputus", timeout=SOON)
    page.close()
    window.set_offline(False)
    again = opened(window, proposal, "profil")
    expect(cell(again, 1, "Indikator")).to_have_value("Waktu tunggu", timeout=SOON)
    expect(state(again)).to_contain_text("Tersimpan", timeout=SOON)
    assert stored() == "Waktu tunggu | - | - | - | -"


def test_the_stored_table_comes_into_the_cells_when_it_is_chosen(page: Page) -> None:
    Proposal.objects.update(indicators="Warga | 5 | 9 | - | -")
    cell(page, 1, "Indikator").fill("Waktu tunggu")
    cell(page, 1, "Indikator").blur()
    page.get_by_role("button", name="Pakai yang tersimpan").click(timeout=SOON)
    expect(cell(page, 1, "Indikator")).to_have_value("Warga")
    expect(cell(page, 1, "Sesudah")).to_have_value("9")
    assert stored() == "Warga | 5 | 9 | - | -"
