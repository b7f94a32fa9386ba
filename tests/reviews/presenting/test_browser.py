"""The pages of presentations in a real browser: on a phone, wide, by keyboard, with long words, silent under axe."""

import datetime
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from agencies.core.models import Agency
from proposals.core.models import Proposal
from reviews.presenting.models import Session, Slot
from reviews.presenting.visiting import minutes, photographing
from tests.browsers import signed_in
from tests.reviews.presenting.visiting.photos import PIER, snapshot
from tests.usable import PHONE, WIDE, faults_of, out_of_order

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


LONG = "Pertanggungjawabanpenyelenggaraanpemerintahandaerahberkelanjutan"


@pytest.fixture
def named_long(slot: Slot) -> Slot:
    """The slot with words in it that no line of a phone holds."""
    Proposal.objects.filter(pk=slot.proposal_id).update(title=LONG, sent_title=LONG)
    Agency.objects.filter(pk=slot.proposal.agency_id).update(name=LONG, short_name=LONG[:30])
    return slot


@pytest.fixture
def visit(named_long: Slot, cast: SimpleNamespace) -> Slot:
    """It is a visit that has begun, with minutes and photos of which one says everything and one nothing."""
    starts = timezone.now() - datetime.timedelta(minutes=30)
    hours = {"starts": starts, "ends": starts + datetime.timedelta(hours=1)}
    Session.objects.filter(pk=named_long.session_id).update(kind=Session.Kind.VISIT, starts=starts)
    Slot.objects.filter(pk=named_long.pk).update(**hours)
    named_long.refresh_from_db()
    for photo, words in ((snapshot(timezone.now(), PIER), LONG), (snapshot(shade=200), "")):
        new = photographing.judged(photo, "foto.jpg")
        photographing.add_photo(named_long, new, by=cast.reviewer, caption=words, place=words)
    minutes.write(named_long, seen=LONG, met=LONG, by=cast.reviewer)
    return named_long


def test_pages_of_the_schedule_are_in_order(
    browser: Browser, live_server: LiveServer, named_long: Slot, cast: SimpleNamespace
) -> None:
    slot = named_long
    of_juror = ("saya/", "berhalangan/")
    of_coordinator = (
        "?tahun=2026&tahap=2",
        "susun/?tahun=2026&tahap=2",
        "sesi/baru/?tahun=2026&tahap=2",
        f"sesi/{slot.session_id}/",
        f"sesi/{slot.session_id}/layar/",
        f"{slot.pk}/",
        "minggu/",
        "berhalangan/",
    )
    faults = {}
    for person, pages in ((cast.reviewer, of_juror), (cast.coordinator, of_coordinator)):
        with signed_in(browser, person, live_server.url) as window:
            page = window.new_page()
            for path in pages:
                page.goto(f"/penilaian/jadwal/{path}")
                faults[path] = faults_of(page)
    assert {path: found for path, found in faults.items() if found} == {}


def test_minutes_of_a_visit_are_in_order_open_refused_and_closed(
    browser: Browser, live_server: LiveServer, visit: Slot, cast: SimpleNamespace
) -> None:
    with signed_in(browser, cast.reviewer, live_server.url) as window:
        page = window.new_page()
        page.goto(f"/penilaian/jadwal/{visit.pk}/berita-acara/")
        page.locator(".file details").first.evaluate("fold => { fold.open = true }")
        assert faults_of(page) == []
        bad = {"name": f"{LONG}.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
        page.get_by_label("Pilih foto").set_input_files(bad)
        page.get_by_role("button", name="Simpan").click()
        page.get_by_role("alert").wait_for()
        assert [*out_of_order(page, WIDE), *out_of_order(page, PHONE)] == []
        page.goto(f"/penilaian/jadwal/{visit.pk}/berita-acara/")
        page.get_by_label("Isi dan fotonya sudah benar.").check()
        page.get_by_role("button", name="Tutup berita acara").click()
        page.get_by_role("link", name="Cetak untuk ditandatangani (PDF)").wait_for()
        assert faults_of(page) == []


def test_the_agency_reads_its_time_on_the_page_of_its_proposal(
    browser: Browser, live_server: LiveServer, named_long: Slot, cast: SimpleNamespace
) -> None:
    with signed_in(browser, cast.owner, live_server.url) as window:
        page = window.new_page()
        page.goto(f"/usulan/{named_long.proposal_id}/")
        page.get_by_role("heading", name="Presentasi dan kunjungan").wait_for()
        assert faults_of(page) == []
