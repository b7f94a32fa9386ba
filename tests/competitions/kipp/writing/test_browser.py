"""Writing an entry in a real browser: usable on a phone, two tabs, an expired session, and the same count of words."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from competitions.kipp.writing.models import EntryText
from tests.browsers import signed_in
from tests.usable import PHONE, faults_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BOX = "#id_latar_belakang"
TRICKY = "1. Antrean anak-anak \u2014 turun\n- dari 40 menjadi 5\n\nUkuran | Sebelum | Sesudah\nMenit | 40 | 5 ..."


def address(nomination, key: str = "latar_belakang") -> str:
    return reverse("competitions:kipp_text", args=[2026, nomination.pk, key])


def saved(page: Page) -> None:
    expect(page.locator("[data-save-state]")).to_contain_text("Tersimpan")


@pytest.mark.parametrize("person", ["owner", "leader"])
def test_the_pages_are_usable_on_a_phone(browser: Browser, live_server: LiveServer, nomination, cast, person):
    EntryText.objects.create(
        nomination=nomination, section="evaluasi", text="kata " * 201, words=201, edited_by=cast["owner"]
    )
    pages = [
        reverse("competitions:kipp_texts", args=[2026, nomination.pk]),
        reverse("competitions:kipp_forms", args=[2026]),
        address(nomination),
        address(nomination, "evaluasi"),
    ]
    wrong = {}
    with signed_in(browser, cast[person], live_server.url, viewport=PHONE) as window:
        page = window.new_page()
        for url in pages:
            page.goto(url)
            if faults := faults_of(page):
                wrong[url] = faults
    assert wrong == {}


def test_the_page_counts_as_the_server_does(browser: Browser, live_server: LiveServer, nomination, cast):
    with signed_in(browser, cast["owner"], live_server.url, viewport=PHONE) as window:
        page = window.new_page()
        page.goto(address(nomination))
        page.locator(BOX).fill(TRICKY)
        expect(page.locator("#kata-latar_belakang")).to_have_text("13 kata \u00b7 paling banyak 200")
        page.locator(BOX).blur()
        saved(page)
    assert EntryText.objects.get().words == 13


def test_two_tabs_are_asked_and_nothing_is_lost(browser: Browser, live_server: LiveServer, nomination, cast):
    with signed_in(browser, cast["owner"], live_server.url, viewport=PHONE) as window:
        first, second = window.new_page(), window.new_page()
        first.goto(address(nomination))
        second.goto(address(nomination))
        first.locator(BOX).fill("Tulisan pertama.")
        first.locator(BOX).blur()
        saved(first)
        second.locator(BOX).fill("Tulisan kedua.")
        second.locator(BOX).blur()
        expect(second.get_by_role("heading", name="diubah di tempat lain")).to_be_visible()
        expect(second.locator(BOX)).to_have_value("Tulisan kedua.")
        assert EntryText.objects.get().text == "Tulisan pertama."
        second.get_by_role("button", name="Pakai tulisan saya").click()
        saved(second)
    assert EntryText.objects.get().text == "Tulisan kedua."


def test_what_is_typed_survives_an_expired_session(browser: Browser, live_server: LiveServer, nomination, cast):
    with signed_in(browser, cast["owner"], live_server.url, viewport=PHONE) as window:
        page = window.new_page()
        page.goto(address(nomination))
        cookies = window.cookies()
        window.clear_cookies(name="sessionid")
        page.locator(BOX).fill("Ditulis sesudah sesi berakhir.")
        page.locator(BOX).blur()
        expect(page.get_by_text("Sesi Anda telah berakhir")).to_be_visible()
        page.close(run_before_unload=False)
        window.add_cookies(cookies)  # type: ignore[arg-type]  # as the browser gave them
        again = window.new_page()
        again.goto(address(nomination))
        expect(again.locator(BOX)).to_have_value("Ditulis sesudah sesi berakhir.")
        saved(again)
    assert EntryText.objects.get().text == "Ditulis sesudah sesi berakhir."


def test_without_script_a_section_is_started_shortened_and_left(
    browser: Browser, live_server: LiveServer, nomination, cast
):
    with signed_in(browser, cast["owner"], live_server.url, viewport=PHONE, java_script_enabled=False) as window:
        page = window.new_page()
        page.goto(address(nomination))
        page.get_by_role("button", name="Mulai dari isi usulan").click()
        expect(page.locator(BOX)).not_to_have_value("")
        page.locator(BOX).fill("Diringkas.")
        page.locator("[name=lanjut]").last.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Tujuan, Outcome dan Output yang Diharapkan")
    assert EntryText.objects.get().text == "Diringkas."
