"""The desk in a real browser: at 360 px, by keyboard alone, without scripts, and free of axe's complaints."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from competitions.core.models import Edition
from competitions.iga.core.models import Claim
from proposals.core.workflow import Status
from tests import factories
from tests.browsers import signed_in
from tests.competitions.iga.desk.conftest import Claiming, shelved
from tests.factories import YEAR, Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}


def test_one_tap_for_each_acceptance_on_a_phone_without_scripts(
    browser: Browser, live_server: LiveServer, cast: Cast, claiming: Claiming
) -> None:
    for number in (1, 2, 3):
        made = factories.proposal(Status.IN_REVIEW, number, of=cast.home)
        claiming(made, 1, days=9 - number, items=(shelved(made, cast.owner, f"sk{number}.pdf", data=factories.pdf()),))
    queue = reverse("competitions:desk_queue", args=[YEAR])
    with signed_in(browser, cast.coordinator, live_server.url, viewport=PHONE) as window:
        page = window.new_page()
        first = reverse("competitions:desk", args=[YEAR, Claim.objects.order_by("claimed_at")[0].pk])
        for path in (queue, f"{queue}?indikator=1", f"{queue}?antre=inovasi", f"{queue}?lengkap=belum", first):
            page.goto(path)
            assert [fault["id"] for fault in Axe().run(page).response["violations"]] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    with signed_in(browser, cast.coordinator, live_server.url, viewport=PHONE, java_script_enabled=False) as window:
        page = window.new_page()
        page.goto(queue)
        page.get_by_role("link", name="Mulai dari yang terlama").click()
        for place in (3, 2):
            page.get_by_text(f"Klaim 1 dari {place}").wait_for()
            page.get_by_role("button", name="Terima dan lanjut").click()
        page.get_by_text("Klaim 1 dari 1").wait_for()
        page.get_by_role("button", name="Terima").click()
        page.get_by_text("Tidak ada lagi yang menunggu").wait_for()
    assert set(Claim.objects.values_list("verdict", "verified")) == {("accepted", 2)}


def test_turning_down_by_keyboard_alone(
    browser: Browser, live_server: LiveServer, cast: Cast, claiming: Claiming
) -> None:
    claim = claiming(factories.proposal(Status.IN_REVIEW, 1, of=cast.home), 1, 3)
    with signed_in(browser, cast.coordinator, live_server.url, viewport=PHONE) as window:
        page = window.new_page()
        page.goto(reverse("competitions:desk", args=[YEAR, claim.pk]))
        page.get_by_text("Tidak diterima seluruhnya").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.type("Kabur.")
        page.get_by_role("button", name="Tolak").focus()
        page.keyboard.press("Enter")
        page.get_by_text("paling sedikit 10 huruf").first.wait_for()
        assert page.locator("#id_alasan").input_value() == "Kabur."
        assert [fault["id"] for fault in Axe().run(page).response["violations"]] == []
        page.locator("#id_alasan").focus()
        page.keyboard.press("End")
        page.keyboard.type(" Halaman 2 tidak terbaca.")
        page.get_by_role("button", name="Tolak").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
    claim.refresh_from_db()
    assert (claim.verdict, claim.reason) == ("rejected", "Kabur. Halaman 2 tidak terbaca.")


def test_second_looks_on_a_phone_without_scripts(
    browser: Browser, live_server: LiveServer, cast: Cast, edition: Edition, claiming: Claiming
) -> None:
    edition.rules = {"second_look_percent": 100}
    edition.save()
    claims = [claiming(factories.proposal(Status.IN_REVIEW, number, of=cast.home), 1, 3) for number in (1, 2)]
    for claim in claims:
        factories.judged(claim, 2, factories.coordinator(2))
    listed = reverse("competitions:desk_second", args=[YEAR])
    with signed_in(browser, cast.coordinator, live_server.url, viewport=PHONE, java_script_enabled=False) as window:
        page = window.new_page()
        page.goto(listed)
        page.get_by_role("link", name=claims[0].proposal.title).click()
        page.get_by_role("button", name="Terima dan lanjut").click()
        page.get_by_text("Berbeda: Anda menemukan parameter 3").wait_for()
    with signed_in(browser, cast.coordinator, live_server.url, viewport=PHONE) as window:
        page = window.new_page()
        differs = reverse("competitions:desk", args=[YEAR, claims[0].pk])
        for path in (listed, reverse("competitions:desk_look", args=[YEAR, claims[1].pk]), differs):
            page.goto(path)
            assert [fault["id"] for fault in Axe().run(page).response["violations"]] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
