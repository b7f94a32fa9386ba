"""The texts on a phone: a few at a time, no screen longer than three; links find their box, a wide screen has all."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from agencies.core.models import Agency, User
from proposals.core.guide.models import Section
from proposals.core.models import Proposal, SectionText
from tests import factories
from tests.browsers import signed_in
from tests.proposals.writing.windows import SOON, state

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEIGHT, SCREENS = 740, 3
PHONE = {"viewport": {"width": 360, "height": HEIGHT}, "has_touch": True, "is_mobile": True}
TYPICAL = "Warga menunggu lama di kantor, lalu pulang tanpa surat yang diperlukan untuk anaknya. " * 5
STEP = "rancang-bangun"


@pytest.fixture
def draft(city: Agency) -> Proposal:
    """A proposal in which every text of the step says something usual."""
    made = factories.draft(of=city)
    for part in Section.objects.filter(guide=made.period.guide, parent__key=STEP):
        SectionText.objects.update_or_create(proposal=made, section=part, defaults={"text": TYPICAL})
    return made


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, draft: Proposal) -> Iterator[Page]:
    context = signed_in(browser, User.objects.get(agency=draft.agency), live_server.url, **PHONE)
    yield context.new_page()
    context.close()


def address(draft: Proposal, ending: str = "") -> str:
    return f"/usulan/{draft.pk}/ubah/{STEP}/{ending}"


def place(page: Page) -> Locator:
    return page.locator("[data-parts-place]")


def shown(page: Page) -> list[str]:
    """The names of the boxes that can be seen."""
    return [str(box.get_attribute("name")) for box in page.locator("main textarea:visible").all()]


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Lanjut", exact=True).tap()


def test_every_screen_is_short_and_together_they_show_every_text_once(page: Page, draft: Proposal) -> None:
    page.goto(address(draft))
    expect(place(page)).to_be_visible()
    parts = page.locator("main textarea").count()
    seen: list[str] = []
    while True:
        length = page.evaluate("document.documentElement.scrollHeight") / HEIGHT
        assert length <= SCREENS, (place(page).text_content(), length)
        seen += shown(page)
        before = page.url
        go_on(page)
        page.wait_for_url(lambda url, old=before: url != old)
        if f"/{STEP}/" not in page.url:
            break
        expect(page.locator("main textarea:visible").first).to_be_focused()
    assert len(seen) == len(set(seen)) == parts


def test_back_turns_the_texts_before_it_leaves(page: Page, draft: Proposal) -> None:
    page.goto(address(draft))
    expect(place(page)).to_be_visible()
    first = shown(page)
    go_on(page)
    expect(page.locator(f"[name={first[0]}]")).to_be_hidden()
    second = shown(page)
    page.get_by_role("link", name="Sebelumnya", exact=True).tap()
    expect(page.locator(f"[name={first[0]}]")).to_be_visible()
    page.go_back()
    expect(page.locator(f"[name={second[0]}]")).to_be_visible()
    page.reload()
    expect(page.locator(f"[name={second[0]}]")).to_be_visible()
    assert shown(page) == second


def test_what_is_written_is_saved_on_whichever_screen_and_addresses_open_theirs(page: Page, draft: Proposal) -> None:
    last = Section.objects.filter(guide=draft.period.guide, parent__key=STEP).order_by("order").last()
    assert last
    page.goto(address(draft, f"#id_{last.key}"))
    box = page.locator(f"#id_{last.key}")
    expect(box).to_be_in_viewport()
    box.fill("Ditulis di layar terakhir.")
    box.blur()
    expect(state(page)).to_contain_text("Tersimpan", timeout=SOON)
    assert SectionText.objects.get(proposal=draft, section=last).text == "Ditulis di layar terakhir."
    first = page.locator("main textarea").first
    expect(first).to_be_hidden()
    page.evaluate(
        """name => { const way = document.createElement("a"); way.href = `#id_${name}`; way.textContent = "Ke sana";
        document.querySelector("main").prepend(way); }""",
        first.get_attribute("name"),
    )
    page.get_by_role("link", name="Ke sana").tap()
    expect(first).to_be_in_viewport()


def test_a_wide_screen_has_all_of_them(page: Page, draft: Proposal) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address(draft))
    assert len(shown(page)) == page.locator("main textarea").count() > 2
    expect(place(page)).to_be_hidden()
