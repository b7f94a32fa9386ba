"""The whole way in a real browser on a phone: an operator invites, the colleague makes an account and signs in."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from agencies.core.models import User
from tests import factories
from tests.browsers import signed_in
from tests.usable import PHONE, faults_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "perahu kayu di sungai"


def test_from_inviting_to_signing_in_on_a_phone(browser: Browser, live_server: LiveServer) -> None:
    cast = factories.cast()
    with signed_in(browser, cast.owner, live_server.url, viewport=PHONE) as window:
        page = window.new_page()
        page.goto(f"/instansi/{cast.home.code}/")
        page.get_by_role("link", name="Undang rekan").click()
        page.get_by_label("Nama lengkap").fill("Budi Santoso")
        page.get_by_role("button", name="Kirim undangan").click()
        expect(page.get_by_role("alert")).to_contain_text("alamat surel")
        expect(page.get_by_label("Nama lengkap")).to_have_value("Budi Santoso")
        page.get_by_label("Alamat surel").fill("budi@contoh.invalid")
        page.get_by_role("button", name="Kirim undangan").click()
        link = page.get_by_label("Tautan undangan").input_value()
        assert faults_of(page) == []
    with browser.new_context(viewport=PHONE) as phone:
        page = phone.new_page()
        page.goto(f"{live_server.url}/{link.split('/', 3)[3]}")
        assert faults_of(page) == []
        page.get_by_label("Kata sandi", exact=False).first.fill(PASSWORD)
        page.get_by_label("Kata sandi sekali lagi").fill(PASSWORD)
        page.get_by_role("button", name="Buat akun").dblclick()
        expect(page.get_by_text("Akun Anda siap")).to_be_visible()
        page.goto(f"{live_server.url}/{link.split('/', 3)[3]}")
        expect(page.get_by_role("heading", level=1)).to_have_text("Undangan ini tidak berlaku")
        assert faults_of(page) == []
    assert User.objects.filter(email="budi@contoh.invalid").count() == 1
