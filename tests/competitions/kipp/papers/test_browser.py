"""The entry desk in a real browser on a phone: usable, and a field is copied with and without script."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from competitions.kipp.papers.models import CopiedField
from tests.browsers import signed_in
from tests.competitions.kipp.papers.conftest import HARD
from tests.usable import PHONE, faults_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("script", [True, False])
def test_a_field_is_copied_on_a_phone(browser: Browser, live_server: LiveServer, nomination, cast, script):
    with signed_in(browser, cast.owner, live_server.url, java_script_enabled=script, viewport=PHONE) as window:
        if script:
            window.grant_permissions(["clipboard-read", "clipboard-write"])
        page = window.new_page()
        page.goto(reverse("competitions:nomination", args=[2026, nomination.pk]))
        page.get_by_role("link", name="Meja entri").click()
        page.get_by_role("button", name="Salin Judul inovasi").click()
        expect(page.locator("#isian-judul")).to_contain_text("Tersalin" if script else "Sudah disalin")
        if script:
            assert page.evaluate("navigator.clipboard.readText()") == "Ambulans Laut"
            expect(page.locator("[data-copied-count]").first).to_have_text("1")
    assert CopiedField.objects.get().key == "judul"


def test_the_desk_is_usable_on_a_phone(browser: Browser, live_server: LiveServer, nomination, write, cast):
    write(latar_belakang=HARD)
    with signed_in(browser, cast.owner, live_server.url, viewport=PHONE) as window:
        page = window.new_page()
        page.goto(reverse("competitions:kipp_desk", args=[2026, nomination.pk]))
        page.locator("main details").evaluate_all("folds => folds.forEach((fold) => { fold.open = true; })")
        assert faults_of(page) == []
