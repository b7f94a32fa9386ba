"""The verification desk in a real browser, by keyboard alone: how many keys it takes, and free of axe's complaints."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from proposals.core.history.remarks import Remark
from proposals.core.models import Proposal
from proposals.core.workflow import Status
from proposals.verifying.models import CheckItem
from tests import factories
from tests.browsers import signed_in
from tests.factories import Cast
from tests.proposals.evidence.test_previews import a_pdf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE = {"width": 1280, "height": 800}


class Keys:
    """Presses keys and counts them; words are typed, which costs nothing here."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1


def test_ten_clean_proposals_take_twenty_keys(
    browser: Browser, live_server: LiveServer, cast: Cast, checklist: dict[str, CheckItem]
) -> None:
    made = [factories.proposal(number=number) for number in range(1, 11)]
    with signed_in(browser, cast.coordinator, live_server.url, viewport=WIDE) as window:
        page = window.new_page()
        page.goto(reverse("proposals:verify", args=[made[0].pk]))
        keys = Keys(page)
        for place in range(10):
            page.get_by_text(f"Usulan 1 dari {10 - place}").wait_for()
            keys.press("s")
            with page.expect_navigation():
                keys.press("a")
        page.get_by_text("Semua sudah diperiksa").wait_for()
    assert keys.pressed <= 20
    assert set(Proposal.objects.values_list("status", flat=True)) == {Status.IN_REVIEW}


def test_four_remarks_take_fifteen_keys(
    browser: Browser, live_server: LiveServer, cast: Cast, checklist: dict[str, CheckItem]
) -> None:
    made = factories.proposal(of=cast.home)
    paper = made.attachments.get(kind__key="regulasi")
    with signed_in(browser, cast.coordinator, live_server.url, viewport=WIDE) as window:
        page = window.new_page()
        page.goto(reverse("proposals:verify", args=[made.pk]))
        keys = Keys(page)
        keys.press("1")
        page.keyboard.type("Belum dicap.")
        keys.press("Escape", "2")
        page.keyboard.type("Tulis angkanya.")
        keys.press("Escape", "n")
        page.keyboard.type("Waktu penerapan")
        keys.press("Tab")
        page.keyboard.type("Samakan dengan surat.")
        keys.press("Escape", "n")
        page.keyboard.type("Regulasi")
        keys.press("Tab")
        page.keyboard.type("2")
        keys.press("Tab")
        page.keyboard.type("Tanda tangan terpotong.")
        keys.press("Escape")
        assert page.locator(".btn-sun").inner_text().startswith("Minta perbaikan")
        with page.expect_navigation():
            keys.press("r")
    assert keys.pressed <= 15
    told = Remark.objects.filter(proposal=made).values_list("section__key", "column", "file__kind__key", "page", "text")
    assert set(told) == {
        (None, "", "surat_pengantar", None, "Belum dicap."),
        ("manfaat", "", None, None, "Tulis angkanya."),
        (None, "applied_date", None, None, "Samakan dengan surat."),
        (None, "", paper.kind.key, 2, "Tanda tangan terpotong."),
    }


def test_a_remark_is_on_the_page_that_was_turned_to(
    browser: Browser, live_server: LiveServer, cast: Cast, checklist: dict[str, CheckItem]
) -> None:
    made = factories.proposal(of=cast.home)
    paper = factories.attachment(made, "regulasi", data=a_pdf(pages=3), name="perda.pdf")
    with signed_in(browser, cast.coordinator, live_server.url, viewport=WIDE) as window:
        page = window.new_page()
        page.goto(reverse("proposals:verify", args=[made.pk]))
        page.keyboard.press("1")
        page.keyboard.type("Belum dicap.")
        page.keyboard.press("Escape")
        page.locator(f"#maju-{paper.pk}").focus()
        page.keyboard.press("Enter")
        page.locator(f"#maju-{paper.pk}", has_text="Halaman 3").wait_for()
        page.keyboard.press("Enter")
        page.locator(f"#berkas-{paper.pk}[data-page='3']").wait_for()
        # There is no page behind the last: the way back has the focus.
        page.wait_for_function(f"document.activeElement.id === 'mundur-{paper.pk}'")
        assert [fault["id"] for fault in Axe().run(page).response["violations"]] == []
        page.keyboard.press("n")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.type("Terpotong.")
        page.locator("[data-remark-here]", has_text="perda.pdf").click()
        assert page.evaluate("document.activeElement.id") == "lain-2"
        page.keyboard.type("Kabur.")
        page.keyboard.press("Escape")
        with page.expect_navigation():
            page.keyboard.press("r")
    told = Remark.objects.filter(proposal=made).values_list("file", "page", "text")
    assert set(told) == {
        (made.attachments.get(kind__key="surat_pengantar").pk, None, "Belum dicap."),
        (paper.pk, 3, "Terpotong."), (paper.pk, 3, "Kabur."),
    }  # fmt: skip


def test_keys_can_be_switched_off_and_type_in_boxes_as_ever(
    browser: Browser, live_server: LiveServer, cast: Cast, checklist: dict[str, CheckItem]
) -> None:
    made = factories.proposal(of=cast.home)
    with signed_in(browser, cast.coordinator, live_server.url, viewport=WIDE) as window:
        page = window.new_page()
        page.goto(reverse("proposals:verify", args=[made.pk]))
        page.keyboard.press("t")
        page.keyboard.type("art")
        assert page.locator("#alasan").input_value() == "art"
        page.locator("[data-keys-on]").uncheck()
        page.reload()
        page.keyboard.press("s")
        assert page.locator("input[value=sesuai]:checked").count() == 0
        page.locator("[data-keys-on]").check()
        page.locator("h1").click()
        page.keyboard.press("s")
        assert page.locator("input[value=sesuai]:checked").count() == 2
        assert page.locator(".btn-sun").inner_text().startswith("Terima")


def test_turning_down_asks_for_its_reason_first(
    browser: Browser, live_server: LiveServer, cast: Cast, checklist: dict[str, CheckItem]
) -> None:
    made = factories.proposal(of=cast.home)
    with signed_in(browser, cast.coordinator, live_server.url, viewport=WIDE) as window:
        page = window.new_page()
        page.goto(reverse("proposals:verify", args=[made.pk]))
        page.get_by_role("button", name="Tolak").click()
        page.keyboard.type("Bukan urusan daerah.")
        page.keyboard.press("Escape")
        with page.expect_navigation():
            page.keyboard.press("t")
    made.refresh_from_db()
    assert made.status == Status.REJECTED


def test_the_desk_works_without_scripts_and_axe_is_silent(
    browser: Browser, live_server: LiveServer, cast: Cast, checklist: dict[str, CheckItem]
) -> None:
    made = factories.proposal(of=cast.home)
    desk = reverse("proposals:verify", args=[made.pk])
    with signed_in(browser, cast.coordinator, live_server.url, viewport=WIDE) as window:
        page = window.new_page()
        for path in (reverse("proposals:to_verify"), desk):
            page.goto(path)
            assert [fault["id"] for fault in Axe().run(page).response["violations"]] == []
    with signed_in(browser, cast.coordinator, live_server.url, java_script_enabled=False) as window:
        page = window.new_page()
        page.goto(desk)
        page.get_by_role("button", name="Yang belum dijawab: sesuai").click()
        page.get_by_role("button", name="Terima").click()
        page.get_by_text("Semua sudah diperiksa").wait_for()
    made.refresh_from_db()
    assert made.status == Status.IN_REVIEW
