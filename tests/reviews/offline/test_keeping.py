"""What a device keeps, in a real browser: by one's own act, for its owner alone, and not for ever."""

import datetime
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, expect
from pytest_django.live_server_helper import LiveServer

from reviews.core.models import Assignment
from reviews.offline.models import OfflineAnswer
from reviews.scoring_desk.services import save_review
from tests.browsers import signed_in
from tests.reviews.conftest import answers
from tests.reviews.offline.devices import (
    COUNTS,
    NOTHING,
    PHONE,
    arrived,
    log_in_again,
    place,
    score,
    take,
    wait_for_packets,
)

SIGN_OUT = "document.querySelector('form[data-sign-out]').requestSubmit()"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_another_person_neither_sees_nor_sends_what_waits(
    window: BrowserContext, tasks: list[Assignment], cast: SimpleNamespace, live_server: LiveServer
) -> None:
    Assignment.objects.create(stage=tasks[0].stage, proposal_id=tasks[0].proposal_id, reviewer=cast.second)
    page = take(window, tasks)
    window.set_offline(True)
    score(page, tasks[0])
    page.goto("about:blank")
    log_in_again(window, cast.second, live_server.url)
    window.set_offline(False)
    page.goto(reverse("reviews:queue"))
    page.get_by_text("Di perangkat ini ada 3 isian penilai lain yang belum terkirim.").wait_for()
    page.goto(reverse("reviews:take_along"))
    page.get_by_role("button", name="Bawa, perangkat ini milik saya").click()
    page.get_by_text("masih ada isian penilai lain yang belum terkirim").wait_for()
    page.evaluate(SIGN_OUT)
    page.wait_for_url(lambda url: not url.endswith("/bawa/"))
    window.set_offline(True)
    page.goto(reverse("reviews:queue"))
    page.get_by_text("Usulan di perangkat ini dibawa penilai lain.").wait_for()
    assert tasks[0].proposal.title not in page.content()
    window.set_offline(False)
    assert OfflineAnswer.objects.count() == 0
    log_in_again(window, cast.reviewer, live_server.url)
    page.goto(reverse("reviews:queue"))
    page.get_by_text("3 isian yang ditulis tanpa jaringan sudah terkirim.").wait_for()
    assert arrived() == {tasks[0].pk: 3}


def test_signing_out_asks_for_what_is_not_sent_and_leaves_nothing(
    window: BrowserContext, tasks: list[Assignment], live_server: LiveServer
) -> None:
    page = take(window, tasks)
    assert page.evaluate(COUNTS) == {"caches": 1, "workers": 1, "bases": 1}
    window.set_offline(True)
    score(page, tasks[0])
    window.set_offline(False)
    # The way to the portal is there, the one for answers is not.
    window.route("**/penilaian/luring/k*/", lambda route: route.abort())
    page.goto(reverse("home"))
    with page.expect_event("dialog") as asked:
        # Pressed twice, it asks once.
        page.evaluate(f"() => {{ {SIGN_OUT}; {SIGN_OUT}; }}")
    assert asked.value.message.startswith("3 isian ")
    asked.value.dismiss()
    expect(page.locator("body[data-person]")).to_have_count(1)
    with page.expect_event("dialog") as asked:
        page.evaluate(SIGN_OUT)
    asked.value.accept()
    page.get_by_role("link", name="Masuk").first.wait_for()
    assert page.evaluate(COUNTS) == NOTHING
    assert "dibawa" not in {cookie["name"] for cookie in window.cookies()}


def test_after_seven_days_the_proposals_are_gone_and_what_is_not_sent_is_still_there(
    window: BrowserContext, tasks: list[Assignment]
) -> None:
    page = take(window, tasks)
    window.set_offline(True)
    score(page, tasks[0])
    page.clock.install(time=datetime.datetime.now(tz=datetime.UTC) + datetime.timedelta(days=7, minutes=1))
    page.goto(reverse("reviews:queue"))
    page.get_by_text("Tidak ada usulan di perangkat ini.").wait_for()
    assert page.evaluate("portalTaken.packets()") == []
    page.get_by_text("3 isian aman di perangkat ini").wait_for()
    window.set_offline(False)
    page.get_by_text("Semua isian terkirim pukul").wait_for()
    assert arrived() == {tasks[0].pk: 3}


def test_what_was_answered_on_the_portal_since_is_on_the_device_too_and_what_was_sent_has_left_it(
    window: BrowserContext, tasks: list[Assignment], cast: SimpleNamespace
) -> None:
    page = take(window, tasks[:2])
    page.goto(place(tasks[0], 1))
    page.locator("button.answer", has=page.get_by_text("3", exact=True)).click()
    page.get_by_text("Kriteria 2 dari 3").wait_for()
    wait_for_packets(page, "all.some((each) => Object.values(each.values).includes('3'))")
    window.set_offline(True)
    page.goto(reverse("reviews:score", args=[tasks[0].pk]))
    page.get_by_text("Kriteria 2 dari 3").wait_for()
    expect(page.locator("[data-line]")).to_contain_text("Tanpa jaringan")
    window.set_offline(False)
    save_review(tasks[0], answers(tasks[0].stage, [3, 3, 3]), "", by=cast.reviewer)
    page.goto(reverse("reviews:queue"))
    wait_for_packets(page, "all.length === 1")


def test_the_offline_pages_are_usable_on_a_phone_and_free_of_complaints(
    window: BrowserContext, tasks: list[Assignment]
) -> None:
    page = take(window, tasks)
    window.set_offline(True)
    for address in (
        reverse("reviews:queue"),
        place(tasks[0], 2),
        place(tasks[0], "akhir"),
        reverse("reviews:score", args=[99999]),
    ):
        page.goto(address)
        page.locator("h1").wait_for()
        assert [fault["id"] for fault in Axe().run(page).response["violations"]] == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address
        assert page.locator("h1").count() == 1
    page.goto(place(tasks[0], 2))
    # The page is drawn by its scripts, some time after it was opened.
    page.locator("button.answer").first.wait_for()
    heights = page.locator("button.answer").evaluate_all("all => all.map((one) => one.getBoundingClientRect().height)")
    assert (len(heights), min(heights) >= 44) == (4, True)


def test_whoever_takes_nothing_along_gets_no_worker_and_no_store(
    window: BrowserContext, tasks: list[Assignment]
) -> None:
    page = window.new_page()
    for address in (reverse("home"), reverse("reviews:queue"), place(tasks[0], 1)):
        page.goto(address)
        assert page.evaluate(COUNTS) == NOTHING


def test_without_scripts_nothing_is_offered_and_nothing_is_broken(
    browser: Browser, live_server: LiveServer, tasks: list[Assignment], cast: SimpleNamespace
) -> None:
    with signed_in(browser, cast.reviewer, live_server.url, java_script_enabled=False) as window:
        page = window.new_page()
        page.goto(reverse("reviews:queue"))
        expect(page.get_by_text("Bawa untuk dinilai tanpa jaringan")).to_be_hidden()
        page.goto(reverse("reviews:take_along"))
        expect(page.get_by_text("Peramban ini tidak dapat menyimpan usulan.")).to_be_visible()
        expect(page.get_by_role("button", name="Bawa, perangkat ini milik saya")).to_be_hidden()


def test_the_scripts_know_the_addresses_of_the_portal(window: BrowserContext, tasks: list[Assignment]) -> None:
    page = window.new_page()
    page.goto(reverse("reviews:take_along"))
    assert page.evaluate("portalTaken.at") == {
        "queue": reverse("reviews:queue"),
        "take": reverse("reviews:take_along"),
        "shell": reverse("reviews:offline_shell"),
        "state": reverse("reviews:offline_state"),
        "send": reverse("reviews:offline_send"),
        "worker": reverse("reviews:offline_worker"),
        "signIn": reverse("account_login"),
        "signOut": reverse("account_logout"),
    }
