"""A prepared operator on a phone: taps from signing in to the receipt, length of pages, and the Tabs of Profil."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from agencies.core.models import Agency, User
from proposals.core.models import Proposal
from proposals.core.workflow import Status
from tests import factories
from tests.browsers import signed_in
from tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEIGHT = 760
PHONE = {"viewport": {"width": 360, "height": HEIGHT}, "has_touch": True, "is_mobile": True}
SCREENS = 3
MOST_TAPS = 40
MOST_TABS = 25
SENTENCE = "Warga menunggu lama di kantor, lalu pulang tanpa surat yang diperlukan untuk anaknya. "
# What lies under the middle of the control that has the focus, where that is no part of it.
COVERED = """() => {
  const control = document.activeElement, box = control.getBoundingClientRect();
  const hit = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height, 60) / 2);
  return hit && (control.contains(hit) || hit.contains(control) || hit.closest("label")) ? "" : control.id;
}"""


class Thumb:
    """Taps on a page and counts them: a list that opens costs two, typing into a box the one that opens it, if any."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0
        self.screens: dict[str, float] = {}

    def tap(self, what: Locator) -> None:
        self.taps += 1
        what.tap()

    def type(self, name: str, text: str) -> None:
        box = self.page.locator(f"#id_{name}")
        if not box.evaluate("box => box === document.activeElement"):
            self.tap(box)
        box.fill(text)
        assert self.page.evaluate(COVERED) == ""

    def choose(self, name: str, answer: str) -> None:
        self.taps += 2
        self.page.locator(f"#id_{name}").select_option(answer)

    def go_on(self) -> None:
        """On to the next screen by the bar, after a look at how long this one is."""
        self.measure()
        before = self.page.url
        self.tap(self.page.get_by_role("button", name="Lanjut", exact=True).or_(self.link("Lanjut")))
        self.page.wait_for_url(lambda url: url != before)

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name, exact=True)

    def measure(self) -> None:
        length = self.page.evaluate("document.documentElement.scrollHeight") / HEIGHT
        self.screens[self.page.title()] = max(length, self.screens.get(self.page.title(), 0))


def test_from_signing_in_to_the_receipt_in_forty_taps(
    browser: Browser, live_server: LiveServer, city: Agency, tmp_path: Path
) -> None:
    letter = tmp_path / "surat.pdf"
    letter.write_bytes(factories.pdf())
    here = {"latitude": -2.129, "longitude": 106.113}
    context = browser.new_context(base_url=live_server.url, geolocation=here, permissions=["geolocation"], **PHONE)
    page = context.new_page()
    thumb = Thumb(page)
    page.goto("/masuk/")
    thumb.type("login", User.objects.get(agency=city).username)
    thumb.type("password", PASSWORD)
    thumb.tap(page.get_by_role("button", name="Masuk", exact=True))
    thumb.tap(thumb.link("Tulis usulan baru"))
    thumb.type("title", "Antrean Dari Rumah")
    thumb.tap(page.get_by_role("button", name="Buat draf"))

    expect(page.locator("#id_initiator_name")).to_have_value(city.name)
    thumb.go_on()
    for name, answer in {"innovation_type": "digital", "form": "pelayanan_publik", "asta_cita": "4"}.items():
        thumb.choose(name, answer)
    thumb.choose("pkpn_cluster", "non_pkpn")
    thumb.go_on()
    thumb.tap(page.get_by_role("button", name="Pakai lokasi perangkat ini"))
    expect(page.locator("#id_longitude")).to_have_value("106.113000")
    thumb.go_on()
    thumb.choose("stage", "penerapan")
    thumb.type("trial_date", "2025-01-15")
    thumb.type("applied_date", "2025-06-01")
    thumb.choose("has_development", "False")
    thumb.go_on()
    while page.locator("main textarea").count():
        for box in page.locator("main textarea:visible").all():
            thumb.type(str(box.get_attribute("id")).removeprefix("id_"), SENTENCE * 5)
        thumb.go_on()
    thumb.taps += 1
    page.locator("#id_surat_pengantar").set_input_files(letter)
    thumb.tap(page.locator("#jenis-surat_pengantar").get_by_role("button", name="Unggah", exact=True))
    expect(page.locator("#jenis-surat_pengantar .files")).to_contain_text("surat.pdf")
    thumb.go_on()
    thumb.measure()
    thumb.tap(page.get_by_role("button", name="Ajukan usulan"))
    expect(page.locator("main")).to_contain_text("PGK-2026-0001")

    assert Proposal.objects.get().status == Status.SUBMITTED
    context.close()
    assert {title: round(length, 1) for title, length in thumb.screens.items() if length > SCREENS} == {}
    assert thumb.taps <= MOST_TAPS


def test_the_profile_takes_few_tabs_and_covers_no_field(
    browser: Browser, live_server: LiveServer, city: Agency
) -> None:
    """From the first field of each screen to the way on: Enter in a box, else the button."""
    proposal = factories.draft(of=city, stage="penerapan")
    context = signed_in(browser, User.objects.get(agency=city), live_server.url, **PHONE)
    page = context.new_page()
    ways = {
        "identitas": ("title", "initiator_name"),
        "klasifikasi": ("classification", "Lanjut"),
        "urusan": ("affair", "longitude"),
        "waktu": ("stage", "budget"),
    }
    tabs = {}
    for group, (first, last) in ways.items():
        page.goto(f"/usulan/{proposal.pk}/ubah/profil/?grup={group}")
        page.locator(f"#id_{first}").focus()
        for pressed in range(1, 40):
            page.keyboard.press("Tab")
            assert page.evaluate(COVERED) == ""
            if page.evaluate("document.activeElement.id || document.activeElement.textContent") in (f"id_{last}", last):
                tabs[group] = pressed
                break
    context.close()
    assert tabs.keys() == ways.keys()
    assert sum(tabs.values()) <= MOST_TABS, tabs
