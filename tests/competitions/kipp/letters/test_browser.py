"""The page of letters in a real browser on a phone: usable, and a letter is given with and without script."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from competitions.kipp.letters.models import EntryLetter
from tests import factories
from tests.browsers import signed_in
from tests.factories.letters import stored_letter
from tests.usable import PHONE, faults_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("script", [True, False])
def test_a_letter_is_given_on_a_phone(browser: Browser, live_server: LiveServer, nomination, cast, script):
    letter = {"name": "identitas.pdf", "mimeType": "application/pdf", "buffer": factories.pdf()}
    with signed_in(browser, cast.owner, live_server.url, java_script_enabled=script, viewport=PHONE) as window:
        page = window.new_page()
        page.goto(reverse("competitions:kipp", args=[2026]))
        page.get_by_role("link", name="Surat (3 kurang)").click()
        page.locator("#id_identitas-file").set_input_files([letter])  # type: ignore[list-item]  # a file as a mapping
        page.locator("#id_identitas-signed_on").fill(str(timezone.localdate() - datetime.timedelta(days=3)))
        page.get_by_role("button", name="Simpan Surat pernyataan identitas").click()
        expect(page.get_by_text("2 surat wajib belum ada.")).to_be_visible()
    assert EntryLetter.objects.get().name == "identitas.pdf"


def test_the_page_is_usable_on_a_phone(browser: Browser, live_server: LiveServer, nomination, cast):
    stored_letter(nomination, cast.owner)
    with signed_in(browser, cast.owner, live_server.url, viewport=PHONE) as window:
        page = window.new_page()
        page.goto(reverse("competitions:letters", args=[2026, nomination.pk]))
        assert faults_of(page) == []
