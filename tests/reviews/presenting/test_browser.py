"""The pages of presentations in a real browser: a juror's phone and the coordinator's screen, free of axe's faults."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.db import close_old_connections
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from reviews.presenting.models import Slot
from tests.browsers import signed_in
from tests.usable import PHONE, WIDE, out_of_order

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _tidy() -> Iterator[None]:
    yield
    close_old_connections()


def test_pages_fit_and_axe_is_silent(
    browser: Browser, live_server: LiveServer, slot: Slot, cast: SimpleNamespace
) -> None:
    of_juror = ("saya/", "berhalangan/")
    of_coordinator = (
        "?tahun=2026&tahap=2",
        "susun/?tahun=2026&tahap=2",
        "sesi/baru/?tahun=2026&tahap=2",
        f"sesi/{slot.session_id}/",
        f"sesi/{slot.session_id}/layar/",
        f"{slot.pk}/",
        "minggu/",
    )
    for person, pages, size in ((cast.reviewer, of_juror, PHONE), (cast.coordinator, of_coordinator, WIDE)):
        with signed_in(browser, person, live_server.url, viewport=size) as window:
            page = window.new_page()
            for path in pages:
                page.goto(f"/penilaian/jadwal/{path}")
                assert out_of_order(page, size) == [], path
