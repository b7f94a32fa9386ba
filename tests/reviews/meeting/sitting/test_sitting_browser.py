"""A meeting in a real browser: taps on a phone, without scripts, two windows at once, the projector, and axe."""

import re
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from agencies.core.models import User
from proposals.core.models import Proposal
from reviews.meeting.core.course import MeetingMinutes, Vote
from reviews.meeting.core.models import Meeting
from reviews.meeting.preparing import services as convening
from reviews.meeting.sitting import services as sitting
from reviews.meeting.sitting.services import Ballot
from tests.browsers import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESK, WALL = {"width": 360, "height": 740}, {"width": 1280, "height": 900}, {"width": 1920, "height": 1080}


@pytest.fixture
def held(prepared: Meeting, cast: SimpleNamespace, chair: User) -> Meeting:
    convening.set_attendance(prepared, dict.fromkeys((chair, cast.leader, cast.second), False), by=cast.coordinator)
    return prepared


def path(name: str, meeting: Meeting, *keys: int) -> str:
    return reverse(f"reviews:meeting{name}", args=[meeting.pk, *keys])


def complaints(page: Page) -> list[str]:
    return [fault["id"] for fault in Axe().run(page).response["violations"]]


def test_on_a_phone_one_tap_a_person_says_who_came(
    browser: Browser, live_server: LiveServer, held: Meeting, cast: SimpleNamespace
) -> None:
    with signed_in(browser, cast.coordinator, live_server.url, viewport=PHONE) as window:
        page = window.new_page()
        page.goto(path("_sitting", held))
        page.get_by_role("link", name="Daftar hadir: 0 dari 3").click()
        page.get_by_role("button", name="Second: belum hadir").click()
        page.get_by_role("heading", name="Hadir 1 dari 3").wait_for()
        # The page was not loaded anew, and the thumb may go on.
        assert page.evaluate("document.activeElement.id") == f"hadir-{held.members.get(person=cast.second).pk}"
    assert [member.person for member in held.members.filter(present=True)] == [cast.second]


def test_without_scripts_the_whole_meeting_goes_through(
    browser: Browser, live_server: LiveServer, held: Meeting, scored: list[Proposal], cast: SimpleNamespace
) -> None:
    options = {"java_script_enabled": False, "viewport": PHONE}
    with signed_in(browser, cast.coordinator, live_server.url, **options) as window:
        page = window.new_page()
        page.goto(path("_sitting", held))
        page.get_by_role("button", name="Second: belum hadir").click()
        assert "Hadir 1 dari 3" in page.content()
        page.get_by_role("textbox", name="Notulen").fill("Rapat dibuka.")
        page.get_by_role("button", name="Simpan notulen").click()
        assert "Notulen tersimpan." in page.content()
        for _ in scored:
            page.get_by_role("button", name="Putuskan, lalu berikutnya").click()
        assert "Semua usulan sudah diputus" in page.content()
    assert Vote.objects.count() == 3 and MeetingMinutes.objects.get().text == "Rapat dibuka."


def test_from_the_keyboard_alone_votes_are_counted_and_the_next_one_opens(
    browser: Browser, live_server: LiveServer, held: Meeting, scored: list[Proposal], cast: SimpleNamespace
) -> None:
    for member in held.members.all():
        sitting.mark_present(held, member.pk, True, by=cast.coordinator)
    with signed_in(browser, cast.coordinator, live_server.url, viewport=DESK) as window:
        page = window.new_page()
        page.goto(path("_sitting", held))
        page.get_by_label("Masuk daftar unggulan").focus()
        for key in ("Tab", "ArrowDown", "Tab", "2", "Tab", "1", "Tab", "0", "Tab", "Tab", "Enter"):
            page.keyboard.press(key)
        page.get_by_role("heading", name=scored[1].title).wait_for()
        assert "1 dari 3" in page.inner_text("main")
    vote = Vote.objects.get()
    assert (vote.consensus, vote.agree, vote.against) == (False, 2, 1)


def test_minutes_typed_in_two_windows_lose_nothing(
    browser: Browser, live_server: LiveServer, held: Meeting, cast: SimpleNamespace
) -> None:
    with (
        signed_in(browser, cast.coordinator, live_server.url, viewport=DESK) as one,
        signed_in(browser, cast.coordinator, live_server.url, viewport=DESK) as other,
    ):
        first, second = one.new_page(), other.new_page()
        for page in (first, second):
            page.goto(path("_sitting", held))
        first.get_by_role("textbox", name="Notulen").fill("Ketua membuka rapat.")
        first.get_by_role("textbox", name="Notulen").blur()
        expect(first.locator("[data-save-state]")).to_contain_text("Tersimpan")
        second.get_by_role("textbox", name="Notulen").fill("Rapat dibuka pukul sembilan.")
        second.get_by_role("textbox", name="Notulen").blur()
        second.get_by_role("heading", name=re.compile("Notulen.*diubah di tempat lain")).wait_for()
        assert MeetingMinutes.objects.get().text == "Ketua membuka rapat."
        assert second.get_by_role("textbox", name="Notulen").input_value() == "Rapat dibuka pukul sembilan."
        second.get_by_role("button", name="Pakai tulisan saya").click()
        expect(second.locator("[data-save-state]")).to_contain_text("Tersimpan")
    assert MeetingMinutes.objects.get().text == "Rapat dibuka pukul sembilan."


def test_the_projector_follows_what_is_decided_in_another_window(
    browser: Browser, live_server: LiveServer, held: Meeting, scored: list[Proposal], cast: SimpleNamespace
) -> None:
    with signed_in(browser, cast.leader, live_server.url, viewport=WALL) as window:
        page = window.new_page()
        page.goto(path("_screen", held))
        expect(page.locator("#sekarang")).to_have_text(scored[0].title)
        sitting.rule(held, scored[0].pk, "shortlist", Ballot(True), by=cast.coordinator)
        expect(page.locator("#sekarang")).to_have_text(scored[1].title, timeout=10_000)
        assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('#layar p')).fontSize)") >= 24
        assert complaints(page) == []


@pytest.mark.parametrize("view", [PHONE, DESK], ids=["phone", "desk"])
def test_pages_of_the_meeting_fit_and_axe_finds_nothing(
    browser: Browser, live_server: LiveServer, held: Meeting, scored: list[Proposal], cast, make, give, view
) -> None:
    torn = make()
    give(torn, cast.reviewer, [3, 3, 3])
    give(torn, cast.second, [1, 1, 1])
    pages = [path("", held), path("_sitting", held), path("_choose", held), path("_dispute", held, torn.pk)]
    pages += [f"{path('_choose', held)}?terbaik=1", f"{reverse('reviews:what_if')}?terbaik=1"]
    with signed_in(browser, cast.coordinator, live_server.url, viewport=view) as window:
        page = window.new_page()
        for address in pages:
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") == view["width"], address
            assert complaints(page) == [], address


def test_what_is_signed_is_read_on_a_phone_and_the_button_stays_in_sight(
    browser: Browser, live_server: LiveServer, held: Meeting, scored: list[Proposal], chair: User
) -> None:
    with signed_in(browser, chair, live_server.url, viewport=PHONE) as window:
        page = window.new_page()
        page.goto(path("", held))
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        button = page.get_by_role("button", name="Setujui hasil rapat")
        for place in (0, 400, 900):
            page.evaluate(f"window.scrollTo(0, {place})")
            box = button.bounding_box()
            assert box and box["y"] + box["height"] <= PHONE["height"] and box["height"] >= 44
        for proposal in scored:
            box = page.get_by_role("link", name=proposal.title).first.bounding_box()
            assert box and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
