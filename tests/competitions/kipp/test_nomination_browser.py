"""The pages of a nomination in a real browser: at 360 px, without scripts, and free of axe's complaints."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from competitions.core.models import Edition
from proposals.core.workflow import Status
from tests import factories
from tests.browsers import signed_in
from tests.competitions.kipp.test_services import CATEGORIES, GROUPS
from tests.factories import YEAR, Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}


def test_a_nomination_is_filled_and_judged_on_a_phone_without_scripts(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    rules = factories.kipp_rules("identitas") | {"groups": GROUPS, "categories": CATEGORIES}
    edition = Edition.objects.create(programme="kipp", year=YEAR, name=f"KIPP {YEAR}", rules=rules)
    first, second = (factories.proposal(Status.IN_REVIEW, number, of=cast.home) for number in (1, 2))
    prepared = factories.nomination(edition, first, "prepared", group="umum")
    entered = factories.nomination(edition, second, "entered", group="umum")
    factories.kipp_result(entered)
    pages = [
        reverse("competitions:kipp", args=[YEAR]),
        reverse("competitions:nomination", args=[YEAR, entered.pk]),
        reverse("competitions:nomination_details", args=[YEAR, prepared.pk]),
        reverse("competitions:kipp_result_new", args=[YEAR, entered.pk]),
        reverse("competitions:move", args=[YEAR, entered.pk, "perbaiki-nomor"]),
    ]
    with signed_in(browser, cast.coordinator, live_server.url, viewport=PHONE) as window:
        page = window.new_page()
        for path in pages:
            page.goto(path)
            assert [fault["id"] for fault in Axe().run(page).response["violations"]] == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
    with signed_in(browser, cast.coordinator, live_server.url, viewport=PHONE, java_script_enabled=False) as window:
        page = window.new_page()
        page.goto(reverse("competitions:nomination", args=[YEAR, prepared.pk]))
        page.get_by_role("link", name="Ubah isian").click()
        page.get_by_label("Nama inovator").fill("Siti Aminah")
        page.get_by_role("button", name="Simpan isian").click()
        page.get_by_text("Siti Aminah").wait_for()
