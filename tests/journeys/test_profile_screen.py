"""The profile in a real browser: questions that come and go, other affairs as chips, a pasted place; by keyboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from agencies.core.models import Agency, User
from proposals.core.models import Proposal
from proposals.writing.places import BARE_LINK, SHORT_LINK
from tests import factories
from tests.browsers import signed_in
from tests.proposals.writing.test_fields import PASTED
from tests.proposals.writing.windows import SOON

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FOLLOWING = ("trial_date", "applied_date", "has_development", "development_date", "budget_source")


@pytest.fixture
def draft(city: Agency) -> Proposal:
    return factories.draft(of=city)


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, draft: Proposal) -> Iterator[Page]:
    context = signed_in(browser, User.objects.get(agency=draft.agency), live_server.url)
    yield context.new_page()
    context.close()


def screen(page: Page, draft: Proposal, group: str) -> None:
    page.goto(f"/usulan/{draft.pk}/ubah/profil/?grup={group}")


def test_questions_come_and_go_with_the_answers_that_call_for_them(page: Page, draft: Proposal) -> None:
    screen(page, draft, "waktu")

    def asked() -> list[str]:
        return [name for name in FOLLOWING if page.locator(f"#id_{name}").is_visible()]

    assert asked() == []
    page.locator("#id_stage").select_option("penerapan")
    assert asked() == ["trial_date", "applied_date", "has_development"]
    page.locator("#id_has_development").select_option("True")
    page.locator("#id_budget").fill("Rp2.500.000,00")
    assert asked() == list(FOLLOWING)
    page.locator("#id_budget").fill("0")
    page.locator("#id_has_development").select_option("False")
    assert asked() == ["trial_date", "applied_date", "has_development"]
    page.locator("#id_applied_date").fill("2023-12-31")
    assert asked() == ["trial_date", "applied_date", "has_development", "development_date"]
    # What follows from a question that is gone goes with it.
    page.locator("#id_stage").select_option("inisiatif")
    assert asked() == []


def test_a_wrong_answer_that_is_asked_no_more_is_let_alone_until_it_is_asked_again(page: Page, draft: Proposal) -> None:
    screen(page, draft, "waktu")
    state, wrong = page.locator("[data-save-state]"), page.locator("#id_trial_date[aria-invalid=true]")
    page.locator("#id_stage").select_option("uji_coba")
    page.locator("#id_trial_date").fill("2199-01-01")
    expect(wrong).to_be_visible(timeout=SOON)
    page.locator("#id_stage").select_option("inisiatif")
    expect(state).to_contain_text("Tersimpan", timeout=SOON)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)

    page.wait_for_timeout(6000)

    assert [url for url in sent if "simpan" in url] == []
    page.locator("#id_stage").select_option("uji_coba")
    expect(wrong).to_be_visible(timeout=SOON)
    assert [Proposal.objects.get().stage, Proposal.objects.get().trial_date] == ["uji_coba", None]


def test_other_affairs_are_found_and_chosen_by_keyboard_and_none_excludes_them(page: Page, draft: Proposal) -> None:
    screen(page, draft, "urusan")
    chips = page.locator("[data-search] label:visible")
    expect(chips).to_have_text(["Tidak ada"])
    search = page.get_by_role("searchbox", name="Cari urusan")
    search.press_sequentially("keseh")
    expect(chips).to_have_text(["Kesehatan", "Tidak ada"])
    search.press("Enter")
    search.press("Tab")
    page.keyboard.press("Space")
    search.fill("")
    expect(chips).to_have_text(["Kesehatan", "Tidak ada"])
    assert page.get_by_label("Kesehatan", exact=True).is_checked()
    page.locator("label", has_text="Tidak ada").click()
    expect(chips).to_have_text(["Tidak ada"])
    page.get_by_role("button", name="Lanjut", exact=True).click()
    page.wait_for_url("**grup=waktu")
    assert [affair.key for affair in draft.crossing_affairs.all()] == ["tidak-ada"]


def test_a_pasted_place_fills_both_boxes_and_a_link_without_one_says_what_to_do(page: Page, draft: Proposal) -> None:
    screen(page, draft, "urusan")
    for pasted, point in PASTED:
        page.locator("#id_longitude").fill("")
        page.locator("#id_latitude").fill(pasted)
        expect(page.locator("#id_latitude")).to_have_value(point[0])
        expect(page.locator("#id_longitude")).to_have_value(point[1])
    for link, told in {"https://maps.app.goo.gl/AbCd": SHORT_LINK, "https://www.google.com/maps": BARE_LINK}.items():
        page.locator("#id_latitude").fill(link)
        expect(page.locator("[data-place-note]")).to_have_text(told)
