"""Sharing out places in a real browser: at 360 px, without scripts, and free of axe's complaints."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from competitions.core.models import Edition
from competitions.kipp.slots.models import SlotRun
from proposals.core.workflow import Status
from tests import factories
from tests.browsers import signed_in
from tests.factories import YEAR, Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}


def test_places_are_shared_out_on_a_phone_without_scripts(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    groups = [{"key": "umum", "label": "Kelompok Umum", "confidence": "verified", "quota": 1}]
    edition = Edition.objects.create(programme="kipp", year=YEAR, name=f"KIPP {YEAR}", rules={"groups": groups})
    first, second = (factories.proposal(Status.IN_REVIEW, number, of=cast.home) for number in (1, 2))
    entries = [factories.nomination(edition, each, "prepared", group="umum") for each in (first, second)]
    page_of = reverse("competitions:slots", args=[YEAR])
    with signed_in(browser, cast.coordinator, live_server.url, viewport=PHONE, java_script_enabled=False) as window:
        page = window.new_page()
        page.goto(reverse("competitions:kipp", args=[YEAR]))
        page.get_by_role("link", name="Pembagian jatah").click()
        page.get_by_role("link", name=f"Tetapkan {second.title}").click()
        page.get_by_label("Ditetapkan masuk").check()
        page.get_by_label("Alasan").fill("Keputusan rapat kota")
        page.get_by_role("button", name="Simpan penetapan").click()
        page.get_by_text("Masuk umum 1 dari 1: ditetapkan koordinator, nilai belum ada.").first.wait_for()
        page.get_by_label("Dengan pemerataan").check()
        page.get_by_role("button", name="Simpan pembagian").click()
        page.get_by_role("button", name="Setujui pembagian").click()
        page.get_by_text("Menunggu 1 persetujuan").wait_for()
    run = SlotRun.objects.get()
    paths = [
        page_of,
        run.get_absolute_url(),
        reverse("competitions:slot_place", args=[YEAR, entries[0].pk]),
        reverse("competitions:slot_score", args=[YEAR, entries[0].pk]),
    ]
    with signed_in(browser, cast.coordinator, live_server.url, viewport=PHONE) as window:
        page = window.new_page()
        for path in paths:
            page.goto(path)
            assert [fault["id"] for fault in Axe().run(page).response["violations"]] == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
