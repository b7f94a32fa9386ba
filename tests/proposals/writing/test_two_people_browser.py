"""Two real browsers at one draft: nothing of either is lost, and only what both changed is asked about."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from agencies.core.models import User
from proposals.core.guide.models import Section
from proposals.core.models import Proposal, SectionText
from proposals.writing.services import Written, save_texts
from tests.proposals.writing.windows import SOON, opened, state, window_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def mine(browser: Browser, owner: User, live_server: LiveServer) -> Iterator[BrowserContext]:
    with window_of(browser, owner, live_server.url) as context:
        yield context


@pytest.fixture
def theirs(browser: Browser, colleague: User, live_server: LiveServer) -> Iterator[BrowserContext]:
    with window_of(browser, colleague, live_server.url) as context:
        yield context


def saved(page: Page, name: str, text: str) -> None:
    """Types and waits until the bar says that it is stored."""
    page.fill(f"#id_{name}", text)
    page.locator(f"#id_{name}").blur()
    expect(state(page)).to_contain_text("Tersimpan", timeout=SOON)


def stored() -> dict[str, str]:
    return dict(SectionText.objects.values_list("section__key", "text"))


def test_the_pages_button_leaves_what_the_colleague_wrote_beside_me(
    mine: BrowserContext, theirs: BrowserContext, proposal: Proposal, colleague: User, method: Section, problem: Section
) -> None:
    page, other = opened(mine, proposal), opened(theirs, proposal)
    saved(other, "permasalahan", "Tulisan rekan.")
    saved(page, "metode", "Metode saya.")

    page.get_by_role("button", name="Lanjut", exact=True).click()

    page.wait_for_url("**/ubah/lampiran/**")
    assert stored() == {"permasalahan": "Tulisan rekan.", "metode": "Metode saya."}
    expect(page.locator("main")).to_contain_text(f"{colleague} mengubah “Permasalahan”")


def test_after_merging_the_panel_goes_and_the_bar_says_saved(
    mine: BrowserContext, theirs: BrowserContext, proposal: Proposal, problem: Section
) -> None:
    page, other = opened(mine, proposal), opened(theirs, proposal)
    saved(other, "permasalahan", "Tulisan rekan.")
    page.fill("#id_permasalahan", "Tulisan saya.")
    panel = page.locator("[data-conflict=permasalahan]")
    panel.get_by_text("Gabungkan sendiri", exact=True).click(timeout=SOON)
    page.get_by_role("button", name="Lanjut", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("baru saja diubah di tempat lain", timeout=SOON)
    assert stored() == {"permasalahan": "Tulisan rekan."}, "going on is no answer"

    panel.get_by_text("Gabungkan sendiri", exact=True).click()
    saved(page, "permasalahan", "Tulisan rekan. Tulisan saya.")

    expect(panel).to_have_count(0)
    assert stored() == {"permasalahan": "Tulisan rekan. Tulisan saya."}


def test_two_tabs_of_one_person_are_told_of_the_own_other_tab(
    mine: BrowserContext, proposal: Proposal, problem: Section
) -> None:
    page, other = opened(mine, proposal), opened(mine, proposal)
    saved(other, "permasalahan", "Dari tab lain.")
    page.fill("#id_permasalahan", "Dari tab ini.")
    expect(page.locator("[data-conflict=permasalahan]")).to_contain_text("Anda, di tab lain, menyimpan", timeout=SOON)


def test_going_back_to_the_page_never_passes_old_words_off_as_new(
    mine: BrowserContext, proposal: Proposal, colleague: User, problem: Section
) -> None:
    """The browser may bring typed words back by itself, beside a page that knows the colleague's newer text."""
    page = opened(mine, proposal)
    mine.set_offline(True)
    page.locator("#id_permasalahan").press_sequentially("Tulisan saya.")
    expect(state(page)).to_contain_text("Sambungan terputus", timeout=SOON)
    save_texts(proposal, [Written(problem, "Tulisan rekan.", 0)], by=colleague)
    page.on("dialog", lambda dialog: dialog.accept())
    page.route("**/simpan/", lambda route: route.abort())
    mine.set_offline(False)
    page.goto("/akun/profil/")
    page.unroute("**/simpan/")
    page.go_back()

    expect(page.locator("[data-conflict=permasalahan]")).to_be_visible(timeout=SOON)
    expect(page.locator("#id_permasalahan")).to_have_value("Tulisan saya.")
    assert stored() == {"permasalahan": "Tulisan rekan."}


def test_each_reads_in_the_bar_what_the_other_is_writing(
    mine: BrowserContext, theirs: BrowserContext, proposal: Proposal, colleague: User, problem: Section
) -> None:
    other = opened(theirs, proposal)
    other.locator("#id_permasalahan").press_sequentially("Anu")
    expect(state(other)).to_contain_text("Tersimpan", timeout=SOON)

    page = opened(mine, proposal)

    expect(page.locator("[data-presence]")).to_have_text(f"{colleague} sedang menulis Permasalahan", timeout=SOON)
    expect(other.locator("[data-presence]")).to_be_hidden()
