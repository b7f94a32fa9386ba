"""The pages of a meeting once it was signed, released and followed by its decree, in a real browser.

The walk over every address (tests/test_pages_for_everybody.py) sees a meeting that is being prepared.
"""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from agencies.core.models import User
from proposals.core.workflow import Action, Status
from reviews.meeting.core.models import Meeting
from reviews.meeting.decree import decreeing
from reviews.meeting.departures.departing import allow_passing_over
from reviews.meeting.preparing import services as convening
from reviews.meeting.release import releasing
from tests.browsers import signed_in
from tests.reviews.meetings import SCAN, signed_decree, statuses
from tests.usable import PHONE, faults_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Faults = Callable[[User, str, str], list[str]]


@pytest.fixture
def faults(browser: Browser, live_server: LiveServer) -> Faults:
    """What is wrong with the page of this person at this address, which shows these words."""

    def found(person: User, address: str, words: str) -> list[str]:
        with signed_in(browser, person, live_server.url, viewport=PHONE) as window:
            page = window.new_page()
            answer = page.goto(address)
            assert answer and answer.status == 200 and words in page.content(), address
            return faults_of(page)

    return found


@pytest.fixture
def released(signed: Meeting, cast: SimpleNamespace) -> Meeting:
    releasing.release(signed, by=cast.coordinator)
    return Meeting.objects.get(pk=signed.pk)


def at(name: str, meeting: Meeting) -> str:
    return reverse(f"reviews:{name}", args=[meeting.pk])


def test_one_that_departs_from_the_procedure_is_signed_on_a_phone(
    meeting, make, give, cast, chair, faults: Faults
) -> None:
    better, other, praised = make(), make(), make()
    for proposal, level in ((better, 3), (other, 3), (praised, 2)):
        give(proposal, cast.reviewer, [level, level, level])
        give(proposal, cast.second, [level, level, level])
    convening.decide(meeting, Action.SHORTLIST, [praised.pk], by=cast.coordinator)
    allow_passing_over(meeting, better.pk, by=cast.coordinator, reason="Kuota instansinya terpenuhi.")
    for person, words in ((cast.coordinator, "Kuota instansinya terpenuhi."), (chair, "Setujui hasil rapat")):
        assert faults(person, at("meeting", meeting), words) == []


def test_one_that_was_signed_can_be_used_by_everybody_who_reads_it(signed, cast, chair, faults: Faults) -> None:
    for person, words in ((cast.coordinator, "Buka kembali penyusunan"), (chair, ", menyetujui ")):
        assert faults(person, at("meeting", signed), words) == []
    assert faults(cast.coordinator, at("meeting_release", signed), "Ya, rilis semuanya") == []


def test_one_that_was_released_and_its_decree_can_be_used_before_and_after_it(
    released: Meeting, scored, cast, chair, faults: Faults
) -> None:
    for person, address, words in (
        (cast.coordinator, at("meeting", released), "Konsep keputusan (Word)"),
        (chair, at("meeting", released), "Dirilis"),
        (cast.coordinator, at("meeting_decree", released), "Tetapkan usulan unggulan"),
        (cast.owner, reverse("proposals:detail", args=[scored[0].pk]), "Unduh surat (PDF)"),
    ):
        assert faults(person, address, words) == []
    decreeing.enter_decree(released, signed_decree(), by=cast.coordinator)
    for address, words in (
        (at("meeting", released), "Buka pindaian"),
        (at("meeting_decree", released), "Simpan perbaikan"),
        (reverse("reviews:meetings"), released.title),
    ):
        assert faults(cast.coordinator, address, words) == []


def test_without_scripts_a_meeting_is_released_and_its_decree_entered(
    browser: Browser, live_server: LiveServer, signed: Meeting, scored, cast
) -> None:
    options = {"java_script_enabled": False, "viewport": PHONE}
    with signed_in(browser, cast.coordinator, live_server.url, **options) as window:
        page = window.new_page()
        page.goto(at("meeting", signed))
        page.get_by_role("link", name="Rilis hasil rapat").click()
        page.get_by_role("button", name="Ya, rilis semuanya").click()
        assert statuses(scored) == [Status.SHORTLISTED, Status.COACHING, Status.REJECTED]
        page.goto(at("meeting_decree", signed))
        page.get_by_label("Nomor").fill("188.45/7/KEP/2026")
        page.get_by_label("Tanggal").fill("2026-11-24")
        scan = {"name": "SK.pdf", "mimeType": "application/pdf", "buffer": SCAN}
        page.locator("input[type=file]").set_input_files(files=[scan])
        page.get_by_label("sama dengan lampiran SK").check()
        page.get_by_role("button", name="Tetapkan usulan unggulan").click()
        assert statuses(scored) == [Status.ESTABLISHED, Status.COACHING, Status.REJECTED]
